import type { AnyRecord } from '../model/records.ts'
import type { Store, View } from '../store/port.ts'

/** A record that was taken back while another case went on using it. */
export interface Dangling {
  readonly record: AnyRecord
  /** What still names it. */
  readonly usedBy: readonly AnyRecord[]
}

/**
 * What is used although it was taken back. Only a merge brings that about; a case into which none was merged is not looked
 * through.
 */
export async function danglingReferences(store: Store, view: View): Promise<Dangling[]> {
  if ((await store.all('merge', view)).length === 0) return []
  const found: Dangling[] = []
  for (const { type, id } of await store.takenBack(view)) {
    const usedBy = (await store.dependents(type, id, view)).map((stored) => stored.record)
    const record = usedBy.length === 0 ? undefined : (await store.get(type, id, view))?.record
    if (record !== undefined) found.push({ record, usedBy })
  }
  return found
}
