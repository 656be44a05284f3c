import { statSync } from 'node:fs'
import { Failure } from '../model/failure.ts'

/** What the system calls an error of its file system, `ENOSPC`; undefined for anything else. */
export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** Whether a path leads to a folder. Of what cannot be looked at (a link in a circle) whoever opens it says what is wrong. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

/** @param where what was to be written */
export function diskFull(where: string, cause: unknown): Failure {
  return new Failure('disk-full', 'The disk is full; nothing was written.', {
    where,
    hint: 'Make room, or use a folder on a larger disk, and repeat the command.',
    cause,
  })
}

/**
 * What the file system says against writing, as something a person can act on; anything else is passed through.
 * @param where the file or folder that was to be written
 */
export function writeFailure(error: unknown, where: string): unknown {
  if (error instanceof Failure) return error
  const cannot = (message: string, hint: string) =>
    new Failure('cannot-write', message, { where, hint, cause: error })
  switch (errnoOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return diskFull(where, error)
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return cannot(
        'It cannot be written here; nothing was written.',
        'Check who owns the folder and whether it is read-only, or choose a folder of your own.',
      )
    case 'ENOTDIR':
    case 'EEXIST':
      return cannot(
        'There is a file where a folder is needed.',
        'Choose another folder, or move that file away.',
      )
    case 'ENOENT':
      return cannot('There is no folder to write into.', 'Make the folder first.')
    case 'EISDIR':
      return cannot(
        'There is a folder where a file is needed.',
        'Choose another name, or move that folder away.',
      )
    case 'EBUSY':
    case 'EXDEV':
      return cannot('Nothing can take this place.', 'Name a new folder in it, or beside it.')
    case 'ENAMETOOLONG':
    case 'EINVAL':
    case 'ELOOP':
      return cannot('Nothing of that name can be made here.', 'Choose another name.')
    default:
      return error
  }
}

/**
 * A failure that names what is gone by then (a file that was made beside the one that was wanted) names another place instead;
 * anything else is passed through.
 * @param gone part of its path
 */
export function inPlaceOf(gone: string, place: string, error: unknown): unknown {
  if (!(error instanceof Failure) || error.where?.includes(gone) !== true) return error
  const { code, message, hint, cause } = error
  return new Failure(code, message, { where: place, ...(hint === undefined ? {} : { hint }), cause })
}

/** What the file system says against reading a file somebody named. */
export function readFailure(error: unknown, where: string): unknown {
  if (error instanceof Failure) return error
  const reasons: Record<string, string> = {
    ENOENT: 'There is no such file.',
    ENOTDIR: 'There is no such file.',
    EACCES: 'You may not read this file.',
    EPERM: 'You may not read this file.',
    EISDIR: 'This is a folder, not a file.',
    ELOOP: 'This is a link that leads nowhere.',
    ENAMETOOLONG: 'There is no such file.',
    EIO: 'The disk fails to read this file.',
    // A socket, or a device that is not there.
    ENXIO: 'This is not a file.',
  }
  const reason = reasons[errnoOf(error) ?? '']
  if (reason === undefined) return error
  return new Failure('unreadable-file', reason, {
    where,
    hint: 'Check the name of the file, and that you may read it.',
    cause: error,
  })
}
