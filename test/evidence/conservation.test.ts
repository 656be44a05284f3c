import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { conservationOf } from '../../src/evidence/conservation.ts'
import { parseQuantity } from '../../src/model/quantity.ts'
import type { ConversionRecord, ObservationRecord } from '../../src/model/records.ts'
import type { Scope, Stage } from '../../src/model/vocabulary.ts'
import { leg, observation, shows } from './synthetic.ts'
import { plainNames, windowAt } from './sightings.ts'

const sea = leg('rajin-dunai', 'rajin', 'dunai')
const rail = leg('dunai-tikhoretsk', 'dunai', 'tikhoretsk-depot', { mode: 'rail' })
const found = (observations: ObservationRecord[], conversions: ConversionRecord[] = []) =>
  conservationOf(sea, rail, observations, conversions, plainNames)

function figure(
  id: string,
  to: string,
  stage: Stage,
  on: string | undefined,
  count: string | undefined,
  unit: string | undefined,
  scope?: Scope,
): ObservationRecord {
  return observation(id, {
    place: 'dunai',
    ...shows(to, stage),
    ...(on === undefined ? {} : { on }),
    ...(count === undefined ? {} : { count }),
    ...(unit === undefined ? {} : { unit }),
    ...(scope === undefined ? {} : { scope }),
  })
}
const out = (on: string | undefined, count: string | undefined, scope?: Scope, unit = 'containers') =>
  figure('out', 'rajin-dunai', 'unloaded', on, count, unit, scope)
const into = (on: string | undefined, count: string | undefined, scope?: Scope, unit = 'containers') =>
  figure('into', 'dunai-tikhoretsk', 'loaded', on, count, unit, scope)
const shells = (factor: string, id = 'c1'): ConversionRecord => ({
  type: 'conversion',
  id,
  revision: 1,
  from: 'Containers',
  to: '152 mm shells',
  factor: parseQuantity(factor),
  source: 'rok-figures-press',
})

describe('what came out of a leg against what went into the next', () => {
  test.each<[string, ObservationRecord, ObservationRecord, string]>([
    ['totals that meet', out('2023-09', '~300', 'total'), into('2023-09', '270..290', 'total'), 'consistent'],
    [
      'less went on in all',
      out('2023-09', '~300', 'total'),
      into('2023-09/2023-10', '120', 'total'),
      'shortfall',
    ],
    ['more went on in all', out('2023-09', '~300', 'total'), into('2023-09', '400', 'total'), 'excess'],
    // "Over 1,000" and "up to 1,000" do not meet.
    ['over against up to', out('2023-09', '>1000', 'total'), into('2023-09', '<=1000', 'total'), 'shortfall'],
    [
      'at least against up to',
      out('2023-09', '>=1000', 'total'),
      into('2023-09', '<=1000', 'total'),
      'consistent',
    ],
    [
      'one count above all that went on',
      out('2023-09-14', '300'),
      into('2023-09', '120', 'total'),
      'shortfall',
    ],
    [
      'one count below all that went on',
      out('2023-09-14', '100'),
      into('2023-09', '120', 'total'),
      'consistent',
    ],
    ['one count above all that came', out('2023-09', '100', 'total'), into('2023-09-20', '120'), 'excess'],
    ['two single counts', out('2023-09-14', '300'), into('2023-09-14', '120'), 'consistent'],
    [
      'a total over other days',
      out('2023-09', '300', 'total'),
      into('2023-09-20/2023-10-20', '120', 'total'),
      'not-comparable',
    ],
    [
      'totals over other days that meet',
      out('2023-09', '~300', 'total'),
      into('2023-09-20/2023-10-20', '300', 'total'),
      'consistent',
    ],
    [
      'days that do not overlap',
      out('2023-09', '300', 'total'),
      into('2023-10', '300', 'total'),
      'not-comparable',
    ],
    ['an undated figure', out(undefined, '300'), into('2023-10', '300', 'total'), 'not-comparable'],
    [
      'other units',
      out('2023-09', '300', 'total', 'tonnes'),
      into('2023-09', '300', 'total'),
      'not-comparable',
    ],
    [
      'a unit written otherwise',
      out('2023-09', '300', 'total', 'Containers '),
      into('2023-09', '300', 'total'),
      'consistent',
    ],
    [
      'the same in the singular',
      out('2023-09', '300', 'total', 'Container'),
      into('2023-09', '300', 'total'),
      'consistent',
    ],
    [
      'another name of a measure',
      out('2023-09', '300', 'total', 'tonnes'),
      into('2023-09', '300', 'total', 't'),
      'consistent',
    ],
    ['no figure of what came', out('2023-09', undefined), into('2023-09', '300', 'total'), 'not-comparable'],
    ['no figure of what went', out('2023-09', '300'), into('2023-09', undefined), 'not-comparable'],
    ['no figure at all', out('2023-09', undefined), into('2023-09', undefined), 'not-comparable'],
    [
      'none seen throughout',
      out('2023-09-14', '300'),
      { ...into('2023-09', undefined, 'total'), outcome: 'none-seen' },
      'shortfall',
    ],
    [
      'none seen at one look',
      out('2023-09-14', '300'),
      { ...into('2023-09', undefined), outcome: 'none-seen' },
      'not-comparable',
    ],
    [
      'not visible',
      out('2023-09-14', '300'),
      { ...into('2023-09', undefined, 'total'), outcome: 'not-visible' },
      'not-comparable',
    ],
  ])('%s', (_, a, b, verdict) => {
    expect(found([a, b]).map((one) => one.verdict)).toEqual([verdict])
  })

  test('the sentence holds both figures, their windows and what may explain them', () => {
    const [one] = found([out('2023-09', '~300', 'total'), into('2023-09/2023-10', '120', 'total')])
    expect(one?.sentence).toBe(
      '270 to 330 containers in all came out of leg rajin-dunai (2023-09-01 to 2023-09-30) and 120 containers in all went into ' +
        'leg dunai-tikhoretsk (2023-09-01 to 2023-10-31): less went on than came out within the window of what went on, so some ' +
        'stayed, went another way or is not counted.',
    )
    expect(one).toMatchObject({
      unit: 'containers',
      out: { low: 270, high: 330 },
      into: { low: 120, high: 120 },
    })
    expect(one?.records.map(({ id }) => id)).toEqual(['into', 'out'])
  })

  test('says why it cannot compare', () => {
    const why = (...some: ObservationRecord[]) => found(some)[0]?.sentence
    expect(why(out('2023-09', '300', 'total', 'tonnes'), into('2023-09', '300'))).toContain(
      'the one is given in tonnes, the other in containers, and no conversion between them is recorded',
    )
    expect(why(out('2023-09', undefined))).toContain('no figure with a unit is recorded of either')
    expect(why(out('2023-09', '300'), into('2023-10', '300'))).toContain('their windows do not overlap')
    expect(why(out(undefined, '300'), into('2023-10', '300'))).toContain('not both are dated')
  })

  test('what left stands in for what arrived only when no arrival is counted, and says so', () => {
    const left = figure('left', 'rajin-dunai', 'loaded', '2023-09-07', '300', 'containers')
    const [standIn] = found([left, into('2023-09', '120', 'total')])
    expect(standIn).toMatchObject({ verdict: 'shortfall' })
    expect(standIn?.sentence).toContain(
      'left rajin on leg rajin-dunai (2023-09-07; what arrived is not counted)',
    )
    const [counted] = found([left, out('2023-09', '120', 'total'), into('2023-09', '120', 'total')])
    expect(counted).toMatchObject({ verdict: 'consistent' })
  })

  test('an observation of both sides is not set against itself', () => {
    // The White House says that containers were put from the ship on the train.
    const both = {
      ...out('2023-09', '300', 'total'),
      shows: [
        { leg: 'rajin-dunai', stage: 'unloaded' as const },
        { leg: 'dunai-tikhoretsk', stage: 'loaded' as const },
      ],
    }
    expect(found([both])).toMatchObject([{ verdict: 'not-comparable', unit: undefined }])
  })
})

describe('by a recorded conversion', () => {
  const inShells = into('2023-09/2023-10', '100000', 'total', '152 mm shells')
  test('the result says so with its factor and source, and names it', () => {
    // 270 to 330 containers of 404 to 492 shells: 109,080 to 162,360.
    const [one, ...others] = found([out('2023-09', '~300', 'total'), inShells], [shells('~448')])
    expect(others).toEqual([])
    expect(one).toMatchObject({
      verdict: 'shortfall',
      unit: '152 mm shells',
      out: { low: 109_080, high: 162_360 },
      conversions: ['c1'],
    })
    expect(one?.sentence).toContain(
      '109080 to 162360 152 mm shells (~300 containers) in all came out of leg rajin-dunai',
    )
    expect(one?.sentence).toContain(
      'taking 404 to 492 152 mm shells for one of Containers, an assumption recorded from rok-figures-press',
    )
    expect(one?.records).toContainEqual({ type: 'conversion', id: 'c1' })
  })

  test('it serves whichever side has the unit it converts from', () => {
    const [one] = found(
      [out('2023-09', '100000', 'total', '152 mm shells'), into('2023-09/2023-10', '300', 'total')],
      [shells('448')],
    )
    expect(one).toMatchObject({ verdict: 'consistent', into: { low: 134_400 } })
  })

  test('each conversion gives a result of its own', () => {
    const results = found(
      [out('2023-09', '300', 'total'), inShells],
      [shells('448', 'c2'), shells('300', 'c1')],
    )
    // 300 × 300 = 90,000 is below the 100,000 shells that went on, 300 × 448 = 134,400 above.
    expect(results.map(({ verdict, conversions }) => [verdict, ...conversions])).toEqual([
      ['consistent', 'c1'],
      ['shortfall', 'c2'],
    ])
  })
})

describe('conservation is silent', () => {
  test.each<[string, ObservationRecord[]]>([
    ['without observations', []],
    ['of ships', [{ ...out('2023-09', '3', 'total', 'ships'), kind: 'ship-sighting', details: {} }]],
    ['of what was usual', [{ ...out('2018/2023', '20', 'total'), baseline: true }]],
    ['of what shows neither side', [observation('x', { on: '2023-09', count: '300', unit: 'containers' })]],
    ['of what is on the way', [figure('x', 'rajin-dunai', 'in-transit', '2023-09', '300', 'containers')]],
  ])('%s', (_, observations) => {
    expect(found(observations)).toEqual([])
  })
})

describe('whatever is recorded', () => {
  const figures = fc.array(
    fc.record({
      isOut: fc.boolean(),
      isTotal: fc.boolean(),
      from: fc.integer({ min: 0, max: 20 }),
      length: fc.integer({ min: 0, max: 20 }),
      low: fc.integer({ min: 1, max: 9 }),
      more: fc.integer({ min: 0, max: 3 }),
    }),
    { minLength: 1, maxLength: 10 },
  )
  interface Drawn {
    isOut: boolean
    isTotal: boolean
    from: number
    length: number
    low: number
    more: number
  }
  const made = (some: readonly Drawn[]) =>
    some.map(({ isOut, isTotal, from, length, low, more }, i) => ({
      ...(isOut ? out : into)(
        undefined,
        `${String(low)}..${String(low + more)}`,
        isTotal ? 'total' : 'event',
      ),
      id: `f${String(i)}`,
      observed: windowAt({ from, to: from + length }),
    }))

  test('a shortfall or excess is said exactly when a total is below a figure within its window', () => {
    fc.assert(
      fc.property(figures, (some) => {
        const exceeded = (total: Drawn) =>
          total.isTotal &&
          some.some(
            (part) =>
              part.isOut !== total.isOut &&
              part.from >= total.from &&
              part.from + part.length <= total.from + total.length &&
              part.low > total.low + total.more,
          )
        const verdicts = found(made(some)).map(({ verdict }) => verdict)
        expect(verdicts.includes('shortfall')).toBe(some.some((one) => !one.isOut && exceeded(one)))
        expect(verdicts.includes('excess')).toBe(some.some((one) => one.isOut && exceeded(one)))
      }),
      { numRuns: 200 },
    )
  })

  test('the order of entry never matters', () => {
    fc.assert(
      fc.property(figures, (some) => {
        expect(found(made(some).toReversed())).toEqual(found(made(some)))
      }),
      { numRuns: 100 },
    )
  })

  test('a less exact figure never makes a shortfall or excess', () => {
    fc.assert(
      fc.property(figures, fc.nat(), fc.nat({ max: 5 }), (some, which, by) => {
        const is = (verdict: string, of: readonly Drawn[]) =>
          found(made(of)).some((one) => one.verdict === verdict)
        const looser = some.map((one, i) =>
          i === which % some.length
            ? { ...one, low: Math.max(1, one.low - by), more: one.more + by * 2 }
            : one,
        )
        for (const verdict of ['shortfall', 'excess'])
          if (!is(verdict, some)) expect(is(verdict, looser)).toBe(false)
      }),
      { numRuns: 200 },
    )
  })
})

test('there may be 100,000 figures', { timeout: 30_000 }, () => {
  const [outs, intos] = [out, into].map((side) =>
    Array.from({ length: 7 }, (_, i) => side(undefined, String(100 + i))),
  )
  const many = Array.from({ length: 100_000 }, (_, i) => ({
    ...((i % 2 === 0 ? outs : intos)?.[i % 7] ?? out(undefined, '1')),
    ...(i % 3 === 0 ? { scope: 'total' as const } : {}),
    id: `f${String(i)}`,
    observed: windowAt({ from: i, to: i + (i % 50) }),
  }))
  expect(found(many).map(({ verdict }) => verdict)).toEqual(['shortfall', 'excess'])
})
