import { spawn } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SqliteStore } from '../../src/store/sqlite/store.ts'
import { citation, observation, place, source } from '../store/records.ts'
import { MIGRATIONS } from '../store/sqlite-case.ts'
import { BIN, tempFolder, trace, traced } from './harness.ts'
import { keyed } from './keyed.ts'

/** Observations of the large case, each with a citation: enough for several batches, and for a command to be met at work. */
const MANY = 3000

let root: string

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'trace-zip-'))
  traced(['demo', 'demo'], { cwd: root })
  traced(['init', 'large', '--title', 'Large'], { cwd: root })
  const store = new SqliteStore({ file: join(root, 'large', 'case.db'), migrations: MIGRATIONS })
  const seen = Array.from({ length: MANY }, (_, i) => {
    const one = observation('container-count', {
      place: 'rajin',
      count: String(i + 1),
      note: `synthetic ${String(i)}`,
    })
    return [one, citation(one.id, 'synthetic')]
  })
  const write = (records: Parameters<SqliteStore['append']>[0]['records']) =>
    store.append({ analyst: 'tester', command: 'synthetic', now: () => new Date(), records })
  await write([place('rajin'), source('synthetic')])
  await write(seen.flat())
  await store.close()
  for (const name of ['demo', 'large']) {
    traced(['--case', name, 'export', '--all', '-f', 'datapackage', '-o', `${name}-package`], { cwd: root })
    traced(['--case', name, 'export', '--all', '-f', 'datapackage', '-o', `${name}.zip`], { cwd: root })
  }
}, 120_000)
afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

const packageOf = (name: string) => join(root, `${name}-package`)
const zipOf = (name: string) => join(root, `${name}.zip`)

function contents(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name), 'latin1')]),
  )
}

describe('trace export to a zip archive', () => {
  test.each([
    ['in a pipe', {}],
    ['on a terminal', { tty: 100 }],
  ])('says what is in it and how a case is made of it, %s', (_, where) => {
    const cwd = tempFolder()
    const argv = ['--case', join(root, 'demo'), 'export', '--all', '-f', 'datapackage', '-o', 'case.zip']
    const { code, stdout, stderr } = trace(argv, { cwd, ...where })
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toContain('Entries: 24, revisions: 424, documents: 20; written to case.zip.')
    expect(stderr).toContain('trace import case.zip')
    expect(readdirSync(cwd)).toEqual(['case.zip'])
  })

  test('is chosen by the end of the name alone', () => {
    const cwd = tempFolder()
    traced(['--case', join(root, 'demo'), 'export', '--all', '-o', 'case.zip'], { cwd })
    expect(readFileSync(join(cwd, 'case.zip')).equals(readFileSync(zipOf('demo')))).toBe(true)
  })

  test('gives the same bytes in any time zone', () => {
    const cwd = tempFolder()
    for (const zone of ['Asia/Seoul', 'America/Los_Angeles', 'UTC']) {
      const file = join(cwd, `${zone.replace('/', '-')}.zip`)
      traced(['--case', join(root, 'demo'), 'export', '--all', '-f', 'datapackage', '-o', file], {
        env: { TZ: zone },
      })
      expect(readFileSync(file).equals(readFileSync(zipOf('demo'))), zone).toBe(true)
    }
  })

  test.each([
    ['part of a case', ['orient-express'], 'A data package holds the whole case.'],
    ['some columns', ['--all', '--columns', 'quantity'], 'A data package has all columns.'],
    ['a seal', ['--all', '--sealed'], 'A data package has every leaf and root.'],
    ['what was public', ['--all', '--public-by', '2023-10-10'], 'A data package has the whole history.'],
    ['what may be passed on', ['--all', '--tlp-max', 'GREEN'], 'A data package has the whole history.'],
  ])('refuses %s', (_, words, said) => {
    const cwd = tempFolder()
    const argv = ['--case', join(root, 'demo'), 'export', ...words, '-f', 'datapackage', '-o', 'case.zip']
    const { code, stderr } = trace(argv, { cwd })
    expect(code).toBe(2)
    expect(stderr).toContain(said)
    expect(readdirSync(cwd)).toEqual([])
  })

  test('replaces a file only with --force, and nothing of the case', () => {
    const cwd = tempFolder()
    writeFileSync(join(cwd, 'case.zip'), 'something else')
    const argv = ['--case', join(root, 'demo'), 'export', '--all', '-f', 'datapackage', '-o']
    expect(trace([...argv, 'case.zip'], { cwd }).stderr).toContain('There is a file of that name already')
    expect(readFileSync(join(cwd, 'case.zip'), 'utf8')).toBe('something else')
    traced([...argv, 'case.zip', '--force'], { cwd })
    expect(readFileSync(join(cwd, 'case.zip')).equals(readFileSync(zipOf('demo')))).toBe(true)
    expect(readdirSync(cwd)).toEqual(['case.zip'])
    const own = join(root, 'demo', 'files', 'case.zip')
    expect(trace([...argv, own]).stderr).toContain('This belongs to the case')
    expect(existsSync(own)).toBe(false)
  })
})

describe('trace import of a package', () => {
  test.each(['demo', 'large'])(
    'from either form gives the same case: %s',
    (name) => {
      const cwd = tempFolder()
      for (const [from, to] of [
        [packageOf(name), 'from-folder'],
        [zipOf(name), 'from-zip'],
      ] as const) {
        traced(['import', from, to], { cwd })
        const argv = ['--case', to, 'export', '--all', '-f', 'datapackage', '-o']
        traced([...argv, `${to}-package`], { cwd })
        expect(contents(join(cwd, `${to}-package`))).toEqual(contents(packageOf(name)))
        traced([...argv, `${to}.zip`], { cwd })
        expect(readFileSync(join(cwd, `${to}.zip`)).equals(readFileSync(zipOf(name)))).toBe(true)
        expect(traced(['--case', to, 'verify'], { cwd })).toContain('Everything is as it was recorded')
      }
    },
    120_000,
  )

  test('keeps the promises of an earlier checkpoint', () => {
    const cwd = tempFolder()
    const { env } = keyed('synthetic-desk')
    traced(['demo', 'one'], { cwd })
    traced(['--case', 'one', 'seal', '-o', 'early.txt'], { cwd, env })
    traced(['--case', 'one', 'place', 'add', 'Synthetic yard'], { cwd })
    traced(['--case', 'one', 'export', '--all', '-f', 'datapackage', '-o', 'one.zip'], { cwd })
    traced(['import', 'one.zip', 'two'], { cwd })
    const { code, stdout } = trace(['--case', 'two', 'verify', '--against', 'early.txt'], { cwd, env })
    expect({ code, stdout }).toMatchObject({ code: 0 })
  })

  test('names the archive by what is in it, and the row by its table', () => {
    const cwd = tempFolder()
    const { code, stderr } = trace(['import', zipOf('large')], { cwd })
    expect({ code, stderr }).toMatchObject({ code: 0 })
    expect(stderr).toContain(`A new case in large. Entries: 3, revisions: ${String(2 * MANY + 3)}`)
    writeFileSync(join(cwd, 'broken.zip'), readFileSync(zipOf('large')).subarray(0, 5000))
    const broken = trace(['import', 'broken.zip'], { cwd })
    expect(broken.code).toBe(2)
    expect(broken.stderr).toContain('damaged or cut off')
    expect(readdirSync(cwd)).toEqual(['broken.zip', 'large'])
  })
})

describe('a command that is stopped', () => {
  interface Stopped {
    readonly signal: NodeJS.Signals | null
    readonly code: number | null
  }
  async function stopped(
    argv: readonly string[],
    cwd: string,
    signal: NodeJS.Signals,
    ms: number,
  ): Promise<Stopped> {
    const child = spawn(process.execPath, [BIN, ...argv], {
      cwd,
      env: { PATH: process.env.PATH, HOME: tmpdir(), TRACE_ANALYST: 'tester' },
      stdio: 'ignore',
    })
    const closed = new Promise<Stopped>((resolve) => {
      child.on('close', (code, by) => {
        resolve({ code, signal: by })
      })
    })
    await after(ms)
    child.kill(signal)
    return closed
  }
  async function duration(argv: readonly string[], cwd: string): Promise<number> {
    const from = performance.now()
    const { code } = await stopped(argv, cwd, 'SIGCONT', 0)
    expect(code).toBe(0)
    return performance.now() - from
  }
  function expectWhole(isCase: boolean, name: string, cwd: string): void {
    if (isCase) traced(['--case', name, 'verify'], { cwd })
    else expect(readFileSync(join(cwd, name)).equals(readFileSync(zipOf('large')))).toBe(true)
  }
  const importing = (to: string) => ['import', zipOf('large'), to]
  const exporting = (to: string) => [
    ...['--case', join(root, 'large'), 'export', '--all', '-f', 'datapackage', '-o'],
    to,
  ]

  test('killed, an import leaves no case, and an export no archive', async () => {
    const TIMES = 10
    const cwd = tempFolder()
    for (const [words, made] of [
      [importing, (name: string) => join(name, 'case.db')],
      [exporting, (name: string) => name],
    ] as const) {
      const whole = await duration(words('whole.zip'), cwd)
      let there = 0
      for (let n = 1; n <= TIMES; n += 1) {
        const name = `${String(n)}.zip`
        await stopped(words(name), cwd, 'SIGKILL', whole * (0.3 + (0.9 * n) / TIMES))
        if (!existsSync(join(cwd, made(name)))) continue
        there += 1
        expectWhole(words === importing, name, cwd)
      }
      expect(there).toBeLessThan(TIMES)
      rmSync(cwd, { recursive: true, force: true })
      mkdirSync(cwd)
    }
  }, 180_000)

  test('interrupted by Ctrl-C, each leaves nothing behind', async () => {
    const TIMES = 8
    const cwd = tempFolder()
    for (const words of [importing, exporting]) {
      const whole = await duration(words('whole.zip'), cwd)
      let interrupted = 0
      for (let n = 1; n <= TIMES; n += 1) {
        const name = `${String(n)}.zip`
        const { code, signal } = await stopped(words(name), cwd, 'SIGINT', whole * (0.2 + (0.7 * n) / TIMES))
        if (code === 0) expectWhole(words === importing, name, cwd)
        else {
          // 130 where the command put something away first; before it had anything to, the signal ends it.
          expect(signal ?? code).toBe(signal === null ? 130 : 'SIGINT')
          if (code === 130) interrupted += 1
          // Ctrl-C may come when it has been put in place and not been reported yet.
          if (existsSync(join(cwd, name))) expectWhole(words === importing, name, cwd)
        }
      }
      expect(interrupted).toBeGreaterThan(0)
      const left = readdirSync(cwd).filter((name) => !/^(?:\d|whole)\.zip$|^\d$/.test(name))
      expect(left).toEqual([])
      rmSync(cwd, { recursive: true, force: true })
      mkdirSync(cwd)
    }
  }, 180_000)
})

test('what is packed is far smaller than its tables', () => {
  const tables = readdirSync(packageOf('large')).map((name) => statSync(join(packageOf('large'), name)).size)
  expect(statSync(zipOf('large')).size).toBeLessThan(tables.reduce((sum, size) => sum + size, 0) / 2)
})
