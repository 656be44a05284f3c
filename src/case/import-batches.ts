import type { SheetRow } from '../exchange/sheet.ts'
import type { RecordType } from '../model/vocabulary.ts'
import { RecordBytesWriter, type RecordBytes } from './import-bytes.ts'
import type { Planned, Planner, Rejection } from './import-plan.ts'

/** A row that was not taken, as it stands in the sheet. */
export interface RejectedRow {
  readonly row: SheetRow
  readonly rejection: Rejection
}

/** What came of some rows that follow each other. */
export interface PlannedBatch {
  /** How many there are. */
  readonly rows: number
  readonly accepted: number
  /** Records that were left out because they are known to be in the case, by type. */
  readonly repeated: ReadonlyMap<RecordType, number>
  /** Records of the accepted ones. */
  readonly records: RecordBytes
  readonly rejected: readonly RejectedRow[]
  /** Rows that repeat the heading, or in which nothing stands. */
  readonly skipped: { readonly heading: number; readonly empty: number }
  /** Bytes of the file read so far. */
  readonly read: number
}

/** The words of the archived document of a source; undefined when it has none after all. */
export type TextOf = (source: string) => Promise<string | undefined>

/**
 * Plans the rows of a sheet, batch by batch, and hashes their records.
 * @throws what planning a row throws beyond its rejection, and what reading the sheet throws
 */
export async function* planInTurn(
  sheet: { readonly rows: AsyncIterable<readonly SheetRow[]>; readonly read: () => number },
  planner: Planner,
  textOf: TextOf,
): AsyncGenerator<PlannedBatch> {
  for await (const rows of sheet.rows) {
    const records = new RecordBytesWriter()
    const rejected: RejectedRow[] = []
    const skipped = { heading: 0, empty: 0 }
    let accepted = 0
    const repeated = new Map<RecordType, number>()
    for (const row of rows) {
      let planned: Planned
      for (planned = planner.plan(row); planned.fate === 'wants-text'; planned = planner.plan(row)) {
        planner.giveText(planned.source, await textOf(planned.source))
      }
      if (planned.fate === 'rejected') rejected.push({ row, rejection: planned.rejection })
      else if (planned.fate === 'skipped') skipped[planned.why] += 1
      else {
        accepted += 1
        for (const type of planned.repeated) repeated.set(type, (repeated.get(type) ?? 0) + 1)
        for (const record of planned.records) records.add(record)
      }
    }
    yield {
      rows: rows.length,
      accepted,
      repeated,
      records: records.end(),
      rejected,
      skipped,
      read: sheet.read(),
    }
  }
}
