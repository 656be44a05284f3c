import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readingOf } from '../../src/case/case.ts'
import { legsConcerned } from '../../src/case/concerned.ts'
import { diffRoute } from '../../src/case/diff.ts'
import { legsOf } from '../../src/case/trace.ts'
import { inRouteOrder } from '../../src/evidence/chain.ts'
import type { AnyRecord, RecordOf } from '../../src/model/records.ts'
import { STAGES } from '../../src/model/vocabulary.ts'
import { parseQuantity } from '../../src/model/quantity.ts'
import type { Store } from '../../src/store/port.ts'
import { write } from '../store/orient-express.ts'
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
} from '../store/records.ts'
import { makeSqliteCase } from '../store/sqlite-case.ts'

/* Reading only the legs that something written bears on, against reading all of them, on random small histories. */

const PLACES = ['rajin', 'dunai', 'tikhoretsk', 'vostochny', 'tumangang']
const ORGANISATIONS = ['rusi', 'csis', 'white-house']
const SOURCES = ['report-a', 'report-b', 'paper-a', 'paper-b']
const VESSELS = ['angara', 'maria']
const LEGS = [
  leg('rajin', 'dunai'),
  leg('rajin', 'vostochny'),
  leg('dunai', 'tikhoretsk', { mode: 'rail' }),
  leg('tumangang', 'tikhoretsk', { mode: 'rail' }),
]
const START: readonly AnyRecord[] = [
  ...ORGANISATIONS.map((id) => organisation(id)),
  ...PLACES.map((id, i) => place(id, { lat: 42 + i, lon: 130 + i })),
  ...VESSELS.map((id) => vessel(id)),
  route('orient-express', { name: 'Orient Express' }),
  ...LEGS,
  source('report-a', { originator: 'rusi' }),
  source('report-b', { originator: 'csis' }),
  source('paper-a', { lineage: 'derived' }),
  source('paper-b', { lineage: 'derived' }),
  derivation('paper-a', 'report-a'),
  derivation('paper-b', 'paper-a'),
]

const pick = <T>(all: readonly T[]) => fc.constantFrom(...all)
const observed = fc
  .record({
    place: fc.option(pick(PLACES), { freq: 8 }),
    vessel: fc.option(pick(VESSELS), { freq: 3 }),
    legs: fc.uniqueArray(pick(LEGS), { maxLength: 2 }),
    stage: pick(STAGES),
    // A ship cannot be at two of the places within half an hour.
    on: pick(['2023-09-01', '2023-09-03', '2023-09-01T10:00Z', '2023-09-01T10:30Z']),
    count: pick(['5', '~73', '>100', '<=20']),
    kind: pick(['ship-sighting', 'container-count'] as const),
    claimedBy: fc.option(pick(ORGANISATIONS)),
    outcome: pick(['seen', 'seen', 'none-seen'] as const),
  })
  .map(({ place: at, vessel: ship, legs, stage, on, count, kind, claimedBy, outcome }) =>
    observation(kind, {
      on,
      outcome,
      ...(outcome === 'seen' ? { count } : {}),
      unit: 'containers',
      ...(at === null ? {} : { place: at }),
      ...(ship === null ? {} : { vessels: [ship] }),
      ...(claimedBy === null ? {} : { claimedBy }),
      ...(legs.length === 0 ? {} : { shows: legs.map(({ id }) => ({ leg: id, stage })) }),
    }),
  )

/** One entry: what is written, given all that is current. */
type Step = (current: readonly AnyRecord[]) => readonly AnyRecord[]
const nth = <T>(all: readonly T[], n: number): T | undefined => all[n % Math.max(1, all.length)]
const ofType = <T extends AnyRecord['type']>(current: readonly AnyRecord[], type: T) =>
  current.filter((record): record is RecordOf[T] => record.type === type && record.retracted !== true)
const revise = <T extends AnyRecord>(record: T | undefined, change: Partial<T>): AnyRecord[] =>
  record === undefined ? [] : [corrected(record, change)]

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(observed, pick(SOURCES))
      .map(([one, from]): Step => () => [one, citation(one.id, from)]),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.nat(), pick(SOURCES), pick(['supports', 'contradicts'] as const), pick(['5', '~73', '>100']))
      .map(([n, from, stance, states]): Step => (current) => {
        const about = nth(ofType(current, 'observation'), n)
        return about === undefined
          ? []
          : [citation(about.id, from, { stance, states: { quantity: parseQuantity(states) } })]
      }),
  },
  fc.tuple(fc.nat(), observed).map(([n, { shows, place: at, vessels }]): Step => (current) => {
    const change = { ...(shows === undefined ? {} : { shows }), ...(at === undefined ? {} : { place: at }) }
    const one = nth(ofType(current, 'observation'), n)
    return revise<RecordOf['observation']>(one, { ...change, ...(vessels === undefined ? {} : { vessels }) })
  }),
  fc
    .tuple(fc.nat(), pick(['observation', 'citation', 'derivation'] as const))
    .map(([n, type]): Step => (current) => {
      const one = nth<AnyRecord>(ofType(current, type), n)
      return one === undefined ? [] : [retracted(one)]
    }),
  fc.tuple(fc.nat(), pick(['original', 'derived', 'unknown'] as const), pick(ORGANISATIONS)).map(
    ([n, lineage, originator]): Step =>
      (current) =>
        revise(nth(ofType(current, 'source'), n), { lineage, originator }),
  ),
  fc.tuple(pick(['report-a', 'paper-a', 'paper-b']), pick(['report-b', 'paper-a'])).map(
    ([child, parent]): Step =>
      () =>
        child === parent ? [] : [derivation(child, parent)],
  ),
  fc.nat().map(
    (n): Step =>
      (current) =>
        revise(nth(ofType(current, 'place'), n), { lat: 50 }),
  ),
  fc.nat().map(
    (n): Step =>
      (current) =>
        revise(nth(ofType(current, 'organisation'), n), { name: 'Renamed' }),
  ),
  fc.nat().map(
    (n): Step =>
      (current) =>
        revise(nth(ofType(current, 'leg'), n), { to: 'tumangang', mode: 'sea' }),
  ),
  fc
    .tuple(pick(VESSELS), pick(ORGANISATIONS), pick(['owned-by', 'operated-by'] as const))
    .map(([ship, owner, predicate]): Step => () => [
      relation({ type: 'vessel', id: ship }, predicate, owner),
    ]),
)

/** Writes each step as an entry, as far as the store takes it. */
async function filled(steps: readonly Step[]): Promise<{ store: Store; cleanup: () => Promise<void> }> {
  const kept = await makeSqliteCase()
  await write(kept.store, START)
  const current = new Map(START.map((record) => [`${record.type} ${record.id}`, record]))
  for (const next of steps) {
    const records = next([...current.values()]).filter(
      ({ type, id, revision }) => (current.get(`${type} ${id}`)?.revision ?? 0) < revision,
    )
    try {
      await write(kept.store, records)
    } catch {
      // A record that cannot be taken back because another rests on it stays.
      continue
    }
    for (const record of records) current.set(`${record.type} ${record.id}`, record)
  }
  return kept
}

async function compared(store: Store, from: number, to: number, concern?: typeof legsConcerned) {
  const [then, now] = [
    await readingOf(store, { asOf: `#${String(from)}` }),
    await readingOf(store, { asOf: `#${String(to)}` }),
  ]
  const stored = await store.get('route', 'orient-express', now)
  if (stored === undefined) throw new Error('the route is written first')
  const [before, after] = [
    inRouteOrder(await legsOf(store, 'orient-express', then)),
    inRouteOrder(await legsOf(store, 'orient-express', now)),
  ]
  const words = { then: 'Then', now: 'now' }
  const { legs, conflicts, records, corrections } = await diffRoute(
    store,
    stored.record,
    { before, after },
    then,
    now,
    words,
    concern,
  )
  return { legs, conflicts, records, corrections }
}

describe('two moments of recording', () => {
  test('reading only the legs that something written bears on says what reading all of them says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 12 }), fc.nat(), async (steps, n) => {
        const { store, cleanup } = await filled(steps)
        try {
          const last = (await store.head())?.number ?? 1
          const apart = 1 + (n % last)
          for (const gap of new Set([1, apart])) {
            for (let from = 1; from + gap <= last; from += gap) {
              const everything = await compared(store, from, from + gap, () => Promise.resolve(undefined))
              expect(await compared(store, from, from + gap)).toEqual(everything)
            }
          }
        } finally {
          await cleanup()
        }
      }),
      { numRuns: 40 },
    )
  }, 120_000)

  test('what is linked to no leg may contest one: the same ship elsewhere at that time', async () => {
    const { store, cleanup } = await filled([])
    onTestFinished(cleanup)
    const linked = observation('ship-sighting', {
      on: '2023-09-01T10:00Z',
      place: 'rajin',
      vessels: ['angara'],
      count: '5',
      unit: 'containers',
      claimedBy: 'rusi',
      shows: [{ leg: 'rajin-dunai', stage: 'loaded' }],
    })
    await write(store, [linked, citation(linked.id, 'report-a')])
    const other = observation('ship-sighting', {
      on: '2023-09-01T10:30Z',
      place: 'tumangang',
      vessels: ['angara'],
    })
    await write(store, [other, citation(other.id, 'report-b')])
    const found = await compared(store, 2, 3)
    expect(found.legs).toMatchObject([{ leg: 'rajin-dunai', conflicts: [{ how: 'opened' }] }])
    expect(found).toEqual(await compared(store, 2, 3, () => Promise.resolve(undefined)))
  })

  test('who is behind a ship may be disputed on no leg', async () => {
    const { store, cleanup } = await filled([])
    onTestFinished(cleanup)
    const seen = observation('ship-sighting', {
      on: '2023-09-01',
      place: 'rajin',
      vessels: ['angara'],
      shows: [{ leg: 'rajin-dunai', stage: 'loaded' }],
    })
    const owners = ['rusi', 'csis'].map((owner) =>
      relation({ type: 'vessel', id: 'angara' }, 'owned-by', owner),
    )
    await write(store, [seen, citation(seen.id, 'report-a')])
    await write(
      store,
      owners.flatMap((owner) => [owner, citation(owner.id, 'report-b')]),
    )
    const found = await compared(store, 2, 3)
    expect(found).toMatchObject({
      legs: [],
      conflicts: [{ how: 'opened', conflict: { verdict: 'relations' } }],
      corrections: [
        {
          about: 'conflict',
          sentence: expect.stringMatching(/^Since then a conflict has come up: /) as string,
        },
      ],
    })
    expect(found).toEqual(await compared(store, 2, 3, () => Promise.resolve(undefined)))
  })

  test('a leg that nothing written bears on is not read', async () => {
    const { store, cleanup } = await filled([])
    onTestFinished(cleanup)
    const view = await readingOf(store)
    const one = observation('container-count', {
      place: 'vostochny',
      on: '2023-09-01',
      count: '5',
      shows: [{ leg: 'rajin-vostochny', stage: 'arrived' }],
    })
    await write(store, [one, citation(one.id, 'report-a')])
    expect([...((await legsConcerned(store, view, await readingOf(store))) ?? [])]).toEqual([
      'rajin-vostochny',
    ])
  })
})
