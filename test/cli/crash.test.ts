import { spawn } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../src/custody/canonical.ts'
import { leafHash, Tree } from '../../src/custody/merkle.ts'
import { toEntry, type EntryRow } from '../../src/store/sqlite/entry-row.ts'
import { smallCase } from './example.ts'
import type { TestCase } from './cases.ts'

const BIN = fileURLToPath(new URL('../../bin/trace.js', import.meta.url))

/** Starts a command and kills it after some milliseconds. @returns what it had printed, and whether it ended by itself */
function killed(
  argv: readonly string[],
  folder: string,
  after: number,
): Promise<{ done: boolean; stdout: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [BIN, ...argv], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, TRACE_ANALYST: 'tester' },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let stdout = ''
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
    const timer = setTimeout(() => child.kill('SIGKILL'), after)
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ done: code === 0, stdout })
    })
  })
}

/** Checks the database, every leaf and every root of a case; returns its records by entry. */
function soundRecords(folder: string): Map<number, string[]> {
  const db = new Database(join(folder, 'case.db'))
  try {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    const records = db
      .prepare<[], { entry: number; type: string; id: string; body: string; leaf: Buffer }>(
        'SELECT * FROM record ORDER BY position',
      )
      .all()
    const tree = new Tree()
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
    }
    expect(
      records.every(
        ({ entry }) =>
          entry <= (db.prepare<[], { n: number }>('SELECT max(number) AS n FROM entry').get()?.n ?? 0),
      ),
    ).toBe(true)
    return Map.groupBy(
      records.map(({ entry, type, id }) => [entry, `${type} ${id}`] as const),
      ([entry]) => entry,
    ) as unknown as Map<number, string[]>
  } finally {
    db.close()
  }
}

describe('killed at any moment', () => {
  /** Kills what `argv` starts, at moments spread over the time it takes, and checks the case after each. */
  async function torment(
    small: TestCase,
    times: number,
    argv: (i: number) => string[],
    isThere: (stdout: string, i: number) => boolean,
  ): Promise<number> {
    let done = 0
    for (let i = 0; i < times; i += 1) {
      const outcome = await killed(argv(i), small.folder, Math.random() * 220)
      soundRecords(small.folder)
      if (outcome.done) {
        done += 1
        expect(isThere(outcome.stdout, i)).toBe(true)
      }
    }
    return done
  }

  test('record: what was reported done is there, whole, and nothing is there in part', async () => {
    const small = smallCase()
    const reported: string[] = []
    await torment(
      small,
      60,
      (i) => [
        'record',
        'container-count',
        '--at',
        'rajin',
        '--on',
        '2023-10-05',
        '--count',
        String(i + 1),
        '--source',
        'csis-2023-10-06',
        '--json',
      ],
      (stdout) => {
        reported.push((JSON.parse(stdout) as { id: string }).id)
        return true
      },
    )
    const listed = small.json(['list', '--limit', '1000']) as { id: string; citations: unknown[] }[]
    for (const id of reported) expect(listed.map((one) => one.id)).toContain(id)
    expect(listed.every(({ citations }) => citations.length === 1)).toBe(true)
  })

  test('source add: no file is left half-named, and every source has its file', async () => {
    const small = smallCase()
    const file = join(small.folder, '..', 'synthetic-document.txt')
    await torment(
      small,
      40,
      (i) => {
        writeFileSync(file, `Synthetic document ${String(i)}\n`.repeat(20_000))
        return [
          'source',
          'add',
          file,
          '--title',
          `Document ${String(i)}`,
          '--kind',
          'note',
          '--lineage',
          'original',
          '--json',
        ]
      },
      () => true,
    )
    const names = readdirSync(join(small.folder, 'files'))
    const sources = small.json(['source', 'list']) as { id: string; file?: { sha256: string } }[]
    for (const { file: kept } of sources) if (kept !== undefined) expect(names).toContain(kept.sha256)
    const { hash } = await import('node:crypto')
    const { readFileSync } = await import('node:fs')
    for (const name of names.filter((one) => /^[0-9a-f]{64}$/.test(one)))
      expect(hash('sha256', readFileSync(join(small.folder, 'files', name)))).toBe(name)
  })

  test('correct, link, retract and undo', async () => {
    const small = smallCase()
    small.traced([
      'record',
      'container-count',
      '--at',
      'rajin',
      '--count',
      '1',
      '--source',
      'csis-2023-10-06',
    ])
    const id = (small.json(['list']) as { id: string }[])[0]?.id ?? ''
    const commands = [
      (i: number) => ['correct', id, '--count', String(i + 2), '--because', 'counted again'],
      () => ['link', id, 'rusi-2023-10-16', '--locator', String(Math.random())],
      () => ['undo'],
    ]
    await torment(
      small,
      45,
      (i) => commands[i % commands.length]?.(i) ?? [],
      () => true,
    )
    expect(small.trace(['show', id]).code).toBe(0)
  })
})
