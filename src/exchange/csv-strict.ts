import { CsvFault } from './csv-rows.ts'
import { csvBatches, type RawBatch } from './csv-stream.ts'
import { fromCell } from './csv.ts'
import { isBlank } from './sheet-heading.ts'

/*
 * CSV that a program wrote and that has to be right: UTF-8, commas, a name for each column once, as many cells in each row.
 * Lines end with CRLF, LF or CR; a byte order mark and lines with nothing on them are passed over.
 */

export interface CsvRow {
  /** Line of the file on which the row starts, from 1. */
  readonly line: number
  /** Texts in the order of the columns, as many; '' where there is nothing. */
  readonly cells: readonly string[]
}

export interface Csv {
  /** Names without the white space around them; '' for a column without one, in which all cells are empty. */
  readonly columns: readonly string[]
  /** Batches of what one piece of the file holds. Can be read once. @throws CsvFault */
  readonly rows: AsyncIterable<readonly CsvRow[]>
}

/**
 * Reads the heading of a CSV.
 * @param bytes the file, in pieces of any size
 * @throws CsvFault with the line; the rows throw it too. A file with nothing in it has no columns.
 */
export async function openCsv(bytes: AsyncIterable<Uint8Array>): Promise<Csv> {
  const batches = csvBatches(bytes, 'utf-8', ',')
  for (let next = await batches.next(); next.done !== true; next = await batches.next()) {
    const { rows, mayEscape } = next.value
    const at = rows.findIndex(({ cells }) => !isBlank(cells))
    const heading = rows[at]
    if (heading === undefined) continue
    const columns = heading.cells.map((column) => column.trim())
    const twice = columns.find((column, i) => column !== '' && columns.indexOf(column) !== i)
    if (twice !== undefined) throw new CsvFault(`the heading has the column "${twice}" twice`, heading.line)
    return { columns, rows: strictRows({ rows: rows.slice(at + 1), mayEscape }, batches, columns) }
  }
  return { columns: [], rows: none() }
}

async function* none(): AsyncGenerator<readonly CsvRow[]> {
  // A file with nothing in it.
}

async function* strictRows(
  first: RawBatch,
  batches: AsyncIterable<RawBatch>,
  columns: readonly string[],
): AsyncGenerator<readonly CsvRow[]> {
  const rows = strictBatch(first, columns)
  if (rows.length > 0) yield rows
  for await (const batch of batches) {
    const read = strictBatch(batch, columns)
    if (read.length > 0) yield read
  }
}

function strictBatch({ rows, mayEscape }: RawBatch, columns: readonly string[]): CsvRow[] {
  const read: CsvRow[] = []
  for (const { line, cells } of rows) {
    if (isBlank(cells)) continue
    if (cells.length !== columns.length) {
      const message = `this row has ${String(cells.length)} cells and the heading ${String(columns.length)}`
      throw new CsvFault(message, line)
    }
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i] ?? ''
      if (cell === '') continue
      if (columns[i] === '') throw new CsvFault(`cell ${String(i + 1)} stands under no heading`, line)
      if (mayEscape || cell.startsWith("'")) cells[i] = fromCell(cell)
    }
    read.push({ line, cells })
  }
  return read
}
