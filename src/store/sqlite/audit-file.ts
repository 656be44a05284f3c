import Database from 'better-sqlite3'
import { hash } from 'node:crypto'
import type { Fault } from '../../model/fault.ts'
import { readMigrations } from './open.ts'

/** The ledger of the schema against the migrations that come with the program. @param folder of the migrations */
export function checkLedger(db: Database.Database, folder: string): Fault[] {
  const rows = db.prepare('SELECT number, name, sha256 FROM migration ORDER BY number').all() as {
    number: number
    name: string
    sha256: string
  }[]
  const left = new Set(rows)
  const faults: Fault[] = readMigrations(folder).flatMap(({ number, name, sql }) => {
    const row = rows.find((one) => one.name === name) ?? rows.find((one) => one.number === number)
    if (row !== undefined) left.delete(row)
    const what =
      row === undefined
        ? ['it is not in the ledger of the schema']
        : [
            ...(row.number === number ? [] : [`its number is kept as ${String(row.number)}`]),
            ...(row.name === name ? [] : [`its name is kept as ${row.name}`]),
            ...(row.sha256 === hash('sha256', sql) ? [] : ['its hash is kept as another']),
          ]
    return what.length === 0 ? [] : [{ kind: 'case', name: `migration ${String(number)}`, what }]
  })
  const strange = [...left].map(({ number }): Fault => ({
    kind: 'case',
    name: `migration ${String(number)}`,
    what: ['there is no such migration'],
  }))
  return [...faults, ...strange]
}

/** What a case says that cannot be written, so that the full-text index cannot be asked. */
const CANNOT_WRITE = /^SQLITE_(?:READONLY|CANTOPEN|BUSY|LOCKED|FULL|IOERR)/

/** What FTS5 keeps of its own settings when nobody changed any: the version of its format. */
const SETTINGS = '[["version",4]]'

function doesNotFit(): Fault {
  return { kind: 'search', name: 'full-text index', what: ['it does not fit the texts it is of'] }
}

/**
 * Holds the full-text index against the texts it is of. SQLite does that by itself, but asks it as a write.
 * @param textsDiffer the texts are known to be wrong: only whether the index fits itself is asked then
 */
export function checkSearch(
  db: Database.Database,
  textsDiffer: boolean,
): { faults: Fault[]; wasChecked: boolean } {
  try {
    // SQLite, FTS5 extension, section 6.6.6: with the rank 1 it is also compared with the content table.
    db.prepare(`INSERT INTO search (search, rank) VALUES ('integrity-check', ?)`).run(textsDiffer ? 0 : 1)
    const settings = db.prepare('SELECT k, v FROM search_config').raw().all()
    return { faults: JSON.stringify(settings) === SETTINGS ? [] : [doesNotFit()], wasChecked: true }
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error
    if (CANNOT_WRITE.test(error.code)) return { faults: [], wasChecked: false }
    return { faults: [doesNotFit()], wasChecked: true }
  }
}
