import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { handlingIn, isAbove, strictest } from '../../src/evidence/handling.ts'
import { documentsWalked, lineageOf } from '../../src/evidence/origins.ts'
import { TLP } from '../../src/model/vocabulary.ts'
import { derives, observation, report, source } from './synthetic.ts'

const label = fc.constantFrom(...TLP)
const labels = fc.array(fc.option(label, { nil: undefined }))

describe('the strictest label', () => {
  test.each([
    [[], undefined],
    [[undefined], undefined],
    [['CLEAR'], 'CLEAR'],
    [[undefined, 'CLEAR'], 'CLEAR'],
    [['CLEAR', 'GREEN'], 'GREEN'],
    [['AMBER', 'GREEN'], 'AMBER'],
    [['AMBER', 'AMBER+STRICT'], 'AMBER+STRICT'],
    [['RED', 'AMBER+STRICT', 'CLEAR'], 'RED'],
  ] as const)('of %j is %s', (some, expected) => {
    expect(strictest(some)).toBe(expected)
  })

  test('is one of them that none is above, in whatever order and however they are grouped', () => {
    fc.assert(
      fc.property(labels, labels, (some, more) => {
        const all = [...some, ...more]
        const found = strictest(all)
        expect(strictest(all.toReversed())).toBe(found)
        expect(strictest([strictest(some), strictest(more)])).toBe(found)
        if (found === undefined) expect(all.filter((one) => one !== undefined)).toEqual([])
        else {
          expect(all).toContain(found)
          expect(all.filter((one) => isAbove(one, found))).toEqual([])
        }
      }),
    )
  })

  test('is above all that come before it, and nothing else', () => {
    expect(TLP.map((one) => TLP.filter((limit) => isAbove(one, limit)).length)).toEqual([0, 1, 2, 3, 4])
    fc.assert(fc.property(label, (limit) => !isAbove(undefined, limit) && !isAbove(limit, limit)))
  })
})

describe('the label of an observation and a document it is cited from', () => {
  /* paper ← summary of → agency ← translation of → report; paper ← quotation of → image */
  const all = [
    source('paper', 'derived'),
    source('agency', 'derived', { handling: 'GREEN' }),
    { ...report('report', 'rusi'), handling: 'AMBER' as const },
    { ...report('image', 'csis'), handling: 'CLEAR' as const },
    { ...report('first', 'csis'), handling: 'CLEAR' as const },
    source('secret', 'original', { handling: 'RED' }),
    source('leaflet', 'unknown'),
  ]
  const lineage = lineageOf(all, [
    derives('paper', 'agency'),
    derives('agency', 'report'),
    derives('paper', 'image'),
    derives('first', 'secret'),
    derives('leaflet', 'secret'),
  ])
  const of = handlingIn(lineage)

  test.each([
    ['its own, without a document', 'GREEN', undefined, 'GREEN'],
    ['none, without a document', undefined, undefined, undefined],
    ['that of the document', undefined, 'image', 'CLEAR'],
    ['its own, when that is stricter', 'RED', 'image', 'RED'],
    ['that of a document two steps away', 'CLEAR', 'paper', 'AMBER'],
    ['that of what an agency translates', undefined, 'agency', 'AMBER'],
    ['not that of what a first-hand document also repeats', undefined, 'first', 'CLEAR'],
    ['not that of what a document of unknown lineage may repeat', undefined, 'leaflet', undefined],
    ['its own, when the document is not in the case', 'GREEN', 'nowhere', 'GREEN'],
  ] as const)('is %s', (_, handling, document, expected) => {
    const seen = observation('seen', handling === undefined ? {} : { handling })
    expect(of(seen, document)).toBe(expected)
    expect(of(seen, document)).toBe(expected)
  })

  test('is found though documents repeat each other in a circle', () => {
    const circle = lineageOf(
      [source('a', 'derived'), source('b', 'derived', { handling: 'AMBER' })],
      [derives('a', 'b'), derives('b', 'a')],
    )
    expect(documentsWalked(['a'], circle).map(({ id }) => id)).toEqual(['a', 'b'])
    expect(handlingIn(circle)(observation('seen'), 'a')).toBe('AMBER')
  })

  test('is never below that of any document on the way', () => {
    const key = fc.nat({ max: 9 }).map(String)
    const sources = fc.array(fc.option(label, { nil: undefined }), { minLength: 10, maxLength: 10 })
    fc.assert(
      fc.property(sources, fc.array(fc.tuple(key, key)), key, (handlings, steps, start) => {
        const made = handlings.map((handling, i) =>
          source(String(i), 'derived', handling === undefined ? {} : { handling }),
        )
        const random = lineageOf(
          made,
          steps.map(([child, from]) => derives(child, from)),
        )
        const found = handlingIn(random)(observation('seen'), start)
        const walked = documentsWalked([start], random)
        for (const { id } of walked)
          for (const { from } of random.parents.get(id) ?? [])
            expect(walked.map((one) => one.id)).toContain(from)
        expect(
          walked.filter(({ handling }) => (found === undefined ? handling : isAbove(handling, found))),
        ).toEqual([])
      }),
    )
  })
})
