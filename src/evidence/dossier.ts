import type { Change } from '../model/changes.ts'
import type { EntryHead } from '../model/entry.ts'
import type { QuoteCheck } from '../model/quotation.ts'
import type {
  AnyRecord,
  CitationRecord,
  DerivationRecord,
  LegRecord,
  ObservationRecord,
  RelationRecord,
  SourceRecord,
} from '../model/records.ts'
import type { CredibilityWarning } from './credibility.ts'
import type { Length } from './distance.ts'
import type { Drift } from './drift.ts'
import type { Lineage, Origins } from './origins.ts'
import type { RevisionConflict } from './revision-conflicts.ts'

/** A revision of a record, with who wrote it and what it changed. */
export interface Revision {
  readonly record: AnyRecord
  readonly entry: EntryHead
  readonly action: 'recorded' | 'corrected' | 'retracted' | 'restored'
  /** What it says that the one before did not; of the first revision every field is new. */
  readonly changes: readonly Change[]
  /** Who recorded it in the case that it came with; absent when it was recorded in this one. */
  readonly origin?: RevisionOrigin
}

/** Who recorded a revision, in which case. */
export interface RevisionOrigin {
  readonly analyst: string
  /** RFC 3339, UTC. */
  readonly recordedAt: string
  /** Number of the entry there. */
  readonly entry: number
  /** Title of the merged case it came with; undefined when it was recorded in this one. */
  readonly from: string | undefined
}

/** A citation with its document and what that rests on. */
export interface Cited {
  readonly citation: CitationRecord
  readonly shortId: string
  readonly source: SourceRecord | undefined
  readonly origins: Origins
  /** How its quotation stands to the text of the document; undefined without one. */
  readonly quotation: QuoteCheck | undefined
}

/** Observations that have to do with a record: how many, and the first of them. */
export interface Mentioned {
  readonly total: number
  readonly first: readonly { readonly observation: ObservationRecord; readonly shortId: string }[]
}

/** What documents state otherwise than those they derive from. */
export interface Drifted {
  /** Of an observation: in any document that is cited for it. Of a source: in it. */
  readonly drifts: readonly Drift[]
  /** Short ids of the citations and observations they are about. */
  readonly shortIds: ReadonlyMap<string, string>
  /** Of a source: of how many observations that cite it they were looked for, when that is not all. */
  readonly among: number | undefined
}

/** Everything a case knows about one record, for `trace show`. */
export interface Dossier {
  readonly record: AnyRecord
  readonly shortId: string
  /** What the keys it holds stand for: name or title by `type key`. */
  readonly names: ReadonlyMap<string, string>
  readonly lineage: Lineage
  readonly history: readonly Revision[]
  /** Revisions of it that are at odds since a merge, settled or not. */
  readonly revisions: RevisionConflict | undefined
  /** Who recorded those, by leaf in hexadecimal. */
  readonly revisionOrigins: ReadonlyMap<string, RevisionOrigin>
  /** Of an observation or relation: what is said about it. */
  readonly citations: readonly Cited[]
  /** Of an observation or source; undefined for the others. */
  readonly drifted: Drifted | undefined
  /** What an observation, relation or source rests on. */
  readonly restsOn: Origins | undefined
  /** Of an observation: that its origins do not bear out its credibility. */
  readonly warnings: readonly CredibilityWarning[]
  /** Of a citation: the observation or relation it is about. */
  readonly about: ObservationRecord | RelationRecord | undefined
  /** Of a citation: how its quotation stands to the text of the document; undefined without one. */
  readonly quotation: QuoteCheck | undefined
  /** Of a source: what repeats it. */
  readonly repeatedBy: readonly DerivationRecord[]
  /** Of a vessel or organisation. */
  readonly relations: readonly { readonly relation: RelationRecord; readonly shortId: string }[]
  /** Of a place or route. */
  readonly legs: readonly LegRecord[]
  /** Of a leg. */
  readonly length: Length | undefined
  /** Undefined for what no observation names. */
  readonly observations: Mentioned | undefined
  /** Citations left out because their source is not certain to have been public. */
  readonly notPublic: readonly CitationRecord[]
  /** False when the record rests on documents, and none of them is certain to have been public. */
  readonly isPublic: boolean
}
