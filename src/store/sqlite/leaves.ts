import { canonicalJson } from '../../custody/canonical.ts'
import { leafHash } from '../../custody/merkle.ts'
import { headOf } from '../../model/entry.ts'
import type { Entry } from '../port.ts'

/** The leaf of a record, where it stands in the log. */
export interface LeafRow {
  readonly position: number
  readonly leaf: Buffer
}

/**
 * The leaves of the log in order.
 * @param size how many
 * @param rowsFrom the next records from a position on, below `size`
 */
export async function* leavesOf(
  size: number,
  rowsFrom: (position: number) => Promise<LeafRow[]>,
  entryAt: (number: number) => Promise<Entry | undefined>,
): AsyncGenerator<Uint8Array> {
  let entry = await entryAt(1)
  for (let at = 0; at < size;) {
    const rows = await rowsFrom(at)
    const before = at
    for (const { position, leaf } of [...rows, { position: size, leaf: undefined }]) {
      // Between the records stand the entries' own leaves, which are not kept but follow from them.
      for (; at < position && entry?.position === at; at += 1) {
        yield leafHash(canonicalJson(headOf(entry)))
        entry = await entryAt(entry.number + 1)
      }
      if (leaf === undefined || at !== position) break
      yield leaf
      at += 1
    }
    if (at === before) return
  }
}
