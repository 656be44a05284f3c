import { Failure } from '../model/failure.ts'
import { flatObject, type FlatObject } from './flat-object.ts'
import type { SheetBytes } from './sheet-bytes.ts'
import type { Sheet, SheetRow } from './sheet.ts'

/*
 * Objects as rows. Which columns there are is not said anywhere, so the first objects are read ahead: their members are
 * the columns, in the order in which they appear.
 */

/** How many objects make the columns. */
const READ_AHEAD = 1000

/** An object as it stands in the file. */
export interface ObjectText {
  /** Number of the row, as {@link SheetRow} has it. */
  readonly line: number
  readonly text: string
}

interface FlatRow extends ObjectText {
  readonly object: FlatObject
}

/**
 * @param objects the texts of the objects, in batches
 * @throws Failure `unreadable-file`
 */
export async function objectSheet(
  file: SheetBytes,
  format: 'json' | 'ndjson',
  encoding: string,
  objects: AsyncGenerator<readonly ObjectText[]>,
): Promise<Sheet> {
  const ahead: FlatRow[] = []
  while (ahead.length < READ_AHEAD) {
    const next = await objects.next()
    if (next.done === true) break
    for (const { line, text } of next.value) ahead.push({ line, text, object: flatObject(text) })
  }
  const columns = columnsOf(ahead.slice(0, READ_AHEAD))
  if (columns.length === 0) throw nothingRead(file.path, format, ahead)
  return {
    format,
    encoding,
    columns,
    rows: objectRows(ahead, objects, columns),
    bytes: file.size,
    read: file.read,
    notes: [],
    close: file.close,
  }
}

/** @param rows those from which the columns should have come, and none did */
function nothingRead(path: string, format: 'json' | 'ndjson', rows: readonly FlatRow[]): Failure {
  const hint = 'Each row is an object, such as {"place": "rajin", "observed": "2023-10-05"}.'
  for (const { line, object } of rows) {
    if (object.problem === undefined) continue
    const where = `${path}, ${format === 'json' ? 'row' : 'line'} ${String(line)}`
    return new Failure('unreadable-file', object.problem, { where, hint })
  }
  const message =
    rows.length > 0 ? 'No object with a member is among its first rows.' : 'There is nothing in this file.'
  return new Failure('unreadable-file', message, { where: path, hint })
}

function columnsOf(rows: readonly FlatRow[]): string[] {
  const names = new Set<string>()
  for (const { object } of rows) {
    if (object.problem !== undefined) continue
    for (const name of object.cells.keys()) names.add(name)
  }
  return [...names]
}

async function* objectRows(
  ahead: readonly FlatRow[],
  objects: AsyncIterable<readonly ObjectText[]>,
  columns: readonly string[],
): AsyncGenerator<readonly SheetRow[]> {
  const places = new Map(columns.map((column, i) => [column, i]))
  const read = (rows: readonly FlatRow[]) =>
    rows.map((row) => sheetRow(row, places)).filter((row) => row !== undefined)
  const first = read(ahead)
  if (first.length > 0) yield first
  for await (const batch of objects) {
    const rows = read(batch.map(({ line, text }) => ({ line, text, object: flatObject(text) })))
    if (rows.length > 0) yield rows
  }
}

/** @returns undefined for an object with nothing in it */
function sheetRow(
  { line, text: whole, object }: FlatRow,
  places: ReadonlyMap<string, number>,
): SheetRow | undefined {
  const cells = Array.from(places, () => '')
  if (object.problem !== undefined) return { line, cells, problem: object.problem, surplus: [whole] }
  let isEmpty = true
  for (const [column, text] of object.cells) {
    if (text === '') continue
    const at = places.get(column)
    if (at === undefined) {
      const problem = `"${column}" is a member that none of the first ${String(READ_AHEAD)} objects has.`
      return { line, cells: cells.fill(''), problem, surplus: [whole] }
    }
    cells[at] = text
    isEmpty = false
  }
  return isEmpty ? undefined : { line, cells }
}
