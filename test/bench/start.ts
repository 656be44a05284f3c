/*
 * How long the program takes to start, as a ratio to a bare `node -e 0` of the same runtime, measured in turns on the
 * same machine. It prints a table and never fails: a slow day is no fault of the program.
 */
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const TRACE = fileURLToPath(new URL('../../bin/trace.js', import.meta.url))
const RUNS = 30
const WARM_UP = 3

interface Work {
  name: string
  argv: readonly string[]
  /** Highest ratio that is good enough; undefined when none was set. */
  target?: number
}

const folder = mkdtempSync(join(tmpdir(), 'trace-bench-'))
const env = {
  PATH: process.env.PATH,
  HOME: folder,
  TRACE_ANALYST: 'bench',
  TRACE_CASE: join(folder, 'orient-express'),
}

try {
  await time([TRACE, 'demo', join(folder, 'orient-express')])
  const baseline: Work = { name: 'node -e 0', argv: ['-e', '0'] }
  const works: Work[] = [
    { name: 'trace --version', argv: [TRACE, '--version'], target: 1.3 },
    { name: 'trace --help', argv: [TRACE, '--help'] },
    { name: 'trace list', argv: [TRACE, 'list'], target: 2 },
    { name: 'trace route orient-express', argv: [TRACE, 'route', 'orient-express'], target: 2 },
  ]
  const all = [baseline, ...works]
  const times = new Map(all.map((work) => [work, [] as number[]]))
  for (let i = -WARM_UP; i < RUNS; i += 1) {
    for (const work of all) {
      const ms = await time(work.argv)
      if (i >= 0) times.get(work)?.push(ms)
    }
  }
  const bare = median(times.get(baseline) ?? [])
  process.stdout.write(`Start-up, median of ${String(RUNS)} runs in turns, Node ${process.versions.node}\n\n`)
  process.stdout.write(row(['', 'ms', 'ratio', 'target', 'peak MB', '']))
  for (const work of all) {
    const ms = median(times.get(work) ?? [])
    process.stdout.write(
      row([
        work.name,
        ms.toFixed(1),
        (ms / bare).toFixed(2),
        work.target === undefined ? '' : `≤ ${work.target.toFixed(1)}`,
        peakMemory(work.argv).toFixed(0),
        work.target === undefined ? '' : ms / bare <= work.target ? 'met' : 'missed',
      ]),
    )
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function row([first = '', ...rest]: readonly string[]): string {
  return `${first.padEnd(28)}${rest.map((cell) => cell.padStart(9)).join('')}\n`
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2
}

/** How long node takes with `argv`, in milliseconds. @throws when it does not end well */
function time(argv: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const start = process.hrtime.bigint()
    const child = spawn(process.execPath, argv, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let errors = ''
    child.stdout.resume()
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(Number(process.hrtime.bigint() - start) / 1e6)
      else reject(new Error(`node ${argv.join(' ')} ended with ${String(code)}\n${errors}`))
    })
  })
}

/** Peak resident memory in megabytes, in a run of its own that says so when it ends. */
function peakMemory(argv: readonly string[]): number {
  const told = join(folder, 'peak')
  const hook = join(folder, 'peak.cjs')
  writeFileSync(
    hook,
    `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(told)}, String(process.resourceUsage().maxRSS)))`,
  )
  execFileSync(process.execPath, ['--require', hook, ...argv], { cwd: folder, env, stdio: 'ignore' })
  return Number(readFileSync(told, 'utf8')) / 1024
}
