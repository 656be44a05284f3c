import type { Command } from 'commander'
import { settleConflict } from '../case/settle.ts'
import { fieldsOf, type Field } from '../model/fields.ts'
import { lines, styled } from '../render/document.ts'
import { Failure } from '../model/failure.ts'
import type { Context } from './context.ts'
import { addFieldOptions, draftFrom, requireFields, type Typed } from './flags.ts'
import { addOutputOptions, print, type OutputOptions } from './output.ts'
import { notice, withCase, type GlobalOptions } from './session.ts'

function fields(): readonly Field[] {
  return fieldsOf('judgement')
}

export function build(command: Command, context: Context): void {
  command
    .description(
      'Record what a conflict is judged to be, and why. It stays visible as settled, and makes no leg contested, until one of the ' +
        'records at odds is corrected: then it is open again.',
    )
    .argument('<CONFLICT>', 'the start of its id, at least four characters, as trace conflicts prints it')
    .requiredOption('--because <REASON>', 'why it is judged so')
  addFieldOptions(command, fields())
  command.option('--again', 'judge anew what is settled; the judgement before is taken back')
  addOutputOptions(command)
  command.addHelpText(
    'after',
    `
The judgement is a record as any other: trace show and trace log have it, trace retract or trace undo open the
conflict again.

Examples:
  $ trace settle 4sxw --judgement "over 1,000" --because "the transcript has it; the article turned it round"
  $ trace settle 9xw1 --judgement "sanctioned on 12 December 2023" --because "the designation itself" \\
      --likelihood "almost certain"
  $ trace settle 4sxw --again --judgement "1,000 or more" --because "the video was checked"`,
  )
  command.action(async (conflict: string, _options: unknown, self: Command) => {
    await runSettle(context, conflict, self.optsWithGlobals())
  })
}

type SettleOptions = GlobalOptions & OutputOptions & Typed & { because: string; again?: boolean }

export async function runSettle(context: Context, word: string, options: SettleOptions): Promise<void> {
  const draft = draftFrom(fields(), options)
  requireFields(
    fields().filter(({ column }) => column === 'judgement'),
    draft,
    'Settling a conflict',
  )
  const because = options.because.trim()
  if (because === '') {
    throw new Failure('missing-fields', 'A reason is needed.', {
      hint: 'Say why: --because "the transcript has it"',
    })
  }
  await withCase(context, options, async (kase) => {
    const { conflict, judgement, instead, receipt } = await settleConflict(
      kase,
      word,
      { ...draft, because },
      options.again === true ? { again: true } : {},
    )
    const entry = receipt.entry?.number
    await print(
      {
        blocks: [
          lines(
            [styled('key', judgement.id), `  settles ${conflict.verdict} ${conflict.key}`],
            conflict.sentence,
          ),
        ],
        rows: {
          columns: ['id', 'type', 'entry', 'conflict', 'kind'],
          rows: [[judgement.id, judgement.type, entry, conflict.key, conflict.verdict]],
        },
        data: {
          id: judgement.id,
          entry: entry ?? null,
          conflict: conflict.key,
          instead: instead?.id,
          judgement,
        },
      },
      options,
      context.stdout,
    )
    await notice(context, options, styled('dim', `Recorded as entry ${String(entry ?? '')}.`))
  })
}
