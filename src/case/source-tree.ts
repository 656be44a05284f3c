import { repeating, treesFrom } from '../evidence/derivation-tree.ts'
import { documentsWalked, lineageOf, type Lineage } from '../evidence/origins.ts'
import { isPublicBy, publicityOf } from '../evidence/public.ts'
import type { RecordOf, SourceRecord } from '../model/records.ts'
import type { RecordType } from '../model/vocabulary.ts'
import type { Store } from '../store/port.ts'
import type { Reading } from './case.ts'
import { resolveId } from './resolve.ts'
import type { LeftOut } from './trace.ts'

/** The documents of a case with what repeats what. */
export interface SourceTree {
  /** The documents that are drawn and the derivations between them. */
  readonly lineage: Lineage
  /** The document asked for. */
  readonly subject: SourceRecord | undefined
  /** Keys of the documents that are drawn because public ones rest on them, though it is not certain that they were public. */
  readonly notPublic: ReadonlySet<string>
  readonly leftOut: LeftOut
}

/**
 * @param word the document asked for, by key or title; undefined for all of them
 * @throws Failure `unknown-name`, `ambiguous`
 */
export async function sourceTree(
  store: Store,
  word: string | undefined,
  reading: Reading,
): Promise<SourceTree> {
  const subject = word === undefined ? undefined : await resolveId(store, word, 'source', reading)
  const records = async <T extends RecordType>(type: T): Promise<RecordOf[T][]> =>
    (await store.all(type, reading)).map(({ record }) => record)
  const names = new Map((await records('organisation')).map(({ id, name }) => [id, name]))
  const organisationName = (key: string) => names.get(key) ?? key
  const [sources, derivations] = [await records('source'), await records('derivation')]
  const whole = lineageOf(sources, derivations, organisationName)
  const { publicBy } = reading
  const starts = sources.filter((source) => source.id === subject || isPublicBy(source, publicBy))
  const walked = documentsWalked(
    starts.map(({ id }) => id),
    whole,
  )
  const drawn = new Map([...starts, ...walked].map((source) => [source.id, source]))
  const asked =
    subject === undefined
      ? sources
      : treesFrom([subject], repeating(whole)).flatMap(({ id }) => whole.sources.get(id) ?? [])
  const leftOut = (publicity: 'undated' | 'uncertain'): string[] =>
    publicBy === undefined
      ? []
      : asked
          .filter((source) => publicityOf(source, publicBy) === publicity && !drawn.has(source.id))
          .map(({ id }) => id)
  return {
    lineage: lineageOf(
      [...drawn.values()],
      derivations.filter(({ source }) => drawn.has(source)),
      organisationName,
    ),
    subject: subject === undefined ? undefined : whole.sources.get(subject),
    notPublic: new Set([...drawn.values()].filter((one) => !isPublicBy(one, publicBy)).map(({ id }) => id)),
    leftOut: { undated: leftOut('undated'), uncertain: leftOut('uncertain') },
  }
}
