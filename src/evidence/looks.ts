import { compare, firstIndex } from '../model/order.ts'
import type { ObservationRecord } from '../model/records.ts'
import { byId, type Dated } from './dated.ts'
import { tripMeasureOf } from './trip-units.ts'
import { dayOf, dayText, isBounded, momentText, windowOf, type Window } from './window.ts'

/*
 * Looks: observations of somebody who looked at a place, with the order among them that holds whatever moments of
 * their windows they were made at.
 */

/**
 * The window of an observation somebody made by looking: undefined for one that is undated, for a statement, and for
 * one that says what was usual over years.
 */
export function lookWindow(observation: ObservationRecord): Window | undefined {
  if (observation.kind === 'statement' || observation.baseline === true) return undefined
  return windowOf(observation.observed)
}

/** Like {@link lookWindow}, for what was there at one moment: a total over some months is none such. */
export function momentaryWindow(observation: ObservationRecord): Window | undefined {
  const isTotal = observation.scope === 'total' || tripMeasureOf(observation) !== undefined
  return isTotal ? undefined : lookWindow(observation)
}

/** Finds looks by the order that is certain: one is before another when it ends before the other starts. */
export class CertainOrder {
  readonly #byStart: readonly Dated[]
  /** At i, the best of all from i on to end early. */
  readonly #earliest: readonly Dated[]
  readonly #byEnd: readonly Dated[]
  /** At i, the best of all up to i to start late. */
  readonly #latest: readonly Dated[]

  constructor(looks: readonly Dated[]) {
    this.#byStart = looks.toSorted((a, b) => compare(a.window.from, b.window.from) || byId(a, b))
    const earliest = [...this.#byStart]
    for (let i = earliest.length - 2; i >= 0; i -= 1) {
      const [own, next] = [earliest[i], earliest[i + 1]]
      if (own !== undefined && next !== undefined && endsEarlier(next, own)) earliest[i] = next
    }
    this.#earliest = earliest
    this.#byEnd = looks.toSorted((a, b) => compare(a.window.to, b.window.to) || byId(a, b))
    const latest = [...this.#byEnd]
    for (let i = 1; i < latest.length; i += 1) {
      const [own, previous] = [latest[i], latest[i - 1]]
      if (own !== undefined && previous !== undefined && startsLater(previous, own)) latest[i] = previous
    }
    this.#latest = latest
  }

  /** Of the looks that are certainly after a moment, the one that ends first. @param moment all looks, when left out */
  firstAfter(moment?: number): Dated | undefined {
    if (moment === undefined) return this.#earliest[0]
    return this.#earliest[firstIndex(this.#byStart, ({ window }) => window.from > moment)]
  }

  /** Of the looks that are certainly before a moment, the one that starts last. */
  lastBefore(moment: number): Dated | undefined {
    return this.#latest[firstIndex(this.#byEnd, ({ window }) => window.to >= moment) - 1]
  }
}

/** One side of an alternation, which may be kept in parts that others share. */
export type Side = readonly CertainOrder[]

export function firstAfter(side: Side, moment?: number): Dated | undefined {
  return best(
    side.map((part) => part.firstAfter(moment)),
    endsEarlier,
  )
}

export function lastBefore(side: Side, moment: number): Dated | undefined {
  return best(
    side.map((part) => part.lastBefore(moment)),
    startsLater,
  )
}

/**
 * The longest sequence of looks that takes turns between two sides, begins with the first, and is in that order
 * whatever moments the looks were made at. Taking each time the look that ends first is the longest there is: any other
 * choice leaves less room for the rest.
 * @param within only looks that lie wholly in this window
 */
export function turns(
  first: Side,
  second: Side,
  within: Window = { from: -Infinity, to: Infinity },
): Dated[] {
  const found: Dated[] = []
  const start = within.from === -Infinity ? undefined : within.from - 1
  let [side, other] = [first, second]
  for (
    let next = firstAfter(side, start);
    next !== undefined && next.window.to <= within.to;
    next = firstAfter(side, next.window.to)
  ) {
    found.push(next)
    ;[side, other] = [other, side]
  }
  return found
}

/** `on 2023-10-05`, `at 2023-10-20 02:01 UTC`, `at some moment from 2023-09-07 to 2023-10-01`. */
export function lookText({ from, to }: Window): string {
  if (from === to && momentText(from).endsWith('UTC')) return `at ${momentText(from)}`
  if (isBounded({ from, to }) && dayOf(from) === dayOf(to)) return `on ${dayText(dayOf(from))}`
  const start = Number.isFinite(from) ? ` from ${momentText(from)}` : ''
  const end = Number.isFinite(to) ? `${start === '' ? ' until' : ' to'} ${momentText(to)}` : ''
  return `at some moment${start}${end}`
}

function best(
  found: readonly (Dated | undefined)[],
  isBetter: (a: Dated, b: Dated) => boolean,
): Dated | undefined {
  return found.reduce((a, b) => (a === undefined || (b !== undefined && isBetter(b, a)) ? b : a), undefined)
}

function endsEarlier(a: Dated, b: Dated): boolean {
  return (compare(a.window.to, b.window.to) || compare(b.window.from, a.window.from) || byId(a, b)) < 0
}

function startsLater(a: Dated, b: Dated): boolean {
  return (compare(b.window.from, a.window.from) || compare(a.window.to, b.window.to) || byId(a, b)) < 0
}
