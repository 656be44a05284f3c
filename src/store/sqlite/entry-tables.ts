import type { AnyRecord } from '../../model/records.ts'
import type { RecordType } from '../../model/vocabulary.ts'
import { IndexedKeys, type Keys, type Latest } from './latest.ts'
import { FULL, RowBuffer } from './row-buffer.ts'
import { INDEX_COLUMNS, indexRows, type IndexTable } from './rows.ts'
import type { Run } from './statements.ts'

const RECORD_COLUMNS = [
  'position',
  'entry',
  'type',
  'id',
  'revision',
  'rival',
  'supersedes',
  'retracted',
  'body',
  'leaf',
] as const

/** A row of the table `record`. */
export interface RecordValues {
  readonly position: number
  readonly entry: number
  readonly rival: number
  /** Its own position when it is set aside. */
  readonly supersedes: number | null
  readonly body: string
  readonly leaf: Uint8Array
}

/** The tables an entry is written to, several rows at a time, and what it is held against: with what is not written yet. */
export class EntryTables {
  readonly #run: Run
  readonly #record: RowBuffer
  readonly #indexes = new Map<IndexTable | 'search', RowBuffer>()
  /** What is not written yet. */
  #pending = new Map<RecordType, Map<string, Latest>>()
  /** Where keys are looked for that were written. */
  keys: Keys
  /** Whether the full-text index is written along. */
  isSearchable = true

  constructor(run: Run) {
    this.#run = run
    this.#record = new RowBuffer(run, 'record', RECORD_COLUMNS)
    this.keys = new IndexedKeys(run)
  }

  latest(type: RecordType, id: string): Latest | undefined {
    return this.#pending.get(type)?.get(id) ?? this.keys.latest(type, id)
  }

  /** See {@link Keys.has}. */
  has({ type, id, revision }: AnyRecord, leaf: Uint8Array): boolean {
    this.flush()
    return this.keys.has(type, id, revision, leaf)
  }

  /** See {@link Keys.rivals}. */
  rivals({ type, id, revision }: AnyRecord): number {
    this.flush()
    return this.keys.rivals(type, id, revision)
  }

  /**
   * @param before the newest revision until now
   * @param document text of a source's archived document
   */
  add(record: AnyRecord, row: RecordValues, before: Latest | undefined, document: string | undefined): void {
    const { type, id, revision } = record
    const { position, entry, rival, supersedes, body, leaf } = row
    const retracted = record.retracted === true ? 1 : 0
    this.#record.add([position, entry, type, id, revision, rival, supersedes, retracted, body, leaf])
    for (const { table, values } of indexRows(position, record, document)) {
      this.#of(table).add(values)
      if (table === 'search_text' && this.isSearchable) this.#of('search').add(values)
    }
    if (supersedes !== position) {
      this.keys.added(type, id, position, before)
      let pending = this.#pending.get(type)
      if (pending === undefined) this.#pending.set(type, (pending = new Map<string, Latest>()))
      pending.set(id, { position, revision, retracted, leaf })
    }
    if (this.#record.rows >= FULL) this.flush()
  }

  /** Writes what is not written yet. */
  flush(): void {
    // What the others refer to comes first.
    this.#record.flush()
    for (const buffer of this.#indexes.values()) buffer.flush()
    // A map that is cleared keeps what was in it until the garbage collector looks at old objects.
    this.#pending = new Map()
  }

  #of(table: IndexTable | 'search'): RowBuffer {
    let buffer = this.#indexes.get(table)
    if (buffer === undefined) {
      const columns = table === 'search' ? ['rowid', 'words'] : INDEX_COLUMNS[table]
      buffer = new RowBuffer(this.#run, table, columns)
      this.#indexes.set(table, buffer)
    }
    return buffer
  }
}
