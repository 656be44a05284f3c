import { InvalidArgumentError, Option, type Command } from 'commander'
import type { ReadingOptions } from '../case/case.ts'
import { titleOf } from '../model/names.ts'
import { styled, table } from '../render/document.ts'
import type { Context } from './context.ts'
import { addOutputOptions, print, type OutputOptions } from './output.ts'
import { addReadingOptions, notice, withReading, type GlobalOptions } from './session.ts'

export function build(command: Command, context: Context): void {
  command
    .description(
      'Search notes, names, aliases, titles, quotations and the text of archived documents. Best match first.',
    )
    .argument(
      '<WORDS...>',
      'all of them have to occur; the last may be the beginning of a word; "…" is a phrase',
    )
    .addOption(
      new Option('--limit <N>', 'at most so many')
        .argParser((text) => {
          const number = Number(text)
          if (!Number.isInteger(number) || number < 1)
            throw new InvalidArgumentError('It has to be a whole number from 1.')
          return number
        })
        .default(50),
    )
  addReadingOptions(command)
  addOutputOptions(command)
  command.addHelpText(
    'after',
    `
Examples:
  $ trace search tarpaulin
  $ trace search '"same colour"'
  $ trace search Раджин`,
  )
  command.action(async (words: string[], _options: unknown, self: Command) => {
    await runSearch(context, words, self.optsWithGlobals())
  })
}

export async function runSearch(
  context: Context,
  words: readonly string[],
  options: GlobalOptions & ReadingOptions & OutputOptions & { limit: number },
): Promise<void> {
  await withReading(context, options, async ({ store }, reading) => {
    const hits = await store.search(words.join(' '), options.limit, reading)
    const { publicOnly, leftOut } = await visible(hits)
    const rows = await Promise.all(
      publicOnly.map(async ({ stored: { record }, excerpt }) => ({
        type: record.type,
        id: record.id,
        short: await store.shortId(record.id, reading),
        title: titleOf(record) === record.id ? '' : titleOf(record),
        excerpt,
      })),
    )
    await print(
      {
        blocks: [
          table(
            [
              { key: 'type' },
              { key: 'id' },
              { key: 'title', flexible: true },
              { key: 'found', flexible: true },
            ],
            rows.map(({ type, id, short, title, excerpt }) => [
              type,
              styled('key', isContent(type) ? short : id),
              title,
              excerpt,
            ]),
          ),
        ],
        rows: {
          columns: ['type', 'id', 'title', 'found'],
          rows: rows.map(({ type, id, title, excerpt }) => [type, id, title, excerpt]),
        },
        data: publicOnly.map(({ stored, excerpt }) => ({
          ...stored.record,
          entry: stored.entry,
          found: excerpt,
        })),
      },
      options,
      context.stdout,
    )
    if (rows.length === 0) await notice(context, options, 'Nothing found.')
    if (leftOut > 0)
      await notice(
        context,
        options,
        `${String(leftOut)} left out: not certainly public by ${options.publicBy ?? ''}.`,
      )

    /** What rests on documents is shown when they were public; reference data always. */
    async function visible(all: typeof hits): Promise<{ publicOnly: typeof hits; leftOut: number }> {
      if (reading.publicBy === undefined) return { publicOnly: all, leftOut: 0 }
      const { isPublic } = await import('../case/visible.ts')
      const kept = await Promise.all(
        all.map(async (hit) => ((await isPublic(store, hit.stored.record, reading)) ? [hit] : [])),
      )
      return { publicOnly: kept.flat(), leftOut: all.length - kept.flat().length }
    }
  })
}

function isContent(type: string): boolean {
  return type === 'observation' || type === 'citation' || type === 'relation' || type === 'derivation'
}
