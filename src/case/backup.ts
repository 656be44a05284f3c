import { existsSync } from 'node:fs'
import { chmod, mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { copyArchived } from '../custody/archive-copy.ts'
import { syncFolder } from '../io/durable.ts'
import { diskFull } from '../io/file-failures.ts'
import { folderBeside, makeWholeFolder } from '../io/whole-file.ts'
import { Failure } from '../model/failure.ts'
import { filesOf } from '../model/archived-files.ts'
import type { CaseRecord } from '../model/records.ts'
import type { Entry, OpenStore, Store, View } from '../store/port.ts'
import { ARCHIVE, DATABASE, isInside, readingOf, realPlace, recordOfCase, refuseInCase } from './case.ts'
import { isCaseFolder, refuseToLose } from './earlier-backup.ts'
import { withUnchanged } from './unchanged-case.ts'
import { refuseFaults, verifyCase, type Progress, type Verified } from './verify.ts'

/*
 * Copies of a whole case. The database is copied first, as it is at one moment, and then the files it names: each was
 * kept before it was named, and none is ever changed or taken away, so they are there whatever others write meanwhile.
 * The copy is checked as `trace verify` checks a case, and only then takes its name.
 */

export interface CopyOptions {
  readonly openStore: OpenStore
  readonly now: () => Date
  /** Told of each file that was copied. */
  readonly onCopied?: (copied: Copied) => void
  /** Told how far the check of the copy has come. */
  readonly onProgress?: (progress: Progress) => void
}

/** How many of the case's files are copied so far. */
export interface Copied {
  readonly files: number
  readonly bytes: number
}

/** A copy that was checked, with what it was found to hold. */
export interface CaseCopy {
  readonly folder: string
  readonly record: CaseRecord | undefined
  readonly head: Entry
  readonly verified: Verified
}

interface OpenCase {
  readonly folder: string
  readonly store: Store
}

/**
 * Makes a backup of a case while others may write to it: a case itself, which is there whole or not at all.
 *
 * @param target its folder; nothing or an empty folder may be there
 * @param options.force lets it take the place of an earlier backup of the same case, see {@link refuseToLose}
 * @throws Failure `not-sound` when the case is not as it was recorded, `file-exists`, `cannot-write`, `disk-full`,
 *   `unreadable-file`, `case-damaged`; nothing is left behind then
 */
export async function backupCase(
  kase: OpenCase,
  target: string,
  { force = false, ...options }: CopyOptions & { readonly force?: boolean },
): Promise<CaseCopy> {
  refuseOverlap(kase.folder, target)
  const refuseLoss = async (): Promise<void> => {
    if (force) await refuseToLose(target, kase, options.openStore)
  }
  return makeWholeFolder(
    target,
    async (folder) => {
      await refuseLoss()
      const copy = await copyCase(kase, folder, options, BACKUP)
      // Again: somebody may have recorded something in the earlier one meanwhile.
      await refuseLoss()
      return { ...copy, folder: target }
    },
    { force, mayReplace: isCaseFolder, now: options.now() },
  )
}

/**
 * Makes a case from a backup, or from any case, which stays as it is. It is there whole or not at all, and never takes the place of
 * another.
 *
 * @param from folder of the backup
 * @param target its folder; nothing or an empty folder may be there
 * @throws Failure `not-sound` when the backup is not as it was recorded, `case-exists`, `no-case`, and those of {@link backupCase}
 */
export async function restoreCase(from: string, target: string, options: CopyOptions): Promise<CaseCopy> {
  if (existsSync(join(target, DATABASE)))
    throw new Failure('case-exists', 'There is a case already, and it is left as it is.', {
      where: target,
      hint: 'Name a new folder. If that case is damaged, move its folder aside and keep it: it is evidence too.',
    })
  refuseOverlap(from, target)
  return makeWholeFolder(
    target,
    (folder) =>
      withUnchanged(
        from,
        options.openStore,
        () => folderBeside(target),
        async (store) => {
          const copy = await copyCase({ folder: from, store }, folder, options, RESTORE)
          return { ...copy, folder: target }
        },
      ),
    { now: options.now() },
  )
}

/** @throws Failure `cannot-write` when one folder is the other, or inside of it, and among the documents of any other case */
function refuseOverlap(folder: string, target: string): void {
  const [from, to] = [realPlace(folder), realPlace(target)]
  if (!isInside(from, to) && !isInside(to, from)) {
    refuseInCase(target)
    return
  }
  throw new Failure('cannot-write', 'A case and its copy cannot be one inside the other.', {
    where: target,
    hint: 'Name a folder beside that of the case, or better on another disk.',
  })
}

/** What is said when the case that is copied is not sound. */
interface Purpose {
  readonly what: string
  readonly hint: string
}
const BACKUP: Purpose = {
  what: 'Nothing was backed up: the case',
  hint: 'See what does not fit with: trace verify. To keep the case as it is, as evidence, copy its folder by other means, such as cp -a.',
}
const RESTORE: Purpose = {
  what: 'Nothing was restored: the backup',
  hint: 'See what does not fit with: trace verify --case BACKUP. Then try an earlier backup.',
}

/**
 * Copies a case into a folder and checks the copy.
 * @param to the folder, which is empty
 * @throws Failure `not-sound`, and those of {@link backupCase}
 */
async function copyCase(
  original: OpenCase,
  to: string,
  options: CopyOptions,
  { what, hint }: Purpose,
): Promise<Omit<CaseCopy, 'folder'>> {
  try {
    const copy = await copyAndCheck(original, to, options)
    await syncFiles(to)
    return copy
  } catch (error) {
    if (!(error instanceof Failure) || !['case-damaged', 'not-sound'].includes(error.code)) throw error
    // Which of the two it is that does not fit.
    refuseFaults(await verifyCase(original, progressOf(options)), what, { where: original.folder, hint })
    throw error
  }
}

async function copyAndCheck(
  { folder: from, store }: OpenCase,
  to: string,
  options: CopyOptions,
): Promise<Omit<CaseCopy, 'folder'>> {
  const { entry: before } = await readingOf(store)
  await chmod(to, 0o700)
  const database = join(to, DATABASE)
  await store.copyTo(database)
  await chmod(database, 0o600)
  const copy = await options.openStore(database)
  try {
    const reading = await readingOf(copy)
    await copyFiles(copy, reading, join(from, ARCHIVE), join(to, ARCHIVE), options)
    const verified = await verifyCase({ folder: to, store: copy }, progressOf(options))
    refuseFaults(verified, 'The copy', { where: to, hint: OTHER_DISK })
    const same = await copy.entryAt({ number: before.number })
    if (same?.root.equals(before.root) !== true)
      throw new Failure('not-sound', 'The copy does not have all that was recorded.', {
        where: to,
        hint: OTHER_DISK,
      })
    // SQLite has no room for what it needs to be asked, so it could not be asked everything.
    if (!verified.searchChecked) throw diskFull(to, undefined)
    return { record: await recordOfCase(copy, reading), head: reading.entry, verified }
  } finally {
    await copy.close()
  }
}

const OTHER_DISK = 'The disk it was written to may be failing: make the copy on another one.'

/** Copies every file that a revision in the log names. A file that is missing is found when the copy is checked. */
async function copyFiles(
  store: Store,
  view: View,
  from: string,
  to: string,
  { onCopied }: CopyOptions,
): Promise<void> {
  await mkdir(to, 0o700)
  await chmod(to, 0o700)
  const seen = new Set<string>()
  let [files, bytes] = [0, 0]
  for await (const { record } of store.written({ size: 0 }, view)) {
    for (const file of filesOf(record)) {
      if (seen.has(file.sha256)) continue
      seen.add(file.sha256)
      if (!(await copyArchived(file.sha256, from, to))) continue
      files += 1
      bytes += file.bytes
      onCopied?.({ files, bytes })
    }
  }
}

async function syncFiles(folder: string): Promise<void> {
  const database = await open(join(folder, DATABASE), 'r+')
  await database.sync().finally(() => database.close())
  await syncFolder(join(folder, ARCHIVE))
  await syncFolder(folder)
}

function progressOf({ onProgress }: CopyOptions): { onProgress?: (progress: Progress) => void } {
  return onProgress === undefined ? {} : { onProgress }
}
