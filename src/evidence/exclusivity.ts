import type { ObservationRecord, PlaceRecord } from '../model/records.ts'
import type { Finding, Names } from './finding.ts'

/** Rule 6, exclusivity: one vessel at two places in windows that cannot both hold. */
export interface Exclusivity extends Finding {
  readonly rule: 'exclusivity'
  readonly verdict: 'two-places-at-once' | 'too-fast'
  readonly vessel: string
  readonly places: readonly [string, string]
  /** The least distance between the places in km; undefined where one has no position. */
  readonly km: number | undefined
  /** The most time the windows leave between the two, in hours. */
  readonly hours: number
  /** The speed that at least would be needed, in km/h; undefined where the distance is or where there is no time. */
  readonly needed: number | undefined
}

export function exclusivityOf(
  _observations: readonly ObservationRecord[],
  _places: ReadonlyMap<string, PlaceRecord>,
  _names: Names,
): Exclusivity[] {
  return []
}
