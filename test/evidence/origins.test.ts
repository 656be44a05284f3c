import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { joinOrigins, lineageOf, originsOf } from '../../src/evidence/origins.ts'
import type { DerivationRecord, SourceRecord } from '../../src/model/records.ts'
import { derives, report, source } from './synthetic.ts'

const names = (ids: string[], sources: SourceRecord[], derivations: DerivationRecord[] = []) =>
  originsOf(ids, lineageOf(sources, derivations)).origins.map(({ name }) => name)

describe('origins of documents', () => {
  test('five articles that repeat one report are one origin', () => {
    const articles = ['press-1', 'press-2', 'press-3', 'press-4', 'press-5']
    const sources = [report('rusi-2023-10-16', 'rusi'), ...articles.map((id) => source(id, 'derived'))]
    const derivations = articles.map((id) => derives(id, 'rusi-2023-10-16'))
    expect(names(articles, sources, derivations)).toEqual(['rusi'])
  })

  test('a chain of copies is walked to its first document', () => {
    const sources = [report('csis', 'csis'), source('agency', 'derived'), source('paper', 'derived')]
    expect(names(['paper'], sources, [derives('paper', 'agency'), derives('agency', 'csis')])).toEqual([
      'csis',
    ])
  })

  test('a document that repeats two reports has two origins', () => {
    const sources = [report('csis', 'csis'), report('rusi', 'rusi'), source('paper', 'derived')]
    expect(names(['paper'], sources, [derives('paper', 'csis'), derives('paper', 'rusi')])).toEqual([
      'csis',
      'rusi',
    ])
  })

  test('two reports of one organisation are one origin', () => {
    expect(
      names(['january', 'october'], [report('january', 'white-house'), report('october', 'white-house')]),
    ).toEqual(['white-house'])
  })

  test('an original document counts as itself, also when it quotes others', () => {
    const sources = [report('csis', 'csis'), report('rusi', 'rusi')]
    expect(names(['csis'], sources, [derives('csis', 'rusi')])).toEqual(['csis'])
  })

  test('images of one scene are one origin, of two scenes two', () => {
    const image = (id: string, item: string) =>
      source(id, 'original', { kind: 'image', originator: 'planet', scene: { item } })
    expect(names(['a', 'b'], [image('a', 'scene-1'), image('b', 'scene-1')])).toEqual(['scene-1'])
    expect(names(['a', 'b'], [image('a', 'scene-1'), image('b', 'scene-2')])).toEqual(['scene-1', 'scene-2'])
  })

  test('an original document without an originator is an origin of its own', () => {
    expect(names(['logbook'], [source('logbook', 'original')])).toEqual(['Synthetic logbook'])
  })

  test.each([
    ['unknown lineage', source('paper', 'unknown'), 'unknown lineage'],
    [
      'a derived document whose parent is not recorded',
      source('paper', 'derived'),
      'derived, but from what is not recorded',
    ],
  ])('%s counts as no origin and is named', (_, paper, why) => {
    const found = originsOf(['paper'], lineageOf([paper], []))
    expect(found.origins).toEqual([])
    expect(found.unrooted).toEqual([{ source: 'paper', why }])
  })

  test('a source that is not there counts as no origin and is named', () => {
    expect(originsOf(['gone'], lineageOf([], [])).unrooted).toEqual([
      { source: 'gone', why: 'not in the case' },
    ])
  })

  test('a cycle is named the same wherever the walk enters it, and ends', () => {
    const sources = [source('a', 'derived'), source('b', 'derived'), source('c', 'derived')]
    const derivations = [derives('a', 'b'), derives('b', 'c'), derives('c', 'a')]
    for (const start of ['a', 'b', 'c']) {
      expect(originsOf([start], lineageOf(sources, derivations)).cycles).toEqual([['a', 'b', 'c', 'a']])
    }
  })

  test('organisations are printed by name', () => {
    const lineage = lineageOf([report('csis-2023', 'csis')], [], () => 'CSIS')
    expect(originsOf(['csis-2023'], lineage).origins).toEqual([
      { key: 'organisation:csis', name: 'CSIS', sources: ['csis-2023'], readings: ['CSIS'] },
    ])
  })
})

/** Sources s0…sn, each with a lineage, deriving only from earlier ones. */
const graph = fc.integer({ min: 2, max: 12 }).chain((n) =>
  fc.record({
    sources: fc.tuple(
      ...Array.from({ length: n }, (_, i) =>
        fc
          .record({
            lineage: fc.constantFrom('original', 'derived', 'unknown' as const),
            originator: fc.constantFrom('rusi', 'csis', 'voa'),
          })
          .map(({ lineage, originator }) => source(`s${String(i)}`, lineage, { originator })),
      ),
    ),
    derivations: fc.uniqueArray(
      fc
        .tuple(fc.nat(n - 2), fc.nat(n - 2))
        .map(([a, b]) => derives(`s${String(Math.max(a, b) + 1)}`, `s${String(Math.min(a, b))}`)),
      { selector: ({ id }) => id, maxLength: 20 },
    ),
    cited: fc.uniqueArray(
      fc.nat(n - 1).map((i) => `s${String(i)}`),
      { minLength: 1 },
    ),
  }),
)

describe('properties of the origins rule', () => {
  test('citing one more document that derives from a cited one never raises the count', () => {
    fc.assert(
      fc.property(graph, ({ sources, derivations, cited }) => {
        const before = originsOf(cited, lineageOf(sources, derivations)).origins.length
        const [first = ''] = cited
        const more = [...sources, source('copy', 'derived')]
        const after = originsOf([...cited, 'copy'], lineageOf(more, [...derivations, derives('copy', first)]))
          .origins.length
        expect(after).toBe(before)
      }),
    )
  })

  test('the order in which anything was recorded does not matter', () => {
    fc.assert(
      fc.property(graph, ({ sources, derivations, cited }) => {
        const forward = originsOf(cited, lineageOf(sources, derivations))
        const backward = originsOf(
          cited.toReversed(),
          lineageOf(sources.toReversed(), derivations.toReversed()),
        )
        expect(backward).toEqual(forward)
      }),
    )
  })

  test('joining the origins of parts is the origins of the whole', () => {
    fc.assert(
      fc.property(graph, ({ sources, derivations, cited }) => {
        const lineage = lineageOf(sources, derivations)
        expect(joinOrigins(cited.map((id) => originsOf([id], lineage)))).toEqual(originsOf(cited, lineage))
      }),
    )
  })
})

test('a source of unknown lineage counts as none, also when something it repeats is recorded', () => {
  const sources = [report('rusi-2023', 'rusi'), source('blog', 'unknown')]
  const found = originsOf(['blog'], lineageOf(sources, [derives('blog', 'rusi-2023')]))
  expect(found.origins).toEqual([])
  expect(found.unrooted).toEqual([{ source: 'blog', why: 'unknown lineage' }])
})

test('a chain of copies may be longer than any call stack', () => {
  const copies = Array.from({ length: 50_000 }, (_, i) => `copy-${String(i)}`)
  const sources = [report('rusi-2023', 'rusi'), ...copies.map((id) => source(id, 'derived'))]
  const derivations = copies.map((id, i) => derives(id, copies[i + 1] ?? 'rusi-2023'))
  expect(names(['copy-0'], sources, derivations)).toEqual(['rusi'])
})
