import { spawn } from 'node:child_process'
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/* Times and memory of programs, as a table. Nothing here fails on a slow day. */

export const TRACE = fileURLToPath(new URL('../../bin/trace.js', import.meta.url))

/** Where programs run, and what they know of the world. */
export interface Bench {
  readonly folder: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Makes an empty folder for programs to run in, as analyst `bench` with a configuration of its own. */
export function makeBench(): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'trace-bench-'))
  return {
    folder,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      TRACE_ANALYST: 'bench',
      TRACE_CONFIG: join(folder, 'configuration'),
    },
  }
}

export function removeBench({ folder }: Bench): void {
  rmSync(folder, { recursive: true, force: true })
}

/** One run of a program. */
export interface Measured {
  readonly ms: number
  /** Peak resident memory; undefined where nobody tells it. */
  readonly mb: number | undefined
}

/** How often a running program is asked for its peak. */
const EVERY_MS = 50

/** Time and peak memory of one run of any program. @param output file for what it prints @throws when it does not end well */
export function run(
  { folder, env }: Bench,
  program: string,
  argv: readonly string[],
  output?: string,
): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const started = process.hrtime.bigint()
    const child = spawn(program, argv, {
      cwd: folder,
      env,
      stdio: ['ignore', output === undefined ? 'pipe' : openSync(join(folder, output), 'w'), 'pipe'],
    })
    let errors = ''
    let mb: number | undefined
    child.stdout?.resume()
    child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()))
    const asked = setInterval(() => (mb = peakOf(child.pid) ?? mb), EVERY_MS)
    child.on('error', (error) => {
      clearInterval(asked)
      reject(error)
    })
    child.on('close', (code) => {
      clearInterval(asked)
      if (code === 0) resolve({ ms: Number(process.hrtime.bigint() - started) / 1e6, mb })
      else reject(new Error(`${program} ${argv.join(' ')} ended with ${String(code)}\n${errors}`))
    })
  })
}

/** Peak resident memory of a running process in megabytes, where /proc tells it. */
function peakOf(pid: number | undefined): number | undefined {
  try {
    const kb = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1]
    return kb === undefined ? undefined : Number(kb) / 1024
  } catch {
    return undefined
  }
}

/** How long a program takes, in milliseconds. @throws when it does not end well */
export async function time(bench: Bench, program: string, argv: readonly string[]): Promise<number> {
  return (await run(bench, program, argv)).ms
}

/**
 * Time and peak memory of a command of Node: the median of some runs; of one when that takes long. It says itself how much it took when it
 * ends, since a short run is over before it is asked.
 */
export async function measured(bench: Bench, runs: number, argv: readonly string[]): Promise<Measured> {
  const told = join(bench.folder, 'peak')
  const hook = join(bench.folder, 'peak.cjs')
  writeFileSync(
    hook,
    `process.on('exit', () => {
      const { existsSync, readFileSync, writeFileSync } = require('node:fs')
      // What the system calls the most of a process may be the most of the one that started it.
      const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : ''
      const kb = /^VmHWM:\\s+(\\d+) kB/m.exec(status)?.[1] ?? process.resourceUsage().maxRSS
      writeFileSync(${JSON.stringify(told)}, String(kb))
    })`,
  )
  const times: number[] = []
  for (let i = 0; i < runs; i += 1) {
    times.push(await time(bench, process.execPath, ['--require', hook, ...argv]))
    if ((times[0] ?? 0) > LONG_MS) break
  }
  return { ms: median(times), mb: Number(readFileSync(told, 'utf8')) / 1024 }
}

/** What takes longer is measured once. */
export const LONG_MS = 20_000

/** The heading of a table of {@link beside}. */
export function headBeside(title: string, runs: number): void {
  process.stdout.write(`\n${title}, median of ${String(runs)} runs, or one of what takes over 20 s\n\n`)
  process.stdout.write(row(['', 'ms', 'small, ms', 'ratio', 'peak MB', 'small, MB']))
}

/** A row for a command on what is large beside one on what is small. */
export async function beside(
  bench: Bench,
  runs: number,
  name: string,
  large: readonly string[],
  small: readonly string[],
): Promise<void> {
  const one = await measured(bench, runs, [TRACE, ...large])
  const other = await measured(bench, runs, [TRACE, ...small])
  process.stdout.write(
    row([
      name,
      one.ms.toFixed(0),
      other.ms.toFixed(0),
      (one.ms / other.ms).toFixed(2),
      one.mb?.toFixed(0) ?? '',
      other.mb?.toFixed(0) ?? '',
    ]),
  )
}

/** A line of a table. */
export function row([first = '', ...rest]: readonly string[]): string {
  return `${first.padEnd(34)}${rest.map((cell) => cell.padStart(11)).join('')}\n`
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2
}
