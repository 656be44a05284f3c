import { accessSync, constants, statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { diskFull, errnoOf } from '../../io/file-failures.ts'
import { Failure } from '../../model/failure.ts'

/** Turns what SQLite or the file system says into something a person can act on; anything else is passed through. */
export function asFailure(error: unknown, file: string): Error {
  if (error instanceof Failure) return error
  const code = error instanceof Database.SqliteError ? error.code : (errnoOf(error) ?? '')
  const where = { where: file, cause: error }
  if (/^SQLITE_(BUSY|LOCKED|PROTOCOL)/.test(code)) return caseBusy(file, error)
  if (
    code === 'SQLITE_FULL' ||
    code === 'ENOSPC' ||
    code === 'EDQUOT' ||
    (MAY_BE_FULL.test(code) && isFull(file))
  ) {
    return diskFull(file, error)
  }
  if (/^SQLITE_(READONLY|CANTOPEN|PERM|AUTH)/.test(code) || /^(EACCES|EPERM|EROFS)$/.test(code)) {
    return new Failure('cannot-write', 'The case cannot be written here; nothing was written.', {
      ...where,
      hint: 'Check who owns the folder and whether it is read-only, or copy the case to a folder of your own.',
    })
  }
  if (code === 'SQLITE_NOTADB') return notACase(file, error)
  const isIncomplete = code === 'SQLITE_ERROR' && /^no such (table|column)/.test((error as Error).message)
  if (/^SQLITE_(CORRUPT|IOERR|MISMATCH)/.test(code) || isIncomplete) {
    return new Failure('case-damaged', `The case file is damaged or its disk fails (${code}).`, {
      ...where,
      hint: 'Work on a copy: copy the folder, then restore the newest backup; do not write to this one.',
    })
  }
  return error instanceof Error ? error : new Error(String(error))
}

/** What SQLite says when there is no room for the files of a write-ahead log, or the case was read without them. */
export const NO_LOG_FILES = /^SQLITE_(?:CANTOPEN|READONLY|IOERR_SHM)/
const MAY_BE_FULL = /^SQLITE_(?:READONLY|IOERR_SHM)/
/** Room that SQLite needs for the index of a write-ahead log, in bytes. */
const LOG_INDEX = 32_768

/** Whether a folder could be written, were there any room. */
function isFull(file: string): boolean {
  try {
    accessSync(dirname(file), constants.W_OK)
    const { bavail, bsize } = statfsSync(dirname(file))
    return bavail * bsize < LOG_INDEX
  } catch {
    return false
  }
}

export function caseBusy(file: string, cause?: unknown): Failure {
  return new Failure('case-busy', 'Another program is writing to this case and did not finish.', {
    where: file,
    hint: 'Try again in a moment; if it goes on, look for a trace that hangs or a backup program that holds the file.',
    cause,
  })
}

export function notACase(file: string, cause?: unknown): Failure {
  return new Failure('not-a-case', 'This file is not a case of trace.', {
    where: file,
    hint: 'Name the folder of a case with --case, or start one with: trace init FOLDER',
    cause,
  })
}
