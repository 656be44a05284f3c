import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signed } from '../../src/case/seal.ts'
import { verifyCase } from '../../src/case/verify.ts'
import { leafHash } from '../../src/custody/merkle.ts'
import { signerFrom } from '../../src/custody/note.ts'
import type { Fault } from '../../src/model/fault.ts'
import type { SqliteStore } from '../../src/store/sqlite/store.ts'
import { fillCase } from './filled-case.ts'
import { Editor, flipped, TABLES, type Value } from './tampering.ts'

/* Whoever changes one bit of a case with another program is found out, and what was changed is named, and nothing else. */

interface Kept {
  folder: string
  store: SqliteStore
  editor: Editor
}

async function keep(observations: number): Promise<Kept> {
  const folder = mkdtempSync(join(tmpdir(), 'trace-tampering-'))
  const store = await fillCase(folder, observations)
  return { folder, store, editor: new Editor(folder) }
}

async function letGo({ folder, store, editor }: Kept): Promise<void> {
  editor.close()
  await store.close()
  rmSync(folder, { recursive: true, force: true })
}

const SHADOWS = ['search_data', 'search_idx', 'search_docsize', 'search_config']

/** Every column of every table. */
const COLUMNS = Object.entries(TABLES).flatMap(([table, columns]) =>
  columns.map((column) => [table, column] as const),
)
const OWN = Object.entries(TABLES).filter(([table]) => !SHADOWS.includes(table))

/**
 * A row that has a value in a column.
 * @param share how far along its table, from 0 to 1
 */
function rowFor({ editor }: Kept, table: string, column: string, share = 0.5): Record<string, Value> {
  // The top of the index of terms is only read when there are more pages than one.
  if (table === 'search_idx') return editor.row(table, 'length(term) > 0 LIMIT 1')
  const { n } = editor.db.prepare(`SELECT count(*) AS n FROM ${table} WHERE ${column} IS NOT NULL`).get() as {
    n: number
  }
  return editor.row(table, `${column} IS NOT NULL LIMIT 1 OFFSET ${String(Math.floor(n * share))}`)
}

/** What verify should call the thing a row belongs to. */
function nameOf({ editor }: Kept, table: string, row: Readonly<Record<string, Value>>): string {
  if (table === 'entry') return `entry ${String(row.number)}`
  if (table === 'migration') return `migration ${String(row.number)}`
  if (SHADOWS.includes(table)) return 'full-text index'
  const { type, id, revision } =
    table === 'record' ? row : editor.row('record', `position = ${String(row.position)}`)
  return `${String(type)} ${String(id)}${revision === 1 ? '' : ` (revision ${String(revision)})`}`
}

/**
 * A bit that leaves a key free of those that are taken; of a block of the full-text index one beyond its first two bytes, which
 * SQLite does not ask for in the first block of a segment.
 */
function bitFor(column: string): number {
  if (['position', 'number', 'revision', 'id'].includes(column)) return 36
  return { segid: 4, pgno: 4, block: 41 }[column] ?? 0
}

async function namesIn(kept: Kept): Promise<string[]> {
  return (await verifyCase(kept)).faults.map(({ name }) => name).sort()
}

/** Flips a bit of a column, asks what verify names, and flips it back. */
async function named(
  kept: Kept,
  table: string,
  column: string,
  row: Readonly<Record<string, Value>>,
  bit: number,
): Promise<string[]> {
  const undo = kept.editor.set(table, row, column, flipped(row[column] ?? null, bit))
  try {
    return await namesIn(kept)
  } finally {
    undo()
  }
}

describe('one bit of a case', () => {
  let kept: Kept
  beforeAll(async () => {
    kept = await keep(2000)
  })
  afterAll(() => letGo(kept))

  test('that nobody changed is as it was recorded', async () => {
    const verified = await verifyCase(kept)
    expect(verified.faults).toEqual([])
    expect(verified).toMatchObject({ records: 4026, entries: 8, files: 1, searchChecked: true })
  })

  test.each(COLUMNS)('in %s.%s is named, and nothing else', async (table, column) => {
    const row = rowFor(kept, table, column)
    expect(await named(kept, table, column, row, bitFor(column))).toEqual([nameOf(kept, table, row)])
  })

  test('is named wherever it is', { timeout: 120_000 }, async () => {
    const columns = COLUMNS.filter(([table]) => !SHADOWS.includes(table))
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...columns),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.nat(10_000),
        async ([table, column], share, bit) => {
          const row = rowFor(kept, table, column, share)
          fc.pre(isFree(kept, table, column, row, flipped(row[column] ?? null, bit)))
          expect(await named(kept, table, column, row, bit)).toEqual([nameOf(kept, table, row)])
        },
      ),
      { numRuns: 150 },
    )
  })
})

/** Whether SQLite would take a row with another value: one whose key another row has, it refuses. */
function isFree(
  { editor }: Kept,
  table: string,
  column: string,
  row: Readonly<Record<string, Value>>,
  value: Value,
): boolean {
  try {
    editor.db.exec('BEGIN')
    editor.set(table, row, column, value)
    return true
  } catch {
    return false
  } finally {
    editor.db.exec('ROLLBACK')
  }
}

describe('a row', () => {
  let kept: Kept
  beforeAll(async () => {
    kept = await keep(50)
  })
  afterAll(() => letGo(kept))

  test.each(OWN.map(([table]) => [table]))('of %s that is deleted is missed', async (table) => {
    const row = rowFor(kept, table, TABLES[table]?.[0] ?? '')
    const undo = kept.editor.delete(table, row)
    try {
      const { faults } = await verifyCase(kept)
      expect(faults).toHaveLength(1)
      expect(describeFault(faults[0])).toMatch(deleted(kept, table, row))
    } finally {
      undo()
    }
  })

  test.each(OWN.map(([table]) => [table]))('of %s that is added is noticed', async (table) => {
    const columns = TABLES[table] ?? []
    const row = rowFor(kept, table, columns[0] ?? '', 0.999)
    const added = { ...row, ...(table === 'entry' ? entryAfter(row) : ADDED[table]) }
    kept.editor.insert(table, added)
    try {
      const { faults } = await verifyCase(kept)
      expect(faults).toHaveLength(1)
      expect(describeFault(faults[0])).toMatch(
        ADDED_FAULTS[table] ?? /a row of the index .* follows from no record/,
      )
    } finally {
      kept.editor.delete(table, added)
    }
  })

  test.each([
    ['within an entry', 0.6, 0.9],
    ['of different entries', 0, 0.9],
  ])('swapped with another %s is found, and so is the other', async (_which, ...shares) => {
    const rows = shares.map((share) => rowFor(kept, 'record', 'body', share))
    const [one, other] = rows.map(({ position }) => position)
    const swap = (): void => {
      const { db } = kept.editor
      db.prepare('UPDATE record SET position = -1 WHERE position = ?').run(one)
      db.prepare('UPDATE record SET position = ? WHERE position = ?').run(one, other)
      db.prepare('UPDATE record SET position = ? WHERE position = -1').run(other)
    }
    const names = rows.map((row) => nameOf(kept, 'record', row))
    swap()
    try {
      const { faults } = await verifyCase(kept)
      const entries = [...new Set(rows.map(({ entry }) => `entry ${String(entry)}`))]
      expect([...new Set(faults.map(({ name }) => name))].sort()).toEqual([...names, ...entries].sort())
    } finally {
      swap()
    }
  })

  test('whose contents were swapped with those of another is found, and so is the other', async () => {
    const rows = [0.6, 0.9].map((share) => rowFor(kept, 'record', 'body', share))
    const undo = rows.map((row, i) => kept.editor.set('record', row, 'body', rows[1 - i]?.body ?? null))
    try {
      expect(await namesIn(kept)).toEqual(rows.map((row) => nameOf(kept, 'record', row)).sort())
    } finally {
      for (const back of undo) back()
    }
  })

  test('rewritten with its leaf is found by the root of its entry', async () => {
    const row = rowFor(kept, 'record', 'body', 0.8)
    const body = String(row.body).replace('synthetic', 'authentic')
    const undo = kept.editor.set('record', row, 'body', body)
    const now = { ...row, body }
    const undoLeaf = kept.editor.set('record', now, 'leaf', leafHash(body))
    try {
      expect((await namesIn(kept)).filter((name) => name.startsWith('entry'))).toEqual([
        `entry ${String(row.entry)}`,
      ])
    } finally {
      undoLeaf()
      undo()
    }
  })
})

describe('the last entries', () => {
  test('taken away with everything of theirs are missed by a checkpoint alone', async () => {
    const kept = await keep(50)
    try {
      const head = await kept.store.head()
      const signer = signerFrom('kim', Buffer.alloc(32, 7))
      const checkpoint = signed(
        { origin: 'trace-case/synthetic', size: head?.size ?? 0, root: head?.root ?? Buffer.alloc(0) },
        signer,
      )
      const against = { checkpoint, verifiers: [signer] }
      expect((await verifyCase(kept, { against })).faults).toEqual([])

      const first = kept.editor.row('entry', 'number = 7')
      const start = Number(first.position) - Number(first.records)
      kept.editor.db.exec(`INSERT INTO search (search) VALUES ('delete-all')`)
      for (const [table] of OWN) {
        if (table !== 'migration')
          kept.editor.db.exec(`DELETE FROM ${table} WHERE position >= ${String(start)}`)
      }
      kept.editor.db.exec(`INSERT INTO search (search) VALUES ('rebuild')`)

      expect((await verifyCase(kept)).faults).toEqual([])
      const { faults, against: held } = await verifyCase(kept, { against })
      expect(faults.map(describeFault)).toEqual([
        expect.stringMatching(/^checkpoint of \d+ leaves: .* the last entries were taken away$/),
      ])
      expect(held?.isConsistent).toBe(false)
    } finally {
      await letGo(kept)
    }
  })

  test('written anew are another history than that of the checkpoint', async () => {
    const kept = await keep(50)
    const other = await keep(51)
    try {
      const head = await other.store.head()
      const checkpoint = signed(
        { origin: 'trace-case/synthetic', size: (head?.size ?? 0) - 1, root: head?.root ?? Buffer.alloc(0) },
        signerFrom('kim', Buffer.alloc(32, 7)),
      )
      const { faults } = await verifyCase(other, { against: { checkpoint, verifiers: [] } })
      expect(faults.map(describeFault)).toEqual([expect.stringMatching(/its history is another$/)])
    } finally {
      await letGo(kept)
      await letGo(other)
    }
  })
})

describe('a file', () => {
  test.each([
    ['changed by one bit', /^file [0-9a-f]{64}: .*was changed$/],
    ['missing', /^file [0-9a-f]{64}: .*is missing$/],
  ])('%s is named, and nothing else', async (how, fault) => {
    const kept = await keep(10)
    try {
      const [name = ''] = readdirSync(join(kept.folder, 'files'))
      const path = join(kept.folder, 'files', name)
      chmodSync(path, 0o600)
      const bytes = readFileSync(path)
      bytes[3] = (bytes[3] ?? 0) ^ 1
      if (how === 'missing') rmSync(path)
      else writeFileSync(path, bytes)
      const { faults } = await verifyCase(kept)
      expect(faults.map(describeFault)).toEqual([expect.stringMatching(fault)])
    } finally {
      await letGo(kept)
    }
  })
})

describe('one bit in each column of a case with 100,000 observations', () => {
  let kept: Kept
  beforeAll(async () => {
    kept = await keep(100_000)
  }, 300_000)
  afterAll(() => letGo(kept))

  // One column of each table at a time, in rows far from each other: each is named for itself, and nothing else is.
  const rounds = Math.max(...OWN.map(([, columns]) => columns.length))
  test.each(Array.from({ length: rounds }, (_, i) => [i + 1, rounds]))(
    'is named, and nothing else (%i of %i)',
    { timeout: 120_000 },
    async (round) => {
      const undo: (() => void)[] = []
      const names: string[] = []
      try {
        for (const [i, [table, columns]] of OWN.entries()) {
          const column = columns[round - 1]
          if (column === undefined) continue
          const row = rowFor(kept, table, column, (i + 0.5) / OWN.length)
          names.push(nameOf(kept, table, row))
          undo.push(kept.editor.set(table, row, column, flipped(row[column] ?? null, bitFor(column))))
        }
        expect(await namesIn(kept)).toEqual(names.sort())
      } finally {
        for (const back of undo.toReversed()) back()
      }
    },
  )

  test('as it was recorded has no fault', { timeout: 120_000 }, async () => {
    expect(await namesIn(kept)).toEqual([])
  })
})

function describeFault(fault: Fault | undefined): string {
  return fault === undefined ? '' : `${fault.name}: ${fault.what.join('; ')}`
}

/** What is said of a row that is gone. */
function deleted(kept: Kept, table: string, row: Readonly<Record<string, Value>>): RegExp {
  if (table === 'entry') return new RegExp(`^entry ${String(row.number)}: it is missing`)
  if (table === 'migration') return /^migration 2: it is not in the ledger of the schema/
  if (table === 'record') return /the record at this position of the log is missing/
  return new RegExp(`^${escaped(nameOf(kept, table, row))}: .*${table} is missing`)
}

function escaped(text: string): string {
  return text.replace(/[()]/g, '\\$&')
}

/** What makes an entry one that follows on it, without records. */
function entryAfter({ number, size }: Readonly<Record<string, Value>>): Record<string, Value> {
  return { number: Number(number) + 1, position: size ?? 0, size: Number(size) + 1, records: 0 }
}

/** What makes a copy of a row another one. */
const ADDED: Readonly<Record<string, Record<string, Value>>> = {
  record: { position: 9999, id: 'nowhere', supersedes: null },
  migration: { number: 99, name: '0099-nowhere.sql' },
  observation_leg: { leg: 'nowhere' },
  observation_vessel: { vessel: 'nowhere' },
  name: { folded: 'nowhere' },
  ...Object.fromEntries(
    ['source', 'derivation', 'relation', 'leg', 'observation', 'citation', 'search_text'].map((table) => [
      table,
      { position: 9999 },
    ]),
  ),
}
const ADDED_FAULTS: Readonly<Record<string, RegExp>> = {
  entry: /^entry 9: /,
  record: /nowhere.*: it belongs to no entry of the log$/,
  migration: /^migration 99: .*there is no such migration/,
}
