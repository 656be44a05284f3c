import { compare } from '../model/order.ts'
import type { Interval } from './interval.ts'

/*
 * What can be said of the middle and the extent of counts that are themselves intervals. The median never falls when a
 * count rises, so that it lies between the median of all lower bounds and that of all upper ones.
 */

/** From the least to the most that any of them allows. @returns undefined when there are none */
export function rangeOf(counts: readonly Interval[]): Interval | undefined {
  const [low] = counts.toSorted(byLow)
  const high = counts.toSorted(byHigh).at(-1)
  return low === undefined || high === undefined
    ? undefined
    : { low: low.low, lowOpen: low.lowOpen, high: high.high, highOpen: high.highOpen }
}

/** What the median may be; of an even number of counts, the mean of the two in the middle. @returns undefined when there are none */
export function medianOf(counts: readonly Interval[]): Interval | undefined {
  const [lows, highs] = [counts.toSorted(byLow), counts.toSorted(byHigh)]
  const [first, second] = [Math.ceil(counts.length / 2) - 1, Math.floor(counts.length / 2)]
  const [low, nextLow, high, nextHigh] = [lows[first], lows[second], highs[first], highs[second]]
  if (low === undefined || nextLow === undefined || high === undefined || nextHigh === undefined)
    return undefined
  return {
    low: (low.low + nextLow.low) / 2,
    lowOpen: low.lowOpen || nextLow.lowOpen,
    high: (high.high + nextHigh.high) / 2,
    highOpen: high.highOpen || nextHigh.highOpen,
  }
}

/** "20 or more" starts before "more than 20" … */
function byLow(a: Interval, b: Interval): number {
  return a.low - b.low || Number(a.lowOpen) - Number(b.lowOpen)
}

/** … and "less than 20" ends before "20 or fewer". Unbounded ones are equal. */
function byHigh(a: Interval, b: Interval): number {
  return compare(a.high, b.high) || Number(b.highOpen) - Number(a.highOpen)
}
