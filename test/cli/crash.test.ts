import { spawn } from 'node:child_process'
import { hash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../src/custody/canonical.ts'
import { leafHash, Tree } from '../../src/custody/merkle.ts'
import { toEntry, type EntryRow } from '../../src/store/sqlite/entry-row.ts'
import { smallCase } from './example.ts'

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

/** Checks the database, every leaf and every root of a case; returns the commands of its entries by their numbers. */
function soundEntries(folder: string): Map<number, string> {
  const db = new Database(join(folder, 'case.db'))
  try {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    const records = db
      .prepare<[], { entry: number; type: string; id: string; body: string; leaf: Buffer }>(
        'SELECT * FROM record ORDER BY position',
      )
      .all()
    const tree = new Tree()
    const commands = new Map<number, string>()
    for (const row of db.prepare<[], EntryRow>('SELECT * FROM entry ORDER BY number').all()) {
      const own = records.filter(({ entry }) => entry === row.number)
      expect(own).toHaveLength(row.records)
      for (const { body, leaf } of own) {
        expect(leafHash(body)).toEqual(leaf)
        tree.append(leaf)
      }
      const { position: _position, size: _size, root, ...head } = toEntry(row)
      tree.append(leafHash(canonicalJson(head)))
      expect(tree.root).toEqual(root)
      commands.set(head.number, head.command)
    }
    expect(records.every(({ entry }) => commands.has(entry))).toBe(true)
    return commands
  } finally {
    db.close()
  }
}

/** What a command with `--json` reported; undefined when it was killed before it had. */
function reportedIn(stdout: string): { id: string; entry: number } | undefined {
  return stdout.endsWith('\n') ? (JSON.parse(stdout) as { id: string; entry: number }) : undefined
}

interface Torment {
  /** Ids of the records that were reported written. */
  readonly reported: string[]
  readonly killed: number
}

/**
 * Runs each command once undisturbed, then many times, and kills it at moments spread over a little more than the time
 * it took. After each, the case has to be sound, and the entry that was reported has to be in its log.
 * @param commands makers of the words of a command, which take turns
 */
async function torment(
  folder: string,
  times: number,
  ...commands: readonly ((n: number) => string[])[]
): Promise<Torment> {
  const reported: string[] = []
  const check = (argv: readonly string[], { done, stdout }: Outcome): void => {
    const entries = soundEntries(folder)
    const report = reportedIn(stdout)
    if (done) expect(report).toBeDefined()
    if (report === undefined) return
    expect(entries.get(report.entry)).toContain(`trace ${argv[0] ?? ''}`)
    reported.push(report.id)
  }
  const whole: number[] = []
  for (const [n, command] of commands.entries()) {
    const argv = command(n)
    const outcome = await started(argv, folder)
    expect([argv, outcome.done]).toEqual([argv, true])
    check(argv, outcome)
    whole.push(outcome.ms)
  }
  const rounds = Math.ceil(times / commands.length)
  let [done, killed] = [0, 0]
  for (let n = commands.length; n < rounds * commands.length; n += 1) {
    const which = n % commands.length
    const argv = commands[which]?.(n) ?? []
    // Most of the time is spent before the case is opened; what is to be met is near the end.
    const share = 0.4 + Math.floor(n / commands.length) / rounds
    const outcome = await started(argv, folder, (whole[which] ?? 0) * share)
    check(argv, outcome)
    if (outcome.done) done += 1
    else killed += 1
  }
  expect(done).toBeGreaterThan(0)
  expect(killed).toBeGreaterThan(0)
  return { reported, killed }
}

describe('killed at any moment', () => {
  test('record: what was reported done is there, whole, and nothing is there in part', async () => {
    const small = smallCase()
    const { reported } = await torment(small.folder, 60, (n) => [
      ...['record', 'container-count', '--at', 'rajin', '--on', '2023-10-05', '--no-leg'],
      ...['--count', String(n + 1), '--source', 'csis-2023-10-06', '--json'],
    ])
    const listed = small.json(['list', '--limit', '1000']) as { id: string; citations: unknown[] }[]
    for (const id of reported) expect(listed.map((one) => one.id)).toContain(id)
    expect(listed.every(({ citations }) => citations.length === 1)).toBe(true)
  })

  test('source add: no file is left half-named, and every source has its file', async () => {
    const small = smallCase()
    const file = join(small.folder, '..', 'synthetic-document.txt')
    const { reported } = await torment(small.folder, 40, (n) => {
      writeFileSync(file, `Synthetic document ${String(n)}\n`.repeat(20_000))
      const title = `Document ${String(n)}`
      return ['source', 'add', file, '--title', title, '--kind', 'note', '--lineage', 'original', '--json']
    })
    const names = readdirSync(join(small.folder, 'files'))
    const sources = small.json(['source', 'list']) as { id: string; file?: { sha256: string } }[]
    for (const id of reported) expect(sources.map((one) => one.id)).toContain(id)
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
    const { reported } = await torment(
      small.folder,
      60,
      (n) => ['correct', id, '--count', String(n + 2), '--because', 'counted again', '--json'],
      (n) => ['link', id, 'rusi-2023-10-16', '--locator', `p. ${String(n)}`, '--json'],
      (n) => ['retract', record(String(1000 + n)), '--because', 'entered by mistake', '--json'],
      (n) => {
        record(String(1000 + n))
        return ['undo', '--json']
      },
    )
    expect(reported.length).toBeGreaterThanOrEqual(4)
    expect(small.trace(['show', id]).code).toBe(0)
  })
})
