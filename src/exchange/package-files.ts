import { constants, type Stats } from 'node:fs'
import { lstat, open } from 'node:fs/promises'
import { join } from 'node:path'
import { errnoOf, readFailure } from '../io/file-failures.ts'
import { FILES } from './package.ts'

/*
 * The files of a data package, in a folder or in a zip archive: they are read the same from either. Nothing outside the
 * package is read.
 */

/** A file of a package; `special` stands for what is no ordinary file, such as a link, which could lead anywhere. */
export type Member = { readonly bytes: number } | 'missing' | 'special'

export interface PackageFiles {
  /** Path of the folder or the archive, for messages. */
  readonly path: string
  /**
   * What stands under a name.
   * @param name of a file beside the descriptor, or `files/` and the hash of a document
   */
  find(name: string): Promise<Member>
  /**
   * The bytes of a file that {@link find} found, in pieces. Several files can be read at a time.
   * @throws Failure `unreadable-file`; `bad-package` for a damaged archive
   */
  pieces(name: string): AsyncIterable<Uint8Array>
  close(): Promise<void>
}

/** What is read of a file at a time, in bytes. */
const PIECE = 1 << 18

/** The files of a package in a folder. @param folder its real path: no link leads to it */
export function folderFiles(folder: string): PackageFiles {
  return {
    path: folder,
    async find(name) {
      const within = name.startsWith(`${FILES}/`)
      if (within && (await statOf(join(folder, FILES)))?.isDirectory() === false) return 'special'
      const found = await statOf(join(folder, name))
      if (found === undefined) return 'missing'
      return found.isFile() ? { bytes: found.size } : 'special'
    },
    pieces: (name) => piecesOf(join(folder, name)),
    close: () => Promise.resolve(),
  }
}

async function statOf(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '')) return undefined
    throw readFailure(error, path)
  }
}

async function* piecesOf(path: string): AsyncGenerator<Uint8Array> {
  const failed = (error: unknown) => {
    throw readFailure(error, path)
  }
  const handle = await open(path, constants.O_RDONLY).catch(failed)
  try {
    for (;;) {
      const piece = Buffer.allocUnsafe(PIECE)
      const { bytesRead } = await handle.read(piece, 0, PIECE, null).catch(failed)
      if (bytesRead === 0) return
      yield piece.subarray(0, bytesRead)
    }
  } finally {
    await handle.close()
  }
}
