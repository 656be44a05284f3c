import { inRouteOrder, traceLeg, type TracedLeg } from '../evidence/chain.ts'
import { lineageOf, type Lineage } from '../evidence/origins.ts'
import { publicBy } from '../evidence/public.ts'
import { supportOf, type Supported } from '../evidence/support.ts'
import type { LegRecord, OrganisationRecord, PlaceRecord, RouteRecord } from '../model/records.ts'
import type { Evidence, Store } from '../store/port.ts'
import type { Reading } from './case.ts'

/** The reference data that a chain is printed with. */
export interface Known {
  places: ReadonlyMap<string, PlaceRecord>
  organisations: ReadonlyMap<string, OrganisationRecord>
}

/** What a reading left out because it is not certain that it was public by then: keys of sources. */
export interface LeftOut {
  uncertain: readonly string[]
  undated: readonly string[]
}

export interface Judged {
  supported: Supported[]
  lineage: Lineage
  leftOut: LeftOut
  /** Entry that recorded the current revision, by id of observation or citation. */
  entries: ReadonlyMap<string, number>
}

/** Puts evidence through the rules of origin and, when asked, of publication. */
export function judge(evidence: Evidence, known: Known, reading: Pick<Reading, 'publicBy'>): Judged {
  const lineage = lineageOf(
    evidence.sources.map(({ record }) => record),
    evidence.derivations.map(({ record }) => record),
    (key) => known.organisations.get(key)?.name ?? key,
  )
  const observations = evidence.observations.map(({ record }) => record)
  const citations = evidence.citations.map(({ record }) => record)
  const visible =
    reading.publicBy === undefined
      ? { observations, citations, uncertain: [], undated: [] }
      : publicBy(observations, citations, lineage.sources, reading.publicBy)
  return {
    supported: supportOf(visible.observations, visible.citations, lineage),
    lineage,
    leftOut: { uncertain: visible.uncertain, undated: visible.undated },
    entries: new Map(
      [...evidence.observations, ...evidence.citations].map(({ record, entry }) => [record.id, entry]),
    ),
  }
}

export async function knownOf(store: Store, reading: Reading): Promise<Known> {
  const byId = <T extends { id: string }>(stored: readonly { record: T }[]) =>
    new Map(stored.map(({ record }) => [record.id, record]))
  return {
    places: byId(await store.all('place', reading)),
    organisations: byId(await store.all('organisation', reading)),
  }
}

/** A route traced, or one leg of it: `legs` then holds that leg alone. */
export interface TracedRoute extends Judged, Known {
  route: RouteRecord
  legs: TracedLeg[]
}

/** Traces the legs of a route as a reading sees them. */
export async function traceRoute(store: Store, route: RouteRecord, reading: Reading): Promise<TracedRoute> {
  return traceLegs(store, route, inRouteOrder(await legsOf(store, route.id, reading)), reading)
}

/** @param legs legs of that route, in the order in which they are wanted */
export async function traceLegs(
  store: Store,
  route: RouteRecord,
  legs: readonly LegRecord[],
  reading: Reading,
): Promise<TracedRoute> {
  const known = await knownOf(store, reading)
  const evidence = await store.evidence({ legs: legs.map(({ id }) => id) }, reading)
  const judged = judge(evidence, known, reading)
  return {
    route,
    ...known,
    ...judged,
    legs: legs.map((leg) => traceLeg(leg, known.places, judged.supported)),
  }
}

export async function legsOf(store: Store, route: string, reading: Reading): Promise<LegRecord[]> {
  return (await store.all('leg', reading)).map(({ record }) => record).filter((leg) => leg.route === route)
}
