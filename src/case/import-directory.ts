import type { AnyRecord } from '../model/records.ts'
import type { RecordType } from '../model/vocabulary.ts'

/*
 * What rows may name, as it stood when an import began: plain data, so that it can be handed to another thread.
 */

/** A record that is in the case, as far as a row may ask for it. */
export interface Known {
  readonly type: RecordType
  readonly id: string
  /** What it may be called by beside its key. */
  readonly names: readonly string[]
  /** Its title or name, for sentences. */
  readonly title: string
  readonly lat?: number
  readonly lon?: number
  /** How far off the position may be, in metres. */
  readonly accuracy?: number
  /** Its current revision, where the rows are records of this type themselves. */
  readonly record?: AnyRecord
  /** Whether its archived document has words that quotations are looked up in. */
  readonly hasText?: boolean
  /** For a leg. */
  readonly ends?: {
    readonly route: string
    readonly from: string
    readonly to: string
    readonly mode: string
  }
}

/** A record that was taken back, whose key stays taken. */
export interface Gone {
  readonly type: RecordType
  readonly id: string
  readonly revision: number
  readonly reason: string | undefined
}

/** The reference data of a case by name. */
export interface Directory {
  readonly known: readonly Known[]
  readonly gone: readonly Gone[]
  /** What the contents of corrected records would have as content id now, with the id they do have. */
  readonly corrected: readonly (readonly [type: RecordType, contents: string, id: string])[]
}
