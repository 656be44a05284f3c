import Database from 'better-sqlite3'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { complete } from '../../src/case/complete.ts'
import { verifyCase } from '../../src/case/verify.ts'
import { Folders, merge, record, type Folder } from '../case/two-cases.ts'
import { corrected, observation, place, retracted } from './records.ts'

/* Revisions of one number, as a merge brings them: what is read of them, and that nobody can change which that is. */

async function merged(): Promise<{ a: Folder; b: Folder }> {
  const made = new Folders()
  onTestFinished(() => made.end())
  const a = await made.start('a')
  await record(a, 'lee', [place('rajin'), place('dunai')])
  const b = await made.copy(a)
  for (const [kase, lat] of [
    [a, 42.1],
    [b, 42.2],
  ] as const) {
    const next = corrected(place('rajin'), { lat })
    await record(kase, 'lee', [next])
    await record(kase, 'lee', [corrected(next, { lon: lat })])
  }
  await record(b, 'kim', [retracted(place('dunai'))])
  await merge(a, b)
  return { a, b }
}

test('the history has both, and the one that is read last', async () => {
  const { a, b } = await merged()
  const view = (await a.store.head()) ?? { size: 0 }
  const history = (await a.store.history('place', 'rajin', view)).map((stored) => stored.record)
  expect(history.map(({ revision }) => revision)).toEqual([1, 2, 2, 3, 3])
  const current = await a.store.get('place', 'rajin', view)
  expect(current?.record).toEqual(history.at(-1))
  expect((await a.store.all('place', view)).map((stored) => stored.record)).toEqual([current?.record])
  expect(await a.store.rivals(view)).toEqual([{ type: 'place', id: 'rajin' }])
  expect(await a.store.takenBack(view)).toEqual([{ type: 'place', id: 'dunai' }])
  expect(await b.store.rivals((await b.store.head()) ?? { size: 0 })).toEqual([])
})

test('a case holds exactly the revisions whose leaf it has', async () => {
  const { a } = await merged()
  const view = (await a.store.head()) ?? { size: 0 }
  const one = { type: 'place' as const, id: 'rajin', revision: 2 }
  const db = new Database(join(a.folder, 'case.db'), { readonly: true })
  const leaves = db
    .prepare<[], Buffer>("SELECT leaf FROM record WHERE id = 'rajin' AND revision = 2")
    .pluck()
    .all()
  db.close()
  expect(leaves).toHaveLength(2)
  const asked = [...leaves.map((leaf) => ({ ...one, leaf })), { ...one, leaf: Buffer.alloc(32) }]
  expect(await a.store.holds(asked, view)).toEqual([true, true, false])
  expect(await a.store.holds(asked, { size: 0 })).toEqual([false, false, false])
})

test('only an entry that takes in another case may bring a revision beside one that is there', async () => {
  const { a } = await merged()
  await expect(record(a, 'lee', [corrected(place('rajin'), { lat: 42.5 })])).rejects.toMatchObject({
    code: 'changed-meanwhile',
  })
  await expect(record(a, 'lee', [place('rajin', { name: 'Najin' })])).rejects.toMatchObject({
    code: 'already-exists',
  })
  // A merge says so first of all; what comes before it in its entry does not become one of it.
  const merge = complete({
    type: 'merge',
    case: 'elsewhere',
    title: 'Elsewhere',
    size: 2,
    root: '0'.repeat(64),
    entries: 1,
    log: { sha256: '0'.repeat(64), bytes: 1 },
  })
  const beside = corrected(place('rajin'), { lat: 42.5 })
  await expect(record(a, 'lee', [place('khasan'), merge, beside])).rejects.toMatchObject({
    code: 'changed-meanwhile',
  })
  // What stands for the same content is the same record.
  const seen = observation('railcar-count', { place: 'rajin', on: '2023-10-01' })
  await record(a, 'lee', [seen])
  const before = await a.store.head()
  await record(a, 'lee', [seen])
  expect(await a.store.head()).toEqual(before)
})

describe('which of them is read, changed behind its back', () => {
  test.each([
    ['rival', 1],
    ['rival', 7],
    ['supersedes', 1],
  ] as const)('in the column %s by %i, is named', async (column, by) => {
    const { a } = await merged()
    const file = join(a.folder, 'case.db')
    const rows = new Database(file, { readonly: true })
    const positions = rows
      .prepare<[], number>(
        `SELECT position FROM record WHERE id = 'rajin' AND revision > 1 AND ${column} IS NOT NULL`,
      )
      .pluck()
      .all()
    rows.close()
    expect(positions).toHaveLength(4)
    for (const position of positions) {
      const db = new Database(file)
      const guard = db
        .prepare<[], string>("SELECT sql FROM sqlite_schema WHERE name = 'record_no_update'")
        .pluck()
        .get()
      const set = db.prepare(`UPDATE record SET ${column} = ${column} + ? WHERE position = ?`)
      db.exec('DROP TRIGGER record_no_update; DROP INDEX record_supersedes; DROP INDEX record_key')
      set.run(by, position)
      const { faults } = await verifyCase(a)
      expect(
        faults.filter(({ kind }) => kind === 'record').map((fault) => fault.position),
        String(position),
      ).toContain(position)
      set.run(-by, position)
      db.exec(
        `CREATE UNIQUE INDEX record_key ON record (type, id, revision, rival);
         CREATE UNIQUE INDEX record_supersedes ON record (supersedes) WHERE supersedes IS NOT NULL; ${guard ?? ''}`,
      )
      db.close()
    }
    expect((await verifyCase(a)).faults).toEqual([])
  })
})
