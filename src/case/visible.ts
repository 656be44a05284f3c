import { isPublicBy } from '../evidence/public.ts'
import type { AnyRecord, CitationRecord } from '../model/records.ts'
import type { Store } from '../store/port.ts'
import type { Reading } from './case.ts'

/**
 * Whether a record may be shown to a reading limited to what was public: a source by its own date, a citation, a derivation
 * or a conversion by its source's, an observation by a citation in support, and a relation too, unless nothing is cited for it at all: then
 * it rests on nothing published. So does reference data.
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
    default:
      return true
  }
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
