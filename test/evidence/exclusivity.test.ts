import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { greatCircleKm } from '../../src/evidence/distance.ts'
import { exclusivityOf, VESSEL_MAX_KMH } from '../../src/evidence/exclusivity.ts'
import type { ObservationRecord, PlaceRecord } from '../../src/model/records.ts'
import { place } from './synthetic.ts'
import { plainNames, sighting, windowAt } from './sightings.ts'

// Positions of the worked example; the yard is placed by its city, 25 km off at most.
const EXACT = { accuracy: 0 }
const places = new Map<string, PlaceRecord>(
  [
    { ...place('rajin', 42.25559, 130.28308), ...EXACT },
    { ...place('dunai', 42.87879, 132.33542), accuracy: 3000 },
    { ...place('fokino', 42.97096, 132.41035), accuracy: 12_000 },
    { ...place('zhoushan', 29.98869, 122.20488), accuracy: 25_000 },
    { ...place('pier', 42.2556, 130.2831) },
    { ...place('rajin-roads', 42.29, 130.29) },
    { ...place('sea-of-japan', 40, 135), kind: 'area' as const },
    { type: 'place' as const, id: 'unplaced', revision: 1, name: 'unplaced' },
    { type: 'place' as const, id: 'unplaced-too', revision: 1, name: 'unplaced' },
  ].map((one) => [one.id, one]),
)
const found = (...observations: ObservationRecord[]) => exclusivityOf(observations, places, plainNames)
const angara = (where: string, on: string, id = `${where} ${on}`) => sighting(id, where, on, 'angara')

describe('one vessel at two places', () => {
  test.each<[string, [string, string], [string, string], string | undefined]>([
    // 182 km less 3: 179 km in 2 h is 89 km/h; in 2.5 h 72.
    ['179 km in 2 h', ['rajin', '2023-10-05T10:00Z'], ['dunai', '2023-10-05T12:00Z'], 'too-fast'],
    ['179 km in 2.5 h', ['rajin', '2023-10-05T10:00Z'], ['dunai', '2023-10-05T12:30Z'], undefined],
    ['179 km in either order', ['dunai', '2023-10-05T10:00Z'], ['rajin', '2023-10-05T12:00Z'], 'too-fast'],
    ['at one instant', ['rajin', '2023-10-05T10:00Z'], ['dunai', '2023-10-05T10:00Z'], 'two-places-at-once'],
    // 1,552 km less 25 takes 20.6 h: one day holds it, twelve hours of it do not.
    ['far apart within a day', ['rajin', '2024-02-09'], ['zhoushan', '2024-02-09'], undefined],
    [
      'far apart within half a day',
      ['rajin', '2024-02-09T00:00Z/2024-02-09T12:00Z'],
      ['zhoushan', '2024-02-09T00:00Z/2024-02-09T12:00Z'],
      'two-places-at-once',
    ],
    ['far apart on days that follow', ['rajin', '2024-02-08'], ['zhoushan', '2024-02-09'], undefined],
    [
      'no farther apart than the positions are off',
      ['dunai', '2023-10-05T10:00Z'],
      ['fokino', '2023-10-05T10:00Z'],
      undefined,
    ],
    ['one place under two keys', ['rajin', '2023-10-05T10:00Z'], ['pier', '2023-10-05T10:00Z'], undefined],
    ['a port and its roads', ['rajin', '2023-10-05T10:00Z'], ['rajin-roads', '2023-10-05T10:00Z'], undefined],
    [
      'no position, one instant',
      ['rajin', '2023-10-05T10:00Z'],
      ['unplaced', '2023-10-05T10:00Z'],
      'two-places-at-once',
    ],
    ['no position, one day', ['rajin', '2023-10-05'], ['unplaced', '2023-10-05'], undefined],
    [
      'no position, two instants',
      ['rajin', '2023-10-05T10:00Z'],
      ['unplaced', '2023-10-05T10:01Z'],
      undefined,
    ],
    [
      'somewhere in an area',
      ['rajin', '2023-10-05T10:00Z'],
      ['sea-of-japan', '2023-10-05T10:00Z'],
      undefined,
    ],
    [
      'windows of weeks',
      ['rajin', '2023-09-07/2023-10-01'],
      ['zhoushan', '2023-09-07/2023-10-01'],
      undefined,
    ],
  ])('%s', (_, a, b, verdict) => {
    const results = found(angara(...a), angara(...b))
    expect(results.map((one) => one.verdict)).toEqual(verdict === undefined ? [] : [verdict])
  })

  test('the sentence has the distance, the time and the speed', () => {
    const [one] = found(angara('rajin', '2023-10-05T10:00Z'), angara('dunai', '2023-10-05T12:00Z'))
    expect(one?.sentence).toBe(
      'angara was seen at rajin (2023-10-05 10:00 UTC) and at dunai (2023-10-05 12:00 UTC), at least 178 km apart, with at ' +
        'most 2 h between, which needs at least 89 km/h, and no ship is taken to be faster than 74 km/h: both sightings ' +
        'cannot be right as they stand.',
    )
    expect(one).toMatchObject({ places: ['rajin', 'dunai'], vessel: 'angara', hours: 2 })
    expect(one?.records.map(({ type }) => type)).toEqual([
      'observation',
      'observation',
      'place',
      'place',
      'vessel',
    ])
  })

  test('a loosely dated sighting in between hides nothing', () => {
    expect(
      found(
        angara('rajin', '2023-10-05T10:00Z'),
        angara('fokino', '2023-10-05'),
        angara('rajin', '2023-10-01/2023-10-09'),
        angara('dunai', '2023-10-05T11:00Z'),
      ),
    ).toMatchObject([{ places: ['rajin', 'dunai'] }])
  })

  test('the worst few are named and the rest counted', () => {
    const hours = Array.from({ length: 9 }, (_, i) => `2023-10-05T1${String(i)}:00Z`)
    const results = found(...hours.flatMap((at) => [angara('rajin', at), angara('dunai', at)]))
    expect(results).toHaveLength(3)
    expect(results[0]?.sentence).toMatch(
      /at one instant.*; \d+ more pairs of sightings there cannot either\.$/,
    )
  })
})

describe('exclusivity is silent', () => {
  const here = angara('rajin', '2023-10-05T10:00Z')
  const there = angara('dunai', '2023-10-05T10:00Z')
  test.each<[string, ObservationRecord]>([
    ['of another ship', sighting('m', 'dunai', '2023-10-05T10:00Z', 'maria')],
    ['where somebody looked and saw none', { ...there, outcome: 'none-seen' }],
    ['where it could not be seen', { ...there, outcome: 'not-visible' }],
    ['of a ship said to be gone', { ...there, kind: 'ship-sighting', details: { activity: 'absent' } }],
    ['of what was usual', { ...there, baseline: true }],
    ['of a total', { ...there, scope: 'total' }],
    ['of a statement', { ...there, kind: 'statement', details: {} }],
    ['of containers of the ship', { ...there, kind: 'container-count', details: {} }],
    ['of what is undated', { ...there, observed: undefined as never }],
    ['of a ship under way on a leg', { ...there, place: undefined as never, along: 'rajin-dunai' }],
    ['of an open window', angara('dunai', '2023-10-05/..')],
  ])('%s', (_, other) => {
    expect(found(here, other)).toEqual([])
  })
})

describe('whatever is recorded', () => {
  const moments = fc.array(
    fc.record({
      where: fc.constantFrom('rajin', 'dunai', 'zhoushan'),
      from: fc.integer({ min: 0, max: 60 }),
      length: fc.integer({ min: 0, max: 12 }),
    }),
    { maxLength: 8 },
  )
  const made = (some: readonly { where: string; from: number; length: number }[]) =>
    some.map(({ where, from, length }, i) => ({
      ...angara(where, '2023', `s${String(i)}`),
      observed: windowAt({ from, to: from + length }),
    }))
  const km = (a: string, b: string) => {
    const [one, other] = [places.get(a), places.get(b)]
    return (
      greatCircleKm(
        { lat: one?.lat ?? 0, lon: one?.lon ?? 0 },
        { lat: other?.lat ?? 0, lon: other?.lon ?? 0 },
      ) -
      (one?.accuracy ?? 0) / 1000 -
      (other?.accuracy ?? 0) / 1000
    )
  }

  test('something is found exactly when two sightings have no room in either order', () => {
    fc.assert(
      fc.property(moments, (some) => {
        const conflict = some.some((a) =>
          some.some(
            (b) =>
              a.where !== b.where &&
              Math.max(b.from + b.length - a.from, a.from + a.length - b.from) * VESSEL_MAX_KMH <
                km(a.where, b.where),
          ),
        )
        expect(found(...made(some)).length > 0).toBe(conflict)
      }),
      { numRuns: 200 },
    )
  })

  test('the order of entry never matters', () => {
    fc.assert(
      fc.property(moments, (some) => {
        const all = made(some)
        expect(found(...all.toReversed())).toEqual(found(...all))
      }),
      { numRuns: 100 },
    )
  })

  test('widening a date never makes a conflict', () => {
    fc.assert(
      fc.property(moments, fc.nat(), fc.nat({ max: 9 }), fc.nat({ max: 9 }), (some, which, early, late) => {
        const wider = some.map((one, i) =>
          i === which % some.length
            ? { ...one, from: one.from - early, length: one.length + early + late }
            : one,
        )
        if (found(...made(some)).length === 0) expect(found(...made(wider))).toEqual([])
      }),
      { numRuns: 200 },
    )
  })
})

test(
  'a ship may have 100,000 sightings at 20 places, of which the worst few are named',
  { timeout: 30_000 },
  () => {
    const ports = Array.from({ length: 20 }, (_, i) => place(`port-${String(i)}`, 30 + i, 130))
    const seen = ports.map(({ id }) => angara(id, '2023'))
    const many = Array.from({ length: 100_000 }, (_, i) => ({
      ...(seen[i % 20] ?? angara('rajin', '2023')),
      id: `s${String(i)}`,
      observed: windowAt({ from: i, to: i + (i % 5) }),
    }))
    const results = exclusivityOf(many, new Map(ports.map((one) => [one.id, one])), plainNames)
    expect(results.length).toBeGreaterThan(0)
    expect(results.length).toBeLessThanOrEqual((3 * 20 * 19) / 2)
  },
)
