import type { CitationRecord, JudgementRecord, PlaceRecord, RelationRecord } from '../model/records.ts'
import type { ConflictKind } from '../model/vocabulary.ts'
import type { Exclusivity } from './exclusivity.ts'
import type { Finding, Names, Used } from './finding.ts'
import type { Lineage, Origins } from './origins.ts'
import type { Settled } from './settled.ts'
import type { Supported } from './support.ts'
import type { TransitFinding } from './transit.ts'

/** One of the things that are said, of which not all can be true. */
export interface Side {
  readonly text: string
  /** Who says so: the observation, and the citations that state it. */
  readonly records: readonly Used[]
  /** Names of the origins behind it. */
  readonly origins: readonly string[]
}

export interface Conflict extends Finding {
  readonly rule: 'conflicts'
  readonly verdict: ConflictKind
  /** Crockford base32 of what is at odds, whatever the revisions; named by any unique prefix. */
  readonly key: string
  /** Legs that the observations at odds are linked to. */
  readonly legs: readonly string[]
  readonly sides: readonly Side[]
  /** Only copies differ from what they repeat: no two sides have an origin of their own. */
  readonly drift: boolean
  readonly settled: Settled | undefined
}

/** A relation with what is said for and against it. */
export interface RelationSaid {
  readonly relation: RelationRecord
  readonly citations: readonly CitationRecord[]
  readonly origins: Origins
}

export interface ConflictGrounds {
  readonly supported: readonly Supported[]
  readonly relations: readonly RelationSaid[]
  readonly exclusivity: readonly Exclusivity[]
  readonly transits: readonly TransitFinding[]
  readonly places: ReadonlyMap<string, PlaceRecord>
  readonly lineage: Lineage
}

export function conflictsOf(
  _given: ConflictGrounds,
  _judgements: readonly JudgementRecord[],
  _names: Names,
): Conflict[] {
  return []
}

/** Whether it still has to be settled. */
export function isOpen({ settled }: Pick<Conflict, 'settled'>): boolean {
  return settled === undefined || settled.stale.length > 0
}
