import { compare, firstIndex } from '../model/order.ts'
import type { ObservationRecord } from '../model/records.ts'
import { lookWindow } from './looks.ts'
import { dayOf, dayText } from './window.ts'

/** Calendar days, UTC, counted from 1970, both ends inclusive; infinite where a window is open. */
export interface DaySpan {
  readonly first: number
  readonly last: number
}

/** The days on which a look may have been made; undefined when the observation is no dated look. */
export function lookDays(observation: ObservationRecord): DaySpan | undefined {
  const window = lookWindow(observation)
  return window === undefined ? undefined : { first: dayOf(window.from), last: dayOf(window.to) }
}

export function daysIn({ first, last }: DaySpan): number {
  return Math.max(0, last - first + 1)
}

/** `{ first: '2023-09-14', last: '2023-09-21' }`. @param span without open ends */
export function calendarDays({ first, last }: DaySpan): { first: string; last: string } {
  return { first: dayText(first), last: dayText(last) }
}

/** The same days in spans that neither overlap nor touch, in order. */
export function merged(spans: readonly DaySpan[]): DaySpan[] {
  const found: { first: number; last: number }[] = []
  for (const { first, last } of spans.toSorted((a, b) => compare(a.first, b.first))) {
    const open = found.at(-1)
    if (open === undefined || first > open.last + 1) found.push({ first, last })
    else open.last = Math.max(open.last, last)
  }
  return found
}

/** Further off than any day a record can name, in days: stands for an open end where days are added up. */
const FAR = 1e8

/** Counts the days that are in none of some spans, in a time that does not grow with the number of days. */
export class Uncovered {
  readonly #spans: readonly DaySpan[]
  /** Days in all the spans before the one at that index. */
  readonly #before: number[] = [0]

  constructor(spans: readonly DaySpan[]) {
    this.#spans = merged(spans).map(({ first, last }) => ({
      first: Math.max(first, -FAR),
      last: Math.min(last, FAR),
    }))
    for (const span of this.#spans) this.#before.push((this.#before.at(-1) ?? 0) + daysIn(span))
  }

  /** @param span may be empty; without open ends */
  countIn(span: DaySpan): number {
    const days = daysIn(span)
    return days === 0 ? 0 : days - (this.#coveredBefore(span.last + 1) - this.#coveredBefore(span.first))
  }

  #coveredBefore(day: number): number {
    const at = firstIndex(this.#spans, ({ first }) => first >= day) - 1
    const last = this.#spans[at]
    return last === undefined ? 0 : (this.#before[at] ?? 0) + Math.min(day - last.first, daysIn(last))
  }
}
