import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

export const BIN = fileURLToPath(new URL('../../bin/trace.js', import.meta.url))

export interface Ran {
  code: number | null
  stdout: string
  stderr: string
}

export interface Where {
  cwd?: string
  /** Treat standard output as a terminal of this width. */
  tty?: number | boolean
  env?: Record<string, string>
  input?: string | Buffer
}

/** Starts the built program with a minimal environment, as analyst `tester`. */
export function trace(argv: readonly string[], where: Where = {}): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...argv], {
    cwd: where.cwd ?? tmpdir(),
    env: {
      PATH: process.env.PATH ?? '',
      HOME: tmpdir(),
      TRACE_ANALYST: 'tester',
      ...(where.tty === undefined || where.tty === false
        ? {}
        : { TRACE_FORCE_TTY: where.tty === true ? '100' : String(where.tty) }),
      ...where.env,
    },
    input: where.input ?? '',
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  return { code: status, stdout, stderr }
}

/** Like {@link trace}, for a step that has to work for the test to make sense. */
export function traced(argv: readonly string[], where: Where = {}): string {
  const ran = trace(argv, where)
  if (ran.code !== 0) throw new Error(`trace ${argv.join(' ')} ended with ${String(ran.code)}\n${ran.stderr}`)
  return ran.stdout
}

/** An empty folder that is gone after the test. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'trace-test-'))
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}
