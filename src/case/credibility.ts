import { credibilityOf, type CredibilityWarning } from '../evidence/credibility.ts'
import type { AnyRecord } from '../model/records.ts'
import type { Store } from '../store/port.ts'
import { readingOf } from './case.ts'
import { readersOf } from './readers.ts'
import { judge, knownOf } from './trace.ts'

/** What has to be said of the credibility of the observation that a record is, or that a citation is about, as the case is now. */
export async function credibilityNow(store: Store, record: AnyRecord): Promise<CredibilityWarning[]> {
  const reading = await readingOf(store)
  const id = record.type === 'citation' ? record.about : record.id
  const observation =
    record.type === 'citation' || record.type === 'observation'
      ? await store.get('observation', id, reading)
      : undefined
  if (observation?.record.credibility === undefined) return []
  const evidence = await store.evidence({ observations: [id] }, reading)
  const readers = await readersOf(store, [evidence])
  const { supported } = judge(evidence, await knownOf(store, reading), reading, readers)
  return supported.flatMap((one) => credibilityOf(one) ?? [])
}
