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
  const known = readMigrations(folder)
  return Array.from({ length: Math.max(rows.length, known.length) }, (_, i) => i).flatMap((i) => {
    const [row, migration] = [rows[i], known[i]]
    const what = [
      ...(row === undefined ? ['it is not in the ledger of the schema'] : []),
      ...(migration === undefined ? ['there is no such migration'] : []),
      ...(row?.number === migration?.number ? [] : ['its number is another']),
      ...(row?.name === migration?.name ? [] : ['its name is another']),
      ...(migration === undefined || row?.sha256 === hash('sha256', migration.sql)
        ? []
        : ['it is not the migration of that hash']),
    ]
    const name = `migration ${String(migration?.number ?? row?.number ?? 0)}`
    return what.length === 0
      ? []
      : [{ kind: 'case', name, what: row === undefined ? what.slice(0, 1) : what }]
  })
}

/** What a case says that cannot be written, so that the full-text index cannot be asked. */
const CANNOT_WRITE = /^SQLITE_(?:READONLY|CANTOPEN|BUSY|LOCKED|FULL|IOERR)/

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
    return { faults: [], wasChecked: true }
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error
    if (CANNOT_WRITE.test(error.code)) return { faults: [], wasChecked: false }
    const what = ['it does not fit the texts it is of']
    return { faults: [{ kind: 'search', name: 'full-text index', what }], wasChecked: true }
  }
}
