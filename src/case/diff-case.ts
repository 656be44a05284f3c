import type { LegDifference, RecordDifference } from '../evidence/difference.ts'
import { inRouteOrder } from '../evidence/chain.ts'
import type { AnyRecord, LegRecord } from '../model/records.ts'
import { RECORD_TYPES, type RecordType } from '../model/vocabulary.ts'
import type { Store, View } from '../store/port.ts'
import type { Reading } from './case.ts'
import { byType, compareRecord } from './compare-record.ts'
import { legsConcerned } from './concerned.ts'
import { traceBoth } from './diff.ts'

/** How many records are listed one by one; all are counted. A convention of this program: more is for an export. */
const LISTED = 10_000

/** How many records of a type are there now and were not, are otherwise, or are there no more. */
export interface TypeCounts {
  readonly type: RecordType
  readonly added: number
  readonly revised: number
  readonly retracted: number
}

export interface CaseDifference {
  readonly counts: readonly TypeCounts[]
  readonly records: readonly RecordDifference[]
  /** How many differ that are not listed. */
  readonly more: number
  /** Legs of all routes, by route and in its order. */
  readonly legs: readonly (LegDifference & { readonly route: string })[]
}

/** What was recorded in a case between two moments, and which legs read otherwise by it. */
export async function diffCase(store: Store, from: Reading, to: Reading): Promise<CaseDifference> {
  const { counts, records, more } = await recordsWritten(store, from, to)
  const concerned = await legsConcerned(store, from, to)
  const [before, after] = [await legsByRoute(store, from), await legsByRoute(store, to)]
  const legs: (LegDifference & { route: string })[] = []
  for (const id of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const of = { before: before.get(id) ?? [], after: after.get(id) ?? [] }
    if (concerned !== undefined && ![...of.before, ...of.after].some((leg) => concerned.has(leg.id))) continue
    const route = (await store.get('route', id, to)) ?? (await store.get('route', id, from))
    if (route === undefined) continue
    const traced = await traceBoth(store, route.record, of, from, to, concerned)
    legs.push(...traced.legs.map((one) => ({ ...one, route: id })))
  }
  return { counts, records, more, legs }
}

async function legsByRoute(store: Store, view: View): Promise<ReadonlyMap<string, LegRecord[]>> {
  const legs = (await store.all('leg', view)).map(({ record }) => record)
  return new Map(
    [...Map.groupBy(legs, ({ route }) => route)].map(([route, own]) => [route, inRouteOrder(own)]),
  )
}

/** What came of the records between two moments; one that was added and taken back again is none of them. */
async function recordsWritten(
  store: Store,
  from: Reading,
  to: Reading,
): Promise<Pick<CaseDifference, 'counts' | 'records' | 'more'>> {
  // Whether a revision was there before is all that is kept of what is read: a million may have been written.
  const wasThere = new Map<string, boolean>()
  for await (const { record } of store.written(from, to)) {
    const key = `${record.type} ${record.id}`
    if (!wasThere.has(key)) wasThere.set(key, record.revision > 1)
  }
  const counts = new Map<RecordType, { added: number; revised: number; retracted: number }>()
  const records: RecordDifference[] = []
  let total = 0
  for (const key of [...wasThere.keys()].sort()) {
    const at = key.indexOf(' ')
    const [type, id] = [key.slice(0, at) as RecordType, key.slice(at + 1)]
    const was = wasThere.get(key) === true ? await live(store, type, id, from) : undefined
    const difference = await compareRecord(store, was, await live(store, type, id, to), to)
    if (difference === undefined) continue
    const count = counts.get(type) ?? { added: 0, revised: 0, retracted: 0 }
    count[difference.how] += 1
    counts.set(type, count)
    total += 1
    if (records.length < LISTED) records.push(difference)
  }
  return {
    counts: RECORD_TYPES.flatMap((type) => {
      const count = counts.get(type)
      return count === undefined ? [] : [{ type, ...count }]
    }),
    records: byType(records),
    more: total - records.length,
  }
}

async function live(store: Store, type: RecordType, id: string, view: View): Promise<AnyRecord | undefined> {
  const record = (await store.get(type, id, view))?.record
  return record?.retracted === true ? undefined : record
}
