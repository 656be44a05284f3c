import { resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { addSource, deriveSource, type AddedSource } from '../case/sources.ts'
import { mediaTypeOf } from '../custody/archive.ts'
import { fieldsOf, type Field } from '../model/fields.ts'
import type { Context } from './context.ts'
import { addFieldOptions, draftFrom, requireFields, type Typed } from './flags.ts'
import { addOutputOptions, type OutputOptions } from './output.ts'
import {
  addKeyOption,
  addListCommand,
  addShowCommand,
  describeNoun,
  exampleText,
  printAdded,
  runSourceList,
  type Noun,
  type WriteOptions,
} from './reference.ts'
import { notice, warning, withCase, type GlobalOptions } from './session.ts'

const NOUN: Noun = {
  type: 'source',
  plural: 'sources',
  description:
    'Sources: the documents observations are taken from. What matters of a source is where it has it from: an original saw or ' +
    'said it first, a derived one repeats another document, and of an unknown one nothing is counted.',
  examples: {
    list: ['trace source list', 'trace source list --originals', 'trace source list --public-by 2023-10-10 --csv'],
    show: ['trace source show rusi-2023-10-16', 'trace source show rusi-2023-10-16 --json'],
  },
}

export function build(command: Command, context: Context): void {
  describeNoun(command, NOUN, ['add', 'derive', 'list', 'show'])
  buildAdd(command, context)
  buildDerive(command, context)
  addListCommand(command, NOUN, context, runSourceList).addOption(new Option('--originals', 'only first-hand ones').helpGroup('Filter:'))
  addShowCommand(command, NOUN, context)
}

/** Of a derivation what `source add` has flags for; its note is the source's own there. */
function derivationFields(...columns: readonly string[]): Field[] {
  return fieldsOf('derivation').filter(({ column }) => columns.includes(column))
}

function buildAdd(command: Command, context: Context): void {
  const add = command
    .command('add')
    .argument('[FILE]', 'the document; it is copied into the case under its SHA-256')
    .summary('add a document, archived or by its address alone')
    .description(
      'Add a source. With FILE the document is archived: copied into files/ under its SHA-256, read-only, and its text is ' +
        'searched by trace search when it is plain text, Markdown or HTML. Without one it is known by its fields alone; an ' +
        'address is never fetched. Its key is made from originator or publisher and date, unless you choose one. Without ' +
        '--lineage it is derived when it is told what it repeats, else unknown, which counts as no origin.',
    )
  addFieldOptions(add, fieldsOf('source'))
  addKeyOption(add)
  add.optionsGroup('What it repeats:')
  addFieldOptions(add, derivationFields('from', 'how'))
  addOutputOptions(add)
  add.addHelpText(
    'after',
    exampleText([
      'trace source add report.pdf --kind report --title "The Orient Express" --originator RUSI --published 2023-10-16 --lineage original',
      'trace source add --kind article --title "…" --publisher "Kyiv Post" --url https://… --from rusi-2023-10-16 --as summary',
      'trace source add rajin.tif --originator CSIS --item 20231005_020817 --platform SkySat --gsd 0.5 --lineage original',
    ]),
  )
  add.action(async (file: string | undefined, _options: unknown, self: Command) => {
    await runAdd(context, file, self.optsWithGlobals())
  })
}

export async function runAdd(context: Context, file: string | undefined, options: WriteOptions): Promise<void> {
  const fields = draftFrom(fieldsOf('source'), options)
  const derivation = derivationFrom(options)
  const known = new Set(['lineage', ...(file === undefined ? [] : ['title']), ...(isPicture(file) ? ['kind'] : [])])
  requireFields(
    fieldsOf('source').filter(({ column }) => !known.has(column)),
    fields,
    'A source',
  )
  const source = {
    fields,
    ...(file === undefined ? {} : { file: resolve(context.cwd, file) }),
    ...(options.id === undefined ? {} : { key: options.id }),
    ...(derivation === undefined ? {} : { derivation }),
  }
  const added = await withCase(context, options, (kase) => addSource(kase, source, context))
  await printAdded(context, options, added, added.record.file === undefined ? {} : { sha256: added.record.file.sha256 })
  await noticeAdded(context, options, added, fields.lineage !== undefined)
}

function isPicture(file: string | undefined): boolean {
  return file !== undefined && mediaTypeOf(file).startsWith('image/')
}

/** @throws Failure `missing-fields` when only one of --from and --as was given */
function derivationFrom(options: Typed): Record<string, unknown> | undefined {
  const fields = derivationFields('from', 'how')
  const derivation = draftFrom(fields, options)
  if (Object.keys(derivation).length === 0) return undefined
  requireFields(fields, derivation, 'What a source repeats')
  return derivation
}

/** Everything about the new source that may not be as its finder thinks. */
async function noticeAdded(context: Context, options: GlobalOptions, added: AddedSource, lineageGiven: boolean): Promise<void> {
  const { record, receipt, taken, alike, unsearched } = added
  if (receipt.entry === undefined) return
  const { id, lineage } = record
  const say = (text: string): Promise<void> => notice(context, options, text)
  if (taken !== undefined) await say(`Its key is ${id}: another source is ${taken} already.`)
  if (lineage === 'unknown' && !lineageGiven) {
    await say('Its lineage is unknown, so it counts as no origin.')
    await say(`If it is first-hand: trace correct ${id} --lineage original --because "…"`)
    await say(`If it repeats another: trace source derive ${id} --from SOURCE --as reprint`)
  }
  if (lineage === 'derived' && !receipt.added.some((one) => one.record.type === 'derivation')) {
    await say(`Say what it repeats, or it counts as no origin: trace source derive ${id} --from SOURCE --as reprint`)
  }
  if (lineage === 'original' && record.originator === undefined && record.scene?.item === undefined) {
    await say('It names no originator, so it counts as an origin of its own.')
  }
  if (lineage === 'original' && receipt.added.some((one) => one.record.type === 'derivation')) await warnOriginal(context, options, id)
  if (alike.length > 0) await warning(context, options, `The same address or file is that of ${alike.join(', ')}.`)
  if (unsearched !== undefined) await say(`Its text cannot be searched: ${unsearched === 'too large' ? 'it is too large' : 'its encoding is not told and not UTF-8'}.`)
}

function warnOriginal(context: Context, options: GlobalOptions, id: string): Promise<void> {
  return warning(context, options, `${id} is recorded as original: it stays an origin of its own, whatever it repeats.`)
}

function buildDerive(command: Command, context: Context): void {
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

export async function runDerive(context: Context, source: string, options: Typed & GlobalOptions & OutputOptions): Promise<void> {
  const fields = derivationFields('from', 'how', 'note')
  const draft = draftFrom(fields, options)
  requireFields(fields, draft, 'What a source repeats')
  const derived = await withCase(context, options, (kase) => deriveSource(kase, { ...draft, source }))
  const { record, receipt } = derived
  await printAdded(context, options, derived, { source: record.source, how: record.how, from: record.from })
  if (derived.source.lineage === 'original' && receipt.entry !== undefined) await warnOriginal(context, options, record.source)
}
