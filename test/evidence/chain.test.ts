import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { appraise } from '../../src/evidence/appraisal.ts'
import { branches, inRouteOrder, legsWithoutContents, weakestOf } from '../../src/evidence/chain.ts'
import { legDifferences } from '../../src/evidence/difference.ts'
import { greatCircleKm, lengthOf } from '../../src/evidence/distance.ts'
import { lineageOf } from '../../src/evidence/origins.ts'
import { supportOf } from '../../src/evidence/support.ts'
import type { CitationRecord, LegRecord, ObservationRecord } from '../../src/model/records.ts'
import { cites, leg, observation, place, report, shows } from './synthetic.ts'

const sea = leg('rajin-dunai', 'rajin', 'dunai')
const rail = leg('dunai-depot', 'dunai', 'depot', { mode: 'rail' })
const places = new Map(
  [place('rajin', 42.25559, 130.28308), place('dunai', 42.87879, 132.33542)].map((one) => [one.id, one]),
)
const lineage = lineageOf([report('rusi', 'rusi'), report('csis', 'csis')], [])
const own = (key: string) => key
function trace(of: LegRecord, observations: ObservationRecord[], citations: CitationRecord[] = []) {
  const [traced] = appraise([of], {
    places,
    names: { place: own, vessel: own, organisation: own },
    lineage,
    supported: supportOf(observations, citations, lineage),
    around: [],
    relations: [],
    conversions: [],
    judgements: [],
  }).legs
  if (traced === undefined) throw new Error('the leg was not traced')
  return traced
}

describe('the length of a leg', () => {
  test('is the great circle by sea unless one is stated', () => {
    expect(lengthOf(sea, places.get('rajin'), places.get('dunai'))).toMatchObject({ basis: 'great-circle' })
    expect(lengthOf({ ...sea, km: 250 }, places.get('rajin'), places.get('dunai'))).toEqual({
      km: 250,
      basis: 'stated',
    })
  })

  test('is unknown on land without a stated one, and where a position is missing', () => {
    expect(lengthOf(rail, places.get('dunai'), place('depot', 45.88842, 40.04236))).toBeUndefined()
    expect(lengthOf(sea, places.get('rajin'), undefined)).toBeUndefined()
  })

  test.each([
    ['a quarter of the equator', { lat: 0, lon: 0 }, { lat: 0, lon: 90 }, 10007.557],
    ['pole to pole', { lat: 90, lon: 0 }, { lat: -90, lon: 0 }, 20015.114],
    ['across the antimeridian', { lat: 0, lon: 179.5 }, { lat: 0, lon: -179.5 }, 111.195],
    ['nowhere', { lat: 42, lon: 130 }, { lat: 42, lon: 130 }, 0],
  ])('%s', (_, a, b, km) => {
    expect(greatCircleKm(a, b)).toBeCloseTo(km, 2)
  })

  test('is the same both ways', () => {
    const position = fc.record({
      lat: fc.double({ min: -90, max: 90, noNaN: true }),
      lon: fc.double({ min: -180, max: 180, noNaN: true }),
    })
    fc.assert(
      fc.property(position, position, (a, b) => Math.abs(greatCircleKm(a, b) - greatCircleKm(b, a)) < 1e-6),
    )
  })
})

describe('a traced leg', () => {
  test('has its observations in order of time, undated ones last', () => {
    const all = [
      observation('c', { on: '2023-10-05', ...shows('rajin-dunai') }),
      observation('d', shows('rajin-dunai')),
      observation('a', { on: '../2023-09-01', ...shows('rajin-dunai') }),
      observation('b', { on: '2023-08', ...shows('rajin-dunai') }),
      observation('elsewhere', { on: '2023-08', ...shows('dunai-depot') }),
    ]
    const traced = trace(sea, all)
    expect(traced.supported.map(({ observation: { id } }) => id)).toEqual(['a', 'b', 'c', 'd'])
    expect(traced.undated).toBe(1)
    expect(traced.observed).toEqual({ first: '2023-08', last: '2023-10-05' })
  })

  test('none seen is an observation of the leg, and no origin of it', () => {
    const traced = trace(
      sea,
      [observation('empty', { outcome: 'none-seen', ...shows('rajin-dunai') })],
      [cites('empty', 'rusi')],
    )
    expect(traced.supported).toHaveLength(1)
    expect(traced.origins.origins).toEqual([])
  })

  test('does not depend on the order of recording', () => {
    const all = ['a', 'b', 'c'].map((id) =>
      observation(id, { on: '2023-10', ...shows('rajin-dunai', 'loaded') }),
    )
    const citations = [cites('a', 'rusi'), cites('b', 'csis'), cites('c', 'rusi')]
    fc.assert(
      fc.property(
        fc.shuffledSubarray(all, { minLength: 3 }),
        fc.shuffledSubarray(citations, { minLength: 3 }),
        (observed, cited) => {
          const { supported, ...rest } = trace(sea, observed, cited)
          const { supported: expected, ...same } = trace(sea, all, citations)
          expect(rest).toEqual(same)
          expect(supported.map((one) => one.observation)).toEqual(expected.map((one) => one.observation))
        },
      ),
    )
  })
})

describe('the order of a route', () => {
  const ids = (legs: LegRecord[]) => inRouteOrder(legs).map(({ id }) => id)

  test('follows the way, whatever the keys', () => {
    expect(ids([leg('a', 'depot', 'front'), leg('b', 'dunai', 'depot'), leg('c', 'rajin', 'dunai')])).toEqual(
      ['c', 'b', 'a'],
    )
  })

  test('follows one branch to its end, and joins after both', () => {
    expect(
      ids([
        leg('1-rajin-dunai', 'rajin', 'dunai'),
        leg('2-rajin-vostochny', 'rajin', 'vostochny'),
        leg('3-dunai-depot', 'dunai', 'depot'),
        leg('4-vostochny-depot', 'vostochny', 'depot'),
        leg('5-depot-front', 'depot', 'front'),
      ]),
    ).toEqual(['1-rajin-dunai', '3-dunai-depot', '2-rajin-vostochny', '4-vostochny-depot', '5-depot-front'])
  })

  test('has every leg once, also in a circle and in parts that do not meet', () => {
    const towns = ['rajin', 'dunai', 'depot', 'front', 'khasan']
    const anyLegs = fc
      .uniqueArray(fc.tuple(fc.constantFrom(...towns), fc.constantFrom(...towns)), {
        selector: ([a, b]) => `${a}-${b}`,
        maxLength: 12,
      })
      .map((ends) => ends.map(([from, to]) => leg(`${from}-${to}`, from, to)))
    fc.assert(
      fc.property(anyLegs, (legs) => {
        expect(ids(legs).sort()).toEqual(legs.map(({ id }) => id).sort())
        expect(ids(legs.toReversed())).toEqual(ids(legs))
      }),
    )
  })

  test('says where it parts and joins', () => {
    expect(
      branches([
        leg('a', 'rajin', 'dunai'),
        leg('b', 'rajin', 'vostochny'),
        leg('c', 'dunai', 'depot'),
        leg('d', 'vostochny', 'depot'),
      ]),
    ).toEqual([
      { place: 'rajin', legs: ['a', 'b'], how: 'parts' },
      { place: 'depot', legs: ['c', 'd'], how: 'joins' },
    ])
  })
})

describe('what is said of a route', () => {
  const seen = trace(
    sea,
    [
      observation('x', shows('rajin-dunai', 'loaded')),
      observation('y', shows('rajin-dunai', 'arrived', 'contents')),
    ],
    [cites('x', 'rusi'), cites('y', 'csis')],
  )
  const unseen = trace(rail, [])

  test('the weakest legs decide', () => {
    expect(weakestOf([seen, unseen]).map((one) => one.leg.id)).toEqual(['dunai-depot'])
    expect(weakestOf([unseen, { ...unseen, leg: sea }])).toHaveLength(2)
  })

  test('legs without contents are named', () => {
    expect(legsWithoutContents([seen, unseen]).map((one) => one.leg.id)).toEqual(['dunai-depot'])
  })

  test('a difference names gained and lost origins, changed cells and strength, and leaves out legs that are the same', () => {
    expect(legDifferences([seen, unseen], [seen, unseen])).toEqual([])
    expect(legDifferences([trace(sea, []), unseen], [seen, unseen])).toMatchObject([
      {
        leg: 'rajin-dunai',
        before: 'no evidence',
        after: 'corroborated',
        observations: { before: 0, after: 2 },
        origins: { gained: ['csis', 'rusi'], lost: [] },
        coverage: [
          { stage: 'loaded', before: [], after: ['rusi'] },
          { stage: 'arrived', before: [], after: ['csis'] },
          { stage: 'contents', before: [], after: ['csis'] },
        ],
      },
    ])
    expect(legDifferences([seen], [])).toMatchObject([
      { leg: 'rajin-dunai', after: undefined, origins: { gained: [], lost: ['csis', 'rusi'] } },
    ])
  })
})
