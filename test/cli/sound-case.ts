import { join } from 'node:path'
import { expect } from 'vitest'
import { verifyCase } from '../../src/case/verify.ts'
import type { Entry } from '../../src/store/port.ts'
import { SqliteStore } from '../../src/store/sqlite/store.ts'
import { MIGRATIONS } from '../store/sqlite-case.ts'

/** Opens a case as the next command would. */
export async function opened<T>(folder: string, work: (store: SqliteStore) => Promise<T>): Promise<T> {
  const store = new SqliteStore({ file: join(folder, 'case.db'), migrations: MIGRATIONS })
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

/** Checks everything in a case; returns its newest entry. */
export function soundHead(folder: string): Promise<Entry | undefined> {
  return opened(folder, async (store) => {
    const { faults, searchChecked, head } = await verifyCase({ folder, store })
    expect({ faults, searchChecked }).toEqual({ faults: [], searchChecked: true })
    return head
  })
}
