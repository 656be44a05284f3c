import type { Command } from 'commander'
import type { ReadingOptions } from '../case/case.ts'
import { listReference, type ListedType } from '../case/reference-lists.ts'
import type { Added } from '../case/reference-data.ts'
import type { AnyRecord } from '../model/records.ts'
import { isContentKeyed } from '../model/vocabulary.ts'
import { styled } from '../render/document.ts'
import { renderReferenceData, renderWritten } from '../render/reference-data.ts'
import type { Context } from './context.ts'
import type { Typed } from './flags.ts'
import { addOutputOptions, print, type OutputOptions } from './output.ts'
import { addReadingOptions, notice, withReading, type GlobalOptions } from './session.ts'
import { runShow } from './show.ts'
import { askForVerb } from './verbs.ts'

/* What the nouns of the command line have in common: `trace NOUN add|list|show`. */

export type WriteOptions = Typed & GlobalOptions & OutputOptions & { id?: string }
export type ReadOptions = GlobalOptions & ReadingOptions & OutputOptions

export interface Noun {
  readonly type: ListedType
  /** "places", for help and notices. */
  readonly plural: string
  /** What the whole noun is for, one paragraph. */
  readonly description: string
  /** Lines of example commands below `trace NOUN list --help` and `trace NOUN show --help`. */
  readonly examples: { readonly list: readonly string[]; readonly show: readonly string[] }
}

/** Says what the noun is, and what to do when no verb follows it. Comes after its verbs, which would inherit from it. */
export function describeNoun(
  command: Command,
  { description, examples, plural }: Noun,
  verbs: readonly string[],
): void {
  command.description(description)
  askForVerb(command, { verbs, what: plural, first: 'list' })
  command.addHelpText('after', exampleText([...examples.list.slice(0, 1), ...examples.show.slice(0, 1)]))
}

export function exampleText(examples: readonly string[]): string {
  return `\nExamples:\n${examples.map((example) => `  $ ${example}`).join('\n')}`
}

type RunList = (context: Context, options: ReadOptions, words: readonly string[]) => Promise<void>

/** @param run lists in another way than the other nouns do */
export function addListCommand(command: Command, noun: Noun, context: Context, run?: RunList): Command {
  const list = command
    .command('list')
    .summary(`list ${noun.plural}`)
    .description(`List the ${noun.plural} of the case by key.`)
  addReadingOptions(list)
  addOutputOptions(list)
  list.addHelpText('after', exampleText(noun.examples.list))
  return list.action(async (...all: unknown[]) => {
    const self = all.at(-1) as Command
    const options = self.optsWithGlobals<ReadOptions>()
    await (run === undefined ? runList(context, noun, options) : run(context, options, self.args))
  })
}

async function runList(context: Context, noun: Noun, options: ReadOptions): Promise<void> {
  const { type, plural } = noun
  const { rows, hidden } = await withReading(context, options, ({ store }, reading) =>
    listReference(store, type, reading),
  )
  await print(renderReferenceData(type, rows), options, context.stdout)
  if (rows.length === 0 && hidden === 0)
    await notice(context, options, `There are no ${plural} yet. Add one with: trace ${type} add`)
  await noticeNarrowed(context, options, noun, hidden)
}

/** Says what `--public-by` left out of a list, or why it leaves out nothing. */
async function noticeNarrowed(
  context: Context,
  options: ReadOptions,
  { type, plural }: Noun,
  hidden: number,
): Promise<void> {
  if (options.publicBy === undefined) return
  if (!isContentKeyed(type)) {
    await notice(context, options, `--public-by leaves out no ${plural}: they rest on no single document.`)
    return
  }
  if (hidden > 0) {
    await notice(
      context,
      options,
      `Left out: ${String(hidden)} ${hidden === 1 ? type : plural} that no document certain to have been public by ${options.publicBy} supports.`,
    )
  }
}

export function addShowCommand(command: Command, { type, examples }: Noun, context: Context): void {
  const show = command
    .command('show')
    .argument(
      '<KEY>',
      isContentKeyed(type) ? 'the start of its id, at least four characters' : 'its key or name',
    )
    .summary(`show one ${type} with its history`)
    .description(`Show everything the case knows about one ${type}, with its history.`)
  addReadingOptions(show)
  addOutputOptions(show)
  show.addHelpText('after', exampleText(examples.show))
  show.action(async (key: string, _options: unknown, self: Command) => {
    await runShow(context, key, [type], self.optsWithGlobals())
  })
}

export function addKeyOption(command: Command): void {
  command.option('--id <KEY>', 'key, when the one made for it will not do')
}

/** Prints what was added, and says on standard error as which entry. */
export async function printAdded(
  context: Context,
  options: WriteOptions,
  { record, receipt }: Added,
  beside: Record<string, string> = {},
): Promise<void> {
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
  return isContentKeyed(record.type) ? record.id.slice(0, 8) : record.id
}
