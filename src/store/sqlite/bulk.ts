import type Database from 'better-sqlite3'
import type { EntryWriter } from './append.ts'
import { takeJournal, takeLog } from './journal.ts'
import { IndexedKeys, RememberedKeys } from './latest.ts'
import { INDEX_COLUMNS } from './rows.ts'
import type { Run } from './statements.ts'

/** Before that many records it is not worth it. */
const LARGE = 20_000
/** How much larger the case may be than what is added, so that making its indexes anew is less than adding to them. */
const TIMES = 4
/** Of pages, in KiB: what SQLite holds in memory while it writes. */
const CACHE = 16_000
/** The same while indexes are made, in KiB: each thread sorts so much at a time. */
const SORTED = 8_000
/** Threads that sort beside this one. */
const SORTERS = 2

/** From which size of what is imported on the case has a rollback journal meanwhile, in bytes. */
const HUGE = 16 << 20

const KEY_INDEX = 'record_key'
/** Tables that a large entry has rows in by the thousand. */
const TABLES = ['record', ...Object.keys(INDEX_COLUMNS)]

interface Index {
  readonly name: string
  readonly sql: string
}

/**
 * Writes a large entry: without the indexes, which are made again in the end, in order, from what is there. That takes half as long as
 * keeping them up. All of it is in the transaction of the entry: others see the case as it was until it is done, and so does everybody when
 * it is not.
 */
export class Bulk {
  readonly #db: Database.Database
  readonly #run: Run
  readonly #writer: EntryWriter
  readonly #indexes: readonly Index[]
  /** From where on the full-text index is still to be written. */
  readonly #unsearchable: number
  #keyIndex: Index | undefined
  #keys: RememberedKeys | undefined

  /** Whether an entry has become so large that it is to be written so. */
  static isWorthIt({ added, start }: EntryWriter): boolean {
    return added >= LARGE && added * TIMES >= start
  }

  constructor(db: Database.Database, run: Run, writer: EntryWriter) {
    this.#db = db
    this.#run = run
    this.#writer = writer
    const { tables } = writer
    tables.flush()
    this.#unsearchable = writer.start + writer.added
    tables.isSearchable = false
    // Those of some rows only are cheap to keep up, and to make them anew all rows would be read.
    const marks = TABLES.map(() => '?').join(', ')
    this.#indexes = db
      .prepare<string[], Index>(
        `SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql NOT LIKE '% WHERE %' AND tbl_name IN (${marks}) ORDER BY rowid`,
      )
      .all(...TABLES)
    // With rivals a key may stand for several, and which is which only the index tells.
    const mayHaveRivals =
      writer.merges || run('SELECT 1 FROM record WHERE rival > 0 LIMIT 1').get() !== undefined
    // Keys that cannot be remembered to the end would have their index made twice.
    if (!mayHaveRivals && RememberedKeys.mayHold(writer.start + writer.added)) {
      this.#keyIndex = this.#indexes.find(({ name }) => name === KEY_INDEX)
      this.#keys = new RememberedKeys(run)
      tables.keys = this.#keys
    }
    for (const index of this.#others) db.exec(`DROP INDEX ${index.name}`)
    if (this.#keyIndex !== undefined) db.exec(`DROP INDEX ${this.#keyIndex.name}`)
  }

  get #others(): readonly Index[] {
    return this.#indexes.filter(({ name }) => name !== KEY_INDEX)
  }

  /** To be called every now and then: memory for keys is bounded. */
  step(): void {
    if (this.#keys?.isFull === true) this.#indexKeys()
  }

  #indexKeys(): void {
    this.#writer.tables.flush()
    if (this.#keyIndex !== undefined) this.#db.exec(this.#keyIndex.sql)
    this.#writer.tables.keys = new IndexedKeys(this.#run)
    this.#keys = undefined
    this.#keyIndex = undefined
  }

  /** Makes the indexes again. */
  finish(): void {
    this.#writer.tables.flush()
    this.#db.pragma(`cache_size = -${String(SORTED)}`)
    if (this.#keys !== undefined) this.#indexKeys()
    for (const { sql } of this.#others) this.#db.exec(sql)
    this.#run(
      'INSERT INTO search (rowid, words) SELECT position, words FROM search_text WHERE position >= ? ORDER BY position',
    ).run(this.#unsearchable)
  }

  /**
   * Gives a connection what it needs to write much.
   * @param bytes about how much
   * @returns what takes that back
   */
  static prepare(db: Database.Database, bytes: number): () => void {
    const hasJournal = bytes >= HUGE && takeJournal(db)
    const [cache, threads] = ['cache_size', 'threads'].map((name) =>
      Number(db.pragma(name, { simple: true })),
    )
    db.pragma(`cache_size = -${String(CACHE)}`)
    db.pragma(`threads = ${String(SORTERS)}`)
    // Each row of an index names the record that was written right before; that is checked for entries that are not bulk.
    db.pragma('foreign_keys = OFF')
    return () => {
      if (hasJournal) takeLog(db)
      db.pragma('foreign_keys = ON')
      db.pragma(`threads = ${String(threads)}`)
      db.pragma(`cache_size = ${String(cache)}`)
    }
  }
}
