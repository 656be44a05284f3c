import type { AnyRecord } from '../model/records.ts'
import { canonicalJson } from './canonical.ts'
import { leafHash } from './merkle.ts'

/** A revision as it is kept: its canonical JSON, and the leaf that is the hash of that. */
export function bodyAndLeaf(record: AnyRecord): { body: string; leaf: Buffer } {
  const body = canonicalJson(record)
  return { body, leaf: leafHash(body) }
}

/** The leaf of a revision, in hexadecimal. */
export function recordLeaf(record: AnyRecord): string {
  return bodyAndLeaf(record).leaf.toString('hex')
}
