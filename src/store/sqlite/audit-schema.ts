import Database from 'better-sqlite3'
import type { Fault } from '../../model/fault.ts'
import { LEDGER, readMigrations } from './open.ts'
import { INDEX_COLUMNS } from './rows.ts'

/** A table, index, trigger or view, as SQLite keeps it. */
interface Part {
  readonly type: string
  readonly name: string
  readonly sql: string | null
}

/** What the tables of a case are made of, against the migrations. */
export interface SchemaCheck {
  readonly faults: Fault[]
  /** Triggers that refuse changes and are gone. By that nothing was changed yet. */
  readonly guardsMissing: number
  /** Every table is there and is made as it should be: what is read from them is what is kept. */
  readonly isReadable: boolean
}

/**
 * Holds the tables, indexes and triggers of a case against those that the migrations make. Records can be right and yet read
 * as something else: through a table with a column that is worked out, or an index of some of the rows.
 * @param folder of the migrations
 */
export function checkSchema(db: Database.Database, folder: string): SchemaCheck {
  const expected = expectedParts(folder)
  const found = partsOf(db)
  const faults: Fault[] = []
  let [isReadable, guardsMissing] = [true, 0]
  for (const key of new Set([...expected.keys(), ...found.keys()])) {
    const [ours, theirs] = [expected.get(key), found.get(key)]
    if (ours?.type === 'trigger' && theirs === undefined) guardsMissing += 1
    const what =
      ours === undefined
        ? 'it is none that trace makes'
        : theirs === undefined
          ? ours.type === 'trigger'
            ? undefined
            : 'it is missing'
          : ours.sql === theirs.sql
            ? undefined
            : 'it is not made as trace makes it'
    if (what === undefined) continue
    faults.push({ kind: 'case', name: key, what: [what] })
    if (ours?.type === 'table') isReadable = false
  }
  return { faults, isReadable, guardsMissing }
}

/** What the migrations make, by type and name. */
function expectedParts(folder: string): Map<string, Part> {
  const db = new Database(':memory:')
  try {
    db.pragma('foreign_keys = OFF')
    db.exec(LEDGER)
    for (const { sql } of readMigrations(folder)) db.exec(sql)
    return partsOf(db)
  } finally {
    db.close()
  }
}

function partsOf(db: Database.Database): Map<string, Part> {
  // What ANALYZE counts, for finding a faster way to the same answer, is no part of the case.
  const parts = db
    .prepare(`SELECT type, name, sql FROM sqlite_schema WHERE tbl_name NOT GLOB 'sqlite_stat[14]'`)
    .all() as Part[]
  return new Map(parts.map((part) => [`${part.type} ${part.name}`, part]))
}

/** Tables that commands read from; what the full-text index keeps for itself, it is asked by itself. */
const TABLES = ['entry', 'record', 'migration', ...Object.keys(INDEX_COLUMNS)]
/** What is compared with the records value by value, and named there. */
const ABOUT_VALUES = /constraint failed in|value in /
/** How much of what SQLite finds is repeated. */
const MOST = 10

/**
 * Asks SQLite whether its indexes have what is in the tables, and its pages hang together: reading commands go through
 * indexes, and what is compared with the log is read from the tables.
 */
export function checkPages(db: Database.Database): Fault[] {
  const found = TABLES.flatMap((table) => db.pragma(`integrity_check(${table})`) as Finding[])
    .map(({ integrity_check: said }) => said)
    .filter((said) => said !== 'ok' && !ABOUT_VALUES.test(said))
    .slice(0, MOST)
  return found.length === 0
    ? []
    : [{ kind: 'case', name: 'case file', what: found.map((said) => `SQLite finds: ${said}`) }]
}

interface Finding {
  readonly integrity_check: string
}
