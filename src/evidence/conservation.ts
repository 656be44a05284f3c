import type { ConversionRecord, LegRecord, ObservationRecord } from '../model/records.ts'
import type { Finding, Names } from './finding.ts'
import type { Interval } from './interval.ts'

/** Rule 7, conservation: what came out of a leg against what went into the next. */
export interface Conservation extends Finding {
  readonly rule: 'conservation'
  readonly verdict: 'consistent' | 'shortfall' | 'excess' | 'not-comparable'
  readonly legs: readonly [string, string]
  readonly unit: string | undefined
  readonly out: Interval | undefined
  readonly into: Interval | undefined
  /** Ids of the conversions used. */
  readonly conversions: readonly string[]
}

export function conservationOf(
  _leg: LegRecord,
  _next: LegRecord,
  _observations: readonly ObservationRecord[],
  _conversions: readonly ConversionRecord[],
  _names: Names,
): Conservation[] {
  return []
}
