import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { canonicalJson } from '../../src/custody/canonical.ts'
import { leafHash } from '../../src/custody/merkle.ts'
import type { FailureCode } from '../../src/model/failure.ts'
import type { AnyRecord } from '../../src/model/records.ts'
import type { RecordType } from '../../src/model/vocabulary.ts'
import { parseWhen } from '../../src/model/when.ts'
import type {
  Audited,
  BulkDraft,
  BulkReceipt,
  Entry,
  ObservationFilter,
  Page,
  Prepared,
  Sort,
  Store,
  Stored,
  View,
} from '../../src/store/port.ts'
import { merkleTreeHash } from '../custody/merkle-tree-hash.ts'
import { refused } from '../model/refusal.ts'
import {
  CITATIONS,
  DERIVATIONS,
  labelOf,
  OBSERVATIONS,
  OWNER,
  REFERENCE_DATA,
  SOURCES,
  viewOf,
  write,
  writeOrientExpress,
  type Label,
} from './orient-express.ts'
import {
  citation,
  corrected,
  derivation,
  leg,
  observation,
  organisation,
  place,
  relation,
  retracted,
  route,
  source,
  vessel,
} from './records.ts'

export interface Kept {
  store: Store
  /** Another connection to the same case, while the first stays open. */
  reopen: () => Promise<Store>
  /** What `copyTo` makes of it, opened. */
  copied: () => Promise<Store>
  /** Closes what is open and takes the case away. */
  cleanup: () => Promise<void>
}

const DRAFT = { analyst: 'kim', command: 'trace import', now: () => new Date('2026-11-21T08:00:00Z') }

function prepared(record: AnyRecord): Prepared {
  const body = canonicalJson(record)
  return { record, body, leaf: leafHash(body) }
}

function inBatches(records: readonly AnyRecord[]): AnyRecord[][] {
  const BATCH = 500
  return Array.from({ length: Math.ceil(records.length / BATCH) }, (_, i) =>
    records.slice(i * BATCH, (i + 1) * BATCH),
  )
}

function writeAll(
  store: Store,
  batches: readonly (readonly AnyRecord[])[],
  more: Partial<BulkDraft> = {},
): Promise<BulkReceipt> {
  async function* records() {
    for (const batch of batches) {
      await setImmediate()
      yield batch.map(prepared)
    }
  }
  return store.appendAll({ ...DRAFT, records: records(), ...more })
}

/** What every adapter of the store port has to do. */
export function storeContract(name: string, makeStore: () => Promise<Kept>): void {
  describe(name, () => {
    let kept: Kept
    let store: Store
    beforeEach(async () => {
      kept = await makeStore()
      store = kept.store
    })
    afterEach(() => kept.cleanup())

    describe('a case without entries', () => {
      const BLANK: View = { size: 0 }
      test('has no head and no entries', async () => {
        expect(await store.head()).toBeUndefined()
        expect(await store.entryAt({ number: 1 })).toBeUndefined()
        expect(await store.entryAt({ instant: '9999-12-31T23:59:59.999Z' })).toBeUndefined()
        expect(await store.entries(1, 10)).toEqual([])
      })
      test('answers every question with nothing', async () => {
        expect(await store.get('place', 'rajin', BLANK)).toBeUndefined()
        expect(await store.history('place', 'rajin', BLANK)).toEqual([])
        expect(await store.all('place', BLANK)).toEqual([])
        expect(await store.candidates('rajin', ['place'], BLANK)).toEqual([])
        expect(await store.names(['place'], '', 10, BLANK)).toEqual([])
        expect(await store.find({}, page(), BLANK)).toMatchObject({ observations: [], total: 0, undated: 0 })
        expect(await store.evidence({ legs: ['rajin-dunai'] }, BLANK)).toEqual(NO_EVIDENCE)
        expect(await store.search('rajin', 10, BLANK)).toEqual([])
        expect(await collected(store.written(BLANK, BLANK))).toEqual([])
        expect(await collected(store.leaves(BLANK))).toEqual([])
        expect(await store.added(1, 10)).toEqual(new Map())
        expect(await audited(store)).toEqual([
          { kind: 'end', entries: 0, records: 0, searchChecked: true, guardsMissing: 0 },
        ])
        expect(await store.dependents('place', 'rajin', BLANK)).toEqual([])
        expect(await store.shortId('0123456789abcdef', BLANK)).toBe('0123')
      })
    })

    describe('an append', () => {
      test('gives records positions in order, and the entry the one after them', async () => {
        const first = await write(store, [place('rajin'), place('dunai')])
        const second = await write(store, [place('tumangang')])
        expect(first.added).toEqual([
          { record: place('rajin'), position: 0, entry: 1 },
          { record: place('dunai'), position: 1, entry: 1 },
        ])
        expect(first.entry).toMatchObject({ type: 'entry', number: 1, records: 2, position: 2, size: 3 })
        expect(second.added).toEqual([{ record: place('tumangang'), position: 3, entry: 2 }])
        expect(second.entry).toMatchObject({ number: 2, records: 1, position: 4, size: 5 })
        expect(second.repeated).toEqual([])
      })

      test('keeps who wrote it, when and why', async () => {
        const { entry } = await write(store, [place('rajin')], {
          analyst: 'okafor',
          command: 'trace place add rajin --name "Rajin"',
          note: 'from the port list',
          now: () => new Date('2026-11-21T08:00:00.123Z'),
        })
        expect(entry).toMatchObject({
          analyst: 'okafor',
          command: 'trace place add rajin --name "Rajin"',
          note: 'from the port list',
          recordedAt: '2026-11-21T08:00:00.123Z',
        })
        expect(entry).not.toHaveProperty('clock')
        expect(await store.head()).toEqual(entry)
      })

      test('without a note keeps none', async () => {
        await write(store, [place('rajin')])
        expect(await store.head()).not.toHaveProperty('note')
      })

      test('roots the tree in what is stored: RFC 6962 over the canonical form of records and entries', async () => {
        await writeOrientExpress(store)
        await write(store, [corrected(place('rajin')), retracted(CITATIONS.claim)], {
          note: 'the figure was misread',
        })
        const entries = await store.entries(1, 5)
        expect(entries).toHaveLength(5)
        const leaves = await leavesOf(store)
        for (const { size, root } of entries) expect(root).toEqual(merkleTreeHash(leaves.slice(0, size)))
        expect(entries.at(-1)?.size).toBe(leaves.length)
      })

      test('makes a tree that does not depend on the connections it came through', async () => {
        const other = await kept.reopen()
        for (const [i, id] of ['rajin', 'dunai', 'tumangang', 'tikhoretsk', 'vostochny'].entries()) {
          await write(i % 2 === 0 ? store : other, [place(id)])
        }
        await other.close()
        const head = await store.head()
        expect(head?.number).toBe(5)
        expect(head?.root).toEqual(merkleTreeHash(await leavesOf(store)))
      })

      test('survives being closed', async () => {
        const before = await write(store, [place('rajin', { note: 'synthetic' })])
        await store.close()
        store = await kept.reopen()
        expect(await store.head()).toEqual(before.entry)
        expect(await store.get('place', 'rajin', await viewOf(store))).toEqual(before.added[0])
      })

      test('leaves out what was recorded before with the same content, and names it', async () => {
        await write(store, [place('rajin')])
        const { entry, added, repeated } = await write(store, [place('rajin'), place('dunai')])
        expect(added.map(({ record }) => record.id)).toEqual(['dunai'])
        expect(repeated).toEqual([place('rajin')])
        expect(entry).toMatchObject({ number: 2, records: 1, size: 4 })
      })

      test('of nothing new writes nothing', async () => {
        const { entry: first } = await write(store, [place('rajin'), place('dunai')])
        const again = await write(store, [place('dunai'), place('rajin')])
        expect(again).toEqual({ entry: undefined, added: [], repeated: [place('dunai'), place('rajin')] })
        expect(await store.head()).toEqual(first)
      })

      test('of the same record twice keeps it once', async () => {
        const { added, repeated } = await write(store, [place('rajin'), place('rajin')])
        expect(added).toHaveLength(1)
        expect(repeated).toEqual([place('rajin')])
      })

      test('of no records writes nothing', async () => {
        expect(await write(store, [])).toEqual({ entry: undefined, added: [], repeated: [] })
        expect(await store.head()).toBeUndefined()
      })

      test('takes an old revision that is already there for a repetition', async () => {
        const rajin = place('rajin')
        await write(store, [rajin])
        await write(store, [corrected(rajin, { name: 'Rajin' })])
        await write(store, [corrected(corrected(rajin), { name: 'Rason' })])
        expect((await write(store, [rajin, corrected(rajin, { name: 'Rajin' })])).repeated).toHaveLength(2)
      })

      test('takes the same content for the same record, even when an interval is worked out otherwise since', async () => {
        const count = observation('railcar-count', { place: 'tumangang', count: '~73' })
        await write(store, [place('tumangang'), count])
        const wider = {
          ...count,
          quantity: { ...count.quantity, text: '~73', qualifier: 'about' as const, low: 60, high: 90 },
        }
        const { entry, repeated } = await write(store, [wider])
        expect(entry).toBeUndefined()
        expect(repeated).toEqual([wider])
        expect((await store.get('observation', count.id, await viewOf(store)))?.record).toEqual(count)
      })

      test('may hold a record and what names it, in that order', async () => {
        const { added } = await write(store, [
          route('orient-express'),
          place('rajin'),
          place('dunai'),
          leg('rajin', 'dunai'),
        ])
        expect(added).toHaveLength(4)
      })

      test('may hold a record and its correction', async () => {
        const { added } = await write(store, [place('rajin'), corrected(place('rajin'), { name: 'Rajin' })])
        expect(added.map(({ record }) => record.revision)).toEqual([1, 2])
      })
    })

    describe('an append that is refused', () => {
      const rajin = place('rajin', { name: 'Rajin' })
      const tumangang = place('tumangang')
      const count = observation('railcar-count', { place: 'tumangang', count: '73' })
      test.each<[why: string, records: AnyRecord[], FailureCode, message: RegExp]>([
        [
          'the key is taken by other content',
          [place('rajin', { name: 'Najin' })],
          'already-exists',
          /place rajin/,
        ],
        ['a revision of nothing', [corrected(place('dunai'))], 'unknown-name', /place dunai/],
        [
          'a first revision that takes back what was never there',
          [{ ...place('dunai'), retracted: true as const, reason: 'it was never there' }],
          'unknown-name',
          /no place dunai to take back/,
        ],
        [
          'somebody else added that revision',
          [corrected(tumangang, { name: 'Tuman' })],
          'changed-meanwhile',
          /place tumangang/,
        ],
        ['a revision that leaves one out', [corrected(corrected(rajin))], 'changed-meanwhile', /place rajin/],
        [
          'somebody else corrected that observation',
          [corrected(count, { note: 'tarped' })],
          'changed-meanwhile',
          new RegExp(count.id),
        ],
        [
          'the originator does not exist',
          [source('csis-report', { originator: 'csis' })],
          'unknown-name',
          /organisation csis/,
        ],
        [
          'the place does not exist',
          [observation('statement', { place: 'dunai' })],
          'unknown-name',
          /place dunai/,
        ],
        [
          'the vessel does not exist',
          [observation('ship-sighting', { place: 'rajin', vessels: ['angara'] })],
          'unknown-name',
          /vessel angara/,
        ],
        [
          'the leg does not exist',
          [observation('statement', { shows: [{ leg: 'rajin-dunai' }] })],
          'unknown-name',
          /leg rajin-dunai/,
        ],
        [
          'the leg seen along does not exist',
          [observation('statement', { along: 'rajin-dunai' })],
          'unknown-name',
          /leg rajin-dunai/,
        ],
        [
          'the claimant does not exist',
          [observation('statement', { claimedBy: 'white-house' })],
          'unknown-name',
          /organisation white-house/,
        ],
        [
          'the document repeated does not exist',
          [source('yonhap'), derivation('yonhap', 'rusi-report')],
          'unknown-name',
          /source rusi-report/,
        ],
        [
          'what is cited for does not exist',
          [source('yonhap'), citation('zzzzzzzzzzzzzzzz', 'yonhap')],
          'unknown-name',
          /observation or relation zzzz/,
        ],
        [
          'a key of another type',
          [relation({ type: 'vessel', id: 'rajin' }, 'owned-by', 'rusi')],
          'unknown-name',
          /vessel rajin/,
        ],
        [
          'what it names comes later',
          [leg('rajin', 'tumangang'), route('orient-express')],
          'unknown-name',
          /route orient-express/,
        ],
        [
          'the place was retracted',
          [observation('statement', { place: 'vostochny' })],
          'retracted',
          /place vostochny/,
        ],
        [
          'the place is retracted in the same entry',
          [retracted(rajin), observation('statement', { place: 'rajin' })],
          'retracted',
          /place rajin/,
        ],
        [
          'the place is added and retracted in the same entry',
          [place('dunai'), retracted(place('dunai')), observation('statement', { place: 'dunai' })],
          'retracted',
          /place dunai/,
        ],
      ])('because %s leaves nothing behind', async (_why, records, code, message) => {
        await write(store, [rajin, tumangang, place('vostochny'), organisation('rusi'), count])
        await write(store, [
          corrected(tumangang, { name: 'Tumangang' }),
          corrected(count, { note: 'uncovered' }),
          retracted(place('vostochny')),
        ])
        const [view, entries, leaves] = [
          await viewOf(store),
          await store.entries(1, 9),
          await leavesOf(store),
        ]

        const failure = await refused(
          write(store, [place('khasan', { note: 'border crossing' }), ...records]),
        )
        expect(failure.code).toBe(code)
        expect(failure.message).toMatch(message)

        expect(await store.entries(1, 9)).toEqual(entries)
        expect(await leavesOf(store)).toEqual(leaves)
        expect(await store.get('place', 'khasan', { size: 1000 })).toBeUndefined()
        expect(await store.candidates('khasan', ['place'], { size: 1000 })).toEqual([])
        expect(await store.search('crossing', 10, { size: 1000 })).toEqual([])
        // And the next one goes on where the last good one ended.
        const { entry, added } = await write(store, [place('khasan')])
        expect(added[0]?.position).toBe(view.size)
        expect(entry).toMatchObject({ number: 3, size: view.size + 2 })
        expect(entry?.root).toEqual(merkleTreeHash(await leavesOf(store)))
      })

      test('because its clock fails leaves nothing behind', async () => {
        const stopped = write(store, [place('rajin')], {
          now: () => {
            throw new RangeError('no clock')
          },
        })
        await expect(stopped).rejects.toThrow('no clock')
        expect(await store.head()).toBeUndefined()
        expect((await write(store, [place('rajin')])).entry?.number).toBe(1)
      })

      test('because others wrote since it was decided on', async () => {
        await write(store, [place('rajin')])
        const view = await viewOf(store)
        await write(store, [place('dunai')])
        const late = await refused(write(store, [place('tumangang')], { decidedAt: view.size }))
        expect(late.code).toBe('changed-meanwhile')
        const { size: decidedAt } = await viewOf(store)
        expect((await write(store, [place('tumangang')], { decidedAt })).added).toHaveLength(1)
      })

      test('because it names what it takes back only in part', async () => {
        const count = observation('railcar-count', { place: 'tumangang', count: '73' })
        await write(store, [
          place('tumangang'),
          source('csis-report'),
          count,
          citation(count.id, 'csis-report'),
        ])
        await write(store, [retracted(citation(count.id, 'csis-report')), retracted(source('csis-report'))])
        const other = observation('railcar-count', { place: 'tumangang', count: '74' })
        // A record taken back may name it still; one that stands may not, also after such a one in the same entry.
        const failure = await refused(
          write(store, [
            other,
            retracted(retracted(citation(count.id, 'csis-report'))),
            citation(other.id, 'csis-report'),
          ]),
        )
        expect(failure.code).toBe('retracted')
      })

      test('names the field that holds the key', async () => {
        const failure = await refused(write(store, [observation('statement', { claimedBy: 'white-house' })]))
        expect(failure.where).toBe('claimedBy')
      })

      test('does not stand in the way of taking back what names something retracted', async () => {
        const count = observation('railcar-count', { place: 'tumangang', count: '73' })
        await write(store, [place('tumangang'), count])
        await write(store, [retracted(place('tumangang'))])
        expect((await write(store, [retracted(count)])).added).toHaveLength(1)
      })
    })

    describe('an append of any number of records', () => {
      const count = (n: number) => observation('railcar-count', { place: 'tumangang', count: String(n) })
      const cited = (n: number) => [count(n), citation(count(n).id, 'csis-report')]
      /** More than is written the ordinary way. */
      const MANY = 12_000
      const many = (n = MANY) => Array.from({ length: n }, (_, i) => cited(i + 1)).flat()
      beforeEach(async () => {
        await write(store, [place('tumangang'), source('csis-report')])
      })

      test('is one entry, counted by type', async () => {
        const { entry, added, repeated } = await writeAll(store, [cited(1), [], cited(2), [place('dunai')]])
        expect(entry).toMatchObject({ number: 2, records: 5, position: 8, size: 9 })
        expect(await store.head()).toEqual(entry)
        expect(Object.fromEntries(added)).toEqual({ observation: 2, citation: 2, place: 1 })
        expect(repeated.size).toBe(0)
        expect(entry?.root).toEqual(merkleTreeHash(await leavesOf(store)))
      })

      test('makes the same case as an append', async () => {
        const now = () => new Date('2026-11-21T08:00:00Z')
        const records = [...cited(1), corrected(count(1), { note: 'tarped' }), ...cited(2), ...cited(1)]
        const stream = await writeAll(store, [records.slice(0, 3), records.slice(3)], { now })
        const [leaves, view] = [await leavesOf(store), await viewOf(store)]
        const found = await store.find({}, page(), view)
        const other = await makeStore()
        await write(other.store, [place('tumangang'), source('csis-report')])
        const plain = await write(other.store, records, { now })
        expect(stream.entry).toMatchObject({ ...plain.entry, root: expect.anything() as Buffer })
        expect((await leavesOf(other.store)).slice(3)).toEqual(leaves.slice(3))
        expect(await other.store.find({}, page(), view)).toEqual(found)
        expect(Object.fromEntries(stream.repeated)).toEqual({ observation: 1, citation: 1 })
        await other.cleanup()
      })

      test('of nothing new writes nothing', async () => {
        await writeAll(store, [cited(1)])
        const head = await store.head()
        const again = await writeAll(store, [cited(1), cited(1)])
        expect(again.entry).toBeUndefined()
        expect(again.added.size).toBe(0)
        expect(Object.fromEntries(again.repeated)).toEqual({ observation: 2, citation: 2 })
        expect((await writeAll(store, [])).entry).toBeUndefined()
        expect(await store.head()).toEqual(head)
      })

      test('that is only tried says what it would be and writes nothing', async () => {
        const leaves = await leavesOf(store)
        const { entry, added } = await writeAll(store, [cited(1)], { dryRun: true })
        expect(entry).toMatchObject({ number: 2, records: 2 })
        expect(Object.fromEntries(added)).toEqual({ observation: 1, citation: 1 })
        expect(await leavesOf(store)).toEqual(leaves)
        expect((await writeAll(store, [cited(1)])).entry).toMatchObject({ number: 2, size: 6 })
      })

      test('that is large is found again by every way, and in every index', async () => {
        const { entry, added } = await writeAll(store, inBatches(many()))
        expect(Object.fromEntries(added)).toEqual({ observation: MANY, citation: MANY })
        const view = await viewOf(store)
        expect(entry?.root).toEqual(merkleTreeHash(await leavesOf(store)))
        expect((await store.find({ places: ['tumangang'] }, page(), view)).total).toBe(MANY)
        const last = count(MANY)
        expect((await store.get('observation', last.id, view))?.record).toEqual(last)
        expect(await store.dependents('observation', last.id, view)).toHaveLength(1)
        expect((await audited(store)).filter(({ kind }) => kind === 'fault')).toEqual([])
        // And it is written to as before.
        const next = await write(store, [
          ...cited(MANY),
          ...cited(MANY + 1),
          corrected(last, { note: 'tarped' }),
        ])
        expect(next.added).toHaveLength(3)
        expect(next.repeated).toHaveLength(2)
        const again = await writeAll(store, inBatches([...many(), ...cited(MANY + 2)]))
        expect(Object.fromEntries(again.added)).toEqual({ observation: 1, citation: 1 })
        expect(Object.fromEntries(again.repeated)).toEqual({ observation: MANY, citation: MANY })
        expect((await audited(store)).filter(({ kind }) => kind === 'fault')).toEqual([])
      }, 60_000)

      test('that is large knows what it added itself: repetitions, corrections, and what was taken back', async () => {
        const late = [
          // Said at the beginning and at the end.
          ...cited(1),
          corrected(count(2), { note: 'tarped' }),
          corrected(corrected(count(2)), { note: 'uncovered' }),
          corrected(count(2), { note: 'tarped' }),
          retracted(count(3)),
          place('dunai', { note: 'a border crossing' }),
          place('dunai', { note: 'a border crossing' }),
        ]
        const { added, repeated } = await writeAll(store, inBatches([...many(), ...late]))
        expect(Object.fromEntries(added)).toEqual({ observation: MANY + 3, citation: MANY, place: 1 })
        expect(Object.fromEntries(repeated)).toEqual({ observation: 2, citation: 1, place: 1 })
        const view = await viewOf(store)
        expect(
          (await store.history('observation', count(2).id, view)).map(({ record }) => record.revision),
        ).toEqual([1, 2, 3])
        expect(await store.search('crossing', 10, view)).toHaveLength(1)
        expect((await audited(store)).filter(({ kind }) => kind === 'fault')).toEqual([])
      }, 60_000)

      test.each<[why: string, records: () => AnyRecord[], FailureCode]>([
        ['it names something unknown', () => cited(1).slice(1), 'unknown-name'],
        ['it names what it took back', () => [retracted(place('tumangang')), count(1)], 'retracted'],
        ['the key is taken', () => [place('tumangang', { name: 'Tuman' })], 'already-exists'],
        ['a revision of nothing', () => [corrected(place('dunai'))], 'unknown-name'],
      ])(
        'is refused whole because %s, small or large',
        async (_why, last, code) => {
          const before = await leavesOf(store)
          const [small, large] = [
            [many(2).slice(2), last()],
            [...inBatches(many().slice(2)), last()],
          ]
          for (const batches of [small, large]) {
            expect((await refused(writeAll(store, batches))).code).toBe(code)
            expect(await leavesOf(store)).toEqual(before)
            expect((await store.find({}, page(), { size: 100_000 })).total).toBe(0)
            expect((await audited(store)).filter(({ kind }) => kind === 'fault')).toEqual([])
          }
          expect((await writeAll(store, [cited(1)])).entry).toMatchObject({ number: 2 })
        },
        60_000,
      )

      test('that breaks off leaves the case as it was, and others may write', async () => {
        const before = await leavesOf(store)
        for (const n of [1, MANY]) {
          async function* broken() {
            for (const batch of inBatches(many(n))) yield batch.map(prepared)
            await setImmediate()
            throw new RangeError('the line breaks off')
          }
          await expect(store.appendAll({ ...DRAFT, records: broken() })).rejects.toThrow(
            'the line breaks off',
          )
          expect(await leavesOf(store)).toEqual(before)
        }
        const other = await kept.reopen()
        expect((await write(other, cited(1))).added).toHaveLength(2)
      }, 60_000)

      test('asks its records to put away what they hold when it is refused', async () => {
        let isClosed = false
        async function* records() {
          try {
            await setImmediate()
            yield [prepared(citation('zzzzzzzzzzzzzzzz', 'csis-report'))]
            yield []
          } finally {
            isClosed = true
          }
        }
        expect((await refused(store.appendAll({ ...DRAFT, records: records() }))).code).toBe('unknown-name')
        expect(isClosed).toBe(true)
      })

      test('because others wrote since it was decided on is refused', async () => {
        const { size: decidedAt } = await viewOf(store)
        await write(store, cited(1))
        expect((await refused(writeAll(store, [cited(2)], { decidedAt }))).code).toBe('changed-meanwhile')
      })
    })

    describe('the time of an entry', () => {
      const at = (instant: string) => ({ now: () => new Date(instant) })
      test('never goes back: a clock that is behind is kept beside the time before', async () => {
        await write(store, [place('rajin')], at('2026-11-21T08:00:00Z'))
        const { entry } = await write(store, [place('dunai')], at('2026-11-21T07:00:00Z'))
        expect(entry).toMatchObject({
          recordedAt: '2026-11-21T08:00:00.000Z',
          clock: '2026-11-21T07:00:00.000Z',
        })
        expect(await store.head()).toEqual(entry)
        expect(entry?.root).toEqual(merkleTreeHash(await leavesOf(store)))
        const later = await write(store, [place('tumangang')], at('2026-11-21T08:00:00Z'))
        expect(later.entry).toMatchObject({ recordedAt: '2026-11-21T08:00:00.000Z' })
        expect(later.entry).not.toHaveProperty('clock')
      })

      test('is asked for once', async () => {
        let asked = 0
        await write(store, [place('rajin'), place('dunai')], {
          now: () => {
            asked += 1
            return new Date('2026-11-21T08:00:00Z')
          },
        })
        expect(asked).toBe(1)
      })

      test('is that of the package when an entry is replayed, with its clock', async () => {
        const replay = { recordedAt: '2023-11-01T10:00:00.000Z', clock: '2023-11-01T09:59:00.000Z' }
        const { entry } = await write(store, [place('rajin')], { replay })
        expect(entry).toMatchObject(replay)
      })

      test('of a replayed entry cannot be earlier than the one before', async () => {
        await write(store, [place('rajin')], { replay: { recordedAt: '2023-11-02T10:00:00.000Z' } })
        const failure = await refused(
          write(store, [place('dunai')], { replay: { recordedAt: '2023-11-01T10:00:00.000Z' } }),
        )
        expect(failure.code).toBe('bad-package')
        expect((await store.head())?.number).toBe(1)
      })

      test('makes a replayed history the same, down to the root', async () => {
        await writeOrientExpress(store)
        await write(store, [retracted(CITATIONS.claim)], {
          note: 'no such page',
          ...at('2026-11-20T08:00:00Z'),
        })
        const entries = await store.entries(1, 99)
        const copy = await makeStore()
        for (const { number, size, records, analyst, command, note, recordedAt, clock } of entries) {
          const from = { size: size - records - 1 }
          await copy.store.append({
            analyst,
            command,
            ...(note === undefined ? {} : { note }),
            now: () => expect.unreachable(`the clock was asked for entry ${String(number)}`),
            records: (await collected(store.written(from, { size }))).map(({ record }) => record),
            replay: { recordedAt, ...(clock === undefined ? {} : { clock }) },
          })
        }
        expect(await copy.store.entries(1, 99)).toEqual(entries)
        await copy.cleanup()
      })
    })

    describe('entries', () => {
      const TIMES = ['2026-11-20T08:00:00.000Z', '2026-11-21T08:00:00.000Z', '2026-11-22T08:00:00.000Z']
      beforeEach(async () => {
        for (const [i, time] of TIMES.entries())
          await write(store, [place(`place-${String(i)}`)], { now: () => new Date(time) })
      })

      test.each<[from: number, to: number, numbers: number[]]>([
        [1, 3, [1, 2, 3]],
        [2, 2, [2]],
        [2, 99, [2, 3]],
        [0, 1, [1]],
        [3, 2, []],
        [4, 9, []],
      ])('%i to %i', async (from, to, numbers) => {
        expect((await store.entries(from, to)).map(({ number }) => number)).toEqual(numbers)
      })

      test.each<[string, number | undefined]>([
        ['2026-11-20T07:59:59.999Z', undefined],
        ['2026-11-20T08:00:00.000Z', 1],
        ['2026-11-21T07:59:59.999Z', 1],
        ['2026-11-21T08:00:00.000Z', 2],
        ['2026-12-31T23:59:59.999Z', 3],
      ])('at %s', async (instant, number) => {
        expect((await store.entryAt({ instant }))?.number).toBe(number)
      })

      test('of a number', async () => {
        expect(await store.entryAt({ number: 2 })).toEqual((await store.entries(2, 2))[0])
        expect(await store.entryAt({ number: 4 })).toBeUndefined()
      })

      test('at one instant: the last of them', async () => {
        await write(store, [place('khasan')], { now: () => new Date(TIMES[2] ?? '') })
        expect((await store.entryAt({ instant: TIMES[2] ?? '' }))?.number).toBe(4)
      })
    })

    describe('get, history and all', () => {
      const RAJIN = place('rajin', { name: 'Rajin' })
      const RENAMED = corrected(RAJIN, { name: 'Rason' })
      const GONE = retracted(RENAMED)
      let views: View[]
      beforeEach(async () => {
        views = [{ size: 0 }]
        for (const records of [[RAJIN, place('dunai')], [RENAMED], [GONE]]) {
          await write(store, records)
          views.push(await viewOf(store))
        }
      })

      test.each<[entry: number, revisions: AnyRecord[], standing: string[]]>([
        [0, [], []],
        [1, [RAJIN], ['dunai', 'rajin']],
        [2, [RAJIN, RENAMED], ['dunai', 'rajin']],
        [3, [RAJIN, RENAMED, GONE], ['dunai']],
      ])('as of entry %i', async (entry, revisions, standing) => {
        const view = views[entry] ?? { size: NaN }
        expect((await store.get('place', 'rajin', view))?.record).toEqual(revisions.at(-1))
        expect((await store.history('place', 'rajin', view)).map(({ record }) => record)).toEqual(revisions)
        const all = await store.all('place', view)
        expect(all.map(({ record }) => record.id)).toEqual(standing)
        expect(all.find(({ record }) => record.id === 'rajin')?.record).toEqual(
          standing.includes('rajin') ? revisions.at(-1) : undefined,
        )
      })

      test('tell where each revision stands', async () => {
        const view = await viewOf(store)
        expect(
          (await store.history('place', 'rajin', view)).map(({ position, entry }) => [position, entry]),
        ).toEqual([
          [0, 1],
          [3, 2],
          [5, 3],
        ])
        expect(await store.get('place', 'rajin', view)).toEqual({ record: GONE, position: 5, entry: 3 })
      })

      test('keep types apart', async () => {
        await write(store, [organisation('rajin', { name: 'Rajin Port Company' })])
        const view = await viewOf(store)
        expect((await store.get('organisation', 'rajin', view))?.record.name).toBe('Rajin Port Company')
        expect(await store.get('vessel', 'rajin', view)).toBeUndefined()
        expect(await store.history('organisation', 'rajin', view)).toHaveLength(1)
        expect(await store.all('route', view)).toEqual([])
      })

      test('give a record back as it was written', async () => {
        const full = source('rusi-report', {
          title: 'The "Orient Express";\n=1+1 \u001b[31m Тихорецкий 두만강 👩‍👩‍👧 \u0000',
          published: parseWhen('2023-10-16', 'mid-October'),
          scene: { gsd: 0.5, cloudCover: 0 },
          file: {
            sha256: 'a'.repeat(64),
            bytes: 9007199254740991,
            mediaType: 'application/pdf',
            name: 'report.pdf',
          },
        })
        await write(store, [full])
        expect((await store.get('source', 'rusi-report', await viewOf(store)))?.record).toEqual(full)
      })
    })

    describe('what a word may mean', () => {
      const TYPES: RecordType[] = [
        'place',
        'organisation',
        'vessel',
        'route',
        'source',
        'observation',
        'relation',
        'citation',
        'derivation',
      ]
      const [ONE, TWO, THREE] = ['0123aaaaaaaaaaaa', '0123abbbbbbbbbbb', '7zzzzzzzzzzzzzzz'] as const
      let view: View
      beforeEach(async () => {
        await write(store, [
          ...REFERENCE_DATA,
          organisation('rajin', { name: 'Rajin Port Company' }),
          organisation('hasan-trans', { name: 'Rasŏn' }),
          place('rason', { name: 'Rason City' }),
          place('0123', { name: 'Kilometre 123' }),
          source('rusi-report', { title: 'The Orient Express', url: 'https://example.org/orient-express' }),
        ])
        await write(store, [
          observation('statement', { id: ONE, place: 'rajin' }),
          observation('statement', { id: THREE, place: 'dunai' }),
          citation(ONE, 'rusi-report', { id: TWO }),
        ])
        view = await viewOf(store)
      })

      test.each<[what: string, word: string, types: RecordType[], found: string[]]>([
        ['a key', 'dunai', TYPES, ['place dunai by key']],
        ['a key of two types', 'rajin', TYPES, ['place rajin by key', 'organisation rajin by key']],
        ['a key of the types that are asked for', 'rajin', ['organisation'], ['organisation rajin by key']],
        ['a key before a name', 'rason', TYPES, ['place rason by key']],
        ['a key before the start of an id', '0123', TYPES, ['place 0123 by key']],
        ['a name', 'M Leasing LLC', TYPES, ['organisation m-leasing-llc by name']],
        ['a name in another case', 'DUNAI', TYPES, ['place dunai by name']],
        ['a name without its diacritics', 'RASON', TYPES, ['organisation hasan-trans by name']],
        ['a name with much white space', ' Orient   Express ', TYPES, ['route orient-express by name']],
        ['an alias', 'najin', TYPES, ['place rajin by name']],
        ['an alias in Hangul', '라진', TYPES, ['place rajin by name']],
        ['an alias in Hangul that is taken apart', '라진'.normalize('NFD'), TYPES, ['place rajin by name']],
        ['an alias in Cyrillic', 'ТИХОРЕЦК', TYPES, ['place tikhoretsk by name']],
        ['an IMO number', '9179842', TYPES, ['vessel angara by name']],
        ['a title', 'the orient express', TYPES, ['source rusi-report by name']],
        ['an address', 'https://example.org/orient-express', TYPES, ['source rusi-report by name']],
        ['a name of a type that is not asked for', 'Dunai', ['vessel'], []],
        ['part of a name', 'Orient', TYPES, []],
        ['a content id', ONE, TYPES, [`observation ${ONE} by key`]],
        ['a content id in upper case', ONE.toUpperCase(), TYPES, [`observation ${ONE} by prefix`]],
        ['the start of an id', '7zzz', TYPES, [`observation ${THREE} by prefix`]],
        ['the start of an id with look-alikes', 'OL23aa', TYPES, [`observation ${ONE} by prefix`]],
        [
          'the start of two ids',
          '0123a',
          TYPES,
          [`observation ${ONE} by prefix`, `citation ${TWO} by prefix`],
        ],
        [
          'the start of two ids of which one type is asked for',
          '0123a',
          ['citation'],
          [`citation ${TWO} by prefix`],
        ],
        ['three characters of an id', '7zz', TYPES, []],
        ['nothing', '', TYPES, []],
        ['what nobody is called', 'pyongyang', TYPES, []],
        ['a pattern', '%', TYPES, []],
        ['a pattern of as many characters', '_____', TYPES, []],
      ])('%s', async (_what, word, types, found) => {
        const candidates = await store.candidates(word, types, view)
        expect(candidates.map(({ type, id, by }) => `${type} ${id} by ${by}`)).toEqual(found)
      })

      test('only what was there', async () => {
        const before = view
        await write(store, [
          place('khasan', { name: 'Khasan' }),
          observation('statement', { id: '8888888888888888', place: 'rajin' }),
          corrected(place('dunai', { name: 'Dunai' }), { name: 'Danube Bay' }),
        ])
        const after = await viewOf(store)
        expect(await store.candidates('khasan', TYPES, before)).toEqual([])
        expect(await store.candidates('8888', TYPES, before)).toEqual([])
        expect(await store.candidates('Danube Bay', TYPES, before)).toEqual([])
        expect(await store.candidates('Dunai', TYPES, before)).toHaveLength(1)
        expect(await store.candidates('khasan', TYPES, after)).toHaveLength(1)
        expect(await store.candidates('8888', TYPES, after)).toHaveLength(1)
        expect(await store.candidates('Danube Bay', TYPES, after)).toHaveLength(1)
        expect(await store.candidates('Dunai', TYPES, after)).toEqual([])
      })

      test('a retracted record by its key or id, so that it can be looked at, and not by its name', async () => {
        await write(store, [
          retracted(place('tumangang', { name: 'Tumangang' })),
          retracted(observation('statement', { id: THREE, place: 'dunai' })),
        ])
        const after = await viewOf(store)
        expect(await store.candidates('tumangang', TYPES, after)).toHaveLength(1)
        expect(await store.candidates('7zzz', TYPES, after)).toHaveLength(1)
        expect(await store.candidates('두만강역', TYPES, after)).toEqual([])
      })
    })

    describe('names', () => {
      beforeEach(() => write(store, [...REFERENCE_DATA, place('rason', { name: 'Rasŏn City' })]))

      test.each<[types: RecordType[], prefix: string, limit: number, names: string[]]>([
        [['place'], 'ra', 10, ['rajin', 'rason', 'rason city']],
        [['place'], 'Ra', 10, ['rajin', 'rason city']],
        [['place'], 'naj', 10, ['najin']],
        [['place'], '라', 10, ['라진']],
        [['place'], 'Тих', 10, ['тихорецк']],
        [['place', 'vessel'], 'm', 10, ['maria']],
        [
          ['place', 'organisation'],
          'r',
          10,
          ['rajin', 'rason', 'rason city', 'rusi', 'royal united services institute'],
        ],
        [['place'], 'ra', 1, ['rajin']],
        [['place'], 'pyong', 10, []],
        [['place'], '%', 10, []],
        [['leg'], 'rajin', 10, ['rajin-dunai']],
      ])('of %j that start with %j, at most %i', async (types, prefix, limit, names) => {
        expect(await store.names(types, prefix, limit, await viewOf(store))).toEqual(names)
      })

      test('all of a type when nothing was typed', async () => {
        expect((await store.names(['vessel'], '', 100, await viewOf(store))).sort()).toEqual([
          '9161003',
          '9179842',
          'angara',
          'maria',
        ])
      })

      test('only those in use', async () => {
        const before = await viewOf(store)
        await write(store, [
          retracted(place('rason', { name: 'Rasŏn City' })),
          corrected(place('rajin'), { name: 'Raseon' }),
          place('ranam'),
        ])
        expect(await store.names(['place'], 'ra', 10, before)).toEqual(['rajin', 'rason', 'rason city'])
        expect(await store.names(['place'], 'ra', 10, await viewOf(store))).toEqual([
          'rajin',
          'ranam',
          'raseon',
        ])
      })
    })

    describe('find', () => {
      let view: View
      beforeEach(async () => {
        view = await writeOrientExpress(store)
      })
      const labels = async (filter: ObservationFilter, seen = view): Promise<string[]> => {
        const { observations, total } = await store.find(filter, page({ sort: 'recorded' }), seen)
        expect(total).toBe(observations.length)
        const positions = await store.positions(filter, seen)
        expect(positions).toEqual(observations.map(({ position }) => position))
        expect(await store.at(positions)).toEqual(observations)
        return observations.map(({ record }) => labelOf(record.id) ?? record.id)
      }
      const ALL: Label[] = ['arrival', 'loading', 'railcars', 'claim', 'empty', 'passage']

      test.each(['source', 'place', 'citation', 'leg'] as const)(
        'tells where all current records of a type are: %s',
        async (type) => {
          const positions = await store.positions(type, view)
          expect(positions).toEqual([...positions].sort((a, b) => a - b))
          const found = (await store.at(positions)).sort((a, b) => (a.record.id < b.record.id ? -1 : 1))
          expect(found).toEqual(await store.all(type, view))
        },
      )

      test('gives the evidence at positions, without the documents that are known', async () => {
        const positions = await store.positions({ kinds: ['ship-sighting'] }, view)
        const ids = (await store.at(positions)).map(({ record }) => record.id)
        const all = await store.evidence({ observations: ids }, view)
        expect(await store.evidence({ positions }, view)).toEqual(all)
        const known = new Map(all.sources.map(({ record }) => [record.id, true]))
        expect(await store.evidence({ positions, known }, view)).toEqual({
          ...all,
          sources: [],
          derivations: [],
        })
        expect(await store.evidence({ positions: [] }, view)).toMatchObject({ observations: [] })
      })

      test.each<[what: string, ObservationFilter, Label[]]>([
        ['all', {}, ALL],
        ['a kind', { kinds: ['ship-sighting'] }, ['arrival', 'empty', 'passage']],
        ['two kinds', { kinds: ['statement', 'railcar-count'] }, ['railcars', 'claim']],
        ['a place', { places: ['rajin'] }, ['loading', 'claim', 'empty']],
        ['two places', { places: ['dunai', 'tumangang'] }, ['arrival', 'railcars']],
        ['a vessel', { vessels: ['maria'] }, ['empty', 'passage']],
        ['two vessels', { vessels: ['maria', 'angara'] }, ['arrival', 'empty', 'passage']],
        ['a leg', { legs: ['rajin-dunai'] }, ['arrival', 'loading', 'empty', 'passage']],
        [
          'two legs',
          { legs: ['rajin-dunai', 'dunai-tikhoretsk'] },
          ['arrival', 'loading', 'empty', 'passage'],
        ],
        ['a stage', { stages: ['departed'] }, ['empty']],
        ['two stages', { stages: ['loaded', 'arrived'] }, ['arrival', 'loading']],
        [
          'a stage of a leg',
          { legs: ['rajin-dunai'], stages: ['in-transit', 'loaded'] },
          ['loading', 'passage'],
        ],
        ['a stage of another leg', { legs: ['rajin-dunai'], stages: ['departed'] }, []],
        ['a source, whatever it says of it', { sources: ['rusi-report'] }, ['arrival', 'empty']],
        ['two sources', { sources: ['undated-blog', 'yonhap-article'] }, ['railcars', 'claim']],
        [
          'an originator, through what repeats it, where that is in support',
          { originators: ['rusi'] },
          ['arrival', 'railcars'],
        ],
        ['an originator nobody repeats', { originators: ['white-house'] }, ['loading', 'passage']],
        [
          'two originators',
          { originators: ['white-house', 'rusi'] },
          ['arrival', 'loading', 'railcars', 'passage'],
        ],
        ['an organisation that is no originator', { originators: ['m-leasing-llc'] }, []],
        ['an analyst', { analysts: ['okafor'] }, ['passage']],
        ['two analysts', { analysts: ['okafor', 'kim'] }, ALL],
        ['an outcome', { outcomes: ['none-seen'] }, ['empty']],
        [
          'two outcomes',
          { outcomes: ['seen', 'not-visible'] },
          ['arrival', 'loading', 'railcars', 'claim', 'passage'],
        ],
        ['a credibility', { grades: [{ credibility: 1 }] }, ['loading']],
        ['two credibilities', { grades: [{ credibility: 2 }, { credibility: 1 }] }, ['arrival', 'loading']],
        ['a reliability that supports it', { grades: [{ reliability: 'B' }] }, ['arrival']],
        [
          'two reliabilities',
          { grades: [{ reliability: 'A' }, { reliability: 'D' }] },
          ['loading', 'railcars', 'passage'],
        ],
        ['from a day on', { observed: { earliest: '2023-10-01T23:59:59.999Z' } }, ['loading', 'railcars']],
        ['from the next day on', { observed: { earliest: '2023-10-02T00:00:00.000Z' } }, ['railcars']],
        [
          'up to an instant',
          { observed: { latest: '2023-09-10T00:00:00.000Z' } },
          ['loading', 'empty', 'passage'],
        ],
        [
          'up to the instant before',
          { observed: { latest: '2023-09-09T23:59:59.999Z' } },
          ['loading', 'empty'],
        ],
        [
          'a window',
          { observed: { earliest: '2023-09-10T12:00:00.000Z', latest: '2023-09-11T00:00:00.000Z' } },
          ['loading', 'passage'],
        ],
        [
          'a window with no bounds: what has a date',
          { observed: {} },
          ['arrival', 'loading', 'railcars', 'empty', 'passage'],
        ],
        ['words of its own', { words: 'marshalling yard' }, ['railcars']],
        ['words of a quotation', { words: 'hundred containers' }, ['loading']],
        ['the start of a word', { words: 'weap' }, ['claim']],
        ['words nobody wrote', { words: 'submarine' }, []],
        ['words that are none', { words: '"' }, []],
        ['public by a day', { publicBy: '2023-10-16T23:59:59.999Z' }, ['arrival', 'loading', 'passage']],
        [
          'public by noon of the day of publication',
          { publicBy: '2023-10-16T12:00:00.000Z' },
          ['loading', 'passage'],
        ],
        ['public before all', { publicBy: '2023-10-12T23:59:59.999Z' }, []],
        [
          'public by the end of time, which no undated source is',
          { publicBy: '9999-12-31T23:59:59.999Z' },
          ['arrival', 'loading', 'railcars', 'passage'],
        ],
        ['none of anything', { kinds: [] }, []],
        ['two filters', { kinds: ['ship-sighting'], outcomes: ['seen'] }, ['arrival', 'passage']],
        ['three filters', { kinds: ['ship-sighting'], vessels: ['angara'], places: ['dunai'] }, ['arrival']],
        ['filters that exclude each other', { places: ['dunai'], outcomes: ['none-seen'] }, []],
        [
          'every filter',
          {
            kinds: ['container-count'],
            places: ['rajin'],
            legs: ['rajin-dunai'],
            stages: ['loaded'],
            sources: ['white-house-briefing'],
            originators: ['white-house'],
            analysts: ['kim'],
            outcomes: ['seen'],
            grades: [{ reliability: 'A', credibility: 1 }],
            observed: { earliest: '2023-09-01T00:00:00.000Z', latest: '2023-09-30T23:59:59.999Z' },
            words: 'hundred',
            publicBy: '2023-10-13T23:59:59.999Z',
          },
          ['loading'],
        ],
      ])('%s', async (_what, filter, expected) => {
        expect(await labels(filter)).toEqual(expected)
      })

      test('where a claimant is among the origins, it alone is one', async () => {
        const claim = observation('statement', { place: 'rajin', claimedBy: 'rusi', note: 'a claim of RUSI' })
        await write(store, [
          source('digest', { lineage: 'derived' }),
          derivation('digest', 'rusi-report'),
          derivation('digest', 'white-house-briefing'),
          claim,
          citation(claim.id, 'digest'),
        ])
        const ids = async (originator: string) =>
          (await store.find({ originators: [originator] }, page(), await viewOf(store))).observations.map(
            ({ record }) => record.id,
          )
        expect(await ids('rusi')).toContain(claim.id)
        expect(await ids('white-house')).not.toContain(claim.id)
      })

      test('names the sources that were perhaps public by then', async () => {
        const undated = observation('statement', { place: 'rajin', note: 'resting on an undated page' })
        await write(store, [
          source('undated-page', { lineage: 'original' }),
          undated,
          citation(undated.id, 'undated-page'),
        ])
        const found = await store.find({ publicBy: '2000-01-01T00:00:00.000Z' }, page(), await viewOf(store))
        expect(found.total).toBe(0)
        expect(found.leftOut.undated).toContain('undated-page')
        expect((await store.find({}, page(), await viewOf(store))).leftOut).toEqual({
          undated: [],
          uncertain: [],
        })
      })

      test('places what is open at its end in every window after it began', async () => {
        const afloat = observation('ship-sighting', { on: '2023-11-05/..', place: 'dunai' })
        await write(store, [afloat])
        const since = async (earliest: string, latest: string) =>
          labels({ observed: { earliest, latest } }, await viewOf(store))
        expect(await since('2024-06-01T00:00:00.000Z', '2024-06-30T23:59:59.999Z')).toEqual([afloat.id])
        expect(await since('2023-11-01T00:00:00.000Z', '2023-11-04T23:59:59.999Z')).toEqual([])
      })

      test('gives whole records with their places in the log', async () => {
        const { observations } = await store.find({ places: ['tumangang'] }, page(), view)
        expect(observations).toEqual([await store.get('observation', OBSERVATIONS.railcars.id, view)])
        expect(observations[0]?.record).toEqual(OBSERVATIONS.railcars)
      })

      test('counts what a window leaves out for want of a date, among what else is asked for', async () => {
        const window = { earliest: '2023-01-01T00:00:00.000Z' }
        expect((await store.find({ observed: window }, page(), view)).undated).toBe(1)
        expect((await store.find({ observed: window, places: ['rajin'] }, page(), view)).undated).toBe(1)
        expect((await store.find({ observed: window, places: ['dunai'] }, page(), view)).undated).toBe(0)
        expect((await store.find({}, page(), view)).undated).toBe(0)
      })

      test.each<[Sort, reverse: boolean, Label[]]>([
        // What is open at its start or has no date comes last both ways round; what is equal keeps the order of the log.
        ['observed', false, ['loading', 'passage', 'arrival', 'railcars', 'claim', 'empty']],
        ['observed', true, ['railcars', 'arrival', 'passage', 'loading', 'empty', 'claim']],
        ['recorded', false, ALL],
        ['recorded', true, ALL.toReversed()],
        ['kind', false, ['loading', 'railcars', 'arrival', 'empty', 'passage', 'claim']],
        ['kind', true, ['claim', 'passage', 'empty', 'arrival', 'railcars', 'loading']],
        ['place', false, ['arrival', 'loading', 'claim', 'empty', 'railcars', 'passage']],
        ['place', true, ['railcars', 'empty', 'claim', 'loading', 'arrival', 'passage']],
        ['quantity', false, ['passage', 'railcars', 'loading', 'arrival', 'claim', 'empty']],
        ['quantity', true, ['loading', 'railcars', 'passage', 'empty', 'claim', 'arrival']],
      ])('sorts by %s, reverse: %s', async (sort, reverse, expected) => {
        const { observations } = await store.find({}, page({ sort, reverse }), view)
        expect(observations.map(({ record }) => labelOf(record.id))).toEqual(expected)
      })

      test.each([1, 2, 4, 6, 7])('gives every observation once on pages of %i', async (limit) => {
        const seen: (Label | undefined)[] = []
        for (let offset = 0; offset < 6; offset += limit) {
          const { observations, total } = await store.find({}, page({ sort: 'place', limit, offset }), view)
          expect(total).toBe(6)
          expect(observations.length).toBeLessThanOrEqual(limit)
          seen.push(...observations.map(({ record }) => labelOf(record.id)))
        }
        expect(seen).toEqual(['arrival', 'loading', 'claim', 'empty', 'railcars', 'passage'])
      })

      test('counts all beyond the last page', async () => {
        expect(await store.find({}, page({ offset: 60 }), view)).toMatchObject({
          observations: [],
          total: 6,
          undated: 0,
        })
      })

      test('sees nothing that was written later', async () => {
        const { arrival, railcars } = OBSERVATIONS
        const okafor = { analyst: 'okafor' }
        await write(store, [corrected(arrival, { place: 'rajin' }), retracted(railcars)], okafor)
        await write(store, [
          retracted(CITATIONS.empty),
          citation(OBSERVATIONS.claim.id, 'rusi-report', { quote: { exact: 'a submarine' } }),
        ])
        await write(store, [
          corrected(SOURCES[1], {
            reliability: 'E',
            published: parseWhen('2023-12-01'),
            originator: 'm-leasing-llc',
          }),
        ])
        await write(store, [retracted(DERIVATIONS[1])])
        const later = await viewOf(store)

        for (const [filter, before, after] of [
          [{}, ALL, ['loading', 'claim', 'empty', 'passage', 'arrival']],
          [{ places: ['dunai'] }, ['arrival'], []],
          [{ places: ['rajin'] }, ['loading', 'claim', 'empty'], ['loading', 'claim', 'empty', 'arrival']],
          [{ analysts: ['okafor'] }, ['passage'], ['passage', 'arrival']],
          [{ kinds: ['railcar-count'] }, ['railcars'], []],
          [{ sources: ['rusi-report'] }, ['arrival', 'empty'], ['claim', 'arrival']],
          [{ words: 'submarine' }, [], ['claim']],
          [{ grades: [{ reliability: 'A' }] }, ['loading', 'passage'], []],
          [{ grades: [{ reliability: 'E' }] }, [], ['loading', 'passage']],
          [{ grades: [{ reliability: 'B' }] }, ['arrival'], ['claim', 'arrival']],
          [{ publicBy: '2023-10-15T00:00:00.000Z' }, ['loading', 'passage'], []],
          [{ originators: ['white-house'] }, ['loading', 'passage'], []],
          [{ originators: ['m-leasing-llc'] }, [], ['loading', 'passage']],
          [{ originators: ['rusi'] }, ['arrival', 'railcars'], ['claim', 'arrival']],
          [{ vessels: ['angara'] }, ['arrival', 'passage'], ['passage', 'arrival']],
          [{ stages: ['arrived'] }, ['arrival'], ['arrival']],
        ] satisfies [ObservationFilter, Label[], Label[]][]) {
          expect([filter, await labels(filter, view)]).toEqual([filter, before])
          expect([filter, await labels(filter, later)]).toEqual([filter, after])
        }
      })
    })

    describe('evidence', () => {
      const keys = ({
        observations,
        citations,
        sources,
        derivations,
      }: Awaited<ReturnType<Store['evidence']>>) => ({
        observations: observations.map(({ record }) => labelOf(record.id) ?? record.id),
        citations: citations.map(({ record }) => labelOf(record.about)),
        sources: sources.map(({ record }) => record.id),
        derivations: derivations.map(({ record }) => `${record.source} from ${record.from}`),
      })

      test('of a leg is all that shows it, in the order of the log', async () => {
        const view = await writeOrientExpress(store)
        expect(keys(await store.evidence({ legs: ['rajin-dunai'] }, view))).toEqual({
          observations: ['arrival', 'loading', 'empty', 'passage'],
          citations: ['arrival', 'loading', 'empty', 'passage'],
          sources: ['rusi-report', 'white-house-briefing'],
          derivations: [],
        })
      })

      test('of two legs holds what shows both once', async () => {
        const view = await writeOrientExpress(store)
        const { observations, citations } = keys(
          await store.evidence({ legs: ['dunai-tikhoretsk', 'rajin-dunai', 'rajin-dunai'] }, view),
        )
        expect(observations).toEqual(['arrival', 'loading', 'empty', 'passage'])
        expect(citations).toEqual(['arrival', 'loading', 'empty', 'passage'])
      })

      test('of an observation goes on to all its sources derive from', async () => {
        const view = await writeOrientExpress(store)
        expect(keys(await store.evidence({ observations: [OBSERVATIONS.claim.id] }, view))).toEqual({
          observations: ['claim'],
          citations: ['claim'],
          sources: ['rusi-report', 'yonhap-article', 'undated-blog'],
          derivations: ['yonhap-article from rusi-report', 'undated-blog from yonhap-article'],
        })
      })

      test('of an observation named twice holds it once', async () => {
        const view = await writeOrientExpress(store)
        const { id } = OBSERVATIONS.arrival
        expect(keys(await store.evidence({ observations: [id, id] }, view))).toMatchObject({
          observations: ['arrival'],
          citations: ['arrival'],
        })
      })

      test('around legs is what was seen at places and of vessels, without what is linked to the legs', async () => {
        const view = await writeOrientExpress(store)
        const around = async (of: { places?: string[]; vessels?: string[]; notOn?: string[] }) =>
          keys(await store.evidence({ places: [], vessels: [], notOn: [], ...of }, view)).observations
        const atRajin = await around({ places: ['rajin'] })
        expect(atRajin).toEqual(['loading', 'claim', 'empty'])
        expect(await around({ vessels: ['angara'] })).toEqual(['arrival', 'passage'])
        expect(await around({ places: ['rajin', 'nowhere'], vessels: ['angara'] })).toEqual(
          expect.arrayContaining([...atRajin, 'arrival', 'passage']),
        )
        expect(await around({ places: ['rajin'], vessels: ['angara'], notOn: ['rajin-dunai'] })).toEqual([
          'claim',
        ])
      })

      test('of relations is what is said about them', async () => {
        await writeOrientExpress(store)
        const owner = relation({ type: 'vessel', id: 'angara' }, 'owned-by', 'm-leasing-llc')
        const said = citation(owner.id, 'yonhap-article')
        await write(store, [owner, said])
        expect(keys(await store.evidence({ relations: [owner.id] }, await viewOf(store)))).toEqual({
          observations: [],
          citations: [undefined],
          sources: ['rusi-report', 'yonhap-article'],
          derivations: ['yonhap-article from rusi-report'],
        })
      })

      test('of sources is they and all they derive from', async () => {
        const view = await writeOrientExpress(store)
        const nothing = { observations: [], citations: [] }
        expect(keys(await store.evidence({ sources: ['undated-blog', 'undated-blog'] }, view))).toEqual({
          ...nothing,
          sources: ['rusi-report', 'yonhap-article', 'undated-blog'],
          derivations: ['yonhap-article from rusi-report', 'undated-blog from yonhap-article'],
        })
        await write(store, [retracted(DERIVATIONS[1])])
        expect(keys(await store.evidence({ sources: ['undated-blog'] }, await viewOf(store)))).toEqual({
          ...nothing,
          sources: ['undated-blog'],
          derivations: [],
        })
      })

      test.each([
        { sources: [] },
        { sources: ['tass'] },
        { legs: [] },
        { legs: ['tikhoretsk-front'] },
        { observations: [] },
        { observations: ['zzzzzzzzzzzzzzzz'] },
      ])('of %j is nothing', async (of) => {
        const view = await writeOrientExpress(store)
        expect(await store.evidence(of, view)).toEqual(NO_EVIDENCE)
      })

      test('holds the current revisions of what stands, in the view', async () => {
        const before = await writeOrientExpress(store)
        const { arrival, loading, passage } = OBSERVATIONS
        const again = citation(passage.id, 'yonhap-article')
        await write(store, [
          corrected(arrival, { note: 'beside the crane' }),
          retracted(CITATIONS.loading),
          retracted(loading),
          corrected(CITATIONS.passage, { source: 'undated-blog' }),
          again,
          retracted(DERIVATIONS[1]),
          corrected(SOURCES[0], { reliability: 'C' }),
        ])
        const after = await viewOf(store)

        const evidence = await store.evidence({ legs: ['rajin-dunai'] }, after)
        expect(keys(evidence)).toEqual({
          observations: ['empty', 'passage', 'arrival'],
          citations: ['arrival', 'empty', 'passage', 'passage'],
          sources: ['yonhap-article', 'undated-blog', 'rusi-report'],
          derivations: ['yonhap-article from rusi-report'],
        })
        expect(evidence.observations.at(-1)?.record).toMatchObject({ revision: 2, note: 'beside the crane' })
        expect(evidence.sources.at(-1)?.record).toMatchObject({ revision: 2, reliability: 'C' })
        expect(
          evidence.citations.find(({ record }) => record.id === CITATIONS.passage.id)?.record.source,
        ).toBe('undated-blog')

        expect(keys(await store.evidence({ legs: ['rajin-dunai'] }, before))).toEqual({
          observations: ['arrival', 'loading', 'empty', 'passage'],
          citations: ['arrival', 'loading', 'empty', 'passage'],
          sources: ['rusi-report', 'white-house-briefing'],
          derivations: [],
        })
      })

      test('leaves out an observation that no longer shows the leg', async () => {
        await writeOrientExpress(store)
        const { shows: _, ...elsewhere } = corrected(OBSERVATIONS.arrival)
        await write(store, [elsewhere])
        const { observations } = keys(await store.evidence({ legs: ['rajin-dunai'] }, await viewOf(store)))
        expect(observations).toEqual(['loading', 'empty', 'passage'])
      })

      test('ends where documents repeat each other in a circle', async () => {
        const claim = observation('statement', { place: 'rajin' })
        await write(store, [
          place('rajin'),
          ...['tass', 'ria', 'interfax'].map((id) => source(id, { lineage: 'derived' })),
          derivation('tass', 'ria'),
          derivation('ria', 'interfax'),
          derivation('interfax', 'tass'),
          derivation('tass', 'tass'),
          claim,
          citation(claim.id, 'tass'),
        ])
        expect(keys(await store.evidence({ observations: [claim.id] }, await viewOf(store)))).toMatchObject({
          sources: ['tass', 'ria', 'interfax'],
          derivations: ['tass from ria', 'ria from interfax', 'interfax from tass', 'tass from tass'],
        })
        expect((await store.find({ originators: ['rusi'] }, page(), await viewOf(store))).total).toBe(0)
      })

      test('holds a document once that is reached by two ways', async () => {
        const claim = observation('statement', { place: 'rajin' })
        await write(store, [
          place('rajin'),
          ...['rusi-report', 'yonhap', 'kyodo', 'blog'].map((id) => source(id)),
          derivation('yonhap', 'rusi-report'),
          derivation('kyodo', 'rusi-report'),
          derivation('blog', 'yonhap'),
          derivation('blog', 'kyodo'),
          claim,
          citation(claim.id, 'blog'),
          citation(claim.id, 'kyodo'),
        ])
        const evidence = keys(await store.evidence({ observations: [claim.id] }, await viewOf(store)))
        expect(evidence.sources).toEqual(['rusi-report', 'yonhap', 'kyodo', 'blog'])
        expect(evidence.derivations).toHaveLength(4)
        expect(evidence.citations).toHaveLength(2)
      })
    })

    describe('search', () => {
      const TEXTS = {
        pier: 'Containers at the north pier of Rajin',
        north: 'The pier lies north of the containers',
        cyrillic: 'Эшелон прибыл на станцию Тихорецкая, Ёлкино',
        hangul: '두만강역에 화차 73량',
        decomposed: '나진항 й'.normalize('NFD'),
        chinese: '图们江 火车站',
        french: 'Péniche à quai; Łódź',
        syntax: 'NOT a port OR a depot (AND nothing NEAR it) col:umn ^caret -minus a*b',
        figures: 'between 1,000 and 1.500 tonnes, 27 %',
      }
      let view: View
      beforeEach(async () => {
        await write(
          store,
          Object.entries(TEXTS).map(([id, note]) => route(id, { name: 'way', note })),
        )
        view = await viewOf(store)
      })
      const found = async (words: string): Promise<string[]> =>
        (await store.search(words, 99, view)).map(({ stored }) => stored.record.id).sort()

      test.each<[what: string, words: string, (keyof typeof TEXTS)[]]>([
        ['a word', 'Rajin', ['pier']],
        ['a word in another case', 'RAJIN', ['pier']],
        ['the start of a word', 'contai', ['north', 'pier']],
        ['not the middle of a word', 'ontainers', []],
        ['two words in any order', 'pier containers', ['north', 'pier']],
        ['two words of which one is not there', 'pier submarine', []],
        ['the start of the last word only', 'nor pier', []],
        ['a finished word', 'contai ', []],
        ['a phrase', '"north pier"', ['pier']],
        ['a phrase in another order', '"pier north"', []],
        ['a phrase whose last word is cut short', '"north pie"', []],
        ['a phrase and a word', '"north pier" rajin', ['pier']],
        ['a phrase that was not closed, as its words', '"pier north', ['north', 'pier']],
        ['Cyrillic', 'эшелон', ['cyrillic']],
        ['Cyrillic in capitals', 'ЭШЕЛОН', ['cyrillic']],
        ['the start of a Cyrillic word', 'тихорец', ['cyrillic']],
        ['Cyrillic letters taken apart', 'Ёлкино'.normalize('NFD'), ['cyrillic']],
        ['Hangul with its ending', '두만강', ['hangul']],
        ['Hangul taken apart', '두만강'.normalize('NFD'), ['hangul']],
        ['Hangul that was recorded taken apart', '나진', ['decomposed']],
        ['Chinese', '火车站', ['chinese']],
        ['diacritics left out', 'peniche', ['french']],
        ['diacritics typed', 'PÉNICHE', ['french']],
        ['a number', '73량', ['hangul']],
        ['a number with a separator', '1,000', ['figures']],
        ['an operator taken for a word', 'OR', ['syntax']],
        ['operators taken for words', 'pier OR depot', []],
        ['NOT taken for a word', 'NOT a port', ['syntax']],
        ['NEAR taken for a word', 'NEAR(it)', ['syntax']],
        ['a column taken for words', 'col:umn', ['syntax']],
        ['a column that there is', 'words:rajin', []],
        ['a caret', '^caret', ['syntax']],
        ['a minus sign', '-minus', ['syntax']],
        ['brackets', '(and nothing', ['syntax']],
        ['braces', '{rajin}', ['pier']],
        ['a star', 'raj*', ['pier']],
        ['a plus sign', 'north + pier', ['north', 'pier']],
        ['a quotation mark in a word', 'ra"jin', []],
        ['an apostrophe', "rajin'--", ['pier']],
        ['NUL', 'rajin\u0000', ['pier']],
        ['half a character', 'rajin\ud83d', ['pier']],
        ['nothing', '', []],
        ['white space', ' \t', []],
        ['an empty phrase', '""', []],
        ['a lone quotation mark', '"', []],
        ['a lone star', '*', []],
        ['only punctuation', '-- ;; %', []],
        ['an emoji', '🚢', []],
      ])('%s', async (_what, words, expected) => {
        expect(await found(words)).toEqual(expected)
      })

      test('looks through the text of an archived document', async () => {
        const report = source('rusi-report')
        await write(store, [report, source('yonhap')], {
          documents: new Map([['rusi-report', 'Page 4\nThe Angara unloaded at night.']]),
        })
        view = await viewOf(store)
        expect(await found('unloaded')).toEqual(['rusi-report'])
        expect(await found('"rusi-report"')).toEqual(['rusi-report'])
      })

      test('gives an excerpt with the words in it', async () => {
        const long = `${'before '.repeat(200)}the Angara unloaded at night ${'after '.repeat(200)}`
        await write(store, [source('rusi-report', { note: long })])
        const [hit] = await store.search('unloaded', 9, await viewOf(store))
        expect(hit?.excerpt).toContain('the Angara unloaded at night')
        expect(hit?.excerpt.length).toBeLessThan(300)
        expect(hit?.stored).toEqual(await store.get('source', 'rusi-report', await viewOf(store)))
      })

      test('gives the best first, and no more than asked for', async () => {
        await write(store, [
          source('once', { note: `a submarine ${'and something else '.repeat(40)}` }),
          source('often', { note: 'submarine submarine submarine' }),
        ])
        const after = await viewOf(store)
        expect((await store.search('submarine', 9, after)).map(({ stored }) => stored.record.id)).toEqual([
          'often',
          'once',
        ])
        expect(await store.search('submarine', 1, after)).toHaveLength(1)
      })

      test('finds what stands in the view, and not what was corrected or taken back', async () => {
        const before = view
        const named = { name: 'way', note: TEXTS.pier }
        await write(store, [
          corrected(route('pier', named), { note: 'Containers at the south pier of Dunai' }),
          retracted(route('hangul', { name: 'way', note: TEXTS.hangul })),
        ])
        const after = await viewOf(store)
        const ids = async (words: string, seen: View) =>
          (await store.search(words, 9, seen)).map(({ stored }) => stored.record.id)
        expect([await ids('rajin', before), await ids('rajin', after)]).toEqual([['pier'], []])
        expect([await ids('dunai', before), await ids('dunai', after)]).toEqual([[], ['pier']])
        expect([await ids('두만강', before), await ids('두만강', after)]).toEqual([['hangul'], []])
      })

      test('finds every kind of record that holds text', async () => {
        await writeOrientExpress(store)
        const after = await viewOf(store)
        const types = async (words: string) =>
          (await store.search(words, 9, after)).map(({ stored }) => stored.record.type)
        expect(await types('marshalling')).toEqual(['observation'])
        expect(await types('moored')).toEqual(['citation'])
        expect(await types('9179842')).toEqual(['vessel'])
        expect(await types('leasing')).toEqual(['organisation'])
        expect(await types('Тихорецк')).toEqual(expect.arrayContaining(['place']))
      })
    })

    describe('what was revised', () => {
      test('is where the current revisions are of what was corrected or retracted, as a view sees it', async () => {
        await writeOrientExpress(store)
        const before = await viewOf(store)
        await write(store, [corrected(place('rajin')), retracted(CITATIONS.claim)])
        const between = await viewOf(store)
        await write(store, [corrected(corrected(place('rajin')))])
        const after = await viewOf(store)
        const types = ['place', 'citation'] as const
        const seen = async (view: View) =>
          (await store.at(await store.revised(types, view))).map(({ record }) => [record.id, record.revision])
        expect(await seen(before)).toEqual([])
        expect(await seen(between)).toEqual([
          ['rajin', 2],
          [CITATIONS.claim.id, 2],
        ])
        expect(await seen(after)).toEqual([
          [CITATIONS.claim.id, 2],
          ['rajin', 3],
        ])
        expect(await store.revised(['vessel'], after)).toEqual([])
      })
    })

    describe('what was written between two views', () => {
      test('is every revision in the order of the log, retracted ones and all, and no entry', async () => {
        const before = await writeOrientExpress(store)
        await write(store, [corrected(place('rajin')), retracted(CITATIONS.claim)])
        await write(store, [place('khasan')])
        const after = await viewOf(store)
        const written = await collected(store.written(before, after))
        expect(
          written.map(({ record, position, entry }) => [
            record.id,
            record.revision,
            position - before.size,
            entry,
          ]),
        ).toEqual([
          ['rajin', 2, 0, 5],
          [CITATIONS.claim.id, 2, 1, 5],
          ['khasan', 1, 3, 6],
        ])
        expect(written[1]?.record.retracted).toBe(true)
        expect(await collected(store.written(after, after))).toEqual([])
        expect(await collected(store.written({ size: before.size + 1 }, { size: before.size + 2 }))).toEqual(
          written.slice(1, 2),
        )
      })

      test('is complete when it is much', async () => {
        const many = Array.from({ length: 2500 }, (_, i) => route(`route-${String(i)}`))
        await write(store, many)
        const all = await collected(store.written({ size: 0 }, { size: 2500 }))
        expect(all.map(({ record }) => record)).toEqual(many)
        const some = await collected(store.written({ size: 10 }, { size: 2010 }))
        expect(some.map(({ position }) => position)).toEqual(Array.from({ length: 2000 }, (_, i) => i + 10))
      })

      test('need not be read to its end', async () => {
        await write(
          store,
          Array.from({ length: 1500 }, (_, i) => route(`route-${String(i)}`)),
        )
        for await (const { record } of store.written({ size: 0 }, { size: 1500 })) {
          expect(record.id).toBe('route-0')
          break
        }
        expect((await write(store, [place('rajin')])).entry?.number).toBe(2)
      })
    })

    describe('the leaves', () => {
      test('are those of the log in order, up to a size, and give the roots of its entries', async () => {
        await writeOrientExpress(store)
        await write(store, [corrected(place('rajin')), retracted(CITATIONS.claim)])
        const view = await viewOf(store)
        const leaves = await collected(store.leaves(view))
        expect(leaves.map((leaf) => Buffer.from(leaf))).toEqual(await leavesOf(store))
        for (const { size, root } of await store.entries(1, 5))
          expect(merkleTreeHash(await collected(store.leaves({ size })))).toEqual(root)
        // A size in the middle of an entry is one as well.
        expect(await collected(store.leaves({ size: 3 }))).toEqual(leaves.slice(0, 3))
        expect(await collected(store.leaves({ size: 0 }))).toEqual([])
      })

      test('end with the log, whatever is asked for', async () => {
        await writeOrientExpress(store)
        const { size } = await viewOf(store)
        expect(await collected(store.leaves({ size: size + 100 }))).toHaveLength(size)
      })

      test('are complete when there are many, and while others write', async () => {
        const many = Array.from({ length: 2500 }, (_, i) => route(`route-${String(i)}`))
        for (let at = 0; at < many.length; at += 500) await write(store, many.slice(at, at + 500))
        const { size } = await viewOf(store)
        const other = await kept.reopen()
        const leaves: Uint8Array[] = []
        for await (const leaf of store.leaves({ size })) {
          if (leaves.push(leaf) === 700) await write(other, [place('rajin')])
        }
        await other.close()
        expect(leaves).toHaveLength(2505)
        expect(merkleTreeHash(leaves)).toEqual((await store.entries(5, 5))[0]?.root)
      })

      test('need not be read to their end', async () => {
        await writeOrientExpress(store)
        for await (const leaf of store.leaves(await viewOf(store))) {
          expect(leaf).toHaveLength(32)
          break
        }
        expect((await write(store, [place('khasan')])).entry?.number).toBe(5)
      })
    })

    describe('what entries added', () => {
      test('is counted as reading the records counts it', async () => {
        await writeOrientExpress(store)
        await write(store, [corrected(place('rajin')), retracted(CITATIONS.claim)])
        const all = await collected<Stored>(store.written({ size: 0 }, await viewOf(store)))
        const read = new Map<number, Map<RecordType, number>>()
        for (const { entry, record } of all) {
          const counts = read.get(entry) ?? new Map<RecordType, number>()
          read.set(entry, counts.set(record.type, (counts.get(record.type) ?? 0) + 1))
        }
        const added = await store.added(1, 5)
        expect(added).toEqual(read)
        // In the order in which the entry has them.
        expect([...added.values()].map((counts) => [...counts.keys()])).toEqual(
          [...read.values()].map((counts) => [...counts.keys()]),
        )
        for (const { number, records } of await store.entries(1, 5)) {
          const sum = [...(added.get(number)?.values() ?? [])].reduce((total, n) => total + n, 0)
          expect(sum).toBe(records)
        }
      })

      test('is given for the numbers that are asked for, both inclusive', async () => {
        await writeOrientExpress(store)
        expect([...(await store.added(2, 3)).keys()]).toEqual([2, 3])
        expect((await store.added(4, 4)).get(4)).toEqual(
          new Map([
            ['observation', 1],
            ['citation', 1],
          ]),
        )
        expect(await store.added(5, 99)).toEqual(new Map())
        expect(await store.added(3, 2)).toEqual(new Map())
      })
    })

    describe('an audit', () => {
      test('of a case that is as it was recorded finds no fault, and comes to its end', async () => {
        await writeOrientExpress(store)
        await write(store, [corrected(place('rajin')), retracted(CITATIONS.claim)])
        const items = await audited(store)
        expect(items.filter(({ kind }) => kind === 'fault')).toEqual([])
        const { size } = await viewOf(store)
        expect(items.at(-1)).toEqual({
          kind: 'end',
          entries: 5,
          records: size - 5,
          searchChecked: true,
          guardsMissing: 0,
        })
        for (const item of items) if (item.kind === 'progress') expect(item.done).toBeLessThanOrEqual(item.of)
      })

      test('gives every revision of a citation with its place, and asks for the text of every source', async () => {
        await writeOrientExpress(store)
        await write(store, [retracted(CITATIONS.claim)])
        const asked: string[] = []
        const items = await collected(
          store.audit(({ id }) => {
            asked.push(id)
            return Promise.resolve(undefined)
          }),
        )
        const all = await collected<Stored>(store.written({ size: 0 }, await viewOf(store)))
        expect(asked).toEqual(all.flatMap(({ record }) => (record.type === 'source' ? [record.id] : [])))
        expect(
          items.flatMap((item) =>
            item.kind === 'citation' ? [[item.citation, item.entry, item.position]] : [],
          ),
        ).toEqual(
          all.flatMap(({ record, entry, position }) =>
            record.type === 'citation' ? [[record, entry, position]] : [],
          ),
        )
      })

      test('names the search text of a document that is another now', async () => {
        const [report] = SOURCES
        await write(store, [...REFERENCE_DATA])
        await write(store, [report], { documents: new Map([[report.id, 'containers at Rajin']]) })
        const said = async (text: string | null | undefined) =>
          (await collected(store.audit(() => Promise.resolve(text)))).flatMap((item) =>
            item.kind === 'fault' ? [item.fault.name] : [],
          )
        expect(await said('containers at Rajin')).toEqual([])
        // Null: the document cannot be read, which is named elsewhere.
        expect(await said(null)).toEqual([])
        expect(await said('containers at Dunai')).toEqual([`source ${report.id}`])
      })

      test('sees the case as it was when it began, while others write', async () => {
        const many = Array.from({ length: 2500 }, (_, i) => route(`route-${String(i)}`))
        await write(store, many)
        const other = await kept.reopen()
        let wrote = 0
        const items: Audited[] = []
        for await (const item of store.audit(() => Promise.resolve(undefined))) {
          items.push(item)
          if (item.kind === 'progress' && wrote < 3) {
            wrote += 1
            await write(other, [place(`place-${String(wrote)}`)])
          }
        }
        await other.close()
        expect(wrote).toBeGreaterThan(0)
        expect(items.filter(({ kind }) => kind === 'fault')).toEqual([])
        expect(items.at(-1)).toMatchObject({ kind: 'end', records: many.length })
        expect((await store.head())?.number).toBe(1 + wrote)
      })

      test('need not be read to its end', async () => {
        await writeOrientExpress(store)
        for await (const item of store.audit(() => Promise.resolve(undefined))) {
          expect(item.kind).not.toBe('fault')
          break
        }
        expect((await write(store, [place('khasan')])).entry?.number).toBe(5)
        expect((await audited(store)).at(-1)).toMatchObject({ kind: 'end', entries: 5 })
      })
    })

    describe('a copy', () => {
      test('is the case as it was then, to the leaf', async () => {
        await writeOrientExpress(store)
        const view = await viewOf(store)
        const copy = await kept.copied()
        await write(store, [place('khasan')])
        expect(await copy.head()).toEqual(await store.entryAt({ number: 4 }))
        expect(await collected(copy.leaves(view))).toEqual(await collected(store.leaves(view)))
        expect(await collected(copy.written({ size: 0 }, view))).toEqual(
          await collected(store.written({ size: 0 }, view)),
        )
        expect((await copy.search('moored', 10, view)).map(({ stored }) => stored.record.id)).toEqual(
          (await store.search('moored', 10, view)).map(({ stored }) => stored.record.id),
        )
        expect((await audited(copy)).filter(({ kind }) => kind === 'fault')).toEqual([])
      })

      test('is written to without the other seeing it', async () => {
        await writeOrientExpress(store)
        const copy = await kept.copied()
        await write(copy, [place('khasan')])
        await write(store, [place('vostochny')])
        const there = async (one: Store, id: string) =>
          (await one.get('place', id, await viewOf(one))) !== undefined
        expect(await Promise.all([there(copy, 'khasan'), there(copy, 'vostochny')])).toEqual([true, false])
        expect(await Promise.all([there(store, 'khasan'), there(store, 'vostochny')])).toEqual([false, true])
      })

      test('made while others write is whole', async () => {
        const other = await kept.reopen()
        const writing = (async () => {
          for (let n = 1; n <= 40; n += 1) {
            await write(other, [place(`place-${String(n)}`)])
            await setImmediate()
          }
        })()
        const copies = [await kept.copied(), await kept.copied()]
        await writing
        for (const copy of copies) {
          expect((await audited(copy)).filter(({ kind }) => kind === 'fault')).toEqual([])
          const head = await copy.head()
          expect(head).toEqual(await store.entryAt({ number: head?.number ?? 0 }))
        }
        await other.close()
      })
    })

    describe('what names a record', () => {
      const { arrival, loading, claim, empty, passage } = OBSERVATIONS
      test.each<[RecordType, id: () => string, dependents: () => AnyRecord[]]>([
        ['source', () => 'rusi-report', () => [DERIVATIONS[0], CITATIONS.arrival, CITATIONS.empty]],
        ['source', () => 'yonhap-article', () => [...DERIVATIONS, CITATIONS.railcars]],
        ['place', () => 'rajin', () => [leg('rajin', 'dunai'), loading, claim, empty]],
        [
          'place',
          () => 'dunai',
          () => [leg('rajin', 'dunai'), leg('dunai', 'tikhoretsk', { mode: 'rail' }), arrival],
        ],
        ['vessel', () => 'angara', () => [OWNER, arrival, passage]],
        ['organisation', () => 'white-house', () => [SOURCES[1], loading]],
        ['organisation', () => 'm-leasing-llc', () => [OWNER]],
        [
          'route',
          () => 'orient-express',
          () => [leg('rajin', 'dunai'), leg('dunai', 'tikhoretsk', { mode: 'rail' })],
        ],
        ['leg', () => 'rajin-dunai', () => [arrival, loading, empty, passage]],
        ['observation', () => arrival.id, () => [CITATIONS.arrival]],
        ['relation', () => OWNER.id, () => []],
        ['citation', () => CITATIONS.arrival.id, () => []],
        ['derivation', () => DERIVATIONS[0].id, () => []],
        ['place', () => 'nowhere', () => []],
      ])('of a %s', async (type, id, dependents) => {
        const view = await writeOrientExpress(store)
        expect((await store.dependents(type, id(), view)).map(({ record }) => record)).toEqual(dependents())
      })

      test('of a vessel is not what names an organisation of the same key', async () => {
        const owned = relation({ type: 'vessel', id: 'maria' }, 'owned-by', 'm-leasing-llc')
        const parent = relation({ type: 'organisation', id: 'maria' }, 'parent-of', 'm-leasing-llc')
        await write(store, [
          vessel('maria'),
          organisation('maria'),
          organisation('m-leasing-llc'),
          owned,
          parent,
        ])
        const view = await viewOf(store)
        const of = async (type: RecordType, id: string) =>
          (await store.dependents(type, id, view)).map(({ record }) => record)
        expect(await of('vessel', 'maria')).toEqual([owned])
        expect(await of('organisation', 'maria')).toEqual([parent])
        expect(await of('organisation', 'm-leasing-llc')).toEqual([owned, parent])
      })

      test('holds a record once that names it twice', async () => {
        const loop = leg('rajin', 'rajin')
        await write(store, [route('orient-express'), place('rajin'), loop])
        expect(
          (await store.dependents('place', 'rajin', await viewOf(store))).map(({ record }) => record),
        ).toEqual([loop])
      })

      test('of a relation are its citations', async () => {
        await writeOrientExpress(store)
        const cited = citation(OWNER.id, 'rusi-report')
        await write(store, [cited])
        expect(
          (await store.dependents('relation', OWNER.id, await viewOf(store))).map(({ record }) => record),
        ).toEqual([cited])
      })

      test('is what stands in the view', async () => {
        const before = await writeOrientExpress(store)
        await write(store, [corrected(arrival, { place: 'rajin' }), retracted(claim)])
        const after = await viewOf(store)
        const at = async (id: string, view: View) =>
          (await store.dependents('place', id, view)).flatMap(({ record }) => labelOf(record.id) ?? [])
        expect([await at('dunai', before), await at('dunai', after)]).toEqual([['arrival'], []])
        expect([await at('rajin', before), await at('rajin', after)]).toEqual([
          ['loading', 'claim', 'empty'],
          ['loading', 'empty', 'arrival'],
        ])
      })
    })

    describe('the shortest form of a content id', () => {
      const IDS = [
        '0123aaaaaaaaaaaa',
        '0123abbbbbbbbbbb',
        '7zzzzzzzzzzzzzzz',
        '5555555555555555',
        '5555555555555554',
      ] as const
      const short = async (id: string, view?: View) => store.shortId(id, view ?? (await viewOf(store)))

      test('is four characters when no other starts with them', async () => {
        await write(store, [place('rajin'), observation('statement', { id: IDS[2], place: 'rajin' })])
        expect(await short(IDS[2])).toBe('7zzz')
      })

      test('is as long as it takes to tell it from the others, of whatever type', async () => {
        await write(store, [
          place('rajin'),
          source('rusi-report'),
          observation('statement', { id: IDS[0], place: 'rajin' }),
          citation(IDS[0], 'rusi-report', { id: IDS[1] }),
        ])
        expect(await short(IDS[0])).toBe('0123aa')
        expect(await short(IDS[1])).toBe('0123ab')
      })

      test('is all of it when only the last character differs', async () => {
        await write(store, [
          place('rajin'),
          observation('statement', { id: IDS[3], place: 'rajin' }),
          observation('statement', { id: IDS[4], place: 'rajin' }),
        ])
        expect(await short(IDS[3])).toBe(IDS[3])
      })

      test('does not know of later ones, nor grow with revisions', async () => {
        const first = observation('statement', { id: IDS[0], place: 'rajin' })
        await write(store, [place('rajin'), first])
        const before = await viewOf(store)
        await write(store, [corrected(first, { note: 'at night' })])
        expect(await short(IDS[0])).toBe('0123')
        await write(store, [observation('statement', { id: IDS[1], place: 'rajin' })])
        expect(await short(IDS[0], before)).toBe('0123')
        expect(await short(IDS[0])).toBe('0123aa')
      })

      test('means that record and no other', async () => {
        const view = await writeOrientExpress(store)
        for (const { id } of [
          ...Object.values(OBSERVATIONS),
          ...Object.values(CITATIONS),
          ...DERIVATIONS,
          OWNER,
        ]) {
          const candidates = await store.candidates(
            await store.shortId(id, view),
            ['observation', 'citation', 'derivation', 'relation'],
            view,
          )
          expect(candidates.map((candidate) => candidate.id)).toEqual([id])
        }
      })
    })
  })
}

const NO_EVIDENCE = { observations: [], citations: [], sources: [], derivations: [] }

function page(more: Partial<Page> = {}): Page {
  return { sort: 'observed', reverse: false, limit: 50, offset: 0, ...more }
}

async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}

/** What an audit finds in a case whose sources have no documents. */
function audited(store: Store): Promise<Audited[]> {
  return collected(store.audit(() => Promise.resolve(undefined)))
}

/** The leaves of the log, hashed again from what the store gives back. */
async function leavesOf(store: Store): Promise<Buffer[]> {
  const view = await viewOf(store)
  const leaves = new Map<number, Buffer>()
  for (const { record, position } of await collected<Stored>(store.written({ size: 0 }, view))) {
    leaves.set(position, leafHash(canonicalJson(record)))
  }
  for (const entry of await store.entries(1, Number.MAX_SAFE_INTEGER))
    leaves.set(entry.position, leafHash(canonicalJson(headOf(entry))))
  expect([...leaves.keys()].sort((a, b) => a - b)).toEqual([...Array(view.size).keys()])
  return [...leaves].sort(([a], [b]) => a - b).map(([, leaf]) => leaf)
}

/** What of an entry is hashed: not its place in the tree, nor the tree after it. */
function headOf({ position: _position, size: _size, root: _root, ...head }: Entry): object {
  return head
}
