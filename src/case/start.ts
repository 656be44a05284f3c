import { existsSync } from 'node:fs'
import { chmod, link, mkdir, rename, rm, rmdir, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { syncFolder } from '../io/durable.ts'
import { errnoOf, inPlaceOf, writeFailure } from '../io/file-failures.ts'
import { removeLeftovers } from '../io/leftovers.ts'
import { Failure } from '../model/failure.ts'
import { base32 } from '../model/identifiers.ts'
import type { CaseRecord } from '../model/records.ts'
import type { OpenStore, Receipt } from '../store/port.ts'
import { ARCHIVE, DATABASE, refuseInCase, write, type Case } from './case.ts'
import { complete } from './complete.ts'

export interface NewCase {
  /** Made when it is missing, with the folders above it. */
  readonly folder: string
  readonly analyst: string
  readonly command: string
  readonly note?: string
  readonly now: () => Date
  readonly randomBytes: (length: number) => Buffer
  readonly openStore: OpenStore
}

/** Start of the name of a case that is being made. */
const STARTING = '.starting-'

/**
 * Makes a new case and fills it. It appears in its folder whole, when `fill` is done: a program that is killed before
 * leaves no case, and one that fails leaves the folder as it was.
 *
 * @param fill writes the first entries; the case's `files` folder is there
 * @throws Failure `case-exists`, `cannot-write` also among the documents of another case, `disk-full`, and whatever `fill` throws
 */
export async function makeCase<T>(settings: NewCase, fill: (kase: Case) => Promise<T>): Promise<T> {
  const { analyst, command, note, now, randomBytes, openStore } = settings
  const folder = resolve(settings.folder)
  const database = join(folder, DATABASE)
  if (existsSync(database)) throw caseExists(folder)
  refuseInCase(folder)
  const made: string[] = []
  try {
    await makeFolder(folder, made)
    await makeFolder(join(folder, ARCHIVE), made)
    await removeLeftovers(folder, (name) => name.startsWith(STARTING), now())
    // A folder of its own, so that the files SQLite puts beside a database are nobody else's to read either.
    const workshop = join(folder, `${STARTING}${randomBytes(8).toString('hex')}`)
    await makeFolder(workshop, made)
    const draft = join(workshop, DATABASE)
    const store = await openStore(draft, { create: true })
    let filled: T
    try {
      filled = await fill({ folder, store, analyst, command, ...(note === undefined ? {} : { note }), now })
      // It is the one file that gets its name.
      await store.settle()
    } finally {
      await store.close()
    }
    await chmod(draft, 0o600)
    await appear(draft, database, folder)
    await rm(workshop, { recursive: true, force: true })
    await syncFolder(folder)
    return filled
  } catch (error) {
    await unmake(made, database)
    throw inPlaceOf(STARTING, folder, writeFailure(error, folder))
  }
}

/** Makes a folder that only its owner may enter, and the folders above it as they usually are. One that is there will do. */
async function makeFolder(folder: string, made: string[]): Promise<void> {
  if (existsSync(folder)) {
    if ((await stat(folder)).isDirectory()) return
    throw new Failure('cannot-write', 'There is a file where a folder is needed.', {
      where: folder,
      hint: 'Choose another folder, or move that file away.',
    })
  }
  const missing: string[] = []
  for (let above = dirname(folder); !existsSync(above); above = dirname(above)) missing.unshift(above)
  for (const next of missing) {
    await mkdir(next)
    made.push(next)
  }
  await mkdir(folder, 0o700)
  made.push(folder)
  // Whatever the umask takes away, its owner works in it.
  await chmod(folder, 0o700)
}

/** Gives the finished database its name, never over another: two programs may be starting a case in one folder. */
async function appear(draft: string, database: string, folder: string): Promise<void> {
  try {
    await link(draft, database)
  } catch (error) {
    const code = errnoOf(error)
    if (code === 'EEXIST') throw caseExists(folder)
    // Some file systems (exFAT) know no second name for a file.
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'].includes(code ?? '')) throw error
    if (existsSync(database)) throw caseExists(folder)
    await rename(draft, database)
  }
}

function caseExists(folder: string): Failure {
  return new Failure('case-exists', 'There is a case already.', {
    where: folder,
    hint: `Work in it with --case ${folder}, or choose another folder.`,
  })
}

/** Takes back what was made, the innermost first. Of the folders above, one that holds something else meanwhile stays. */
async function unmake(made: readonly string[], database: string): Promise<void> {
  for (const path of made.toReversed()) {
    const name = basename(path)
    // Somebody else made a case here meanwhile, and these are its documents.
    if (name === ARCHIVE && existsSync(database)) continue
    const isOurs = name.startsWith(STARTING) || name === ARCHIVE
    await (isOurs ? rm(path, { recursive: true, force: true }) : rmdir(path)).catch(() => undefined)
  }
}

/** A case that was just started. */
export interface Started {
  readonly folder: string
  readonly record: CaseRecord
  readonly receipt: Receipt
}

/**
 * Starts an empty case: its first entry holds the case's own record, with a random id and its title.
 * @param title the name of the folder when left out
 * @throws Failure `case-exists`, `cannot-write`, `disk-full`, `bad-value`
 */
export async function startCase(settings: NewCase, title?: string): Promise<Started> {
  const folder = resolve(settings.folder)
  const named = title?.trim() ?? ''
  const record = complete({
    type: 'case',
    id: base32(settings.randomBytes(10)),
    title: [named, basename(folder), 'case'].find((text) => text !== ''),
  })
  const receipt = await makeCase(settings, (kase) => write(kase, [record]))
  return { folder, record, receipt }
}
