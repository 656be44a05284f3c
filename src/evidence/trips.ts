import type { ObservationRecord } from '../model/records.ts'
import type { Dated } from './dated.ts'
import type { DaySpan, Uncovered } from './day-spans.ts'
import { used, type Used } from './finding.ts'
import { firstAfter, lastBefore, turns, type Side } from './looks.ts'
import { dayOf, type Window } from './window.ts'

/** A trip that a vessel must have made, from one end of a leg to the other. */
export interface Trip {
  readonly from: string
  readonly to: string
  /** It left for the last time, and arrived, at some moment of these windows. */
  readonly departed: Window
  readonly arrived: Window
  /** The two sightings, and a look that bounds the arrival. */
  readonly records: readonly Used[]
  /** Days between the two sightings on which nobody looked at either end. */
  readonly unlooked: number
}

/** What looks say of one vessel. */
export interface Whereabouts {
  readonly from: Side
  readonly to: Side
  readonly elsewhere: Side
  /** Looks that did not find it at the one end, and at the other. */
  readonly notFrom: Side
  readonly notTo: Side
}

export interface Trips {
  /** Those whose direction is certain, in order of time; the vessel was not seen elsewhere on the way. */
  readonly trips: readonly Trip[]
  /** How often it certainly went from one end to the other without being seen elsewhere: at least as many as `trips`. */
  readonly atLeast: number
  readonly roundTrips: number
  /** Trips in the direction of the leg. */
  readonly outward: number
  /** How often it went from one end to the other by way of another place, where it was seen. */
  readonly detours: number
}

/**
 * The fewest trips between two ends that fit the sightings, whatever moments of their windows they were made at.
 *
 * Let f be the longest sequence of sightings that takes turns between the ends in a certain order and begins at the one,
 * t the longest that begins at the other. They differ by at most one. In every order that the windows allow there are at
 * least min(f, t) changes from one end to the other, and in some order there are no more: let each stretch at one end
 * last as long as it can, until the sighting at the other that ends first. When f and t differ, the longer sequence has
 * exactly that many changes, each with its direction; when they are equal, it has one less, and which way the vessel
 * went one more time is not known (seen at both ends within the same month: one trip, of unknown direction).
 *
 * That a vessel which was at one end and later at the other went from there to here is all that is taken for granted;
 * where it went meanwhile is not known unless it was seen. A trip on which it certainly was seen elsewhere is none of
 * the leg's.
 *
 * @param within only sightings that lie wholly in this window
 * @param unlooked counts days on which nobody looked at either end
 */
export function tripsOf(
  { from, to }: { from: string; to: string },
  whereabouts: Whereabouts,
  unlooked: Uncovered,
  within?: Window,
): Trips {
  const [outFirst, backFirst] = [
    turns(whereabouts.from, whereabouts.to, within),
    turns(whereabouts.to, whereabouts.from, within),
  ]
  const startsOut = outFirst.length >= backFirst.length
  const chain = startsOut ? outFirst : backFirst
  const legs = chain.slice(1).map((arrival, i) => {
    const outward = startsOut === (i % 2 === 0)
    const [here, there] = outward ? [from, to] : [to, from]
    const departure = lastBefore(outward ? whereabouts.from : whereabouts.to, arrival.window.from) ?? arrival
    const between = firstAfter(whereabouts.elsewhere, departure.window.to)
    const isDirect = between === undefined || between.window.to >= arrival.window.from
    const missed = lastBefore(outward ? whereabouts.notTo : whereabouts.notFrom, arrival.window.from)
    return {
      outward,
      isDirect,
      trip: tripOf(here, there, { departure, arrival, missed }, unlooked),
    }
  })
  const direct = legs.filter(({ isDirect }) => isDirect)
  const detours = legs.length - direct.length
  // Which way it went once more is not known, so neither is whether that was by way of another place.
  const atLeast = detours === 0 ? Math.min(outFirst.length, backFirst.length) : direct.length
  return {
    trips: direct.map(({ trip }) => trip),
    atLeast,
    roundTrips: detours === 0 ? Math.floor(atLeast / 2) : pairs(legs.map(({ isDirect }) => isDirect)),
    outward: Math.max(
      direct.filter(({ outward }) => outward).length,
      detours === 0 ? Math.floor(atLeast / 2) : 0,
    ),
    detours,
  }
}

function tripOf(
  from: string,
  to: string,
  { departure, arrival, missed }: { departure: Dated; arrival: Dated; missed: Dated | undefined },
  unlooked: Uncovered,
): Trip {
  const start = departure.window.from
  const end = arrival.window.to
  // It was not there yet after it had left, so it arrived later than that.
  const bounds = missed !== undefined && missed.window.from > start
  const between: DaySpan = { first: dayOf(departure.window.to) + 1, last: dayOf(arrival.window.from) - 1 }
  return {
    from,
    to,
    departed: { from: start, to: end },
    arrived: { from: bounds ? missed.window.from : start, to: end },
    records: used(record(departure), record(arrival), bounds ? record(missed) : undefined),
    unlooked: unlooked.countIn(between),
  }
}

function record({ observation }: { observation: ObservationRecord }): Used {
  return { type: 'observation', id: observation.id }
}

/** How many pairs of trips follow each other directly, each trip counted once. */
function pairs(direct: readonly boolean[]): number {
  let [count, run] = [0, 0]
  for (const one of [...direct, false]) {
    if (one) run += 1
    else {
      count += Math.floor(run / 2)
      run = 0
    }
  }
  return count
}
