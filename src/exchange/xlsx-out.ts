import type { Value } from './csv.ts'

/** A column of a workbook's sheet. */
export interface SheetColumn {
  readonly name: string
  /** Whether its texts are dates, of which a calendar day is written as a date. */
  readonly date?: boolean
}

/**
 * The bytes of a workbook with one sheet, in pieces: a heading and the rows, of which no more than a piece is in memory.
 * @param rows cells in the order of the columns
 */
export async function* xlsxPieces(
  columns: readonly SheetColumn[],
  rows: AsyncIterable<readonly Value[]>,
): AsyncGenerator<Uint8Array> {
  const { writeXlsxStream } = await import('hucre/xlsx')
  const cells = async function* () {
    yield columns.map(({ name }) => name)
    for await (const row of rows) yield row.map((value) => value ?? null)
  }
  yield* writeXlsxStream(cells(), { name: 'trace', freezePane: { rows: 1 } })
}
