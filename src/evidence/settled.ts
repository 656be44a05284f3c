import { createHash } from 'node:crypto'
import { base32 } from '../model/identifiers.ts'
import { readJudged, writeJudged } from '../model/judged.ts'
import type { JudgementRecord } from '../model/records.ts'
import type { ConflictKind } from '../model/vocabulary.ts'
import type { Used } from './finding.ts'

/*
 * Which judgement settles which conflict. A judgement names the records at odds with their revisions; nothing else ties
 * it to a conflict, so that no judgement can outlive what it was made of.
 */

/** What was judged of a conflict. */
export interface Settled {
  readonly judgement: JudgementRecord
  /** Records at odds that the judgement did not see as they are now. With any of them the conflict is open again. */
  readonly stale: readonly Used[]
}

/** What is at odds: its sides, each with its records. */
interface AtOdds {
  readonly verdict: ConflictKind
  readonly sides: readonly { readonly records: readonly Used[] }[]
}

/** The revision of a record as it is read now. */
export type RevisionOf = (record: Used) => number | undefined

/** The observations or relations that are at odds, each once, in order. Citations of them come and go. */
export function subjectsOf(records: readonly Used[]): string[] {
  const subjects = records.filter(({ type }) => type === 'observation' || type === 'relation')
  return [...new Set(subjects.map(({ type, id }) => `${type}:${id}`))].sort()
}

/**
 * The id of a conflict: Crockford base32 of the first 80 bits of the SHA-256 of its kind and of the observations or
 * relations at odds. A correction does not change it, nor does one more document that says what another says already.
 */
export function keyOf(kind: ConflictKind, records: readonly Used[]): string {
  return base32(
    createHash('sha256')
      .update([kind, ...subjectsOf(records)].join('\n'))
      .digest(),
  )
}

/** The records at odds as a judgement keeps them, each with its revision. */
export function judgedTexts({ sides }: Pick<AtOdds, 'sides'>, revisionOf: RevisionOf): string[] {
  const texts = sides.flatMap(({ records }) =>
    records.flatMap((record) => {
      const revision = revisionOf(record)
      return revision === undefined ? [] : [writeJudged({ ...record, revision })]
    }),
  )
  return [...new Set(texts)].sort()
}

/** Judgements by the observations and relations that they are of, so that each conflict finds its own at once. */
export class Judgements {
  readonly #bySubject = new Map<string, JudgementRecord[]>()
  readonly #revisionOf: RevisionOf

  constructor(judgements: readonly JudgementRecord[], revisionOf: RevisionOf) {
    this.#revisionOf = revisionOf
    for (const judgement of judgements) {
      for (const subject of subjectsOf(judgement.about.map(readJudged))) {
        const known = this.#bySubject.get(subject)
        if (known === undefined) this.#bySubject.set(subject, [judgement])
        else known.push(judgement)
      }
    }
  }

  /**
   * The judgement that settles a conflict: of its kind, and of the same observations or relations. Where more than two
   * are at odds, it may have been made before one of them was recorded, which it then did not see; or before one was
   * taken back. Of several the one that saw most of it as it is now counts, whatever their order.
   */
  of(conflict: AtOdds): Settled | undefined {
    const subjects = subjectsOf(conflict.sides.flatMap(({ records }) => records))
    const candidates = new Map(
      subjects.flatMap((subject) => (this.#bySubject.get(subject) ?? []).map((one) => [one.id, one])),
    )
    const [best] = [...candidates.values()]
      .filter((judgement) => judgement.conflict === conflict.verdict)
      .filter(({ about }) => isSame(subjects, subjectsOf(about.map(readJudged))))
      .map((judgement) => ({ judgement, stale: this.#unseen(conflict, judgement) }))
      .sort((a, b) => a.stale.length - b.stale.length || (a.judgement.id < b.judgement.id ? -1 : 1))
    return best
  }

  /** What the judgement saw otherwise: records that were revised since, and sides that nobody took before. */
  #unseen({ sides }: AtOdds, { about }: JudgementRecord): Used[] {
    const seen = new Map(about.map(readJudged).map(({ type, id, revision }) => [`${type}:${id}`, revision]))
    const stale = sides.flatMap(({ records }) => {
      const known = records.filter(({ type, id }) => seen.has(`${type}:${id}`))
      if (known.length === 0) return [...records]
      return known.filter(
        (record) => (this.#revisionOf(record) ?? 0) !== seen.get(`${record.type}:${record.id}`),
      )
    })
    return [...new Map(stale.map((record) => [`${record.type}:${record.id}`, record])).values()]
  }
}

/** The same, or, where several are at odds, all of the one among the other. */
function isSame(a: readonly string[], b: readonly string[]): boolean {
  const [few, many] = a.length <= b.length ? [a, b] : [b, a]
  const among = new Set(many)
  return (few.length === many.length || few.length > 1) && few.every((subject) => among.has(subject))
}
