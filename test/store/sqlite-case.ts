import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SqliteStore } from '../../src/store/sqlite/store.ts'
import type { Kept } from './contract.ts'

export const MIGRATIONS = fileURLToPath(new URL('../../migrations/sqlite', import.meta.url))

export interface SqliteCase extends Kept {
  folder: string
  file: string
}

/** A new case in a folder of its own. */
export function makeSqliteCase(migrations = MIGRATIONS): Promise<SqliteCase> {
  const folder = mkdtempSync(join(tmpdir(), 'trace-store-'))
  const file = join(folder, 'case.db')
  const open: SqliteStore[] = []
  const connect = (create: boolean) => {
    const store = new SqliteStore({ file, migrations, create })
    open.push(store)
    return store
  }
  return Promise.resolve({
    folder,
    file,
    store: connect(true),
    reopen: () => Promise.resolve(connect(false)),
    cleanup: async () => {
      for (const store of open) await store.close()
      rmSync(folder, { recursive: true })
    },
  })
}
