import { appraise, type Appraisal, type Given } from '../evidence/appraisal.ts'
import { inRouteOrder } from '../evidence/chain.ts'
import type { Names } from '../evidence/finding.ts'
import { lineageOf, type Lineage } from '../evidence/origins.ts'
import { publicBy } from '../evidence/public.ts'
import { supportOf, type Supported } from '../evidence/support.ts'
import type {
  CitationRecord,
  LegRecord,
  OrganisationRecord,
  PlaceRecord,
  RecordOf,
  RouteRecord,
} from '../model/records.ts'
import type { RecordType } from '../model/vocabulary.ts'
import type { Evidence, Store } from '../store/port.ts'
import type { Reading } from './case.ts'
import { resolve } from './resolve.ts'
import { readersOf } from './readers.ts'
import { relationsOfVessels } from './relations.ts'
import { isPublic, judgementsIn } from './visible.ts'

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
  /** The citations that count, of relations too. */
  citations: readonly CitationRecord[]
  lineage: Lineage
  leftOut: LeftOut
  /** Entry that recorded the current revision, by id of observation or citation. */
  entries: ReadonlyMap<string, number>
}

/**
 * Puts evidence through the rules of origin and, when asked, of publication.
 * @param recordedBy the analyst who recorded an observation, where that counts as a reading of an image
 * @param lineage of the documents of this evidence, and of others
 */
export function judge(
  evidence: Evidence,
  known: Known,
  reading: Pick<Reading, 'publicBy'>,
  recordedBy?: (observation: string) => string | undefined,
  lineage = lineageIn(evidence, known),
): Judged {
  const observations = evidence.observations.map(({ record }) => record)
  const citations = evidence.citations.map(({ record }) => record)
  const visible =
    reading.publicBy === undefined
      ? { observations, citations, uncertain: [], undated: [] }
      : publicBy(observations, citations, lineage.sources, reading.publicBy)
  return {
    supported: supportOf(visible.observations, visible.citations, lineage, recordedBy),
    citations: visible.citations,
    lineage,
    leftOut: { uncertain: visible.uncertain, undated: visible.undated },
    entries: new Map(
      [...evidence.observations, ...evidence.citations].map(({ record, entry }) => [record.id, entry]),
    ),
  }
}

/** The documents of some evidence. */
function lineageIn({ sources, derivations }: Evidence, { organisations }: Known): Lineage {
  return lineageOf(
    sources.map(({ record }) => record),
    derivations.map(({ record }) => record),
    (key) => organisations.get(key)?.name ?? key,
  )
}

export async function knownOf(store: Store, reading: Reading): Promise<Known> {
  return {
    places: await allOf(store, 'place', reading),
    organisations: await allOf(store, 'organisation', reading),
  }
}

async function allOf<T extends RecordType>(
  store: Store,
  type: T,
  reading: Reading,
): Promise<ReadonlyMap<string, RecordOf[T]>> {
  return new Map((await store.all(type, reading)).map(({ record }) => [record.id, record]))
}

/** A route traced, or one leg of it: `legs` then holds that leg alone. */
export interface TracedRoute extends Judged, Known, Appraisal {
  route: RouteRecord
  names: Names
  /** What was seen at the ends of the legs or of their vessels, and is not linked to them. */
  around: readonly Supported[]
}

/** Traces the legs of a route as a reading sees them. */
export async function traceRoute(store: Store, route: RouteRecord, reading: Reading): Promise<TracedRoute> {
  return traceLegs(store, route, inRouteOrder(await legsOf(store, route.id, reading)), reading)
}

/**
 * Traces one leg.
 * @param neighbours puts the legs it meets through the rules as well: what goes out of one leg should go into the next
 */
export async function traceLeg(
  store: Store,
  leg: LegRecord,
  reading: Reading,
  { neighbours }: { neighbours: boolean },
): Promise<TracedRoute> {
  const { record: route } = await resolve(store, leg.route, ['route'], reading)
  const meets = ({ from, to, id }: LegRecord) => id !== leg.id && (from === leg.to || to === leg.from)
  const meeting = neighbours ? inRouteOrder(await legsOf(store, route.id, reading)).filter(meets) : []
  return traceLegs(store, route, [leg], reading, meeting)
}

/**
 * @param legs legs of that route, in the order in which they are wanted
 * @param meeting legs that are not wanted, and into which those go or from which they come
 */
export async function traceLegs(
  store: Store,
  route: RouteRecord,
  legs: readonly LegRecord[],
  reading: Reading,
  meeting: readonly LegRecord[] = [],
): Promise<TracedRoute> {
  const known = await knownOf(store, reading)
  const vessels = await allOf(store, 'vessel', reading)
  const names = namesOf(known, vessels)
  const ids = legs.map(({ id }) => id)
  const linked = await store.evidence({ legs: ids }, reading)
  const near = await store.evidence(
    {
      places: legs.flatMap(({ from, to }) => [from, to]),
      vessels: linked.observations.flatMap(({ record }) => record.vessels ?? []),
      notOn: ids,
    },
    reading,
  )
  const recordedBy = await readersOf(store, [linked, near])
  const judged = judge(linked, known, reading, recordedBy)
  const { supported: around, lineage } = judge(near, known, reading, recordedBy)
  const given = {
    ...known,
    names,
    supported: judged.supported,
    around,
    lineage: joined(judged.lineage, lineage),
    meeting: { legs: meeting, supported: await linkedTo(store, meeting, known, reading) },
    ...(await beside(store, [...judged.supported, ...around], known, reading)),
  }
  return { route, ...known, ...judged, ...appraise(legs, given), lineage: given.lineage, names, around }
}

/** What is linked to legs. */
async function linkedTo(
  store: Store,
  legs: readonly LegRecord[],
  known: Known,
  reading: Reading,
): Promise<Supported[]> {
  if (legs.length === 0) return []
  const evidence = await store.evidence({ legs: legs.map(({ id }) => id) }, reading)
  return judge(evidence, known, reading).supported
}

/** What records are called, by their keys. */
export function namesOf(
  { places, organisations }: Known,
  vessels: ReadonlyMap<string, { readonly name: string }>,
): Names {
  return {
    place: (key) => places.get(key)?.name ?? key,
    vessel: (key) => vessels.get(key)?.name ?? key,
    organisation: (key) => organisations.get(key)?.name ?? key,
  }
}

/** The relations, assumptions and judgements that bear on what was seen. */
async function beside(
  store: Store,
  supported: readonly Supported[],
  known: Known,
  reading: Reading,
): Promise<Pick<Given, 'relations' | 'conversions' | 'judgements'>> {
  const conversions = [...(await allOf(store, 'conversion', reading)).values()]
  const shown = await Promise.all(conversions.map((conversion) => isPublic(store, conversion, reading)))
  return {
    relations: await relationsOfVessels(
      store,
      supported.flatMap(({ observation }) => observation.vessels ?? []),
      known,
      reading,
    ),
    conversions: conversions.filter((_, i) => shown[i] === true),
    judgements: await judgementsIn(store, reading),
  }
}

function joined(a: Lineage, b: Lineage): Lineage {
  return {
    sources: new Map([...b.sources, ...a.sources]),
    parents: new Map([...b.parents, ...a.parents]),
    organisationName: a.organisationName,
  }
}

export async function legsOf(store: Store, route: string, reading: Reading): Promise<LegRecord[]> {
  return (await store.all('leg', reading)).map(({ record }) => record).filter((leg) => leg.route === route)
}
