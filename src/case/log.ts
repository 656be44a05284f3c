import { recordLeaf } from '../custody/record-leaf.ts'
import type { Revision } from '../evidence/dossier.ts'
import { changesOf } from '../model/changes.ts'
import { Failure } from '../model/failure.ts'
import { foldName } from '../model/names.ts'
import type { AnyRecord, MergeRecord } from '../model/records.ts'
import { RECORD_TYPES, type RecordType } from '../model/vocabulary.ts'
import type { Entry, Store, View } from '../store/port.ts'
import type { Reading } from './case.ts'
import { entriesOfMerged, originsOfRevisions, type MergedEntry } from './merged-logs.ts'
import { resolve } from './resolve.ts'

interface Place {
  readonly folder: string
  readonly store: Store
}

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

/**
 * The newest entries of a case that was merged, newest first, as they were recorded there.
 * @param word the id or the title of that case, or the start of the id of the merge; of several merges of one case the last
 * @returns with how many are older
 * @throws Failure `unknown-name`, `ambiguous`, `case-damaged`
 */
export async function mergedEntries(
  { folder, store }: Place,
  word: string,
  limit: number,
  view: View,
): Promise<{
  log: (Omit<LoggedEntry, 'entry'> & { readonly entry: MergedEntry['entry'] })[]
  older: number
}> {
  const merge = await mergeNamed(store, word, view)
  const newest: MergedEntry[] = []
  for await (const entry of entriesOfMerged(folder, merge)) {
    newest.push(entry)
    if (newest.length > limit) newest.shift()
  }
  return {
    log: newest.toReversed().map((one) => ({ ...one, stamps: [] })),
    older: merge.entries - newest.length,
  }
}

async function mergeNamed(store: Store, word: string, view: View): Promise<MergeRecord> {
  const merges = await store.all('merge', view)
  const folded = foldName(word)
  const named = merges.filter(
    ({ record }) => record.case === word || record.id.startsWith(word) || foldName(record.title) === folded,
  )
  const cases = [...new Set(named.map(({ record }) => record.case))]
  const last = named.toSorted((a, b) => a.position - b.position).at(-1)
  if (last !== undefined && cases.length === 1) return last.record
  const known = merges.map(({ record }) => `${record.case} ("${record.title}")`)
  if (cases.length > 1)
    throw new Failure(
      'ambiguous',
      `"${word}" fits ${String(cases.length)} merged cases: ${cases.join(', ')}.`,
      {
        hint: 'Name one by its id.',
      },
    )
  throw new Failure('unknown-name', `No case "${word}" was merged into this one.`, {
    hint:
      known.length === 0
        ? 'None was merged so far: trace merge OTHER'
        : `These were: ${[...new Set(known)].join(', ')}.`,
  })
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
export async function revisionsOf(kase: Place, word: string, view: View): Promise<Revision[]> {
  const { record } = await resolve(kase.store, word, RECORD_TYPES, view, { retracted: true })
  return historyOf(kase, record, view)
}

/** Every revision of a record, oldest first. */
export async function historyOf(
  { folder, store }: Place,
  { type, id }: Pick<AnyRecord, 'type' | 'id'>,
  view: View,
): Promise<Revision[]> {
  const history = await store.history(type, id, view)
  const leaves = history.map(({ record }) => recordLeaf(record))
  const origins = await originsOfRevisions(
    { folder, store },
    history.map(({ record: { revision }, entry }, i) => ({
      type,
      id,
      revision,
      leaf: Buffer.from(leaves[i] ?? '', 'hex'),
      entry,
    })),
    view,
  )
  return Promise.all(
    history.map(async ({ record, entry: number }, i) => {
      // Of several revisions of one number each is held against the one that was read before them.
      const before = history.findLast((one, j) => j < i && one.record.revision < record.revision)?.record
      const entry = await store.entryAt({ number })
      if (entry === undefined) throw new Error(`entry ${String(number)} of ${type} ${id} is not in the log`)
      const origin = origins.get(leaves[i] ?? '')
      return {
        record,
        entry,
        action: actionOf(before, record),
        changes: changesOf(before, record),
        ...(origin?.from === undefined ? {} : { origin }),
      }
    }),
  )
}

function actionOf(before: AnyRecord | undefined, after: AnyRecord): Revision['action'] {
  if (after.retracted === true) return 'retracted'
  if (before === undefined) return 'recorded'
  return before.retracted === true ? 'restored' : 'corrected'
}
