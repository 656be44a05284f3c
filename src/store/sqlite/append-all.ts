import type Database from 'better-sqlite3'
import type { RecordType } from '../../model/vocabulary.ts'
import type { BulkDraft, BulkReceipt, Prepared } from '../port.ts'
import { EntryWriter } from './append.ts'
import { Bulk } from './bulk.ts'
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
  const counts = { added: new Map<RecordType, number>(), repeated: new Map<RecordType, number>() }
  const attempt = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw asFailure(error, file)
    }
  }
  const giveBack = attempt(() => Bulk.prepare(db, draft.bytes ?? 0))
  let writer: EntryWriter | undefined
  let bulk: Bulk | undefined
  const write = (writer: EntryWriter, batch: Iterable<Prepared>) => {
    for (const prepared of batch) {
      const count = writer.add(prepared) === undefined ? counts.repeated : counts.added
      count.set(prepared.record.type, (count.get(prepared.record.type) ?? 0) + 1)
    }
    if (bulk === undefined && Bulk.isWorthIt(writer)) bulk = new Bulk(db, run, writer)
    bulk?.step()
  }
  try {
    for await (const batch of draft.records) {
      attempt(() => {
        // With a rollback journal nobody may begin to read: what they read could not be written over. With a log it is the same as IMMEDIATE.
        if (writer === undefined) db.exec('BEGIN EXCLUSIVE')
        write((writer ??= new EntryWriter(run, draft)), batch)
      })
    }
    return attempt(() => {
      bulk?.finish()
      const entry = writer?.finish()
      if (db.inTransaction) db.exec(entry === undefined || draft.dryRun === true ? 'ROLLBACK' : 'COMMIT')
      return { entry, ...counts }
    })
  } finally {
    // After an error; some errors of SQLite have taken everything back already.
    if (db.inTransaction) db.exec('ROLLBACK')
    giveBack()
  }
}
