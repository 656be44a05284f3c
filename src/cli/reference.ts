import type { Command } from 'commander'
import type { ReadingOptions } from '../case/case.ts'
import { listReference, type ListedType } from '../case/reference-lists.ts'
import { addNamed, type Added, type NamedType } from '../case/reference-data.ts'
import { Failure } from '../model/failure.ts'
import { fieldsOf, type Field } from '../model/fields.ts'
import { nearest } from '../model/nearest.ts'
import type { AnyRecord } from '../model/records.ts'
import { styled } from '../render/document.ts'
import { renderReferenceData, renderWritten } from '../render/reference-data.ts'
import type { Context } from './context.ts'
import { addFieldOptions, draftFrom, type Typed } from './flags.ts'
import { noticeLeftOut } from './left-out.ts'
import { addOutputOptions, print, type OutputOptions } from './output.ts'
import { addReadingOptions, notice, warning, withCase, withReading, type GlobalOptions } from './session.ts'
import { runShow } from './show.ts'

/* What the nouns of the command line have in common: `trace NOUN add|list|show`. */

export type WriteOptions = Typed & GlobalOptions & OutputOptions & { id?: string }
type ReadOptions = GlobalOptions & ReadingOptions & OutputOptions

export interface Noun {
  readonly type: ListedType
  /** "places", for help and notices. */
  readonly plural: string
  /** What the whole noun is for, one paragraph. */
  readonly description: string
  /** Lines of example commands below `trace NOUN list --help` and `trace NOUN show --help`. */
  readonly examples: { readonly list: readonly string[]; readonly show: readonly string[] }
}

/** Says what the noun is, and what to do when no verb follows it. */
export function describeNoun(command: Command, { type, description, examples, plural }: Noun, verbs: readonly string[]): void {
  command
    .description(description)
    .usage(`${verbs.join('|')} [options]`)
    .allowExcessArguments()
    .action((_options: unknown, self: Command) => {
      const [verb] = self.args
      const near = verb === undefined ? undefined : nearest(verb, verbs)
      throw new Failure(
        'usage',
        verb === undefined ? `Say what to do with ${plural}: ${verbs.join(', ')}.` : `There is no "trace ${type} ${verb}".`,
        { hint: near === undefined ? `For instance: trace ${type} list. More with: trace ${type} --help` : `Did you mean trace ${type} ${near}?` },
      )
    })
  command.addHelpText('after', exampleText([...examples.list.slice(0, 1), ...examples.show.slice(0, 1)]))
}

export function exampleText(examples: readonly string[]): string {
  return `\nExamples:\n${examples.map((example) => `  $ ${example}`).join('\n')}`
}

type RunList = (context: Context, options: ReadOptions) => Promise<void>

/** @param run lists in another way than the other nouns do */
export function addListCommand(command: Command, noun: Noun, context: Context, run?: RunList): Command {
  const list = command.command('list').summary(`list ${noun.plural}`).description(`List the ${noun.plural} of the case by key.`)
  addReadingOptions(list)
  addOutputOptions(list)
  list.addHelpText('after', exampleText(noun.examples.list))
  return list.action(async (_options: unknown, self: Command) => {
    const options = self.optsWithGlobals<ReadOptions>()
    await (run === undefined ? runList(context, noun, options) : run(context, options))
  })
}

async function runList(context: Context, { type, plural }: Noun, options: ReadOptions): Promise<void> {
  const { rows } = await withReading(context, options, ({ store }, reading) => listReference(store, type, reading))
  await print(renderReferenceData(type, rows), options, context.stdout)
  if (rows.length === 0) await notice(context, options, `There are no ${plural} yet. Add one with: trace ${type} add`)
  await noticeNotNarrowed(context, options, plural)
}

async function noticeNotNarrowed(context: Context, options: ReadOptions, plural: string): Promise<void> {
  if (options.publicBy === undefined) return
  const text = `--public-by leaves out no ${plural}: they rest on no single document.`
  await notice(context, options, `${text.charAt(0).toUpperCase()}${text.slice(1)}`)
}

/** `trace source list`, which has more to say than the other lists. */
export async function runSourceList(context: Context, options: ReadOptions & { originals?: boolean }): Promise<void> {
  const { rows, leftOut } = await withReading(context, options, ({ store }, reading) => listReference(store, 'source', reading))
  const shown = options.originals === true ? rows.filter(({ record }) => record.lineage === 'original') : rows
  await print(renderReferenceData('source', shown), options, context.stdout)
  if (rows.length === 0) await notice(context, options, 'There are no sources to list. Add one with: trace source add')
  await noticeLeftOut(context, options, leftOut)
}

export function addShowCommand(command: Command, { type, examples }: Noun, context: Context): void {
  const show = command
    .command('show')
    .argument('<KEY>', type === 'relation' ? 'the start of its id, at least four characters' : 'its key or name')
    .summary(`show one ${type} with its history`)
    .description(`Show everything the case knows about one ${type}, with its history.`)
  addReadingOptions(show)
  addOutputOptions(show)
  show.addHelpText('after', exampleText(examples.show))
  show.action(async (key: string, _options: unknown, self: Command) => {
    await runShow(context, key, [type], self.optsWithGlobals())
  })
}

/** A place, vessel or organisation: `trace NOUN add NAME`, `list` and `show`. */
export function buildNamed(command: Command, noun: Noun & { type: NamedType; addExamples: readonly string[]; nameHelp: string }, context: Context): void {
  const { type, nameHelp, addExamples } = noun
  describeNoun(command, noun, ['add', 'list', 'show'])
  const fields = fieldsOf(type).filter(({ column }) => column !== 'name')
  const add = command
    .command('add')
    .argument('<NAME>', nameHelp)
    .summary(`add a ${type}`)
    .description(
      `Add a ${type}. Its key is made from its name unless you choose one. What is there already is not added twice: ` +
        'the same again writes nothing, and a name that is taken is refused unless you choose a key.',
    )
  addFieldOptions(add, fields)
  addKeyOption(add)
  addOutputOptions(add)
  add.addHelpText('after', exampleText(addExamples))
  add.action(async (name: string, _options: unknown, self: Command) => {
    await runAdd(context, type, fields, name, self.optsWithGlobals())
  })
  addListCommand(command, noun, context)
  addShowCommand(command, noun, context)
}

export function addKeyOption(command: Command): void {
  command.option('--id <KEY>', 'key, when the one made for it will not do')
}

async function runAdd(context: Context, type: NamedType, fields: readonly Field[], name: string, options: WriteOptions): Promise<void> {
  const draft = { name, ...draftFrom(fields, options) }
  const added = await withCase(context, options, (kase) => addNamed(kase, type, draft, options.id))
  await printAdded(context, options, added)
  const { record } = added
  if (record.type === 'vessel' && record.imoCheck === 'wrong') {
    await warning(context, options, `The check digit of IMO number ${record.imo ?? ''} is wrong; it is recorded as typed and marked so.`)
  }
}

/** Prints what was added, and says on standard error as which entry. */
export async function printAdded(context: Context, options: WriteOptions, { record, receipt }: Added, beside: Record<string, string> = {}): Promise<void> {
  await print(renderWritten(record, receipt.entry?.number, beside), options, context.stdout)
  const shown = nameIn(record)
  await notice(
    context,
    options,
    receipt.entry === undefined
      ? `The ${record.type} ${shown} is in the case already; nothing was written.`
      : styled('dim', `Recorded as entry ${String(receipt.entry.number)}.`),
  )
}

function nameIn(record: AnyRecord): string {
  return record.type === 'relation' || record.type === 'derivation' ? record.id.slice(0, 8) : record.id
}
