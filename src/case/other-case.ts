import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { DESCRIPTOR } from '../exchange/package.ts'
import { isFolder, writeFailure } from '../io/file-failures.ts'
import { removeLeftovers } from '../io/leftovers.ts'
import { Failure } from '../model/failure.ts'
import type { OpenStore } from '../store/port.ts'
import { DATABASE, type Case } from './case.ts'
import type { OtherCase } from './merge.ts'
import { readPackage, type DataPackage } from './package-read.ts'
import { ofCopy, withUnchanged } from './unchanged-case.ts'

/** Start of the name of the folder in which a package becomes a case to be merged, or a case with an older schema one with this. */
const MERGING = '.merging-'

export interface OtherTools {
  readonly openStore: OpenStore
  readonly now: () => Date
  readonly randomBytes: (length: number) => Buffer
  /** Makes a case of a package in a folder, and closes the package. */
  readonly unpack: (source: DataPackage, folder: string) => Promise<unknown>
}

/**
 * Opens another case, to be merged into this one: as it is, or a copy of one with an older schema; of a package, a case that is made of
 * it. What is made is gone afterwards.
 * @param path folder of the other case, its database, or a data package
 * @throws Failure `no-case`, `bad-package` when it has no history, and those of opening and of unpacking
 */
export async function withOtherCase<T>(
  { folder: own }: Pick<Case, 'folder'>,
  path: string,
  tools: OtherTools,
  work: (other: OtherCase) => Promise<T>,
): Promise<T> {
  const folder = basename(path) === DATABASE ? dirname(path) : path
  const made = join(own, `${MERGING}${tools.randomBytes(8).toString('hex')}`)
  try {
    await removeLeftovers(own, (name) => name.startsWith(MERGING), tools.now())
    if (existsSync(join(folder, DATABASE)))
      return await withUnchanged(
        folder,
        tools.openStore,
        () => makeFolder(made),
        (store) => work({ folder, store }),
      )
    await tools.unpack(await wholeCaseIn(path), made)
    return await withStore(made, tools, work)
  } catch (error) {
    throw ofCopy(made, path, error)
  } finally {
    await rm(made, { recursive: true, force: true })
  }
}

async function makeFolder(path: string): Promise<string> {
  try {
    await mkdir(path, { mode: 0o700 })
  } catch (error) {
    throw writeFailure(error, path)
  }
  return path
}

async function wholeCaseIn(path: string): Promise<DataPackage> {
  const source = await readPackage(path).catch((error: unknown) => {
    throw isNoPackage(error, path) ? noCase(path, error) : error
  })
  if (source.entries !== undefined && source.tables.some(({ type }) => type === 'case')) return source
  await source.files.close()
  throw new Failure('bad-package', 'This package is not of a whole case: it has no history to merge.', {
    where: path,
    hint: 'Import its tables instead: trace import TABLE --as …',
  })
}

/** Whether this is a file of another kind, or a folder in which nothing says that it is a package. */
function isNoPackage(error: unknown, path: string): error is Failure {
  if (!(error instanceof Failure)) return false
  if (error.code === 'usage') return true
  return error.code === 'bad-package' && isFolder(path) && !existsSync(join(path, DESCRIPTOR))
}

function noCase(path: string, cause: Failure): Failure {
  return new Failure('no-case', 'There is neither a case nor a data package here.', {
    where: path,
    hint: 'Name the folder of the other case, the one with a case.db in it, or a package that trace export --all -f datapackage made of it.',
    cause,
  })
}

async function withStore<T>(
  folder: string,
  { openStore }: OtherTools,
  work: (other: OtherCase) => Promise<T>,
): Promise<T> {
  const store = await openStore(join(folder, DATABASE))
  try {
    return await work({ folder, store })
  } finally {
    await store.close()
  }
}
