import type { RevisionLeaf } from '../custody/merged-log.ts'
import type { Fault } from '../model/fault.ts'
import type { EntryHead } from '../model/entry.ts'
import type { AnyRecord, ObservationRecord, RecordOf } from '../model/records.ts'
import type { ObservationKind, Outcome, RecordType, Stage } from '../model/vocabulary.ts'

/*
 * What the program needs of a place to keep a case in. Coarse on purpose: an adapter for another engine implements
 * these methods and passes the same contract tests (test/store/contract.ts).
 */

export interface OpenHow {
  /** Makes a new, empty case; otherwise there has to be one. */
  readonly create?: boolean
  /**
   * The case stays as it is: its schema is not brought up to date. When it is an older one, that of a copy is, and the copy is opened.
   * Asked for the file of that copy, which is not there yet; whoever names it removes it.
   */
  readonly copyAt?: () => Promise<string>
}

/** Opens the case in a database file. */
export type OpenStore = (file: string, how?: OpenHow) => Promise<Store>

/** How much of the log a reading sees: the leaves at positions below `size`. */
export interface View {
  readonly size: number
}

/** A revision where it stands in the log. */
export interface Stored<T extends AnyRecord = AnyRecord> {
  readonly record: T
  /** Leaf index, from 0. */
  readonly position: number
  /** Number of the entry that added it. */
  readonly entry: number
}

/** An entry with what the tree was after it. */
export interface Entry extends EntryHead {
  /** Leaf index of the entry's own leaf. */
  readonly position: number
  /** Leaves in the tree after it. */
  readonly size: number
  /** Root of the tree after it, 32 bytes. */
  readonly root: Buffer
}

export interface EntryDraft {
  readonly analyst: string
  readonly command: string
  readonly note?: string
  /** Complete, valid revisions with their keys; the store gives them their positions. */
  readonly records: readonly AnyRecord[]
  /** Asked once the case is locked for writing, so that times follow the order of entries. */
  readonly now: () => Date
  /** Size of the log at which these records were decided on; the append is refused when it has grown since. */
  readonly decidedAt?: number
  /** Text of archived documents to search in, by source key. */
  readonly documents?: ReadonlyMap<string, string>
  /** Replays an entry of another case's package: its own times, taken as they are. */
  readonly replay?: { readonly recordedAt: string; readonly clock?: string }
}

export interface Receipt {
  /** Undefined when every record was already there, in which case nothing was written. */
  readonly entry: Entry | undefined
  readonly added: readonly Stored[]
  /** Records that were already in the case with the same content. */
  readonly repeated: readonly AnyRecord[]
}

/** A complete, valid revision with what custody makes of it, so that a thread of its own can make it. */
export interface Prepared {
  readonly record: AnyRecord
  /** Its canonical JSON (RFC 8785). */
  readonly body: string
  /** The hash of that (RFC 6962, section 2.1), 32 bytes. */
  readonly leaf: Uint8Array
  /** Of a source, the text of its archived document to search in. */
  readonly document?: string
}

/** What an entry of any number of records is made of; see {@link EntryDraft}. */
export interface BulkDraft extends Omit<EntryDraft, 'records' | 'documents'> {
  /** In the order of the log: what a record names comes before it. Batches of some hundred to some thousand. */
  readonly records: AsyncIterable<Iterable<Prepared>>
  /** Does all that is done otherwise, and takes it back in the end. */
  readonly dryRun?: boolean
  /** About how large it is, in bytes of what the records are read from, so that a very large one can be written another way. */
  readonly bytes?: number
}

export interface BulkReceipt {
  /** Undefined when every record was already there; of a dry run, what it would have been. */
  readonly entry: Entry | undefined
  readonly added: ReadonlyMap<RecordType, number>
  /** How many were already in the case, or came twice, with the same content. */
  readonly repeated: ReadonlyMap<RecordType, number>
}

/** Which observations; every part given has to hold. Keys are exact, names are resolved before. */
export interface ObservationFilter {
  readonly kinds?: readonly ObservationKind[]
  readonly places?: readonly string[]
  readonly vessels?: readonly string[]
  readonly legs?: readonly string[]
  readonly stages?: readonly Stage[]
  /** Cited from one of these documents. */
  readonly sources?: readonly string[]
  /** Of which one of these organisations is an origin (rule 1), also through documents that repeat it. */
  readonly originators?: readonly string[]
  readonly analysts?: readonly string[]
  readonly outcomes?: readonly Outcome[]
  /** Admiralty codes, one of which has to fit: its credibility, and the reliability of a source in support. */
  readonly grades?: readonly { readonly reliability?: string; readonly credibility?: number }[]
  /** Instants, UTC: the observation's own bounds overlap this window. Undated ones are left out and counted. */
  readonly observed?: { readonly earliest?: string; readonly latest?: string }
  /** Words that the observation or one of its quotations holds. */
  readonly words?: string
  /** Instant, UTC: supported by a source that was certainly public by then. */
  readonly publicBy?: string
}

export const SORTS = ['observed', 'recorded', 'kind', 'place', 'quantity'] as const
export type Sort = (typeof SORTS)[number]

export interface Page {
  readonly sort: Sort
  readonly reverse: boolean
  readonly limit: number
  readonly offset: number
}

export interface Found {
  readonly observations: readonly Stored<ObservationRecord>[]
  /** How many there are on all pages. */
  readonly total: number
  /** How many a window left out because they have no date. */
  readonly undated: number
  /** Keys of the sources cited that `publicBy` left out though they may have been public by then. */
  readonly leftOut: { readonly undated: readonly string[]; readonly uncertain: readonly string[] }
}

/** Everything the evidence rules need to know about some observations. Current revisions only. */
export interface Evidence {
  readonly observations: readonly Stored<ObservationRecord>[]
  readonly citations: readonly Stored<RecordOf['citation']>[]
  /** The cited sources and all they derive from. */
  readonly sources: readonly Stored<RecordOf['source']>[]
  readonly derivations: readonly Stored<RecordOf['derivation']>[]
}

/** Whose evidence: of sources only they and all they derive from are given. */
export type EvidenceOf =
  | { readonly legs: readonly string[] }
  | { readonly observations: readonly string[] }
  /**
   * Of the observations at these positions, which {@link Store.positions} gave.
   * `known` are keys of sources that are known already, with all they derive from, and are not given again.
   */
  | { readonly positions: readonly number[]; readonly known?: ReadonlyMap<string, unknown> }
  /** At one of the places, or about one of the vessels, and not linked to one of the legs. */
  | {
      readonly places: readonly string[]
      readonly vessels: readonly string[]
      readonly notOn: readonly string[]
    }
  /** What is said about these relations: their citations and documents, and no observations. */
  | { readonly relations: readonly string[] }
  | { readonly sources: readonly string[] }

export interface Candidate {
  readonly type: RecordType
  readonly id: string
  /** How it fits: by its key, by the start of its content id, or by a name. */
  readonly by: 'key' | 'prefix' | 'name'
}

export interface Hit {
  readonly stored: Stored
  /** The words around what was found, as they stand in the record or document. */
  readonly excerpt: string
}

/**
 * The text of a source's archived document as it was indexed; undefined when it has none, null when it cannot be told, as
 * when the file is not what was archived.
 */
export type DocumentOf = (source: RecordOf['source']) => Promise<string | null | undefined>

/** What comes up while a case is checked. */
export type Audited =
  | { readonly kind: 'fault'; readonly fault: Fault }
  /** A citation whose row is sound, for checking its quotation. */
  | {
      readonly kind: 'citation'
      readonly citation: RecordOf['citation']
      readonly entry: number
      readonly position: number
    }
  /** A merge whose row is sound, for checking the log of the other case. */
  | {
      readonly kind: 'merge'
      readonly merge: RecordOf['merge']
      readonly entry: number
      readonly position: number
    }
  | { readonly kind: 'progress'; readonly done: number; readonly of: number }
  /** The last: what was read; whether the full-text index could be held against it, which needs a case that can be written. */
  | {
      readonly kind: 'end'
      readonly entries: number
      readonly records: number
      readonly searchChecked: boolean
      /** How many of the guards that refuse to change what was recorded are gone. */
      readonly guardsMissing: number
    }

export interface Store {
  /** The newest entry; undefined in a case without any. */
  head(): Promise<Entry | undefined>
  /** The last entry recorded at or before an instant (UTC), or the entry of that number. */
  entryAt(at: { readonly instant: string } | { readonly number: number }): Promise<Entry | undefined>
  /**
   * Entries `from` to `to`, both inclusive, oldest first.
   */
  entries(from: number, to: number): Promise<Entry[]>
  /**
   * Adds records as one entry, in one transaction: all of them, durably, or nothing. Records already there with the
   * same content are left out and named in the receipt.
   * @throws Failure `already-exists` (same key, other content), `changed-meanwhile` (somebody added that revision),
   *   `unknown-name` and `retracted` (a reference that does not hold), `disk-full`, `cannot-write`, `case-busy`.
   */
  append(draft: EntryDraft): Promise<Receipt>
  /**
   * Like {@link append}, for any number of records, in constant memory. The case stays locked for writing from the first batch to
   * the last. An error in `records` leaves the case as it was, and is passed on.
   */
  appendAll(draft: BulkDraft): Promise<BulkReceipt>
  /** The current revision, retracted or not. */
  get<T extends RecordType>(type: T, id: string, view: View): Promise<Stored<RecordOf[T]> | undefined>
  /**
   * All revisions by their number, and of several of one number, as a merge may bring them, the one that is read until they are
   * settled last.
   */
  history(type: RecordType, id: string, view: View): Promise<Stored[]>
  /** Records of a type that were not retracted, by key. For the reference data of a case, not for observations at scale. */
  all<T extends RecordType>(type: T, view: View): Promise<Stored<RecordOf[T]>[]>
  /** Records with several revisions of one number, in the order of their keys. */
  rivals(view: View): Promise<Pick<AnyRecord, 'type' | 'id'>[]>
  /** Records whose current revision takes them back, in the order in which that was written. */
  takenBack(view: View): Promise<Pick<AnyRecord, 'type' | 'id'>[]>
  /** Which of these revisions are in the case, each with exactly that leaf. */
  holds(revisions: readonly RevisionLeaf[], view: View): Promise<boolean[]>
  /** What a word on the command line may mean: a key, the start of a content id (at least four characters), a name. */
  candidates(word: string, types: readonly RecordType[], view: View): Promise<Candidate[]>
  /** Names and keys in use, for suggestions and completion; those that start with `prefix`, at most `limit`. */
  names(types: readonly RecordType[], prefix: string, limit: number, view: View): Promise<string[]>
  find(filter: ObservationFilter, page: Page, view: View): Promise<Found>
  /**
   * Where current records are, in the order of the log: those of a type, or the observations that fit. They are read with
   * {@link at} or {@link evidence}, some at a time: a number each is all that has to be held of any number of records.
   */
  positions(of: RecordType | ObservationFilter, view: View): Promise<readonly number[]>
  /**
   * Where the current revisions of records are that have more than one, in the order of the log: those that were corrected,
   * and those that were retracted.
   */
  revised(types: readonly RecordType[], view: View): Promise<readonly number[]>
  /** The revisions at these positions, in the order of the log. */
  at(positions: readonly number[]): Promise<Stored[]>
  /** What the evidence rules need: see {@link EvidenceOf}. */
  evidence(of: EvidenceOf, view: View): Promise<Evidence>
  /** Full-text search, best first. */
  search(words: string, limit: number, view: View): Promise<Hit[]>
  /** Revisions at positions from `from.size` up to `to.size`, in log order: what was written between two views. */
  written(from: View, to: View): AsyncIterable<Stored>
  /** Current, not retracted records that name this one; judgements, which name revisions, are not among them. */
  dependents(type: RecordType, id: string, view: View): Promise<Stored[]>
  /** The shortest prefix, of at least four characters, that is this content id's alone. */
  shortId(id: string, view: View): Promise<string>
  /**
   * Works out again everything that is kept: leaves, roots, references, indexes. Reads the case as it is at one moment, while
   * others may write, and in constant memory. One fault is named once.
   * @param documentOf asked for every source, in the order of the log
   * @throws Failure `case-damaged` when the case cannot be read at all
   */
  audit(documentOf: DocumentOf): AsyncIterable<Audited>
  /** The leaves of the log in order, from the first, up to `size`: 32 bytes each. */
  leaves(view: View): AsyncIterable<Uint8Array>
  /** How many records of each type each of these entries added; both numbers inclusive. */
  added(from: number, to: number): Promise<ReadonlyMap<number, ReadonlyMap<RecordType, number>>>
  /**
   * Writes a consistent copy of the case's database while others write to it.
   * @param file where; nothing may be there
   * @throws Failure `disk-full`, `cannot-write`, `case-damaged`
   */
  copyTo(file: string): Promise<void>
  /**
   * Brings all that was written into the one file, so that the file alone is the case.
   * @throws Failure `disk-full`, `case-busy` while somebody reads it
   */
  settle(): Promise<void>
  close(): Promise<void>
}
