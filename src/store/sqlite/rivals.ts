import type { AnyRecord } from '../../model/records.ts'
import type { EntryTables } from './entry-tables.ts'
import type { Latest } from './latest.ts'

/*
 * Revisions that came with a merge. Two cases may each hold their own second revision of one record: both are kept. Which of
 * them is read until somebody settles it must not depend on who merged whom, so it is that of the highest number, and of
 * several of one number that with the greatest leaf.
 */

/** Where a revision stands among those that are there. */
export interface Standing {
  /** 0; of others of the same number 1, 2, … in the order in which they came. */
  readonly rival: number
  /** Whether it is read in place of the newest so far; else it is set aside, and names its own position as what it supersedes. */
  readonly isNewest: boolean
}

/** @returns undefined when exactly this revision is there */
export function standingOf(
  tables: EntryTables,
  record: AnyRecord,
  leaf: Uint8Array,
  latest: Latest | undefined,
): Standing | undefined {
  const { revision } = record
  if (latest === undefined || revision > latest.revision) return { rival: 0, isNewest: true }
  if (tables.has(record, leaf)) return undefined
  return { rival: tables.rivals(record), isNewest: isAfter({ revision, leaf }, latest) }
}

/** Whether one revision is read rather than another of the same record. */
export function isAfter(
  one: { readonly revision: number; readonly leaf: Uint8Array },
  other: { readonly revision: number; readonly leaf: Uint8Array },
): boolean {
  if (one.revision !== other.revision) return one.revision > other.revision
  return Buffer.compare(one.leaf, other.leaf) > 0
}
