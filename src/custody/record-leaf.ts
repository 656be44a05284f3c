import type { AnyRecord } from '../model/records.ts'
import { canonicalJson } from './canonical.ts'
import { leafHash } from './merkle.ts'

/** The leaf of a revision, in hexadecimal. */
export function recordLeaf(record: AnyRecord): string {
  return leafHash(canonicalJson(record)).toString('hex')
}
