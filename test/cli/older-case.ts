import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { MIGRATIONS } from '../store/sqlite-case.ts'

/** What the first schema says of the table of records; 0003-rivals.sql made it anew. */
const SCHEMA = readFileSync(join(MIGRATIONS, '0001-case.sql'), 'utf8')
const TABLE = /CREATE TABLE record \(.*?\) STRICT;/s
const INDEXES = /CREATE (?:UNIQUE )?INDEX \w+ ON record .*?;/gs
const TRIGGERS = /CREATE TRIGGER record_\w+.*?END;/gs

/** Gives a case the schema that it would have, had it been written before 0003-rivals.sql. No rivals may be in it. */
export function makeOlder(folder: string): void {
  const db = new Database(join(folder, 'case.db'))
  try {
    const columns = 'position, entry, type, id, revision, supersedes, retracted, body, leaf'
    const parts = [TABLE, INDEXES, TRIGGERS].flatMap((part) => SCHEMA.match(part) ?? [])
    db.pragma('foreign_keys = OFF')
    db.exec(`CREATE TEMP TABLE kept AS SELECT ${columns} FROM record ORDER BY position; DROP TABLE record;`)
    db.exec(parts.join('\n'))
    db.exec(`INSERT INTO record (${columns}) SELECT ${columns} FROM kept ORDER BY position;
      DELETE FROM migration WHERE number = 3`)
    db.pragma('wal_checkpoint(TRUNCATE)')
  } finally {
    db.close()
  }
}

/** The migrations a case has been through. */
export function migrationsOf(folder: string): number[] {
  const db = new Database(join(folder, 'case.db'))
  try {
    return db.prepare('SELECT number FROM migration ORDER BY number').pluck().all() as number[]
  } finally {
    db.close()
  }
}
