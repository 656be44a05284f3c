import type { ObservationRecord } from '../model/records.ts'
import { MIN_BASELINE, type Baseline, type WindowCounts } from './baseline.ts'
import { counted } from './enumeration.ts'
import type { Names } from './finding.ts'
import { intervalWords, numberText, type Interval } from './interval.ts'
import { isBounded, type Window } from './window.ts'
import { windowText } from './window-text.ts'

/* The one sentence of rule 8. Bounds of ratios are rounded outwards, so that "at least 0.66" is never more than it is. */

/** @param stated the stated baseline that stands in for window A, if one does */
export function baselineSentence(
  result: Omit<Baseline, 'sentence' | 'records'>,
  stated: ObservationRecord | undefined,
  names: Names,
): string {
  const { a, b, verdict, ratio, timesMaximum } = result
  const what = result.unit ?? `of ${result.kind}, no unit stated`
  const at = `At ${names.place(result.place)}`
  const more = asides(result)
  const later = medianWords(b, what)
  const holds = `${timeText(a.window)} holds ${a.dates === 0 ? 'no count' : `${countsWords(a)} on ${counted(a.dates, 'date')}`}`
  const needs = `a baseline needs counts on ${String(MIN_BASELINE)} dates`
  if (verdict === 'nothing-to-compare')
    return `${at} no count (${what}) is certain to be of ${timeText(b.window)}, so there is nothing to compare${more}.`
  if (verdict === 'too-few')
    return `${at} no ratio is given for ${later}: ${holds}, ${needs}, and what was usual is not stated${more}.`
  if (stated === undefined) {
    const before = medianWords(a, undefined)
    return ratio === undefined
      ? `${at} ${later} stand against ${before}, of which nothing is a multiple${more}.`
      : `${at} ${later} are ${timesWords(ratio)} ${before}${more}.`
  }
  const count = b.n + b.noneSeen === 1 ? 'one count' : `${String(b.n + b.noneSeen)} counts`
  const by = stated.claimedBy === undefined ? '' : `${names.organisation(stated.claimedBy)}: `
  const { quantity } = stated
  const words = quantity?.stated === undefined ? (quantity?.text ?? 'none') : `“${quantity.stated}”`
  const said = `(${by}${words}, ${stated.observed?.text ?? ''})`
  const why = `because ${holds} and ${needs}`
  if (timesMaximum !== undefined && ratio !== undefined && quantity?.high !== undefined)
    return `${at} ${later} are ${timesWords(timesMaximum)} the stated maximum of ${numberText(quantity.high)} ${said}, and so ${timesWords(ratio)} any number that it allows: from ${count} and one stated maximum, ${why}${more}.`
  return ratio === undefined
    ? `${at} ${later} stand against none, as stated to be usual ${said}, of which nothing is a multiple: from ${count} and one stated figure, ${why}${more}.`
    : `${at} ${later} are ${timesWords(ratio)} what is stated to be usual ${said}: from ${count} and one stated figure, ${why}${more}.`
}

/** `3.3 to 4 times`, `at least 3.3 times`, `less than 2 times`. */
export function timesWords({ low, high, lowOpen, highOpen }: Interval): string {
  if (low === high) return `${numberText(low)} times`
  const [least, most] = [outwards(low, Math.floor), outwards(high, Math.ceil)]
  if (high === Infinity)
    return low === 0 ? 'any number of times' : `${lowOpen ? 'more than' : 'at least'} ${least} times`
  if (low === 0) return `${highOpen ? 'less than' : 'at most'} ${most} times`
  return `${lowOpen ? 'more than ' : ''}${least} to ${highOpen ? 'less than ' : ''}${most} times`
}

/** Floating point leaves 3.3 × 100 a hair beside 330. */
function outwards(n: number, round: (n: number) => number): string {
  const nearest = Math.round(n * 100)
  return String((Math.abs(n * 100 - nearest) < 1e-6 ? nearest : round(n * 100)) / 100)
}

/** `~73 railcars (66 to 80; 1 count in 2023-10-05)`, `a median of 10 to 12 railcars (7 counts in 2022-01-01 to 2022-12-31)`. */
function medianWords(counts: WindowCounts, what: string | undefined): string {
  const { median, typed, n, noneSeen, window } = counts
  if (median === undefined) return 'no count'
  const interval = intervalWords(median)
  const of = what === undefined ? '' : ` ${what}`
  const from = `${countsWords(counts)} in ${timeText(window)}`
  if (n + noneSeen > 1) return `a median of ${interval}${of} (${from})`
  return typed === undefined || typed === interval
    ? `${interval}${of} (${from})`
    : `${typed}${of} (${interval}; ${from})`
}

function countsWords({ n, noneSeen }: WindowCounts): string {
  const all = counted(n + noneSeen, 'count')
  return noneSeen === 0 ? all : `${all}, ${String(noneSeen)} of them with none seen`
}

/** `2023-10-05`, `the time from 2023-10-01 on`. */
function timeText(window: Window): string {
  return isBounded(window) ? windowText(window) : `the time ${windowText(window)}`
}

/** What was found and is part of no figure; said, so that nobody takes the counts for everything there is. */
function asides({ a, b, undated }: Pick<Baseline, 'a' | 'b' | 'undated'>): string {
  const both = (pick: (counts: WindowCounts) => number) => pick(a) + pick(b)
  const parts: readonly (readonly [number, string])[] = [
    [both((one) => one.withoutSight), 'without sight'],
    [both((one) => one.uncounted), 'seen but not counted'],
    [both((one) => one.totals), 'given as totals over a time'],
    [both((one) => one.uncertain), 'not certain to be in its window'],
    [undated, 'without a date'],
  ]
  const said = parts.filter(([n]) => n > 0).map(([n, words]) => `${String(n)} ${words}`)
  return said.length === 0 ? '' : `; not reckoned with: ${said.join(', ')}`
}
