import type Database from 'better-sqlite3'
import type { RevisionLeaf } from '../../custody/merged-log.ts'
import type { AnyRecord, RecordOf } from '../../model/records.ts'
import type { RecordType } from '../../model/vocabulary.ts'
import type {
  Audited,
  BulkDraft,
  BulkReceipt,
  Candidate,
  DocumentOf,
  Entry,
  EntryDraft,
  Evidence,
  EvidenceOf,
  Found,
  Hit,
  ObservationFilter,
  Page,
  Receipt,
  Store,
  Stored,
  View,
} from '../port.ts'
import { appendAll } from './append-all.ts'
import { appendEntry } from './append.ts'
import { dependentsOf } from './dependents.ts'
import { toEntry, type EntryRow } from './entry-row.ts'
import { evidenceOf } from './evidence.ts'
import { asFailure } from './failures.ts'
import { ftsQuery } from './fts.ts'
import { settleLog } from './journal.ts'
import { leavesOf, type LeafRow } from './leaves.ts'
import { candidatesFor, namesFrom, shortIdOf } from './naming.ts'
import { copyDatabase } from './copy.ts'
import { openDatabase, type OpenOptions } from './open.ts'
import { statementsOf, type Run } from './statements.ts'
import { allOf, atPositions, CURRENT, MANY, NEWEST, toStored, type RecordRow } from './stored.ts'

/** Of `record r`, what follows on another revision, as what was retracted does too: few, which SQLite left to itself looks for among all. */
const REVISED = 'INDEXED BY record_supersedes WHERE r.supersedes IS NOT NULL'

/** A case in a SQLite file. */
export class SqliteStore implements Store {
  readonly #db: Database.Database
  readonly #file: string
  readonly #migrations: string
  readonly #sql: Run

  constructor(options: OpenOptions) {
    this.#file = options.file
    this.#migrations = options.migrations
    this.#db = openDatabase(options)
    this.#sql = statementsOf(this.#db)
  }

  head(): Promise<Entry | undefined> {
    return this.#do(() =>
      maybe(
        toEntry,
        this.#sql('SELECT * FROM entry ORDER BY number DESC LIMIT 1').get() as EntryRow | undefined,
      ),
    )
  }

  entryAt(at: { readonly instant: string } | { readonly number: number }): Promise<Entry | undefined> {
    return this.#do(() => {
      const row =
        'number' in at
          ? this.#sql('SELECT * FROM entry WHERE number = ?').get(at.number)
          : this.#sql('SELECT * FROM entry WHERE recorded_at <= ? ORDER BY number DESC LIMIT 1').get(
              at.instant,
            )
      return maybe(toEntry, row as EntryRow | undefined)
    })
  }

  entries(from: number, to: number): Promise<Entry[]> {
    return this.#do(() =>
      (
        this.#sql('SELECT * FROM entry WHERE number BETWEEN ? AND ? ORDER BY number').all(
          from,
          to,
        ) as EntryRow[]
      ).map(toEntry),
    )
  }

  append(draft: EntryDraft): Promise<Receipt> {
    return this.#do(() => {
      this.#db.exec('BEGIN IMMEDIATE')
      try {
        const receipt = appendEntry(this.#sql, draft)
        this.#db.exec(receipt.entry === undefined ? 'ROLLBACK' : 'COMMIT')
        return receipt
      } catch (error) {
        if (this.#db.inTransaction) this.#db.exec('ROLLBACK')
        throw error
      }
    })
  }

  appendAll(draft: BulkDraft): Promise<BulkReceipt> {
    return appendAll(this.#db, this.#sql, this.#file, draft)
  }

  get<T extends RecordType>(type: T, id: string, view: View): Promise<Stored<RecordOf[T]> | undefined> {
    return this.#do(() => {
      const row = this.#sql(
        'SELECT position, entry, body FROM record WHERE type = ? AND id = ? AND position < ? ORDER BY revision DESC, leaf DESC LIMIT 1',
      ).get(type, id, view.size) as RecordRow | undefined
      return maybe(toStored<RecordOf[T]>, row)
    })
  }

  history(type: RecordType, id: string, view: View): Promise<Stored[]> {
    return this.#do(() =>
      (
        this.#sql(
          'SELECT position, entry, body FROM record WHERE type = ? AND id = ? AND position < ? ORDER BY revision, leaf',
        ).all(type, id, view.size) as RecordRow[]
      ).map(toStored),
    )
  }

  rivals({ size }: View): Promise<Pick<AnyRecord, 'type' | 'id'>[]> {
    return this.#do(
      () =>
        this.#sql(
          // Left to itself SQLite reads all keys, because they are in order.
          'SELECT DISTINCT type, id FROM record INDEXED BY record_rival WHERE rival > 0 AND position < ? ORDER BY type, id',
        ).all(size) as Pick<AnyRecord, 'type' | 'id'>[],
    )
  }

  takenBack({ size }: View): Promise<Pick<AnyRecord, 'type' | 'id'>[]> {
    return this.#do(
      () =>
        this.#sql(
          `SELECT r.type, r.id FROM record r ${REVISED} AND r.retracted = 1 AND ${NEWEST} ORDER BY r.position`,
        ).all({ size }) as Pick<AnyRecord, 'type' | 'id'>[],
    )
  }

  holds(revisions: readonly RevisionLeaf[], { size }: View): Promise<boolean[]> {
    return this.#do(() => {
      const one = this.#sql(
        'SELECT 1 FROM record WHERE type = ? AND id = ? AND revision = ? AND leaf = ? AND position < ?',
      )
      return revisions.map(
        ({ type, id, revision, leaf }) => one.get(type, id, revision, leaf, size) !== undefined,
      )
    })
  }

  all<T extends RecordType>(type: T, view: View): Promise<Stored<RecordOf[T]>[]> {
    return this.#do(() => allOf(this.#sql, type, view.size))
  }

  candidates(word: string, types: readonly RecordType[], { size }: View): Promise<Candidate[]> {
    return this.#do(() => candidatesFor(this.#sql, word, types, size))
  }

  names(types: readonly RecordType[], prefix: string, limit: number, { size }: View): Promise<string[]> {
    return this.#do(() => namesFrom(this.#sql, types, prefix, limit, size))
  }

  async find(filter: ObservationFilter, page: Page, view: View): Promise<Found> {
    // The query builder is loaded by the commands that filter, not by every command.
    const { findObservations } = await import('./find.ts')
    return this.#do(() => findObservations(this.#sql, filter, page, view))
  }

  async positions(of: RecordType | ObservationFilter, view: View): Promise<readonly number[]> {
    const { positionsOf } = await import('./find.ts')
    return this.#do(() => {
      if (typeof of !== 'string') return positionsOf(this.#sql, of, view)
      return this.#sql(
        `SELECT r.position FROM record r WHERE r.type = @type AND ${CURRENT} ORDER BY r.position`,
      )
        .pluck()
        .all({ type: of, size: view.size }) as number[]
    })
  }

  revised(types: readonly RecordType[], { size }: View): Promise<readonly number[]> {
    return this.#do(() => {
      const rows = this.#sql(
        `SELECT r.position, r.type FROM record r ${REVISED} AND ${NEWEST} ORDER BY r.position`,
      ).all({ size }) as { position: number; type: RecordType }[]
      return rows.filter(({ type }) => types.includes(type)).map(({ position }) => position)
    })
  }

  at(positions: readonly number[]): Promise<Stored[]> {
    return this.#do(() => atPositions(this.#sql, positions))
  }

  evidence(of: EvidenceOf, { size }: View): Promise<Evidence> {
    return this.#do(() => evidenceOf(this.#sql, of, size))
  }

  search(words: string, limit: number, { size }: View): Promise<Hit[]> {
    return this.#do(() =>
      (
        this.#sql(
          `SELECT r.position, r.entry, r.body, snippet(search, 0, '', '', '…', 16) AS excerpt
           FROM search JOIN record r ON r.position = search.rowid
           WHERE search MATCH @query AND ${CURRENT} ORDER BY search.rank, r.position LIMIT @limit`,
        ).all({ query: ftsQuery(words), size, limit }) as (RecordRow & { excerpt: string })[]
      ).map((row) => ({ stored: toStored(row), excerpt: row.excerpt })),
    )
  }

  async *written(from: View, to: View): AsyncIterable<Stored> {
    const BATCH = 1000
    for (let position = from.size; position < to.size;) {
      const rows = await this.#do(
        () =>
          this.#sql(
            'SELECT position, entry, body FROM record WHERE position >= ? AND position < ? ORDER BY position LIMIT ?',
          ).all(position, to.size, BATCH) as RecordRow[],
      )
      yield* rows.map(toStored)
      const last = rows.at(-1)
      if (last === undefined || rows.length < BATCH) return
      position = last.position + 1
    }
  }

  dependents(type: RecordType, id: string, { size }: View): Promise<Stored[]> {
    return this.#do(() => dependentsOf(this.#sql, type, id, size))
  }

  shortId(id: string, { size }: View): Promise<string> {
    return this.#do(() => shortIdOf(this.#sql, id, size))
  }

  async *audit(documentOf: DocumentOf): AsyncGenerator<Audited> {
    const { auditCase } = await import('./audit-case.ts')
    try {
      yield* auditCase(this.#db, this.#sql, this.#migrations, documentOf)
    } catch (error) {
      throw asFailure(error, this.#file)
    }
  }

  leaves({ size }: View): AsyncGenerator<Uint8Array> {
    const records =
      'SELECT position, leaf FROM record WHERE position >= ? AND position < ? ORDER BY position LIMIT ?'
    return leavesOf(
      size,
      (position) => this.#do(() => this.#sql(records).all(position, size, MANY) as LeafRow[]),
      (number) => this.entryAt({ number }),
    )
  }

  added(from: number, to: number): Promise<ReadonlyMap<number, ReadonlyMap<RecordType, number>>> {
    return this.#do(() => {
      const rows = this.#sql(
        `SELECT e.number AS entry, r.type, count(*) AS n, min(r.position) AS first
         FROM entry e CROSS JOIN record r ON r.position >= e.position - e.records AND r.position < e.position
         WHERE e.number BETWEEN ? AND ? GROUP BY e.number, r.type ORDER BY e.number, first`,
      ).all(from, to) as { entry: number; type: RecordType; n: number }[]
      const counts = new Map<number, Map<RecordType, number>>()
      for (const { entry, type, n } of rows) {
        counts.set(entry, (counts.get(entry) ?? new Map<RecordType, number>()).set(type, n))
      }
      return counts
    })
  }

  async copyTo(file: string): Promise<void> {
    try {
      await copyDatabase(this.#db, file)
    } catch (error) {
      throw asFailure(error, file)
    }
  }

  settle(): Promise<void> {
    return this.#do(() => {
      settleLog(this.#db, this.#file)
    })
  }

  close(): Promise<void> {
    return this.#do(() => {
      this.#db.close()
    })
  }

  /** Runs synchronous work behind a promise, and turns SQLite's errors into ours. */
  #do<T>(work: () => T): Promise<T> {
    try {
      return Promise.resolve(work())
    } catch (error) {
      return Promise.reject(asFailure(error, this.#file))
    }
  }
}

function maybe<A, B>(make: (a: A) => B, value: A | undefined): B | undefined {
  return value === undefined ? undefined : make(value)
}
