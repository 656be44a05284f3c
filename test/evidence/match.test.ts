import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { matchesOf } from '../../src/evidence/match.ts'
import type { ObservationRecord } from '../../src/model/records.ts'
import { leg, observation } from './synthetic.ts'
import { plainNames, train, windowAt } from './sightings.ts'

const rail = leg('dunai-tikhoretsk', 'dunai', 'tikhoretsk', { mode: 'rail' })
const found = (...observations: ObservationRecord[]) => matchesOf(rail, observations, plainNames)
const stack = (
  id: string,
  place: string,
  on: string | undefined,
  details: { colour?: string; size?: string; lot?: string },
): ObservationRecord => ({
  ...observation(id, { place, ...(on === undefined ? {} : { on }) }),
  kind: 'container-count',
  details,
})
const BLUE = { colour: 'blue', size: '20ft' }
const CARS = ['flat', 'flat', 'box', 'tank', 'box']

describe('what looks the same at two ends', () => {
  test('containers of one colour and size are a likeness and no identification', () => {
    const [one, ...others] = found(
      stack('a', 'dunai', '2023-09-14', BLUE),
      stack('b', 'tikhoretsk', '2023-09-28', { colour: 'Blue', size: '20FT' }),
    )
    expect(others).toEqual([])
    expect(one).toMatchObject({
      verdict: 'same-colour-and-size',
      from: 'dunai',
      to: 'tikhoretsk',
      what: 'blue 20ft containers',
      sentence:
        'Blue 20ft containers were seen at dunai (2023-09-14) and at tikhoretsk (2023-09-28): the same colour and size, which ' +
        'is a likeness and identifies no container.',
    })
    expect(one?.records.map(({ id }) => id)).toEqual(['a', 'b'])
  })

  test('such containers at the end before any were seen at the start are said with it', () => {
    const [one] = found(
      stack('a', 'dunai', '2023-09-14', BLUE),
      stack('b', 'tikhoretsk', '2023-09-28', BLUE),
      stack('c', 'tikhoretsk', '2023-08-02', BLUE),
    )
    expect(one?.sentence).toMatch(/; such containers were at tikhoretsk before that too \(2023-08-02\)\.$/)
    expect(one?.records.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
  })

  test('an undated sighting matches, and the order is said to be unknown', () => {
    // RFE/RL dates the dozens of containers at the depot "weeks later" and no better.
    const [one] = found(stack('a', 'dunai', '2023-09-14', BLUE), stack('b', 'tikhoretsk', undefined, BLUE))
    expect(one?.sentence).toContain('at tikhoretsk (undated)')
    expect(one?.sentence).toContain('which was first is not known')
  })

  test('a lot is matched by its name', () => {
    expect(
      found(
        stack('a', 'dunai', '2023-09-14', { lot: 'A-17' }),
        stack('b', 'tikhoretsk', '2023-09-28', { lot: 'a-17' }),
      ),
    ).toMatchObject([{ verdict: 'same-lot', what: 'lot A-17' }])
  })

  test.each<[string, string[], string]>([
    ['the same way', CARS, 'same-consist'],
    ['backwards', CARS.toReversed(), 'consist-reversed'],
  ])('a train is matched %s', (_, cars, verdict) => {
    const [one, ...others] = found(
      train('a', 'dunai', '2023-09-14', CARS),
      train('b', 'tikhoretsk', '2023-09-28', cars),
    )
    expect(others).toEqual([])
    expect(one).toMatchObject({ verdict, what: 'a train of 5 cars (flat, flat, box, tank, box)' })
    expect(one?.sentence.includes('read backwards')).toBe(verdict === 'consist-reversed')
  })

  test('an order that is its own reverse is not called reversed', () => {
    const cars = ['flat', 'box', 'box', 'flat']
    expect(
      found(train('a', 'dunai', '2023-09-14', cars), train('b', 'tikhoretsk', '2023-09-28', cars)),
    ).toMatchObject([{ verdict: 'same-consist' }])
  })

  test('of trains that run both ways the pair that runs the same way is named', () => {
    expect(
      found(
        train('a', 'dunai', '2023-09-14', CARS),
        train('b', 'tikhoretsk', '2023-09-20', CARS.toReversed()),
        train('c', 'tikhoretsk', '2023-09-28', CARS),
      ),
    ).toMatchObject([
      { verdict: 'same-consist', sentence: expect.stringContaining('1 more sighting') as string },
    ])
  })
})

describe('match is silent', () => {
  const departed = stack('a', 'dunai', '2023-09-14', BLUE)
  test.each<[string, ObservationRecord, ObservationRecord]>([
    ['of another colour', departed, stack('b', 'tikhoretsk', '2023-09-28', { colour: 'navy', size: '20ft' })],
    ['of another size', departed, stack('b', 'tikhoretsk', '2023-09-28', { colour: 'blue', size: '40ft' })],
    [
      'of a colour alone',
      stack('a', 'dunai', '2023-09-14', { colour: 'blue' }),
      stack('b', 'tikhoretsk', '2023-09-28', { colour: 'blue' }),
    ],
    [
      'of what was at the end before it was at the start',
      departed,
      stack('b', 'tikhoretsk', '2023-09-13', BLUE),
    ],
    ['of two sightings at one end', departed, stack('b', 'dunai', '2023-09-28', BLUE)],
    [
      'where somebody looked and saw none',
      departed,
      { ...stack('b', 'tikhoretsk', '2023-09-28', BLUE), outcome: 'none-seen' },
    ],
    [
      'where it could not be seen',
      departed,
      { ...stack('b', 'tikhoretsk', '2023-09-28', BLUE), outcome: 'not-visible' },
    ],
    ['of what was usual', departed, { ...stack('b', 'tikhoretsk', '2023-09-28', BLUE), baseline: true }],
    [
      'of short trains',
      train('a', 'dunai', '2023-09-14', ['flat', 'box', 'tank']),
      train('b', 'tikhoretsk', '2023-09-28', ['flat', 'box', 'tank']),
    ],
    [
      'of trains of one type of car',
      train('a', 'dunai', '2023-09-14', ['box', 'box', 'box', 'box']),
      train('b', 'tikhoretsk', '2023-09-28', ['box', 'box', 'box', 'box']),
    ],
    [
      'of trains in another order',
      train('a', 'dunai', '2023-09-14', CARS),
      train('b', 'tikhoretsk', '2023-09-28', ['flat', 'box', 'flat', 'tank', 'box']),
    ],
    [
      'of a part of a train',
      train('a', 'dunai', '2023-09-14', CARS),
      train('b', 'tikhoretsk', '2023-09-28', CARS.slice(1)),
    ],
  ])('%s', (_, a, b) => {
    expect(found(a, b)).toEqual([])
  })
})

describe('whatever is recorded', () => {
  const seen = fc.array(
    fc.record({
      where: fc.constantFrom('dunai', 'tikhoretsk'),
      colour: fc.constantFrom('blue', 'red'),
      from: fc.integer({ min: 0, max: 40 }),
      length: fc.integer({ min: 0, max: 10 }),
    }),
    { maxLength: 10 },
  )
  const made = (some: readonly { where: string; colour: string; from: number; length: number }[]) =>
    some.map(({ where, colour, from, length }, i) => ({
      ...stack(`s${String(i)}`, where, undefined, { colour, size: '20ft' }),
      observed: windowAt({ from, to: from + length }),
    }))

  test('a look is matched exactly when one at the end may have followed one at the start', () => {
    fc.assert(
      fc.property(seen, (some) => {
        const expected = ['blue', 'red'].filter((colour) =>
          some.some((a) =>
            some.some(
              (b) =>
                a.where === 'dunai' &&
                b.where === 'tikhoretsk' &&
                a.colour === colour &&
                b.colour === colour &&
                b.from + b.length >= a.from,
            ),
          ),
        )
        expect(found(...made(some)).map(({ what }) => what)).toEqual(
          expected.map((colour) => `${colour} 20ft containers`),
        )
      }),
      { numRuns: 200 },
    )
  })

  test('the order of entry never matters', () => {
    fc.assert(
      fc.property(seen, (some) => {
        expect(found(...made(some).toReversed())).toEqual(found(...made(some)))
      }),
      { numRuns: 100 },
    )
  })

  test('a train matches its reverse, and only cars in the same order or that', () => {
    const cars = fc.array(fc.constantFrom('flat', 'box', 'tank'), { minLength: 4, maxLength: 7 })
    fc.assert(
      fc.property(cars, cars, (a, b) => {
        const isSame = String(a) === String(b)
        const isReversed = String(a) === String(b.toReversed())
        const verdicts = found(
          train('a', 'dunai', '2023-09-14', a),
          train('b', 'tikhoretsk', '2023-09-28', b),
        ).map(({ verdict }) => verdict)
        const isEven = new Set(a).size < 2
        expect(verdicts).toEqual(
          isEven ? [] : isSame ? ['same-consist'] : isReversed ? ['consist-reversed'] : [],
        )
      }),
      { numRuns: 200 },
    )
    expect(
      found(
        train('a', 'dunai', '2023-09-14', CARS),
        train('b', 'tikhoretsk', '2023-09-28', CARS.toReversed()),
      ),
    ).toHaveLength(1)
  })
})

test('a look may have 100,000 sightings, of which few are named', { timeout: 30_000 }, () => {
  const [departure, arrival] = [stack('a', 'dunai', '2023', BLUE), stack('b', 'tikhoretsk', '2023', BLUE)]
  const many = Array.from({ length: 100_000 }, (_, i) => ({
    ...(i % 2 === 0 ? departure : arrival),
    id: `s${String(i)}`,
    observed: windowAt({ from: i, to: i + 5 }),
  }))
  const [one] = found(...many)
  expect(one?.records.length).toBeLessThan(20)
})
