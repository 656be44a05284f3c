import { changesOf, type Change } from '../model/changes.ts'
import type { AnyRecord } from '../model/records.ts'
import { RECORD_TYPES, type RecordType } from '../model/vocabulary.ts'
import type { Entry, Store, View } from '../store/port.ts'
import type { Reading } from './case.ts'
import { resolve } from './resolve.ts'

/** An entry with how many records of each type it added. */
export interface LoggedEntry {
  readonly entry: Entry
  readonly added: ReadonlyMap<RecordType, number>
}

/** The newest entries a reading sees, newest first. */
export async function newestEntries(store: Store, reading: Reading, limit: number): Promise<LoggedEntry[]> {
  const last = reading.entry.number
  const entries = await store.entries(Math.max(1, last - limit + 1), last)
  const added = new Map(entries.map(({ number }) => [number, new Map<RecordType, number>()]))
  const [first] = entries
  if (first === undefined) return []
  for await (const { record, entry } of store.written({ size: first.position - first.records }, reading)) {
    const counts = added.get(entry)
    counts?.set(record.type, (counts.get(record.type) ?? 0) + 1)
  }
  return entries
    .toReversed()
    .map((entry) => ({ entry, added: added.get(entry.number) ?? new Map<RecordType, number>() }))
}

/** A revision of a record, with who wrote it and what it changed. */
export interface LoggedRevision {
  readonly record: AnyRecord
  readonly entry: Entry
  readonly action: 'recorded' | 'corrected' | 'retracted' | 'restored'
  readonly changes: readonly Change[]
}

/**
 * Everything that was ever written of one record, oldest first.
 * @param word its key, a name, or the start of its id; it may be retracted
 * @throws Failure `unknown-name`, `ambiguous`
 */
export async function revisionsOf(store: Store, word: string, view: View): Promise<LoggedRevision[]> {
  const { record: newest } = await resolve(store, word, RECORD_TYPES, view, { retracted: true })
  const history = await store.history(newest.type, newest.id, view)
  return Promise.all(
    history.map(async ({ record, entry: number }, i) => {
      const before = history[i - 1]?.record
      const entry = await store.entryAt({ number })
      if (entry === undefined)
        throw new Error(`entry ${String(number)} of ${record.type} ${record.id} is not in the log`)
      return { record, entry, action: actionOf(before, record), changes: changesOf(before, record) }
    }),
  )
}

function actionOf(before: AnyRecord | undefined, after: AnyRecord): LoggedRevision['action'] {
  if (after.retracted === true) return 'retracted'
  if (before === undefined) return 'recorded'
  return before.retracted === true ? 'restored' : 'corrected'
}
