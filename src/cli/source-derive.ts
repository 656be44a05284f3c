import type { Command } from 'commander'
import { deriveSource } from '../case/sources.ts'
import { fieldsOf, type Field } from '../model/fields.ts'
import type { Context } from './context.ts'
import { addFieldOptions, draftFrom, requireFields, type Typed } from './flags.ts'
import { addOutputOptions, type OutputOptions } from './output.ts'
import { exampleText, printAdded } from './reference.ts'
import { warning, withCase, type GlobalOptions } from './session.ts'

/** Some fields of a derivation: its note is the source's own in `source add`. */
export function derivationFields(...columns: readonly string[]): Field[] {
  return fieldsOf('derivation').filter(({ column }) => columns.includes(column))
}

export function buildDerive(command: Command, context: Context): void {
  const derive = command
    .command('derive')
    .argument('<SOURCE>', 'the document that repeats, by key or title')
    .summary('say which document another one repeats')
    .description(
      'Say that one source repeats another, and how. Corroboration follows these steps: five articles that repeat one report ' +
        'count as the one report. A source cannot rest on itself, however many steps away.',
    )
  addFieldOptions(derive, derivationFields('from', 'how', 'note'))
  addOutputOptions(derive)
  derive.addHelpText(
    'after',
    exampleText([
      'trace source derive kyiv-post-2023-10-17 --from rusi-2023-10-16 --as summary',
      'trace source derive amn-2023-10-18 --from rferl-2023-10-16 --as reprint --note "says so below the headline"',
    ]),
  )
  derive.action(async (source: string, _options: unknown, self: Command) => {
    await runDerive(context, source, self.optsWithGlobals())
  })
}

export async function runDerive(
  context: Context,
  source: string,
  options: Typed & GlobalOptions & OutputOptions,
): Promise<void> {
  const fields = derivationFields('from', 'how', 'note')
  const draft = draftFrom(fields, options)
  requireFields(fields, draft, 'What a source repeats')
  const derived = await withCase(context, options, (kase) => deriveSource(kase, { ...draft, source }))
  const { record, receipt } = derived
  await printAdded(context, options, derived, { source: record.source, how: record.how, from: record.from })
  if (derived.source.lineage === 'original' && receipt.entry !== undefined)
    await warnOriginal(context, options, record.source)
}

export function warnOriginal(context: Context, options: GlobalOptions, id: string): Promise<void> {
  return warning(
    context,
    options,
    `${id} is recorded as original: it stays an origin of its own, whatever it repeats.`,
  )
}
