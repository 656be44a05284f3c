import type { PackageRow } from '../exchange/package-table.ts'
import { Failure } from '../model/failure.ts'
import type { RecordType } from '../model/vocabulary.ts'
import {
  entryNumberOf,
  planEntries,
  planEntry,
  planRecord,
  type PlannedEntry,
  type PlannedHead,
  type PlannedRecord,
} from './package-plan.ts'
import type { DataPackage, PackageTable } from './package-read.ts'

/*
 * The entries of a package, oldest first, each with its records in the order of the log. A package that this program wrote has
 * the rows of each table in that order: they are taken from all tables at once, and nothing is kept. One that was made or
 * put in another order by hand is read whole first.
 */

/** An entry with its records in batches, which have to be taken before the next entry is asked for. */
export interface LogEntry {
  readonly head: PlannedHead
  readonly batches: AsyncIterable<readonly PlannedRecord[]>
}

/** Thrown where rows do not stand as this program writes them: what is wrong, if anything, is found by reading them all. */
export class OutOfOrder extends Error {}

/** Records of a batch. */
const BATCH = 500

/**
 * The entries of a package whose tables are in the order of the log.
 * @throws OutOfOrder when they are not; Failure `bad-package`, naming file, line and column
 */
export async function* entriesInOrder(source: DataPackage): AsyncGenerator<LogEntry> {
  if (source.entries === undefined) throw new OutOfOrder('It has no table of entries.')
  const tables = source.tables.map((table) => new TableCursor(table))
  let [number, before]: [number, PlannedHead | undefined] = [0, undefined]
  try {
    for (const table of tables) await table.fill()
    for await (const rows of source.entries.rows()) {
      for (const row of rows) {
        number += 1
        const head = planEntry(row, number, before)
        yield { head, batches: recordsOf(tables, number) }
        before = head
      }
    }
    if (tables.some(({ row }) => row !== undefined)) throw new OutOfOrder('Rows are left over.')
  } finally {
    for (const table of tables) await table.close()
  }
}

/** The records of an entry, taken from whichever table has the next position. */
async function* recordsOf(
  tables: readonly TableCursor[],
  number: number,
): AsyncGenerator<readonly PlannedRecord[]> {
  let batch: PlannedRecord[] = []
  let count = 0
  for (;;) {
    const next = nextOf(tables, number)
    if (next?.row === undefined) break
    batch.push(planRecord(next.type, next.row))
    count += 1
    if (!next.step()) await next.fill()
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (count === 0) throw new OutOfOrder('An entry has no records.')
  if (batch.length > 0) yield batch
}

function nextOf(tables: readonly TableCursor[], number: number): TableCursor | undefined {
  let next: TableCursor | undefined
  for (const table of tables) {
    if (table.entry === number && (next === undefined || table.position < next.position)) next = table
  }
  return next
}

/** Stands on a row of a table. */
class TableCursor {
  readonly type: RecordType
  readonly #batches: AsyncIterator<readonly PackageRow[]>
  #rows: readonly PackageRow[] = []
  #at = 0
  /** Number of the entry of the row it is on; 0 after the last. */
  entry = 0
  position = -1

  constructor(table: PackageTable) {
    if (table.type === undefined) throw new Error(`${table.file} has no records`)
    this.type = table.type
    this.#batches = table.rows()[Symbol.asyncIterator]()
  }

  get row(): PackageRow | undefined {
    return this.#rows[this.#at]
  }

  /** Goes on to the next row. @returns false when that has to be read first, see {@link fill} */
  step(): boolean {
    this.#at += 1
    if (this.#at >= this.#rows.length) return false
    this.#look()
    return true
  }

  /** Reads the next rows. */
  async fill(): Promise<void> {
    const next = await this.#batches.next()
    this.#rows = next.done === true ? [] : next.value
    this.#at = 0
    this.#look()
  }

  async close(): Promise<void> {
    await this.#batches.return?.()
  }

  /** @throws OutOfOrder unless the row comes after the one before */
  #look(): void {
    const { row } = this
    if (row === undefined) {
      this.entry = 0
      return
    }
    const entry = entryNumberOf(row)
    const position = Number(row.cells.position ?? Number.NaN)
    if (!(entry >= this.entry && position > this.position)) throw new OutOfOrder(`line ${String(row.line)}`)
    this.entry = entry
    this.position = position
  }
}

/** Tables up to that size together are put in order in memory, where their rows take some sixteen times as much (measured). */
const MAX_UNORDERED = 64 * 1024 * 1024

/** Whether a package can be read whole. */
export function fitsInMemory({ bytes }: Pick<DataPackage, 'bytes'>): boolean {
  return bytes <= MAX_UNORDERED
}

/**
 * The entries of a package whose rows stand in any order.
 * @throws Failure `bad-package`, naming file, line and column, or that it is too large
 */
export async function entriesPutInOrder(source: DataPackage): Promise<PlannedEntry[]> {
  if (!fitsInMemory(source)) {
    throw new Failure(
      'bad-package',
      `Its rows do not stand in the order of the log, and with ${mebibytes(source.bytes)} it is too large to put them in order (up to ${mebibytes(MAX_UNORDERED)} can be).`,
      {
        where: source.path,
        hint: 'Sort each table by its column position. Rows that were never in a case are taken in a table at a time: trace import FILE.csv --as observations.',
      },
    )
  }
  const records = new Map<RecordType, readonly PackageRow[]>()
  for (const table of source.tables) if (table.type !== undefined) records.set(table.type, await allOf(table))
  return planEntries({
    records,
    entries: source.entries === undefined ? undefined : await allOf(source.entries),
  })
}

async function allOf(table: PackageTable): Promise<PackageRow[]> {
  const all: PackageRow[] = []
  for await (const rows of table.rows()) for (const row of rows) all.push(row)
  return all
}

/** Records that are in memory already, as {@link entriesInOrder} gives them. */
export async function* batchesOf(
  records: readonly PlannedRecord[],
): AsyncGenerator<readonly PlannedRecord[]> {
  for (let at = 0; at < records.length; at += BATCH)
    yield await Promise.resolve(records.slice(at, at + BATCH))
}

function mebibytes(bytes: number): string {
  return `${String(Math.ceil(bytes / 1024 / 1024))} MiB`
}
