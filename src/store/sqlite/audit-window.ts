import type Database from 'better-sqlite3'
import { INDEX_COLUMNS, type IndexTable } from './rows.ts'

/** A row of the table `record` as it stands. */
export interface AuditedRow {
  readonly position: number
  readonly entry: number
  readonly type: string
  readonly id: string
  readonly revision: number
  readonly rival: number
  readonly supersedes: number | null
  readonly retracted: number
  readonly body: string
  readonly leaf: Buffer
}

export type Values = readonly (string | number | null)[]

/** Index tables with at most one row for a record, kept under its position. */
export const BY_POSITION = [
  'source',
  'derivation',
  'relation',
  'leg',
  'observation',
  'citation',
  'search_text',
] as const satisfies readonly IndexTable[]
export type PositionTable = (typeof BY_POSITION)[number]

/** How many positions are in memory at a time. */
const WINDOW = 1000

export const ROW = 'position, entry, type, id, revision, rival, supersedes, retracted, body, leaf'

/** Records and their index rows along the log, a stretch at a time: memory does not grow with the case. */
export class Window {
  readonly #records: Database.Statement
  readonly #indexes: ReadonlyMap<PositionTable, Database.Statement>
  #from = 0
  #to = 0
  #rows = new Map<number, AuditedRow>()
  #index = new Map<PositionTable, Map<number, Values>>()

  constructor(db: Database.Database) {
    this.#records = db.prepare(`SELECT ${ROW} FROM record WHERE position >= ? AND position < ?`)
    this.#indexes = new Map(
      BY_POSITION.map((table) => [
        table,
        db
          .prepare(
            `SELECT ${INDEX_COLUMNS[table].join(', ')} FROM ${table} WHERE position >= ? AND position < ?`,
          )
          .raw(),
      ]),
    )
  }

  /** Whether a position is one of the next stretch, which {@link advance} has to read first. */
  isPast(position: number): boolean {
    return position >= this.#to
  }

  /** Reads on. @returns the index rows of the last stretch that nobody took: they belong to no record */
  advance(position: number): { table: PositionTable; values: Values }[] {
    const left = this.rest()
    this.#from = position
    this.#to = position + WINDOW
    this.#rows = new Map(
      (this.#records.all(this.#from, this.#to) as AuditedRow[]).map((row) => [row.position, row]),
    )
    for (const [table, statement] of this.#indexes) {
      const rows = statement.all(this.#from, this.#to) as (readonly [number, ...Values])[]
      this.#index.set(table, new Map(rows.map((row) => [row[0], row])))
    }
    return left
  }

  rest(): { table: PositionTable; values: Values }[] {
    return [...this.#index].flatMap(([table, rows]) =>
      [...rows.values()].map((values) => ({ table, values })),
    )
  }

  record(position: number): AuditedRow | undefined {
    return this.#rows.get(position)
  }

  /** Gives an index row, and counts it as taken. */
  take(table: PositionTable, position: number): Values | undefined {
    const rows = this.#index.get(table)
    const row = rows?.get(position)
    if (row !== undefined) rows?.delete(position)
    return row
  }

  /** The index rows of a position. */
  rowsAt(position: number): { table: PositionTable; values: Values }[] {
    return [...this.#index].flatMap(([table, rows]) => {
      const values = rows.get(position)
      return values === undefined ? [] : [{ table, values }]
    })
  }
}
