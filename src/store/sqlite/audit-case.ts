import type Database from 'better-sqlite3'
import type { Audited, DocumentOf } from '../port.ts'
import { checkLedger, checkSearch } from './audit-file.ts'
import { checkPages, checkSchema } from './audit-schema.ts'
import { LogAudit } from './audit.ts'
import type { Run } from './statements.ts'

/**
 * Checks a whole case: what its tables are made of, its log, its ledger of migrations, and its full-text index.
 * @param run the statements of `db`
 * @param migrations folder of the migrations
 * @param documentOf see {@link Store.audit}
 */
export async function* auditCase(
  db: Database.Database,
  run: Run,
  migrations: string,
  documentOf: DocumentOf,
): AsyncGenerator<Audited> {
  // One transaction sees the case as it is now, whatever others add meanwhile.
  db.exec('BEGIN')
  let log: LogAudit
  let guardsMissing: number
  try {
    const schema = checkSchema(db, migrations)
    ;({ guardsMissing } = schema)
    if (!schema.isReadable) {
      for (const fault of schema.faults) yield { kind: 'fault', fault }
      yield { kind: 'end', entries: 0, records: 0, searchChecked: true, guardsMissing: 0 }
      return
    }
    log = new LogAudit(db, run, documentOf)
    yield* log.run()
    const ledger = checkLedger(db, migrations)
    for (const fault of [...schema.faults, ...checkPages(db), ...ledger]) yield { kind: 'fault', fault }
  } finally {
    if (db.inTransaction) db.exec('COMMIT')
  }
  const search = checkSearch(db, log.textsDiffer)
  for (const fault of search.faults) yield { kind: 'fault', fault }
  yield { kind: 'end', ...log.counts, searchChecked: search.wasChecked, guardsMissing }
}
