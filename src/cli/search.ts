import { Option, type Command } from 'commander'
import type { Reading, ReadingOptions } from '../case/case.ts'
import { titleOf } from '../model/names.ts'
import type { AnyRecord } from '../model/records.ts'
import { isContentKeyed } from '../model/vocabulary.ts'
import { styled, table } from '../render/document.ts'
import type { Hit, Store } from '../store/port.ts'
import type { Context } from './context.ts'
import { positive } from './numbers.ts'
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
    .addOption(new Option('--limit <N>', 'at most so many').argParser(positive).default(50))
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
    const { hits, leftOut } = await visibleHits(store, words.join(' '), options.limit, reading)
    const rows = await Promise.all(
      hits.map(async ({ stored: { record }, excerpt }) => ({
        type: record.type,
        id: record.id,
        short: await store.shortId(record.id, reading),
        title: titleFor(record),
        excerpt,
      })),
    )
    await print(
      {
        blocks: [
          table(
            [
              { key: 'type' },
              { key: 'id', flexible: true },
              { key: 'title', flexible: true },
              { key: 'found', flexible: true },
            ],
            rows.map(({ type, id, short, title, excerpt }) => [
              type,
              styled('key', isContentKeyed(type) ? short : id),
              title,
              excerpt,
            ]),
            // The words that were looked for may be the last of the excerpt.
            { wrap: true },
          ),
        ],
        rows: {
          columns: ['type', 'id', 'title', 'found'],
          rows: rows.map(({ type, id, title, excerpt }) => [type, id, title, excerpt]),
        },
        data: hits.map(({ stored, excerpt }) => ({ ...stored.record, entry: stored.entry, found: excerpt })),
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
  })
}

/**
 * The first `limit` hits that may be shown: what rests on documents when they were public, reference data always.
 * @returns `leftOut`: how many that fit better than the last of them may not
 */
async function visibleHits(
  store: Store,
  words: string,
  limit: number,
  reading: Reading,
): Promise<{ hits: Hit[]; leftOut: number }> {
  if (reading.publicBy === undefined) return { hits: await store.search(words, limit, reading), leftOut: 0 }
  const { isPublic } = await import('../case/visible.ts')
  const hits: Hit[] = []
  let seen = 0
  // More than was asked for is read until enough of it may be shown, or there is no more.
  for (let wanted = limit; ; wanted = Math.min(wanted * 4, Number.MAX_SAFE_INTEGER)) {
    const found = await store.search(words, wanted, reading)
    for (const hit of found.slice(seen)) {
      if (hits.length === limit) break
      seen += 1
      if (await isPublic(store, hit.stored.record, reading)) hits.push(hit)
    }
    if (hits.length === limit || found.length < wanted) return { hits, leftOut: seen - hits.length }
  }
}

/** An observation has no title of its own; when, what and where it was says most. */
function titleFor(record: AnyRecord): string {
  if (record.type !== 'observation') return titleOf(record) === record.id ? '' : titleOf(record)
  const { observed, kind, place, along } = record
  const where = place === undefined ? (along === undefined ? '' : ` on ${along}`) : ` at ${place}`
  return `${observed?.text ?? 'undated'} ${kind}${where}`
}
