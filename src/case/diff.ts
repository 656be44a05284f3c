import { legDifferences, type LegDifference } from '../evidence/difference.ts'
import { changesOf, type Change } from '../model/changes.ts'
import type { AnyRecord, LegRecord, RouteRecord } from '../model/records.ts'
import type { Store } from '../store/port.ts'
import type { Reading } from './case.ts'
import { traceLegs, type TracedRoute } from './trace.ts'

/** One record that one reading has and the other has not, or has otherwise. */
export interface RecordDifference {
  how: 'added' | 'revised' | 'retracted'
  record: AnyRecord
  /** For a revised record, field by field. */
  changes: Change[]
}

export interface RouteDifference {
  from: TracedRoute
  to: TracedRoute
  records: RecordDifference[]
  legs: LegDifference[]
}

/**
 * What was known at one reading and at another, of some legs of a route.
 * @param legs of both readings: a leg may be missing from the earlier
 */
export async function diffRoute(
  store: Store,
  route: RouteRecord,
  legs: (reading: Reading) => Promise<LegRecord[]>,
  from: Reading,
  to: Reading,
): Promise<RouteDifference> {
  const [before, after] = [
    await traceLegs(store, route, await legs(from), from),
    await traceLegs(store, route, await legs(to), to),
  ]
  const [was, is] = [recordsOf(before), recordsOf(after)]
  const keys = [...new Set([...was.keys(), ...is.keys()])].sort()
  const records: RecordDifference[] = []
  for (const key of keys) {
    const difference = await compareRecord(store, was.get(key), is.get(key), to)
    if (difference !== undefined) records.push(difference)
  }
  return { from: before, to: after, records: sorted(records), legs: legDifferences(before.legs, after.legs) }
}

/** Everything a traced route rests on, by type and key. */
function recordsOf({ route, legs, lineage, places, organisations }: TracedRoute): Map<string, AnyRecord> {
  const observations = legs.flatMap(({ supported }) => supported.map(({ observation }) => observation))
  const citations = legs.flatMap(({ supported }) => supported.flatMap((one) => one.citations))
  const sources = reachable(
    citations.map(({ source }) => source),
    lineage,
  )
  const ends = legs.flatMap(({ leg }) => [leg.from, leg.to])
  const used: (AnyRecord | undefined)[] = [
    route,
    ...legs.map(({ leg }) => leg),
    ...observations,
    ...citations,
    ...sources.map((id) => lineage.sources.get(id)),
    ...sources.flatMap((id) => lineage.parents.get(id) ?? []),
    ...[...ends, ...observations.flatMap(({ place }) => place ?? [])].map((id) => places.get(id)),
    ...sources.map((id) => organisations.get(lineage.sources.get(id)?.originator ?? '')),
  ]
  return new Map(
    used.flatMap((record) =>
      record === undefined ? [] : [[`${record.type} ${record.id}`, record] as const],
    ),
  )
}

function reachable(start: readonly string[], lineage: TracedRoute['lineage']): string[] {
  const seen = new Set<string>()
  const waiting = [...start]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (seen.has(id)) continue
    seen.add(id)
    waiting.push(...(lineage.parents.get(id) ?? []).map(({ from }) => from))
  }
  return [...seen]
}

async function compareRecord(
  store: Store,
  was: AnyRecord | undefined,
  is: AnyRecord | undefined,
  to: Reading,
): Promise<RecordDifference | undefined> {
  if (was !== undefined && is !== undefined) {
    const changes = was.revision === is.revision ? [] : changesOf(was, is)
    return changes.length === 0 ? undefined : { how: 'revised', record: is, changes }
  }
  if (is !== undefined) return { how: 'added', record: is, changes: [] }
  if (was === undefined) return undefined
  // Gone from the chain: taken back, or changed so that it belongs to it no more.
  const now = (await store.get(was.type, was.id, to))?.record
  if (now === undefined || now.retracted === true)
    return { how: 'retracted', record: now ?? was, changes: [] }
  const changes = changesOf(was, now)
  return changes.length === 0 ? undefined : { how: 'revised', record: now, changes }
}

const ORDER: AnyRecord['type'][] = [
  'route',
  'leg',
  'observation',
  'citation',
  'source',
  'derivation',
  'place',
  'organisation',
]

function sorted(records: readonly RecordDifference[]): RecordDifference[] {
  const rank = ({ record }: RecordDifference) => ORDER.indexOf(record.type)
  return records.toSorted((a, b) => rank(a) - rank(b))
}
