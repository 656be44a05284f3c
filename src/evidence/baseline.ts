import type { ObservationRecord } from '../model/records.ts'
import type { ObservationKind } from '../model/vocabulary.ts'
import type { Finding, Names, Used } from './finding.ts'
import type { Interval } from './interval.ts'
import type { Window } from './window.ts'

export const MIN_BASELINE = 6

/** What was counted in one window. */
export interface WindowCounts {
  readonly window: Window
  /** Counts: seen, with a quantity. */
  readonly n: number
  /** Looks with none seen: each is a count of 0. */
  readonly noneSeen: number
  /** On how many different dates, or windows of time, those counts were made. */
  readonly dates: number
  /** Looks that could not have seen it; no counts. */
  readonly withoutSight: number
  /** Seen, but not counted. */
  readonly uncounted: number
  /** May have been made in the window, but not certainly. */
  readonly uncertain: number
  readonly range: Interval | undefined
  readonly median: Interval | undefined
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
  /** What the figure of window B divided by that of window A may be. */
  readonly ratio: Interval | undefined
  /** Id of the stated baseline that stands in for window A. */
  readonly stated: string | undefined
}

export function baselineOf(
  _place: string,
  _observations: readonly ObservationRecord[],
  _windows: { readonly a: Window; readonly b: Window },
  _names: Names,
  _kinds?: readonly ObservationKind[],
): Baseline[] {
  return []
}
