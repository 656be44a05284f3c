import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { hash } from 'node:crypto'
import { Failure } from '../../model/failure.ts'
import { asFailure, NO_LOG_FILES, notACase } from './failures.ts'
import { takeLog, timeoutFor } from './journal.ts'

/** "trce": marks a SQLite file as a case (PRAGMA application_id). */
const APPLICATION_ID = 0x74726365
export interface OpenOptions {
  /** Path of the database file. */
  file: string
  /** Folder of the migrations, `NNNN-name.sql`. */
  migrations: string
  /** Make a new, empty case; otherwise the file has to be one already. */
  create?: boolean
  /** It stays as it is: its schema is that of the last migration. */
  unchanged?: boolean
}

/**
 * Opens the database of a case and brings its schema up to date.
 * @throws Failure `no-case`, `not-a-case`, `newer-case`, `case-exists`, `cannot-write`, `disk-full`, `case-damaged`, `case-busy`.
 */
export function openDatabase(options: OpenOptions): Database.Database {
  const { file, create = false, unchanged = false } = options
  if (create && existsSync(file)) {
    throw new Failure('case-exists', 'There is a case already.', {
      where: file,
      hint: 'Choose another folder, or use that case with --case.',
    })
  }
  let db: Database.Database | undefined
  try {
    if (create) {
      db = new Database(file, { timeout: timeoutFor(file) })
      db.pragma(`application_id = ${String(APPLICATION_ID)}`)
      db.pragma('journal_mode = WAL')
    } else {
      db = openAsItIs(file)
    }
    if (unchanged) return db
    takeLog(db)
    // An entry that was reported done survives a power cut, not only a crash of the program. Of a rollback journal that is gone the
    // folder has to know as well (SQLite, PRAGMA synchronous: only EXTRA sees to that).
    db.pragma('synchronous = EXTRA')
    migrate(db, options)
    db.pragma('foreign_keys = ON')
    return db
  } catch (error) {
    // A case that could not be started leaves no file behind, or it could not be started again either.
    const started = create && db !== undefined && isBlank(db)
    db?.close()
    if (started) for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true })
    throw asFailure(error, file)
  }
}

/**
 * Opens a case with the schema it has, and changes nothing of it.
 * @throws Failure those of {@link openDatabase}, but for `newer-case`; what SQLite says
 */
export function openAsItIs(file: string): Database.Database {
  checkIsDatabase(file)
  const db = openExisting(file)
  try {
    if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID) throw notACase(file)
    refuseViews(db, file)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** A view in the place of a table answers whatever it likes, and may never come to an end. No case has one. */
function refuseViews(db: Database.Database, file: string): void {
  const view = db
    .prepare<[], { name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'view' LIMIT 1`)
    .get()
  if (view === undefined) return
  throw new Failure('case-damaged', `This case was altered: ${view.name} is a view, and no case has any.`, {
    where: file,
    hint: 'Nothing it says can be relied on. Restore the newest backup: trace restore BACKUP FOLDER',
  })
}

function isBlank(db: Database.Database): boolean {
  try {
    return db.prepare<[], { n: number }>('SELECT count(*) AS n FROM sqlite_schema').get()?.n === 0
  } catch {
    return false
  }
}

const SQLITE_MAGIC = 'SQLite format 3\u0000'

function checkIsDatabase(file: string): void {
  if (!existsSync(file)) {
    throw new Failure('no-case', 'There is no case here.', {
      where: file,
      hint: 'Start one with: trace init FOLDER',
    })
  }
  // A folder, a pipe or a device: reading a pipe would wait for ever.
  if (!statSync(file).isFile()) {
    throw new Failure('unreadable-file', 'The case file is not a file.', {
      where: file,
      hint: 'Name the folder of a case with --case.',
    })
  }
  const head = Buffer.alloc(SQLITE_MAGIC.length)
  try {
    const handle = openSync(file, 'r')
    readSync(handle, head)
    closeSync(handle)
  } catch (error) {
    throw new Failure('unreadable-file', 'The case file cannot be read.', {
      where: file,
      hint: 'Check that it is a file and that you may read it.',
      cause: error,
    })
  }
  if (head.toString('latin1') !== SQLITE_MAGIC) throw notACase(file)
}

function openExisting(file: string): Database.Database {
  const db = new Database(file, { fileMustExist: true, timeout: timeoutFor(file) })
  try {
    db.pragma('schema_version')
    return db
  } catch (error) {
    db.close()
    if (!(error instanceof Database.SqliteError) || !NO_LOG_FILES.test(error.code)) throw error
    return openReadOnlyMedium(file, error)
  }
}

/**
 * In a folder that cannot be written, or on a disk that is full, SQLite cannot make the files that go with a
 * write-ahead log. The case is then read into memory, which reads it as it stands; writing is refused by SQLite.
 */
function openReadOnlyMedium(file: string, cause: unknown): Database.Database {
  // With a log beside it the file is not all of the case, and with a journal it may be half of an entry.
  const isHalf = () =>
    ['-wal', '-journal'].some((end) => (statSync(file + end, { throwIfNoEntry: false })?.size ?? 0) > 0)
  if (isHalf()) throw cause
  const bytes = readFileSync(file)
  // Somebody may have begun to write meanwhile.
  if (isHalf()) throw cause
  // Bytes 18 and 19 of the header say "write-ahead log" (2); a copy in memory has none (SQLite file format, 1.3.3).
  bytes[18] = 1
  bytes[19] = 1
  return new Database(bytes, { readonly: true })
}

/** Gives a database a write-ahead log. */
export function logAhead(file: string): void {
  const db = new Database(file, { fileMustExist: true })
  try {
    db.pragma('journal_mode = WAL')
  } finally {
    db.close()
  }
}

interface Migration {
  number: number
  name: string
  sql: string
}

/** Reads the migrations of a folder in order. A landed one is never edited: its SHA-256 is in the ledger. */
export function readMigrations(folder: string): Migration[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}-.*\.sql$/.test(name))
    .sort()
    .map((name) => ({
      number: Number(name.slice(0, 4)),
      name,
      sql: readFileSync(join(folder, name), 'utf8'),
    }))
}

/** As the first schema had it; a later one takes `applied_at` off. */
export const LEDGER = `CREATE TABLE IF NOT EXISTS migration (
  number     INTEGER PRIMARY KEY,
  name       TEXT NOT NULL,
  sha256     TEXT NOT NULL,
  applied_at TEXT
) STRICT`

/**
 * The schema of a case, and the last one known, as the numbers of their migrations.
 * @throws Failure `newer-case`
 */
export function schemaOf(
  db: Database.Database,
  { file, migrations }: Pick<OpenOptions, 'file' | 'migrations'>,
): { readonly applied: number; readonly last: number } {
  const ledger = db
    .prepare<[], { n: number }>(`SELECT count(*) AS n FROM sqlite_schema WHERE name = 'migration'`)
    .get()
  const applied =
    ledger?.n === 0
      ? 0
      : (db.prepare<[], { n: number | null }>('SELECT max(number) AS n FROM migration').get()?.n ?? 0)
  const last = readdirSync(migrations).reduce(
    (most, name) => Math.max(most, Number(/^(\d{4})-.*\.sql$/.exec(name)?.[1] ?? 0)),
    0,
  )
  if (applied > last) {
    throw new Failure(
      'newer-case',
      `This case was written by a newer trace (schema ${String(applied)}; this one knows ${String(last)}).`,
      {
        where: file,
        hint: 'Install the newer version; this one would not understand all of it and leaves it alone.',
      },
    )
  }
  return { applied, last }
}

function migrate(db: Database.Database, options: OpenOptions): void {
  const { file, migrations, create = false } = options
  const { applied, last } = schemaOf(db, options)
  if (applied === last) return
  if (applied === 0 && !create) throw notACase(file)
  // A table that others refer to is rebuilt by taking it away (SQLite, ALTER TABLE, section 7); settable only outside.
  db.pragma('foreign_keys = OFF')
  db.exec('BEGIN IMMEDIATE')
  try {
    const broken = create ? 0 : brokenReferences(db)
    db.exec(LEDGER)
    const done = db.prepare<[], { n: number | null }>('SELECT max(number) AS n FROM migration').get()?.n ?? 0
    for (const { number, name, sql } of readMigrations(migrations)) {
      if (number <= done) continue
      db.exec(sql)
      db.prepare('INSERT INTO migration (number, name, sha256) VALUES (?, ?, ?)').run(
        number,
        name,
        hash('sha256', sql),
      )
    }
    // What was broken before is left for a check to name; a migration must not add to it.
    if (!create && brokenReferences(db) > broken)
      throw new Error('a migration lost rows that others refer to')
    db.exec('COMMIT')
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK')
    throw error
  }
}

function brokenReferences(db: Database.Database): number {
  return db.prepare<[], { n: number }>('SELECT count(*) AS n FROM pragma_foreign_key_check').get()?.n ?? 0
}
