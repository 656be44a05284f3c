import { canonicalJson } from '../../custody/canonical.ts'
import { leafHash, Tree } from '../../custody/merkle.ts'
import { bodyAndLeaf } from '../../custody/record-leaf.ts'
import type { EntryHead } from '../../model/entry.ts'
import { Failure } from '../../model/failure.ts'
import type { AnyRecord } from '../../model/records.ts'
import { referencesOf } from '../../model/references.ts'
import { isContentKeyed } from '../../model/vocabulary.ts'
import type { Entry, EntryDraft, Prepared, Receipt, Stored } from '../port.ts'
import { toEntry, type EntryRow } from './entry-row.ts'
import { EntryTables } from './entry-tables.ts'
import { GoodKeys } from './good-keys.ts'
import type { Latest } from './latest.ts'
import { standingOf, type Standing } from './rivals.ts'
import type { Run } from './statements.ts'

/** What is said of an entry beside its records. */
type EntryHeading = Omit<EntryDraft, 'records' | 'documents'>

/**
 * Writes one entry, a record at a time, in constant memory. To be used inside a transaction that already holds the write lock, so
 * that what it reads cannot change under it. When it throws, the transaction is to be rolled back.
 */
export class EntryWriter {
  readonly tables: EntryTables
  readonly #run: Run
  readonly #draft: EntryHeading
  readonly #before: EntryRow | undefined
  readonly #tree: Tree
  readonly #number: number
  readonly #good = new GoodKeys()
  #added = 0
  /** Whether this entry takes in another case: its first record says so. */
  #merges: boolean | undefined

  /** @throws Failure `changed-meanwhile` */
  constructor(run: Run, draft: EntryHeading) {
    this.tables = new EntryTables(run)
    this.#run = run
    this.#draft = draft
    this.#before = run('SELECT * FROM entry ORDER BY number DESC LIMIT 1').get() as EntryRow | undefined
    this.#tree = new Tree(this.#before?.size ?? 0, this.#before?.peaks)
    this.#number = (this.#before?.number ?? 0) + 1
    if (draft.decidedAt !== undefined && draft.decidedAt !== this.#tree.size) {
      throw new Failure(
        'changed-meanwhile',
        'Somebody else wrote to the case in the meantime; nothing was written.',
        { hint: 'Repeat the command if it still applies.' },
      )
    }
  }

  /**
   * Adds a record.
   * @returns where it stands now; undefined when it was there already with the same content
   * @throws Failure, see {@link Store.append}
   */
  add({ record, body, leaf, document }: Prepared): Stored | undefined {
    const latest = this.tables.latest(record.type, record.id)
    if (latest === undefined && record.retracted === true) {
      throw new Failure('unknown-name', `There is no ${record.type} ${record.id} to take back.`)
    }
    this.#merges ??= record.type === 'merge'
    const standing = this.#merges
      ? standingOf(this.tables, record, leaf, latest)
      : standingAfter(this.tables, record, leaf, latest)
    if (standing === undefined) return undefined
    this.#checkReferences(record)
    const position = this.#tree.size
    this.#tree.append(leaf)
    const row = {
      position,
      entry: this.#number,
      rival: standing.rival,
      supersedes: standing.isNewest ? (latest?.position ?? null) : position,
      body,
      leaf,
    }
    this.tables.add(record, row, latest, record.type === 'source' ? document : undefined)
    this.#added += 1
    return { record, position, entry: this.#number }
  }

  /** Records so far. */
  get added(): number {
    return this.#added
  }

  /** Position of the first. */
  get start(): number {
    return this.#before?.size ?? 0
  }

  /** Whether it takes in another case. */
  get merges(): boolean {
    return this.#merges === true
  }

  /** Writes the entry over what was added. @returns undefined when nothing was */
  finish(): Entry | undefined {
    if (this.#added === 0) return undefined
    this.tables.flush()
    const draft = this.#draft
    const head: EntryHead = {
      type: 'entry',
      number: this.#number,
      ...times(draft, this.#before?.recorded_at),
      analyst: draft.analyst,
      command: draft.command,
      ...(draft.note === undefined ? {} : { note: draft.note }),
      records: this.#added,
    }
    const position = this.#tree.size
    this.#tree.append(leafHash(canonicalJson(head)))
    const row: EntryRow = {
      number: head.number,
      position,
      recorded_at: head.recordedAt,
      clock: head.clock ?? null,
      analyst: head.analyst,
      command: head.command,
      note: head.note ?? null,
      records: head.records,
      size: this.#tree.size,
      root: this.#tree.root,
      peaks: this.#tree.peaks,
    }
    this.#run(
      `INSERT INTO entry (number, position, recorded_at, clock, analyst, command, note, records, size, root, peaks)
       VALUES (@number, @position, @recorded_at, @clock, @analyst, @command, @note, @records, @size, @root, @peaks)`,
    ).run(row)
    return toEntry(row)
  }

  #checkReferences(record: AnyRecord): void {
    // What this entry itself takes back is no longer good for what follows in it.
    if (record.retracted === true) this.#good.delete(record)
    for (const { types, id, field } of referencesOf(record)) {
      if (types.some((type) => this.#good.has(type, id))) continue
      const type = types.find((one) => this.tables.latest(one, id) !== undefined)
      const found = type === undefined ? undefined : this.tables.latest(type, id)
      if (type === undefined || found === undefined) {
        throw new Failure('unknown-name', `There is no ${types.join(' or ')} ${id}.`, { where: field })
      }
      // A retracted record may go on naming what was retracted with it. What one analyst took back another may have gone on using.
      if (found.retracted === 1 && record.retracted !== true && !this.#merges) {
        throw new Failure('retracted', `The ${types.join(' or ')} ${id} was retracted.`, {
          where: field,
          hint: `See why with: trace show ${id}`,
        })
      }
      if (found.retracted === 0) this.#good.add(type, id)
    }
  }
}

/**
 * Adds an entry, inside a transaction that holds the write lock.
 * @throws Failure, see {@link Store.append}
 */
export function appendEntry(run: Run, draft: EntryDraft): Receipt {
  const writer = new EntryWriter(run, draft)
  const added: Stored[] = []
  const repeated: AnyRecord[] = []
  for (const record of draft.records) {
    const document = draft.documents?.get(record.id)
    const stored = writer.add({
      record,
      ...bodyAndLeaf(record),
      ...(document === undefined ? {} : { document }),
    })
    if (stored === undefined) repeated.push(record)
    else added.push(stored)
  }
  return { entry: writer.finish(), added, repeated }
}

/** Recorded times never go backwards: a clock that is behind the last entry is kept beside that entry's time. */
function times(
  draft: Pick<EntryDraft, 'now' | 'replay'>,
  last: string | undefined,
): { recordedAt: string; clock?: string } {
  if (draft.replay !== undefined) {
    if (last !== undefined && draft.replay.recordedAt < last) {
      throw new Failure(
        'bad-package',
        `An entry is dated ${draft.replay.recordedAt}, before the one it follows (${last}).`,
        { hint: 'Recorded times never go backwards; the entries are out of order.' },
      )
    }
    return draft.replay
  }
  const clock = draft.now().toISOString()
  return last !== undefined && clock < last ? { recordedAt: last, clock } : { recordedAt: clock }
}

const NEXT: Standing = { rival: 0, isNewest: true }

/**
 * Where a revision that follows on the newest one stands.
 * @returns undefined when exactly this was recorded before
 * @throws Failure `already-exists`, `changed-meanwhile`
 */
function standingAfter(
  tables: EntryTables,
  record: AnyRecord,
  leaf: Uint8Array,
  latest: Latest | undefined,
): Standing | undefined {
  const { type, id, revision } = record
  if (latest === undefined) {
    if (revision === 1) return NEXT
    throw new Failure('unknown-name', `There is no ${type} ${id} to add revision ${String(revision)} to.`)
  }
  if (revision === latest.revision + 1) return NEXT
  if (tables.has(record, leaf)) return undefined
  // A content id stands for the content; what else may differ is an interval whose convention has changed since.
  if (revision === 1 && isContentKeyed(type)) return undefined
  if (revision === 1) {
    throw new Failure('already-exists', `There is a ${type} ${id} already, with other contents.`, {
      hint: `Look at it with: trace show ${id}. Change it with: trace correct ${id} … --because "…", or give the new one another key with --id.`,
    })
  }
  throw new Failure(
    'changed-meanwhile',
    `Somebody else changed ${type} ${id} in the meantime; nothing was written.`,
    {
      hint: `Look at it with: trace show ${id}, and repeat the command if it still applies.`,
    },
  )
}
