import type { SheetType } from '../exchange/mapping.ts'
import type { SheetRow } from '../exchange/sheet.ts'
import { Failure } from '../model/failure.ts'
import { readLooseDate } from '../model/loose-date.ts'
import { readPosition } from '../model/loose-position.ts'
import { readLooseQuantity } from '../model/loose-quantity.ts'
import { saysNothing, tidy } from '../model/loose-text.ts'
import type { RecordType } from '../model/vocabulary.ts'
import { sheetField, workedOut, type SheetField } from './import-fields.ts'
import { calledExactly, calledInWords, isOtherTime, isTimeOfEntry, namesNoCount } from './import-headings.ts'
import type { Names } from './import-names.ts'
import { isAddress } from './import-sources.ts'

/** What one column of a sheet is proposed to be. */
export interface ColumnProposal {
  readonly column: string
  /** Undefined when nothing is known for it. */
  readonly field: string | undefined
  /** Rows of those looked at in which something stands. */
  readonly filled: number
  readonly example: string
  readonly why: string
  /** Whether the column is called exactly as the field. */
  readonly isCertain: boolean
}

/** So many of the cells that are filled have to fit what is proposed. */
const MOST = 0.8
/** So many of them are enough where the column is called so too: the others are rejected with their reason. */
const CALLED_SO = 0.5
/** Said of a column whose words are not ours. */
const NEEDS_VALUES = 'what it is called; its words need --values'
/** A column of words of theirs has few that differ. */
const FEW_WORDS = 12

/**
 * Proposes which column holds which field: by its name, else by what stands in it. Nothing is imported because of a
 * proposal alone.
 * @param rows some of the first rows
 */
export function proposeColumns(
  as: SheetType,
  columns: readonly string[],
  rows: readonly SheetRow[],
  names: Names,
): ColumnProposal[] {
  const taken = new Map<string, number>()
  const first = new Map<number, { field: string; why: string; isCertain: boolean }>()
  const take = (at: number, field: string | undefined, why: string, isCertain: boolean) => {
    if (field === undefined || taken.has(field) || first.has(at)) return
    taken.set(field, at)
    first.set(at, { field, why, isCertain })
  }
  const ours = workedOut(as)
  const cells = columns.map((_, at) => filledCells(rows, at))
  // A column with the very name comes before one that is called so, too.
  for (const isExact of [true, false]) {
    columns.forEach((column, at) => {
      const field = takenAtItsWord(as, column, cells[at] ?? [])?.name
      if (!isExact || field === column) take(at, field, 'its name', true)
    })
  }
  for (const called of [calledExactly, calledInWords]) {
    columns.forEach((column, at) => {
      if (ours.has(column)) return
      const fields = called(column).flatMap((name) => sheetField(as, name) ?? [])
      const field = fields.find((one) => !taken.has(one.name) && fits(one, cells[at] ?? []))
      if (field === undefined) return
      const isForeign = isChoice(field) && !most(cells[at] ?? [], isWordOf(field), CALLED_SO)
      take(at, field.name, isForeign ? NEEDS_VALUES : 'what it is called', false)
    })
  }
  for (const isLast of [false, true]) {
    columns.forEach((column, at) => {
      if (ours.has(column) || as !== 'observations' || isTimeOfEntry(column) !== isLast) return
      const found = byContents(column, cells[at] ?? [], names)
      take(at, found?.field, found?.why ?? '', false)
    })
  }
  return columns.map((column, at) => {
    const found = first.get(at)
    return {
      column,
      field: found?.field,
      filled: (cells[at] ?? []).length,
      example: (cells[at] ?? [])[0] ?? '',
      why: found?.why ?? (ours.has(column) ? 'worked out anew' : ''),
      isCertain: found?.isCertain ?? false,
    }
  })
}

/**
 * The field a column is called as, by the word for it or by a flag. A flag may be a common word for something else: a column
 * of plain figures that is called "Cars" holds how many there were, not how many of each kind.
 */
export function takenAtItsWord(
  as: SheetType,
  column: string,
  cells: readonly string[],
): SheetField | undefined {
  const field = sheetField(as, column)
  if (field === undefined || field.field?.form !== 'counts') return field
  return field.name === column.trim().toLowerCase() || most(cells, (cell) => cell.includes('='))
    ? field
    : undefined
}

/** The cells of a column in which something stands. */
export function filledCells(rows: readonly SheetRow[], at: number): string[] {
  return rows.map(({ cells }) => tidy(cells[at] ?? '')).filter((cell) => !saysNothing(cell))
}

const isChoice = ({ field }: SheetField) => field?.form === 'choice'

/** Whether a cell is a word of ours for a field. */
function isWordOf({ field }: SheetField): (cell: string) => boolean {
  return (cell) => field?.choices?.includes(cell.toLowerCase().replace(/[\s_]+/g, '-')) === true
}

/** Whether cells can be what a field that the column is called as holds; most fields hold any text. */
function fits(field: SheetField, cells: readonly string[]): boolean {
  if (isChoice(field)) {
    // Every row needs this one: a column of a few words of theirs is what --values is for.
    const isNeeded = field.field?.required === true
    return (
      most(cells, isWordOf(field), CALLED_SO) ||
      (isNeeded && cells.length > 0 && new Set(cells).size <= FEW_WORDS)
    )
  }
  if (field.field?.form === 'when') return most(cells, isDate, CALLED_SO)
  switch (field.name) {
    case 'quantity':
      return most(cells, isQuantity, CALLED_SO)
    case 'url':
    case 'source_url':
      return most(cells, isAddress, CALLED_SO)
    case 'position':
      return most(cells, isPosition, CALLED_SO)
    default:
      return true
  }
}

function byContents(
  column: string,
  cells: readonly string[],
  names: Names,
): { field: string; why: string } | undefined {
  if (cells.length === 0) return undefined
  const kind = sheetField('observations', 'kind')
  const named = (type: RecordType) => (cell: string) =>
    cell.split(/[;,]/).every((part) => part.trim() === '' || names.find(part.trim(), [type]).length > 0)
  const tests: readonly (readonly [field: string, why: string, test: (cell: string) => boolean])[] = [
    ['source_url', 'addresses', isAddress],
    ['position', 'positions', isPosition],
    ['place', 'names of places in the case', named('place')],
    ['vessels', 'names of vessels in the case', named('vessel')],
    ['source', 'documents in the case', named('source')],
    ['kind', 'kinds of observation', (cell) => kind !== undefined && isWordOf(kind)(cell)],
    ['observed', 'dates', (cell) => !isOtherTime(column) && /\D/.test(cell) && isDate(cell)],
    [
      'quantity',
      'counts',
      (cell) =>
        !namesNoCount(column) && isQuantity(cell) && /^\D{0,14}\d[\d\s.,–-]{0,12}\D{0,20}$/.test(cell),
    ],
  ]
  const found = tests.find(([, , test]) => most(cells, test))
  if (found === undefined) return undefined
  const [field, what, test] = found
  const fitting = cells.filter(test).length
  return { field, why: `${what} in ${String(fitting)} of ${String(cells.length)} rows` }
}

function most(cells: readonly string[], test: (cell: string) => boolean, share = MOST): boolean {
  return cells.filter(test).length >= cells.length * share
}

/** Whether it is of that sort, though it may read two ways. */
function reads(work: () => unknown, twoWays: readonly string[]): boolean {
  try {
    work()
    return true
  } catch (error) {
    return error instanceof Failure && twoWays.some((words) => error.message.includes(words))
  }
}

const isDate = (cell: string) =>
  reads(() => readLooseDate(cell), ['reads two ways', 'two figures', 'as Excel counts', 'time zone'])
const isQuantity = (cell: string) => reads(() => readLooseQuantity(cell), ['reads two ways', 'A count of'])
const isPosition = (cell: string) =>
  /\d\D+\d/.test(cell) && !/^\d+\D\d+$/.test(cell) && reads(() => readPosition(cell), ['It reads two ways'])
