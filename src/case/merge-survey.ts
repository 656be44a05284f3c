import { canonicalJson } from '../custody/canonical.ts'
import { formLine, leafLine, wholeLine, type RevisionLeaf } from '../custody/merged-log.ts'
import { leafHash, Tree } from '../custody/merkle.ts'
import { bodyAndLeaf } from '../custody/record-leaf.ts'
import { filesOf, type NamedFile } from '../model/archived-files.ts'
import { headOf } from '../model/entry.ts'
import { Failure } from '../model/failure.ts'
import type { AnyRecord, MergeRecord } from '../model/records.ts'
import type { RecordType } from '../model/vocabulary.ts'
import type { Entry, Store, Stored, View } from '../store/port.ts'

/* What another case has that this one has not, found out before anything is written. */

/** How many revisions are looked up at a time. */
const BATCH = 1000

/** A revision of the other case, prepared to be held against this one. */
export interface Foreign {
  readonly stored: Stored
  readonly body: string
  readonly leaf: Buffer
}

/** The revisions of a case in the order of its log, some at a time. */
export async function* revisionsOfCase(store: Store, view: View): AsyncGenerator<Foreign[]> {
  let batch: Foreign[] = []
  for await (const stored of store.written({ size: 0 }, view)) {
    batch.push({ stored, ...bodyAndLeaf(stored.record) })
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** Whether a revision becomes one of this case: all do but the record that another case keeps of itself. */
export function isTaken(record: AnyRecord, ownCase: string): boolean {
  return record.type !== 'case' || record.id === ownCase
}

/** What the other case would bring. */
export interface Survey {
  /** Revisions that are not here, by type. */
  readonly added: ReadonlyMap<RecordType, number>
  /** Revisions that are here already, by type. */
  readonly repeated: ReadonlyMap<RecordType, number>
  /** Files that only they name, as far as they are not in the archive here for another record. */
  readonly files: ReadonlyMap<string, NamedFile>
  /** Keys of the records of which there is another revision of the same number here. */
  readonly rivals: readonly Pick<AnyRecord, 'type' | 'id'>[]
  /** Merges it took part in that are not here. */
  readonly merges: readonly MergeRecord[]
  /** Whether anything in it was not itself merged from elsewhere, after what is known of it here. */
  readonly hasOwn: boolean
}

/**
 * @param known how many leaves of the other case's log are here already, in its log or as a merge
 * @param onRead told how many leaves were looked at
 */
export async function survey(
  here: { readonly store: Store; readonly view: View; readonly ownCase: string },
  other: { readonly store: Store; readonly view: View },
  known: number,
  onRead: (leaves: number) => void,
): Promise<Survey> {
  const added = new Map<RecordType, number>()
  const repeated = new Map<RecordType, number>()
  const files = new Map<string, NamedFile>()
  const rivals = new Map<string, Pick<AnyRecord, 'type' | 'id'>>()
  const unknown: MergeRecord[] = []
  const merges = new Set((await other.store.all('merge', other.view)).map(({ entry }) => entry))
  let hasOwn = false
  for await (const batch of revisionsOfCase(other.store, other.view)) {
    onRead(batch.at(-1)?.stored.position ?? 0)
    const taken = batch.filter(({ stored }) => isTaken(stored.record, here.ownCase))
    hasOwn ||= batch.some(({ stored }) => stored.position >= known && !merges.has(stored.entry))
    const held = await here.store.holds(taken.map(revisionLeaf), here.view)
    for (const [i, { stored }] of taken.entries()) {
      const { record } = stored
      const counts = held[i] === true ? repeated : added
      counts.set(record.type, (counts.get(record.type) ?? 0) + 1)
      if (held[i] === true) continue
      if (record.type === 'merge') unknown.push(record)
      for (const file of filesOf(record)) files.set(file.sha256, file)
      const current = await here.store.get(record.type, record.id, here.view)
      if (current !== undefined && current.record.revision >= record.revision)
        rivals.set(`${record.type} ${record.id}`, { type: record.type, id: record.id })
    }
  }
  return { added, repeated, files, rivals: [...rivals.values()], merges: unknown, hasOwn }
}

/** By what a revision is told from others. */
export function revisionLeaf({ stored: { record }, leaf }: Foreign): RevisionLeaf {
  const { type, id, revision } = record
  return { type, id, revision, leaf }
}

/** How many entries are read at a time. */
const ENTRIES = 500

/**
 * The log of a case as it is archived where it is merged.
 * @throws Failure `not-sound` when it does not give the root that its last entry has
 */
export async function* logLines(store: Store, head: Entry): AsyncGenerator<string> {
  const tree = new Tree()
  const entries = entriesOf(store, head.number)
  let entry = (await entries.next()).value
  let lines = formLine()
  const close = async (position: number): Promise<void> => {
    for (; entry?.position === position && tree.size === position; position += 1) {
      const text = canonicalJson(headOf(entry))
      tree.append(leafHash(text))
      lines += wholeLine(text)
      entry = (await entries.next()).value
    }
  }
  for await (const batch of revisionsOfCase(store, head)) {
    for (const foreign of batch) {
      const { record, position } = foreign.stored
      await close(tree.size)
      if (tree.size !== position) break
      tree.append(foreign.leaf)
      // The record that a case keeps of itself is taken in nowhere else.
      lines += record.type === 'case' ? wholeLine(foreign.body) : leafLine(revisionLeaf(foreign))
    }
    yield lines
    lines = ''
  }
  await close(tree.size)
  if (tree.size !== head.size || !tree.root.equals(head.root)) {
    throw new Failure('not-sound', 'Nothing was merged: the log of the other case does not give its root.', {
      hint: 'See what does not fit with: trace verify --case OTHER',
    })
  }
  yield lines
}

async function* entriesOf(store: Store, last: number): AsyncGenerator<Entry, undefined> {
  for (let from = 1; from <= last; from += ENTRIES)
    yield* await store.entries(from, Math.min(from + ENTRIES - 1, last))
  return undefined
}
