import { describe, expect, test } from 'vitest'
import { EXIT, Failure, FAILURES, locate, type FailureCode } from '../../src/model/failure.ts'
import { refusal } from './refusal.ts'

describe('a failure', () => {
  test.each(Object.keys(FAILURES) as FailureCode[])(
    '%s ends with the exit code of a no, of a wrong command or of an unusable case',
    (code) => {
      expect([EXIT.no, EXIT.wrong, EXIT.unusable]).toContain(new Failure(code, 'The case is busy.').exit)
    },
  )

  test.each<[FailureCode, number]>([
    ['not-sound', 1],
    ['bad-date', 2],
    ['no-case', 2],
    ['case-busy', 3],
    ['case-damaged', 3],
  ])('%s exits with %i', (code, exit) => {
    expect(new Failure(code, 'The case is busy.').exit).toBe(exit)
  })

  test('takes the place it happened at', () => {
    const cause = new Error('disk')
    const located = new Failure('bad-date', '"soon" is no date.', { hint: 'Write 2023-10-05.', cause }).at(
      '--on',
    )
    expect(located).toMatchObject({
      code: 'bad-date',
      message: '"soon" is no date.',
      hint: 'Write 2023-10-05.',
      where: '--on',
      cause,
    })
  })

  test('keeps the nearest place when it has one', () => {
    expect(
      new Failure('bad-date', '"soon" is no date.', { where: 'row 4, observed' }).at('counts.csv').where,
    ).toBe('row 4, observed')
  })
})

describe('work in a place', () => {
  test('gives what it gives', () => {
    expect(locate('--count', () => 73)).toBe(73)
  })
  test('has its place named in the failure it ends with', () => {
    const failing = () =>
      locate('--on', () => {
        throw new Failure('bad-date', '"soon" is no date.')
      })
    expect(refusal(failing).where).toBe('--on')
  })
  test('lets a bug of ours through as it is', () => {
    const bug = new TypeError('not a function')
    expect(() =>
      locate('--on', () => {
        throw bug
      }),
    ).toThrow(bug)
  })
})
