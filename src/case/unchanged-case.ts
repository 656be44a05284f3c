import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { inPlaceOf } from '../io/file-failures.ts'
import { Failure } from '../model/failure.ts'
import type { OpenStore, Store } from '../store/port.ts'
import { DATABASE } from './case.ts'

/**
 * Opens a case that is to stay as it is, whatever its schema: somebody else's, or a backup. One with an older schema is copied first,
 * and the copy, brought up to date, is what is worked with; it is gone afterwards. Documents are in the folder of the original.
 *
 * @param folder of the case
 * @param scratch makes the folder for such a copy; asked only when one is needed
 * @throws Failure `no-case` and those of opening, of making the folder, of the copy (`disk-full`) and of the work
 */
export async function withUnchanged<T>(
  folder: string,
  openStore: OpenStore,
  scratch: () => Promise<string>,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  let made: string | undefined
  try {
    const store = await openStore(join(folder, DATABASE), {
      copyAt: async () => {
        made = await scratch()
        return join(made, DATABASE)
      },
    })
    try {
      return await work(store)
    } finally {
      await store.close()
    }
  } catch (error) {
    throw made === undefined ? error : ofCopy(made, folder, error)
  } finally {
    if (made !== undefined) await rm(made, { recursive: true, force: true })
  }
}

/**
 * An error that names a copy of a case which is gone by then names its original instead; of the disk, the folder the copy was made in.
 * @param copy its folder
 */
export function ofCopy(copy: string, original: string, error: unknown): unknown {
  const isDisk = error instanceof Failure && ['disk-full', 'cannot-write'].includes(error.code)
  return inPlaceOf(copy, isDisk ? dirname(copy) : original, error)
}
