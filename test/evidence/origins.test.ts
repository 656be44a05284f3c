import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { joinOrigins, lineageOf, NOT_RECORDED, originsOf, type Reader } from '../../src/evidence/origins.ts'
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

  test('of circles that share a document one is named, the shortest through the first of them', () => {
    const sources = ['a', 'b', 'c'].map((id) => source(id, 'derived'))
    const derivations = [derives('a', 'b'), derives('b', 'a'), derives('a', 'c'), derives('c', 'b')]
    for (const some of [derivations, derivations.toReversed()])
      for (const start of ['a', 'b', 'c'])
        expect(originsOf([start], lineageOf(sources, some)).cycles).toEqual([['a', 'b', 'a']])
  })

  test('organisations are printed by name', () => {
    const lineage = lineageOf([report('csis-2023', 'csis')], [], () => 'CSIS')
    expect(originsOf(['csis-2023'], lineage).origins).toEqual([
      { key: 'organisation:csis', name: 'CSIS', sources: ['csis-2023'], readings: ['CSIS'] },
    ])
  })
})

describe('who read a scene', () => {
  const sources = [
    source('planet-1', 'original', { kind: 'image', originator: 'planet', scene: { item: 'scene-1' } }),
    source('planet-2', 'original', { kind: 'image', originator: 'planet', scene: { item: 'scene-1' } }),
    source('crop', 'derived', { kind: 'image' }),
    source('csis-2023', 'derived', { originator: 'csis' }),
    source('blog', 'derived', { author: 'Jane Doe' }),
    source('thread', 'derived'),
    source('paper', 'derived', { originator: 'kyiv-post' }),
    report('rusi-2023', 'rusi'),
  ]
  const by = (how: DerivationRecord['how'], child: string, from: string): DerivationRecord => ({
    ...derives(child, from),
    how,
  })
  const read = (cited: string[], derivations: DerivationRecord[], reader?: Reader) =>
    originsOf(cited, lineageOf(sources, derivations), reader).origins.map(({ key, readings }) => ({
      key,
      readings,
    }))
  const scene = (...readings: string[]) => [{ key: 'scene:scene-1', readings }]
  const JANE = { recordedBy: 'jane' }

  test.each([
    ['the originator of the analysis', ['csis-2023'], [by('analysis', 'csis-2023', 'planet-1')], ['csis']],
    ['its author', ['blog'], [by('analysis', 'blog', 'planet-1')], ['Jane Doe']],
    ['the analysis itself', ['thread'], [by('analysis', 'thread', 'planet-1')], ['thread']],
    [
      'the analysis that a paper sums up',
      ['paper'],
      [by('summary', 'paper', 'csis-2023'), by('analysis', 'csis-2023', 'planet-1')],
      ['csis'],
    ],
    [
      'the analysis of a copy of it',
      ['csis-2023'],
      [by('analysis', 'csis-2023', 'crop'), by('reprint', 'crop', 'planet-1')],
      ['csis'],
    ],
    [
      'two who analysed two images of it',
      ['csis-2023', 'blog'],
      [by('analysis', 'csis-2023', 'planet-1'), by('analysis', 'blog', 'planet-2')],
      ['Jane Doe', 'csis'],
    ],
    ['who recorded what it shows', ['planet-1'], [], ['jane']],
    ['who recorded what a copy of it shows', ['crop'], [by('reprint', 'crop', 'planet-1')], ['jane']],
    [
      'nobody known, where a paper sums up the image',
      ['paper'],
      [by('summary', 'paper', 'planet-1')],
      [NOT_RECORDED],
    ],
    [
      'the one known, where another path does not tell',
      ['paper', 'csis-2023'],
      [by('summary', 'paper', 'planet-1'), by('analysis', 'csis-2023', 'planet-1')],
      ['csis'],
    ],
  ])('%s', (_, cited, derivations, readings) => {
    expect(read(cited, derivations, JANE)).toEqual(scene(...readings))
  })

  test('is the claimant rather than who recorded it, and not rather than the analysis', () => {
    const claimed = { ...JANE, claimedBy: 'RUSI' }
    expect(read(['planet-1'], [], claimed)).toEqual(scene('RUSI'))
    expect(read(['paper'], [by('summary', 'paper', 'planet-1')], claimed)).toEqual(scene('RUSI'))
    expect(read(['csis-2023'], [by('analysis', 'csis-2023', 'planet-1')], claimed)).toEqual(scene('csis'))
  })

  test('is one originator of what is no scene, whoever recorded it', () => {
    expect(read(['rusi-2023'], [], JANE)).toEqual([{ key: 'organisation:rusi', readings: ['rusi'] }])
  })

  test('is added up over citations; a reading of which nobody says whose it is may be one of the others', () => {
    const lineage = lineageOf(sources, [by('analysis', 'csis-2023', 'planet-1')])
    const parts = [
      originsOf(['planet-1'], lineage),
      originsOf(['planet-2'], lineage, JANE),
      originsOf(['csis-2023'], lineage),
    ]
    const readings = (...some: typeof parts) => joinOrigins(some).origins.map((origin) => origin.readings)
    expect(readings(...parts)).toEqual([['csis', 'jane']])
    expect(readings(...parts.slice(0, 1))).toEqual([[NOT_RECORDED]])
    expect(readings()).toEqual([])
  })
})

/** Sources s0…sn, some of them images of two scenes, that derive from any other or themselves. */
const tangle = fc.integer({ min: 2, max: 9 }).chain((n) =>
  fc.record({
    sources: fc.tuple(
      ...Array.from({ length: n }, (_, i) =>
        fc
          .record({
            lineage: fc.constantFrom('original', 'derived', 'derived', 'unknown' as const),
            scene: fc.constantFrom(undefined, 'scene-1', 'scene-2'),
            originator: fc.constantFrom('rusi', 'csis', 'voa'),
          })
          .map(({ lineage, scene, originator }) =>
            source(`s${String(i)}`, lineage, {
              originator,
              ...(scene === undefined ? {} : { kind: 'image', scene: { item: scene } }),
            }),
          ),
      ),
    ),
    derivations: fc.uniqueArray(
      fc
        .tuple(fc.nat(n - 1), fc.nat(n - 1), fc.constantFrom('analysis', 'reprint', 'summary' as const))
        .map(([child, from, how]) => ({ ...derives(`s${String(child)}`, `s${String(from)}`), how })),
      { selector: ({ id }) => id, maxLength: 20 },
    ),
    cited: fc.uniqueArray(
      fc.nat(n - 1).map((i) => `s${String(i)}`),
      { minLength: 1 },
    ),
  }),
)

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

  test('nor does it with circles, scenes and readings', () => {
    fc.assert(
      fc.property(tangle, ({ sources, derivations, cited }) => {
        const forward = originsOf(cited, lineageOf(sources, derivations))
        const backward = originsOf(
          cited.toReversed(),
          lineageOf(sources.toReversed(), derivations.toReversed()),
        )
        expect(backward).toEqual(forward)
        const lineage = lineageOf(sources, derivations)
        expect(joinOrigins(cited.map((id) => originsOf([id], lineage)))).toEqual(forward)
      }),
      { numRuns: 200 },
    )
  })

  test('every origin has a reading at least, and one alone unless it is a scene', () => {
    fc.assert(
      fc.property(tangle, ({ sources, derivations, cited }) => {
        for (const { key, readings } of originsOf(cited, lineageOf(sources, derivations)).origins) {
          expect(readings.length).toBeGreaterThanOrEqual(1)
          if (!key.startsWith('scene:')) expect(readings).toHaveLength(1)
        }
      }),
      { numRuns: 200 },
    )
  })

  test('a circle never counts: what it is closed by adds no origin', () => {
    fc.assert(
      fc.property(graph, fc.nat(), fc.nat(), ({ sources, derivations }, from, to) => {
        const derived = sources.filter(({ lineage }) => lineage === 'derived').map(({ id }) => id)
        const [first, last] = [derived[from % derived.length], derived[to % derived.length]]
        if (first === undefined || last === undefined) return
        const closed = [...derivations, derives(first, last), derives(last, first)]
        const after = originsOf([last], lineageOf(sources, closed))
        const alone = originsOf([first, last], lineageOf(sources, derivations))
        expect(after.cycles.length).toBeGreaterThanOrEqual(1)
        expect(after.origins.map(({ key }) => key)).toEqual(alone.origins.map(({ key }) => key))
      }),
      { numRuns: 200 },
    )
  })

  test('documents that derive from nothing but each other count as none, and are named', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.nat(), (n, start) => {
        const ids = Array.from({ length: n }, (_, i) => `s${String(i)}`)
        const lineage = lineageOf(
          ids.map((id) => source(id, 'derived')),
          ids.map((id, i) => derives(id, ids[(i + 1) % n] ?? '')),
        )
        const found = originsOf([ids[start % n] ?? ''], lineage)
        expect(found).toMatchObject({ origins: [], unrooted: [] })
        expect(found.cycles.map((cycle) => cycle.length)).toEqual([n + 1])
      }),
      { numRuns: 50 },
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
