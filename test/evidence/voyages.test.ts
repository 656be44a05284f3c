import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { voyagesOf } from '../../src/evidence/voyages.ts'
import type { ObservationRecord } from '../../src/model/records.ts'
import { momentsOf, NAMES, sighting, windowOn } from './looked.ts'
import { leg, shows } from './synthetic.ts'

const sea = leg('rajin-dunai', 'rajin', 'dunai')
const angara = { vessels: ['angara'] }
const at = (
  id: string,
  place: string,
  on: string | undefined,
  more: Parameters<typeof sighting>[3] = angara,
) => sighting(id, place, on, more)
const ofVessels = (...observations: ObservationRecord[]) =>
  voyagesOf(sea, observations, NAMES).flatMap((one) => ('vessel' in one ? [one] : []))
const stated = (...observations: ObservationRecord[]) =>
  voyagesOf(sea, observations, NAMES).flatMap((one) => ('stated' in one ? [one] : []))

describe('trips of the worked example', () => {
  test('Angara came from Dunai to Rajin once, which way it went before the dates do not tell', () => {
    const [found, ...more] = ofVessels(
      at('loading', 'rajin', '2023-09-07/2023-10-01', {
        ...angara,
        activity: 'loading',
        ...shows('rajin-dunai', 'loaded'),
      }),
      at('at-dunai', 'dunai', '2023-08~/2023-10'),
      at('unloading', 'rajin', '2023-12-09', { ...angara, activity: 'unloading' }),
    )
    expect(more).toEqual([])
    expect(found).toMatchObject({
      verdict: 'at-least',
      vessel: 'angara',
      atLeast: 1,
      roundTrips: 0,
      trips: [{ from: 'dunai', to: 'rajin', unlooked: 38 }],
      sentence:
        'The sightings of Angara show at least 1 trip between Rajin and Dunai: from Dunai to Rajin between 2023-08-01 and 2023-12-09 (within 131 days, nobody looking at either end on 38 days of it).',
    })
  })

  test('Lady R went from Rajin to Vostochny within three days', () => {
    const found = voyagesOf(
      leg('rajin-vostochny', 'rajin', 'vostochny'),
      [
        sighting('loading', 'rajin', '2024-03-12', { vessels: ['lady-r'] }),
        sighting('arrived', 'vostochny', '2024-03-14', { vessels: ['lady-r'] }),
      ],
      NAMES,
    )
    expect(found.map(({ sentence }) => sentence)).toEqual([
      'The sightings of Lady R show at least 1 trip between Rajin and Vostochny Port: from Rajin to Vostochny Port between 2024-03-12 and 2024-03-14 (within 3 days, nobody looking at either end on 1 day of it).',
    ])
  })

  test('at least five round trips are stated, and the sightings alone show one trip', () => {
    const [found, ...more] = stated(
      at('one', 'rajin', '2023-09-08'),
      at('two', 'dunai', '2023-09-12'),
      sighting('total', undefined, '2023-08~/2023-10-14', {
        vessels: ['angara', 'maria'],
        count: '>=5',
        unit: 'round trips',
        along: 'rajin-dunai',
        claimedBy: 'rusi',
      }),
    )
    expect(more).toEqual([])
    expect(found).toMatchObject({ verdict: 'not-shown-by-sightings', observation: 'total', shown: 0 })
    expect(found?.sentence).toBe(
      'RUSI states 5 or more round trips of Angara and Maria from 2023-08-01 to 2023-10-14; the sightings recorded in that window alone show no round trips between Rajin and Dunai.',
    )
  })
})

describe('trips', () => {
  const shuttle = ['2023-08-01', '2023-08-05', '2023-08-10', '2023-08-15', '2023-08-20'].map((on, i) =>
    at(`s${String(i)}`, i % 2 === 0 ? 'rajin' : 'dunai', on),
  )

  test('there and back, and there and back again', () => {
    expect(ofVessels(...shuttle)).toMatchObject([
      {
        atLeast: 4,
        roundTrips: 2,
        trips: [
          { from: 'rajin', to: 'dunai', unlooked: 3 },
          { from: 'dunai', to: 'rajin', unlooked: 4 },
          { from: 'rajin', to: 'dunai' },
          { from: 'dunai', to: 'rajin' },
        ],
      },
    ])
  })

  test('are bounded by the last sighting before, the first after, and a look that missed the ship', () => {
    const [found] = ofVessels(
      at('early', 'rajin', '2023-08-01'),
      at('late', 'rajin', '2023-08-04'),
      at('missed', 'dunai', '2023-08-06', { ...angara, outcome: 'none-seen' }),
      at('first', 'dunai', '2023-08-09'),
      at('second', 'dunai', '2023-08-12'),
    )
    expect(found?.trips).toEqual([
      {
        from: 'rajin',
        to: 'dunai',
        departed: { from: Date.parse('2023-08-04T00:00Z'), to: Date.parse('2023-08-09T23:59:59.999Z') },
        arrived: { from: Date.parse('2023-08-06T00:00Z'), to: Date.parse('2023-08-09T23:59:59.999Z') },
        records: ['first', 'late', 'missed'].map((id) => ({ type: 'observation', id })),
        unlooked: 3,
      },
    ])
  })

  test('are bounded by a look that found no ships at all', () => {
    const [found] = ofVessels(
      at('left', 'rajin', '2023-08-04'),
      at('none', 'dunai', '2023-08-06', { unit: 'ships', outcome: 'none-seen' }),
      at('seen', 'dunai', '2023-08-09'),
    )
    expect(found?.trips[0]?.arrived.from).toBe(Date.parse('2023-08-06T00:00Z'))
  })

  test('in one month at both ends are one trip, of a direction nobody knows', () => {
    expect(ofVessels(at('a', 'rajin', '2023-08'), at('b', 'dunai', '2023-08'))).toMatchObject([
      {
        atLeast: 1,
        roundTrips: 0,
        trips: [],
        sentence:
          'The sightings of Angara show at least 1 trip between Rajin and Dunai: it was seen at both, in which order the dates do not tell.',
      },
    ])
  })

  test('by way of another place are not the leg’s', () => {
    expect(
      ofVessels(
        at('a', 'rajin', '2023-08-01', { ...angara, ...shows('rajin-dunai') }),
        at('b', 'vostochny', '2023-08-03'),
        at('c', 'dunai', '2023-08-05'),
      ),
    ).toMatchObject([{ verdict: 'none-shown', atLeast: 0, trips: [] }])
  })

  test('of two ships in one sighting count for each', () => {
    const both = { vessels: ['angara', 'maria'] }
    expect(
      ofVessels(at('a', 'rajin', '2023-08-01', both), at('b', 'dunai', '2023-08-05', both)).map(
        ({ vessel, atLeast }) => [vessel, atLeast],
      ),
    ).toEqual([
      ['angara', 1],
      ['maria', 1],
    ])
  })

  test('of a vessel of the leg that was seen at one end only are said to be none', () => {
    expect(
      ofVessels(
        at('a', 'rajin', '2023-08-01', { ...angara, ...shows('rajin-dunai') }),
        at('b', 'rajin', '2023-08-09'),
      ),
    ).toMatchObject([
      {
        verdict: 'none-shown',
        sentence:
          'The sightings of Angara show no trip between Rajin and Dunai: it is recorded twice at Rajin and never at Dunai.',
      },
    ])
  })

  test.each([
    ['under way along the leg', sighting('b', undefined, '2023-08-05', { ...angara, along: 'rajin-dunai' })],
    ['looked for and not seen', at('b', 'dunai', '2023-08-05', { ...angara, outcome: 'none-seen' })],
    ['absent', at('b', 'dunai', '2023-08-05', { ...angara, activity: 'absent' })],
    ['not visible', at('b', 'dunai', '2023-08-05', { ...angara, outcome: 'not-visible' })],
    ['undated', at('b', 'dunai', undefined)],
    ['stated as a total', at('b', 'dunai', '2023-08-05', { ...angara, count: '3', unit: 'trips' })],
    ['another ship', at('b', 'dunai', '2023-08-05', { vessels: ['maria'] })],
    ['a ship without a name', at('b', 'dunai', '2023-08-05', {})],
    ['elsewhere', at('b', 'vostochny', '2023-08-05')],
  ])('are none when the second sighting is %s', (_, second) => {
    const found = ofVessels(at('a', 'rajin', '2023-08-01'), second)
    expect(found.filter(({ atLeast, trips }) => atLeast + trips.length > 0)).toEqual([])
  })
})

describe('stated totals', () => {
  const total = (count: string, unit: string, more: Parameters<typeof sighting>[3] = {}) =>
    sighting('total', 'rajin', '2023-08', { ...angara, ...shows('rajin-dunai'), count, unit, ...more })
  const sightings = ['2023-08-01', '2023-08-05', '2023-08-10', '2023-08-15', '2023-09-20'].map((on, i) =>
    at(`s${String(i)}`, i % 2 === 0 ? 'rajin' : 'dunai', on),
  )

  // Within August: Rajin, Dunai, Rajin, Dunai. Three trips, one of them back.
  test.each([
    ['>=3', 'trips', 'shown', 3],
    ['>=4', 'trips', 'not-shown-by-sightings', 3],
    ['>3', 'voyages', 'not-shown-by-sightings', 3],
    ['2', 'trips', 'shown', 3],
    ['0', 'trips', 'contradicted', 3],
    ['<1', 'trips', 'contradicted', 3],
    ['<=5', 'trips', 'not-shown-by-sightings', 3],
    ['1', 'round trips', 'shown', 1],
    ['2', 'Round-Trips', 'not-shown-by-sightings', 1],
    ['<1', 'round trips', 'contradicted', 1],
    ['2', 'shipments', 'shown', 2],
    ['1', 'deliveries', 'contradicted', 2],
    ['27', 'shipments', 'not-shown-by-sightings', 2],
  ])('%s %s: %s', (count, unit, verdict, shown) => {
    expect(stated(total(count, unit), ...sightings)).toMatchObject([{ verdict, shown }])
  })

  test('say what is more than they allow', () => {
    expect(stated(total('1', 'deliveries', { claimedBy: 'nk-pro' }), ...sightings)[0]?.sentence).toBe(
      'NK Pro states 1 deliveries of Angara from 2023-08-01 to 2023-08-31; the sightings recorded in that window alone show at least 2 outward trips between Rajin and Dunai, more than that allows.',
    )
  })

  test.each([
    ['2023-08-05', 'on 2023-08-05'],
    ['2023-08', 'from 2023-08-01 to 2023-08-31'],
    ['../2023-08', 'until 2023-08-31'],
    ['2023-08/..', 'from 2023-08-01 on'],
  ])('for %s name the window: %s', (on, text) => {
    const one = sighting('total', 'rajin', on, { ...shows('rajin-dunai'), count: '5', unit: 'trips' })
    expect(stated(one, ...sightings)[0]?.sentence).toContain(`states 5 trips ${text};`)
  })

  test.each([
    [
      'undated',
      sighting('total', 'rajin', undefined, {
        ...angara,
        ...shows('rajin-dunai'),
        count: '5',
        unit: 'trips',
      }),
    ],
    ['in another unit', total('5', 'ships')],
    ['of another leg', total('5', 'trips', shows('rajin-vostochny'))],
    ['elsewhere', { ...sighting('total', 'khasan', '2023-08', { ...angara, count: '5', unit: 'trips' }) }],
  ])('are not compared when they are %s', (_, one) => {
    expect(stated(one, ...sightings)).toEqual([])
  })

  test('count the sightings of the vessels they name alone', () => {
    const maria = ['2023-08-02', '2023-08-06'].map((on, i) =>
      at(`m${String(i)}`, i % 2 === 0 ? 'rajin' : 'dunai', on, { vessels: ['maria'] }),
    )
    const all = [...sightings, ...maria]
    const { vessels: _, ...unnamed } = total('9', 'trips')
    expect(stated(total('9', 'trips'), ...all)[0]?.shown).toBe(3)
    expect(stated(unnamed as ObservationRecord, ...all)[0]?.shown).toBe(4)
  })
})

describe('whatever moments the sightings were made at', () => {
  const looks = fc.array(
    fc.record({
      there: fc.boolean(),
      from: fc.integer({ min: 0, max: 7 }),
      days: fc.integer({ min: 0, max: 3 }),
    }),
    { minLength: 2, maxLength: 5 },
  )
  const made = (some: { there: boolean; from: number; days: number }[]) =>
    some.map(({ there, from, days }, i) =>
      at(`look-${String(i)}`, there ? 'dunai' : 'rajin', windowOn(from, from + days)),
    )
  const tripsIn = (moments: { there: boolean }[]) =>
    moments.filter(({ there }, i) => i > 0 && moments[i - 1]?.there !== there).length

  test('the number of trips is the fewest that any order of them allows, and each trip is made in all', () => {
    fc.assert(
      fc.property(looks, (some) => {
        const [found] = ofVessels(...made(some))
        const orders = momentsOf(some)
        expect(found?.atLeast ?? 0).toBe(Math.min(...orders.map(tripsIn)))
        for (const { to, departed, arrived } of found?.trips ?? []) {
          const isMade = orders.every((moments) =>
            moments.some((one, i) => {
              const before = moments[i - 1]
              return (
                before !== undefined &&
                before.there !== one.there &&
                one.there === (to === 'dunai') &&
                before.day * 86_400_000 >= departed.from &&
                one.day * 86_400_000 <= arrived.to
              )
            }),
          )
          expect(isMade).toBe(true)
        }
      }),
      { numRuns: 200 },
    )
  })

  test('the order in which they were recorded does not matter, and another sighting never lowers the number', () => {
    fc.assert(
      fc.property(looks, fc.nat(4), (some, turn) => {
        const all = made(some)
        const turned = [...all.slice(turn), ...all.slice(0, turn)]
        expect(voyagesOf(sea, turned, NAMES)).toEqual(voyagesOf(sea, all, NAMES))
        const fewer = ofVessels(...all.slice(1))[0]?.atLeast ?? 0
        expect(ofVessels(...all)[0]?.atLeast ?? 0).toBeGreaterThanOrEqual(fewer)
      }),
      { numRuns: 100 },
    )
  })

  test('widening a window never adds a trip', () => {
    fc.assert(
      fc.property(looks, fc.nat(4), (some, which) => {
        const wider = some.map((look, i) =>
          i === which ? { ...look, from: look.from - 1, days: look.days + 2 } : look,
        )
        expect(ofVessels(...made(wider))[0]?.atLeast ?? 0).toBeLessThanOrEqual(
          ofVessels(...made(some))[0]?.atLeast ?? 0,
        )
      }),
      { numRuns: 100 },
    )
  })
})
