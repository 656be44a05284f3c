import { evidenceRows, newTally, type Tally } from '../case/export.ts'
import type { Chosen } from '../case/export-scope.ts'
import type { Reading } from '../case/case.ts'
import type { EvidenceColumn } from '../exchange/evidence-row.ts'
import { MAX_ROWS } from '../exchange/xlsx-out.ts'
import { Failure } from '../model/failure.ts'
import type { Handling } from '../model/vocabulary.ts'
import type { Store } from '../store/port.ts'
import type { Losses } from './export-losses.ts'
import { tablePieces, type TableFormat } from './export-text.ts'

/** The formats that have a row, or a thing on a map, for what was observed. */
export type RowFormat = TableFormat | 'geojson' | 'kml'

/** What is exported, and where it is counted. */
export interface Given {
  readonly store: Store
  readonly reading: Reading
  readonly chosen: Chosen
  readonly columns: readonly EvidenceColumn[]
  readonly tally: Tally
  readonly losses: Losses
  readonly limit: Handling | undefined
}

/**
 * The export in pieces, and how many observations it is of.
 * @throws Failure `usage` when a worksheet cannot hold the rows
 */
export async function rowPieces(
  format: RowFormat,
  given: Given,
): Promise<{ pieces: AsyncIterable<string | Uint8Array>; of: number }> {
  const { store, reading, chosen, columns, tally, losses, limit } = given
  if (format === 'geojson' || format === 'kml') {
    const { mapPieces } = await import('./export-map.ts')
    return mapPieces(format, given)
  }
  const positions = await store.positions(chosen.filter, reading)
  if (format === 'xlsx') await refuseTooMany(positions, given)
  const rows = evidenceRows(store, positions, reading, tally, limit)
  const modified = new Date(reading.entry.recordedAt)
  return { pieces: tablePieces(format, rows, columns, { losses, modified }), of: positions.length }
}

/** Before anything is written: a workbook that ends in the middle is of use to nobody. */
async function refuseTooMany(
  positions: readonly number[],
  { store, reading, limit }: Pick<Given, 'store' | 'reading' | 'limit'>,
): Promise<void> {
  // A row is an observation without a citation, or a citation.
  const most = positions.length + (await store.positions('citation', reading)).length
  if (most <= MAX_ROWS) return
  const tally = newTally()
  const rows = evidenceRows(store, positions, reading, tally, limit)
  for await (const _ of rows) if (tally.rows > MAX_ROWS) throw tooManyRows()
}

export function tooManyRows(): Failure {
  return new Failure('usage', `These are more than the ${String(MAX_ROWS)} rows that a worksheet holds.`, {
    hint: 'Export them as csv, or a part of them: a route or leg, or what a filter such as --observed 2023 leaves.',
  })
}
