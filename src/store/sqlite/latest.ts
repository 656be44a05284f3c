import type { RecordType } from '../../model/vocabulary.ts'
import { KeyTable, MOST_KEYS } from './key-table.ts'
import type { Run } from './statements.ts'

/** The newest revision of a record, where it stands. */
export interface Latest {
  readonly position: number
  readonly revision: number
  readonly retracted: number
  readonly leaf: Uint8Array
}

/** Finds what an entry has to be held against. */
export interface Keys {
  latest(type: RecordType, id: string): Latest | undefined
  /** Whether a revision is in the case, by its leaf. */
  has(type: RecordType, id: string, revision: number, leaf: Uint8Array): boolean
  /** How many revisions have this number. */
  rivals(type: RecordType, id: string, revision: number): number
  /** Notes a revision that was written. @param before the newest until then */
  added(type: RecordType, id: string, position: number, before: Latest | undefined): void
}

/** Asks the index of keys. */
export class IndexedKeys implements Keys {
  readonly #run: Run

  constructor(run: Run) {
    this.#run = run
  }

  latest(type: RecordType, id: string): Latest | undefined {
    return this.#run(
      'SELECT position, revision, retracted, leaf FROM record WHERE type = ? AND id = ? ORDER BY revision DESC, leaf DESC LIMIT 1',
    ).get(type, id) as Latest | undefined
  }

  has(type: RecordType, id: string, revision: number, leaf: Uint8Array): boolean {
    const same = this.#run('SELECT 1 FROM record WHERE type = ? AND id = ? AND revision = ? AND leaf = ?')
    return same.get(type, id, revision, leaf) !== undefined
  }

  rivals(type: RecordType, id: string, revision: number): number {
    const all = this.#run('SELECT count(*) AS n FROM record WHERE type = ? AND id = ? AND revision = ?')
    return (all.get(type, id, revision) as { n: number }).n
  }

  added(): void {
    // The index has it.
  }
}

interface KeyRow {
  readonly type: RecordType
  readonly id: string
  readonly position: number
}

interface RevisionRow {
  readonly revision: number
  readonly supersedes: number | null
  readonly leaf: Uint8Array
}

/**
 * Remembers where every key stands, while there is no index of keys. Of a case without rivals, in which each revision
 * supersedes the one before.
 */
export class RememberedKeys implements Keys {
  readonly #run: Run
  readonly #table = new KeyTable()

  /** Reads the keys there are, for which it needs their index. */
  constructor(run: Run) {
    this.#run = run
    let last: KeyRow | undefined
    const rows = run('SELECT type, id, position FROM record ORDER BY type, id, revision').iterate()
    for (const row of rows as IterableIterator<KeyRow>) {
      if (last !== undefined && (last.type !== row.type || last.id !== row.id)) this.#add(last)
      last = row
    }
    if (last !== undefined) this.#add(last)
  }

  /** Whether so many keys can be remembered, and a good many more. */
  static mayHold(keys: number): boolean {
    return keys < MOST_KEYS * 0.75
  }

  get isFull(): boolean {
    return this.#table.isFull
  }

  #add({ type, id, position }: KeyRow): void {
    this.#table.add(`${type} ${id}`, position)
  }

  latest(type: RecordType, id: string): Latest | undefined {
    const row = this.#run(
      'SELECT type, id, position, revision, retracted, leaf FROM record WHERE position = ?',
    )
    let latest: (Latest & KeyRow) | undefined
    this.#table.find(`${type} ${id}`, (position) => {
      latest = row.get(position) as (Latest & KeyRow) | undefined
      return latest?.type === type && latest.id === id
    })
    return latest?.type === type && latest.id === id ? latest : undefined
  }

  has(type: RecordType, id: string, revision: number, leaf: Uint8Array): boolean {
    const found = this.#revision(type, id, revision)
    return found !== undefined && Buffer.compare(found.leaf, leaf) === 0
  }

  rivals(type: RecordType, id: string, revision: number): number {
    return this.#revision(type, id, revision) === undefined ? 0 : 1
  }

  #revision(type: RecordType, id: string, revision: number): RevisionRow | undefined {
    const row = this.#run('SELECT revision, supersedes, leaf FROM record WHERE position = ?')
    for (let at = this.latest(type, id)?.position; at !== undefined;) {
      const found = row.get(at) as RevisionRow | undefined
      if (found?.revision === revision) return found
      at = found?.supersedes ?? undefined
    }
    return undefined
  }

  added(type: RecordType, id: string, position: number, before: Latest | undefined): void {
    const key = `${type} ${id}`
    if (before === undefined) this.#table.add(key, position)
    else this.#table.move(key, before.position, position)
  }
}
