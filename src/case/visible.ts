import { publicityOf } from '../evidence/public.ts'
import type { AnyRecord } from '../model/records.ts'
import type { Store } from '../store/port.ts'
import type { Reading } from './case.ts'

/**
 * Whether a record may be shown to a reading limited to what was public: a source by its own date, a citation by its
 * source's, an observation by a citation in support. Reference data and relations rest on no single document.
 */
export async function isPublic(store: Store, record: AnyRecord, reading: Reading): Promise<boolean> {
  const by = reading.publicBy
  if (by === undefined) return true
  switch (record.type) {
    case 'source':
      return publicityOf(record, by) === 'public'
    case 'citation':
    case 'derivation': {
      const source = await store.get('source', record.source, reading)
      return source !== undefined && publicityOf(source.record, by) === 'public'
    }
    case 'observation': {
      const { citations, sources } = await store.evidence({ observations: [record.id] }, reading)
      return citations.some(
        ({ record: { stance, source } }) =>
          stance === 'supports' &&
          sources.some(({ record: one }) => one.id === source && publicityOf(one, by) === 'public'),
      )
    }
    default:
      return true
  }
}
