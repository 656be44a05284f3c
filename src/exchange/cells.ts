import { Failure, locate } from '../model/failure.ts'
import { readValue } from '../model/field-reader.ts'
import { writeValue } from '../model/field-text.ts'
import type { Field } from '../model/fields.ts'
import { parseQuantity } from '../model/quantity.ts'
import type { Quantity, When } from '../model/records.ts'
import { QUALIFIERS } from '../model/vocabulary.ts'
import { parseWhen } from '../model/when.ts'
import type { Value } from './csv.ts'

/*
 * The columns of one field. Most have one. A date has its text, the bounds it allows and the wording of the source; a
 * quantity its text, low, best, high, qualifier and wording.
 */

/** Types of Table Schema (Data Package v2). */
export type ColumnType = 'string' | 'number' | 'integer' | 'boolean' | 'datetime'

export interface FieldColumn {
  name: string
  description: string
  type: ColumnType
  choices?: readonly string[]
  required: boolean
  /** The text of a date, as typed. */
  date?: true
  /** Says that there is no value, where an empty cell would leave it to be worked out. */
  none?: string
  /** The cell for a value of the field; undefined when it has none. */
  of: (value: unknown) => Value
}

/** Stands in `…_earliest` for a date without any bound, so that none is worked out for it when it is read. */
const NO_BOUNDS = '..'

export function columnsOf(field: Field): FieldColumn[] {
  const { column, description, required } = field
  if (field.form === 'when') {
    const part = (name: keyof When, type: ColumnType, text: string): FieldColumn => ({
      name: `${column}_${name}`,
      description: `${description}: ${text}`,
      type,
      required: false,
      of: (value) => (value as When)[name],
    })
    const earliest = part('earliest', 'datetime', 'first instant the date allows, UTC')
    return [
      {
        name: column,
        description: `${description}: EDTF date or interval, or RFC 3339 instants, as typed`,
        type: 'string',
        required,
        date: true,
        of: (value) => (value as When).text,
      },
      {
        ...earliest,
        none: NO_BOUNDS,
        of: (value) => (isUnbounded(value as When) ? NO_BOUNDS : earliest.of(value)),
      },
      part('latest', 'datetime', 'last instant the date allows, UTC'),
      part('stated', 'string', 'the wording of the source'),
    ]
  }
  if (field.form === 'quantity') {
    const part = (name: keyof Quantity, type: ColumnType, text: string): FieldColumn => ({
      name: `${column}_${name}`,
      description: `${description.replace(/:.*/, '')}: ${text}`,
      type,
      required: false,
      of: (value) => (value as Quantity)[name],
    })
    return [
      { name: column, description, type: 'string', required, of: (value) => (value as Quantity).text },
      part('low', 'number', 'lower bound'),
      part('best', 'number', 'the number named'),
      part('high', 'number', 'upper bound'),
      { ...part('qualifier', 'string', 'how the number is hedged'), choices: QUALIFIERS },
      part('stated', 'string', 'the words of the source'),
    ]
  }
  const type = field.form === 'number' || field.form === 'boolean' ? field.form : 'string'
  const plain: FieldColumn = {
    name: column,
    description: `${description}${SEVERAL[field.form] ?? ''}`,
    type,
    required,
    of: (value) => (typeof value === 'number' ? value : writeValue(field, value)),
  }
  return [field.choices === undefined ? plain : { ...plain, choices: field.choices }]
}

const SEVERAL: Partial<Record<Field['form'], string>> = {
  texts: ' (several separated by "; ")',
  counts: ' (name=number, several separated by "; ")',
  shows: ' (LEG:STAGE or LEG, several separated by "; ")',
}

function isUnbounded(when: When): boolean {
  return when.earliest === undefined && when.latest === undefined
}

type Cells = Readonly<Record<string, string>>

/**
 * The value of a field from its cells. Bounds and intervals that are given are taken as they stand; where none is, they
 * are worked out from the text.
 * @returns undefined when all of its cells are empty
 * @throws Failure of the value's parser, naming the column
 */
export function valueFrom(field: Field, cells: Cells): unknown {
  const { column } = field
  const text = cells[column]
  if (text === undefined) {
    const stray = columnsOf(field).find(({ name }) => cells[name] !== undefined)
    if (stray === undefined) return undefined
    throw new Failure('bad-value', `There is a ${stray.name}, but no ${column} that it belongs to.`, {
      where: column,
    })
  }
  if (field.form === 'when') return whenFrom(column, text, cells)
  if (field.form === 'quantity') return quantityFrom(column, text, cells)
  return locate(column, () => readValue(field, [text]))
}

function whenFrom(column: string, text: string, cells: Cells): unknown {
  const [earliest, latest, stated] = ['earliest', 'latest', 'stated'].map(
    (part) => cells[`${column}_${part}`],
  )
  if (earliest === undefined && latest === undefined) return locate(column, () => parseWhen(text, stated))
  return { text, ...given({ earliest: earliest === NO_BOUNDS ? undefined : earliest, latest, stated }) }
}

function quantityFrom(column: string, text: string, cells: Cells): unknown {
  const cell = (part: string) => cells[`${column}_${part}`]
  const stated = cell('stated')
  if (['low', 'best', 'high', 'qualifier'].every((part) => cell(part) === undefined)) {
    return locate(column, () => parseQuantity(text, stated))
  }
  const number = (part: string) => {
    const digits = cell(part)
    if (digits === undefined) return undefined
    if (!/^\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(digits)) {
      throw new Failure('bad-number', `"${digits}" is no number.`, { where: `${column}_${part}` })
    }
    return Number(digits)
  }
  return {
    text,
    ...given({
      low: number('low'),
      best: number('best'),
      high: number('high'),
      qualifier: cell('qualifier'),
      stated,
    }),
  }
}

function given(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}
