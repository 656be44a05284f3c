import { Option, type Command } from 'commander'
import type { ReadingOptions } from '../case/case.ts'
import { showRecord } from '../case/show.ts'
import { readChoice } from '../model/choice.ts'
import { RECORD_TYPES, type RecordType } from '../model/vocabulary.ts'
import { renderShow } from '../render/show.ts'
import type { Context } from './context.ts'
import { addOutputOptions, print, type OutputOptions } from './output.ts'
import { addReadingOptions, notice, withReading, type GlobalOptions } from './session.ts'

type ShowOptions = GlobalOptions & ReadingOptions & OutputOptions & { type?: RecordType }

export function build(command: Command, context: Context): void {
  command
    .description(
      'Show everything the case knows about one record: its fields, what is said about it and by which documents, where ' +
        'those have it from, down to the origin, and every revision with who recorded it, when and why. Records that were ' +
        'taken back are shown too, and marked.',
    )
    .argument('<ID>', 'key or name of a record, or the start of an id (at least four characters)')
    .addOption(
      new Option(
        '--type <TYPE>',
        `which sort is meant, when the key fits several: ${RECORD_TYPES.join(', ')}`,
      ).argParser(readType),
    )
  addReadingOptions(command)
  addOutputOptions(command)
  command.addHelpText(
    'after',
    `
Examples:
  $ trace show rusi-2023-10-16            a source: its lineage, what repeats it, what cites it
  $ trace show 6g2k                       an observation, by the start of its id
  $ trace show Tumangang --as-of 12
  $ trace show rajin-dunai --type leg --json`,
  )
  command.action(async (id: string, _options: unknown, self: Command) => {
    const options = self.optsWithGlobals<ShowOptions>()
    await runShow(context, id, options.type === undefined ? RECORD_TYPES : [options.type], options)
  })
}

function readType(word: string): RecordType {
  return readChoice(word, RECORD_TYPES) as RecordType
}

/** Shows the record a word means. @param types what it may be */
export async function runShow(
  context: Context,
  word: string,
  types: readonly RecordType[],
  options: ShowOptions,
): Promise<void> {
  const dossier = await withReading(context, options, (kase, reading) =>
    showRecord(kase, word, types, reading),
  )
  const { rows, ...readable } = renderShow(dossier)
  // Fields alone would say little; in a pipe too the whole of it is printed, and `--csv` gives the fields.
  await print(
    options.csv === true && rows !== undefined ? { ...readable, rows } : readable,
    options,
    context.stdout,
  )
  await noticeNotPublic(context, options, dossier)
}

async function noticeNotPublic(
  context: Context,
  options: ShowOptions,
  { record, notPublic, isPublic }: Awaited<ReturnType<typeof showRecord>>,
): Promise<void> {
  const by = options.publicBy ?? ''
  if (notPublic.length > 0) {
    const sources = [...new Set(notPublic.map(({ source }) => source))]
    const count = notPublic.length === 1 ? '1 citation' : `${String(notPublic.length)} citations`
    await notice(
      context,
      options,
      `Left out: ${count} of documents not certain to have been public by ${by}: ${sources.join(', ')}.`,
    )
  }
  if (!isPublic)
    await notice(
      context,
      options,
      `Nothing that says this ${record.type} is certain to have been public by ${by}.`,
    )
}
