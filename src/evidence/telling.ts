import type { ObservationRecord } from '../model/records.ts'
import type { Stage } from '../model/vocabulary.ts'
import type { TracedLeg } from './appraisal.ts'
import type { Finding, Names } from './finding.ts'

/** The place and window in which one more image would change the chain most. */
export interface Telling extends Finding {
  readonly rule: 'gaps'
  readonly verdict: 'most-telling'
  readonly leg: string
  readonly stage: Stage
  readonly place: string
  readonly window: { readonly first: string; readonly last: string } | undefined
}

/** @param around observations at the ends of the legs, linked to them or not */
export function mostTelling(
  _legs: readonly TracedLeg[],
  _around: readonly ObservationRecord[],
  _names: Names,
): Telling | undefined {
  return undefined
}
