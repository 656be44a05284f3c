import { canonicalJson } from '../custody/canonical.ts'
import { leafHash } from '../custody/merkle.ts'
import type { AnyRecord } from '../model/records.ts'
import type { Prepared } from '../store/port.ts'

/** A revision as it is handed to the store. @param document text of a source's archived document */
export function prepared(record: AnyRecord, document?: string): Prepared {
  const body = canonicalJson(record)
  return { record, body, leaf: leafHash(body), ...(document === undefined ? {} : { document }) }
}
