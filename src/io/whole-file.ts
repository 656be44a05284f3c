import { randomBytes } from 'node:crypto'
import { constants, promises as fs, type Stats } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { Failure } from '../model/failure.ts'
import { syncFolder, writeAll } from './durable.ts'
import { errnoOf, inPlaceOf, writeFailure } from './file-failures.ts'
import { removeLeftovers } from './leftovers.ts'

/*
 * Files and folders that appear whole or not at all: they are made beside the place they are wanted at, under a name of
 * their own, and put there in one step when they are complete and on the disk.
 */

export interface Replacing {
  /** Put it in the place of what is there. */
  force?: boolean
  /** The time; what killed commands left beside this name more than a day before it is swept away. */
  now?: Date
}

/**
 * Writes a file from its pieces, each of which is written before the next is asked for.
 * @param options.beforeItAppears waited for when all of it is on the disk; what it throws leaves no file
 * @throws Failure `file-exists`, `cannot-write`, `disk-full`; whatever the pieces throw. The file is then as before.
 */
export async function writeWhole(
  path: string,
  pieces: AsyncIterable<string | Buffer>,
  { force = false, beforeItAppears, now }: Replacing & { beforeItAppears?: () => Promise<void> } = {},
): Promise<void> {
  const target = await realPlace(path)
  const there = await statOf(target)
  if (there !== undefined) checkMayReplace(path, there, force)
  await inPlace(
    target,
    async (temporary) => {
      const handle = await fs.open(
        temporary,
        constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL,
        0o666,
      )
      try {
        for await (const piece of pieces) await writeAll(handle, piece)
        await handle.sync()
      } finally {
        await handle.close()
      }
      await beforeItAppears?.()
      if (force) await fs.rename(temporary, target)
      else await linkNew(temporary, target)
    },
    now,
  )
}

type MayReplace = (folder: string, names: readonly string[]) => boolean | Promise<boolean>

/**
 * Makes a folder: `work` fills one beside it, which then takes its place.
 * @param options.mayReplace whether an existing folder that is not empty may be replaced, given `force`, by its path and the names in it;
 *   asked again before it is
 * @throws Failure `file-exists`, `cannot-write`, `disk-full`; whatever `work` throws. Nothing is left behind then.
 */
export async function makeWholeFolder<T>(
  path: string,
  work: (folder: string) => Promise<T>,
  options: Replacing & { mayReplace?: MayReplace } = {},
): Promise<T> {
  const target = await realPlace(path)
  await putBack(target)
  const { mayReplace } = options
  const names = await namesIn(path, target)
  const replaced = names !== undefined && names.length > 0
  if (replaced && mayReplace === undefined) {
    throw new Failure('file-exists', 'The folder is not empty.', { where: path, hint: 'Name a new folder.' })
  }
  if (replaced && options.force !== true) {
    throw new Failure('file-exists', 'The folder is not empty.', {
      where: path,
      hint: 'Name a new folder, or replace this one with --force.',
    })
  }
  const refuseOther = async (now: readonly string[] | undefined): Promise<void> => {
    if ((await mayReplace?.(target, now ?? [])) === true) return
    throw new Failure('file-exists', 'The folder holds other things and is not replaced.', {
      where: path,
      hint: 'Name a new folder.',
    })
  }
  if (replaced) await refuseOther(names)
  return inPlace(
    target,
    async (temporary) => {
      await fs.mkdir(temporary)
      const result = await work(temporary)
      if (!replaced) {
        await fs.rename(temporary, target)
        return result
      }
      // Somebody may have put something there meanwhile.
      await refuseOther(await namesIn(path, target))
      const former = `${temporary}${FORMER}`
      await fs.rename(target, former)
      try {
        await fs.rename(temporary, target)
      } catch (error) {
        await fs.rename(former, target)
        throw error
      }
      await fs.rm(former, { recursive: true, force: true })
      return result
    },
    options.now,
  )
}

/**
 * Makes an empty folder beside the place a file is wanted at, for what its pieces are made of. Whoever makes it removes it; what
 * a killed command left is swept away by the next that writes there.
 * @throws Failure `cannot-write`, `disk-full`
 */
export async function folderBeside(path: string): Promise<string> {
  const target = await realPlace(path)
  const folder = join(dirname(target), `${beside(target)}${randomBytes(6).toString('hex')}`)
  try {
    await fs.mkdir(folder, { mode: 0o700 })
  } catch (error) {
    throw writeFailure(error, path)
  }
  return folder
}

/** End of the name of what is being replaced. */
const FORMER = '.old'
/** How much of a name is in that of what is made beside it, in UTF-16 code units: together they must not be too long. */
const NAME_LENGTH = 40

async function inPlace<T>(
  target: string,
  work: (temporary: string) => Promise<T>,
  now: Date | undefined,
): Promise<T> {
  const folder = dirname(target)
  if (now !== undefined) await removeLeftovers(folder, isBeside(target), now)
  const temporary = join(folder, `${beside(target)}${randomBytes(6).toString('hex')}`)
  try {
    const result = await work(temporary)
    await syncFolder(folder)
    return result
  } catch (error) {
    throw asFailure(error, target, temporary)
  } finally {
    await fs.rm(temporary, { recursive: true, force: true }).catch(() => undefined)
  }
}

/** Start of the name of what is made beside a place, before its twelve hexadecimal digits. */
function beside(target: string): string {
  return `.${basename(target).slice(0, NAME_LENGTH)}.`
}

/** Whether a name is that of something that was made beside a place, or replaced there. */
function isBeside(target: string): (name: string) => boolean {
  const start = beside(target)
  return (name) => name.startsWith(start) && /^[0-9a-f]{12}(?:\.old)?$/.test(name.slice(start.length))
}

/** A program that was killed while it replaced a folder, between one name and the other, left none: the former comes back. */
async function putBack(target: string): Promise<void> {
  if (basename(target).length > NAME_LENGTH || (await statOf(target)) !== undefined) return
  const folder = dirname(target)
  const isOurs = isBeside(target)
  const former = (await fs.readdir(folder).catch(() => [])).filter(
    (name) => name.endsWith(FORMER) && isOurs(name),
  )
  if (former.length === 1) await fs.rename(join(folder, former[0] ?? ''), target).catch(() => undefined)
}

/** Takes the new name only if nobody has taken it meanwhile. */
async function linkNew(temporary: string, target: string): Promise<void> {
  try {
    await fs.link(temporary, target)
  } catch (error) {
    // Some file systems (FAT, some network shares) have no second names.
    if (errnoOf(error) === 'EEXIST' || (await statOf(target)) !== undefined) throw error
    await fs.rename(temporary, target)
  }
}

function checkMayReplace(path: string, there: Stats, force: boolean): void {
  if (!there.isFile()) {
    throw new Failure('cannot-write', 'This is no ordinary file, and is not replaced.', {
      where: path,
      hint: there.isDirectory()
        ? 'Name a file in it.'
        : 'Name an ordinary file, or one that is not there yet.',
    })
  }
  if (!force) throw fileExists(path)
}

function fileExists(path: string, cause?: unknown): Failure {
  return new Failure('file-exists', 'There is a file of that name already; it was not changed.', {
    where: path,
    hint: 'Choose another name, or replace it with --force.',
    cause,
  })
}

/** Where a path leads, through a link too: a link is kept, and what it leads to is replaced. */
async function realPlace(path: string): Promise<string> {
  return fs.realpath(path).catch(() => resolve(path))
}

async function statOf(path: string): Promise<Stats | undefined> {
  return fs.lstat(path).catch(() => undefined)
}

async function namesIn(path: string, target: string): Promise<string[] | undefined> {
  const there = await statOf(target)
  if (there === undefined) return undefined
  if (!there.isDirectory())
    throw new Failure('file-exists', 'There is a file of that name.', {
      where: path,
      hint: 'Name a new folder.',
    })
  // What is made beside it would be on another disk, and could not take its place.
  if (there.dev !== (await statOf(dirname(target)))?.dev)
    throw new Failure('cannot-write', 'This folder is a disk of its own, and nothing can take its place.', {
      where: path,
      hint: 'Name a new folder in it.',
    })
  return fs.readdir(target).catch((error: unknown) => {
    throw writeFailure(error, path)
  })
}

function asFailure(error: unknown, path: string, temporary: string): unknown {
  if (error instanceof Failure) return inPlaceOf(temporary, path, error)
  return ['EEXIST', 'ENOTEMPTY'].includes(errnoOf(error) ?? '')
    ? fileExists(path, error)
    : writeFailure(error, path)
}
