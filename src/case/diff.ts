import { correctionsOf, type Correction } from '../evidence/correction.ts'
import {
  conflictDifferences,
  legDifferences,
  type ConflictDifference,
  type LegDifference,
  type RecordDifference,
} from '../evidence/difference.ts'
import type { AnyRecord, LegRecord, RouteRecord } from '../model/records.ts'
import type { Store } from '../store/port.ts'
import type { Reading } from './case.ts'
import { byType, compareRecord } from './compare-record.ts'
import { legsConcerned } from './concerned.ts'
import { traceLegs, type TracedRoute } from './trace.ts'

export interface RouteDifference {
  from: TracedRoute
  to: TracedRoute
  /** For a report that was published between the two. */
  corrections: Correction[]
  /** About who is behind the ships, and about what was seen beside the legs and is linked to none. */
  conflicts: ConflictDifference[]
  records: RecordDifference[]
  legs: LegDifference[]
}

/** The legs of a route, of both readings: a leg may be missing from one of them. */
export interface LegsOf {
  readonly before: readonly LegRecord[]
  readonly after: readonly LegRecord[]
}

/** How sentences say what a reading is of. */
export interface ReadingWords {
  readonly then: string
  readonly now: string
}

/**
 * What was known at one reading and at another, of some legs of a route.
 *
 * Between two moments of recording only the legs are read that something written between them may bear on, and only
 * what was written is listed. Between two days of publication all legs are read: what is left out may be anywhere.
 * @param concern says which legs those are
 */
export async function diffRoute(
  store: Store,
  route: RouteRecord,
  legs: LegsOf,
  from: Reading,
  to: Reading,
  words: ReadingWords,
  concern: typeof legsConcerned = legsConcerned,
): Promise<RouteDifference> {
  const concerned = isOfRecording(from, to) ? await concern(store, from, to) : undefined
  const traced = await traceBoth(store, route, legs, from, to, concerned)
  const { before, after } = traced
  const [was, is] = [recordsOf(before), recordsOf(after)]
  const records: RecordDifference[] = []
  for (const key of [...new Set([...was.keys(), ...is.keys()])].sort()) {
    const since = isOfRecording(from, to) ? from.size : 0
    const difference = await compareRecord(store, was.get(key), is.get(key), to, since)
    if (difference !== undefined) records.push(difference)
  }
  const sorted = byType(records)
  const conflicts = await besideTheLegs(store, traced, from, to)
  const corrections = correctionsOf({
    title: route.name,
    ...words,
    before: before.legs,
    after: after.legs,
    legs: traced.legs,
    conflicts,
    records: sorted,
    sources: new Map([...before.lineage.sources, ...after.lineage.sources]),
    names: after.names,
  })
  return { from: before, to: after, corrections, conflicts, records: sorted, legs: traced.legs }
}

/** Whether two readings differ by what had been recorded alone. */
function isOfRecording(from: Reading, to: Reading): boolean {
  return from.publicBy === undefined && to.publicBy === undefined
}

/**
 * Conflicts that no leg has: about who is behind the ships, and in what is linked to none. Between two moments of
 * recording one counts as come or gone when something it rests on was written; a ship that has come into view brings
 * what was said of it before.
 */
async function besideTheLegs(
  store: Store,
  { before, after }: { before: TracedRoute; after: TracedRoute },
  from: Reading,
  to: Reading,
): Promise<ConflictDifference[]> {
  const all = conflictDifferences(before.conflicts, after.conflicts).filter(
    ({ conflict }) => conflict.verdict === 'relations' || conflict.legs.length === 0,
  )
  if (!isOfRecording(from, to)) return all
  const written = await Promise.all(
    all.map(async ({ how, conflict }) => {
      if (how === 'settled' || how === 'reopened') return true
      const stored = await Promise.all(conflict.records.map(({ type, id }) => store.get(type, id, to)))
      return stored.some((one) => one !== undefined && one.position >= from.size)
    }),
  )
  return all.filter((_, i) => written[i])
}

/** @param concerned keys of the legs that may differ; all when left out */
export async function traceBoth(
  store: Store,
  route: RouteRecord,
  { before, after }: LegsOf,
  from: Reading,
  to: Reading,
  concerned?: ReadonlySet<string>,
): Promise<{ before: TracedRoute; after: TracedRoute; legs: LegDifference[] }> {
  const read = (legs: readonly LegRecord[]) =>
    concerned === undefined ? legs : legs.filter(({ id }) => concerned.has(id))
  const was = await traceLegs(store, route, read(before), from)
  const is = await traceLegs(store, route, read(after), to)
  return { before: was, after: is, legs: legDifferences(was.legs, is.legs) }
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
