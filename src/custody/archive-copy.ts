import { constants } from 'node:fs'
import { access, copyFile, open, stat } from 'node:fs/promises'
import { errnoOf, readFailure, writeFailure } from '../io/file-failures.ts'
import { SHA256_HEX } from '../model/sha256-hex.ts'
import { archivedPath } from './archive.ts'

/** What a document is called in an archive: its SHA-256 in hexadecimal. */

/**
 * Copies an archived document into another archive, where it is read-only and on the disk afterwards. On a file system that
 * can, the two share their room until one is changed. What it holds is not looked at: that is for whoever checks the copy.
 *
 * @param from the `files` folder of a case
 * @param to that of another, which has to be there
 * @returns whether there was such a document: a hash that is none, a folder or a pipe is not copied
 * @throws Failure `unreadable-file`, `cannot-write`, `disk-full`
 */
export async function copyArchived(sha256: string, from: string, to: string): Promise<boolean> {
  if (!SHA256_HEX.test(sha256)) return false
  const [original, copy] = [archivedPath(from, sha256), archivedPath(to, sha256)]
  try {
    // Asked before it is opened: opening a pipe would wait for somebody to write into it.
    if (!(await stat(original)).isFile()) return false
    await access(original, constants.R_OK)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false
    throw readFailure(error, original)
  }
  try {
    await copyFile(original, copy, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
    const handle = await open(copy, constants.O_RDONLY)
    try {
      await handle.chmod(0o400)
      await handle.sync()
    } finally {
      await handle.close()
    }
    return true
  } catch (error) {
    throw errnoOf(error) === 'EIO' ? readFailure(error, original) : writeFailure(error, copy)
  }
}
