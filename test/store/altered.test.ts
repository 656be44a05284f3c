import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { verifyCase } from '../../src/case/verify.ts'
import { canonicalJson } from '../../src/custody/canonical.ts'
import { leafHash, Tree } from '../../src/custody/merkle.ts'
import { headOf } from '../../src/model/entry.ts'
import type { AnyRecord } from '../../src/model/records.ts'
import type { Entry } from '../../src/store/port.ts'
import { SqliteStore } from '../../src/store/sqlite/store.ts'
import { fillCase } from './filled-case.ts'
import { citation, place, source } from './records.ts'
import { MIGRATIONS } from './sqlite-case.ts'

/* Whoever leaves the records as they are, and has them read as something else, is found out as well. */

let folder: string
let store: SqliteStore
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trace-altered-'))
  store = await fillCase(folder, 50)
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Changes the case with another program, and opens it again. */
async function alter(work: (db: Database.Database) => void): Promise<void> {
  await store.close()
  const db = new Database(join(folder, 'case.db'))
  try {
    db.unsafeMode(true)
    db.pragma('writable_schema = ON')
    work(db)
  } finally {
    db.close()
  }
  store = new SqliteStore({ file: join(folder, 'case.db'), migrations: MIGRATIONS })
}

/** Sets what is kept of how a table or an index was made, without touching what is in it. */
function redefine(db: Database.Database, name: string, from: string, to: string): void {
  const { changes } = db
    .prepare('UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE name = ? AND instr(sql, ?) > 0')
    .run(from, to, name, from)
  expect(changes).toBe(1)
}

async function faults(): Promise<string[]> {
  return (await verifyCase({ folder, store })).faults.map(({ name, what }) => `${name}: ${what.join('; ')}`)
}

describe('a case with tables of another kind', () => {
  test.each([
    [
      'a trigger that writes more',
      'trigger more',
      (db: Database.Database) =>
        db.exec(`CREATE TRIGGER more AFTER INSERT ON record BEGIN DELETE FROM name; END`),
      'it is none that trace makes',
    ],
    [
      'a table of its own',
      'table weather',
      (db: Database.Database) => db.exec('CREATE TABLE weather (day TEXT); ANALYZE'),
      'it is none that trace makes',
    ],
    [
      'an index less',
      'index leg_route',
      (db: Database.Database) => db.exec('DROP INDEX leg_route'),
      'it is missing',
    ],
    [
      'an index of some rows',
      'index citation_about',
      (db: Database.Database) => {
        db.exec('DROP INDEX citation_about')
        db.exec(`CREATE INDEX citation_about ON citation (about) WHERE stance = 'contradicts'`)
      },
      'it is not made as trace makes it',
    ],
    [
      'a table whose letters are all alike',
      'table source',
      (db: Database.Database) => {
        redefine(db, 'source', 'id              TEXT NOT NULL', 'id TEXT NOT NULL COLLATE NOCASE')
      },
      'it is not made as trace makes it',
    ],
    [
      'a table that works a column out',
      'table leg',
      (db: Database.Database) => {
        redefine(db, 'leg', 'to_place   TEXT NOT NULL', `to_place TEXT AS ('rajin')`)
      },
      'it is not made as trace makes it',
    ],
  ])('has %s', async (_what, name, work, said) => {
    await alter(work)
    expect(await faults()).toEqual([`${name}: ${said}`])
  })

  test('has a view in the place of a table, and is not opened', async () => {
    const views = (db: Database.Database): void => {
      db.pragma('legacy_alter_table = ON')
      db.exec('ALTER TABLE entry RENAME TO entry_before')
      db.exec(`CREATE VIEW entry AS WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n)
        SELECT e.* FROM entry_before e, n WHERE i < 0`)
    }
    await expect(alter(views)).rejects.toMatchObject({ code: 'case-damaged' })
  })
})

test('a case without its guards is told apart from one in which something was changed', async () => {
  await alter((db) => db.exec('DROP TRIGGER record_no_update; DROP TRIGGER entry_no_delete'))
  expect(await verifyCase({ folder, store })).toMatchObject({ faults: [], guardsMissing: 2 })
})

describe('an index that does not have what its table has', () => {
  test('is found, though the table has everything', async () => {
    const about = (await store.all('citation', (await store.head()) ?? { size: 0 }))[0]?.record.about ?? ''
    const view = (await store.head()) ?? { size: 0 }
    expect(await store.dependents('observation', about, view)).toHaveLength(1)
    await alter((db) => {
      const was = db.prepare(`SELECT sql FROM sqlite_schema WHERE name = 'citation_about'`).pluck().get()
      db.exec('DROP INDEX citation_about')
      db.exec(`CREATE INDEX citation_about ON citation (about) WHERE stance = 'contradicts'`)
      db.prepare(`UPDATE sqlite_schema SET sql = ? WHERE name = 'citation_about'`).run(was)
    })
    expect(await store.dependents('observation', about, view)).toEqual([])
    expect(await faults()).toEqual([expect.stringMatching(/^case file: SQLite finds: .*citation_about/)])
  })
})

/** Adds an entry with records as they are, whatever is in them. */
async function recordAnything(...records: object[]): Promise<void> {
  await store.append({
    analyst: 'mallory',
    command: 'synthetic',
    now: () => new Date('2026-11-22T08:00:00Z'),
    records: records as AnyRecord[],
  })
}

/** Gives the only record of the newest entry other contents, and leaves and roots that fit them. */
async function rewriteNewest(body: string): Promise<void> {
  const head = await store.head()
  const number = head?.number ?? 0
  const entry = headOf(head ?? ({} as Entry))
  await alter((db) => {
    const guards = db.prepare(`SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'`).all() as {
      name: string
      sql: string
    }[]
    for (const { name } of guards) db.exec(`DROP TRIGGER ${name}`)
    const before = db.prepare('SELECT size, peaks FROM entry WHERE number = ?').get(number - 1) as {
      size: number
      peaks: Buffer
    }
    const tree = new Tree(before.size, before.peaks)
    tree.append(leafHash(body))
    tree.append(leafHash(canonicalJson(entry)))
    db.prepare('UPDATE record SET body = ?, leaf = ? WHERE entry = ?').run(body, leafHash(body), number)
    db.prepare('UPDATE entry SET root = ?, peaks = ? WHERE number = ?').run(tree.root, tree.peaks, number)
    for (const { sql } of guards) db.exec(sql)
  })
}

const NO_RECORD = 'its contents are no record as this version of trace knows them'

describe('a record that trace would not have recorded', () => {
  test.each([
    ['lacks what every one of its type has', { type: 'place', id: 'nowhere', revision: 1, aliases: [] }],
    ['has more than any has', { ...place('nowhere'), weather: 'rain' }],
    ['has a value of another kind', { ...source('nowhere'), file: 5 }],
    [
      'has a file outside of the archive',
      {
        ...source('nowhere'),
        file: { sha256: '../case.db', bytes: 5, mediaType: 'text/plain', name: 'nowhere' },
      },
    ],
  ])('%s', async (_what, record) => {
    await rewriteAs(record)
    expect(await faults()).toEqual([expect.stringMatching(new RegExp(`nowhere: ${NO_RECORD}$`))])
  })

  const rewriteAs = async (record: object): Promise<void> => {
    await recordAnything(place('nowhere'))
    await rewriteNewest(canonicalJson(record))
  }

  test.each([
    ['is nothing', 'null'],
    ['is of no type', '{"id":"nowhere","type":"weather"}'],
    ['is of a type that everything has', '{"id":"nowhere","type":"toString"}'],
    ['says two things', '{"id":"nowhere","name":"Rajin","name":"Rason","revision":1,"type":"place"}'],
    ['is written in another way', '{"id": "nowhere","name":"nowhere","revision":1,"type":"place"}'],
    ['nests too deep', `{"id":"nowhere","note":${'['.repeat(100_000)}${']'.repeat(100_000)},"type":"place"}`],
  ])('%s', async (_what, body) => {
    await recordAnything(place('nowhere'))
    await rewriteNewest(body)
    expect(await faults()).toEqual([`place nowhere: ${NO_RECORD}`])
  })

  test('is quoted from all the same', async () => {
    const observation = (await store.all('citation', (await store.head()) ?? { size: 0 }))[0]?.record.about
    await recordAnything(source('nowhere'))
    await rewriteNewest(canonicalJson({ ...source('nowhere'), file: 5 }))
    await recordAnything(citation(observation ?? '', 'nowhere', { quote: { exact: 'synthetic' } }))
    expect(await faults()).toEqual([`source nowhere: ${NO_RECORD}`])
  })
})

describe('a revision', () => {
  test.each([
    ['of nothing', null],
    ['of what is not there', 999_999],
    ['of an entry', -1],
  ])('%s is named', async (_what, supersedes) => {
    await recordAnything(place('nowhere'))
    await rewriteNewest(canonicalJson({ ...place('nowhere'), revision: 3, reason: 'synthetic' }))
    await alter((db) => {
      const guard = String(
        db.prepare(`SELECT sql FROM sqlite_schema WHERE name = 'record_no_update'`).pluck().get(),
      )
      db.exec('DROP TRIGGER record_no_update')
      db.prepare(`UPDATE record SET revision = 3, supersedes = ? WHERE id = 'nowhere'`).run(supersedes)
      db.exec(guard)
    })
    expect(await faults()).toEqual([expect.stringContaining('place nowhere (revision ')])
  })
})
