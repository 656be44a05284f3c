import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { credibilityOf } from '../../src/evidence/credibility.ts'
import { lineageOf, type Lineage } from '../../src/evidence/origins.ts'
import { originsSaid } from '../../src/evidence/origins-said.ts'
import { supportOf, type Supported } from '../../src/evidence/support.ts'
import type { CitationRecord, DerivationRecord, SourceRecord } from '../../src/model/records.ts'
import { cites, derives, observation, report, source } from './synthetic.ts'

const NAMES: Record<string, string> = { rusi: 'RUSI', csis: 'CSIS', 'white-house': 'White House' }
const lineage = (sources: SourceRecord[], derivations: DerivationRecord[] = []): Lineage =>
  lineageOf(sources, derivations, (key) => NAMES[key] ?? key)
const image = (id: string, item = '20231005_020817', more: Partial<SourceRecord> = {}): SourceRecord =>
  source(id, 'original', { kind: 'image', originator: 'planet', scene: { item }, ...more })
const analysis = (child: string, from: string): DerivationRecord => ({
  ...derives(child, from),
  how: 'analysis',
})

/** One observation with what is cited for it. */
function on(
  known: Lineage,
  from: readonly (string | CitationRecord)[],
  more: Parameters<typeof observation>[1] = {},
  analyst?: string,
): Supported[] {
  const citations = from.map((one) => (typeof one === 'string' ? cites('stack', one) : one))
  return supportOf([observation('stack', more)], citations, known, () => analyst)
}
const sentences = (known: Lineage, supported: readonly Supported[]) =>
  originsSaid(supported, known).map(({ verdict, sentence }) => `${verdict}: ${sentence}`)

describe('what is said of origins', () => {
  test('five articles on one report', () => {
    const press = ['kyiv-post', 'babel', 'yonhap', 'marine-insight', 'voa']
    const known = lineage(
      [report('rusi-2023-10-16', 'rusi'), ...press.map((id) => source(id, 'derived'))],
      press.map((id) => derives(id, 'rusi-2023-10-16')),
    )
    expect(sentences(known, on(known, press))).toEqual([
      'one-origin: 5 documents cited in support rest on 1 origin, RUSI, and do not confirm each other.',
    ])
    expect(sentences(known, on(known, ['voa']))).toEqual([
      'one-origin: 1 document cited in support rests on 1 origin, RUSI.',
    ])
    const [finding] = originsSaid(on(known, ['voa']), known)
    expect(finding?.records).toEqual([
      { type: 'derivation', id: 'voa-from-rusi-2023-10-16' },
      { type: 'source', id: 'rusi-2023-10-16' },
      { type: 'source', id: 'voa' },
    ])
  })

  test('two reports, of which one is recorded as repeating the other too', () => {
    const reports = [report('rusi-2023-10-16', 'rusi'), report('csis-2023-10-06', 'csis')]
    const apart = lineage(reports)
    const both = ['rusi-2023-10-16', 'csis-2023-10-06']
    expect(sentences(apart, on(apart, both))).toEqual([
      'independent: 2 documents cited in support rest on 2 origins, CSIS and RUSI.',
    ])
    const tied = lineage(reports, [derives('rusi-2023-10-16', 'csis-2023-10-06')])
    expect(sentences(tied, on(tied, both))).toEqual([
      'independent: 2 documents cited in support rest on 2 origins, CSIS and RUSI; RUSI is first-hand and repeats CSIS too.',
    ])
    const three = [...reports, report('white-house-2023', 'white-house')]
    const all = lineage(three, [
      derives('rusi-2023-10-16', 'csis-2023-10-06'),
      derives('rusi-2023-10-16', 'white-house-2023'),
    ])
    expect(sentences(all, on(all, [...both, 'white-house-2023']))[0]).toContain(
      '; RUSI is first-hand and repeats CSIS and White House too.',
    )
  })

  test('what counts as none is named with the reason, and is not among those that rest on something', () => {
    const known = lineage(
      [
        report('rusi-2023', 'rusi'),
        source('blog', 'unknown'),
        source('forum', 'unknown'),
        source('copy', 'derived'),
      ],
      [derives('copy', 'gone')],
    )
    expect(sentences(known, on(known, ['rusi-2023', 'blog', 'forum', 'copy']))).toEqual([
      'one-origin: Of 4 documents cited in support 1 rests on 1 origin, RUSI.',
      'unrooted: Where blog and forum have it from is not known, so they may repeat any of the others and count as no origin.',
      'unrooted: gone is not in the case, and counts as no origin.',
    ])
    expect(sentences(known, on(known, ['blog']))).toEqual([
      'none: 1 document cited in support rests on no origin that is known, and so nothing counts.',
      'unrooted: Where blog has it from is not known, so it may repeat any of the others and counts as no origin.',
    ])
    const lost = lineage([source('copy', 'derived')])
    expect(sentences(lost, on(lost, ['copy']))[1]).toBe(
      'unrooted: What copy repeats is not recorded, so it counts as no origin.',
    )
  })

  test('a circle is named with its derivations, and one that contradicts too', () => {
    const known = lineage(
      [source('a', 'derived'), source('b', 'derived'), source('self', 'derived')],
      [derives('a', 'b'), derives('b', 'a'), derives('self', 'self')],
    )
    const found = originsSaid(on(known, ['b', cites('stack', 'self', 'contradicts')]), known)
    expect(found.map(({ verdict, sentence }) => `${verdict}: ${sentence}`)).toEqual([
      'none: 1 document cited in support rests on no origin that is known, and so nothing counts.',
      'cycle: a and b are recorded as deriving from each other in a circle, which cannot be and counts as no origin.',
      'cycle: self is recorded as deriving from itself, which cannot be, and counts as no origin.',
    ])
    expect(found[1]?.records.map(({ id }) => id)).toEqual(['a-from-b', 'b-from-a', 'a', 'b'])
  })

  test('two images of one scene and two who read it are one picture', () => {
    const known = lineage(
      [image('planet-1'), image('planet-2'), source('csis-2023', 'derived', { originator: 'csis' })],
      [analysis('csis-2023', 'planet-1')],
    )
    expect(sentences(known, on(known, ['csis-2023', 'planet-2'], {}, 'jane'))).toEqual([
      'one-origin: 2 documents cited in support rest on 1 origin, 20231005_020817, and do not confirm each other.',
      'one-scene: 2 images of scene 20231005_020817 are 1 origin; CSIS and jane each read it, which makes 2 readings of one picture.',
    ])
    expect(sentences(known, on(known, ['planet-1', 'planet-2'], {}, 'jane'))[1]).toBe(
      'one-scene: 2 images of scene 20231005_020817 are 1 origin, read by jane.',
    )
    expect(sentences(known, on(known, ['planet-1', 'planet-2']))[1]).toBe(
      'one-scene: 2 images of scene 20231005_020817 are 1 origin; who read it is not recorded.',
    )
    expect(sentences(known, on(known, ['planet-1', 'csis-2023'], {}, 'jane'))[1]).toBe(
      'one-scene: The image of scene 20231005_020817 is 1 origin; CSIS and jane each read it, which makes 2 readings of one picture.',
    )
  })

  test('nothing is said of what nobody cites, nor of one image read once', () => {
    const known = lineage([image('planet-1'), report('rusi', 'rusi')])
    expect(originsSaid([], known)).toEqual([])
    expect(originsSaid(on(known, []), known)).toEqual([])
    expect(originsSaid(on(known, [cites('stack', 'rusi', 'mentions')]), known)).toEqual([])
    expect(sentences(known, on(known, ['planet-1'], {}, 'jane'))).toEqual([
      'one-origin: 1 document cited in support rests on 1 origin, 20231005_020817.',
    ])
  })

  test('long lists are cut, and say how much more there is', () => {
    const copies = Array.from({ length: 30 }, (_, i) => `copy-${String(i).padStart(2, '0')}`)
    const known = lineage(
      copies.map((id) => source(id, 'derived')),
      copies.map((id) => derives(id, id)),
    )
    const found = sentences(known, on(known, copies))
    expect(found).toHaveLength(12)
    expect(found.at(-1)).toBe(
      'cycle: There are 20 more circles of derivations, none of which counts as an origin.',
    )
    const lost = lineage(copies.map((id) => source(id, 'unknown')))
    expect(sentences(lost, on(lost, copies))[1]).toContain('copy-04, copy-05 and 24 more have it from')
  })

  test('the order in which anything was recorded does not matter', () => {
    const sources = [
      image('planet-1'),
      image('planet-2'),
      report('rusi', 'rusi'),
      source('a', 'derived', { originator: 'csis' }),
      source('b', 'derived', { author: 'Jane Doe' }),
      source('c', 'unknown'),
    ]
    const ids = sources.map(({ id }) => id)
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom(...ids)), {
          selector: ([child, from]) => `${child} ${from}`,
        }),
        fc.uniqueArray(fc.constantFrom(...ids)),
        (edges, cited) => {
          const derivations = edges.map(([child, from]) => analysis(child, from))
          const [forward, backward] = [
            lineage(sources, derivations),
            lineage(sources.toReversed(), derivations.toReversed()),
          ]
          expect(originsSaid(on(backward, cited.toReversed()), backward)).toEqual(
            originsSaid(on(forward, cited), forward),
          )
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('credibility 1', () => {
  const known = lineage(
    [report('rusi-2023', 'rusi'), report('csis-2023', 'csis'), source('paper', 'derived'), image('planet-1')],
    [derives('paper', 'rusi-2023')],
  )
  const warned = (credibility: number | undefined, from: readonly string[], analyst?: string) => {
    const [one] = on(known, from, credibility === undefined ? {} : { credibility }, analyst)
    return one === undefined ? undefined : credibilityOf(one)
  }
  const MEANS =
    'Credibility 1 of the Admiralty code means “confirmed by other independent sources”, but it rests on'

  test.each([
    [['rusi-2023'], `${MEANS} 1 origin, RUSI.`],
    [['rusi-2023', 'paper'], `${MEANS} 1 origin, RUSI.`],
    [[], `${MEANS} no origin that is known.`],
    [['planet-1'], `${MEANS} 1 origin, 20231005_020817.`],
  ])('on %j is not confirmed', (from, sentence) => {
    expect(warned(1, from)).toMatchObject({
      rule: 'origins',
      verdict: 'not-confirmed',
      about: 'stack',
      sentence,
    })
  })

  test('names the observation, what is cited in support and the origin', () => {
    expect(warned(1, ['paper'])?.records).toEqual([
      { type: 'citation', id: 'stack-paper-supports' },
      { type: 'observation', id: 'stack' },
      { type: 'source', id: 'rusi-2023' },
    ])
  })

  test('two readings of one scene confirm no more than one', () => {
    const read = lineage(
      [image('planet-1'), source('csis-2023', 'derived', { originator: 'csis' })],
      [analysis('csis-2023', 'planet-1')],
    )
    const [one] = on(read, ['csis-2023', 'planet-1'], { credibility: 1 }, 'jane')
    expect(one === undefined ? undefined : credibilityOf(one)?.sentence).toBe(
      `${MEANS} 1 origin, 20231005_020817 (one scene, read by CSIS and jane).`,
    )
  })

  test.each([
    ['two origins', 1, ['rusi-2023', 'csis-2023']],
    ['another grade', 2, ['rusi-2023']],
    ['no grade', undefined, []],
  ] as const)('is silent with %s', (_, credibility, from) => {
    expect(warned(credibility, from)).toBeUndefined()
  })
})
