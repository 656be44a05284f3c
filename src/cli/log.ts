import { Option, type Command } from 'commander'
import type { ReadingOptions } from '../case/case.ts'
import { mergedEntries, newestEntries, revisionsOf } from '../case/log.ts'
import { Failure } from '../model/failure.ts'
import { renderLog, renderRevisions } from '../render/log.ts'
import type { Context } from './context.ts'
import { positive } from './numbers.ts'
import { addOutputOptions, print, type OutputOptions } from './output.ts'
import { addReadingOptions, notice, withReading, type GlobalOptions } from './session.ts'

const LIMIT = 20

export function build(command: Command, context: Context): void {
  command
    .description(
      'List who recorded what, newest first; or the history of one record, revision by revision, oldest first.',
    )
    .argument('[ID]', 'key, name, or the start of the id of one record')
    .option(
      '--of <CASE>',
      'the entries of a case that was merged, as they were there: its id, its title, or the id of the merge',
    )
    .addOption(new Option('--limit <N>', 'how many entries').argParser(positive).default(LIMIT))
  addReadingOptions(command)
  addOutputOptions(command)
  command.addHelpText(
    'after',
    `
The root stands for the whole case as it was after that entry: if anything in it were changed, so would be the root.

Examples:
  $ trace log
  $ trace log --limit 5 --as-of 12
  $ trace log tumangang
  $ trace log --of "Orient Express, Kim"
  $ trace log --ndjson`,
  )
  command.action(async (id: string | undefined, _options: unknown, self: Command) => {
    await runLog(context, id, self.optsWithGlobals())
  })
}

interface LogOptions extends GlobalOptions, OutputOptions, ReadingOptions {
  limit: number
  of?: string
}

export async function runLog(context: Context, id: string | undefined, options: LogOptions): Promise<void> {
  if (id !== undefined && options.of !== undefined)
    throw new Failure('usage', 'The history of one record is asked for without --of.', {
      hint: 'Name either a record or a merged case.',
    })
  await withReading(context, options, async ({ folder, store }, reading) => {
    if (options.publicBy !== undefined) {
      await notice(
        context,
        options,
        'The log is of what was written and when, whatever it rests on: --public-by leaves nothing out of it.',
      )
    }
    if (id !== undefined) {
      await print(
        renderRevisions(await revisionsOf({ folder, store }, id, reading), context.now()),
        options,
        context.stdout,
      )
      return
    }
    if (options.of !== undefined) {
      const { log, older } = await mergedEntries({ folder, store }, options.of, options.limit, reading)
      await print(renderLog(log, context.now()), options, context.stdout)
      await noticeOlder(context, options, older, log[0]?.entry.number ?? 0)
      return
    }
    await print(
      renderLog(await newestEntries(store, reading, options.limit), context.now()),
      options,
      context.stdout,
    )
    const older = reading.entry.number - options.limit
    await noticeOlder(context, options, older, reading.entry.number)
  })
}

async function noticeOlder(context: Context, options: LogOptions, older: number, all: number): Promise<void> {
  if (older > 0) await notice(context, options, `${String(older)} older: --limit ${String(all)} shows all.`)
}
