import { compare, firstIndex } from '../model/order.ts'
import type { Figure } from './conservation-figures.ts'
import { byId } from './dated.ts'
import { isBelow, meet } from './interval.ts'
import type { Window } from './window.ts'

export interface Compared {
  readonly verdict: 'consistent' | 'shortfall' | 'excess' | 'not-comparable'
  readonly out: Figure
  readonly into: Figure
  /** Whether the window of the one lies within that of the other; else they overlap only in part, or not at all. */
  readonly windows: 'within' | 'overlapping' | 'apart'
  /** How many other figures come to the same verdict of shortfall or excess. */
  readonly more: number
}

type Dated = Figure & { readonly window: Window }

/**
 * Sets what came out against what went in, both in one unit.
 *
 * What came out within a window is at least what any figure says whose own window lies within it, and at most what a total
 * for it says. So a shortfall is said when a total of what went in is below a figure of what came out within that total's
 * window; an excess, when a total of what came out is below a figure of what went in within its window. Totals whose
 * windows merely overlap may differ because they count different days: when they meet they are consistent, and when they
 * do not, nothing follows.
 *
 * In n log n: for each total, the greatest figure within its window is looked up.
 *
 * @returns a shortfall, an excess, or both; else the one comparison that comes closest to either
 */
export function compared(out: readonly Figure[], into: readonly Figure[]): Compared[] {
  const [outDated, intoDated] = [out.filter(isDated), into.filter(isDated)]
  const within = [
    ...greatestWithin(intoDated, outDated).map(([total, part]) => ({ into: total, out: part, total, part })),
    ...greatestWithin(outDated, intoDated).map(([total, part]) => ({ into: part, out: total, total, part })),
  ].sort(
    (a, b) =>
      b.part.interval.low - b.total.interval.high - (a.part.interval.low - a.total.interval.high) ||
      byId(a.out, b.out) ||
      byId(a.into, b.into),
  )
  const wrong = within.filter(({ total, part }) => isBelow(total.interval, part.interval))
  const worst = (verdict: 'shortfall' | 'excess'): Compared[] => {
    const own = wrong.filter((one) => (one.total === one.into) === (verdict === 'shortfall'))
    const [first] = own
    return first === undefined
      ? []
      : [{ verdict, out: first.out, into: first.into, windows: 'within', more: own.length - 1 }]
  }
  if (wrong.length > 0) return [...worst('shortfall'), ...worst('excess')]
  const [closest] = within
  if (closest !== undefined)
    return [{ verdict: 'consistent', out: closest.out, into: closest.into, windows: 'within', more: 0 }]
  const overlapping = overlappingPairs(outDated, intoDated)
  const pair = overlapping.find(([a, b]) => meet(a.interval, b.interval)) ?? overlapping[0]
  if (pair !== undefined) {
    const [a, b] = pair
    const verdict = meet(a.interval, b.interval) ? 'consistent' : 'not-comparable'
    return [{ verdict, out: a, into: b, windows: 'overlapping', more: 0 }]
  }
  const [a, b] = [out.toSorted(inTime)[0], into.toSorted(inTime)[0]]
  return a === undefined || b === undefined
    ? []
    : [{ verdict: 'not-comparable', out: a, into: b, windows: 'apart', more: 0 }]
}

function isDated(figure: Figure): figure is Dated {
  return figure.window !== undefined
}

/** For each total with an upper bound, the figure of the other side within its window that is at least the most. */
function greatestWithin(totals: readonly Dated[], parts: readonly Dated[]): [Dated, Dated][] {
  const bounded = totals.filter(({ interval }) => interval.high !== Infinity)
  const ends = [...new Set(parts.map(({ window }) => window.to))].sort(compare)
  const rank = new Map(ends.map((end, i) => [end, i]))
  const greatest = new GreatestUpTo(ends.length)
  const waiting = parts.toSorted((a, b) => compare(b.window.from, a.window.from))
  let next = 0
  return bounded
    .toSorted((a, b) => compare(b.window.from, a.window.from))
    .flatMap((total): [Dated, Dated][] => {
      for (; ; next += 1) {
        const part = waiting[next]
        if (part === undefined || part.window.from < total.window.from) break
        greatest.add(rank.get(part.window.to) ?? 0, part)
      }
      const part = greatest.upTo(firstIndex(ends, (end) => end > total.window.to))
      return part === undefined ? [] : [[total, part]]
    })
}

/** The greatest of figures by the rank of their end: a Fenwick tree of maxima. */
class GreatestUpTo {
  readonly #tree: (Dated | undefined)[]

  constructor(size: number) {
    this.#tree = Array.from({ length: size + 1 })
  }

  add(rank: number, figure: Dated): void {
    for (let at = rank + 1; at < this.#tree.length; at += at & -at)
      this.#tree[at] = greater(this.#tree[at], figure)
  }

  /** @param count how many of the first ranks to look at */
  upTo(count: number): Dated | undefined {
    let found: Dated | undefined
    for (let at = count; at > 0; at -= at & -at) {
      const figure = this.#tree[at]
      if (figure !== undefined) found = greater(found, figure)
    }
    return found
  }
}

function greater(a: Dated | undefined, b: Dated): Dated {
  if (a === undefined) return b
  const by =
    a.interval.low - b.interval.low || Number(a.interval.lowOpen) - Number(b.interval.lowOpen) || byId(b, a)
  return by >= 0 ? a : b
}

/** For each figure that went in, one that came out with a window that overlaps: of those that open before it closes, the last to close. */
function overlappingPairs(out: readonly Dated[], into: readonly Dated[]): [Dated, Dated][] {
  const byStart = out.toSorted(inTime)
  let next = 0
  let last: Dated | undefined
  return into
    .toSorted((a, b) => compare(a.window.to, b.window.to) || inTime(a, b))
    .flatMap((figure): [Dated, Dated][] => {
      for (; ; next += 1) {
        const one = byStart[next]
        if (one === undefined || one.window.from > figure.window.to) break
        if (last === undefined || one.window.to > last.window.to) last = one
      }
      return last !== undefined && last.window.to >= figure.window.from ? [[last, figure]] : []
    })
}

/** By first moment, then last, then id; undated last. */
function inTime(a: Figure, b: Figure): number {
  return (
    compare(a.window?.from ?? Infinity, b.window?.from ?? Infinity) ||
    compare(a.window?.to ?? Infinity, b.window?.to ?? Infinity) ||
    byId(a, b)
  )
}
