import type Database from 'better-sqlite3'
import type { RecordType } from '../../model/vocabulary.ts'
import type { BulkDraft, BulkReceipt } from '../port.ts'
import { EntryWriter } from './append.ts'
import { asFailure } from './failures.ts'
import type { Run } from './statements.ts'

/**
 * Adds an entry of any number of records, in one transaction, in constant memory.
 * @param file of the database, for messages
 * @throws Failure, see {@link Store.append}; and whatever reading the records throws
 */
export async function appendAll(
  db: Database.Database,
  run: Run,
  file: string,
  draft: BulkDraft,
): Promise<BulkReceipt> {
  const added = new Map<RecordType, number>()
  const repeated = new Map<RecordType, number>()
  const count = (counts: Map<RecordType, number>, type: RecordType) =>
    counts.set(type, (counts.get(type) ?? 0) + 1)
  const attempt = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw asFailure(error, file)
    }
  }
  let writer: EntryWriter | undefined
  try {
    for await (const batch of draft.records) {
      attempt(() => {
        if (writer === undefined) db.exec('BEGIN IMMEDIATE')
        writer ??= new EntryWriter(run, draft)
        for (const prepared of batch)
          count(writer.add(prepared) === undefined ? repeated : added, prepared.record.type)
      })
    }
    return attempt(() => {
      const entry = writer?.finish()
      if (db.inTransaction) db.exec(entry === undefined || draft.dryRun === true ? 'ROLLBACK' : 'COMMIT')
      return { entry, added, repeated }
    })
  } finally {
    // After an error; some errors of SQLite have taken everything back already.
    if (db.inTransaction) db.exec('ROLLBACK')
  }
}
