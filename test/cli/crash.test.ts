import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { hash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Entry } from '../../src/store/port.ts'
import { place } from '../store/records.ts'
import { MIGRATIONS } from '../store/sqlite-case.ts'
import { smallCase } from './example.ts'
import { traced } from './harness.ts'
import { opened, soundHead } from './sound-case.ts'

/*
 * Programs that are killed (SIGKILL) at any moment, some two hundred of them: after each, the whole case is verified.
 */

const BIN = fileURLToPath(new URL('../../bin/trace.js', import.meta.url))

interface Outcome {
  /** Whether it ended by itself. */
  readonly done: boolean
  readonly stdout: string
  readonly ms: number
}

/** Starts a command, and kills it after some milliseconds unless it is left alone. */
function started(argv: readonly string[], folder: string, after?: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const from = performance.now()
    const child = spawn(process.execPath, [BIN, ...argv], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, TRACE_ANALYST: 'tester' },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let stdout = ''
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
    const timer = after === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), after)
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ done: code === 0, stdout, ms: performance.now() - from })
    })
  })
}

/** Verifies everything in a case; returns its entries. */
function soundEntries(folder: string): Promise<Entry[]> {
  return opened(folder, async (store) => store.entries(1, (await soundHead(folder))?.number ?? 0))
}

/** What a command with `--json` reported; undefined when it was killed before it had. */
function reportedIn(stdout: string): { id: string; entry: number } | undefined {
  return stdout.endsWith('\n') ? (JSON.parse(stdout) as { id: string; entry: number }) : undefined
}

/** 0 for a file that is not there. */
function sizeOf(file: string): number {
  return existsSync(file) ? statSync(file).size : 0
}

interface Command {
  /** Makes the words of its nth start. */
  readonly words: (n: number) => string[] | Promise<string[]>
  /** Looks at what it left. @param entries of the case, which was verified */
  readonly left: (
    argv: readonly string[],
    outcome: Outcome,
    entries: readonly Entry[],
  ) => Promise<void> | void
}

/**
 * Runs each command once undisturbed, then many times, and kills it at moments spread over a little more than the time
 * it took. After each, everything in the case has to be as it was recorded.
 * @param commands take turns
 */
async function torment(folder: string, times: number, ...commands: readonly Command[]): Promise<void> {
  const whole: number[] = []
  for (const [n, { words, left }] of commands.entries()) {
    const argv = await words(n)
    const outcome = await started(argv, folder)
    expect([argv, outcome.done]).toEqual([argv, true])
    await left(argv, outcome, await soundEntries(folder))
    whole.push(outcome.ms)
  }
  const rounds = Math.ceil(times / commands.length)
  let [done, killed] = [0, 0]
  for (let n = 0; n < rounds * commands.length; n += 1) {
    const which = n % commands.length
    const { words, left } = commands[which]!
    const argv = await words(commands.length + n)
    // Most of the time is spent before the case is opened; what is to be met is near the end.
    const share = 0.4 + (0.85 * Math.floor(n / commands.length)) / rounds
    const outcome = await started(argv, folder, (whole[which] ?? 0) * share)
    await left(argv, outcome, await soundEntries(folder))
    if (outcome.done) {
      done += 1
      // The first time takes longer than others: what is aimed at is the newest.
      whole[which] = outcome.ms
    } else killed += 1
  }
  expect(done).toBeGreaterThan(0)
  expect(killed).toBeGreaterThan(0)
}

/** Commands that record something, and what they reported: the entry that was reported has to be in the log. */
function recording(...makers: readonly ((n: number) => string[])[]): { commands: Command[]; ids: string[] } {
  const ids: string[] = []
  const left: Command['left'] = (argv, { done, stdout }, entries) => {
    const report = reportedIn(stdout)
    if (done) expect(report).toBeDefined()
    if (report === undefined) return
    expect(entries[report.entry - 1]?.command).toContain(`trace ${argv[0] ?? ''}`)
    ids.push(report.id)
  }
  return { commands: makers.map((words) => ({ words, left })), ids }
}

describe('killed at any moment', () => {
  test('record: what was reported done is there, whole, and nothing is there in part', async () => {
    const small = smallCase()
    const { commands, ids } = recording((n) => [
      ...['record', 'container-count', '--at', 'rajin', '--on', '2023-10-05', '--no-leg'],
      ...['--count', String(n + 1), '--source', 'csis-2023-10-06', '--json'],
    ])
    await torment(small.folder, 70, ...commands)
    const listed = small.json(['list', '--limit', '1000']) as { id: string; citations: unknown[] }[]
    for (const id of ids) expect(listed.map((one) => one.id)).toContain(id)
    expect(listed.every(({ citations }) => citations.length === 1)).toBe(true)
  })

  test('source add: no file is left half-named, and every source has its file', async () => {
    const small = smallCase()
    const home = dirname(small.folder)
    const add = (file: string, n: number) => [
      ...['source', 'add', file, '--title', `Document ${String(n)}`, '--kind', 'note'],
      ...['--lineage', 'original', '--json'],
    ]
    const { commands, ids } = recording(
      (n) => {
        const file = join(home, 'synthetic-image.tif')
        writeFileSync(file, randomBytes(4_000_000))
        return add(file, n)
      },
      (n) => {
        const file = join(home, 'synthetic-document.txt')
        writeFileSync(file, `Synthetic document ${String(n)}\n`.repeat(5_000))
        return add(file, n)
      },
    )
    await torment(small.folder, 70, ...commands)
    const names = readdirSync(join(small.folder, 'files'))
    const sources = small.json(['source', 'list']) as { id: string; file?: { sha256: string } }[]
    for (const id of ids) expect(sources.map((one) => one.id)).toContain(id)
    for (const { file: kept } of sources) if (kept !== undefined) expect(names).toContain(kept.sha256)
    for (const name of names.filter((one) => /^[0-9a-f]{64}$/.test(one)))
      expect(hash('sha256', readFileSync(join(small.folder, 'files', name)))).toBe(name)
  })

  test('correct, link, retract and undo', async () => {
    const small = smallCase()
    const record = (count: string) =>
      (
        small.json([
          ...['record', 'container-count', '--at', 'rajin', '--no-leg'],
          ...['--count', count, '--source', 'csis-2023-10-06'],
        ]) as { id: string }
      ).id
    const id = record('1')
    const { commands, ids } = recording(
      (n) => ['correct', id, '--count', String(n + 2), '--because', 'counted again', '--json'],
      (n) => ['link', id, 'rusi-2023-10-16', '--locator', `p. ${String(n)}`, '--json'],
      (n) => ['retract', record(String(1000 + n)), '--because', 'entered by mistake', '--json'],
      (n) => {
        record(String(1000 + n))
        return ['undo', '--json']
      },
    )
    await torment(small.folder, 40, ...commands)
    expect(ids.length).toBeGreaterThanOrEqual(4)
    expect(small.trace(['show', id]).code).toBe(0)
  })

  test('backup: what has the name is a whole case, and the case is as it was', async () => {
    const small = smallCase()
    const home = join(dirname(small.folder), `backups-of-${basename(small.folder)}`)
    traced(['init', home])
    writeFileSync(join(small.folder, '..', 'synthetic-image.tif'), randomBytes(3_000_000))
    small.traced(['source', 'add', '../synthetic-image.tif', '--kind', 'image', '--id', 'synthetic-image'])
    const target = (argv: readonly string[]) => argv.at(-1) ?? ''
    let [absent, whole] = [0, 0]
    const left: Command['left'] = async (argv, { done }, entries) => {
      const folder = target(argv)
      if (!existsSync(folder)) {
        expect(done).toBe(false)
        absent += 1
        return
      }
      // One that is to be replaced is opened to see what is in it, and the files SQLite keeps meanwhile may stay, empty.
      const names = readdirSync(folder).filter((name) => !/^case\.db-(?:wal|shm)$/.test(name))
      expect(names.sort()).toEqual(['case.db', 'files'])
      expect(sizeOf(join(folder, 'case.db-wal'))).toBe(0)
      const copied = (await soundEntries(folder)).at(-1)
      expect(entries.map(({ root }) => root.toString('hex'))).toContain(copied?.root.toString('hex'))
      if (done) expect(copied?.number).toBe(entries.length)
      whole += 1
    }
    const grow = async (n: number) => {
      await opened(small.folder, (store) =>
        store.append({
          analyst: 'tester',
          command: 'trace place add',
          now: () => new Date(),
          records: [place(`synthetic-${String(n)}`)],
        }),
      )
    }
    await torment(
      small.folder,
      50,
      { words: (n) => ['backup', '--json', join(home, `backup-${String(n)}`)], left },
      {
        words: async (n) => {
          await grow(n)
          return ['backup', '--json', '--force', join(home, 'newest')]
        },
        left,
      },
    )
    expect(absent).toBeGreaterThan(0)
    expect(whole).toBeGreaterThan(0)

    const leftovers = readdirSync(home).filter((name) => /^\.newest\.[0-9a-f]{12}(?:\.old)?$/.test(name))
    expect(leftovers).not.toEqual([])
    const yesterday = new Date(Date.now() - 25 * 60 * 60 * 1000)
    for (const name of leftovers) utimesSync(join(home, name), yesterday, yesterday)
    small.traced(['backup', '--force', join(home, 'newest')])
    expect(readdirSync(home).filter((name) => leftovers.includes(name))).toEqual([])
  })

  /** Records of an entry of the size of an import. */
  const IMPORTED = 20_000

  /** A process that has made its records and waits to be told where they go. */
  async function importer(n: number): Promise<ChildProcessWithoutNullStreams> {
    const script = fileURLToPath(new URL('../store/importer.ts', import.meta.url))
    const words = [script, MIGRATIONS, `import-${String(n)}`, 'csis-2023-10-06', String(IMPORTED)]
    const child = spawn(process.execPath, words)
    await once(child.stdout, 'data')
    return child
  }

  test('an append of the size of an import: all of it is there, or nothing', async () => {
    const TIMES = 30
    const small = smallCase()
    const before = small.entries()
    const undisturbed = await importer(0)
    const from = performance.now()
    undisturbed.stdin.write(`${join(small.folder, 'case.db')}\n`)
    expect(await once(undisturbed, 'close')).toEqual([0, null])
    const whole = performance.now() - from
    expect(await soundEntries(small.folder)).toHaveLength(before + 1)

    let { folder } = smallCase()
    let next = importer(1)
    let [there, interrupted] = [0, 0]
    for (let n = 1; n <= TIMES; n += 1) {
      const child = await next
      let reported = ''
      child.stdout.on('data', (chunk: Buffer) => (reported += chunk.toString()))
      const closed = once(child, 'close')
      child.stdin.write(`${join(folder, 'case.db')}\n`)
      await after((whole * 1.3 * n) / TIMES)
      child.kill('SIGKILL')
      await closed
      if (n < TIMES) next = importer(n + 1)
      const wasWriting = sizeOf(join(folder, 'case.db-wal')) > 0
      const added = (await soundEntries(folder)).slice(before)
      expect(added.map(({ analyst, records }) => [analyst, records])).toEqual(
        added.length === 0 ? [] : [[`import-${String(n)}`, IMPORTED]],
      )
      if (reported !== '') expect(added[0]?.number).toBe(Number(reported))
      if (added.length > 0) {
        there += 1
        // It grows no more, or most of the time is spent on what was there before.
        folder = smallCase().folder
      } else if (wasWriting) interrupted += 1
    }
    expect(there).toBeGreaterThan(0)
    expect(interrupted).toBeGreaterThan(0)
  }, 180_000)
})
