import type { CaseRecord, MergeRecord } from '../model/records.ts'
import type { Entry, Store, View } from '../store/port.ts'
import type { Survey } from './merge-survey.ts'
import { mergedRootAt } from './merged-logs.ts'

/* How much of another case's history is here before it is merged. */

/** This case, as it is before the merge. */
export interface Here {
  readonly folder: string
  readonly store: Store
  readonly view: View
  readonly ownCase: string
}

/**
 * How much of the log of the other case is here: as the beginning of this one's own, where it is a copy, or as that of a case merged
 * before.
 * @returns leaves
 */
export async function knownLeaves(
  here: Here,
  other: Store,
  { record, head }: { readonly record: CaseRecord; readonly head: Entry },
): Promise<number> {
  const sizes: number[] = [0]
  if (record.id === here.ownCase) {
    // Copies of one case begin with the same entries; up to which, is found by halving.
    const last = Math.min(head.number, (await here.store.head())?.number ?? 0)
    sizes.push(await sharedSize(here.store, other, last))
  }
  for (const { record: merge } of await here.store.all('merge', here.view)) {
    if (merge.case !== record.id) continue
    const end = Math.min(merge.size, head.size)
    const theirs = await entryOfSize(other, end, head)
    const ours = await mergedRootAt(here.folder, merge, end)
    if (ours !== undefined && theirs?.root.equals(ours) === true) sizes.push(end)
  }
  return Math.max(...sizes)
}

/** Whether all that would come is that cases were merged there whose history is here: each merge would bring about another one, else. */
export async function bringsNothing(here: Here, { added, hasOwn, merges }: Survey): Promise<boolean> {
  if (hasOwn || [...added.keys()].some((type) => type !== 'merge')) return false
  for (const merge of merges) if (!(await isKnown(here, merge))) return false
  return true
}

/** Whether the log that was merged there is here, as the beginning of this one's own or of one that was merged. */
async function isKnown(here: Here, { case: id, size, root }: MergeRecord): Promise<boolean> {
  const roots: (Buffer | undefined)[] = []
  const head = await here.store.head()
  if (id === here.ownCase && head !== undefined) roots.push((await entryOfSize(here.store, size, head))?.root)
  for (const { record } of await here.store.all('merge', here.view))
    if (record.case === id) roots.push(await mergedRootAt(here.folder, record, size))
  return roots.some((one) => one?.toString('hex') === root)
}

/** The size of two logs up to which they are one, entry by entry. */
async function sharedSize(one: Store, another: Store, last: number): Promise<number> {
  let [same, low, high] = [0, 1, last]
  while (low <= high) {
    const number = Math.floor((low + high) / 2)
    const [a, b] = [await one.entryAt({ number }), await another.entryAt({ number })]
    if (b !== undefined && a?.size === b.size && a.root.equals(b.root)) {
      same = a.size
      low = number + 1
    } else high = number - 1
  }
  return same
}

/** The entry after which a log had a size. */
async function entryOfSize(store: Store, size: number, head: Entry): Promise<Entry | undefined> {
  let [low, high] = [1, head.number]
  while (low <= high) {
    const number = Math.floor((low + high) / 2)
    const entry = await store.entryAt({ number })
    if (entry === undefined || entry.size === size) return entry
    if (entry.size < size) low = number + 1
    else high = number - 1
  }
  return undefined
}
