import type Database from 'better-sqlite3'
import type { AnyRecord } from '../../model/records.ts'
import { BY_POSITION, type PositionTable, type Values, type Window } from './audit-window.ts'
import { INDEX_COLUMNS, indexRows, type IndexRow, type IndexTable } from './rows.ts'

/** Index tables with any number of rows for a record, sorted by what they lead from. */
const SCATTERED = ['observation_leg', 'observation_vessel', 'name'] as const
type ScatteredTable = (typeof SCATTERED)[number]

/** An index row that follows from no record. */
export interface StrayRow {
  readonly table: IndexTable
  /** The position it names. */
  readonly position: number
}

/** How many rows are remembered by what they hold, to tell a row that was moved from two faults. */
const REMEMBERED = 1000

/**
 * Compares the index tables with what follows from the records, along the log.
 *
 * Rows under a position are read with the records. Of the others each row that has to be there is looked up, and in the end
 * they are counted: only when there are more than were found is it worth looking for the ones too many.
 */
export class IndexAudit {
  readonly #db: Database.Database
  readonly #window: Window
  readonly #lookups: ReadonlyMap<ScatteredTable, Database.Statement>
  readonly #found = new Map<IndexTable, number>()
  readonly #missing = new Map<IndexTable, number>()
  /** What missing rows under a position should have held, without the position. */
  readonly #wanted = new Set<string>()
  readonly #stray: { table: PositionTable; values: Values }[] = []
  /** Positions whose index rows say nothing: the record is missing, or its contents are not what was indexed. */
  readonly #excused = new Set<number>()
  #textsDiffer = false

  constructor(db: Database.Database, window: Window) {
    this.#db = db
    this.#window = window
    this.#lookups = new Map(
      SCATTERED.map((table) => [
        table,
        db.prepare(
          `SELECT 1 FROM ${table} WHERE ${INDEX_COLUMNS[table].map((column) => `${column} = ?`).join(' AND ')}`,
        ),
      ]),
    )
  }

  /**
   * What the indexes have wrong of a record.
   * @param document text of its archived document; null when it cannot be told, and its words are taken as they are
   */
  compare(position: number, record: AnyRecord, document: string | null | undefined): string[] {
    const rows = indexRows(position, record, document ?? undefined)
    return [
      ...BY_POSITION.flatMap((table) => {
        const expected = rows.find((row) => row.table === table)?.values
        const stored = this.#window.take(table, position)
        if (table === 'search_text' && document === null) {
          if (stored !== undefined) this.#count(this.#found, table)
          return []
        }
        const differences = this.#compareRow(table, expected, stored)
        if (table === 'search_text' && differences.length > 0) this.#textsDiffer = true
        return differences
      }),
      ...rows.flatMap((row) => (isScattered(row) ? this.#lookUp(row) : [])),
    ]
  }

  #compareRow(table: PositionTable, expected: Values | undefined, stored: Values | undefined): string[] {
    if (stored !== undefined) this.#count(this.#found, table)
    if (expected === undefined) {
      // Perhaps that of another record, which was moved here.
      if (stored !== undefined) this.strayed([{ table, values: stored }])
      return []
    }
    if (stored === undefined) {
      this.#count(this.#missing, table)
      if (this.#wanted.size < REMEMBERED) this.#wanted.add(withoutPosition(table, expected))
      return [`its row in the index ${table} is missing`]
    }
    return INDEX_COLUMNS[table].flatMap((column, i) =>
      stored[i] === expected[i] ? [] : [`the index ${table} has another ${column.replace('_', ' ')}`],
    )
  }

  #lookUp({ table, values }: IndexRow & { table: ScatteredTable }): string[] {
    const isThere = this.#lookups.get(table)?.get(...values) !== undefined
    this.#count(isThere ? this.#found : this.#missing, table)
    return isThere ? [] : [`a row of it in the index ${table} is missing or was changed`]
  }

  /** Whether a text to search in is not what it should be; the full-text index of it cannot be either, then. */
  get textsDiffer(): boolean {
    return this.#textsDiffer
  }

  #count(counts: Map<IndexTable, number>, table: IndexTable): void {
    counts.set(table, (counts.get(table) ?? 0) + 1)
  }

  /** Leaves out the rows of a position, of which it is known already that they cannot be compared. */
  excuse(position: number): void {
    this.#excused.add(position)
    for (const table of BY_POSITION) this.#window.take(table, position)
  }

  /** Notes rows along the log that belong to no record. */
  strayed(rows: readonly { table: PositionTable; values: Values }[]): void {
    for (const row of rows) if (this.#stray.length < REMEMBERED) this.#stray.push(row)
  }

  /** When the log was read: rows that follow from no record. @param size leaves in the log */
  *strays(size: number): Generator<StrayRow> {
    this.strayed(this.#window.rest().filter(({ values }) => Number(values[0]) < size))
    for (const table of BY_POSITION) {
      const beyond = this.#db
        .prepare(
          `SELECT ${INDEX_COLUMNS[table].join(', ')} FROM ${table} WHERE position < 0 OR position >= ? LIMIT ?`,
        )
        .raw()
        .all(size, REMEMBERED) as Values[]
      this.strayed(beyond.map((values) => ({ table, values })))
    }
    for (const { table, values } of this.#stray) {
      // A row that was moved is missing where it belongs, and named there.
      if (table === 'search_text') this.#textsDiffer = true
      if (!this.#wanted.delete(withoutPosition(table, values))) yield { table, position: Number(values[0]) }
    }
    for (const table of SCATTERED) yield* this.#tooMany(table)
  }

  *#tooMany(table: ScatteredTable): Generator<StrayRow> {
    const { n } = this.#db.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }
    if (n - (this.#found.get(table) ?? 0) <= (this.#missing.get(table) ?? 0)) return
    const columns = INDEX_COLUMNS[table]
    const at = (columns as readonly string[]).indexOf('position')
    const body = this.#db.prepare('SELECT body FROM record WHERE position = ?')
    const rows = this.#db
      .prepare(`SELECT ${columns.join(', ')} FROM ${table}`)
      .raw()
      .iterate() as IterableIterator<Values>
    for (const values of rows) {
      const position = Number(values[at])
      if (this.#excused.has(position)) continue
      const row = body.get(position) as { body: string } | undefined
      if (row === undefined || !follows(table, values, position, row.body)) yield { table, position }
    }
  }
}

function isScattered(row: IndexRow): row is IndexRow & { table: ScatteredTable } {
  return (SCATTERED as readonly IndexTable[]).includes(row.table)
}

function follows(table: IndexTable, values: Values, position: number, body: string): boolean {
  const rows = indexRows(position, JSON.parse(body) as AnyRecord)
  return rows.some((row) => row.table === table && row.values.every((value, i) => value === values[i]))
}

function withoutPosition(table: PositionTable, [, ...values]: Values): string {
  return JSON.stringify([table, ...values])
}
