import { bodyAndLeaf } from '../custody/record-leaf.ts'
import type { AnyRecord } from '../model/records.ts'
import type { Prepared } from '../store/port.ts'

/** A revision as it is handed to the store. @param document text of a source's archived document */
export function prepared(record: AnyRecord, document?: string): Prepared {
  return { record, ...bodyAndLeaf(record), ...(document === undefined ? {} : { document }) }
}
