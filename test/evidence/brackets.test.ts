import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bracketsOf } from '../../src/evidence/brackets.ts'
import { DAY } from '../../src/evidence/window.ts'
import type { ObservationRecord } from '../../src/model/records.ts'
import { momentsOf, NAMES, sighting, windowOn } from './looked.ts'
import { observation } from './synthetic.ts'

const found = (...observations: ObservationRecord[]) =>
  bracketsOf(observations, NAMES).map(({ verdict, after, by }) => [verdict, text(after), text(by)])
const text = (moment: number) =>
  Number.isFinite(moment) ? new Date(moment).toISOString().slice(0, 16) : String(moment)
const yard = { kind: 'container-count', place: 'tumangang', unit: 'lines of containers' } as const

describe('brackets of the worked example', () => {
  test('lines of containers came to Tumangang between an empty yard and the first that were seen', () => {
    const [bracket, ...more] = bracketsOf(
      [
        observation('seen', { ...yard, on: '2023-09-22', count: '2' }),
        observation('empty', { ...yard, on: '2023-09-14', outcome: 'none-seen' }),
      ],
      NAMES,
    )
    expect(more).toEqual([])
    expect(bracket).toMatchObject({
      verdict: 'arrival',
      place: 'tumangang',
      subject: { kind: 'container-count', unit: 'lines of containers' },
      records: [
        { type: 'observation', id: 'empty' },
        { type: 'observation', id: 'seen' },
      ],
      sentence:
        'At Tumangang, lines of containers appeared between 2023-09-14 and 2023-09-22 (within 9 days): none seen on 2023-09-14, seen on 2023-09-22.',
    })
  })

  test('an unnamed ship left Rajin within 4 h 42 min of 20 October', () => {
    const ship = { count: '1', unit: 'ships', vessels: [] }
    const [bracket, ...more] = bracketsOf(
      [
        sighting('loading', 'rajin', '2023-10-19', { ...ship, activity: 'loading' }),
        sighting('there', 'rajin', '2023-10-20T11:01+09:00', ship),
        sighting('gone', 'rajin', '2023-10-20T15:43+09:00', {
          unit: 'ships',
          vessels: [],
          outcome: 'none-seen',
          activity: 'absent',
        }),
      ],
      NAMES,
    )
    expect(more).toEqual([])
    expect(bracket).toMatchObject({ verdict: 'departure', subject: { kind: 'ship-sighting', unit: 'ships' } })
    expect(bracket && bracket.by - bracket.after).toBe((4 * 60 + 42) * 60_000)
    expect(bracket?.sentence).toBe(
      'At Rajin, a ship without a recorded name departed between 2023-10-20 02:01 UTC and 2023-10-20 06:43 UTC (within 4.7 h): seen at 2023-10-20 02:01 UTC, none seen at 2023-10-20 06:43 UTC.',
    )
  })
})

describe('a bracket', () => {
  const at = (id: string, on: string, more: Parameters<typeof sighting>[3] = {}) =>
    sighting(id, 'rajin', on, { vessels: ['angara'], ...more })
  const gone = (id: string, on: string) => at(id, on, { outcome: 'none-seen' })

  test.each([
    [
      'comes and goes in turn',
      [gone('a', '2023-08-01'), at('b', '2023-08-03'), gone('c', '2023-08-05'), at('d', '2023-08-09')],
      [
        ['arrival', '2023-08-01T00:00', '2023-08-03T23:59'],
        ['departure', '2023-08-03T00:00', '2023-08-05T23:59'],
        ['arrival', '2023-08-05T00:00', '2023-08-09T23:59'],
      ],
    ],
    [
      'uses the last look without it and the first with it',
      [gone('a', '2023-08-01'), gone('b', '2023-08-04'), at('c', '2023-08-09'), at('d', '2023-08-20')],
      [['arrival', '2023-08-04T00:00', '2023-08-09T23:59']],
    ],
    [
      'reckons with every moment of longer windows',
      [gone('a', '2023-08'), at('b', '2023-10')],
      [['arrival', '2023-08-01T00:00', '2023-10-31T23:59']],
    ],
    [
      'is open where a window is',
      [gone('a', '../2023-08-04'), at('b', '2023-08-09')],
      [['arrival', '-Infinity', '2023-08-09T23:59']],
    ],
    [
      'takes a ship recorded as absent for not there',
      [at('a', '2023-08-01', { activity: 'absent' }), at('b', '2023-08-09')],
      [['arrival', '2023-08-01T00:00', '2023-08-09T23:59']],
    ],
    [
      'takes a look that found no ships at all for not there',
      [
        sighting('a', 'rajin', '2023-08-01', { vessels: [], unit: 'ships', outcome: 'none-seen' }),
        at('b', '2023-08-09'),
      ],
      [['arrival', '2023-08-01T00:00', '2023-08-09T23:59']],
    ],
  ] as const)('%s', (_, observations, expected) => {
    expect(found(...observations)).toEqual(expected)
    expect(found(...observations.toReversed())).toEqual(expected)
  })

  test('of a site is a change, and a look that finds no further change is no departure', () => {
    const site = (id: string, on: string, more: object) =>
      ({
        ...observation(id, { place: 'tikhoretsk-depot', on }),
        kind: 'site-change',
        ...more,
      }) as ObservationRecord
    expect(
      found(
        site('a', '2023-08-01', { outcome: 'none-seen' }),
        site('b', '2023-10-05', { details: { change: 'expanded' } }),
        site('c', '2023-10-20', { outcome: 'none-seen' }),
      ),
    ).toEqual([['change', '2023-08-01T00:00', '2023-10-05T23:59']])
  })

  test.each([
    ['a look that could not see', [at('a', '2023-08-01', { outcome: 'not-visible' }), at('b', '2023-08-09')]],
    ['looks whose order is not known', [gone('a', '2023-08'), at('b', '2023-08-20')]],
    [
      'an undated look',
      [observation('a', { ...yard, outcome: 'none-seen' }), observation('b', { ...yard, on: '2023-09-22' })],
    ],
    [
      'a statement',
      [{ ...gone('a', '2023-08-01'), kind: 'statement' } as ObservationRecord, at('b', '2023-08-09')],
    ],
    ['what was usual', [gone('a', '2023-08-01'), at('b', '2023-08-09', { baseline: true })]],
    ['a number of trips', [gone('a', '2023-08-01'), at('b', '2023-08-09', { count: '>=5', unit: 'trips' })]],
    [
      'another place',
      [gone('a', '2023-08-01'), sighting('b', 'dunai', '2023-08-09', { vessels: ['angara'] })],
    ],
    [
      'another vessel',
      [gone('a', '2023-08-01'), sighting('b', 'rajin', '2023-08-09', { vessels: ['maria'] })],
    ],
    [
      'another unit',
      [
        observation('a', { ...yard, on: '2023-09-14', outcome: 'none-seen' }),
        observation('b', { ...yard, unit: 'railcars', on: '2023-09-22' }),
      ],
    ],
    [
      'one ship that was absent, of another',
      [
        sighting('a', 'rajin', '2023-08-01', {
          vessels: [],
          unit: 'ships',
          outcome: 'none-seen',
          activity: 'absent',
        }),
        at('b', '2023-08-09'),
      ],
    ],
    [
      'a ship that was not loading',
      [at('a', '2023-08-01', { outcome: 'none-seen', activity: 'loading' }), at('b', '2023-08-09')],
    ],
    [
      'containers of one colour',
      [
        {
          ...observation('a', { ...yard, on: '2023-09-14', outcome: 'none-seen' }),
          details: { colour: 'blue' },
        } as ObservationRecord,
        observation('b', { ...yard, on: '2023-09-22' }),
      ],
    ],
    ['one look', [at('b', '2023-08-09')]],
  ])('says nothing of %s', (_, observations) => {
    expect(found(...observations)).toEqual([])
  })
})

describe('whatever moments the looks were made at', () => {
  const looks = fc.array(
    fc.record({
      there: fc.boolean(),
      from: fc.integer({ min: 0, max: 6 }),
      days: fc.integer({ min: 0, max: 2 }),
    }),
    { minLength: 2, maxLength: 4 },
  )
  const made = (some: { there: boolean; from: number; days: number }[]) =>
    some.map(({ there, from, days }, i) =>
      sighting(`look-${String(i)}`, 'rajin', windowOn(from, from + days), {
        vessels: ['angara'],
        outcome: there ? 'seen' : 'none-seen',
      }),
    )

  test('each bracket holds an event of its own, and is the smallest that its looks allow', () => {
    fc.assert(
      fc.property(looks, (some) => {
        const brackets = bracketsOf(made(some), NAMES)
        for (const moments of momentsOf(some)) {
          const turns = moments.flatMap((one, i) => {
            const before = moments[i - 1]
            return before === undefined || before.there === one.there ? [] : [{ before, one }]
          })
          let next = 0
          for (const { verdict, after, by } of brackets) {
            const at = turns.findIndex(
              ({ before, one }, i) =>
                i >= next &&
                one.there === (verdict === 'arrival') &&
                before.day * DAY + DAY > after &&
                before.day * DAY >= after &&
                one.day * DAY <= by,
            )
            if (at < 0) return false
            next = at + 1
          }
        }
        return brackets.every(({ after, by, records }) => {
          const own = made(some).filter(({ id }) => records.some((record) => record.id === id))
          const days = own.map(({ observed }) => [
            Date.parse(observed?.earliest ?? ''),
            Date.parse(observed?.latest ?? ''),
          ])
          return (
            days.length === 2 && days.some(([from]) => from === after) && days.some(([, to]) => to === by)
          )
        })
      }),
      { numRuns: 150 },
    )
  })

  test('the order in which they were recorded does not matter', () => {
    fc.assert(
      fc.property(looks, fc.integer({ min: 0, max: 3 }), (some, turn) => {
        const observations = made(some)
        const turned = [...observations.slice(turn), ...observations.slice(0, turn)]
        expect(bracketsOf(turned, NAMES)).toEqual(bracketsOf(observations, NAMES))
      }),
      { numRuns: 100 },
    )
  })

  test('widening a window never adds a bracket or narrows one', () => {
    fc.assert(
      fc.property(looks, fc.nat(3), (some, which) => {
        const wider = some.map((look, i) =>
          i === which ? { ...look, from: look.from - 1, days: look.days + 2 } : look,
        )
        expect(bracketsOf(made(wider), NAMES).length).toBeLessThanOrEqual(
          bracketsOf(made(some), NAMES).length,
        )
      }),
      { numRuns: 100 },
    )
  })
})
