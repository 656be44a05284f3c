import type Database from 'better-sqlite3'
import { logAhead } from './open.ts'

/** More pages than a database can have. */
const ALL_PAGES = 0x7fffffff

/** Copies a case into a new file, as it is at one moment. What SQLite says is thrown as it is. */
export async function copyDatabase(db: Database.Database, file: string): Promise<void> {
  // In one step: in several, whoever writes in between would make it start over each time.
  await db.backup(file, { progress: () => ALL_PAGES })
  // A case that was read into memory has no write-ahead log, which its copy would lack.
  if (db.memory) logAhead(file)
}
