import { csvLine, type Value } from '../exchange/csv.ts'
import type { ColumnType } from '../exchange/cells.ts'
import { Piece } from '../exchange/piece.ts'
import { tsvLine } from '../exchange/tsv-out.ts'
import { xlsxPieces, type SheetLosses } from '../exchange/xlsx-out.ts'
import { safeJson } from '../io/untrusted.ts'

/** The formats of a table: a line, an object or a row of a worksheet for each row. */
export const TABLE_FORMATS = ['csv', 'tsv', 'xlsx', 'json', 'ndjson'] as const
export type TableFormat = (typeof TABLE_FORMATS)[number]

export interface TableColumn<T> {
  readonly name: string
  readonly type: ColumnType
  /** Whether its texts are dates. */
  readonly date?: boolean
  readonly of: (row: T) => Value
}

export interface TableOptions {
  /** Counts what the format cannot hold. */
  readonly losses: SheetLosses
  /** The time a workbook is said to have been made. */
  readonly modified: Date
}

/** Rows, some at a time, as the text or the bytes of a file. */
export function tablePieces<T>(
  format: TableFormat,
  batches: AsyncIterable<readonly T[]>,
  columns: readonly TableColumn<T>[],
  { losses, modified }: TableOptions,
): AsyncIterable<string | Uint8Array> {
  const names = columns.map(({ name }) => name)
  const cells = (row: T) => columns.map((column) => column.of(row))
  switch (format) {
    case 'csv':
      return lines(csvLine(names), batches, (row) => csvLine(cells(row)))
    case 'tsv':
      return lines(tsvLine(names), batches, (row) => tsvLine(cells(row)))
    case 'ndjson':
      return lines('', batches, (row) => `${safeJson(objectOf(names, cells(row)))}\n`)
    case 'json':
      return jsonPieces(batches, (row) => safeJson(objectOf(names, cells(row))))
    case 'xlsx':
      return xlsxPieces(columns, rowsOf(batches, cells), losses, modified)
  }
}

/** Every column is there in every object; one without a value is null. */
function objectOf(names: readonly string[], cells: readonly Value[]): Record<string, Value | null> {
  return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? null]))
}

async function* lines<T>(
  heading: string,
  batches: AsyncIterable<readonly T[]>,
  line: (row: T) => string,
): AsyncGenerator<string> {
  const piece = new Piece()
  piece.add(heading)
  for await (const batch of batches) {
    for (const row of batch) {
      piece.add(line(row))
      if (piece.isFull) yield piece.take()
    }
  }
  const rest = piece.take()
  if (rest !== '') yield rest
}

async function* jsonPieces<T>(
  batches: AsyncIterable<readonly T[]>,
  object: (row: T) => string,
): AsyncGenerator<string> {
  let before = '[\n'
  for await (const piece of lines('', batches, (row) => {
    const text = before + object(row)
    before = ',\n'
    return text
  }))
    yield piece
  yield before === '[\n' ? '[]\n' : '\n]\n'
}

async function* rowsOf<T>(
  batches: AsyncIterable<readonly T[]>,
  cells: (row: T) => readonly Value[],
): AsyncGenerator<readonly Value[]> {
  for await (const batch of batches) for (const row of batch) yield cells(row)
}
