import type { LegRecord, ObservationRecord } from '../model/records.ts'
import type { Finding, Names } from './finding.ts'

/** Rule 9, match: what looks the same at two ends. */
export interface Match extends Finding {
  readonly rule: 'match'
  readonly verdict: 'same-colour-and-size' | 'same-lot' | 'same-consist' | 'consist-reversed'
  /** Keys of the places. */
  readonly from: string
  readonly to: string
  /** What is the same, such as `blue 20ft containers`. */
  readonly what: string
}

export function matchesOf(
  _leg: LegRecord,
  _observations: readonly ObservationRecord[],
  _names: Names,
): Match[] {
  return []
}
