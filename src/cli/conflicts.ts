import { Option, type Command } from 'commander'
import type { Case, Reading, ReadingOptions } from '../case/case.ts'
import { findConflicts } from '../case/conflicts.ts'
import { isOpen } from '../evidence/conflicts.ts'
import { titleOf } from '../model/names.ts'
import { renderConflicts } from '../render/conflicts.ts'
import type { Context } from './context.ts'
import { noticeLeftOut } from './left-out.ts'
import { addOutputOptions, print, type OutputOptions } from './output.ts'
import { addReadingOptions, withReading, type GlobalOptions } from './session.ts'

export function build(command: Command, context: Context): void {
  command
    .description(
      'List what is recorded and cannot all be true: documents that contradict each other, figures, dates and places that do not meet, ' +
        'owners of one ship at one time, a ship at two places at once; and, after a merge, revisions of one record that differ. ' +
        'Without a name, of the whole case.',
    )
    .argument('[ROUTE|LEG]', 'key or name')
    .optionsGroup('Which:')
    .addOption(new Option('--open', 'only those still to be settled').conflicts('settled'))
    .addOption(new Option('--settled', 'only those that are settled'))
    .optionsGroup('Result:')
    .option('--exit-code', 'exit with 1 when any is open')
  addReadingOptions(command)
  addOutputOptions(command)
  command.addHelpText(
    'after',
    `
What may all be true is no conflict: "at least four" beside "at least six", windows that overlap, counts of two days.
An open conflict makes its legs contested, unless only a copy differs from what it repeats. Settle one with: trace settle
Revisions that two cases recorded of one record are settled with: trace correct ID --resolves

Examples:
  $ trace conflicts
  $ trace conflicts orient-express
  $ trace conflicts rajin-dunai --open --exit-code
  $ trace conflicts --public-by 2023-10-17 --json`,
  )
  command.action(async (name: string | undefined, _options: unknown, self: Command) => {
    const options = self.optsWithGlobals<ConflictsOptions>()
    await withReading(context, options, (kase, reading) =>
      runConflicts(context, kase, reading, name, options),
    )
  })
}

type ConflictsOptions = GlobalOptions &
  ReadingOptions &
  OutputOptions & { open?: boolean; settled?: boolean; exitCode?: boolean }

export async function runConflicts(
  context: Context,
  kase: Pick<Case, 'folder' | 'store'>,
  reading: Reading,
  name: string | undefined,
  options: ConflictsOptions,
): Promise<void> {
  const found = await findConflicts(kase, name, reading)
  const { conflicts, settledIn, leftOut, of, revisions, revisionOrigins, dangling } = found
  const shown = conflicts.filter((conflict) =>
    isOpen(conflict) ? options.settled !== true : options.open !== true,
  )
  // The answer stands even when nobody reads to the end of it.
  const isAnyOpen = conflicts.some(isOpen) || revisions.some((one) => one.isOpen) || dangling.length > 0
  if (options.exitCode === true && isAnyOpen) context.answerNo()
  const title = of === undefined ? undefined : titleOf(of)
  await print(
    renderConflicts({
      conflicts: shown,
      all: conflicts,
      settledIn,
      revisions: revisions.filter((one) => (one.isOpen ? options.settled : options.open) !== true),
      allRevisions: revisions,
      revisionOrigins,
      dangling: options.settled === true ? [] : dangling,
      title,
      entry: reading.entry,
      publicBy: reading.publicBy,
    }),
    options,
    context.stdout,
  )
  await noticeLeftOut(context, options, leftOut)
}
