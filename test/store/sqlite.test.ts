import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { prepared } from '../../src/case/prepared.ts'
import { canonicalJson } from '../../src/custody/canonical.ts'
import { leafHash } from '../../src/custody/merkle.ts'
import { searchTextsOf } from '../../src/model/names.ts'
import { referencesOf } from '../../src/model/references.ts'
import type { AnyRecord } from '../../src/model/records.ts'
import type { RecordType } from '../../src/model/vocabulary.ts'
import { SqliteStore } from '../../src/store/sqlite/store.ts'
import { merkleTreeHash } from '../custody/merkle-tree-hash.ts'
import { anyRecord } from '../model/arbitraries.ts'
import { refusal, refused } from '../model/refusal.ts'
import { storeContract } from './contract.ts'
import { viewOf, write, writeOrientExpress } from './orient-express.ts'
import {
  citation,
  leg,
  observation,
  organisation,
  place,
  relation,
  route,
  source,
  vessel,
} from './records.ts'
import { makeSqliteCase, MIGRATIONS, type SqliteCase } from './sqlite-case.ts'

storeContract('a case in a SQLite file', () => makeSqliteCase())

let kept: SqliteCase
beforeEach(async () => {
  kept = await makeSqliteCase()
})
afterEach(() => kept.cleanup())

/** Looks into the file past the store. */
function inFile<T>(work: (db: Database.Database) => T): T {
  const db = new Database(kept.file)
  try {
    return work(db)
  } finally {
    db.close()
  }
}

interface TableInfo {
  name: string
  type: string
  strict: number
}

/** The tables that are ours; the full-text index keeps its own beside them. */
function tables(db: Database.Database): TableInfo[] {
  return (db.pragma('table_list') as (TableInfo & { schema: string })[]).filter(
    ({ schema, name, type }) => schema === 'main' && type === 'table' && !name.startsWith('sqlite_'),
  )
}

describe('the tables', () => {
  test('are all strict', () => {
    const all = inFile(tables)
    expect(all.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['entry', 'record', 'observation', 'citation', 'name', 'search_text']),
    )
    expect(all.filter(({ strict }) => strict !== 1)).toEqual([])
  })

  test('hold records as their canonical form and its leaf hash, and every entry’s root', async () => {
    await writeOrientExpress(kept.store)
    const rows = inFile((db) => db.prepare('SELECT body, leaf FROM record').all()) as {
      body: string
      leaf: Buffer
    }[]
    for (const { body, leaf } of rows) {
      expect(body).toBe(canonicalJson(JSON.parse(body)))
      expect(leaf).toEqual(leafHash(body))
    }
    expect(rows.length).toBeGreaterThan(20)
  })

  /** Everything but the ledger of migrations, which is no part of the case, and the index that follows from the records. */
  const GUARDED = [
    'citation',
    'derivation',
    'entry',
    'leg',
    'name',
    'observation',
    'observation_leg',
    'observation_vessel',
    'record',
    'relation',
    'search_text',
    'source',
  ]

  test('that are guarded are all there are', () => {
    expect(
      inFile(tables)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...GUARDED, 'migration'].sort())
  })

  test.each(GUARDED)('refuse to be changed: %s', async (table) => {
    await writeOrientExpress(kept.store)
    inFile((db) => {
      const before = db.prepare(`SELECT * FROM "${table}"`).all()
      expect(before.length).toBeGreaterThan(0)
      for (const { name } of db.pragma(`table_info("${table}")`) as { name: string }[]) {
        expect(() => db.prepare(`UPDATE "${table}" SET "${name}" = "${name}"`).run()).toThrow(
          'a case is append-only',
        )
      }
      expect(() => db.prepare(`DELETE FROM "${table}"`).run()).toThrow('a case is append-only')
      expect(() =>
        db.prepare(`DELETE FROM "${table}" WHERE rowid = (SELECT max(rowid) FROM "${table}")`).run(),
      ).toThrow()
      expect(db.prepare(`SELECT * FROM "${table}"`).all()).toEqual(before)
    })
  })
})

describe('a file that cannot be opened', () => {
  const open = (file = kept.file, migrations = MIGRATIONS) => new SqliteStore({ file, migrations })

  test('because there is none', () => {
    const failure = refusal(() => open(join(kept.folder, 'nowhere.db')))
    expect(failure).toMatchObject({ code: 'no-case', where: join(kept.folder, 'nowhere.db') })
    expect(existsSync(join(kept.folder, 'nowhere.db'))).toBe(false)
  })

  test.each<[what: string, content: string | Buffer]>([
    ['it is empty', ''],
    ['it is text', 'place,lat,lon\nrajin,42.23,130.3\n'],
    ['it is shorter than the mark of a database', 'SQLite form'],
    [
      'only its mark is that of a database',
      Buffer.concat([Buffer.from('SQLite format 3\u0000'), Buffer.alloc(5000, 7)]),
    ],
  ])('because %s', (_what, content) => {
    const file = join(kept.folder, 'counts.db')
    writeFileSync(file, content)
    const failure = refusal(() => open(file))
    expect(failure).toMatchObject({ code: 'not-a-case', where: file })
    expect(readFileSync(file)).toEqual(Buffer.from(content))
  })

  test('because it is a database of something else', () => {
    const file = join(kept.folder, 'tiles.mbtiles')
    const db = new Database(file)
    db.exec('CREATE TABLE tiles (zoom INTEGER)')
    db.close()
    const before = readFileSync(file)
    expect(refusal(() => open(file)).code).toBe('not-a-case')
    expect(readFileSync(file)).toEqual(before)
  })

  test('because it is marked as a case and holds none', () => {
    const file = join(kept.folder, 'half.db')
    const db = new Database(file)
    db.pragma('application_id = 0x74726365')
    db.exec('CREATE TABLE notes (text TEXT)')
    db.close()
    expect(refusal(() => open(file)).code).toBe('not-a-case')
  })

  test('because it is a folder', () => {
    expect(refusal(() => open(kept.folder))).toMatchObject({ code: 'unreadable-file', where: kept.folder })
  })

  test('because a newer version wrote it, which it says and leaves it alone', async () => {
    const newer = join(kept.folder, 'migrations')
    cpSync(MIGRATIONS, newer, { recursive: true })
    writeFileSync(join(newer, '9001-weather.sql'), 'CREATE TABLE weather (day TEXT) STRICT;')
    const file = join(kept.folder, 'newer.db')
    const store = new SqliteStore({ file, migrations: newer, create: true })
    await write(store, [place('rajin')])
    await store.close()
    const before = readFileSync(file)
    const failure = refusal(() => open(file))
    expect(failure).toMatchObject({ code: 'newer-case', where: file })
    expect(failure.message).toContain('9001')
    expect(readFileSync(file)).toEqual(before)
  })

  test('because part of it is lost', async () => {
    await writeOrientExpress(kept.store)
    await kept.store.close()
    truncateSync(kept.file, 8192)
    // Whether it is noticed when it is opened or when it is read depends on what was lost; either way it is said.
    const reading = (async () => {
      const store = open()
      try {
        return await store.search('containers', 10, { size: 1000 })
      } finally {
        await store.close()
      }
    })()
    expect(await refused(reading)).toMatchObject({ code: 'case-damaged', exit: 3 })
  })

  test('because a case is to be started where one is', async () => {
    await write(kept.store, [place('rajin')])
    expect(
      refusal(() => new SqliteStore({ file: kept.file, migrations: MIGRATIONS, create: true })).code,
    ).toBe('case-exists')
    expect((await kept.store.head())?.number).toBe(1)
  })
})

describe('a case on a medium that cannot be written', () => {
  /*
   * Neither root nor an owner can be kept from writing to a folder by its mode alone. A link to nowhere in the place of
   * the shared-memory file has the same effect on SQLite, for everybody: it cannot open its write-ahead log.
   */
  beforeEach(async () => {
    await writeOrientExpress(kept.store)
    await kept.store.close()
    symlinkSync(join(kept.folder, 'nowhere', 'case.db-shm'), `${kept.file}-shm`)
  })

  test('is read as it stands', async () => {
    const store = await kept.reopen()
    const view = await viewOf(store)
    expect((await store.head())?.number).toBe(4)
    expect((await store.get('place', 'rajin', view))?.record).toMatchObject({ name: 'Rajin' })
    expect(await store.search('containers', 9, view)).toHaveLength(1)
    expect(
      (
        await store.find(
          { places: ['rajin'] },
          { sort: 'observed', reverse: false, limit: 9, offset: 0 },
          view,
        )
      ).total,
    ).toBe(3)
  })

  test('refuses to be written to', async () => {
    const before = readFileSync(kept.file)
    const store = await kept.reopen()
    const failure = await refused(write(store, [place('khasan')]))
    expect(failure).toMatchObject({ code: 'cannot-write', where: kept.file })
    expect(readFileSync(kept.file)).toEqual(before)
  })

  test('is not read past a log that was not yet taken in', async () => {
    writeFileSync(`${kept.file}-wal`, Buffer.alloc(4152, 1))
    await expect(async () => kept.reopen()).rejects.toMatchObject({ code: 'cannot-write' })
  })

  test('is not brought up to date, and says that it cannot be', () => {
    const newer = join(kept.folder, 'migrations')
    cpSync(MIGRATIONS, newer, { recursive: true })
    writeFileSync(join(newer, '9001-weather.sql'), 'CREATE TABLE weather (day TEXT) STRICT;')
    expect(refusal(() => new SqliteStore({ file: kept.file, migrations: newer })).code).toBe('cannot-write')
  })
})

/** A new case whose connection has other settings: a migration is run on the store's own connection. */
function caseWith(setting: string): { file: string; store: SqliteStore } {
  const migrations = join(kept.folder, 'migrations')
  cpSync(MIGRATIONS, migrations, { recursive: true })
  writeFileSync(join(migrations, '9001-setting.sql'), `PRAGMA ${setting};`)
  const file = join(kept.folder, 'other.db')
  return { file, store: new SqliteStore({ file, migrations, create: true }) }
}

describe('a case that another program is writing to', () => {
  test('is busy when that takes too long, and free again afterwards', async () => {
    const { file, store } = caseWith('busy_timeout = 0')
    const other = new Database(file)
    other.exec('BEGIN IMMEDIATE')
    expect(await refused(write(store, [place('rajin')]))).toMatchObject({
      code: 'case-busy',
      where: file,
      exit: 3,
    })
    // Reading goes on meanwhile.
    expect(await store.head()).toBeUndefined()
    other.exec('ROLLBACK')
    other.close()
    expect((await write(store, [place('rajin')])).entry?.number).toBe(1)
    await store.close()
  })
})

describe('a full disk', () => {
  test('is said, and nothing of the entry is written', async () => {
    const { store } = caseWith('max_page_count = 60')
    await write(store, [place('rajin')])
    const [before, head] = [await viewOf(store), await store.head()]
    const many = Array.from({ length: 500 }, (_, i) =>
      route(`route-${String(i)}`, { note: 'a note that takes room on the disk. '.repeat(20) }),
    )
    const failure = await refused(write(store, many))
    expect(failure).toMatchObject({ code: 'disk-full', exit: 2 })
    expect(failure.message).toContain('nothing was written')

    expect(await store.head()).toEqual(head)
    expect(await store.all('route', { size: 1000 })).toEqual([])
    expect(await store.search('room', 9, { size: 1000 })).toEqual([])
    // What fits is still taken.
    expect((await write(store, [place('dunai')])).entry).toMatchObject({ number: 2, size: before.size + 2 })
    await store.close()
  })
})

describe('an entry so large that it is written without a log', () => {
  test('lets nobody begin to read what it is about to write over, from its first record on', async () => {
    const read = () => {
      const db = new Database(kept.file, { timeout: 0 })
      try {
        return db.prepare<[], number>('SELECT count(*) FROM record').pluck().get()
      } finally {
        db.close()
      }
    }
    const seen: unknown[] = []
    async function* records() {
      await Promise.resolve()
      seen.push(read())
      yield [prepared(place('rajin'))]
      try {
        seen.push(read())
      } catch (error) {
        seen.push(error instanceof Database.SqliteError ? error.code : error)
      }
      yield [prepared(place('dunai'))]
    }
    const now = () => new Date('2026-11-21T08:00:00Z')
    const draft = { analyst: 'kim', command: 'trace import', now, records: records(), bytes: 1 << 30 }
    await kept.store.appendAll(draft)
    expect(seen).toEqual([0, 'SQLITE_BUSY'])
    expect(read()).toBe(2)
  })
})

describe('two processes that write at once', () => {
  test('lose nothing and make one history', async () => {
    const ENTRIES = 40
    const appender = fileURLToPath(new URL('appender.ts', import.meta.url))
    await kept.store.close()
    const writers = ['kim', 'okafor'].map((name) => {
      const child = spawn(process.execPath, [appender, kept.file, MIGRATIONS, name, String(ENTRIES)], {
        stdio: ['pipe', 'pipe', 'pipe'],
      })
      let said = ''
      child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
      const ended = once(child, 'close').then(([code]) => ({ code: code as number, said }))
      return { child, ended, ready: Promise.race([once(child.stdout, 'data'), ended]) }
    })
    await Promise.all(writers.map(({ ready }) => ready))
    for (const { child } of writers) child.stdin.write('go\n')
    expect(await Promise.all(writers.map(({ ended }) => ended))).toEqual([
      { code: 0, said: '' },
      { code: 0, said: '' },
    ])

    const store = await kept.reopen()
    const entries = await store.entries(1, 1000)
    expect(entries.map(({ number }) => number)).toEqual(Array.from({ length: 2 * ENTRIES }, (_, i) => i + 1))
    expect(entries.filter(({ analyst }) => analyst === 'kim')).toHaveLength(ENTRIES)
    expect(entries.map(({ size }) => size)).toEqual(entries.map((_, i) => 3 * (i + 1)))
    expect(entries.map(({ recordedAt }) => recordedAt)).toEqual(
      entries.map(({ recordedAt }) => recordedAt).sort(),
    )
    expect(await store.all('place', await viewOf(store))).toHaveLength(4 * ENTRIES)
    const leaves = new Map<number, Buffer>()
    for await (const { record, position } of store.written({ size: 0 }, await viewOf(store)))
      leaves.set(position, leafHash(canonicalJson(record)))
    for (const { position, size: _, root: __, ...head } of entries)
      leaves.set(position, leafHash(canonicalJson(head)))
    const inOrder = [...leaves].sort(([a], [b]) => a - b).map(([, leaf]) => leaf)
    for (const { size, root } of entries) expect(root).toEqual(merkleTreeHash(inOrder.slice(0, size)))
  })
})

/** The plainest record of that key. */
function plain(type: RecordType, id: string): AnyRecord {
  switch (type) {
    case 'place':
      return place(id)
    case 'vessel':
      return vessel(id)
    case 'organisation':
      return organisation(id)
    case 'source':
      return source(id)
    case 'route':
      return route(id)
    case 'leg':
      return { ...leg('zz-here', 'zz-there', { route: 'zz-way' }), id }
    case 'relation':
      return { ...relation({ type: 'vessel', id: 'zz-ship' }, 'owned-by', 'zz-owner'), id }
    case 'citation':
      return { ...citation('zz-seen', 'zz-report'), id }
    default:
      return observation('statement', { id, note: 'synthetic' })
  }
}

describe('any record', () => {
  test('is read back as it was written, by every way to it', async () => {
    await write(kept.store, [
      route('zz-way'),
      place('zz-here'),
      place('zz-there'),
      vessel('zz-ship'),
      organisation('zz-owner'),
      source('zz-report'),
      observation('statement', { id: 'zz-seen' }),
    ])
    const seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(anyRecord, async (record) => {
        // Keys are arbitrary and may come twice: each record gets one of its own, and what it names is made first.
        const own = { ...record, id: `own-${String(seen.size)}` }
        const named = referencesOf(own).flatMap(({ types: [type = 'place'], id }) => {
          const key = `${type} ${id}`
          if (seen.has(key)) return []
          seen.add(key)
          return [plain(type, id)]
        })
        seen.add(own.id)
        const { added, entry } = await write(kept.store, [...named, own])
        const view = await viewOf(kept.store)
        const stored = added.at(-1)
        expect(stored?.record).toEqual(own)
        expect(await kept.store.get(own.type, own.id, view)).toEqual(stored)
        expect(await kept.store.history(own.type, own.id, view)).toEqual([stored])
        expect((await kept.store.all(own.type, view)).find(({ record: { id } }) => id === own.id)).toEqual(
          stored,
        )
        const written = []
        for await (const one of kept.store.written({ size: stored?.position ?? NaN }, view)) written.push(one)
        expect(written).toEqual([stored])
        expect((await write(kept.store, [own])).repeated).toEqual([own])
        expect(await kept.store.head()).toEqual(entry)
        // Its texts go into the index and come out unharmed.
        for (const words of searchTextsOf(own)) await kept.store.search(words, 1, view)
      }),
      { numRuns: 300 },
    )
  })
})

describe('starting a case', () => {
  test('leaves one file once it is closed, and it is marked as a case', async () => {
    await write(kept.store, [place('rajin')])
    await kept.store.close()
    expect(readdirSync(kept.folder)).toEqual(['case.db'])
    expect(inFile((db) => db.pragma('application_id', { simple: true }))).toBe(0x74726365)
    expect(inFile((db) => db.pragma('journal_mode', { simple: true }))).toBe('wal')
    expect(inFile((db) => db.pragma('integrity_check', { simple: true }))).toBe('ok')
  })
})
