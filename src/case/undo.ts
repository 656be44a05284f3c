import { join } from 'node:path'
import { recordLeaf } from '../custody/record-leaf.ts'
import { Failure } from '../model/failure.ts'
import type { AnyRecord } from '../model/records.ts'
import type { BulkReceipt, Entry, Prepared, Receipt, Store, View } from '../store/port.ts'
import { ARCHIVE, type Case } from './case.ts'
import { documentsOf } from './documents.ts'
import { nextRevision, reasonFrom, retraction, writeDecided } from './revise.ts'
import { refuseAtOdds, refuseAtOddsBeside } from './revision-conflicts.ts'
import { prepared } from './prepared.ts'

/** What was undone: record by record, or by type where there are too many to name. */
export type Undone = { readonly undone: Entry } & (
  | { readonly records: AnyRecord[]; readonly receipt: Receipt }
  | { readonly records?: undefined; readonly receipt: BulkReceipt }
)

/** Records of an entry that are held in memory and named one by one; a larger one is an import. */
const FEW = 10_000
/** Records that are read at a time. */
const BATCH = 1000

/**
 * Takes back what an entry did, as a new entry: what it added is retracted, what it changed says again what it said before.
 * @param number of the entry; the last one when left out
 * @throws Failure `no-such-entry`, `cannot-undo` when later entries build on it
 */
export async function undoEntry(kase: Case, number: number | undefined, because: string): Promise<Undone> {
  const { store } = kase
  const last = await store.head()
  const entry = number === undefined ? last : await store.entryAt({ number })
  if (entry === undefined) {
    throw new Failure('no-such-entry', `There is no entry ${String(number ?? 1)}.`, {
      hint: 'See the entries with: trace log',
    })
  }
  const reason = reasonFrom(because)
  if (entry.number === last?.number && entry.records > FEW) return undoLarge(kase, entry, reason)
  return undoFew(kase, entry, reason)
}

/** Takes back the last entry some records at a time. What nobody wrote after rests on nothing but itself. */
async function undoLarge(kase: Case, entry: Entry, because: string): Promise<Undone> {
  const { store, analyst, command, note, now } = kase
  const first = entry.size - entry.records - 1
  const archive = join(kase.folder, ARCHIVE)
  const retractions = async function* (): AsyncGenerator<readonly Prepared[]> {
    for (let end = entry.position; end > first; end -= BATCH) {
      const start = Math.max(end - BATCH, first)
      const positions = Array.from({ length: end - start }, (_, i) => start + i)
      const batch: Prepared[] = []
      for (const { record } of (await store.at(positions)).toReversed()) {
        if (record.type === 'case') throw cannotUndo(entry.number, 'it started the case')
        if (record.type === 'merge') throw mergeStays(entry.number)
        const revision =
          record.revision === 1
            ? retraction(record, because)
            : await undone(store, record, new Set(), entry.number, { size: first }, entry, because)
        const documents = revision.type === 'source' ? await documentsOf(archive, [revision]) : undefined
        batch.push(prepared(revision, documents?.get(revision.id)))
      }
      yield batch
    }
  }
  const receipt = await store.appendAll({
    analyst,
    command,
    ...(note === undefined ? {} : { note }),
    now,
    decidedAt: entry.size,
    records: retractions(),
  })
  return { undone: entry, receipt }
}

function undoFew(kase: Case, entry: Entry, reason: string): Promise<Undone> {
  const { store } = kase
  return writeDecided(kase, async (view) => {
    const before: View = { size: entry.size - entry.records - 1 }
    const written: AnyRecord[] = []
    for await (const { record } of store.written(before, { size: entry.size })) written.push(record)
    const merge = written.find(({ type }) => type === 'merge')
    if (merge !== undefined) throw mergeStays(entry.number)
    const together = new Set(written.map(({ type, id }) => `${type} ${id}`))
    const records: AnyRecord[] = []
    // The last first, so that what rests on a record is taken back before it.
    for (const record of written.toReversed()) {
      records.push(await undone(store, record, together, entry.number, before, view, reason))
    }
    return { undone: entry, records }
  })
}

async function undone(
  store: Store,
  record: AnyRecord,
  together: ReadonlySet<string>,
  entry: number,
  before: View,
  view: View,
  because: string,
): Promise<AnyRecord> {
  const current = await store.get(record.type, record.id, view)
  if (record.type === 'case') throw cannotUndo(entry, 'it started the case')
  if (record.undoes === undefined) await refuseAtOdds(store, record, view)
  else await refuseAtOddsBeside(store, record, view)
  if (current?.record.revision !== record.revision) {
    throw cannotUndo(entry, `entry ${String(current?.entry ?? 0)} changed ${record.type} ${record.id} since`)
  }
  const previous = await store.get(record.type, record.id, before)
  if (previous !== undefined) {
    return previous.record.retracted === true
      ? { ...retraction(previous.record, because), revision: record.revision + 1, ...undoing(record) }
      : nextRevision(record, previous.record, because, undoing(record))
  }
  const dependents = await store.dependents(record.type, record.id, view)
  const outside = dependents.find(({ record: one }) => !together.has(`${one.type} ${one.id}`))
  if (outside !== undefined)
    throw cannotUndo(
      entry,
      `${outside.record.type} ${outside.record.id} of entry ${String(outside.entry)} rests on its ${record.type} ${record.id}`,
    )
  return retraction(record, because)
}

/**
 * What a revision says of the one it undoes. Only where that settled revisions at odds, or undid that: what else is undone leaves open
 * nothing, and is written as any correction.
 */
function undoing(record: AnyRecord): Pick<AnyRecord, 'undoes'> {
  return record.resolves === undefined && record.undoes === undefined ? {} : { undoes: recordLeaf(record) }
}

function mergeStays(entry: number): Failure {
  return new Failure('cannot-undo', `Entry ${String(entry)} cannot be undone: it merged another case.`, {
    hint: 'Retract what should not have come with it, or go on with a backup from before. What a merge would bring, is said by: trace merge OTHER --dry-run',
  })
}

function cannotUndo(entry: number, why: string): Failure {
  return new Failure('cannot-undo', `Entry ${String(entry)} cannot be undone: ${why}.`, {
    hint: 'Undo or retract the later one first, or correct single records with: trace correct',
  })
}
