import { compare, firstIndex } from '../model/order.ts'
import { byId, type Dated } from './dated.ts'
import { CertainOrder } from './looks.ts'
import { timeBetween } from './window.ts'

export interface Pair {
  readonly departure: Dated
  readonly arrival: Dated
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
export function pairsOf(departures: readonly Dated[], arrivals: readonly Dated[]): Pair[] {
  const inOrder = new CertainOrder(arrivals)
  const byEnd = arrivals.toSorted((a, b) => compare(a.window.to, b.window.to) || byId(a, b))
  const certain = new Map<Dated, Dated>()
  const possible = new Map<Dated, Dated>()
  const note = (kept: Map<Dated, Dated>, arrival: Dated, departure: Dated) => {
    const known = kept.get(arrival)
    if (known === undefined || isLater(departure, known)) kept.set(arrival, departure)
  }
  for (const departure of departures) {
    const { from, to } = departure.window
    const after = inOrder.firstAfter(to)
    if (after !== undefined) note(certain, after, departure)
    const next = byEnd[firstIndex(byEnd, ({ window }) => window.to >= from)]
    if (next !== undefined && next.window.from <= to) note(possible, next, departure)
  }
  return byEnd.flatMap((arrival) => [
    ...pairOf(certain.get(arrival), arrival, true),
    ...pairOf(possible.get(arrival), arrival, false),
  ])
}

function pairOf(departure: Dated | undefined, arrival: Dated, certain: boolean): Pair[] {
  const time = departure === undefined ? undefined : timeBetween(departure.window, arrival.window)
  return departure === undefined || time === undefined ? [] : [{ departure, arrival, time, certain }]
}

/** Of two departures with one window the first by id is taken. */
function isLater(a: Dated, b: Dated): boolean {
  return (compare(a.window.from, b.window.from) || compare(a.window.to, b.window.to) || byId(b, a)) > 0
}
