import { resolve } from 'node:path'
import type { Command } from 'commander'
import { addSource, type AddedSource } from '../case/sources.ts'
import { mediaTypeOf } from '../custody/archive.ts'
import { fieldsOf } from '../model/fields.ts'
import type { Context } from './context.ts'
import { addFieldOptions, draftFrom, requireFields, type Typed } from './flags.ts'
import { addOutputOptions } from './output.ts'
import { addKeyOption, exampleText, printAdded, type WriteOptions } from './reference.ts'
import { notice, warning, withCase, type GlobalOptions } from './session.ts'
import { derivationFields, warnOriginal } from './source-derive.ts'

export function buildAdd(command: Command, context: Context): void {
  const add = command
    .command('add')
    .argument('[FILE]', 'the document; it is copied into the case under its SHA-256')
    .summary('add a document, archived or by its address alone')
    .description(
      'Add a source. With FILE the document is archived: copied into files/ under its SHA-256, read-only, and its text is ' +
        'searched by trace search, and quotations are looked up in it, when it is plain text, Markdown, HTML or PDF. Without one it is known by its fields alone; an ' +
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

export async function runAdd(
  context: Context,
  file: string | undefined,
  options: WriteOptions,
): Promise<void> {
  const fields = draftFrom(fieldsOf('source'), options)
  const derivation = derivationFrom(options)
  const known = new Set([
    'lineage',
    ...(file === undefined ? [] : ['title']),
    ...(isPicture(file) ? ['kind'] : []),
  ])
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
  await printAdded(
    context,
    options,
    added,
    added.record.file === undefined ? {} : { sha256: added.record.file.sha256 },
  )
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

const WHY_UNSEARCHED: Readonly<Record<NonNullable<AddedSource['unsearched']>, string>> = {
  'too large': 'it is too large',
  'too slow': 'reading it takes too long',
  'unknown encoding': 'its encoding is not told and not UTF-8',
  'no words': 'it has no words, perhaps only pictures of them',
  encrypted: 'it is encrypted',
  damaged: 'it is damaged, or not what its name says',
}

/** Everything about the new source that may not be as its finder thinks. */
async function noticeAdded(
  context: Context,
  options: GlobalOptions,
  added: AddedSource,
  lineageGiven: boolean,
): Promise<void> {
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
    await say(
      `Say what it repeats, or it counts as no origin: trace source derive ${id} --from SOURCE --as reprint`,
    )
  }
  if (lineage === 'original' && record.originator === undefined && record.scene?.item === undefined) {
    await say('It names no originator, so it counts as an origin of its own.')
  }
  if (lineage === 'original' && receipt.added.some((one) => one.record.type === 'derivation'))
    await warnOriginal(context, options, id)
  if (alike.length > 0)
    await warning(context, options, `The same address or file is that of ${alike.join(', ')}.`)
  if (unsearched !== undefined)
    await say(
      `Its text cannot be searched, nor quotations be looked up in it: ${WHY_UNSEARCHED[unsearched]}.`,
    )
}
