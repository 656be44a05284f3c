import { compare } from '../model/order.ts'
import type { ObservationRecord } from '../model/records.ts'
import type { ObservationKind } from '../model/vocabulary.ts'
import { baselineSentence } from './baseline-sentence.ts'
import { used, type Finding, type Names, type Used } from './finding.ts'
import { intervalOf, NOTHING, ratio, type Interval } from './interval.ts'
import { medianOf, rangeOf } from './median.ts'
import { overlaps, windowOf, type Window } from './window.ts'

/*
 * Rule 8, baseline: what was counted at a place in window B against what was counted there, of the same kind and in the
 * same unit, in window A. A rise is only one against something: with too few counts in window A there is no ratio, unless
 * a source states what was usual (an observation with `baseline`), which then stands in for them, and that is said.
 */

/**
 * How many counts, on as many different dates, window A needs. The least and the largest of n independent counts have the
 * median of whatever was usual between them with a probability of 1 − 2^(1−n), whatever the distribution (order statistics: David and
 * Nagaraja, Order Statistics, 3rd edition, section 7.1). Six is the first number for which that is more than 95 per cent: 96.9.
 */
export const MIN_BASELINE = 6

/** What was counted in one window. */
export interface WindowCounts {
  readonly window: Window
  /** Counts: seen, with a quantity, at some moment that is certainly in the window. */
  readonly n: number
  /** Looks with none seen: each is a count of 0. */
  readonly noneSeen: number
  /** On how many different dates, or windows of time, those counts and looks were made: two of one date may be two of one image. */
  readonly dates: number
  /** Looks that could not have seen it: no counts, and no zeros. */
  readonly withoutSight: number
  /** Seen, but not counted. */
  readonly uncounted: number
  /** May have been made in the window, but not certainly. */
  readonly uncertain: number
  /** Figures that are totals over a time; no counts of one time. */
  readonly totals: number
  /** The count as it was recorded, such as `~73`, where there is just one. */
  readonly typed: string | undefined
  /** From the least to the most that any of the counts allows, those of 0 included. */
  readonly range: Interval | undefined
  /** From the median of the lower bounds to that of the upper ones. */
  readonly median: Interval | undefined
  /** All of the above, in the order of type and id. */
  readonly records: readonly Used[]
}

export interface Baseline extends Finding {
  readonly rule: 'baseline'
  readonly verdict: 'compared' | 'compared-with-stated' | 'too-few' | 'nothing-to-compare'
  readonly place: string
  readonly kind: ObservationKind
  readonly unit: string | undefined
  readonly a: WindowCounts
  readonly b: WindowCounts
  /** Counts of this kind and unit without a date: in no window. */
  readonly undated: number
  /** What the median of window B divided by that of window A, or by the stated baseline, may be; undefined when that is 0. */
  readonly ratio: Interval | undefined
  /** Id of the stated baseline that stands in for window A. */
  readonly stated: string | undefined
  /** When that states a maximum ("20 at most"): how many times that maximum window B has; the ratio is at least that. */
  readonly timesMaximum: Interval | undefined
}

/**
 * Compares what was counted at a place in two windows, per kind and unit.
 *
 * Not compared: statements, which are no looks; totals over a time; observations without a date, or which are not
 * certain to be in a window. A look that found none counts as 0 of its unit, or of every unit of its kind when it names none; one
 * that was about named vessels, or about containers of one colour, size or lot, says nothing about others and is not counted.
 *
 * @param place key of the place; observations of others are left out
 * @param windows A is what B is held against; they may be open at an end, and should not overlap
 * @param kinds only these; all when left out
 * @returns a result for each kind and unit that was looked for in one of the windows, and for each stated baseline where
 *   those stand in; in the order of kind, unit and id
 */
export function baselineOf(
  place: string,
  observations: readonly ObservationRecord[],
  windows: { readonly a: Window; readonly b: Window },
  names: Names,
  kinds?: readonly ObservationKind[],
): Baseline[] {
  const there = observations
    .filter((one) => one.place === place && one.kind !== 'statement' && kinds?.includes(one.kind) !== false)
    .sort((a, b) => compare(a.id, b.id))
  const results = [...Map.groupBy(there, ({ kind }) => kind)].flatMap(([kind, ofKind]) => {
    // Where no look names a unit there is still one thing that is counted, or not seen.
    const named = ofKind.flatMap(({ unit, baseline }) =>
      unit === undefined || baseline === true ? [] : [unit],
    )
    const hasUnitless = ofKind.some(({ unit, quantity }) => unit === undefined && quantity !== undefined)
    const units = [...new Set<string | undefined>(named)].sort((a, b) => compare(a ?? '', b ?? ''))
    if (hasUnitless || units.length === 0) units.unshift(undefined)
    return units.flatMap((unit) => compared(place, kind, unit, ofKind, windows, names))
  })
  return results.sort(
    (x, y) =>
      compare(x.kind, y.kind) ||
      compare(x.unit ?? '', y.unit ?? '') ||
      compare(x.stated ?? '', y.stated ?? ''),
  )
}

function compared(
  place: string,
  kind: ObservationKind,
  unit: string | undefined,
  ofKind: readonly ObservationRecord[],
  windows: { readonly a: Window; readonly b: Window },
  names: Names,
): Baseline[] {
  const own = ofKind.filter((one) => one.baseline !== true && isOfUnit(one, unit))
  const [a, b] = [countsIn(windows.a, own), countsIn(windows.b, own)]
  // What names no unit stands in the windows of every unit, also of those that were counted in other years alone.
  const isOfWindows = own.some((one) => one.unit === unit && isIn(one, windows))
  if (!isOfWindows) return []
  const undated = own.filter(({ observed }) => observed === undefined).length
  const common = { rule: 'baseline' as const, place, kind, unit, a, b, undated }
  const finding = (
    rest: Pick<Baseline, 'verdict' | 'ratio' | 'timesMaximum'>,
    stated?: ObservationRecord,
  ): Baseline => {
    const result = { ...common, ...rest, stated: stated?.id }
    return {
      ...result,
      sentence: baselineSentence(result, stated, names),
      records: used(...a.records, ...b.records, stated),
    }
  }
  if (b.median === undefined)
    return [finding({ verdict: 'nothing-to-compare', ratio: undefined, timesMaximum: undefined })]
  const later = b.median
  if (a.median !== undefined && a.dates >= MIN_BASELINE)
    return [finding({ verdict: 'compared', ratio: times(later, a.median), timesMaximum: undefined })]
  const stated = ofKind.filter((one) => standsIn(one, unit, windows.a))
  if (stated.length === 0) return [finding({ verdict: 'too-few', ratio: undefined, timesMaximum: undefined })]
  return stated.map((one) => {
    const usual = one.quantity === undefined ? NOTHING : intervalOf(one.quantity)
    const isMaximum = usual.low === 0 && usual.high > 0 && Number.isFinite(usual.high)
    const maximum = { ...usual, low: usual.high, lowOpen: false, highOpen: false }
    return finding(
      {
        verdict: 'compared-with-stated',
        ratio: times(later, usual),
        timesMaximum: isMaximum ? times(later, maximum) : undefined,
      },
      one,
    )
  })
}

/** Nothing is any number of times nothing. */
function times(later: Interval, usual: Interval): Interval | undefined {
  return usual.high === 0 ? undefined : ratio(later, usual)
}

/** Whether a source states what was usual at a time that window A is part of, or that is part of it. */
function standsIn(one: ObservationRecord, unit: string | undefined, a: Window): boolean {
  const window = windowOf(one.observed)
  return (
    one.baseline === true &&
    one.unit === unit &&
    window !== undefined &&
    overlaps(window, a) &&
    (one.outcome === 'none-seen' || (one.outcome === 'seen' && one.quantity !== undefined))
  )
}

/** Whether it may have been made in one of the windows. */
function isIn(
  { observed }: ObservationRecord,
  { a, b }: { readonly a: Window; readonly b: Window },
): boolean {
  const at = windowOf(observed)
  return at !== undefined && (overlaps(at, a) || overlaps(at, b))
}

function isOfUnit(one: ObservationRecord, unit: string | undefined): boolean {
  if (one.unit === unit) return true
  // Who saw none of a thing, or could not see it, saw none of it in any unit; so did who saw it and counted nothing.
  return one.unit === undefined && one.quantity === undefined
}

/** @param own observations of one place, kind and unit, in the order of their ids */
function countsIn(window: Window, own: readonly ObservationRecord[]): WindowCounts {
  const placed = own.flatMap((one) => {
    const at = windowOf(one.observed)
    return at !== undefined && overlaps(at, window)
      ? [{ one, isInside: at.from >= window.from && at.to <= window.to }]
      : []
  })
  const inside = placed.filter(({ isInside }) => isInside).map(({ one }) => one)
  const isTotal = ({ scope, quantity }: ObservationRecord) => scope === 'total' && quantity !== undefined
  const looks = inside.filter((one) => !isTotal(one))
  const counted = looks.filter(({ outcome, quantity }) => outcome === 'seen' && quantity !== undefined)
  const none = looks.filter((one) => one.outcome === 'none-seen' && !isOfSome(one))
  const counts = [
    ...counted.flatMap(({ quantity }) => (quantity === undefined ? [] : [intervalOf(quantity)])),
    ...none.map(() => NOTHING),
  ]
  return {
    window,
    n: counted.length,
    noneSeen: none.length,
    dates: new Set([...counted, ...none].map(dateKey)).size,
    withoutSight: looks.filter(({ outcome }) => outcome === 'not-visible').length,
    uncounted: looks.filter(({ outcome, quantity }) => outcome === 'seen' && quantity === undefined).length,
    uncertain: placed.length - inside.length,
    totals: inside.length - looks.length,
    typed: counts.length === 1 ? counted[0]?.quantity?.text : undefined,
    range: rangeOf(counts),
    median: medianOf(counts),
    records: used(...placed.map(({ one }) => one)),
  }
}

/** Whether it is about some ships or containers only: that those were not there says nothing about others. */
function isOfSome({ vessels, details }: ObservationRecord): boolean {
  return (
    vessels !== undefined ||
    (details !== undefined && ['colour', 'size', 'lot'].some((detail) => detail in details))
  )
}

function dateKey({ observed }: ObservationRecord): string {
  return `${observed?.earliest ?? ''} ${observed?.latest ?? ''}`
}
