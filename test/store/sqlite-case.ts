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
  const connect = (create: boolean, path = file) => {
    const store = new SqliteStore({ file: path, migrations, create })
    open.push(store)
    return store
  }
  const store = connect(true)
  return Promise.resolve({
    folder,
    file,
    store,
    reopen: () => Promise.resolve(connect(false)),
    copied: async () => {
      const copy = join(folder, `copy-${String(open.length)}.db`)
      await store.copyTo(copy)
      return connect(false, copy)
    },
    cleanup: async () => {
      for (const store of open) await store.close()
      rmSync(folder, { recursive: true })
    },
  })
}
