import { isPublicBy } from '../evidence/public.ts'
import { readJudged } from '../model/judged.ts'
import type { AnyRecord, CitationRecord, JudgementRecord } from '../model/records.ts'
import type { Store } from '../store/port.ts'
import type { Reading } from './case.ts'

/**
 * Whether a record may be shown to a reading limited to what was public: a source by its own date, a citation, a derivation
 * or a conversion by its source's, an observation by a citation in support, and a relation too, unless nothing is cited for it at all: then
 * it rests on nothing published. So does reference data. A judgement may be shown when all that it weighed may.
 */
export async function isPublic(store: Store, record: AnyRecord, reading: Reading): Promise<boolean> {
  const by = reading.publicBy
  if (by === undefined) return true
  const isSourcePublic = async (id: string) =>
    isPublicBy((await store.get('source', id, reading))?.record, by)
  switch (record.type) {
    case 'source':
      return isPublicBy(record, by)
    case 'citation':
    case 'derivation':
    case 'conversion':
      return isSourcePublic(record.source)
    case 'observation':
    case 'relation': {
      const citations = await citationsOf(store, record, reading)
      if (record.type === 'relation' && citations.length === 0) return true
      for (const { source, stance } of citations)
        if (stance === 'supports' && (await isSourcePublic(source))) return true
      return false
    }
    case 'judgement': {
      for (const { type, id } of record.about.map(readJudged)) {
        const weighed = (await store.get(type, id, reading))?.record
        if (weighed !== undefined && !(await isPublic(store, weighed, reading))) return false
      }
      return true
    }
    default:
      return true
  }
}

/** The judgements of a case that a reading may see. */
export async function judgementsIn(store: Store, reading: Reading): Promise<JudgementRecord[]> {
  const all = (await store.all('judgement', reading)).map(({ record }) => record)
  const shown = await Promise.all(all.map((judgement) => isPublic(store, judgement, reading)))
  return all.filter((_, i) => shown[i] === true)
}

/** What is said about an observation or relation. */
export async function citationsOf(
  store: Store,
  { type, id }: Pick<AnyRecord, 'type' | 'id'>,
  reading: Reading,
): Promise<CitationRecord[]> {
  const dependents = await store.dependents(type, id, reading)
  return dependents.flatMap(({ record }) => (record.type === 'citation' ? [record] : []))
}
