import type { Command } from 'commander'
import { forRevision, retractRecord } from '../case/revise.ts'
import { lines, styled } from '../render/document.ts'
import type { AnyRecord } from '../model/records.ts'
import type { Rendering } from '../render/document.ts'
import type { Receipt } from '../store/port.ts'
import type { Context } from './context.ts'
import { addOutputOptions, print, type OutputOptions } from './output.ts'
import { notice, withCase, type GlobalOptions } from './session.ts'

export function build(command: Command, context: Context): void {
  command
    .description('Take a record back. It stays in the case, with your reason, and counts no more.')
    .argument('<ID>', 'key, name, or the start of an id')
    .requiredOption('--because <REASON>', 'why it is taken back')
  command.option(
    '--resolves',
    'settle revisions that are at odds since a merge: whatever they say, it is taken back',
  )
  addOutputOptions(command)
  command.addHelpText(
    'after',
    `
An observation or a relation is taken back with its citations. Anything else that other records rest on is refused,
and they are named. A mistake is brought back with: trace correct ID --restore --because "…", or trace undo.

Examples:
  $ trace retract 6g2k --because "the date is that of the caption, not of the event"
  $ trace retract kyiv-post-2023-10 --because "entered twice"`,
  )
  command.action(async (id: string, _options: unknown, self: Command) => {
    await runRetract(context, id, self.optsWithGlobals())
  })
}

export async function runRetract(
  context: Context,
  id: string,
  options: GlobalOptions & OutputOptions & { because: string; resolves?: boolean },
): Promise<void> {
  await withCase(context, options, async (kase) => {
    const { records: retracted, receipt } = await retractRecord(
      kase,
      await forRevision(kase, id),
      options.because,
      { resolves: options.resolves === true },
    )
    await print(renderRevised(retracted, receipt), options, context.stdout)
    await notice(context, options, styled('dim', `Recorded as entry ${String(receipt.entry?.number ?? '')}.`))
  })
}

/** Records that got a new revision, one a line. */
export function renderRevised(records: readonly AnyRecord[], receipt: Receipt): Rendering {
  const state = (record: AnyRecord) => (record.retracted === true ? 'retracted' : 'restored')
  return {
    blocks: [
      lines(...records.map((record) => [styled('key', record.id), `  ${record.type} ${state(record)}`])),
    ],
    rows: {
      columns: ['id', 'type', 'entry', 'revision', 'state'],
      rows: records.map((record) => [
        record.id,
        record.type,
        receipt.entry?.number,
        record.revision,
        state(record),
      ]),
    },
    data: { entry: receipt.entry?.number ?? null, records },
  }
}
