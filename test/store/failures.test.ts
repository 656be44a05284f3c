import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { Failure, type FailureCode } from '../../src/model/failure.ts'
import { asFailure, notACase } from '../../src/store/sqlite/failures.ts'

const FILE = '/cases/orient-express/case.db'

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: synthetic`), { code })
}

describe('what SQLite or the system says', () => {
  test.each<[code: string, FailureCode]>([
    ['SQLITE_BUSY', 'case-busy'],
    ['SQLITE_BUSY_SNAPSHOT', 'case-busy'],
    ['SQLITE_LOCKED', 'case-busy'],
    ['SQLITE_PROTOCOL', 'case-busy'],
    ['SQLITE_FULL', 'disk-full'],
    ['SQLITE_READONLY', 'cannot-write'],
    ['SQLITE_READONLY_DIRECTORY', 'cannot-write'],
    ['SQLITE_CANTOPEN', 'cannot-write'],
    ['SQLITE_PERM', 'cannot-write'],
    ['SQLITE_NOTADB', 'not-a-case'],
    ['SQLITE_CORRUPT', 'case-damaged'],
    ['SQLITE_CORRUPT_VTAB', 'case-damaged'],
    ['SQLITE_IOERR_READ', 'case-damaged'],
  ])('%s means %s', (code, expected) => {
    const cause = new Database.SqliteError('synthetic', code)
    expect(asFailure(cause, FILE)).toMatchObject({ code: expected, where: FILE, cause })
  })

  test.each<[code: string, FailureCode]>([
    ['ENOSPC', 'disk-full'],
    ['EDQUOT', 'disk-full'],
    ['EACCES', 'cannot-write'],
    ['EPERM', 'cannot-write'],
    ['EROFS', 'cannot-write'],
  ])('%s means %s', (code, expected) => {
    const cause = systemError(code)
    expect(asFailure(cause, FILE)).toMatchObject({ code: expected, where: FILE, cause })
  })

  test('always comes with what to do next', () => {
    for (const code of ['SQLITE_BUSY', 'SQLITE_FULL', 'SQLITE_READONLY', 'SQLITE_NOTADB', 'SQLITE_CORRUPT']) {
      const failure = asFailure(new Database.SqliteError('synthetic', code), FILE)
      expect((failure as Failure).hint).toMatch(/[a-z]/)
    }
  })

  test.each([
    [
      'a broken promise of ours',
      new Database.SqliteError('a case is append-only', 'SQLITE_CONSTRAINT_TRIGGER'),
    ],
    ['an error in our SQL', new Database.SqliteError('near "FORM"', 'SQLITE_ERROR')],
    ['a system error that says nothing of the disk', systemError('EBADF')],
    ['a bug', new TypeError('not a function')],
  ])('stays a bug when it is %s', (_what, error) => {
    expect(asFailure(error, FILE)).toBe(error)
  })

  test('stays the failure it is', () => {
    const failure = new Failure('retracted', 'The place rajin was retracted.')
    expect(asFailure(failure, FILE)).toBe(failure)
  })
})

describe('a file that is no case', () => {
  test('is said to be none, with what to do next', () => {
    expect(notACase(FILE)).toMatchObject({ code: 'not-a-case', where: FILE })
    expect(notACase(FILE).hint).toContain('trace init')
  })
})
