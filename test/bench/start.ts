/*
 * How long the program takes to start, as a ratio to a bare `node -e 0` of the same runtime, measured in turns on the
 * same machine. It prints a table and never fails: a slow day is no fault of the program.
 */
import { join } from 'node:path'
import { makeBench, measured, median, removeBench, row, time, TRACE } from './measure.ts'

const RUNS = 30
const WARM_UP = 3

interface Work {
  name: string
  argv: readonly string[]
  /** Highest ratio that is good enough; undefined when none was set. */
  target?: number
}

const made = makeBench()
const example = join(made.folder, 'orient-express')
const bench = { ...made, env: { ...made.env, TRACE_CASE: example } }

try {
  await time(bench, process.execPath, [TRACE, 'demo', example])
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
      const ms = await time(bench, process.execPath, work.argv)
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
        (await measured(bench, 1, work.argv)).mb?.toFixed(0) ?? '',
        work.target === undefined ? '' : ms / bare <= work.target ? 'met' : 'missed',
      ]),
    )
  }
} finally {
  removeBench(bench)
}
