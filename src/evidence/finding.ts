import { compare } from '../model/order.ts'
import type { RecordType } from '../model/vocabulary.ts'

/*
 * What the rules have in common: each says one thing in one sentence and names the records it says it of, so that a
 * reader can go and look. A rule that has nothing to say returns nothing.
 */

/** The rules of evidence, as they are called in every output. */
export const RULES = [
  'origins',
  'drift',
  'brackets',
  'voyages',
  'transit',
  'exclusivity',
  'conservation',
  'baseline',
  'match',
  'conflicts',
  'gaps',
] as const
export type Rule = (typeof RULES)[number]

/** A record that a finding rests on. */
export interface Used {
  readonly type: RecordType
  readonly id: string
}

/** What every result of a rule has; each rule adds what it worked out. */
export interface Finding {
  readonly rule: Rule
  /** The rule's own word for it, such as `lost-hedge` or `impossible`. */
  readonly verdict: string
  /** One sentence that says why, with figures; names and words of sources in it are untrusted text. */
  readonly sentence: string
  /** The records it rests on, each once, in the order of type and id. */
  readonly records: readonly Used[]
}

/** Records in the form and order in which findings name them. */
export function used(...records: readonly (Used | undefined)[]): Used[] {
  const byKey = new Map(
    records.flatMap((record) =>
      record === undefined
        ? []
        : [[`${record.type} ${record.id}`, { type: record.type, id: record.id }] as const],
    ),
  )
  return [...byKey.entries()].sort(([a], [b]) => compare(a, b)).map(([, record]) => record)
}

/** What records are called in sentences; each gives the key itself where there is no such record. */
export interface Names {
  readonly place: (key: string) => string
  readonly vessel: (key: string) => string
  readonly organisation: (key: string) => string
}
