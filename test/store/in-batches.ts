import { prepared } from '../../src/case/prepared.ts'
import type { AnyRecord } from '../../src/model/records.ts'
import type { Prepared } from '../../src/store/port.ts'

const BATCH = 500

/** Records as the store takes any number of them: some at a time, as they are made. */
export async function* inBatches(records: Iterable<AnyRecord>): AsyncGenerator<readonly Prepared[]> {
  let batch: Prepared[] = []
  for (const record of records) {
    batch.push(prepared(record))
    if (batch.length < BATCH) continue
    yield await Promise.resolve(batch)
    batch = []
  }
  yield batch
}
