import type { Revision } from '../evidence/dossier.ts'
import { changesOf } from '../model/changes.ts'
import type { AnyRecord } from '../model/records.ts'
import { RECORD_TYPES, type RecordType } from '../model/vocabulary.ts'
import type { Entry, Store, View } from '../store/port.ts'
import type { Reading } from './case.ts'
import { resolve } from './resolve.ts'

/** An entry with how many records of each type it added. */
export interface LoggedEntry {
  readonly entry: Entry
  readonly added: ReadonlyMap<RecordType, number>
  /** Time stamps of the log as this entry left it. */
  readonly stamps: readonly Stamp[]
}

export interface Stamp {
  /** Key of the source that is the authority's reply. */
  readonly source: string
  /** RFC 3339, UTC. */
  readonly time: string
  readonly authority: string | undefined
}

/** The newest entries a reading sees, newest first. */
export async function newestEntries(store: Store, reading: Reading, limit: number): Promise<LoggedEntry[]> {
  const last = reading.entry.number
  const first = Math.max(1, last - limit + 1)
  const entries = await store.entries(first, last)
  const added = await store.added(first, last)
  const stamps = await stampsBySize(store, reading)
  return entries.toReversed().map((entry) => ({
    entry,
    added: added.get(entry.number) ?? new Map<RecordType, number>(),
    stamps: stamps.get(entry.size) ?? [],
  }))
}

async function stampsBySize(store: Store, view: View): Promise<Map<number, Stamp[]>> {
  const bySize = new Map<number, Stamp[]>()
  for (const { record } of await store.all('source', view)) {
    if (record.timestamp === undefined) continue
    const { size, time, authority } = record.timestamp
    bySize.set(size, [...(bySize.get(size) ?? []), { source: record.id, time, authority }])
  }
  return bySize
}

/**
 * Everything that was ever written of one record, oldest first.
 * @param word its key, a name, or the start of its id; it may be retracted
 * @throws Failure `unknown-name`, `ambiguous`
 */
export async function revisionsOf(store: Store, word: string, view: View): Promise<Revision[]> {
  const { record } = await resolve(store, word, RECORD_TYPES, view, { retracted: true })
  return historyOf(store, record, view)
}

/** Every revision of a record, oldest first. */
export async function historyOf(
  store: Store,
  { type, id }: Pick<AnyRecord, 'type' | 'id'>,
  view: View,
): Promise<Revision[]> {
  const history = await store.history(type, id, view)
  return Promise.all(
    history.map(async ({ record, entry: number }, i) => {
      const before = history[i - 1]?.record
      const entry = await store.entryAt({ number })
      if (entry === undefined) throw new Error(`entry ${String(number)} of ${type} ${id} is not in the log`)
      return { record, entry, action: actionOf(before, record), changes: changesOf(before, record) }
    }),
  )
}

function actionOf(before: AnyRecord | undefined, after: AnyRecord): Revision['action'] {
  if (after.retracted === true) return 'retracted'
  if (before === undefined) return 'recorded'
  return before.retracted === true ? 'restored' : 'corrected'
}
