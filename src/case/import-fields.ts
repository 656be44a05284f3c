import { EVIDENCE_COLUMNS } from '../exchange/evidence-row.ts'
import type { SheetType } from '../exchange/mapping.ts'
import { rowColumns } from '../exchange/rows.ts'
import { fieldsOf, type Field } from '../model/fields.ts'
import { nearest } from '../model/nearest.ts'
import type { RecordType } from '../model/vocabulary.ts'

/*
 * The fields a column of a sheet may hold. They are called as the columns of our own exports are, so that what was exported
 * can be imported; the flags of `trace record` and its kin are accepted too.
 */

/** Which record a field goes into: the row's own, its citation, or one that may be made because the row names it. */
export type Part = 'own' | 'citation' | 'place' | 'source' | 'leg'

export interface SheetField {
  readonly name: string
  /** Other words for it, as people type them: the flags. */
  readonly aliases: readonly string[]
  readonly part: Part
  /** The field of that record; undefined for one that only sheets have. */
  readonly field: Field | undefined
  /** Set for the words of the source that go with a date or quantity. */
  readonly statedOf?: string
  readonly description: string
}

const RECORDS: Readonly<Record<SheetType, RecordType>> = {
  observations: 'observation',
  sources: 'source',
  places: 'place',
  vessels: 'vessel',
  organisations: 'organisation',
  relations: 'relation',
  legs: 'leg',
  citations: 'citation',
  derivations: 'derivation',
  conversions: 'conversion',
}

/** The type of the record a row of such a sheet is. */
export function recordTypeOf(as: SheetType): RecordType {
  return RECORDS[as]
}

/** Columns of the files that rejected rows are written to; they are not imported. */
export const REASON_COLUMN = 'trace_reason'
export const ROW_COLUMN = 'trace_row'

/** Of such a file, what an import passes over. */
export const OF_REJECTS: ReadonlySet<string> = new Set([REASON_COLUMN, ROW_COLUMN])

const cache = new Map<SheetType, readonly SheetField[]>()

/** The fields that a sheet may have columns for. */
export function sheetFields(as: SheetType): readonly SheetField[] {
  const known = cache.get(as)
  if (known !== undefined) return known
  const fields = as === 'observations' ? observationSheet() : ownSheet(RECORDS[as])
  cache.set(as, fields)
  return fields
}

/** The field that a word means. */
export function sheetField(as: SheetType, word: string): SheetField | undefined {
  const fields = sheetFields(as)
  const name = word
    .trim()
    .toLowerCase()
    .replace(/[-\s]+/g, '_')
  return fields.find((field) => field.name === name) ?? fields.find(({ aliases }) => aliases.includes(name))
}

/** The field that was probably meant. */
export function nearestField(as: SheetType, word: string): string | undefined {
  return nearest(
    word,
    sheetFields(as).map(({ name }) => name),
  )
}

/** Columns of our own exports that are worked out anew or belong to the log they are from. */
export function workedOut(as: SheetType): ReadonlySet<string> {
  const ours = as === 'observations' ? EVIDENCE_COLUMNS : rowColumns(RECORDS[as])
  const fields = new Set(sheetFields(as).map(({ name }) => name))
  return new Set([...ours.map(({ name }) => name).filter((name) => !fields.has(name)), ...OF_REJECTS])
}

/** What a field is called by beside its column: its flag; and a label of the TLP, which must not be lost, by the name of that. */
const alsoCalled = ({ flag, column }: Field) => [
  ...(flag === undefined ? [] : [flag.replaceAll('-', '_')]),
  ...(column === 'handling' ? ['tlp'] : []),
]

function only(name: string, part: Part, description: string, aliases: readonly string[] = []): SheetField {
  return { name, aliases, part, field: undefined, description }
}

/** A field as its columns: a date and a quantity also have one for the words of the source. */
function columnsFor(
  field: Field,
  part: Part,
  name = field.column,
  aliases = alsoCalled(field),
): SheetField[] {
  const main: SheetField = {
    name,
    aliases: aliases.filter((alias) => alias !== name),
    part,
    field,
    description: field.description,
  }
  if (field.form !== 'when' && field.form !== 'quantity') return [main]
  return [
    main,
    {
      name: `${name}_stated`,
      aliases: aliases.map((alias) => `${alias}_stated`).filter((alias) => alias !== `${name}_stated`),
      part,
      field,
      statedOf: name,
      description: `the source's own words for it`,
    },
  ]
}

/** Fields a person sets; `kind` has no flag because it is an argument of `trace record`. */
function settable(type: RecordType): Field[] {
  return fieldsOf(type).filter(({ flag, column }) => flag !== undefined || column === 'kind')
}

const ID = (name: string, type: string) =>
  only(
    name,
    'own',
    `key or number of the ${type} in the sheet; rows with the same one have to say the same`,
    ['id'],
  )
const POSITION = only('position', 'place', "latitude and longitude in one cell, such as 36°05'N 015°12'E")

function observationSheet(): SheetField[] {
  const prefixed = (type: RecordType, part: Part, names: readonly string[] | undefined, prefix: string) =>
    settable(type)
      .filter(({ column }) => names?.includes(column) ?? true)
      .flatMap((field) => columnsFor(field, part, `${prefix}${field.column}`, []))
  return [
    ID('observation', 'observation'),
    ...settable('observation').flatMap((field) =>
      columnsFor(field, 'own', field.column, [...alsoCalled(field), field.column.replace(/^details_/, '')]),
    ),
    ...settable('citation')
      .filter(({ column }) => column !== 'about' && column !== 'note')
      .flatMap((field) => columnsFor(field, 'citation')),
    ...fieldsOf('citation')
      .filter(({ column }) => column === 'quote_unverified')
      .flatMap((field) => columnsFor(field, 'citation')),
    ...prefixed('citation', 'citation', ['note'], 'citation_'),
    ...prefixed('place', 'place', ['name', 'kind', 'country', 'note'], 'place_'),
    ...prefixed('place', 'place', ['lat', 'lon', 'accuracy'], ''),
    POSITION,
    ...prefixed('source', 'source', undefined, 'source_'),
    ...prefixed('leg', 'leg', ['route', 'from', 'to', 'mode', 'km'], 'leg_'),
  ]
}

function ownSheet(type: RecordType): SheetField[] {
  const own = settable(type).flatMap((field) => columnsFor(field, 'own'))
  const unverified = fieldsOf(type).filter(({ column }) => column === 'quote_unverified')
  return [
    ID('id', type),
    ...(type === 'relation' ? [only('subject', 'own', 'vessel or organisation: its key or name')] : []),
    ...own,
    ...unverified.flatMap((field) => columnsFor(field, 'own')),
    ...(type === 'place' ? [{ ...POSITION, part: 'own' as const }] : []),
  ]
}
