import { csvLine } from '../exchange/csv.ts'
import type { EvidenceColumn, EvidenceRow } from '../exchange/evidence-row.ts'
import { safeJson } from '../io/untrusted.ts'

/** The formats that are text, a line or an object for each row. */
export const TEXT_FORMATS = ['csv', 'json', 'ndjson'] as const
export type TextFormat = (typeof TEXT_FORMATS)[number]

type Lines = (rows: AsyncIterable<EvidenceRow>, columns: readonly EvidenceColumn[]) => AsyncGenerator<string>

const LINES: Record<TextFormat, Lines> = {
  csv: async function* (rows, columns) {
    yield csvLine(columns.map(({ name }) => name))
    for await (const row of rows) yield csvLine(columns.map((column) => column.of(row)))
  },
  ndjson: async function* (rows, columns) {
    for await (const row of rows) yield `${safeJson(asObject(row, columns))}\n`
  },
  json: async function* (rows, columns) {
    let before = '[\n'
    for await (const row of rows) {
      yield `${before}${safeJson(asObject(row, columns))}`
      before = ',\n'
    }
    yield before === '[\n' ? '[]\n' : '\n]\n'
  },
}

/** Every column is there in every object; one without a value is null. */
function asObject(
  row: EvidenceRow,
  columns: readonly EvidenceColumn[],
): Record<string, string | number | null> {
  return Object.fromEntries(columns.map((column) => [column.name, column.of(row) ?? null]))
}

/** The rows as the text of a file, in pieces that are worth writing. */
export function exportText(
  format: TextFormat,
  rows: AsyncIterable<EvidenceRow>,
  columns: readonly EvidenceColumn[],
): AsyncGenerator<string> {
  return inPieces(LINES[format](rows, columns))
}

/** How much text is written at a time, in UTF-16 code units. */
const PIECE = 1 << 16

async function* inPieces(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = ''
  for await (const line of lines) {
    piece += line
    if (piece.length < PIECE) continue
    yield piece
    piece = ''
  }
  if (piece !== '') yield piece
}
