import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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

/** How long a program takes, in milliseconds. @throws when it does not end well */
export function time({ folder, env }: Bench, program: string, argv: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const start = process.hrtime.bigint()
    const child = spawn(program, argv, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let errors = ''
    child.stdout.resume()
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(Number(process.hrtime.bigint() - start) / 1e6)
      else reject(new Error(`${program} ${argv.join(' ')} ended with ${String(code)}\n${errors}`))
    })
  })
}

/** Peak resident memory of a command of Node in megabytes, in a run of its own that says so when it ends. */
export function peakMemory({ folder, env }: Bench, argv: readonly string[]): number {
  const told = join(folder, 'peak')
  const hook = join(folder, 'peak.cjs')
  writeFileSync(
    hook,
    `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(told)}, String(process.resourceUsage().maxRSS)))`,
  )
  execFileSync(process.execPath, ['--require', hook, ...argv], { cwd: folder, env, stdio: 'ignore' })
  return Number(readFileSync(told, 'utf8')) / 1024
}

/** The heading of a table of {@link beside}. */
export function headBeside(title: string, runs: number): void {
  process.stdout.write(`\n${title}, median of ${String(runs)} runs\n\n`)
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
  const [one, other] = [await measured(bench, runs, large), await measured(bench, runs, small)]
  process.stdout.write(
    row([
      name,
      one.ms.toFixed(0),
      other.ms.toFixed(0),
      (one.ms / other.ms).toFixed(2),
      one.mb.toFixed(0),
      other.mb.toFixed(0),
    ]),
  )
}

async function measured(
  bench: Bench,
  runs: number,
  argv: readonly string[],
): Promise<{ ms: number; mb: number }> {
  const times: number[] = []
  for (let i = 0; i < runs; i += 1) times.push(await time(bench, process.execPath, [TRACE, ...argv]))
  return { ms: median(times), mb: peakMemory(bench, [TRACE, ...argv]) }
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
