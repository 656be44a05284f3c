import type { ObservationRecord } from '../model/records.ts'
import type { ObservationKind } from '../model/vocabulary.ts'
import type { Finding, Names } from './finding.ts'

/** Rule 4, brackets: within what moments something came, went or changed. */
export interface Bracket extends Finding {
  readonly rule: 'brackets'
  readonly verdict: 'arrival' | 'departure' | 'change'
  readonly place: string
  /** What came or went: a vessel, or what observations of that kind count in that unit. */
  readonly subject: { readonly vessel: string } | { readonly kind: ObservationKind; readonly unit?: string }
  /**
   * Milliseconds since 1970, UTC: an arrival or change lies in (after, by], a departure in [after, by). Infinite where
   * nothing bounds it.
   */
  readonly after: number
  readonly by: number
}

/** @param observations at any places, in any order */
export function bracketsOf(_observations: readonly ObservationRecord[], _names: Names): Bracket[] {
  return []
}
