import { compare, firstIndex } from '../model/order.ts'
import { disagreement, isLasting, positionOf, type Claim, type Counted } from './conflict-counts.ts'
import type { Disagreement } from './conflict-sides.ts'
import type { Names } from './finding.ts'
import { isBelow } from './interval.ts'
import type { Lineage } from './origins.ts'

/* Rule 10, totals: how much came in a part of a time is part of what came in all of it. */

/**
 * A total over a window that lies within another total's window of the same thing cannot be more than that one. Each
 * is held against the lowest of those it lies within. Windows that are the same are compared as such, not here.
 */
export function totalsInTotals(group: readonly Counted[], lineage: Lineage, names: Names): Disagreement[] {
  const totals = group.flatMap((one) =>
    one.window !== undefined && one.figure.scope === 'total' && !isLasting(one)
      ? [{ ...one, window: one.window }]
      : [],
  )
  if (totals.length < 2) return []
  // The widest first, so that whatever a window lies within comes before it.
  const ordered = totals.sort(
    (a, b) =>
      compare(a.window.from, b.window.from) ||
      compare(b.window.to, a.window.to) ||
      compare(a.supported.observation.id, b.supported.observation.id),
  )
  const lowest = new LowestFrom(ordered.map(({ window }) => window.to))
  const found: Disagreement[] = []
  let [waiting, last]: [typeof ordered, string] = [[], '']
  const within = (outer: Claim, inner: Claim) =>
    isBelow(outer.interval, inner.interval) || isBelow(inner.interval, outer.interval)
  for (const inner of ordered) {
    // Those with the same window are added only when the next begins: none lies within itself.
    const window = `${String(inner.window.from)} ${String(inner.window.to)}`
    if (window !== last) {
      for (const one of waiting) lowest.add(one.window.to, one)
      waiting = []
      last = window
    }
    waiting.push(inner)
    const outer = lowest.from(inner.window.to)
    if (inner.figure.unit !== outer?.figure.unit) continue
    if (!isBelow(outer.figure.interval, inner.figure.interval)) continue
    const sides = [positionOf(inner, lineage), positionOf(outer, lineage)]
    found.push(disagreement(sides, within, lineage, names, 'part of a time cannot have more than all of it'))
  }
  return found
}

/** For every end of a window: the lowest total of those that reach at least that far (a Fenwick tree over the ends). */
class LowestFrom<T extends Counted> {
  readonly #ends: readonly number[]
  readonly #tree: (T | undefined)[]

  constructor(ends: readonly number[]) {
    this.#ends = [...new Set(ends)].sort((a, b) => compare(b, a))
    this.#tree = new Array<T | undefined>(this.#ends.length + 1).fill(undefined)
  }

  add(end: number, total: T): void {
    for (let i = this.#rank(end); i < this.#tree.length; i += i & -i)
      this.#tree[i] = lower(this.#tree[i], total)
  }

  from(end: number): T | undefined {
    let best: T | undefined
    for (let i = this.#rank(end); i > 0; i -= i & -i) best = lower(best, this.#tree[i])
    return best
  }

  /** How many ends are at least this late. */
  #rank(end: number): number {
    return firstIndex(this.#ends, (one) => one < end)
  }
}

function lower<T extends Counted>(a: T | undefined, b: T | undefined): T | undefined {
  if (a === undefined || b === undefined) return a ?? b
  const [x, y] = [a.figure.interval, b.figure.interval]
  const order =
    compare(x.high, y.high) ||
    Number(y.highOpen) - Number(x.highOpen) ||
    compare(a.supported.observation.id, b.supported.observation.id)
  return order <= 0 ? a : b
}
