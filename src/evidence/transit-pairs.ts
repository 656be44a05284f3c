import { compare } from '../model/order.ts'
import type { ObservationRecord } from '../model/records.ts'
import { timeBetween, type Window } from './window.ts'

/** Something seen at a moment within a window. */
export interface Sighting {
  readonly observation: ObservationRecord
  readonly window: Window
}

export interface Pair {
  readonly departure: Sighting
  readonly arrival: Sighting
  /** Milliseconds. */
  readonly time: { readonly least: number; readonly most: number }
  /** Whether the arrival is after the departure at whatever moments of their windows they were; else it may be before. */
  readonly certain: boolean
}

/**
 * Sets each departure against the next arrival that can have followed it, and against the next that must have: the one
 * whose window closes first. Of several departures with the same next arrival the last is taken.
 *
 * If any departure and any arrival certainly after it leave too little time for a passage, so does one of these pairs:
 * the arrival chosen closes no later, and the departure chosen opens no earlier. That is what lets a handful of pairs
 * stand for all.
 *
 * @returns in the order of the arrivals; at most two for each
 */
export function pairsOf(departures: readonly Sighting[], arrivals: readonly Sighting[]): Pair[] {
  const byStart = arrivals.toSorted((a, b) => order(a.window.from, b.window.from) || byId(a, b))
  const byEnd = arrivals.toSorted((a, b) => order(a.window.to, b.window.to) || byId(a, b))
  const firstToClose = closingFirst(byStart)
  const certain = new Map<Sighting, Sighting>()
  const possible = new Map<Sighting, Sighting>()
  const note = (kept: Map<Sighting, Sighting>, arrival: Sighting, departure: Sighting) => {
    const known = kept.get(arrival)
    if (known === undefined || isLater(departure, known)) kept.set(arrival, departure)
  }
  for (const departure of departures) {
    const { from, to } = departure.window
    const after = firstToClose[firstIndex(byStart, ({ window }) => window.from > to)]
    if (after !== undefined) note(certain, after, departure)
    const next = byEnd[firstIndex(byEnd, ({ window }) => window.to >= from)]
    if (next !== undefined && next.window.from <= to) note(possible, next, departure)
  }
  return byEnd.flatMap((arrival) => [
    ...pairOf(certain.get(arrival), arrival, true),
    ...pairOf(possible.get(arrival), arrival, false),
  ])
}

function pairOf(departure: Sighting | undefined, arrival: Sighting, certain: boolean): Pair[] {
  const time = departure === undefined ? undefined : timeBetween(departure.window, arrival.window)
  return departure === undefined || time === undefined ? [] : [{ departure, arrival, time, certain }]
}

/** For each place in the list, which of those from there on closes first. */
function closingFirst(sightings: readonly Sighting[]): Sighting[] {
  const first: Sighting[] = []
  for (let i = sightings.length - 1; i >= 0; i -= 1) {
    const [one, next] = [sightings[i], first[i + 1]]
    if (one === undefined) continue
    const isFirst =
      next === undefined ||
      one.window.to < next.window.to ||
      (one.window.to === next.window.to && byId(one, next) < 0)
    first[i] = isFirst ? one : next
  }
  return first
}

/** The first index from which on it holds, in a list in which it holds from somewhere on. */
function firstIndex<T>(items: readonly T[], holds: (item: T) => boolean): number {
  let [low, high] = [0, items.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const item = items[middle]
    if (item !== undefined && holds(item)) high = middle
    else low = middle + 1
  }
  return low
}

function isLater(a: Sighting, b: Sighting): boolean {
  return (order(a.window.from, b.window.from) || order(a.window.to, b.window.to) || byId(b, a)) > 0
}

function byId(a: Sighting, b: Sighting): number {
  return compare(a.observation.id, b.observation.id)
}

/** Subtraction makes nothing of two infinities. */
function order(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0
}
