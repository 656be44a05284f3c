import type { RecordDifference } from '../evidence/difference.ts'
import { changesOf } from '../model/changes.ts'
import type { AnyRecord } from '../model/records.ts'
import { RECORD_TYPES } from '../model/vocabulary.ts'
import type { Store, Stored } from '../store/port.ts'
import type { Reading } from './case.ts'

/**
 * How a record differs between two readings.
 * @param was as the earlier reading has it; undefined when that has it not
 * @param is the same of the later
 * @param writtenFrom size of the log from which on a record counts as added; what was there before has only come into view
 * @returns undefined when it does not differ
 */
export async function compareRecord(
  store: Store,
  was: AnyRecord | undefined,
  is: AnyRecord | undefined,
  to: Reading,
  writtenFrom = 0,
): Promise<RecordDifference | undefined> {
  if (was !== undefined && is !== undefined) {
    if (was.revision === is.revision) return undefined
    return revised(store, was, await store.get(is.type, is.id, to))
  }
  if (is !== undefined) {
    const position = writtenFrom === 0 ? 0 : ((await store.get(is.type, is.id, to))?.position ?? 0)
    return position < writtenFrom ? undefined : { how: 'added', record: is, changes: [] }
  }
  if (was === undefined) return undefined
  // Gone from what is compared: taken back, or changed so that it belongs to it no more.
  const now = await store.get(was.type, was.id, to)
  if (now === undefined) return { how: 'retracted', record: was, changes: [], was }
  return now.record.retracted === true
    ? { how: 'retracted', record: now.record, changes: [], was, ...(await entryOf(store, now)) }
    : revised(store, was, now)
}

async function revised(
  store: Store,
  was: AnyRecord,
  now: Stored | undefined,
): Promise<RecordDifference | undefined> {
  if (now === undefined) return undefined
  const changes = changesOf(was, now.record)
  if (changes.length === 0) return undefined
  return { how: 'revised', record: now.record, changes, was, ...(await entryOf(store, now)) }
}

async function entryOf(store: Store, { entry: number }: Stored): Promise<Pick<RecordDifference, 'entry'>> {
  const entry = await store.entryAt({ number })
  return entry === undefined ? {} : { entry: { number, recordedAt: entry.recordedAt } }
}

const ORDER: readonly AnyRecord['type'][] = [
  'route',
  'leg',
  'observation',
  'citation',
  'source',
  'derivation',
  'place',
  'organisation',
]

/** By type, what is observed first; within a type as they came. */
export function byType(records: readonly RecordDifference[]): RecordDifference[] {
  const rank = ({ record: { type } }: RecordDifference) =>
    ORDER.includes(type) ? ORDER.indexOf(type) : ORDER.length + RECORD_TYPES.indexOf(type)
  return records.toSorted((a, b) => rank(a) - rank(b))
}
