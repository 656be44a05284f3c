import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gapsOf } from '../../src/evidence/gaps.ts'
import { dayOf, dayText, windowOf } from '../../src/evidence/window.ts'
import { parseWhen } from '../../src/model/when.ts'
import type { ObservationRecord } from '../../src/model/records.ts'
import { NAMES, sighting, windowOn } from './looked.ts'
import { leg, observation } from './synthetic.ts'

const at = (id: string, on: string, more: Parameters<typeof observation>[1] = {}) =>
  observation(id, { place: 'tumangang', on, ...more })
const gaps = (observations: ObservationRecord[], window?: string) =>
  gapsOf(
    { place: 'tumangang' },
    observations,
    NAMES,
    window === undefined ? undefined : windowOf(parseWhen(window)),
  )

describe('gaps of the worked example', () => {
  const yard = [
    at('empty', '2023-09-14', { outcome: 'none-seen' }),
    at('lines', '2023-09-22'),
    at('tarps', '2023-10-05', { outcome: 'not-visible' }),
    at('railcars', '2023-10-05', { kind: 'railcar-count' } as object),
  ]

  test('at Tumangang nobody looked for a fortnight before the count of 5 October', () => {
    expect(gaps(yard)).toEqual({
      rule: 'gaps',
      verdict: 'gap',
      place: 'tumangang',
      leg: undefined,
      window: { first: '2023-09-14', last: '2023-10-05' },
      days: { looked: 3, withoutSight: 0, perhaps: 0, nobody: 19 },
      longest: { first: '2023-09-23', last: '2023-10-04', days: 12 },
      unsure: { first: '2023-09-23', last: '2023-10-04', days: 12 },
      records: [
        { type: 'observation', id: 'lines' },
        { type: 'observation', id: 'railcars' },
        { type: 'place', id: 'tumangang' },
      ],
      sentence:
        'At Tumangang, somebody looked on 3 of the 22 days from 2023-09-14 to 2023-10-05; nobody is recorded to have looked on 19, the longest stretch being 2023-09-23 to 2023-10-04 (12 days).',
    })
  })

  test('a count dated to weeks leaves no day on which nobody looked for certain', () => {
    const found = gaps([...yard, at('increase', '2023-09-18~/2023-10-05')])
    expect(found).toMatchObject({
      days: { looked: 3, withoutSight: 0, perhaps: 16, nobody: 3 },
      longest: { first: '2023-09-15', last: '2023-09-17', days: 3 },
      unsure: { first: '2023-09-23', last: '2023-10-04', days: 12 },
    })
  })
})

describe('gaps', () => {
  test.each([
    [
      'a look without sight',
      [at('a', '2023-09-14', { outcome: 'not-visible' })],
      { looked: 0, withoutSight: 1, perhaps: 0, nobody: 0 },
    ],
    [
      'a look with sight on a day without',
      [at('a', '2023-09-14', { outcome: 'not-visible' }), at('b', '2023-09-14')],
      { looked: 1, withoutSight: 0, perhaps: 0, nobody: 0 },
    ],
    [
      'a window of days',
      [at('a', '2023-09-14/2023-09-16')],
      { looked: 0, withoutSight: 0, perhaps: 3, nobody: 0 },
    ],
    [
      'an instant, on its day in UTC',
      [at('a', '2023-10-20T08:00+09:00'), at('b', '2023-10-20')],
      { looked: 2, withoutSight: 0, perhaps: 0, nobody: 0 },
    ],
    [
      'an hour over midnight',
      [at('a', '2023-10-20T23:30Z/2023-10-21T00:30Z')],
      { looked: 0, withoutSight: 0, perhaps: 2, nobody: 0 },
    ],
  ] as const)('%s', (_, observations, days) => {
    expect(gaps([...observations]).days).toEqual(days)
  })

  test('are counted in the window that is asked for, on its open side up to the last look', () => {
    const looks = [at('a', '2023-09-14'), at('b', '2023-09-22'), at('c', '../2023-09-02')]
    expect(gaps(looks, '2023-09').days).toEqual({ looked: 2, withoutSight: 0, perhaps: 2, nobody: 26 })
    expect(gaps(looks, '2023-09-10/..').window).toEqual({ first: '2023-09-10', last: '2023-09-22' })
    expect(gaps(looks, '2023-09-14').verdict).toBe('no-gap')
    expect(gaps([], '2023-09')).toMatchObject({ verdict: 'gap', longest: { days: 30 } })
  })

  test.each([
    ['nobody', []],
    ['a statement', [at('a', '2023-09-14', { kind: 'statement' } as object)]],
    ['what was usual', [at('a', '2018/2023', { baseline: true })]],
    ['an undated look', [observation('a', { place: 'tumangang' })]],
    ['another place', [at('a', '2023-09-14', { place: 'khasan' })]],
  ])('are not spoken of where %s looked', (_, observations) => {
    expect(gaps([...observations])).toMatchObject({
      verdict: 'never',
      window: undefined,
      longest: undefined,
      sentence: 'Nobody is recorded to have looked at Tumangang on any day.',
    })
  })

  test('of a leg are days without a look at either end or along it', () => {
    const rail = leg('tumangang-khasan', 'tumangang', 'khasan', { mode: 'rail' })
    const along = sighting('c', undefined, '2023-09-03', { along: 'tumangang-khasan' })
    const looks = [at('a', '2023-09-01'), at('b', '2023-09-06', { place: 'khasan' }), along]
    expect(gapsOf({ leg: rail }, looks, NAMES)).toMatchObject({
      leg: 'tumangang-khasan',
      days: { looked: 3, nobody: 3 },
      longest: { first: '2023-09-04', last: '2023-09-05' },
      sentence:
        'At either end of tumangang-khasan (Tumangang, Khasan), somebody looked on 3 of the 6 days from 2023-09-01 to 2023-09-06; nobody is recorded to have looked on 3, the longest stretch being 2023-09-04 to 2023-09-05 (2 days).',
    })
  })
})

describe('counted day by day', () => {
  const some = fc.array(
    fc.record({
      from: fc.integer({ min: 0, max: 20 }),
      days: fc.constantFrom(0, 0, 1, 4),
      outcome: fc.constantFrom('seen' as const, 'none-seen' as const, 'not-visible' as const),
    }),
    { maxLength: 8 },
  )
  const made = (looks: { from: number; days: number; outcome: ObservationRecord['outcome'] }[]) =>
    looks.map(({ from, days, outcome }, i) =>
      at(`look-${String(i)}`, windowOn(from, from + days), { outcome }),
    )
  const FIRST = 19_600

  test('each day is what the looks say of it, and the longest stretch is the longest', () => {
    fc.assert(
      fc.property(
        some,
        fc.integer({ min: -3, max: 10 }),
        fc.integer({ min: 11, max: 28 }),
        (looks, from, to) => {
          const known = Array.from({ length: to - from + 1 }, (_, i) => {
            const on = looks.filter((look) => look.from <= from + i && from + i <= look.from + look.days)
            const certain = on.filter(({ days }) => days === 0)
            return certain.some(({ outcome }) => outcome !== 'not-visible')
              ? 'looked'
              : certain.length > 0
                ? 'withoutSight'
                : on.length > 0
                  ? 'perhaps'
                  : 'nobody'
          })
          const found = gaps(made(looks), windowOn(from, to))
          for (const kind of ['looked', 'withoutSight', 'perhaps', 'nobody'] as const)
            expect(found.days[kind]).toBe(known.filter((one) => one === kind).length)
          const runs = known
            .map((kind) => (kind === 'nobody' ? 'x' : ' '))
            .join('')
            .split(/ +/)
          const longest = Math.max(...runs.map((run) => run.length))
          expect(found.longest?.days ?? 0).toBe(longest)
          if (found.longest !== undefined) {
            const start = dayOf(Date.parse(found.longest.first)) - FIRST - from
            expect(known.slice(start, start + longest).every((kind) => kind === 'nobody')).toBe(true)
            expect(found.longest.last).toBe(dayText(FIRST + from + start + longest - 1))
          }
        },
      ),
      { numRuns: 150 },
    )
  })

  test('widening the window of a look never makes a day one on which nobody looked, and order does not matter', () => {
    fc.assert(
      fc.property(some, fc.nat(7), (looks, which) => {
        const wider = looks.map((look, i) =>
          i === which ? { ...look, from: look.from - 1, days: look.days + 2 } : look,
        )
        const [before, after] = [looks, wider].map((one) => gaps(made(one), windowOn(-3, 28)))
        expect(after?.days.nobody).toBeLessThanOrEqual(before?.days.nobody ?? 0)
        expect(gaps(made(looks).toReversed(), windowOn(-3, 28))).toEqual(before)
      }),
      { numRuns: 100 },
    )
  })
})
