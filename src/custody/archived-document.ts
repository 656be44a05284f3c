import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { open, stat, type FileHandle } from 'node:fs/promises'
import { errnoOf, readFailure } from '../io/file-failures.ts'
import { Failure } from '../model/failure.ts'
import { archivedPath } from './archive.ts'

/** How much is read at a time, in bytes: twice that is all the memory it takes. */
const CHUNK = 1 << 20

/**
 * The bytes of an archived document, in pieces, checked against their hash on the way. Whoever takes them takes all or
 * nothing: whether they are right is known after the last.
 *
 * @param archive the case's `files` folder
 * @param source key of the source whose document it is
 * @param what is said to be missing or changed
 * @returns pieces that share their memory: each is good until the next is asked for
 * @throws Failure `case-damaged` when it is missing or not what was archived, `unreadable-file`
 */
export async function* archivedDocument(
  archive: string,
  sha256: string,
  source: string,
  what = `The archived document of the source ${source}`,
): AsyncGenerator<Buffer> {
  const path = archivedPath(archive, sha256)
  const handle = await openArchived(path, what)
  try {
    const digest = createHash('sha256')
    const read = (to: Buffer) =>
      handle.read(to, 0, CHUNK, null).catch((error: unknown) => {
        throw readFailure(error, path)
      })
    let [current, next] = [Buffer.allocUnsafe(CHUNK), Buffer.allocUnsafe(CHUNK)]
    // While one piece is hashed, the next is read.
    for (let reading = read(current); ;) {
      const { bytesRead } = await reading
      if (bytesRead === 0) break
      reading = read(next)
      // Whoever stops taking pieces does not wait for it.
      reading.catch(() => undefined)
      const piece = current.subarray(0, bytesRead)
      digest.update(piece)
      yield piece
      ;[current, next] = [next, current]
    }
    if (digest.digest('hex') !== sha256) throw damaged(path, what, 'was changed')
  } finally {
    await handle.close()
  }
}

/** Whether an archive holds a document: what stands under its hash is it, to the last byte. */
export async function isArchived(archive: string, sha256: string): Promise<boolean> {
  const pieces = archivedDocument(archive, sha256, '')
  try {
    while ((await pieces.next()).done !== true);
    return true
  } catch (error) {
    // What cannot be read counts for nothing: the document takes its place.
    if (error instanceof Failure) return false
    throw error
  }
}

async function openArchived(path: string, what: string): Promise<FileHandle> {
  try {
    // Asked before it is opened: opening a pipe would wait for somebody to write into it.
    if (!(await stat(path)).isFile()) throw damaged(path, what, 'is no longer a file')
    return await open(path, constants.O_RDONLY)
  } catch (error) {
    throw errnoOf(error) === 'ENOENT' ? damaged(path, what, 'is missing', error) : readFailure(error, path)
  }
}

function damaged(path: string, what: string, how: string, cause?: unknown): Failure {
  return new Failure('case-damaged', `${what} ${how}.`, {
    where: path,
    hint: 'Restore it from a backup of the case: the right document has that SHA-256.',
    cause,
  })
}
