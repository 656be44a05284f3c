import { leafOf } from '../custody/merged-log.ts'
import { recordLeaf } from '../custody/record-leaf.ts'
import type { AnyRecord, MergeRecord } from '../model/records.ts'
import type { Stored, View } from '../store/port.ts'
import type { Case } from './case.ts'
import { leavesOfMerged } from './merged-logs.ts'

/** A record that was taken back while another case went on using it. */
export interface Dangling {
  readonly record: AnyRecord
  /** What still names it, and was recorded by somebody who did not know that it was taken back. */
  readonly usedBy: readonly AnyRecord[]
}

/**
 * What is used although it was taken back. Only a merge brings that about; a case into which none was merged is not looked
 * through. What already stood where it was taken back, such as its own citations, was known there and is not named.
 */
export async function danglingReferences(
  { folder, store }: Pick<Case, 'folder' | 'store'>,
  view: View,
): Promise<Dangling[]> {
  const merges = await store.all('merge', view)
  if (merges.length === 0) return []
  const isMerged = ({ entry }: Stored) => merges.some((merge) => merge.entry === entry)
  const found: { readonly taken: Stored; readonly usedBy: readonly Stored[] }[] = []
  for (const { type, id } of await store.takenBack(view)) {
    const users = await store.dependents(type, id, view)
    const taken = users.length === 0 ? undefined : await store.get(type, id, view)
    if (taken === undefined) continue
    const usedBy = isMerged(taken) ? users : users.filter(({ position }) => position > taken.position)
    if (usedBy.length > 0) found.push({ taken, usedBy })
  }
  const known = new Set<string>()
  for (const { record, entry } of merges) {
    const users = found.filter(({ taken }) => taken.entry === entry).flatMap(({ usedBy }) => usedBy)
    for (const leaf of await knownThere(folder, record, users)) known.add(leaf)
  }
  return found
    .map(({ taken, usedBy }) => ({
      record: taken.record,
      usedBy: usedBy
        .filter((user) => !isMerged(taken) || !known.has(recordLeaf(user.record)))
        .map(({ record }) => record),
    }))
    .filter(({ usedBy }) => usedBy.length > 0)
}

/** Of some revisions, the leaves of those that the merged case had too, in hexadecimal. */
async function knownThere(folder: string, merge: MergeRecord, users: readonly Stored[]): Promise<string[]> {
  const wanted = new Set(users.map(({ record }) => recordLeaf(record)))
  const known: string[] = []
  if (wanted.size === 0) return known
  for await (const leaf of leavesOfMerged(folder, merge)) {
    if (leaf.kind === 'entry') continue
    const hex = Buffer.from(leafOf(leaf)).toString('hex')
    if (wanted.has(hex)) known.push(hex)
  }
  return known
}
