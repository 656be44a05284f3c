import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { baselineOf, MIN_BASELINE, type Baseline } from '../../src/evidence/baseline.ts'
import { timesWords } from '../../src/evidence/baseline-sentence.ts'
import { intervalOf, intervalWords, isWithin, type Interval } from '../../src/evidence/interval.ts'
import { medianOf, rangeOf } from '../../src/evidence/median.ts'
import { windowOf, type Window } from '../../src/evidence/window.ts'
import type { ObservationRecord } from '../../src/model/records.ts'
import { parseQuantity } from '../../src/model/quantity.ts'
import { parseWhen } from '../../src/model/when.ts'
import { observation } from './synthetic.ts'

const NAMES = {
  place: (key: string) => (key === 'tumangang' ? 'Tumangang' : key),
  vessel: (key: string) => key,
  organisation: (key: string) => key.toUpperCase(),
}
const window = (text: string): Window => windowOf(parseWhen(text)) ?? { from: 0, to: 0 }
const count = (id: string, on: string, how: string, more: object = {}): ObservationRecord =>
  ({
    ...observation(id, { place: 'tumangang', unit: 'railcars', on, count: how }),
    kind: 'railcar-count',
    ...more,
  }) as ObservationRecord
const look = (id: string, on: string, outcome: 'none-seen' | 'not-visible', more: object = {}) =>
  ({
    ...observation(id, { place: 'tumangang', on, outcome }),
    kind: 'railcar-count',
    ...more,
  }) as ObservationRecord
function withoutFigure({ quantity: _, ...rest }: ObservationRecord): ObservationRecord {
  return rest
}
const between = (a: string, b: string, ...observations: ObservationRecord[]): Baseline[] =>
  baselineOf('tumangang', observations, { a: window(a), b: window(b) }, NAMES)
/** Counts of the first days of May 2023. */
const inMay = (...counts: string[]) =>
  counts.map((how, i) => count(`may-${String(i)}`, `2023-05-${String(i + 1).padStart(2, '0')}`, how))

/* The facts of the worked example: CSIS, 6 October 2023. */
const SEVENTY_THREE = count('seventy-three', '2023-10-05', '~73')
const TWENTY = count('twenty', '2018~/2023', '<=20', {
  baseline: true,
  claimedBy: 'csis',
  quantity: parseQuantity('<=20', 'about 20 at most'),
})
const [BEFORE, THAT_DAY] = ['2018/2023-10-04', '2023-10-05']

describe('what was counted against what is usual', () => {
  test('windows that are open are named as such', () => {
    const [few] = between('../2023-09', '2023-10/..', SEVENTY_THREE)
    expect(few?.sentence).toBe(
      'At Tumangang no ratio is given for ~73 railcars (66 to 80; 1 count in the time from 2023-10-01 on): the time by ' +
        '2023-09-30 holds no count, a baseline needs counts on 6 dates, and what was usual is not stated.',
    )
    const [none] = between('../2023-11', '2023-12/..', SEVENTY_THREE)
    expect(none?.sentence).toContain(' of the time from 2023-12-01 on, so there is nothing to compare')
  })

  test('the worked example: one count against one stated maximum, and it says exactly that', () => {
    const [found, ...more] = between(BEFORE, THAT_DAY, SEVENTY_THREE, TWENTY)
    expect(more).toEqual([])
    expect(found).toMatchObject({
      verdict: 'compared-with-stated',
      stated: 'twenty',
      unit: 'railcars',
      a: { n: 0, median: undefined },
      b: { n: 1, median: { low: 66, high: 80 } },
      ratio: { low: 3.3, high: Infinity },
      timesMaximum: { low: 3.3, high: 4 },
      records: [
        { type: 'observation', id: 'seventy-three' },
        { type: 'observation', id: 'twenty' },
      ],
    })
    expect(found?.sentence).toBe(
      'At Tumangang ~73 railcars (66 to 80; 1 count in 2023-10-05) are 3.3 to 4 times the stated maximum of 20 (CSIS: “about 20 at most”, 2018~/2023), and so at least 3.3 times any number that it allows: from one count and one stated maximum, because 2018-01-01 to 2023-10-04 holds no count and a baseline needs counts on 6 dates.',
    )
  })

  test('without the stated maximum there is no ratio, and it says why', () => {
    const [found] = between(BEFORE, THAT_DAY, SEVENTY_THREE, count('eight', '2022-11-29', '8'))
    expect(found).toMatchObject({ verdict: 'too-few', ratio: undefined, stated: undefined, a: { n: 1 } })
    expect(found?.sentence).toBe(
      'At Tumangang no ratio is given for ~73 railcars (66 to 80; 1 count in 2023-10-05): 2018-01-01 to 2023-10-04 holds 1 count on 1 date, a baseline needs counts on 6 dates, and what was usual is not stated.',
    )
  })

  test('enough counts are compared by their medians, looks with none seen as counts of 0', () => {
    const [found] = between(
      '2023-05',
      '2023-06',
      ...inMay('4', '~10', '8', '12..14', '6', '5'),
      look('none', '2023-05-20', 'none-seen'),
      look('cloud', '2023-05-21', 'not-visible'),
      count('june-1', '2023-06-01', '30'),
      count('june-2', '2023-06-02', '~40'),
    )
    // Sorted lows 0 4 5 6 8 9 12 and highs 0 4 5 6 8 11 14; 30 and 36 to 44.
    expect(found).toMatchObject({
      verdict: 'compared',
      a: {
        n: 6,
        noneSeen: 1,
        dates: 7,
        withoutSight: 1,
        range: { low: 0, high: 14 },
        median: { low: 6, high: 6 },
      },
      b: { n: 2, range: { low: 30, high: 44 }, median: { low: 33, high: 37 } },
      ratio: { low: 5.5 },
      stated: undefined,
    })
    expect(found?.ratio?.high).toBeCloseTo(37 / 6)
    expect(found?.sentence).toBe(
      'At Tumangang a median of 33 to 37 railcars (2 counts in 2023-06-01 to 2023-06-30) are 5.5 to 6.17 times a median of 6 (7 counts, 1 of them with none seen in 2023-05-01 to 2023-05-31); not reckoned with: 1 without sight.',
    )
  })

  test('counts of one date are one date: two readings of one image are no second count', () => {
    const again = inMay('4', '5', '6', '7', '8').concat(count('again', '2023-05-05', '9'))
    expect(between('2023-05', '2023-06', ...again, count('june', '2023-06-01', '30'))).toMatchObject([
      { verdict: 'too-few', a: { n: 6, dates: 5 } },
    ])
  })

  test.each([
    ['at least a number', '>=18', '~73', 'at most 4.45 times what is stated to be usual'],
    ['about a number', '~20', '~73', '3 to 4.45 times what is stated to be usual'],
    ['at least a number now', '<=20', '>=70', '3.5 times the stated maximum'],
    ['over a number now', '<=20', '>1000', 'more than 50 times the stated maximum'],
    ['nothing was usual', '0', '~73', 'of which nothing is a multiple'],
  ])('stated: %s', (_, usual, now, words) => {
    const stated = count('stated', '2018/2023', usual, { baseline: true })
    const [found] = between(BEFORE, THAT_DAY, count('now', '2023-10-05', now), stated)
    expect(found?.sentence).toContain(words)
  })

  test('each stated baseline stands by itself; none is chosen', () => {
    const other = { ...TWENTY, id: 'another', quantity: parseQuantity('~30') }
    expect(between(BEFORE, THAT_DAY, SEVENTY_THREE, TWENTY, other).map(({ stated }) => stated)).toEqual([
      'another',
      'twenty',
    ])
  })

  test('a stated baseline is no count, and is not used where there are enough', () => {
    const days = inMay('4', '5', '6', '7', '8', '9')
    expect(between('2023-05', '2023-06', ...days, count('june', '2023-06-01', '30'), TWENTY)).toMatchObject([
      { verdict: 'compared', stated: undefined, a: { n: 6 } },
    ])
  })

  test('per kind and unit', () => {
    const wagons = count('wagons', '2023-10-05', '5', { unit: 'wagons' })
    const containers = count('containers', '2023-10-05', '9', { kind: 'container-count', unit: 'containers' })
    const all = [SEVENTY_THREE, wagons, containers]
    expect(between(BEFORE, THAT_DAY, ...all).map(({ kind, unit }) => [kind, unit])).toEqual([
      ['container-count', 'containers'],
      ['railcar-count', 'railcars'],
      ['railcar-count', 'wagons'],
    ])
    const windows = { a: window(BEFORE), b: window(THAT_DAY) }
    expect(baselineOf('tumangang', all, windows, NAMES, ['container-count'])).toHaveLength(1)
  })
})

describe('what is no count', () => {
  const found = (...extra: ObservationRecord[]) => between('2023-05', '2023-06', SEVENTY_THREE, ...extra)[0]

  test.each<[string, ObservationRecord, Partial<Baseline['a']>]>([
    ['one that may have been on another day', count('x', '2023-04/2023-05', '9'), { uncertain: 1 }],
    ['a total over a time', count('x', '2023-05', '90', { scope: 'total' }), { totals: 1 }],
    ['seen, and not counted', withoutFigure(count('x', '2023-05-05', '9')), { uncounted: 1 }],
    ['one that could not be seen', look('x', '2023-05-05', 'not-visible'), { withoutSight: 1 }],
    ['of some ships only', look('x', '2023-05-05', 'none-seen', { vessels: ['angara'] }), { noneSeen: 0 }],
    [
      'of one colour only',
      look('x', '2023-05-05', 'none-seen', { details: { colour: 'blue' } }),
      { noneSeen: 0 },
    ],
  ])('%s', (_, one, counts) => {
    expect(found(one, ...inMay('3'))).toMatchObject({ a: { n: 1, ...counts } })
  })

  test('one without a date is in no window, and is said', () => {
    const undated = { ...count('x', '2023-05', '9') }
    delete undated.observed
    expect(found(undated, ...inMay('3'))).toMatchObject({ undated: 1, a: { n: 1 } })
    expect(found(undated, ...inMay('3'))?.sentence).toContain('not reckoned with: 1 without a date')
  })
})

describe('the rule stays silent', () => {
  test.each<[string, ObservationRecord[]]>([
    ['where nobody looked', []],
    ['about another place', [count('x', '2023-05-05', '9', { place: 'khasan' })]],
    ['about statements, which are no looks', [count('x', '2023-05-05', '9', { kind: 'statement' })]],
    ['about what is in no window', [count('x', '2021-05-05', '9')]],
    ['about a stated baseline alone', [TWENTY]],
    [
      'about a unit of other years, though a look of no unit is in a window',
      [count('x', '2021-05-05', '9'), look('cloud', '2023-05-05', 'not-visible')],
    ],
  ])('%s', (_, observations) => {
    expect(between('2023-05', '2023-06', ...observations)).toEqual([])
  })
})

const day = fc.integer({ min: 1, max: 28 }).map((n) => `2023-05-${String(n).padStart(2, '0')}`)
const quantity = fc.oneof(
  fc.nat(200).map(String),
  fc.nat(200).map((n) => `~${String(n)}`),
  fc.nat(200).map((n) => `>${String(n)}`),
  fc.nat(200).map((n) => `<=${String(n)}`),
)
const history = fc
  .array(fc.record({ day, quantity, june: fc.boolean() }), { maxLength: 14 })
  .map((all) =>
    all.map(({ day: on, quantity: how, june }, i) =>
      count(`count-${String(i)}`, june ? on.replace('-05-', '-06-') : on, how),
    ),
  )

describe('whatever was counted', () => {
  test('the order in which it was recorded never matters', () => {
    fc.assert(
      fc.property(history, fc.infiniteStream(fc.nat()), (counts, keys) => {
        const shuffled = counts
          .map((one) => ({ one, key: keys.next().value }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one)
        expect(between('2023-05', '2023-06', ...shuffled)).toEqual(between('2023-05', '2023-06', ...counts))
      }),
      { numRuns: 100 },
    )
  })

  test('a ratio takes counts on enough dates, or a stated baseline', () => {
    fc.assert(
      fc.property(history, fc.boolean(), (counts, isStated) => {
        for (const one of between('2023-05', '2023-06', ...counts, ...(isStated ? [TWENTY] : []))) {
          const hasEnough = one.a.dates >= MIN_BASELINE
          expect(one.verdict === 'compared').toBe(hasEnough && one.b.median !== undefined)
          if (one.ratio !== undefined) expect(hasEnough || one.stated === 'twenty').toBe(true)
          if (one.verdict === 'too-few') expect(isStated).toBe(false)
        }
      }),
      { numRuns: 100 },
    )
  })

  test('a look without sight changes no figure', () => {
    fc.assert(
      fc.property(history, day, (counts, on) => {
        const [without] = between('2023-05', '2023-06', ...counts)
        const [seen] = between('2023-05', '2023-06', ...counts, look('cloud', on, 'not-visible'))
        if (without === undefined) return
        expect(seen).toMatchObject({ verdict: without.verdict, ratio: without.ratio })
      }),
      { numRuns: 100 },
    )
  })

  test('the median and the range hold those of any numbers that the counts allow', () => {
    const numbers = fc.array(
      fc.record({ low: fc.nat(50), more: fc.nat(20), part: fc.double({ min: 0, max: 1, noNaN: true }) }),
      {
        minLength: 1,
        maxLength: 9,
      },
    )
    fc.assert(
      fc.property(numbers, (all) => {
        const closed = (low: number, high: number): Interval => ({
          low,
          high,
          lowOpen: false,
          highOpen: false,
        })
        const counts = all.map(({ low, more }) => closed(low, low + more))
        const actual = all.map(({ low, more, part }) => low + more * part).sort((a, b) => a - b)
        const half = actual.length / 2
        const middle = ((actual[Math.ceil(half) - 1] ?? 0) + (actual[Math.floor(half)] ?? 0)) / 2
        expect(isWithin(closed(middle, middle), medianOf(counts) ?? closed(0, 0))).toBe(true)
        for (const one of actual)
          expect(isWithin(closed(one, one), rangeOf(counts) ?? closed(0, 0))).toBe(true)
      }),
      { numRuns: 100 },
    )
  })
})

test.each([
  [['>20', '20', '30'], '20 or more'],
  [['>20', '>25'], 'more than 20'],
  [['<20', '<=20'], '20 or fewer'],
  [['<20', '<15'], 'less than 20'],
])('the range of %j is %s', (texts, words) => {
  const range = rangeOf(texts.map((text) => intervalOf(parseQuantity(text))))
  expect(range === undefined ? undefined : intervalWords(range)).toBe(words)
})

test.each<[Partial<Interval>, string]>([
  [{ low: 2 / 3, high: 4 / 3 }, '0.66 to 1.34 times'],
  [{ low: 3.3, high: Infinity, highOpen: true }, 'at least 3.3 times'],
  [{ low: 3, high: Infinity, lowOpen: true }, 'more than 3 times'],
  [{ low: 0, high: 2, highOpen: true }, 'less than 2 times'],
  [{ low: 0, high: Infinity }, 'any number of times'],
  [{ low: 2, high: 2 }, '2 times'],
])('%j is %s, never more than it is', (interval, words) => {
  expect(timesWords({ low: 0, high: 0, lowOpen: false, highOpen: false, ...interval })).toBe(words)
})
