import type { Entry, ZipFile } from 'yauzl'
import { errnoOf, readFailure } from '../io/file-failures.ts'
import { Failure } from '../model/failure.ts'
import type { PackageFiles } from './package-files.ts'
import { DESCRIPTOR } from './package.ts'
import { entryPieces } from './zip-entry.ts'

/*
 * A data package in a zip archive (APPNOTE.TXT 6.3.10), read in place: nothing is unpacked. What an archive can be made
 * to do to whoever opens it is refused before any file of it is read.
 */

/** An archive may be that many times as large unpacked as it is: tables of text come to some ten or twenty times. */
const MAX_RATIO = 250
/** Below that, unpacked, an archive may be as dense as it likes, in bytes. */
const FREE_BYTES = 256 * 1024 * 1024
/** Documents of a case, one file each, and the tables. */
const MAX_MEMBERS = 1_000_000

/** Stored and deflated (APPNOTE.TXT 4.4.5): what every program packs with. */
const METHODS = [0, 8]

/** What a Mac adds to an archive it makes. */
const MACOS = '__MACOSX/'

/** `external file attributes` of an entry made on a Unix (APPNOTE.TXT 4.4.2, 4.4.15): the mode in the upper half. */
const UNIX = 3
const FILE_TYPE = 0o170000
const REGULAR = 0o100000

/**
 * Opens an archive with a data package at its top, or in the one folder at its top.
 * @param path of the archive
 * @param bytes its size
 * @throws Failure `unreadable-file`; `bad-package` when it is damaged, encrypted, leads out of itself, names a file twice, or
 *   would unpack to more than it can honestly hold
 */
export async function zipFiles(path: string, bytes: number): Promise<PackageFiles> {
  const { openPromise } = await import('yauzl')
  let zip: ZipFile
  try {
    zip = await openPromise(path, {
      autoClose: false,
      decodeStrings: true,
      strictFileNames: true,
      validateEntrySizes: true,
    })
  } catch (error) {
    throw damaged(path, error)
  }
  try {
    const members = await membersOf(zip, path, bytes)
    const top = topOf(members, path)
    const entryOf = (name: string) => members.get(`${top}${name}`)
    return {
      path,
      find(name) {
        const entry = entryOf(name)
        if (entry === undefined) return Promise.resolve('missing')
        return Promise.resolve(isOrdinary(entry) ? { bytes: entry.uncompressedSize } : 'special')
      },
      pieces(name) {
        const entry = entryOf(name)
        if (entry === undefined) throw new Error(`no ${name} in ${path}`)
        return piecesOf(zip, entry, path)
      },
      close() {
        zip.close()
        return Promise.resolve()
      },
    }
  } catch (error) {
    zip.close()
    throw error
  }
}

async function membersOf(zip: ZipFile, path: string, bytes: number): Promise<Map<string, Entry>> {
  if (zip.entryCount > MAX_MEMBERS)
    throw bad(path, `It holds ${String(zip.entryCount)} files, more than any case.`, NOT_ONE)
  const members = new Map<string, Entry>()
  let unpacked = 0
  try {
    for await (const entry of zip.eachEntry()) {
      const { fileName } = entry
      unpacked += entry.uncompressedSize
      if (unpacked > FREE_BYTES && unpacked > bytes * MAX_RATIO) {
        throw bad(
          path,
          `It is ${String(bytes)} bytes, and says that it holds more than ${String(MAX_RATIO)} times as much.`,
          NOT_ONE,
        )
      }
      if (fileName.endsWith('/')) continue
      if (entry.isEncrypted())
        throw bad(
          path,
          `"${fileName}" in it is encrypted.`,
          'Unpack it with its password, and import the folder.',
        )
      if (!METHODS.includes(entry.compressionMethod)) {
        throw bad(
          path,
          `"${fileName}" in it is packed in a way that is not read here (method ${String(entry.compressionMethod)}).`,
          'Unpack it, and import the folder.',
        )
      }
      if (members.has(fileName))
        throw bad(
          path,
          `It holds "${fileName}" twice.`,
          'Which one counts cannot be told: have it packed anew.',
        )
      members.set(fileName, entry)
    }
  } catch (error) {
    throw damaged(path, error)
  }
  return members
}

/** What stands before each name: the descriptor is at the top, or in a folder there with everything else. */
function topOf(members: ReadonlyMap<string, Entry>, path: string): string {
  if (members.has(DESCRIPTOR)) return ''
  const found = [...members.keys()].filter(
    (name) => !name.startsWith(MACOS) && /^[^/]+\/[^/]+$/.test(name) && name.endsWith(`/${DESCRIPTOR}`),
  )
  const [name] = found
  if (name === undefined) {
    throw bad(
      path,
      `There is no ${DESCRIPTOR} in it.`,
      `A data package has one, at the top or in the one folder there.`,
    )
  }
  if (found.length > 1)
    throw bad(
      path,
      `It holds more than one data package: ${found.join(', ')}.`,
      'Unpack it, and import one folder.',
    )
  return name.slice(0, -DESCRIPTOR.length)
}

/** A link, a device or the like, as a Unix packs them, is none. */
function isOrdinary({ versionMadeBy, externalFileAttributes }: Entry): boolean {
  const type = (externalFileAttributes >>> 16) & FILE_TYPE
  return versionMadeBy >>> 8 !== UNIX || type === 0 || type === REGULAR
}

/** @throws Failure after the last piece, too: size and checksum are known only then */
async function* piecesOf(zip: ZipFile, entry: Entry, path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* entryPieces(zip, entry)
  } catch (error) {
    throw damaged(path, error, entry.fileName)
  }
}

const NOT_ONE = 'Such an archive is made to fill a disk. Ask whoever sent it for the folder.'

function bad(path: string, message: string, hint: string, cause?: unknown): Failure {
  return new Failure('bad-package', message, { where: path, hint, cause })
}

/** What the library or the system says against it. */
function damaged(path: string, error: unknown, name?: string): unknown {
  if (error instanceof Failure) return error
  if (/^E(?!RR_)/.test(errnoOf(error) ?? '')) return readFailure(error, path)
  const said = error instanceof Error ? error.message.replace(/\.$/, '') : String(error)
  if (/^(?:absolute path|invalid relative path|invalid characters in fileName)/.test(said)) {
    return bad(
      path,
      `A file in it would not stay in its folder: ${said}.`,
      'A data package holds only files of its own. Ask whoever sent it.',
      error,
    )
  }
  if (/strong encryption|central directory is encrypted/i.test(said))
    return bad(path, 'It is encrypted.', 'Unpack it with its password, and import the folder.', error)
  const what =
    name === undefined
      ? 'This zip archive is damaged or cut off, or no zip archive'
      : `"${name}" in this zip archive is damaged`
  // The library says the same of what has no end, at length.
  const why = said.startsWith('End of central directory') ? '' : `: ${said}`
  return bad(path, `${what}${why}.`, 'Copy it again from where it came from.', error)
}
