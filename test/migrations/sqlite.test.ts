import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Fault } from '../../src/model/fault.ts'
import { LEDGER, readMigrations } from '../../src/store/sqlite/open.ts'
import { SqliteStore } from '../../src/store/sqlite/store.ts'
import { viewOf, write, writeOrientExpress } from '../store/orient-express.ts'
import { place } from '../store/records.ts'

const MIGRATIONS = fileURLToPath(new URL('../../migrations/sqlite', import.meta.url))

/** A landed migration is never edited: cases out there have been through it. A new one adds a line. */
const LANDED: Record<string, string> = {
  '0001-case.sql': '0b31ec25e57055f3577abb9d3fa6267575de08f718be209d10be9f439cec5049',
  '0002-ledger.sql': '24c9ff07e0dff3e0abffa1818c1e6831c01f1c739ad79e927ba371c654d472f8',
  '0003-rivals.sql': '0c48b55ab33034a5f6af98a6d25b8ca45577d1ee9ca8413d26ee1cffa3bb7b7f',
}

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trace-migrations-'))
  file = join(folder, 'case.db')
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

/** The migrations, with more after them. */
function withMore(name: string, more: Record<string, string>): string {
  const migrations = join(folder, name)
  cpSync(MIGRATIONS, migrations, { recursive: true })
  for (const [migration, sql] of Object.entries(more)) writeFileSync(join(migrations, migration), sql)
  return migrations
}

function open(migrations = MIGRATIONS, create = false): SqliteStore {
  return new SqliteStore({ file, migrations, create })
}

function inFile<T>(work: (db: Database.Database) => T): T {
  const db = new Database(file)
  try {
    return work(db)
  } finally {
    db.close()
  }
}

/** Everything the database is made of, as SQL; what the full-text index keeps for itself is its own affair. */
function schema(): string {
  const parts = inFile((db) =>
    db
      .prepare(
        `SELECT sql FROM sqlite_schema
         WHERE sql IS NOT NULL AND tbl_name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')
         ORDER BY tbl_name, type <> 'table', type, name`,
      )
      .all(),
  ) as { sql: string }[]
  return `${parts.map(({ sql }) => `${sql};`).join('\n\n')}\n`
}

function ledger(): unknown[] {
  return inFile((db) => db.prepare('SELECT * FROM migration ORDER BY number').all())
}

/** What a failed change must leave as it was. */
function contents(): unknown {
  return inFile((db) => [
    schema(),
    ledger(),
    db.prepare('SELECT * FROM record').all(),
    db.prepare('SELECT * FROM entry').all(),
  ])
}

describe('the migrations', () => {
  test('that have landed are as they were', () => {
    const found = readdirSync(MIGRATIONS).map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(MIGRATIONS, name)))
        .digest('hex'),
    ])
    expect(Object.fromEntries(found)).toEqual(LANDED)
  })

  test('are numbered from 1 without a gap', () => {
    expect(readMigrations(MIGRATIONS).map(({ number }) => number)).toEqual(
      Object.keys(LANDED).map((_, i) => i + 1),
    )
  })

  test('are run in the order of their numbers, and nothing else in the folder is', () => {
    const migrations = withMore('more', {
      '0010-later.sql': '',
      '0009-sooner.sql': '',
      'README.md': '',
      '11-short.sql': '',
      '0012-notes.txt': '',
    })
    expect(
      readMigrations(migrations)
        .slice(-2)
        .map(({ name }) => name),
    ).toEqual(['0009-sooner.sql', '0010-later.sql'])
  })
})

describe('a new case', () => {
  test('has the schema of the snapshot', async () => {
    await open(MIGRATIONS, true).close()
    await expect(schema()).toMatchFileSnapshot('schema.snapshot.sql')
  })

  test('has every migration in its ledger', async () => {
    await open(MIGRATIONS, true).close()
    expect(ledger()).toEqual(
      Object.entries(LANDED).map(([name, sha256], i) => ({
        number: i + 1,
        name,
        sha256,
      })),
    )
  })

  test('is not begun when a migration fails, and can be started again', async () => {
    const broken = withMore('broken', {
      '9001-broken.sql': 'CREATE TABLE weather (day TEXT) STRICT; CREATE TABLE;',
    })
    expect(() => open(broken, true)).toThrow(/syntax error/)
    expect(readdirSync(folder)).toEqual(['broken'])
    await open(MIGRATIONS, true).close()
    expect(ledger()).toHaveLength(Object.keys(LANDED).length)
  })
})

describe('a case with an older schema', () => {
  const WEATHER = 'CREATE TABLE weather (day TEXT NOT NULL) STRICT;'
  beforeEach(async () => {
    const store = open(MIGRATIONS, true)
    await writeOrientExpress(store)
    await store.close()
  })

  test('is brought up to date and keeps what it holds', async () => {
    const [before, records] = [ledger(), inFile((db) => db.prepare('SELECT * FROM record').all())]
    const store = open(
      withMore('more', {
        '9001-weather.sql': WEATHER,
        '9002-cloud.sql': 'ALTER TABLE weather ADD COLUMN cloud REAL;',
      }),
    )
    expect((await store.head())?.number).toBe(4)
    expect((await write(store, [place('khasan')])).entry?.number).toBe(5)
    await store.close()
    expect(schema()).toContain('CREATE TABLE weather (day TEXT NOT NULL, cloud REAL) STRICT')
    expect(ledger()).toEqual([
      ...before,
      {
        number: 9001,
        name: '9001-weather.sql',
        sha256: createHash('sha256').update(WEATHER).digest('hex'),
      },
      expect.objectContaining({ number: 9002, name: '9002-cloud.sql' }),
    ])
    expect(inFile((db) => db.prepare('SELECT * FROM record').all())).toEqual(expect.arrayContaining(records))
  })

  test('of the first version keeps its records, and loses the time of its migrations', async () => {
    const records = inFile((db) => db.prepare('SELECT * FROM record').all())
    inFile((db) => {
      // As that version made it.
      db.exec(`DELETE FROM migration WHERE number > 1;
        ALTER TABLE migration ADD COLUMN applied_at TEXT NOT NULL DEFAULT '2026-11-21T08:00:00.000Z';`)
    })
    await open().close()
    expect(ledger()).toEqual(
      Object.entries(LANDED).map(([name, sha256], i) => ({ number: i + 1, name, sha256 })),
    )
    expect(inFile((db) => db.prepare('SELECT * FROM record').all())).toEqual(records)
  })

  test('is brought up to date once', async () => {
    const migrations = withMore('more', { '9001-weather.sql': WEATHER })
    await open(migrations).close()
    const before = contents()
    await open(migrations).close()
    expect(contents()).toEqual(before)
  })

  test.each([
    ['its first', { '9001-broken.sql': 'CREATE TABLE;' }],
    [
      'the second statement of its first',
      { '9001-weather.sql': `${WEATHER} INSERT INTO nowhere VALUES (1);` },
    ],
    ['its second', { '9001-weather.sql': WEATHER, '9002-broken.sql': 'UPDATE record SET body = NULL;' }],
  ])('is left as it was when %s migration fails', async (_which, more) => {
    const before = contents()
    expect(() => open(withMore('broken', more))).toThrow()
    expect(contents()).toEqual(before)
    const store = open()
    expect((await store.head())?.number).toBe(4)
    expect(await store.search('containers', 9, await viewOf(store))).toHaveLength(1)
    await store.close()
  })
})

/** Tables of the second schema that have the same columns now. */
const SAME = [
  'entry',
  'source',
  'derivation',
  'relation',
  'leg',
  'observation',
  'observation_leg',
  'observation_vessel',
  'citation',
  'name',
  'search_text',
]
const RECORD = 'position, entry, type, id, revision, supersedes, retracted, body, leaf'

/** A case as the second schema had it, with what the current one holds. */
function asSecondSchema(): string {
  const old = join(folder, 'second.db')
  const db = new Database(old)
  try {
    db.pragma('application_id = 0x74726365')
    db.pragma('journal_mode = WAL')
    db.exec(LEDGER)
    for (const { number, name, sql } of readMigrations(MIGRATIONS).slice(0, 2)) {
      db.exec(sql)
      const sha256 = createHash('sha256').update(sql).digest('hex')
      db.prepare('INSERT INTO migration (number, name, sha256) VALUES (?, ?, ?)').run(number, name, sha256)
    }
    db.exec(`ATTACH '${file}' AS now; PRAGMA foreign_keys = OFF;`)
    db.exec(`INSERT INTO record (${RECORD}) SELECT ${RECORD} FROM now.record`)
    for (const table of SAME) db.exec(`INSERT INTO ${table} SELECT * FROM now.${table}`)
    db.exec('INSERT INTO search (rowid, words) SELECT position, words FROM search_text')
  } finally {
    db.close()
  }
  return old
}

async function faultsOf(store: SqliteStore): Promise<Fault[]> {
  const faults: Fault[] = []
  for await (const audited of store.audit(() => Promise.resolve(undefined))) {
    if (audited.kind === 'fault') faults.push(audited.fault)
  }
  return faults
}

describe('a case of the second schema, which knew no rivals', () => {
  let rows: unknown[]
  beforeEach(async () => {
    const store = open(MIGRATIONS, true)
    await writeOrientExpress(store)
    await write(store, [{ ...place('rajin', { name: 'Rajin port' }), revision: 2, reason: 'misread' }])
    await store.close()
    rows = inFile((db) => db.prepare(`SELECT ${RECORD} FROM record`).all())
    const current = file
    file = asSecondSchema()
    rmSync(current)
  })

  test('becomes the same case', async () => {
    expect(inFile((db) => db.pragma('table_info(record)'))).toHaveLength(9)
    const store = open()
    expect(await faultsOf(store)).toEqual([])
    expect(
      (await store.history('place', 'rajin', await viewOf(store))).map(({ record }) => record.revision),
    ).toEqual([1, 2])
    expect((await write(store, [place('khasan')])).entry).toMatchObject({ number: 6 })
    expect(await faultsOf(store)).toEqual([])
    await store.close()
    expect(inFile((db) => db.prepare(`SELECT ${RECORD} FROM record`).all())).toEqual([
      ...rows,
      expect.objectContaining({ id: 'khasan' }),
    ])
    expect(inFile((db) => db.prepare('SELECT DISTINCT rival FROM record').all())).toEqual([{ rival: 0 }])
    expect(inFile((db) => db.pragma('foreign_key_check'))).toEqual([])
    await expect(schema()).toMatchFileSnapshot('schema.snapshot.sql')
  })

  test('is left as it was when it does not get to the end', async () => {
    const before = contents()
    expect(() => open(withMore('broken', { '9001-broken.sql': 'CREATE TABLE;' }))).toThrow(/syntax error/)
    expect(contents()).toEqual(before)
    const store = open()
    expect(await faultsOf(store)).toEqual([])
    await store.close()
  })

  test('that was damaged before is brought up to date as it is, for a check to name', async () => {
    inFile((db) => {
      db.pragma('foreign_keys = OFF')
      db.exec('DROP TRIGGER record_no_delete')
      db.exec(
        `DELETE FROM record WHERE type = 'observation' AND position = (SELECT max(position) FROM observation)`,
      )
    })
    const store = open()
    expect(await faultsOf(store)).not.toEqual([])
    await store.close()
  })
})
