import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { transitOf, transitsOf, type TransitFinding } from '../../src/evidence/transit.ts'
import type { Length } from '../../src/evidence/distance.ts'
import { parseQuantity } from '../../src/model/quantity.ts'
import type { LegRecord, ObservationRecord } from '../../src/model/records.ts'
import { leg, observation, place } from './synthetic.ts'
import { plainNames, sighting, train, windowAt } from './sightings.ts'

const CROSSING: Length = { km: 182, basis: 'great-circle' }
const SPEED = { speed: { min: 10, max: 37 } }
const sea = (more: Partial<LegRecord> = {}) => leg('rajin-dunai', 'rajin', 'dunai', { ...SPEED, ...more })
const at = (where: string, on: string, id = `${where} ${on}`) => sighting(id, where, on, 'angara')
const findings = (
  observations: ObservationRecord[],
  { of = sea(), length = CROSSING }: { of?: LegRecord; length?: Length | undefined } = {},
) => transitsOf(of, length, observations, plainNames)

describe('transit of a vessel', () => {
  test.each<[string, string, string, TransitFinding['verdict'], number, number]>([
    // 182 km in at most 2.5 h: 72.8 km/h.
    ['2023-10-05T10:00Z', '2023-10-05T12:30Z', 'two instants', 'impossible', 72.8, 72.8],
    // 182 km in 7 h: 26 km/h.
    ['2023-10-05T10:00Z', '2023-10-05T17:00Z', 'two instants', 'plausible', 26, 26],
    // From 0 to 24 h on one day; 37 km/h takes 4.9 h, which (19.1 / 24)² = 63 % of the moments in order allow.
    ['2023-10-05', '2023-10-05', 'the same day', 'plausible', 182 / 24, Infinity],
    // Moored all morning, and seen there from noon to one: 0.0 to 6 h, of which 4.9 and more are a sliver.
    [
      '2023-10-05T07:00Z/2023-10-05T12:00Z',
      '2023-10-05T12:00Z/2023-10-05T13:00Z',
      'edges',
      'strained',
      182 / 6,
      Infinity,
    ],
    // 13 March lies between: 24 to 72 h.
    ['2024-03-12', '2024-03-14', 'a day between', 'plausible', 182 / 72, 182 / 24],
    // The White House gives one window of 25 days for the whole chain.
    ['2023-09-07/2023-10-01', '2023-09-07/2023-10-01', 'the chain', 'unconstrained', 182 / 600, Infinity],
    ['../2023-10-01', '2023-10-05', 'an open window', 'plausible', 0, 182 / 72],
  ])('%s to %s: %s is %s', (from, to, _, verdict, least, most) => {
    const [found, ...others] = findings([at('rajin', from), at('dunai', to)])
    expect(others).toEqual([])
    expect(found).toMatchObject({ verdict, what: { vessel: 'angara' }, km: 182, basis: 'great-circle' })
    expect(found?.needed?.least).toBeCloseTo(least, 3)
    if (Number.isFinite(most)) expect(found?.needed?.most).toBeCloseTo(most, 3)
    else expect(found?.needed?.most).toBe(most)
    expect(found?.records).toHaveLength(3)
  })

  test('the sentence holds the figures and says what must be wrong', () => {
    const [found] = findings([at('rajin', '2023-10-05T10:00Z'), at('dunai', '2023-10-05T12:30Z')])
    expect(found?.sentence).toBe(
      'angara was seen at rajin (2023-10-05 10:00 UTC) and afterwards at dunai (2023-10-05 12:30 UTC): even the most ' +
        'time between the two, 2.5 h, needs at least 73 km/h over the great-circle 182 km, more than the 37 km/h stated ' +
        'as the fastest, so a sighting, the name of the ship, a position or the speed stated is wrong.',
    )
  })

  test('a stated length that took far too long is strained as slow, a great circle never', () => {
    const seen = [at('rajin', '2023-10-05'), at('dunai', '2023-10-20')]
    expect(findings(seen)).toMatchObject([{ verdict: 'plausible' }])
    expect(findings(seen, { length: { km: 182, basis: 'stated' } })).toMatchObject([
      { verdict: 'strained', strain: 'slow' },
    ])
  })

  test('is unconstrained, and says how to state it, where a length or a fastest speed is missing', () => {
    const seen = [at('rajin', '2023-10-05'), at('dunai', '2023-10-08')]
    const [withoutSpeed] = findings(seen, { of: leg('rajin-dunai', 'rajin', 'dunai') })
    expect(withoutSpeed).toMatchObject({ verdict: 'unconstrained', km: 182 })
    expect(withoutSpeed?.sentence).toContain('trace correct rajin-dunai --speed-max KM/H')
    const [byRail] = transitsOf(sea({ mode: 'rail' }), undefined, seen, plainNames)
    expect(byRail).toMatchObject({ verdict: 'unconstrained', needed: undefined, km: undefined })
    expect(byRail?.sentence).toContain('a leg by rail is not measured in a straight line')
    expect(byRail?.sentence).toContain('trace correct rajin-dunai --km KM')
  })

  test('windows that may be the other way round never make it impossible', () => {
    const day = [at('rajin', '2023-10-05'), at('dunai', '2023-10-05')]
    expect(findings(day, { length: { km: 3000, basis: 'stated' } })).toMatchObject([
      { verdict: 'strained', strain: 'order' },
    ])
  })

  test('it is said to have been at the other end first only where that leaves the time', () => {
    const far: Length = { km: 3000, basis: 'stated' }
    const said = (from: string, to: string) =>
      findings([at('rajin', from), at('dunai', to)], { length: far })[0]?.sentence
    expect(said('2023-10', '2023-10-02')).toMatch(
      /the fastest, so it was at dunai first or something recorded of it is wrong, and the windows do not tell which\.$/,
    )
    expect(said('2023-10-05', '2023-10-05')).toMatch(
      /the fastest, and if it was at dunai first, the time is too short as well, so something recorded of it is wrong\.$/,
    )
    expect(said('2023-10-05T12:00Z', '2023-10-05T12:00Z')).toMatch(
      /: there is no time between the two for the stated 3000 km, and if it was at dunai first, .* is wrong\.$/,
    )
  })

  test('windows open on both sides leave any time', () => {
    const [found] = findings([at('rajin', '../2023-10'), at('dunai', '2023-10/..')])
    expect(found?.sentence).toMatch(/: any time may lie between, windows so wide that /)
  })

  test('a great circle between inexact positions proves less', () => {
    // 182 km in 4.8 h is 37.9 km/h; 6 km less would be 36.7.
    const seen = [at('rajin', '2023-10-05T10:00Z'), at('dunai', '2023-10-05T14:48Z')]
    const places = new Map(
      ['rajin', 'dunai'].map((id) => [id, { ...place(id, 0, 0), accuracy: 3000 }] as const),
    )
    expect(findings(seen)).toMatchObject([{ verdict: 'impossible' }])
    expect(transitsOf(sea(), CROSSING, seen, plainNames, places)).toMatchObject([
      { verdict: 'strained', strain: 'positions' },
    ])
    expect(transitsOf(sea(), { km: 182, basis: 'stated' }, seen, plainNames, places)).toMatchObject([
      { verdict: 'impossible' },
    ])
  })

  test('of many sightings those between which the ship must have sailed are taken', () => {
    const seen = ['01', '03', '05'].map((day) => at('rajin', `2023-10-${day}`))
    const [found, ...others] = findings([...seen, at('dunai', '2023-10-07'), at('dunai', '2023-10-09')])
    expect(others).toEqual([])
    expect(found).toMatchObject({ verdict: 'plausible', pairs: 1, hours: { least: 24, most: 72 } })
    expect(found?.records.map(({ id }) => id)).toContain('rajin 2023-10-05')
    expect(found?.records.map(({ id }) => id)).toContain('dunai 2023-10-07')
  })
})

describe('transit of what is carried', () => {
  const rail = leg('dunai-tikhoretsk', 'dunai', 'tikhoretsk-depot', { mode: 'rail', speed: { max: 60 } })
  const long: Length = { km: 10_000, basis: 'stated' }
  const lot = (id: string, where: string, on: string, name: string) => ({
    ...observation(id, { place: where, on }),
    kind: 'container-count' as const,
    details: { lot: name },
  })

  test('a lot is known by its name, however it is written', () => {
    const found = transitsOf(
      rail,
      long,
      [lot('a', 'dunai', '2023-09-10', 'A-17'), lot('b', 'tikhoretsk-depot', '2023-09-12', 'a-17')],
      plainNames,
    )
    // 10,000 km in at most 72 h: 139 km/h.
    expect(found).toMatchObject([{ verdict: 'impossible', what: { lot: 'A-17' } }])
  })

  test('a train is known by the order of its cars, read either way', () => {
    const cars = ['flat', 'flat', 'box', 'tank', 'box']
    const found = transitsOf(
      rail,
      long,
      [
        train('a', 'dunai', '2023-09-10', cars),
        train('b', 'tikhoretsk-depot', '2023-09-28', cars.toReversed()),
      ],
      plainNames,
    )
    // 17 to 19 days: 22 to 25 km/h.
    expect(found).toMatchObject([{ verdict: 'plausible', what: { consist: cars } }])
  })
})

describe('transit is silent', () => {
  const arrived = at('dunai', '2023-10-08')
  test.each<[string, ObservationRecord[]]>([
    ['of one end', [arrived]],
    ['of two ships', [sighting('x', 'rajin', '2023-10-05', 'maria'), arrived]],
    ['of what arrived before it left', [at('rajin', '2023-10-09'), arrived]],
    ['of undated sightings', [{ ...at('rajin', '2023-10-05'), observed: undefined as never }, arrived]],
    ['where somebody looked and saw none', [{ ...at('rajin', '2023-10-05'), outcome: 'none-seen' }, arrived]],
    ['where it could not be seen', [{ ...at('rajin', '2023-10-05'), outcome: 'not-visible' }, arrived]],
    ['of what was usual over years', [{ ...at('rajin', '2018/2023'), baseline: true }, arrived]],
    ['of totals over a window', [{ ...at('rajin', '2023-10'), scope: 'total' }, arrived]],
    [
      'of numbers of voyages',
      [{ ...at('rajin', '2023-10-05'), unit: 'voyages', quantity: parseQuantity('64') }, arrived],
    ],
    [
      'of a ship seen on its way',
      [{ ...at('rajin', '2023-10-05'), place: undefined as never, along: 'rajin-dunai' }, arrived],
    ],
    [
      'of trips that stand for both ends',
      [
        {
          ...at('x', '2023-10-05'),
          shows: [
            { leg: 'rajin-dunai', stage: 'departed' },
            { leg: 'rajin-dunai', stage: 'arrived' },
          ],
        },
        arrived,
      ],
    ],
    [
      'of trains too short or too even to recognise',
      [
        train('a', 'rajin', '2023-10-05', ['box', 'flat', 'box']),
        train('b', 'dunai', '2023-10-06', ['box', 'flat', 'box']),
        train('c', 'rajin', '2023-10-05', ['box', 'box', 'box', 'box']),
        train('d', 'dunai', '2023-10-06', ['box', 'box', 'box', 'box']),
      ],
    ],
  ])('%s', (_, observations) => {
    expect(findings(observations)).toEqual([])
    expect(transitOf([])).toBeUndefined()
  })
})

describe('what the strength of a leg goes by', () => {
  const [slow] = findings([at('rajin', '2023-10-05'), at('dunai', '2023-10-20')], {
    length: { km: 182, basis: 'stated' },
  })
  const of = (from: string, to: string) => findings([at('rajin', from), at('dunai', to)])
  const plausible = of('2023-10-05', '2023-10-07')
  const impossible = of('2023-10-05T10:00Z', '2023-10-05T11:00Z')
  const wide = of('2023-09', '2023-09')
  test.each([
    ['impossible', [...plausible, ...impossible, ...wide]],
    ['plausible', [...plausible, ...wide]],
    ['unconstrained', wide],
    ['plausible', [...(slow === undefined ? [] : [slow]), ...plausible]],
    ['strained', [...(slow === undefined ? [] : [slow]), ...wide]],
  ] as const)('is %s', (transit, some) => {
    expect(transitOf(some)).toBe(transit)
  })
})

describe('whatever is recorded', () => {
  const window = fc
    .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 20 }))
    .map(([from, length]) => ({ from, to: from + length }))
  const sightings = fc.array(fc.record({ where: fc.constantFrom('rajin', 'dunai'), window }), {
    maxLength: 10,
  })
  const made = (some: readonly { where: string; window: { from: number; to: number } }[]) =>
    some.map((one, i) => ({ ...at(one.where, '2023', `s${String(i)}`), observed: windowAt(one.window) }))

  test('the order of entry never matters', () => {
    fc.assert(
      fc.property(sightings, fc.infiniteStream(fc.nat()), (some, keys) => {
        const all = made(some)
        const shuffled = all
          .map((one) => [keys.next().value as number, one] as const)
          .sort(([a], [b]) => a - b)
          .map(([, one]) => one)
        expect(findings(shuffled)).toEqual(findings(all))
      }),
      { numRuns: 100 },
    )
  })

  test('it is impossible exactly when some arrival certainly after a departure leaves too little time', () => {
    fc.assert(
      fc.property(sightings, (some) => {
        const [departures, arrivals] = ['rajin', 'dunai'].map((end) =>
          some.filter(({ where }) => where === end),
        )
        const hours = 182 / 37
        const isImpossible = departures?.some((d) =>
          arrivals?.some((a) => a.window.from > d.window.to && a.window.to - d.window.from < hours),
        )
        expect(transitOf(findings(made(some))) === 'impossible').toBe(isImpossible)
      }),
      { numRuns: 200 },
    )
  })

  test('widening a date never makes it impossible', () => {
    fc.assert(
      fc.property(
        sightings,
        fc.nat(),
        fc.nat({ max: 30 }),
        fc.nat({ max: 30 }),
        (some, which, early, late) => {
          const wider = some.map((one, i) =>
            i === which % some.length
              ? { ...one, window: { from: one.window.from - early, to: one.window.to + late } }
              : one,
          )
          if (transitOf(findings(made(some))) !== 'impossible')
            expect(transitOf(findings(made(wider)))).not.toBe('impossible')
        },
      ),
      { numRuns: 200 },
    )
  })
})

test('a leg may have 100,000 sightings', { timeout: 30_000 }, () => {
  const [departure, arrival] = [at('rajin', '2023'), at('dunai', '2023')]
  const many = Array.from({ length: 100_000 }, (_, i) => ({
    ...(i % 2 === 0 ? departure : arrival),
    id: `s${String(i)}`,
    observed: windowAt({ from: i * 3, to: i * 3 + (i % 7) }),
  }))
  const [found] = findings(many)
  expect(found?.pairs).toBeGreaterThan(1000)
})
