import { open, realpath, stat } from 'node:fs/promises'
import { basename, dirname, extname } from 'node:path'
import { errnoOf, readFailure } from '../io/file-failures.ts'
import { folderFiles, type PackageFiles } from '../exchange/package-files.ts'
import { readTable, type PackageRow } from '../exchange/package-table.ts'
import {
  DESCRIPTOR,
  ENTRY_COLUMNS,
  MAX_DESCRIPTOR,
  readDescriptor,
  tableColumns,
  typeOfResource,
  type PackageDescriptor,
} from '../exchange/package.ts'
import { Failure } from '../model/failure.ts'
import type { RecordType } from '../model/vocabulary.ts'

/** A data package that is open for reading: its descriptor was read, its tables are there. */
export interface DataPackage {
  /** Path of its folder or archive. */
  readonly path: string
  readonly files: PackageFiles
  readonly about: PackageDescriptor
  /** Tables of records, in the order of the descriptor. */
  readonly tables: readonly PackageTable[]
  /** Undefined when the package has no table of entries. */
  readonly entries: PackageTable | undefined
  /** Size of all tables together. */
  readonly bytes: number
  /** How much of them was read, in bytes; more than all when they had to be read again. */
  read(): number
}

export interface PackageTable {
  /** Name of the file. */
  readonly file: string
  /** Undefined for the table of entries. */
  readonly type: RecordType | undefined
  /** Its rows from the first, in batches. @throws Failure `bad-package`, `unreadable-file` */
  rows(): AsyncIterable<readonly PackageRow[]>
}

/**
 * Opens a package. Whoever imports it closes it; `files.close()` does too.
 * @param path its folder, the descriptor in it, or a zip archive of it
 * @throws Failure `unreadable-file`, `bad-package`, `usage` for anything else
 */
export async function readPackage(path: string): Promise<DataPackage> {
  const files = await filesOf(path)
  try {
    return await packageOf(files)
  } catch (error) {
    await files.close()
    throw error
  }
}

async function filesOf(path: string): Promise<PackageFiles> {
  // The folder itself may be reached through a link; what is in it may not.
  const real = await realpath(path).catch((error: unknown) => {
    throw errnoOf(error) === 'ENOENT' ? nothingThere(path, error) : readFailure(error, path)
  })
  const found = await stat(real)
  if (found.isDirectory()) return folderFiles(real)
  if (basename(path) === DESCRIPTOR) return folderFiles(dirname(real))
  if (found.isFile() && (isZipName(path) || (await startsAsZip(real)))) {
    const { zipFiles } = await import('../exchange/package-zip.ts')
    return zipFiles(real, found.size)
  }
  throw new Failure('usage', 'This is no data package.', {
    where: path,
    hint: `Name a folder with a ${DESCRIPTOR} in it, or a zip archive of it, such as trace export --all -f datapackage makes.`,
  })
}

function nothingThere(path: string, cause: unknown): Failure {
  return new Failure('unreadable-file', 'There is no such file or folder.', {
    where: path,
    hint: 'Name the folder of a data package, or a zip archive of one.',
    cause,
  })
}

/** Whether a name is that of a zip archive. */
export function isZipName(path: string): boolean {
  return extname(path).toLowerCase() === '.zip'
}

/** Signature of a local file header, and that of the end of an archive with nothing in it (APPNOTE.TXT 4.3.7, 4.3.16). */
const ZIP_STARTS = ['504b0304', '504b0506']

async function startsAsZip(path: string): Promise<boolean> {
  try {
    const handle = await open(path)
    try {
      const start = Buffer.alloc(4)
      await handle.read(start, 0, 4, 0)
      return ZIP_STARTS.includes(start.toString('hex'))
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw readFailure(error, path)
  }
}

async function packageOf(files: PackageFiles): Promise<DataPackage> {
  const about = readDescriptor(await readDescription(files))
  let [bytes, done] = [0, 0]
  const counted = async function* (pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces) {
      done += piece.length
      yield piece
    }
  }
  const all: PackageTable[] = []
  for (const { name, file } of about.tables) {
    bytes += await sizeOf(files, file)
    const type = typeOfResource(name)
    const names = (type === undefined ? ENTRY_COLUMNS : tableColumns(type, true)).map((column) => column.name)
    all.push({ file, type, rows: () => readTable(file, counted(files.pieces(file)), names) })
  }
  return {
    path: files.path,
    files,
    about,
    tables: all.filter(({ type }) => type !== undefined),
    entries: all.find(({ type }) => type === undefined),
    bytes,
    read: () => done,
  }
}

async function readDescription(files: PackageFiles): Promise<string> {
  if ((await sizeOf(files, DESCRIPTOR)) > MAX_DESCRIPTOR)
    throw new Failure('bad-package', 'This is too large for a descriptor.', {
      where: DESCRIPTOR,
      hint: 'Ask whoever made the package for another copy.',
    })
  const pieces: Uint8Array[] = []
  for await (const piece of files.pieces(DESCRIPTOR)) pieces.push(piece)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces))
  } catch (cause) {
    throw new Failure('bad-package', 'This is not UTF-8.', {
      where: DESCRIPTOR,
      hint: 'Save it in UTF-8.',
      cause,
    })
  }
}

async function sizeOf(files: PackageFiles, file: string): Promise<number> {
  const found = await files.find(file)
  if (found === 'special')
    throw new Failure('bad-package', 'This is not an ordinary file of the package.', {
      where: file,
      hint: 'A package holds ordinary files only: put the file itself there.',
    })
  if (found === 'missing') {
    throw new Failure('bad-package', `There is no ${file} in the package.`, {
      where: files.path,
      hint:
        file === DESCRIPTOR
          ? `A data package is a folder with a ${DESCRIPTOR} in it.`
          : `${DESCRIPTOR} names it.`,
    })
  }
  return found.bytes
}
