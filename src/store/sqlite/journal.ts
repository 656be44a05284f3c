import { existsSync } from 'node:fs'
import type Database from 'better-sqlite3'
import { caseBusy } from './failures.ts'

/*
 * A case has a write-ahead log, so that nobody who reads waits for who writes. A very large entry is written twice with it, to the log
 * and from there to the case: a quarter of the time of an import. While such a one is written and nobody else has the case open, it has a
 * rollback journal instead, which keeps what there was before. Whoever opens the case meanwhile waits; whoever opens it after a
 * crash finds what there was before, and a write-ahead log again.
 */

/** How long to wait for another writer before giving up. */
const BUSY_TIMEOUT_MS = 30_000
/** How long to wait for a large import, while which nobody else can read either. */
const IMPORT_TIMEOUT_MS = 3_600_000

/** How long a command waits for the lock of a case. @param file the database */
export function timeoutFor(file: string): number {
  return existsSync(`${file}-journal`) ? IMPORT_TIMEOUT_MS : BUSY_TIMEOUT_MS
}

/** Gives a case a rollback journal, when nobody else has it open. @returns whether it has one now */
export function takeJournal(db: Database.Database): boolean {
  return db.pragma('journal_mode', { simple: true }) === 'wal' && hasMode(db, 'delete')
}

/** Gives a case its write-ahead log again, when nobody else is at it: else whoever opens it next does. */
export function takeLog(db: Database.Database): void {
  if (db.pragma('journal_mode', { simple: true }) === 'delete') hasMode(db, 'wal')
}

/**
 * Writes what is in the write-ahead log to the database itself. SQLite does so when it is closed, too, but does not say when it could not.
 * @throws Failure `case-busy`; what SQLite says of a disk that is full
 */
export function settleLog(db: Database.Database, file: string): void {
  const [done] = db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[]
  if (done?.busy !== 0) throw caseBusy(file)
}

function hasMode(db: Database.Database, mode: 'delete' | 'wal'): boolean {
  const timeout = db.pragma('busy_timeout', { simple: true }) as number
  db.pragma('busy_timeout = 0')
  try {
    return db.pragma(`journal_mode = ${mode}`, { simple: true }) === mode
  } catch {
    // Others have it open, or it cannot be written.
    return false
  } finally {
    db.pragma(`busy_timeout = ${String(timeout)}`)
  }
}
