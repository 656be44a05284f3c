import { foldName } from '../model/names.ts'
import { compare } from '../model/order.ts'
import type { LegRecord, ObservationRecord, PlaceRecord } from '../model/records.ts'
import { offByKm } from './apart.ts'
import { consistOf } from './consist.ts'
import { byId, type Dated } from './dated.ts'
import type { Length } from './distance.ts'
import { used, type Finding, type Names } from './finding.ts'
import { endsOf } from './leg-ends.ts'
import type { Transit } from './strength.ts'
import { judge, type Judged, type Strain } from './transit-judged.ts'
import { pairsOf, type Pair } from './transit-pairs.ts'
import { transitSentence } from './transit-sentence.ts'
import { HOUR, windowOf } from './window.ts'

/** What was seen at both ends of a leg. */
export type Carried =
  { readonly vessel: string } | { readonly lot: string } | { readonly consist: readonly string[] }

/** Rule 5, transit: whether what was seen at one end of a leg can have been what was seen at the other. */
export interface TransitFinding extends Finding {
  readonly rule: 'transit'
  readonly verdict: Transit
  readonly leg: string
  readonly what: Carried
  /** The least and the most time between the two sightings, in hours; infinite where a window is open. */
  readonly hours: { readonly least: number; readonly most: number }
  /** Undefined where the leg has no known length. */
  readonly km: number | undefined
  readonly basis: Length['basis'] | undefined
  /** The speed needed, in km/h: over the most time and over the least. Infinite where there may be no time at all. */
  readonly needed: { readonly least: number; readonly most: number } | undefined
  /** Of a strained transit: what strains it. */
  readonly strain: Strain | undefined
  /** How many pairs of sightings come to this; the one named needs the highest speed. */
  readonly pairs: number
}

/**
 * Rule 5, transit: distance ÷ time between sightings, against the range of speeds stated for the leg.
 *
 * The same vessel, the same lot of containers, or a train with the same order of cars, seen where the leg starts and then
 * where it ends. A sighting was made at some moment in its window, so the time between two has a least and a most, and
 * so has the speed needed. Each arrival is set against the last departure that it can have followed. For each vessel, lot
 * and train there is one finding per verdict: that of the pair that needs the highest speed.
 *
 * - impossible: the arrival is certainly after the departure, and even the most time between them needs more than the
 *   fastest speed stated. A great circle is the shortest way there is, so it can prove this too.
 * - strained, plausible, unconstrained: see {@link judge}
 *
 * @param length of the leg; undefined where none is known, which rail and road need to have stated
 * @param observations any: those at the ends of the leg are looked for among them
 * @param places a great circle may be too long by as much as the positions of its ends are off; without them it is exact
 * @returns by verdict, then by what was seen
 */
export function transitsOf(
  leg: LegRecord,
  length: Length | undefined,
  observations: readonly ObservationRecord[],
  names: Names,
  places: ReadonlyMap<string, PlaceRecord> = new Map(),
): TransitFinding[] {
  const offBy = offByKm(places.get(leg.from)) + offByKm(places.get(leg.to))
  return bySubject(leg, observations)
    .flatMap(({ what, departures, arrivals }) => {
      const judged = pairsOf(departures, arrivals).map((pair) => ({
        ...pair,
        ...judge(leg, length, pair, offBy),
      }))
      const groups = [...Map.groupBy(judged, ({ verdict, strain }) => `${verdict} ${strain ?? ''}`).values()]
      return groups.flatMap((group): TransitFinding[] => {
        const [tightest] = group.toSorted(byNeed)
        if (tightest === undefined) return []
        const { departure, arrival, time, verdict, needed, strain } = tightest
        return [
          {
            rule: 'transit',
            verdict,
            sentence: transitSentence(leg, length, what, tightest, group.length - 1, names),
            records: used({ type: 'leg', id: leg.id }, departure.observation, arrival.observation),
            leg: leg.id,
            what,
            hours: { least: hours(time.least), most: hours(time.most) },
            km: length?.km,
            basis: length?.basis,
            needed,
            strain,
            pairs: group.length,
          },
        ]
      })
    })
    .sort((a, b) => RANKS.indexOf(a.verdict) - RANKS.indexOf(b.verdict))
}

const RANKS: readonly Transit[] = ['impossible', 'strained', 'plausible', 'unconstrained']

/**
 * What the strength of a leg goes by; undefined without any finding. What was only slow ranks after what is plausible:
 * a ship that waited says nothing against another passage.
 */
export function transitOf(findings: readonly TransitFinding[]): Transit | undefined {
  const pressed = findings.filter(({ strain }) => strain !== 'slow')
  const first = (some: readonly TransitFinding[]) =>
    RANKS.find((rank) => some.some(({ verdict }) => verdict === rank))
  const ofPressed = first(pressed)
  return ofPressed === undefined || ofPressed === 'unconstrained' ? first(findings) : ofPressed
}

interface Subject {
  readonly what: Carried
  readonly departures: Dated[]
  readonly arrivals: Dated[]
}

/** Everything that was seen at both ends, with where and when. Undated sightings tell no time. */
function bySubject(leg: LegRecord, observations: readonly ObservationRecord[]): Subject[] {
  const ends = endsOf(leg, observations)
  const subjects = new Map<string, Subject>()
  for (const end of ['departures', 'arrivals'] as const) {
    for (const observation of ends[end]) {
      const window = windowOf(observation.observed)
      // A total over a window tells of many passages at once.
      if (window === undefined || observation.scope === 'total') continue
      for (const [key, what] of carriedIn(observation)) {
        const subject = subjects.get(key) ?? { what, departures: [], arrivals: [] }
        subject[end].push({ observation, window })
        subjects.set(key, subject)
      }
    }
  }
  return [...subjects.entries()].sort(([a], [b]) => compare(a, b)).map(([, subject]) => subject)
}

function carriedIn(observation: ObservationRecord): [string, Carried][] {
  if (observation.kind === 'ship-sighting')
    return (observation.vessels ?? []).map((vessel) => [`vessel ${vessel}`, { vessel }])
  if (observation.kind === 'container-count' || observation.kind === 'container-arrival') {
    const lot = observation.details?.lot
    return lot === undefined ? [] : [[`lot ${foldName(lot)}`, { lot }]]
  }
  const consist = consistOf(observation)
  return consist === undefined ? [] : [[`train ${consist.key}`, { consist: consist.cars }]]
}

/** Without the millisecond by which a day ends before the next. */
function hours(time: number): number {
  return Math.round((time / HOUR) * 1e4) / 1e4
}

/** The pair that needs the highest speed first. */
function byNeed(a: Judged & Pair, b: Judged & Pair): number {
  const [needA, needB] = [a.needed?.least ?? 0, b.needed?.least ?? 0]
  return (
    compare(needB, needA) ||
    compare(a.time.most, b.time.most) ||
    byId(a.departure, b.departure) ||
    byId(a.arrival, b.arrival)
  )
}
