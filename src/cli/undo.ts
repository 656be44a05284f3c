import { InvalidArgumentError, type Command } from 'commander'
import { undoEntry } from '../case/undo.ts'
import { counted } from '../evidence/enumeration.ts'
import { lines, styled, type Rendering } from '../render/document.ts'
import type { BulkReceipt } from '../store/port.ts'
import type { Context } from './context.ts'
import { addOutputOptions, print, type OutputOptions } from './output.ts'
import { renderRevised } from './retract.ts'
import { notice, withCase, type GlobalOptions } from './session.ts'

export function build(command: Command, context: Context): void {
  command
    .description('Take back what an entry did, as a new entry: nothing is erased, and an undo can be undone.')
    .argument('[ENTRY]', 'number of the entry; the last one when left out', (text: string) => {
      const number = Number(text.replace(/^#/, ''))
      if (!Number.isInteger(number) || number < 1)
        throw new InvalidArgumentError('It has to be the number of an entry; see trace log.')
      return number
    })
    .option('--because <REASON>', 'why', 'undone')
  addOutputOptions(command)
  command.addHelpText(
    'after',
    `
What the entry added is retracted, what it changed says again what it said before. Refused when later entries build
on it.

Examples:
  $ trace undo
  $ trace undo 12 --because "imported the wrong sheet"`,
  )
  command.action(async (entry: number | undefined, _options: unknown, self: Command) => {
    await runUndo(context, entry, self.optsWithGlobals())
  })
}

export async function runUndo(
  context: Context,
  entry: number | undefined,
  options: GlobalOptions & OutputOptions & { because: string },
): Promise<void> {
  await withCase(context, options, async (kase) => {
    const result = await undoEntry(kase, entry, options.because)
    const { undone, receipt } = result
    await print(
      result.records === undefined
        ? renderTaken(result.receipt)
        : renderRevised(result.records, result.receipt),
      options,
      context.stdout,
    )
    await notice(
      context,
      options,
      styled(
        'dim',
        `Entry ${String(undone.number)} undone, as entry ${String(receipt.entry?.number ?? '')}.`,
      ),
    )
    // Whoever types it twice may want to go back two steps, and has gone one forward.
    if (entry === undefined && /^trace undo\b/.test(undone.command)) {
      await notice(
        context,
        options,
        `Entry ${String(undone.number)} was itself an undo, so what it had undone is in force again. To go further back, name the entry: trace undo N (see trace log).`,
      )
    }
  })
}

/** How many records of each type were taken back, where they are too many to name. */
function renderTaken({ entry, added }: BulkReceipt): Rendering {
  const number = entry?.number
  return {
    blocks: [
      lines(
        ...[...added].map(([type, count]) => [
          styled('key', type),
          `  ${counted(count, 'record')} retracted`,
        ]),
      ),
    ],
    rows: {
      columns: ['type', 'entry', 'retracted'],
      rows: [...added].map(([type, count]) => [type, number, count]),
    },
    data: { entry: number ?? null, retracted: Object.fromEntries(added) },
  }
}
