import type { LegRecord, ObservationRecord } from '../model/records.ts'
import type { Length } from './distance.ts'
import type { Finding, Names } from './finding.ts'
import type { Transit } from './strength.ts'

/** Rule 5, transit: whether what was seen at one end of a leg can have been what was seen at the other. */
export interface TransitFinding extends Finding {
  readonly rule: 'transit'
  readonly verdict: Transit
  readonly leg: string
  readonly what:
    { readonly vessel: string } | { readonly lot: string } | { readonly consist: readonly string[] }
  /** The least and the most time between the two sightings, in hours; infinite where a window is open. */
  readonly hours: { readonly least: number; readonly most: number }
  /** Undefined where the leg has no known length. */
  readonly km: number | undefined
  readonly basis: Length['basis'] | undefined
  /** The speed needed, in km/h: over the most time and over the least. Infinite where there may be no time at all. */
  readonly needed: { readonly least: number; readonly most: number } | undefined
}

export function transitsOf(
  _leg: LegRecord,
  _length: Length | undefined,
  _observations: readonly ObservationRecord[],
  _names: Names,
): TransitFinding[] {
  return []
}

/** What the strength of a leg goes by; undefined without any finding. */
export function transitOf(findings: readonly TransitFinding[]): Transit | undefined {
  return (['impossible', 'strained', 'plausible', 'unconstrained'] as const).find((transit) =>
    findings.some(({ verdict }) => verdict === transit),
  )
}
