import { compare } from '../model/order.ts'
import type { LegRecord, ObservationRecord } from '../model/records.ts'
import { byTime, type Dated } from './dated.ts'
import { counted, enumerated } from './enumeration.ts'
import { used, type Finding, type Names } from './finding.ts'
import { intervalOf, intervalWords, type Interval } from './interval.ts'
import { tripMeasureOf, type TripMeasure } from './trip-units.ts'
import type { Trips } from './trips.ts'
import { windowOf, type Window } from './window.ts'
import { duringText } from './window-text.ts'

/** A number of voyages that a source states, beside what the sightings alone show in its window. */
export interface StatedVoyages extends Finding {
  readonly rule: 'voyages'
  readonly verdict: 'shown' | 'not-shown-by-sightings' | 'contradicted'
  readonly leg: string
  readonly observation: string
  readonly stated: Interval
  /** In the unit that is stated: trips, round trips, or trips in the direction of the leg. At least so many. */
  readonly shown: number
}

/** The vessels of a leg that were sighted, and the trips each certainly made within a window. */
export interface Fleet {
  readonly vessels: readonly string[]
  readonly trips: (vessel: string, within: Window) => Trips | undefined
}

/** Of how many trips a finding names the sightings: enough to go and look. */
export const LISTED_TRIPS = 1000

const MEASURE_WORDS: Readonly<Record<TripMeasure, string>> = {
  'round-trip': 'round trip',
  trip: 'trip',
  outward: 'outward trip',
}

/**
 * Compares the numbers of voyages that sources state with the sightings that lie wholly within their windows, of the
 * vessels they name, or of all when they name none.
 *
 * - shown: the sightings show as many as are stated, at the least
 * - not-shown-by-sightings: they do not; which is no reason to doubt the figure, as sightings are only what was recorded
 * - contradicted: they show more than the most the statement allows (for trips, even if each is there and back)
 *
 * An undated statement has no window in which anything could be compared, and nothing is said of it.
 *
 * @param observations those that are about the leg
 * @returns in order of time, then of id
 */
export function statedVoyagesOf(
  leg: LegRecord,
  observations: readonly ObservationRecord[],
  fleet: Fleet,
  names: Names,
): StatedVoyages[] {
  const known = new Map<string, Shown>()
  const shownOf = (vessels: readonly string[], within: Window): Shown => {
    const key = JSON.stringify([vessels, String(within.from), String(within.to)])
    const shown = known.get(key) ?? add(vessels.flatMap((vessel) => fleet.trips(vessel, within) ?? []))
    known.set(key, shown)
    return shown
  }
  return observations
    .flatMap((observation) => {
      const measure = tripMeasureOf(observation)
      const window = windowOf(observation.observed)
      const { quantity, outcome } = observation
      if (measure === undefined || window === undefined || quantity === undefined || outcome !== 'seen')
        return []
      const vessels = observation.vessels?.toSorted(compare) ?? fleet.vessels
      const shown = shownOf(vessels, window)
      return [
        {
          observation,
          window,
          finding: compared(leg, { observation, window }, measure, intervalOf(quantity), shown, names),
        },
      ]
    })
    .sort(byTime)
    .map(({ finding }) => finding)
}

interface Shown {
  readonly byMeasure: Readonly<Record<TripMeasure, number>>
  readonly trips: Trips['trips']
}

function add(all: readonly Trips[]): Shown {
  const sum = (of: (trips: Trips) => number) => all.reduce((total, trips) => total + of(trips), 0)
  return {
    byMeasure: {
      'round-trip': sum(({ roundTrips }) => roundTrips),
      trip: sum(({ atLeast }) => atLeast),
      outward: sum(({ outward }) => outward),
    },
    trips: all.flatMap(({ trips }) => trips),
  }
}

function compared(
  leg: LegRecord,
  { observation, window }: Dated,
  measure: TripMeasure,
  stated: Interval,
  { byMeasure, trips }: Shown,
  names: Names,
): StatedVoyages {
  const shown = byMeasure[measure]
  // A trip may be there and back, so only round trips can be too many.
  const most = measure === 'trip' ? byMeasure['round-trip'] : shown
  const verdict =
    most > stated.high || (stated.highOpen && most === stated.high)
      ? 'contradicted'
      : stated.low > 0 && (shown > stated.low || (shown === stated.low && !stated.lowOpen))
        ? 'shown'
        : 'not-shown-by-sightings'
  return {
    rule: 'voyages',
    verdict,
    sentence: sentenceOf(
      leg,
      observation,
      window,
      { measure, stated, verdict, shown: verdict === 'contradicted' ? most : shown },
      names,
    ),
    records: used(
      { type: 'leg', id: leg.id },
      { type: 'observation', id: observation.id },
      ...trips.slice(0, LISTED_TRIPS).flatMap(({ records }) => records),
    ),
    leg: leg.id,
    observation: observation.id,
    stated,
    shown,
  }
}

function sentenceOf(
  leg: LegRecord,
  { claimedBy, unit, vessels }: ObservationRecord,
  window: Window,
  result: { measure: TripMeasure; stated: Interval; verdict: StatedVoyages['verdict']; shown: number },
  names: Names,
): string {
  const { measure, stated, verdict, shown } = result
  const who = claimedBy === undefined ? 'A source states' : `${names.organisation(claimedBy)} states`
  const whose =
    vessels === undefined ? '' : ` of ${enumerated(vessels.map((vessel) => names.vessel(vessel)))}`
  const words = MEASURE_WORDS[verdict === 'contradicted' && measure === 'trip' ? 'round-trip' : measure]
  const between = `between ${names.place(leg.from)} and ${names.place(leg.to)}`
  const alone =
    shown === 0
      ? `the sightings recorded in that window alone show no ${words}s ${between}`
      : `the sightings recorded in that window alone show at least ${counted(shown, words)} ${between}`
  const then = {
    shown: ', as many as that at the least',
    contradicted: ', more than that allows',
    'not-shown-by-sightings': '',
  }[verdict]
  return `${who} ${intervalWords(stated)} ${unit ?? ''}${whose} ${duringText(window)}; ${alone}${then}.`
}
