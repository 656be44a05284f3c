import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect } from 'vitest'
import { tempFolder, trace, traced, type Ran, type Where } from './harness.ts'

/** A case to try commands on. */
export interface TestCase {
  readonly folder: string
  /** Runs a command in the case's folder. */
  trace(argv: readonly string[], where?: Where): Ran
  /** Runs one that has to work, and gives what it printed. */
  traced(argv: readonly string[], where?: Where): string
  /** What it printed with `--json`. */
  json(argv: readonly string[], where?: Where): any // eslint-disable-line @typescript-eslint/no-explicit-any
  entries(): number
  /** Checks that a command is refused with this message, exit code 2, and that nothing is written. */
  refuses(argv: readonly string[], message: RegExp): string
}

/** A new, empty case in a folder that is gone after the test. */
export function newCase(): TestCase {
  const folder = join(tempFolder(), 'case')
  traced(['init', folder, '--title', 'Orient Express'])
  const at = (where: Where = {}): Where => ({ cwd: folder, ...where })
  const test: TestCase = {
    folder,
    trace: (argv, where) => trace(argv, at(where)),
    traced: (argv, where) => traced(argv, at(where)),
    json: (argv, where) => JSON.parse(traced([...argv, '--json'], at(where))) as unknown,
    entries: () => entriesIn(folder),
    refuses: (argv, message) => {
      const before = entriesIn(folder)
      const { code, stdout, stderr } = trace(argv, at())
      expect(stderr).toMatch(message)
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(entriesIn(folder)).toBe(before)
      return stderr
    },
  }
  return test
}

/** How many entries the log of a case has. */
export function entriesIn(folder: string): number {
  const db = new Database(join(folder, 'case.db'), { readonly: true })
  try {
    return db.prepare<[], { n: number }>('SELECT count(*) AS n FROM entry').get()?.n ?? 0
  } finally {
    db.close()
  }
}

/** Text that would drive a terminal, fake a line, or turn the reading order, were it printed as it is. */
export const HOSTILE = 'Rajin\u001b[31m red\u001b[0m\nfake line\u202eesrever\u200f\u0007 =HYPERLINK("x")'

/** Whether printed text holds nothing that a terminal acts on. */
export function isHarmless(text: string): boolean {
  // eslint-disable-next-line no-control-regex
  return !/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(text.replaceAll('\t', ''))
}
