import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterAll, expect } from 'vitest'
import { tempFolder, trace, traced, type Ran, type Where } from './harness.ts'

const BIN = fileURLToPath(new URL('../../bin/trace.js', import.meta.url))

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

/** Folders of cases that are copied for each test, by what makes them. */
const templates = new Map<unknown, string>()

afterAll(() => {
  for (const folder of templates.values()) rmSync(folder, { recursive: true, force: true })
})

/**
 * A case in a folder that is gone after the test.
 * @param make puts in it what the test starts from; run once a file, and copied from then on
 */
export function newCase(make: (kase: TestCase) => void = nothing): TestCase {
  let template = templates.get(make)
  if (template === undefined) {
    template = mkdtempSync(join(tmpdir(), 'trace-template-'))
    traced(['init', join(template, 'case'), '--title', 'Orient Express'])
    make(caseAt(join(template, 'case')))
    templates.set(make, template)
  }
  const folder = tempFolder()
  cpSync(template, folder, { recursive: true, mode: constants.COPYFILE_FICLONE })
  return caseAt(join(folder, 'case'))
}

function nothing(): void {
  // An empty case.
}

/** The case in a folder. */
export function caseAt(folder: string): TestCase {
  const at = (where: Where = {}): Where => ({ cwd: folder, ...where })
  return {
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

/**
 * Starts a command many times and kills it at moments spread over a quarter more than the time it takes when it is left
 * alone, however fast the machine is.
 * @param prepare makes what the nth start needs, and gives its words
 * @param check looks at what a killed command left
 */
export async function killedAtAnyMoment(
  times: number,
  cwd: string,
  prepare: (n: number) => string[],
  check: (n: number) => void,
): Promise<void> {
  const start = (n: number) => {
    const env = { PATH: process.env.PATH, HOME: cwd }
    const child = spawn(process.execPath, [BIN, ...prepare(n)], { cwd, stdio: 'ignore', env })
    return { child, ended: once(child, 'exit') }
  }
  const started = performance.now()
  // With the same surroundings, down to what Node keeps compiled: else it is measured too fast.
  expect((await start(0).ended)[0]).toBe(0)
  const whole = performance.now() - started
  for (let n = 1; n <= times; n += 1) {
    const { child, ended } = start(n)
    await after((whole * 1.25 * n) / times)
    child.kill('SIGKILL')
    await ended
    check(n)
  }
}

/** Text that would drive a terminal, fake a line, or turn the reading order, were it printed as it is. */
export const HOSTILE = 'Rajin\u001b[31m red\u001b[0m\nfake line\u202eesrever\u200f\u0007 =HYPERLINK("x")'

/** Whether printed text holds nothing that a terminal acts on. */
export function isHarmless(text: string): boolean {
  return !/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(
    text.replaceAll('\t', ''),
  )
}
