import type { PlaceRecord } from '../model/records.ts'
import type { Finding } from './finding.ts'
import type { Lineage } from './origins.ts'
import type { Supported } from './support.ts'

export const DRIFTS = [
  'lost-hedge',
  'flipped-bound',
  'changed-figure',
  'changed-unit',
  'changed-date',
  'total-became-event',
  'lost-likelihood',
  'changed-likelihood',
  'changed-change',
  'changed-place',
] as const

/** What one document states otherwise than the document it has it from. */
export interface Drift extends Finding {
  readonly rule: 'drift'
  readonly verdict: (typeof DRIFTS)[number]
  /** Id of the observation. */
  readonly about: string
  readonly field: 'quantity' | 'unit' | 'observed' | 'scope' | 'likelihood' | 'change' | 'place'
  readonly before: string
  readonly after: string
  /** The document it is compared with; undefined when nobody upstream states it, and it is the observation as recorded. */
  readonly from: string | undefined
  /** The document in which it changed. */
  readonly source: string
  readonly citation: string
}

/**
 * Rule 2, drift.
 * @param places to know a place's other names
 */
export function driftsOf(
  _one: Supported,
  _lineage: Lineage,
  _places: ReadonlyMap<string, PlaceRecord>,
): Drift[] {
  return []
}
