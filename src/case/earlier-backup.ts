import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { errnoOf, readFailure } from '../io/file-failures.ts'
import { folderBeside } from '../io/whole-file.ts'
import { Failure } from '../model/failure.ts'
import type { Entry, OpenStore, Store } from '../store/port.ts'
import { ARCHIVE, DATABASE, newest, readingOf, recordOfCase } from './case.ts'
import { withUnchanged } from './unchanged-case.ts'

/** Whether a folder holds a case and nothing else, by the names in it. */
export function isCaseFolder(_folder: string, names: readonly string[]): boolean {
  return names.includes(DATABASE) && names.every((name) => name === ARCHIVE || DATABASE_FILE.test(name))
}

/** A database, and what SQLite keeps beside one that is open. */
const DATABASE_FILE = /^case\.db(?:-wal|-shm)?$/

/**
 * Makes sure that nothing is lost when a backup of this case takes the place of an earlier one: that it is of the same
 * case, that its log is the beginning of this one (the same root at its size), and that this case has its files.
 *
 * @param folder of the earlier backup; one without a case is nothing that could be lost
 * @throws Failure `file-exists` with the reason
 */
export async function refuseToLose(
  folder: string,
  kase: { readonly folder: string; readonly store: Store },
  openStore: OpenStore,
): Promise<void> {
  if (!existsSync(join(folder, DATABASE))) return
  const refuse = (why: string, cause?: unknown) =>
    new Failure('file-exists', `${why} It is not replaced.`, {
      where: folder,
      hint: 'Name a new folder, or move that one away.',
      cause,
    })
  const earlier = await readHead(folder, openStore).catch((error: unknown) => {
    if (!(error instanceof Failure)) throw error
    throw refuse(`What is there cannot be read as a backup. ${error.message}`, error)
  })
  const ours = await caseIn(kase.store)
  if (earlier.id !== ours) throw refuse('What is there is a backup of another case.')
  const { number, size, root } = earlier.entry
  const same = await kase.store.entryAt({ number })
  if (same?.size !== size || !same.root.equals(root))
    throw refuse(
      `The backup there has something recorded that this case has not, up to entry ${String(number)}.`,
    )
  const kept = new Set(await namesIn(join(kase.folder, ARCHIVE)))
  const lost = (await namesIn(join(folder, ARCHIVE))).find((name) => !kept.has(name))
  if (lost !== undefined) throw refuse(`The backup there has a file that this case has not: ${lost}.`)
}

/** Key of the record of the case itself. */
async function caseIn(store: Store): Promise<string | undefined> {
  return (await recordOfCase(store, await newest(store)))?.id
}

/** It may be refused, and stays as it is then. */
function readHead(
  folder: string,
  openStore: OpenStore,
): Promise<{ readonly id: string | undefined; readonly entry: Entry }> {
  return withUnchanged(
    folder,
    openStore,
    () => folderBeside(folder),
    async (store) => ({ id: await caseIn(store), entry: (await readingOf(store)).entry }),
  )
}

/** Names in a folder, without those that are not finished. */
async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return []
    throw readFailure(error, folder)
  })
  return names.filter((name) => !name.startsWith('.'))
}
