import { compare } from '../model/order.ts'
import type { ObservationRecord, PlaceRecord } from '../model/records.ts'
import { leastKm } from './apart.ts'
import { byTime, type Dated } from './dated.ts'
import { counted } from './enumeration.ts'
import { used, type Finding, type Names } from './finding.ts'
import { isSight } from './leg-ends.ts'
import { CertainOrder } from './looks.ts'
import { HOUR, isBefore, isBounded, spanText, windowOf } from './window.ts'
import { seenWhen } from './window-text.ts'

/**
 * No ship is taken to be faster, in km/h: 40 knots. Merchant ships stay under about 30 knots, the fastest cargo ships ever in
 * service (SL-7 class, 1972) made 33. A convention of this program, chosen so that only the impossible is called so; the
 * speed range of a leg is for what is merely unlikely.
 */
export const VESSEL_MAX_KMH = 74

/** How many pairs of sightings are named for a ship and two places; the rest are counted. */
const NAMED = 3

/** Sightings at places without positions cannot both hold only at one instant; times are whole milliseconds. */
const SAME_INSTANT = 0.5

/** Rule 6, exclusivity: one vessel at two places in windows that cannot both hold. */
export interface Exclusivity extends Finding {
  readonly rule: 'exclusivity'
  readonly verdict: 'two-places-at-once' | 'too-fast'
  readonly vessel: string
  /** In the order of the sightings. */
  readonly places: readonly [string, string]
  /** The least distance between the places in km; undefined where one has no position. */
  readonly km: number | undefined
  /** The most time the windows leave between the two, in hours. */
  readonly hours: number
  /** The speed that at least would be needed, in km/h; undefined without a distance or without any time. */
  readonly needed: number | undefined
}

type Pair = readonly [Dated, Dated]

/**
 * Rule 6, exclusivity: for no placement of two sightings of a vessel in their windows is there time to sail between their
 * places, in whichever order.
 *
 * `two-places-at-once` when the windows overlap, `too-fast` when the one is certainly before the other. Every pair of places
 * is compared, in time that grows with sightings × places of a vessel: neighbours in time alone would not do, as a loosely
 * dated sighting between two exact ones hides that those cannot both hold. Not used are what was usual, statements, totals
 * over a window, ships said to be gone, and sightings without a date or a point: under way on a leg, or in an area whose
 * extent is not recorded.
 *
 * @returns for each vessel and two places those that would need the highest speed; by vessel and places
 */
export function exclusivityOf(
  observations: readonly ObservationRecord[],
  places: ReadonlyMap<string, PlaceRecord>,
  names: Names,
): Exclusivity[] {
  const found: Exclusivity[] = []
  for (const [vessel, byPlace] of sightingsOf(observations, places)) {
    const keys = [...byPlace.keys()].sort(compare)
    const ordered = new Map([...byPlace].map(([key, some]) => [key, new CertainOrder(some)]))
    keys.forEach((one, i) => {
      for (const other of keys.slice(i + 1)) {
        const km = leastKm(places.get(one), places.get(other))
        // The same place under two keys, as far as the positions tell.
        if (km === 0) continue
        const pairs = tooClose(byPlace.get(one), ordered.get(other), km)
        const named = pairs.slice(0, NAMED)
        found.push(
          ...named.map((pair, j) =>
            findingOf(vessel, pair, km, j === 0 ? pairs.length - named.length : 0, names),
          ),
        )
      }
    })
  }
  return found
}

/** Vessels in the order of their keys, with what places them at a point at some moment. */
function sightingsOf(
  observations: readonly ObservationRecord[],
  places: ReadonlyMap<string, PlaceRecord>,
): [string, Map<string, Dated[]>][] {
  const vessels = new Map<string, Map<string, Dated[]>>()
  for (const observation of observations) {
    const { place: key, observed } = observation
    const window = windowOf(observed)
    if (key === undefined || window === undefined || !isBounded(window)) continue
    if (observation.kind !== 'ship-sighting' || !isSight(observation) || observation.scope === 'total')
      continue
    const place = places.get(key)
    if (place?.kind === 'area' && place.accuracy === undefined) continue
    for (const vessel of new Set(observation.vessels)) {
      const own = vessels.get(vessel) ?? new Map<string, Dated[]>()
      vessels.set(vessel, own)
      const there = own.get(key)
      if (there === undefined) own.set(key, [{ observation, window }])
      else there.push({ observation, window })
    }
  }
  return [...vessels.entries()].sort(([a], [b]) => compare(a, b))
}

/**
 * Pairs that leave too little time in either order, the worst first. For each sighting at the one place that has any, it
 * has the one at the other that closes first.
 */
function tooClose(
  one: readonly Dated[] = [],
  other: CertainOrder | undefined,
  km: number | undefined,
): Pair[] {
  const needed = km === undefined ? SAME_INSTANT : (km / VESSEL_MAX_KMH) * HOUR
  return one
    .flatMap((sighting): Pair[] => {
      const { from, to } = sighting.window
      const against = other?.firstAfter(to - needed)
      if (against === undefined || against.window.to >= from + needed) return []
      return [byTime(sighting, against) <= 0 ? [sighting, against] : [against, sighting]]
    })
    .sort((a, b) => mostBetween(a) - mostBetween(b) || byTime(a[0], b[0]) || byTime(a[1], b[1]))
}

/** Milliseconds, in the order that leaves more. */
function mostBetween([a, b]: Pair): number {
  return Math.max(b.window.to - a.window.from, a.window.to - b.window.from)
}

function findingOf(
  vessel: string,
  pair: Pair,
  km: number | undefined,
  more: number,
  names: Names,
): Exclusivity {
  const [a, b] = pair
  const [first, second] = [a.observation.place ?? '', b.observation.place ?? '']
  const most = mostBetween(pair)
  const needed = km === undefined || most === 0 ? undefined : (km / most) * HOUR
  const isAfter = isBefore(a.window, b.window)
  const sightings =
    `${names.vessel(vessel)} was seen at ${names.place(first)} (${seenWhen(a.observation)}) and ` +
    `at ${names.place(second)} (${seenWhen(b.observation)})`
  const apart = km === undefined ? '' : `, at least ${String(Math.floor(km))} km apart`
  const time =
    needed === undefined
      ? 'at one instant'
      : `with at most ${spanText(most)} between, which needs at least ${String(Math.floor(needed))} km/h, and no ship is taken to be faster than ${String(VESSEL_MAX_KMH)} km/h`
  const others = more === 0 ? '' : `; ${counted(more, 'more pair')} of sightings there cannot either`
  return {
    rule: 'exclusivity',
    verdict: isAfter ? 'too-fast' : 'two-places-at-once',
    sentence: `${sightings}${apart}, ${time}: both sightings cannot be right as they stand${others}.`,
    records: used(
      a.observation,
      b.observation,
      { type: 'vessel', id: vessel },
      { type: 'place', id: first },
      { type: 'place', id: second },
    ),
    vessel,
    places: [first, second],
    km,
    hours: most / HOUR,
    needed,
  }
}
