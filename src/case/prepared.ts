import { bodyAndLeaf } from '../custody/record-leaf.ts'
import type { AnyRecord } from '../model/records.ts'
import type { Prepared } from '../store/port.ts'

/** Text of documents that waits to be indexed, in UTF-16 code units, before it is handed on. */
const MAX_TEXT = 1 << 22

/**
 * Revisions one after the other as they are handed to the store, with no more text of documents at a time than it takes.
 * @param prepare called for each, in order, when those before are ready
 */
export async function* inPortions<T>(
  items: readonly T[],
  prepare: (item: T) => Promise<Prepared>,
): AsyncGenerator<readonly Prepared[]> {
  let [ready, text]: [Prepared[], number] = [[], 0]
  for (const item of items) {
    const one = await prepare(item)
    ready.push(one)
    text += one.document?.length ?? 0
    if (text < MAX_TEXT) continue
    yield ready
    ;[ready, text] = [[], 0]
  }
  yield ready
}

/** A revision as it is handed to the store. @param document text of a source's archived document */
export function prepared(record: AnyRecord, document?: string): Prepared {
  return { record, ...bodyAndLeaf(record), ...(document === undefined ? {} : { document }) }
}
