import { Option, type Command } from 'commander'
import { correctRecord, forRevision } from '../case/revise.ts'
import { resolvingOf } from '../case/resolving.ts'
import { changesOf } from '../model/changes.ts'
import { Failure } from '../model/failure.ts'
import { fieldsOf, type Field } from '../model/fields.ts'
import { nearest } from '../model/nearest.ts'
import { setAt, valueAt } from '../model/path.ts'
import { RECORD_TYPES, type RecordType } from '../model/vocabulary.ts'
import { changeLine } from '../render/change.ts'
import { lines, styled } from '../render/document.ts'
import type { AnyRecord } from '../model/records.ts'
import type { Context } from './context.ts'
import { warnCredibility } from './credibility.ts'
import { addFieldOptions, attribute, draftFrom, type Typed } from './flags.ts'
import { addOutputOptions, print, type OutputOptions } from './output.ts'
import { addUnverifiedOption, isInsisted, noticeQuotation, quotationData } from './quotation.ts'
import { notice, withCase, type GlobalOptions } from './session.ts'

/** The fields of a type as `correct` has them: the kind of an observation is a flag here. */
function fields(type: RecordType): Field[] {
  return fieldsOf(type).map((field) => (field.column === 'kind' ? { ...field, flag: 'kind' } : field))
}

/** Every flag once, with the types that have it. */
function allFields(): Field[] {
  const byFlag = Map.groupBy(
    RECORD_TYPES.flatMap((type) => fields(type).map((field) => ({ type, field }))),
    ({ field }) => field.flag,
  )
  return [...byFlag].flatMap(([flag, uses]) => {
    const [first] = uses
    if (flag === undefined || first === undefined) return []
    const types = [...new Set(uses.map(({ type }) => type))]
    const same = uses.every(({ field }) => field.description === first.field.description)
    const { kinds: _kinds, ...field } = first.field
    return [
      {
        ...field,
        kinds: types.length === RECORD_TYPES.length ? undefined : types,
        choices: uses.every(({ field: { choices } }) => String(choices) === String(first.field.choices))
          ? first.field.choices
          : undefined,
        description: same ? first.field.description : flag.replace(/-/g, ' '),
      },
    ]
  })
}

export function build(command: Command, context: Context): void {
  command
    .description('Change a record. What it said before is kept, with your reason for the change.')
    .argument('<ID>', 'key, name, or the start of an id')
    .requiredOption('--because <REASON>', 'why it is changed')
    .addOption(
      new Option('--unset <FIELD>', 'take a field off (repeatable)').argParser(
        (word: string, before: string[] | undefined) => [...(before ?? []), word],
      ),
    )
    .option('--restore', 'bring back a record that was retracted')
    .option(
      '--resolves',
      'settle revisions that are at odds since a merge: with --keep, or by saying every field in which they differ',
    )
    .option(
      '--keep <LEAF>',
      'with --resolves: start from that one of them, by the start of its leaf, or "other" for the one not read now',
    )
    .optionsGroup('What it should say [for which records]:')
  addFieldOptions(command, allFields())
  addUnverifiedOption(command)
  addOutputOptions(command)
  command.addHelpText(
    'after',
    `
Quote quantities ("~73", ">1000"): the shell takes > < ~ for itself.

Examples:
  $ trace correct 6g2k --count "~73" --because "the report says around 73"
  $ trace correct rusi-2023-10-16 --published 2023-10-16 --because "17 October was the day of the repost"
  $ trace correct rajin --aliases Najin --aliases Rason --because "spellings in the press"
  $ trace correct 6g2k --unset leg --because "the direction cannot be told"
  $ trace correct rajin --resolves --keep other --because "theirs is the position of the pier"`,
  )
  command.action(async (id: string, _options: unknown, self: Command) => {
    await runCorrect(context, id, self.optsWithGlobals())
  })
}

interface CorrectOptions extends GlobalOptions, OutputOptions {
  because: string
  unset?: string[]
  restore?: boolean
  resolves?: boolean
  keep?: string
  unverified?: boolean
}

export async function runCorrect(
  context: Context,
  id: string,
  options: CorrectOptions & Typed,
): Promise<void> {
  const unverified = isInsisted(options)
  if (options.keep !== undefined && options.resolves !== true)
    throw new Failure('usage', '--keep goes with --resolves.', {
      hint: 'It says which of several revisions that are at odds a correction starts from.',
    })
  await withCase(context, options, async (kase) => {
    const stored = await forRevision(kase, id)
    const resolving =
      options.resolves === true
        ? await resolvingOf(kase, stored.record, options.keep, saidAnew(stored.record.type, options))
        : undefined
    const changes = changesTyped(resolving?.keep ?? stored.record, options)
    const { before, after, receipt, quotation, warnings } = await correctRecord(
      kase,
      stored,
      changes,
      options.because,
      {
        restore: options.restore === true,
        unverified,
        ...(resolving === undefined ? {} : { resolving }),
      },
    )
    const changed = changesOf(before, after)
    await print(
      {
        blocks: [
          lines(
            [styled('key', after.id), `  ${after.type}, revision ${String(after.revision)}`],
            ...changed.map((change) => changeLine(change)),
          ),
        ],
        rows: {
          columns: ['id', 'type', 'entry', 'revision', 'field', 'before', 'after'],
          rows: changed.map((change) => [
            after.id,
            after.type,
            receipt.entry?.number,
            after.revision,
            change.field,
            change.before,
            change.after,
          ]),
        },
        data: {
          id: after.id,
          entry: receipt.entry?.number ?? null,
          changes: changed,
          quotation: quotationData(quotation),
          warnings,
          record: after,
        },
      },
      options,
      context.stdout,
    )
    await noticeQuotation(context, options, quotation)
    await warnCredibility(context, options, warnings)
    await notice(context, options, styled('dim', `Recorded as entry ${String(receipt.entry?.number ?? '')}.`))
  })
}

/** What the flags say, checked against the type of the record. @throws Failure `usage` for a flag this record has not. */
function changesTyped(record: AnyRecord, options: CorrectOptions & Typed): Record<string, unknown> {
  const own = fields(record.type)
  const flags = new Set(own.map(({ flag }) => flag))
  const foreign = allFields().find(
    ({ flag }) => flag !== undefined && !flags.has(flag) && options[attribute(flag)] !== undefined,
  )
  if (foreign !== undefined) {
    throw new Failure('usage', `A ${record.type} has no --${foreign.flag ?? ''}.`, {
      hint: `It has ${own.flatMap(({ flag }) => (flag === undefined ? [] : [`--${flag}`])).join(', ')}.`,
    })
  }
  const draft = { ...(record as unknown as Record<string, unknown>) }
  for (const field of own) {
    const given = field.flag === undefined ? undefined : options[attribute(field.flag)]
    if (given !== undefined)
      for (const value of Object.values(draftFrom([field], options)))
        setAt(draft, field.path, valueAt(value, field.path.slice(1)))
  }
  for (const name of options.unset ?? []) setAt(draft, fieldNamed(record.type, own, name).path, undefined)
  return draft
}

/** The columns of what was typed. Bringing a record back says that it is not taken back. */
function saidAnew(type: RecordType, options: CorrectOptions & Typed): string[] {
  const own = fields(type)
  return [
    ...own.flatMap(({ flag, column }) => {
      if (flag === undefined) return []
      const isGiven = options[attribute(flag)] !== undefined
      const isStated = options[attribute(`${flag}-stated`)] !== undefined
      // A value that is typed takes the place of the source's words for the one before.
      return [...(isGiven ? [column] : []), ...(isGiven || isStated ? [`${column}_stated`] : [])]
    }),
    ...(options.unset ?? []).flatMap((name) => {
      const { column } = fieldNamed(type, own, name)
      return [column, `${column}_stated`]
    }),
    ...(options.restore === true ? ['retracted'] : []),
  ]
}

function fieldNamed(type: RecordType, own: readonly Field[], name: string): Field {
  const wanted = name.replace(/^--/, '')
  const found = own.find(
    ({ flag, column }) => flag === wanted || column === wanted || column === wanted.replace(/-/g, '_'),
  )
  if (found !== undefined) return found
  const near = nearest(
    wanted,
    own.flatMap(({ flag }) => flag ?? []),
  )
  throw new Failure(
    'usage',
    `A ${type} has no field "${name}".`,
    near === undefined ? {} : { hint: `Did you mean ${near}?` },
  )
}
