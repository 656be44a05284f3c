import { canonicalJson } from '../custody/canonical.ts'
import { HASH_BYTES, leafHashes } from '../custody/merkle.ts'
import type { SheetRow } from '../exchange/sheet.ts'
import type { AnyRecord } from '../model/records.ts'
import type { RecordType } from '../model/vocabulary.ts'
import type { Prepared } from '../store/port.ts'
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
  /**
   * Canonical JSON of the records of the accepted ones, in the order in which they are to be written, a line for each; it never has
   * a line break in it. As bytes, which are handed from thread to thread without being copied and are no work for the garbage collector.
   */
  readonly lines: Uint8Array<ArrayBuffer>
  /** The hashes of the lines, one after the other. */
  readonly leaves: Uint8Array<ArrayBuffer>
  readonly rejected: readonly RejectedRow[]
  /** Rows that repeat the heading, or in which nothing stands. */
  readonly skipped: { readonly heading: number; readonly empty: number }
  /** Bytes of the file read so far. */
  readonly read: number
}

/** The records of a batch as they are appended, made one at a time: one that is kept no longer than until it is written costs the least. */
export function* recordsOf({ lines, leaves }: Pick<PlannedBatch, 'lines' | 'leaves'>): Generator<Prepared> {
  const bytes = Buffer.from(lines.buffer)
  for (let at = 0, i = 0; at < bytes.length; i += 1) {
    const found = bytes.indexOf(LINE_FEED, at)
    const end = found < 0 ? bytes.length : found
    const body = bytes.toString('utf8', at, end)
    yield {
      record: JSON.parse(body) as AnyRecord,
      body,
      leaf: leaves.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES),
    }
    at = end + 1
  }
}

const LINE_FEED = 0x0a
const UTF_8 = new TextEncoder()

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
    const bodies: string[] = []
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
        for (const record of planned.records) bodies.push(canonicalJson(record))
      }
    }
    const leaves = leafHashes(bodies)
    const lines = UTF_8.encode(bodies.join('\n'))
    yield { rows: rows.length, accepted, repeated, lines, leaves, rejected, skipped, read: sheet.read() }
  }
}
