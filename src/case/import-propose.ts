import type { SheetType } from '../exchange/mapping.ts'
import type { SheetRow } from '../exchange/sheet.ts'
import { Failure } from '../model/failure.ts'
import { readLooseDate } from '../model/loose-date.ts'
import { readPosition } from '../model/loose-position.ts'
import { readLooseQuantity } from '../model/loose-quantity.ts'
import { saysNothing, tidy } from '../model/loose-text.ts'
import { foldName } from '../model/names.ts'
import type { RecordType } from '../model/vocabulary.ts'
import { sheetField, workedOut } from './import-fields.ts'
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

/** How people call what we call otherwise; a name is compared folded, without marks and spaces. */
const CALLED: Readonly<Record<string, string>> = {
  observed: 'date|day|when|dateobserved|observationdate|dateofobservation|datetime|sighted|seenon|datum',
  place: 'location|site|port|where|facility|locality|installation|station|town|locationname|sitename',
  quantity: 'number|amount|qty|howmany|total|numberofrailcars|numberofcontainers|countofrailcars|figure',
  unit: 'units|item|items|whatiscounted',
  vessels: 'vessel|ship|ships|vesselname|shipname|nameofvessel',
  source: 'sources|reference|references|ref|sourcename|citedfrom',
  source_url: 'url|urls|link|links|sourcelink|sourcelinks|sourceurl|web|website|webpage|hyperlink',
  source_title: 'headline|articletitle|documenttitle',
  source_publisher: 'publisher|outlet|media|publishedby',
  source_author: 'author|byline|writtenby',
  source_published: 'published|publicationdate|datepublished|publishdate',
  position: 'coordinates|coordinate|coords|latlong|latlon|gps|geolocation|latitudelongitude',
  lat: 'latitude',
  lon: 'longitude|lng|long',
  note: 'notes|comment|comments|remark|remarks|description',
  quote_exact: 'quotation|excerpt|sourcequote|exactwords',
  locator: 'page|pages|pageno|pagenumber',
  kind: 'type|category|observationtype|typeofobservation',
  outcome: 'result|visible',
  claimed_by: 'claimant|accordingto|claimedby',
  observation: 'no|nr|rowid|rowno|recordid|observationid|serial',
  caveats: 'caveat|limits|limitations',
  country: 'countrycode|isocountry',
  name: 'title',
  imo: 'imonumber|imono',
  aliases: 'alias|othernames|alternativenames',
}

/** So many of the cells that are filled have to fit what is proposed. */
const MOST = 0.8

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
  columns.forEach((column, at) => {
    take(at, sheetField(as, column)?.name, 'its name', true)
  })
  columns.forEach((column, at) => {
    if (ours.has(column)) return
    const field = calledSo(as, column)
    if (field !== undefined && fits(field, cells[at] ?? [])) take(at, field, 'what it is called', false)
  })
  columns.forEach((column, at) => {
    if (ours.has(column) || as !== 'observations') return
    const found = byContents(cells[at] ?? [], names)
    take(at, found?.field, found?.why ?? '', false)
  })
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

function filledCells(rows: readonly SheetRow[], at: number): string[] {
  return rows.map(({ cells }) => tidy(cells[at] ?? '')).filter((cell) => !saysNothing(cell))
}

function calledSo(as: SheetType, column: string): string | undefined {
  const plain = foldName(column).replace(/[^\p{L}\p{N}]/gu, '')
  const found = Object.entries(CALLED).find(([, called]) => called.split('|').includes(plain))?.[0]
  return found === undefined ? undefined : sheetField(as, found)?.name
}

/** Whether cells can be what a field of that name holds; most fields hold any text. */
function fits(field: string, cells: readonly string[]): boolean {
  if (field === 'observed') return most(cells, isDate)
  if (field === 'quantity') return most(cells, isQuantity)
  if (field === 'source_url') return most(cells, isAddress)
  if (field === 'kind' || field === 'outcome') {
    const choices = sheetField('observations', field)?.field?.choices ?? []
    return most(cells, (cell) => choices.includes(cell.toLowerCase().replace(/[\s_]+/g, '-')))
  }
  if (field === 'position') return most(cells, isPosition)
  return true
}

function byContents(cells: readonly string[], names: Names): { field: string; why: string } | undefined {
  if (cells.length === 0) return undefined
  const named = (type: RecordType) => (cell: string) =>
    cell.split(/[;,]/).every((part) => part.trim() === '' || names.find(part.trim(), [type]).length > 0)
  const tests: readonly (readonly [field: string, why: string, test: (cell: string) => boolean])[] = [
    ['source_url', 'addresses', isAddress],
    ['position', 'positions', isPosition],
    ['place', 'names of places in the case', named('place')],
    ['vessels', 'names of vessels in the case', named('vessel')],
    ['source', 'documents in the case', named('source')],
    ['observed', 'dates', (cell) => /\D/.test(cell) && isDate(cell)],
    ['quantity', 'counts', (cell) => isQuantity(cell) && /^\D{0,14}\d[\d\s.,–-]{0,12}\D{0,20}$/.test(cell)],
  ]
  const found = tests.find(([, , test]) => most(cells, test))
  if (found === undefined) return undefined
  const [field, what, test] = found
  const fitting = cells.filter(test).length
  return { field, why: `${what} in ${String(fitting)} of ${String(cells.length)} rows` }
}

function most(cells: readonly string[], test: (cell: string) => boolean): boolean {
  return cells.filter(test).length >= cells.length * MOST
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
