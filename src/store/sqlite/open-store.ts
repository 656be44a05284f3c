import type { OpenHow, Store } from '../port.ts'
import { copyDatabase } from './copy.ts'
import { asFailure } from './failures.ts'
import { openAsItIs, schemaOf } from './open.ts'
import { SqliteStore } from './store.ts'

/**
 * Opens the case in a SQLite file, as the port says.
 * @param migrations their folder
 * @throws Failure `no-case`, `not-a-case`, `newer-case`, `case-exists`, `cannot-write`, `disk-full`, `case-damaged`, `case-busy`
 */
export async function openStore(
  migrations: string,
  file: string,
  { create = false, copyAt }: OpenHow = {},
): Promise<Store> {
  if (copyAt === undefined) return new SqliteStore({ file, migrations, create })
  const copy = await copyOfOlder(migrations, file, copyAt)
  return copy === undefined
    ? new SqliteStore({ file, migrations, unchanged: true })
    : new SqliteStore({ file: copy, migrations })
}

/** @returns the file of the copy; undefined when the schema is the last, and none was made */
async function copyOfOlder(
  migrations: string,
  file: string,
  copyAt: () => Promise<string>,
): Promise<string | undefined> {
  let copy: string | undefined
  try {
    const db = openAsItIs(file)
    try {
      const { applied, last } = schemaOf(db, { file, migrations })
      if (applied === last) return undefined
      copy = await copyAt()
      await copyDatabase(db, copy)
      return copy
    } finally {
      db.close()
    }
  } catch (error) {
    throw asFailure(error, copy ?? file)
  }
}
