import type Database from 'better-sqlite3'
import type { RevisionLeaf } from '../../custody/merged-log.ts'
import type { AnyRecord, ObservationRecord, RecordOf } from '../../model/records.ts'
import { Failure } from '../../model/failure.ts'
import { ID_LENGTH, idPrefix, MIN_PREFIX } from '../../model/identifiers.ts'
import { foldName } from '../../model/names.ts'
import { CONTENT_TYPES, isContentKeyed, type RecordType } from '../../model/vocabulary.ts'
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
import { toEntry, type EntryRow } from './entry-row.ts'
import { asFailure } from './failures.ts'
import { ftsQuery } from './fts.ts'
import { leavesOf, type LeafRow } from './leaves.ts'
import { logAhead, openDatabase, type OpenOptions } from './open.ts'
import { statementsOf, type Run } from './statements.ts'

interface RecordRow {
  position: number
  entry: number
  body: string
}

interface LeftOutRow {
  id: string
  published_first: string | null
  published_last: string | null
}

/** Holds for a row `r` of `record` that is the newest in the view; needs the parameter `size` twice. */
const NEWEST = `r.position < @size AND NOT EXISTS (
  SELECT 1 FROM record newer WHERE newer.supersedes = r.position AND newer.position < @size)`
const CURRENT = `${NEWEST} AND r.retracted = 0`

/** Of `record r`, what follows on another revision, as what was retracted does too: few, which SQLite left to itself looks for among all. */
const REVISED = 'INDEXED BY record_supersedes WHERE r.supersedes IS NOT NULL'

/** Values in one question, of which SQLite takes 32 766; rows read at a time. */
const MANY = 1024
/** More pages than a database can have. */
const ALL_PAGES = 0x7fffffff

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
    return this.#do(() => this.#all(type, view.size))
  }

  #all<T extends RecordType>(type: T, size: number): Stored<RecordOf[T]>[] {
    return (
      this.#sql(
        `SELECT r.position, r.entry, r.body FROM record r WHERE r.type = @type AND ${CURRENT} ORDER BY r.id`,
      ).all({ type, size }) as RecordRow[]
    ).map(toStored<RecordOf[T]>)
  }

  candidates(word: string, types: readonly RecordType[], view: View): Promise<Candidate[]> {
    return this.#do(() => {
      const { size } = view
      const byKey: Candidate[] = types
        .filter((type) =>
          this.#sql('SELECT 1 FROM record WHERE type = ? AND id = ? AND position < ? LIMIT 1').get(
            type,
            word,
            size,
          ),
        )
        .map((type) => ({ type, id: word, by: 'key' }))
      if (byKey.length > 0) return byKey
      const byName = (
        this.#sql(
          `SELECT DISTINCT r.type, r.id FROM name n JOIN record r ON r.position = n.position WHERE n.folded = @folded AND ${CURRENT} ORDER BY r.type, r.id`,
        ).all({ folded: foldName(word), size }) as { type: RecordType; id: string }[]
      )
        .filter(({ type }) => types.includes(type))
        .map(({ type, id }) => ({ type, id, by: 'name' as const }))
      const prefix = idPrefix(word)
      if (byName.length > 0 || prefix === undefined) return byName
      return types
        .filter(isContentKeyed)
        .flatMap((type) =>
          this.#idsFrom(type, prefix, size).map((id) => ({ type, id, by: 'prefix' as const })),
        )
    })
  }

  names(types: readonly RecordType[], prefix: string, limit: number, view: View): Promise<string[]> {
    return this.#do(() => {
      const found = new Set<string>()
      for (const type of types) {
        const ids = this.#sql(
          `SELECT DISTINCT r.id FROM record r WHERE r.type = @type AND r.id >= @from AND r.id < @to AND ${CURRENT} ORDER BY r.id LIMIT @limit`,
        ).all({ type, from: prefix, to: `${prefix}\u{10ffff}`, size: view.size, limit }) as { id: string }[]
        for (const { id } of ids) found.add(id)
        const folded = foldName(prefix)
        const names = this.#sql(
          `SELECT DISTINCT n.folded FROM name n JOIN record r ON r.position = n.position
           WHERE n.type = @type AND n.folded >= @from AND n.folded < @to AND ${CURRENT} ORDER BY n.folded LIMIT @limit`,
        ).all({ type, from: folded, to: `${folded}\u{10ffff}`, size: view.size, limit }) as {
          folded: string
        }[]
        for (const name of names) found.add(name.folded)
      }
      return [...found].slice(0, limit)
    })
  }

  async find(filter: ObservationFilter, page: Page, view: View): Promise<Found> {
    // The query builder is loaded by the commands that filter, not by every command.
    const { findQueries } = await import('./find.ts')
    return this.#do(() => {
      const { rows, total, undated, leftOut } = findQueries(filter, page, view)
      const run = <T>(query: { sql: string; parameters: readonly unknown[] }) =>
        this.#sql(query.sql).all(...query.parameters) as T[]
      const uncertain = leftOut === undefined ? [] : run<LeftOutRow>(leftOut)
      const isUndated = ({ published_first, published_last }: LeftOutRow) =>
        published_first === null && published_last === null
      return {
        observations: run<RecordRow>(rows).map(toStored<ObservationRecord>),
        total: run<{ n: number }>(total)[0]?.n ?? 0,
        undated: undated === undefined ? 0 : (run<{ n: number }>(undated)[0]?.n ?? 0),
        leftOut: {
          undated: uncertain.filter(isUndated).map(({ id }) => id),
          uncertain: uncertain.filter((row) => !isUndated(row)).map(({ id }) => id),
        },
      }
    })
  }

  async positions(of: RecordType | ObservationFilter, view: View): Promise<readonly number[]> {
    const { positionsQuery } = await import('./find.ts')
    return this.#do(() => {
      if (typeof of !== 'string') {
        const { sql, parameters } = positionsQuery(of, view)
        return this.#sql(sql)
          .pluck()
          .all(...parameters) as number[]
      }
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
    return this.#do(() => this.#at(positions))
  }

  evidence(of: EvidenceOf, { size }: View): Promise<Evidence> {
    return this.#do(() => {
      const observations = unique(this.#observationsOf(of, size))
      const ids = 'relations' in of ? of.relations : observations.map(({ record }) => record.id)
      const citations = this.#rowsOf<RecordOf['citation']>('citation t', 't.about', ids, size)
      const sources = new Map<string, Stored<RecordOf['source']>>()
      const derivations: Stored<RecordOf['derivation']>[] = []
      const start = 'sources' in of ? of.sources : citations.map(({ record }) => record.source)
      const known = 'positions' in of ? of.known : undefined
      const isNew = (id: string) => !sources.has(id) && known?.has(id) !== true
      // From the cited documents to what they repeat, a step at a time.
      for (let wanted = start.filter(isNew); wanted.length > 0;) {
        const found = this.#recordsOf<RecordOf['source']>('source', wanted, size)
        for (const source of found) sources.set(source.record.id, source)
        const steps = this.#rowsOf<RecordOf['derivation']>(
          'derivation t',
          't.source',
          found.map(({ record }) => record.id),
          size,
        )
        derivations.push(...steps)
        wanted = steps.map(({ record }) => record.from).filter(isNew)
      }
      return {
        observations,
        citations: inLogOrder(citations),
        sources: inLogOrder([...sources.values()]),
        derivations: inLogOrder(derivations),
      }
    })
  }

  #observationsOf(of: EvidenceOf, size: number): Stored<ObservationRecord>[] {
    if ('legs' in of) return this.#rowsOf('observation_leg t', 't.leg', of.legs, size)
    if ('positions' in of) return this.#at(of.positions)
    if ('observations' in of) return this.#recordsOf('observation', of.observations, size)
    if (!('places' in of)) return []
    const elsewhere = `NOT EXISTS (SELECT 1 FROM observation_leg o WHERE o.position = t.position AND o.leg IN (${marksFor(of.notOn)}))`
    const around = (table: string, column: string, values: readonly string[]) =>
      this.#among<ObservationRecord>(
        `${table} t JOIN record r ON r.position = t.position WHERE ${elsewhere} AND t.${column}`,
        values,
        size,
        of.notOn,
      )
    return [
      ...around('observation', 'place', of.places),
      ...around('observation_vessel', 'vessel', of.vessels),
    ]
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
    return this.#do(() => {
      // CROSS JOIN: the few that name it are looked at first. Left to itself SQLite may start from every record there is.
      const through = (table: string, ...columns: string[]) =>
        columns.flatMap((column) =>
          this.#rows(
            `SELECT r.position, r.entry, r.body FROM ${table} t CROSS JOIN record r ON r.position = t.position WHERE t.${column} = @key AND ${CURRENT}`,
            id,
            size,
          ),
        )
      switch (type) {
        case 'source':
          return unique([
            ...through('citation', 'source'),
            ...through('derivation', 'source', 'parent'),
            ...this.#all('conversion', size).filter(({ record }) => record.source === id),
          ])
        case 'place':
          return unique([...through('observation', 'place'), ...through('leg', 'from_place', 'to_place')])
        case 'vessel':
          return unique([
            ...through('observation_vessel', 'vessel'),
            ...through('relation', 'subject').filter(isAbout(type)),
          ])
        case 'organisation':
          return unique([
            ...through('source', 'originator'),
            ...through('observation', 'claimed_by'),
            ...through('relation', 'subject').filter(isAbout(type)),
            ...through('relation', 'object'),
          ])
        case 'route':
          return through('leg', 'route')
        case 'leg':
          return unique(through('observation_leg', 'leg'))
        case 'observation':
        case 'relation':
          return through('citation', 'about')
        case 'case':
        case 'derivation':
        case 'citation':
        case 'conversion':
        case 'judgement':
        case 'merge':
          return []
      }
    })
  }

  shortId(id: string, { size }: View): Promise<string> {
    return this.#do(() => {
      const types = CONTENT_TYPES.map((type) => `'${type}'`).join(', ')
      const another = this.#sql(
        `SELECT 1 FROM record WHERE type IN (${types}) AND id >= @from AND id < @to AND id <> @id AND position < @size LIMIT 1`,
      )
      for (let length = MIN_PREFIX; length < ID_LENGTH; length += 1) {
        const prefix = id.slice(0, length)
        if (another.get({ from: prefix, to: `${prefix}~`, id, size }) === undefined) return prefix
      }
      return id
    })
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
      // In one step: in several, whoever writes in between would make it start over each time.
      await this.#db.backup(file, { progress: () => ALL_PAGES })
      // A case that was read into memory has no write-ahead log, which its copy would lack.
      if (this.#db.memory) logAhead(file)
    } catch (error) {
      throw asFailure(error, file)
    }
  }

  close(): Promise<void> {
    return this.#do(() => {
      this.#db.close()
    })
  }

  /** Ids that start with a prefix, at most ten: enough to name the candidates. */
  #idsFrom(type: RecordType, prefix: string, size: number): string[] {
    return (
      this.#sql(
        'SELECT DISTINCT id FROM record WHERE type = ? AND id >= ? AND id < ? AND position < ? LIMIT 10',
      ).all(type, prefix, `${prefix}~`, size) as { id: string }[]
    ).map(({ id }) => id)
  }

  #at<T extends AnyRecord>(positions: readonly number[]): Stored<T>[] {
    const found: Stored<T>[] = []
    for (let i = 0; i < positions.length; i += MANY) {
      const some = filledUp(positions.slice(i, i + MANY))
      const rows = this.#sql(
        `SELECT position, entry, body FROM record WHERE position IN (${marksFor(some)}) ORDER BY position`,
      ).all(...some) as RecordRow[]
      for (const row of rows) found.push(toStored<T>(row))
    }
    return found
  }

  /** The current records of these keys. */
  #recordsOf<T extends AnyRecord>(type: RecordType, ids: readonly string[], size: number): Stored<T>[] {
    return this.#among<T>(`record r WHERE r.type = '${type}' AND r.id`, ids, size)
  }

  /** The current records whose index rows in `table` have one of these values in `column`. */
  #rowsOf<T extends AnyRecord>(
    table: string,
    column: string,
    values: readonly string[],
    size: number,
  ): Stored<T>[] {
    return this.#among<T>(`${table} JOIN record r ON r.position = t.position WHERE ${column}`, values, size)
  }

  /**
   * Asks once for many values: a question for each would be most of the time that `trace route` takes.
   * @param before values of the marks that stand before them
   */
  #among<T extends AnyRecord>(
    from: string,
    values: readonly string[],
    size: number,
    before: readonly string[] = [],
  ): Stored<T>[] {
    const distinct = [...new Set(values)]
    // Once each is seen to here: DISTINCT would sort the bodies, which took a quarter of the time of a large leg.
    const found = new Map<number, Stored<T>>()
    for (let i = 0; i < distinct.length; i += MANY) {
      const some = filledUp(distinct.slice(i, i + MANY))
      const rows = this.#sql(
        `SELECT r.position, r.entry, r.body FROM ${from} IN (${marksFor(some)}) AND ${CURRENT}`,
      ).all(...before, ...some, { size }) as RecordRow[]
      for (const row of rows) if (!found.has(row.position)) found.set(row.position, toStored<T>(row))
    }
    return [...found.values()]
  }

  #rows<T extends AnyRecord = AnyRecord>(sql: string, key: string, size: number): Stored<T>[] {
    return (this.#sql(sql).all({ key, size }) as RecordRow[]).map(toStored<T>)
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

/** @throws Failure `case-damaged` for a body that is no record: nothing this program wrote. */
function toStored<T extends AnyRecord = AnyRecord>({ body, position, entry }: RecordRow): Stored<T> {
  try {
    const record = JSON.parse(body) as Partial<T> | null
    if (typeof record?.id === 'string') return { record: record as T, position, entry }
  } catch {
    // Said below.
  }
  throw new Failure(
    'case-damaged',
    `The record at position ${String(position)} (entry ${String(entry)}) cannot be read.`,
    {
      hint: 'The file was changed by something other than trace. Work on a copy, and restore the newest backup.',
    },
  )
}

function unique<T extends AnyRecord>(stored: Stored<T>[]): Stored<T>[] {
  return inLogOrder([...new Map(stored.map((one) => [one.position, one])).values()])
}

function inLogOrder<T extends AnyRecord>(stored: Stored<T>[]): Stored<T>[] {
  return stored.sort((a, b) => a.position - b.position)
}

/**
 * Values with one of them repeated until they are as many as a power of two, so that questions about any number of them are a few
 * texts, each of which is prepared once.
 */
function filledUp<T>(values: readonly T[]): readonly T[] {
  const [first] = values
  if (first === undefined) return values
  const size = 2 ** Math.ceil(Math.log2(values.length))
  return [...values, ...Array<T>(size - values.length).fill(first)]
}

function marksFor(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ')
}

function isAbout(type: RecordType): (stored: Stored) => boolean {
  return ({ record }) => record.type === 'relation' && record.subject.type === type
}
