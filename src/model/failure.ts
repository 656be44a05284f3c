/** Exit codes of the command (README, "Exit codes"). */
export const EXIT = { done: 0, no: 1, wrong: 2, unusable: 3, bug: 70 } as const

/**
 * Every failure a user can meet, with its exit code. The error gallery (test/errors) provokes each of them; a test
 * fails when one is missing there.
 */
export const FAILURES = {
  // words on the command line
  usage: EXIT.wrong,
  'missing-fields': EXIT.wrong,
  'unknown-column': EXIT.wrong,
  'bad-filter': EXIT.wrong,
  // values
  'bad-date': EXIT.wrong,
  'date-not-in-calendar': EXIT.wrong,
  'date-season': EXIT.wrong,
  'date-year': EXIT.wrong,
  'date-no-offset': EXIT.wrong,
  'date-backwards': EXIT.wrong,
  'bad-quantity': EXIT.wrong,
  'negative-quantity': EXIT.wrong,
  'quantity-backwards': EXIT.wrong,
  'none-with-quantity': EXIT.wrong,
  'zero-seen': EXIT.wrong,
  'bad-choice': EXIT.wrong,
  'bad-number': EXIT.wrong,
  'bad-value': EXIT.wrong,
  'bad-slug': EXIT.wrong,
  // the case's contents
  'unknown-name': EXIT.wrong,
  ambiguous: EXIT.wrong,
  'already-exists': EXIT.wrong,
  'nothing-to-change': EXIT.wrong,
  'quote-not-found': EXIT.wrong,
  'in-use': EXIT.wrong,
  retracted: EXIT.wrong,
  'changed-meanwhile': EXIT.wrong,
  'derivation-cycle': EXIT.wrong,
  'no-such-entry': EXIT.wrong,
  'no-document': EXIT.wrong,
  'cannot-undo': EXIT.wrong,
  // files and folders
  'no-case': EXIT.wrong,
  'not-a-case': EXIT.wrong,
  'newer-case': EXIT.wrong,
  'case-exists': EXIT.wrong,
  'unreadable-file': EXIT.wrong,
  'file-exists': EXIT.wrong,
  'cannot-write': EXIT.wrong,
  'disk-full': EXIT.wrong,
  'bad-package': EXIT.wrong,
  'bad-mapping': EXIT.wrong,
  'rows-rejected': EXIT.wrong,
  // custody
  'no-key': EXIT.wrong,
  'key-exists': EXIT.wrong,
  'bad-key': EXIT.wrong,
  'bad-checkpoint': EXIT.wrong,
  'bad-proof': EXIT.wrong,
  'not-sound': EXIT.no,
  'bad-timestamp': EXIT.wrong,
  'case-busy': EXIT.unusable,
  'case-damaged': EXIT.unusable,
} as const satisfies Record<string, number>

export type FailureCode = keyof typeof FAILURES

/**
 * Something the user can do something about: what is wrong, where, and what to do next.
 * Anything else that is thrown is a bug of ours and ends with exit code 70.
 */
export class Failure extends Error {
  readonly code: FailureCode
  /** What to do next, one sentence. */
  readonly hint: string | undefined
  /** Where it was: a flag, a file with line and column, a record. */
  readonly where: string | undefined

  constructor(
    code: FailureCode,
    message: string,
    more: { hint?: string; where?: string; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause })
    this.name = 'Failure'
    this.code = code
    this.hint = more.hint
    this.where = more.where
  }

  get exit(): number {
    return FAILURES[this.code]
  }

  /** The same failure with the place it happened at, unless it already names one. */
  at(where: string): Failure {
    if (this.where !== undefined) return this
    return new Failure(this.code, this.message, {
      where,
      ...(this.hint === undefined ? {} : { hint: this.hint }),
      cause: this.cause,
    })
  }
}

/** Runs `work`, and names `where` in any failure that comes out of it. */
export function locate<T>(where: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof Failure ? error.at(where) : error
  }
}
