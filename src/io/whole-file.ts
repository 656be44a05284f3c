import { randomBytes } from 'node:crypto'
import { constants, promises as fs, type Stats } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { Failure } from '../model/failure.ts'
import { syncFolder, writeAll } from './durable.ts'
import { errnoOf, writeFailure } from './file-failures.ts'

/*
 * Files and folders that appear whole or not at all: they are made beside the place they are wanted at, under a name of
 * their own, and put there in one step when they are complete and on the disk.
 */

export interface Replacing {
  /** Put it in the place of what is there. */
  force?: boolean
}

/**
 * Writes a file from its pieces, each of which is written before the next is asked for.
 * @throws Failure `file-exists`, `cannot-write`, `disk-full`; whatever the pieces throw. The file is then as before.
 */
export async function writeWhole(
  path: string,
  pieces: AsyncIterable<string | Buffer>,
  { force = false }: Replacing = {},
): Promise<void> {
  const target = await realPlace(path)
  const there = await statOf(target)
  if (there !== undefined) checkMayReplace(path, there, force)
  await inPlace(target, async (temporary) => {
    const handle = await fs.open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o666)
    try {
      for await (const piece of pieces) await writeAll(handle, piece)
      await handle.sync()
    } finally {
      await handle.close()
    }
    if (force) await fs.rename(temporary, target)
    else await linkNew(temporary, target)
  })
}

/**
 * Makes a folder: `work` fills one beside it, which then takes its place.
 * @param options.mayReplace whether an existing folder that is not empty may be replaced, given `force`
 * @throws Failure `file-exists`, `cannot-write`, `disk-full`; whatever `work` throws. Nothing is left behind then.
 */
export async function makeWholeFolder<T>(
  path: string,
  work: (folder: string) => Promise<T>,
  options: Replacing & { mayReplace?: (names: readonly string[]) => boolean } = {},
): Promise<T> {
  const target = await realPlace(path)
  const names = await namesIn(path, target)
  const replaced = names !== undefined && names.length > 0
  if (replaced && options.mayReplace === undefined) {
    throw new Failure('file-exists', 'The folder is not empty.', { where: path, hint: 'Name a new folder.' })
  }
  if (replaced && options.force !== true) {
    throw new Failure('file-exists', 'The folder is not empty.', {
      where: path,
      hint: 'Name a new folder, or replace this one with --force.',
    })
  }
  if (replaced && options.mayReplace?.(names) !== true) {
    throw new Failure('file-exists', 'The folder holds other things and is not replaced.', {
      where: path,
      hint: 'Name a new folder.',
    })
  }
  return inPlace(target, async (temporary) => {
    await fs.mkdir(temporary)
    const result = await work(temporary)
    if (!replaced) {
      await fs.rename(temporary, target)
      return result
    }
    const former = `${temporary}.old`
    await fs.rename(target, former)
    try {
      await fs.rename(temporary, target)
    } catch (error) {
      await fs.rename(former, target)
      throw error
    }
    await fs.rm(former, { recursive: true, force: true })
    return result
  })
}

async function inPlace<T>(target: string, work: (temporary: string) => Promise<T>): Promise<T> {
  const folder = dirname(target)
  const temporary = join(folder, `.${basename(target).slice(0, 40)}.${randomBytes(6).toString('hex')}`)
  try {
    const result = await work(temporary)
    await syncFolder(folder)
    return result
  } catch (error) {
    throw asFailure(error, target)
  } finally {
    await fs.rm(temporary, { recursive: true, force: true }).catch(() => undefined)
  }
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
      hint: there.isDirectory() ? 'Name a file in it.' : 'Leave -o out to write to standard output.',
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
  return fs.readdir(target)
}

function asFailure(error: unknown, path: string): unknown {
  return ['EEXIST', 'ENOTEMPTY'].includes(errnoOf(error) ?? '')
    ? fileExists(path, error)
    : writeFailure(error, path)
}
