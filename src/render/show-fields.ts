import type { Dossier } from '../evidence/dossier.ts'
import { fieldsOf, type Field } from '../model/fields.ts'
import { writeValue } from '../model/field-text.ts'
import { valueAt } from '../model/path.ts'
import type { AnyRecord, Quantity, When } from '../model/records.ts'
import { CREDIBILITY_WORDS, RELIABILITY_WORDS } from '../model/vocabulary.ts'
import { plainText, styled, type Line, type Span } from './document.ts'
import { flat } from './lineage.ts'
import { boundsText, intervalText, likelihoodText, quantityText } from './phrases.ts'

/** A text longer than that has lines of its own below its label. */
const SHORT = 80

export interface FieldValue {
  readonly field: Field
  readonly value: unknown
}

/** The fields a record has, in the order of its schema. */
export function fieldValues(record: AnyRecord): FieldValue[] {
  return fieldsOf(record.type)
    .map((field) => ({ field, value: valueAt(record, field.path) }))
    .filter(({ value }) => value !== undefined)
}

/** A record's fields, one a line, each as a person reads it. */
export function fieldLines(dossier: Dossier): Line[] {
  const { record, length } = dossier
  const given = fieldValues(record).filter(({ field }) => !isPartOfAnother(field, record))
  const labels = given.map(({ field }) => labelOf(field))
  const width = Math.max(...labels.map((label) => label.length), 4)
  const isHere = (name: string): boolean => given.some(({ field }) => field.column === name)
  return [
    ...given.flatMap(({ field, value }, i) =>
      labelled(labels[i] ?? '', width, describe(field, value, dossier)),
    ),
    ...(length !== undefined && !isHere('km')
      ? labelled('km', width, [
          String(Math.round(length.km)),
          styled('dim', '  great circle, no length stated'),
        ])
      : []),
  ]
}

/** Fields that are printed beside the one they belong to. */
function isPartOfAnother({ column }: Field, record: AnyRecord): boolean {
  if (column === 'unit') return record.type === 'observation' && record.quantity !== undefined
  if (column === 'states_unit') return record.type === 'citation' && record.states?.quantity !== undefined
  if (column === 'quote_start' || column === 'quote_end' || column === 'quote_unverified') return true
  return column === 'subject_type' || column === 'likelihood' || column === 'imo_check'
}

function labelOf({ column, path }: Field): string {
  if (column === 'subject_id') return 'subject'
  return (path[0] === 'details' ? column.replace(/^details_/, '') : column).replace(/_/g, ' ')
}

function labelled(label: string, width: number, value: Line): Line[] {
  const [only, ...rest] = value
  const paragraphs = typeof only === 'string' && rest.length === 0 ? only.split(/\r\n|[\r\n]/) : []
  if (paragraphs.length > 1 || (paragraphs[0]?.length ?? 0) > SHORT) {
    return [[styled('dim', `  ${label}`)], ...paragraphs.map((part): Line => [`    ${part}`])]
  }
  return [[styled('dim', `  ${label.padEnd(width)}  `), ...value.map(flatSpan)]]
}

function flatSpan(span: Span): Span {
  return typeof span === 'string' ? flat(span) : styled(span.tone, flat(plainText(span)))
}

/** A value as a person reads it: a key with its name, a grade with its words, a hedge with its interval. */
function describe(field: Field, value: unknown, { record, names }: Dossier): Line {
  switch (field.form) {
    case 'when':
      return whenLine(value as When)
    case 'quantity':
      return quantityLine(value as Quantity, record)
    case 'boolean':
      return [value === true ? 'yes' : 'no']
    default:
  }
  if (record.type === 'relation' && field.column === 'subject_id') {
    return [`${record.subject.type} `, ...named(record.subject.type, record.subject.id, names)]
  }
  if (field.ref !== undefined) {
    const keys = Array.isArray(value) ? (value as string[]) : [value as string]
    const { ref } = field
    return keys.flatMap((key, i): Span[] => [...(i === 0 ? [] : ['; ']), ...named(ref, key, names)])
  }
  return [writeValue(field, value), ...gloss(field, value, record)]
}

function gloss(field: Field, value: unknown, record: AnyRecord): Span[] {
  const note = (text: string): Span[] => [styled('dim', `  ${text}`)]
  switch (field.column) {
    case 'credibility':
      return note(CREDIBILITY_WORDS[value as number] ?? '')
    case 'reliability':
      return note(RELIABILITY_WORDS[value as keyof typeof RELIABILITY_WORDS])
    case 'imo':
      return record.type === 'vessel' && record.imoCheck === 'wrong'
        ? [styled('warn', '  wrong check digit')]
        : []
    case 'judgement':
      return (record.type === 'observation' || record.type === 'judgement') && record.likelihood !== undefined
        ? note(likelihoodText(record.likelihood))
        : []
    default:
      return []
  }
}

/** What a key stands for, with the key. */
export function named(type: string, key: string, names: ReadonlyMap<string, string>): Span[] {
  const name = names.get(`${type} ${key}`)
  return name === undefined || name === key
    ? [styled('key', key)]
    : [`${flat(name)} (`, styled('key', key), ')']
}

function whenLine(when: When): Line {
  const bounds = boundsText(when)
  const notes = [
    ...(bounds === when.text ? [] : [bounds]),
    ...(when.stated === undefined ? [] : [`stated as “${flat(when.stated)}”`]),
  ]
  return [when.text, ...(notes.length === 0 ? [] : [styled('dim', `  ${notes.join('; ')}`)])]
}

function quantityLine(quantity: Quantity, record: AnyRecord): Line {
  const unit =
    record.type === 'observation' ? record.unit : record.type === 'citation' ? record.states?.unit : undefined
  const interval = intervalText(quantity)
  const notes = [
    ...(interval === undefined ? [] : [interval]),
    ...(quantity.stated === undefined ? [] : [`stated as “${flat(quantity.stated)}”`]),
  ]
  return [
    styled('strong', quantityText(quantity, unit)),
    ...(notes.length === 0 ? [] : [styled('dim', `  ${notes.join('; ')}`)]),
  ]
}

/** The line above a section. */
export function heading(text: string): Line {
  return [styled('strong', text)]
}
