import type { Quantity } from '../model/records.ts'

/*
 * Quantities as intervals. "Over 1,000" is everything above 1,000 and not 1,000 itself; "up to 1,000" is 0 to 1,000 with
 * it: the two do not meet. What "about" and the vague words allow is laid down in src/model/quantity.ts.
 */

export interface Interval {
  readonly low: number
  /** Infinite where there is no upper bound. */
  readonly high: number
  /** The bound itself is not part of it. */
  readonly lowOpen: boolean
  readonly highOpen: boolean
}

export function intervalOf({ low, high, qualifier }: Quantity): Interval {
  return {
    low: low ?? 0,
    high: high ?? Infinity,
    lowOpen: qualifier === 'more-than',
    highOpen: high === undefined || qualifier === 'less-than',
  }
}

export const NOTHING: Interval = { low: 0, high: 0, lowOpen: false, highOpen: false }

/** Whether some number is in both. */
export function meet(a: Interval, b: Interval): boolean {
  return !isBelow(a, b) && !isBelow(b, a)
}

/** Whether every number of the one is below every number of the other. */
export function isBelow(a: Interval, b: Interval): boolean {
  return a.high < b.low || (a.high === b.low && (a.highOpen || b.lowOpen))
}

/** Whether every number of the one is in the other. */
export function isWithin(a: Interval, b: Interval): boolean {
  const low = a.low > b.low || (a.low === b.low && (a.lowOpen || !b.lowOpen))
  const high = a.high < b.high || (a.high === b.high && (a.highOpen || !b.highOpen))
  return low && high
}

/** Both are of numbers from 0 on. */
export function product(a: Interval, b: Interval): Interval {
  return {
    low: a.low * b.low,
    high: a.high === 0 || b.high === 0 ? 0 : a.high * b.high,
    lowOpen: a.lowOpen || b.lowOpen,
    highOpen: a.highOpen || b.highOpen,
  }
}

/** @returns what the one divided by the other may be; without an upper bound when the other may be nothing */
export function ratio(a: Interval, b: Interval): Interval {
  return {
    low: b.high === Infinity || b.high === 0 ? 0 : a.low / b.high,
    high: b.low === 0 ? Infinity : a.high / b.low,
    lowOpen: a.lowOpen || b.highOpen,
    highOpen: a.highOpen || b.lowOpen || b.low === 0,
  }
}

/** `66 to 80`, `more than 1000`, `20 or fewer`, `5 or more`, `73`. */
export function intervalWords({ low, high, lowOpen, highOpen }: Interval): string {
  if (low === high) return numberText(low)
  if (high === Infinity)
    return low === 0 && !lowOpen
      ? 'any number'
      : lowOpen
        ? `more than ${numberText(low)}`
        : `${numberText(low)} or more`
  if (low === 0 && !lowOpen)
    return highOpen ? `less than ${numberText(high)}` : `${numberText(high)} or fewer`
  return `${lowOpen ? 'more than ' : ''}${numberText(low)} to ${highOpen ? 'less than ' : ''}${numberText(high)}`
}

/** At most two decimals: `3.3`, `0.05`, `1000`. */
export function numberText(n: number): string {
  return String(Number(n.toFixed(2)))
}
