import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { driftsOf, type Drift } from '../../src/evidence/drift.ts'
import { lineageOf } from '../../src/evidence/origins.ts'
import { parseQuantity } from '../../src/model/quantity.ts'
import type {
  CitationRecord,
  DerivationRecord,
  ObservationRecord,
  PlaceRecord,
  SourceRecord,
} from '../../src/model/records.ts'
import { parseWhen } from '../../src/model/when.ts'
import { cites, derives, observation, place, report, source } from './synthetic.ts'

type States = NonNullable<CitationRecord['states']>
interface Said extends Omit<States, 'quantity' | 'observed'> {
  count?: string
  on?: string
}

/** What a document states of the observation `seen`. */
function says(from: string, { count, on, ...rest }: Said, stance: CitationRecord['stance'] = 'supports') {
  const states: States = {
    ...(count === undefined ? {} : { quantity: parseQuantity(count) }),
    ...(on === undefined ? {} : { observed: parseWhen(on) }),
    ...rest,
  }
  return { ...cites('seen', from, stance), states }
}

const CSIS = report('csis', 'csis-organisation')
const copy = (id: string): SourceRecord => source(id, 'derived')
const DUNAI: PlaceRecord = { ...place('dunai', 42.9, 132.3), name: 'Dunai', aliases: ['Dunay', 'Дунай'] }

interface Given {
  observed?: ObservationRecord
  sources?: readonly SourceRecord[]
  derivations?: readonly DerivationRecord[]
  citations: readonly CitationRecord[]
}

function drifts({
  observed = observation('seen'),
  sources = [CSIS, copy('paper')],
  derivations = [derives('paper', 'csis')],
  citations,
}: Given): Drift[] {
  return driftsOf(
    { observation: observed, citations },
    lineageOf(sources, derivations),
    new Map([[DUNAI.id, DUNAI]]),
  )
}

/** What becomes of something that the report states one way and a paper that derives from it another. */
function fromTo(before: Said, after: Said, observed: ObservationRecord = observation('seen')): Drift[] {
  return drifts({ observed, citations: [says('csis', before), says('paper', after)] })
}
const verdicts = (found: readonly Drift[]) => found.map(({ verdict }) => verdict)

describe('the worked example', () => {
  test('around 73, then 73, then at least seventy: each change is named where it was made', () => {
    const found = drifts({
      observed: observation('seen', { count: '~73', unit: 'railcars', on: '2023-10-05', place: 'tumangang' }),
      sources: [CSIS, copy('marine-insight'), copy('dutch-daily'), copy('late-reprint')],
      derivations: [
        derives('marine-insight', 'csis'),
        derives('dutch-daily', 'marine-insight'),
        derives('late-reprint', 'dutch-daily'),
      ],
      citations: [
        { ...says('csis', {}), states: { quantity: parseQuantity('~73', 'around 73'), unit: 'railcars' } },
        says('marine-insight', { count: '73', unit: 'rail cars' }),
        says('dutch-daily', { count: '>=70', unit: 'railcars' }),
        says('late-reprint', { count: '>=70', unit: 'railcars' }),
      ],
    })
    expect(
      found.map(({ verdict, from, source, before, after }) => [verdict, from, source, before, after]),
    ).toEqual([
      ['flipped-bound', 'marine-insight', 'dutch-daily', '73 rail cars', '>=70 railcars'],
      ['lost-hedge', 'csis', 'marine-insight', '~73 railcars', '73 rail cars'],
    ])
    expect(found.map(({ sentence }) => sentence)).toEqual([
      'dutch-daily states at least 70 railcars, where marine-insight, which it derives from, states 73 rail cars: a figure became a bound.',
      'marine-insight states 73 rail cars, where csis-organisation (csis), which it derives from, states about 73 railcars (“around 73”): the hedge is gone.',
    ])
    expect(found[1]?.records).toEqual([
      { type: 'citation', id: 'seen-csis-supports' },
      { type: 'citation', id: 'seen-marine-insight-supports' },
      { type: 'derivation', id: 'marine-insight-from-csis' },
      { type: 'observation', id: 'seen' },
      { type: 'source', id: 'csis' },
      { type: 'source', id: 'marine-insight' },
    ])
  })

  test('over 1,000 that became up to 1,000, though the statement itself is only known from copies', () => {
    const found = drifts({
      observed: observation('seen', { count: '>1000', unit: 'containers', claimedBy: 'white-house' }),
      sources: [
        report('briefing', 'white-house'),
        copy('yonhap'),
        copy('crywnews'),
        report('rusi-report', 'rusi'),
      ],
      derivations: [
        derives('yonhap', 'briefing'),
        derives('crywnews', 'briefing'),
        derives('crywnews', 'rusi-report'),
      ],
      citations: [
        says('yonhap', { count: '>1000', unit: 'containers' }),
        says('crywnews', { count: '<=1000', unit: 'containers' }),
      ],
    })
    expect(found).toMatchObject([
      { verdict: 'flipped-bound', source: 'crywnews', from: undefined, before: '>1000 containers' },
    ])
    expect(found[0]?.sentence).toBe(
      'crywnews states up to 1000 containers; what is on record for white-house, which it rests on, is more than 1000 containers: the bound is turned round.',
    )
    expect(found[0]?.records).toContainEqual({ type: 'organisation', id: 'white-house' })
    expect(found[0]?.records).toContainEqual({ type: 'derivation', id: 'crywnews-from-briefing' })
    expect(found[0]?.records).not.toContainEqual({ type: 'source', id: 'rusi-report' })
  })

  test('290 km that became 290 miles, two documents further on', () => {
    const found = drifts({
      observed: observation('seen', { count: '~290', unit: 'km' }),
      sources: [CSIS, copy('paper'), copy('marine-insight')],
      derivations: [derives('paper', 'csis'), derives('marine-insight', 'paper')],
      citations: [
        says('csis', { count: '~290', unit: 'km' }),
        says('marine-insight', { count: '~290', unit: 'miles' }),
      ],
    })
    expect(found).toMatchObject([{ verdict: 'changed-unit', field: 'unit', before: '~290 km' }])
    expect(found[0]?.sentence).toBe(
      'marine-insight states about 290 miles, where csis-organisation (csis), which it derives from through paper, states about 290 km: the number is the same and the unit is not (290 miles are 467 km).',
    )
  })

  test('an expanded depot that became newly constructed', () => {
    const found = fromTo({ change: 'expanded' }, { change: 'built' })
    expect(found).toMatchObject([
      { verdict: 'changed-change', field: 'change', before: 'expanded', after: 'built' },
    ])
    expect(found[0]?.sentence).toBe(
      'paper states that the site was built, where csis-organisation (csis), which it derives from, states that the site was expanded: one change of a site became another.',
    )
  })

  test('a total that became one shipment, a date that was narrowed, a likelihood that is gone, and the Danube', () => {
    const found = fromTo(
      { scope: 'total', on: '2023-09-07/2023-10-01', likelihood: 'likely', place: 'Dunay' },
      { scope: 'event', on: '2023-09-12', likelihood: 'stated as fact', place: 'the Danube' },
      observation('seen', { place: 'dunai' }),
    )
    expect(
      found.map(({ verdict, sentence }) => [verdict, sentence.replace(/^paper states | where.*states/g, '')]),
    ).toEqual([
      [
        'changed-date',
        'the date 2023-09-12, the date 2023-09-07 to 2023-10-01: it is at most half as wide as what it derives from.',
      ],
      ['total-became-event', 'one event, a total: a total became one event.'],
      ['lost-likelihood', 'it as fact, it as “likely” (55 to 80 %, ICD 203): the likelihood is gone.'],
      [
        'changed-place',
        'the place as “the Danube”, the place as “Dunay”: that is neither the name of the place on record nor another name of it.',
      ],
    ])
  })
})

describe('figures', () => {
  test.each([
    // A hedge or bound that is gone.
    ['~73', '73', 'lost-hedge'],
    ['~73', '75', 'lost-hedge'],
    ['200..999', '300', 'lost-hedge'],
    ['hundreds', '~300', 'lost-hedge'],
    ['several', '5', 'lost-hedge'],
    ['60..80', '70..75', 'lost-hedge'],
    ['>1000', '1000', 'lost-hedge'],
    ['>1000', '1200', 'lost-hedge'],
    ['<=20', '20', 'lost-hedge'],
    ['>=70', '73..80', 'lost-hedge'],
    // A bound that is another bound, or was none.
    ['<=1000', '>1000', 'flipped-bound'],
    ['>=5', '<=20', 'flipped-bound'],
    ['73', '>=73', 'flipped-bound'],
    ['~73', '>=70', 'flipped-bound'],
    ['73', '>20', 'flipped-bound'],
    ['20', '<=20', 'flipped-bound'],
    ['>1000', '~1000', 'flipped-bound'],
    // Another figure.
    ['73', '74', 'changed-figure'],
    ['~73', '~100', 'changed-figure'],
    ['dozens', 'hundreds', 'changed-figure'],
    ['<=20', '>=70', 'changed-figure'],
    ['73', '>=700', 'changed-figure'],
    ['>1000', '900', 'changed-figure'],
    ['>=4', '>=5', 'changed-figure'],
    ['<=20', '<=10', 'changed-figure'],
    // The same, or less precise: it says nothing that the other does not allow.
    ['~73', '~73', undefined],
    ['73', '~73', undefined],
    ['73', '~70', undefined],
    ['~73', '~80', undefined],
    ['73', 'dozens', undefined],
    ['300', 'hundreds', undefined],
    ['70..75', '60..80', undefined],
    ['>=5', '>=4', undefined],
    ['>=20', '>20', undefined],
    ['>20', '>=20', undefined],
    ['<=10', '<=20', undefined],
    ['0', '0', undefined],
  ])('%s that became %s: %s', (before, after, verdict) => {
    const found = fromTo({ count: before, unit: 'railcars' }, { count: after, unit: 'railcars' })
    expect(verdicts(found)).toEqual(verdict === undefined ? [] : [verdict])
  })

  test.each([
    ['~290', 'km', '~290', 'miles', ['changed-unit']],
    ['~290', 'km', '290', 'miles', ['changed-unit', 'lost-hedge']],
    ['>1000', 'tonnes', '>1000', 'short tons', ['changed-unit']],
    ['1000', 'containers', '1000', 'shells', ['changed-unit']],
    ['60..80', 'km', '60..80', 'miles', ['changed-unit']],
    // Conversions, as they are rounded.
    ['290', 'km', '180', 'miles', []],
    ['~290', 'km', '~180', 'mi', []],
    ['~200', 'km', '~120', 'miles', []],
    ['60..80', 'miles', '97..129', 'kilometres', []],
    ['>=100', 'nautical miles', '>=185', 'km', []],
    ['1000', 'kg', '1', 'tonne', []],
    ['~290', 'km', '180', 'miles', ['lost-hedge']],
    ['290', 'km', '250', 'miles', ['changed-figure']],
    ['100', 'nautical miles', '100', 'miles', ['changed-unit']],
    // One unit in two words.
    ['73', 'railcars', '73', 'rail cars', []],
    ['73', 'containers', '73', 'Shipping Containers', []],
    ['290', 'km', '290', 'kilometers', []],
    // Figures of different things.
    ['~300', 'containers', '~90', 'm', []],
    ['0', 'km', '0', 'miles', []],
  ])('%s %s that became %s %s: %j', (before, unit, after, other, expected) => {
    const found = fromTo({ count: before, unit }, { count: after, unit: other })
    expect(verdicts(found).sort()).toEqual(expected)
  })

  test('a figure without a unit of its own is in that of the observation', () => {
    const found = fromTo(
      { count: '290' },
      { count: '290', unit: 'miles' },
      observation('seen', { unit: 'km', count: '290' }),
    )
    expect(found).toMatchObject([{ verdict: 'changed-unit', before: '290 km', after: '290 miles' }])
    expect(fromTo({ count: '290' }, { count: '290', unit: 'miles' })).toEqual([])
  })
})

describe('dates, likelihoods, changes and places', () => {
  test.each([
    ['2023-10-05', '2023-10-06', 'changed-date'],
    ['2023-09', '2023-10', 'changed-date'],
    ['2023-09-07/2023-10-01', '2023-09-07/2023-09-12', 'changed-date'],
    ['2023-10-05', '2023-10-05T11:01+09:00', 'changed-date'],
    ['2023-08~', '2023-08', 'lost-hedge'],
    ['2023-10-05', '2023-10-07T10:00+09:00', 'changed-date'],
    ['2023-10-05', '2023-10-05', undefined],
    ['2023-10-05', '2023-10', undefined],
    ['2023-10-05', '2023-10~', undefined],
    ['2023-09-07/2023-10-01', '2023-09', undefined],
    ['2023-09-07/2023-09-08', '2023-09-08/2023-09-12', undefined],
    ['2023-08/..', '2023-09-15', undefined],
    ['../2023-10-13', '2023-09', undefined],
    // The morning of the 6th in Korea is the evening of the 5th in UTC: a calendar date is that of some place.
    ['2023-10-05T20:00Z', '2023-10-06', undefined],
  ])('the date %s that became %s: %s', (before, after, verdict) => {
    expect(verdicts(fromTo({ on: before }, { on: after }))).toEqual(verdict === undefined ? [] : [verdict])
  })

  test.each([
    ['likely', 'stated as fact', 'lost-likelihood'],
    ['unlikely', 'stated as fact', 'lost-likelihood'],
    ['likely', 'very likely', 'changed-likelihood'],
    ['likely', 'unlikely', 'changed-likelihood'],
    ['unlikely', 'very unlikely', 'changed-likelihood'],
    ['roughly even chance', 'likely', 'changed-likelihood'],
    ['stated as fact', 'unlikely', 'changed-likelihood'],
    ['likely', 'likely', undefined],
    ['very likely', 'likely', undefined],
    ['likely', 'roughly even chance', undefined],
    ['very unlikely', 'unlikely', undefined],
    ['stated as fact', 'likely', undefined],
  ] as const)('“%s” that became “%s”: %s', (before, after, verdict) => {
    const found = fromTo({ likelihood: before }, { likelihood: after })
    expect(verdicts(found)).toEqual(verdict === undefined ? [] : [verdict])
  })

  test.each([
    ['Dunay', 'Dunai', undefined],
    ['Dunai', 'the port of DUNAY', undefined],
    ['Dunai', 'Дунай', undefined],
    ['the Danube', 'Dunai', undefined],
    ['the Danube', 'Danube', undefined],
    ['Dunai', 'Danube', 'changed-place'],
    ['Dunai', 'Dunaivtsi', 'changed-place'],
  ])('the place %s that became %s: %s', (before, after, verdict) => {
    const found = fromTo({ place: before }, { place: after }, observation('seen', { place: 'dunai' }))
    expect(verdicts(found)).toEqual(verdict === undefined ? [] : [verdict])
  })

  test('a place that is not in the case is compared by its name alone', () => {
    const nowhere = {
      type: 'observation',
      id: 'seen',
      revision: 1,
      kind: 'statement',
      outcome: 'seen',
    } as const
    expect(verdicts(fromTo({ place: 'Najin' }, { place: 'Vladivostok' }, nowhere))).toEqual(['changed-place'])
    expect(fromTo({ place: 'Najin' }, { place: 'Najin port' }, nowhere)).toEqual([])
  })

  test.each([
    [{ scope: 'event' }, { scope: 'total' }],
    [{ scope: 'total' }, { scope: 'total' }],
    [{ scope: 'total' }, {}],
    [{ change: 'expanded' }, { change: 'expanded' }],
    [{ change: 'expanded' }, { words: 'grew' }],
  ] satisfies [Said, Said][])('%j that became %j is none', (before, after) => {
    expect(fromTo(before, after)).toEqual([])
  })
})

describe('what a document is compared with', () => {
  const seen = observation('seen', { count: '~73', unit: 'railcars' })

  test('the observation as recorded, when a document upstream supports it and nobody upstream states it', () => {
    const found = drifts({
      observed: seen,
      citations: [cites('seen', 'csis'), says('paper', { count: '73' })],
    })
    expect(found).toMatchObject([{ verdict: 'lost-hedge', from: undefined, before: '~73 railcars' }])
    expect(found[0]?.sentence).toBe(
      'paper states 73 railcars; what is on record for csis-organisation (csis), which it derives from, is about 73 railcars: the hedge is gone.',
    )
  })

  test.each([
    ['nobody upstream is cited, and nobody claims it', [says('paper', { count: '73' })], undefined],
    [
      'upstream is only mentioned',
      [cites('seen', 'csis', 'mentions'), says('paper', { count: '73' })],
      undefined,
    ],
    ['another claims it', [says('paper', { count: '73' })], 'rusi'],
  ])('not the observation as recorded when %s', (_, citations, claimedBy) => {
    const observed = claimedBy === undefined ? seen : { ...seen, claimedBy }
    expect(drifts({ observed, citations })).toEqual([])
  })

  test('not the observation as recorded when it may have it from a document that is not in the case', () => {
    expect(
      drifts({
        observed: seen,
        sources: [CSIS, copy('paper'), source('rumour', 'unknown')],
        derivations: [derives('paper', 'csis'), derives('paper', 'rumour')],
        citations: [cites('seen', 'csis'), says('paper', { count: '73' })],
      }),
    ).toEqual([])
  })

  test('a document of unknown lineage with the documents it is known to repeat', () => {
    const found = drifts({
      sources: [CSIS, source('paper', 'unknown')],
      citations: [says('csis', { count: '~73' }), says('paper', { count: '73' })],
    })
    expect(verdicts(found)).toEqual(['lost-hedge'])
  })

  test('an original with nothing: what it says it saw itself, whatever it quotes besides', () => {
    expect(
      drifts({
        observed: seen,
        sources: [CSIS, report('paper', 'rusi')],
        citations: [says('csis', { count: '~73' }), says('paper', { count: '90' })],
      }),
    ).toEqual([])
  })

  test('nor is anything looked for behind an original', () => {
    expect(
      drifts({
        sources: [report('rusi-report', 'rusi'), CSIS, copy('paper')],
        derivations: [derives('csis', 'rusi-report'), derives('paper', 'csis')],
        citations: [says('rusi-report', { count: '~73' }), says('paper', { count: '73' })],
      }),
    ).toEqual([])
  })

  test('a document that contradicts is no drift, and what it states is upstream of those that repeat it', () => {
    const given = {
      sources: [CSIS, copy('paper'), copy('reprint')],
      derivations: [derives('paper', 'csis'), derives('reprint', 'paper')],
    }
    const citations = [says('csis', { count: '~73' }), says('paper', { count: '20' }, 'contradicts')]
    expect(drifts({ ...given, citations })).toEqual([])
    expect(drifts({ ...given, citations: [...citations, says('reprint', { count: '20' })] })).toEqual([])
    expect(drifts({ ...given, citations: [...citations, says('reprint', { count: '25' })] })).toMatchObject([
      { verdict: 'changed-figure', from: 'paper' },
    ])
  })

  test('with each of several, and with none when it says what one of them says', () => {
    const given = {
      sources: [CSIS, report('rusi-report', 'rusi'), copy('paper')],
      derivations: [derives('paper', 'csis'), derives('paper', 'rusi-report')],
    }
    const upstream = [says('csis', { count: '~73' }), says('rusi-report', { count: '60..80' })]
    expect(
      drifts({ ...given, citations: [...upstream, says('paper', { count: '73' })] }).map(({ from }) => from),
    ).toEqual(['csis', 'rusi-report'])
    expect(drifts({ ...given, citations: [...upstream, says('paper', { count: '60..80' })] })).toEqual([])
  })

  test('with both statements of a document that says it twice, and twice the same is said once', () => {
    const twice = (from: string, first: string, second: string): CitationRecord[] => [
      says(from, { count: first }),
      { ...says(from, { count: second }), id: `seen-${from}-again` },
    ]
    expect(drifts({ citations: [...twice('csis', '~73', '73'), says('paper', { count: '73' })] })).toEqual([])
    expect(
      drifts({ citations: [says('csis', { count: '~73' }), ...twice('paper', '73', '73')] }),
    ).toHaveLength(1)
  })

  test('a circle of documents comes to an end', () => {
    const found = drifts({
      sources: [copy('a'), copy('b'), copy('c')],
      derivations: [derives('a', 'b'), derives('b', 'c'), derives('c', 'a')],
      citations: [says('a', { count: '73' }), says('b', { count: '~73' })],
    })
    expect(found.map(({ source, from, verdict }) => [source, from, verdict])).toEqual([
      ['a', 'b', 'lost-hedge'],
    ])
  })
})

const FIGURES = ['73', '~73', '>=70', '<=20', '60..80', 'dozens', '290', '~290', '>1000']
const arbitrarySaid: fc.Arbitrary<Said> = fc.record(
  {
    count: fc.constantFrom(...FIGURES),
    unit: fc.constantFrom('km', 'miles', 'railcars'),
    on: fc.constantFrom('2023-10-05', '2023-10', '2023-09~', '2023-09-07/2023-10-01'),
    scope: fc.constantFrom('total' as const, 'event' as const),
    likelihood: fc.constantFrom('likely' as const, 'unlikely' as const, 'stated as fact' as const),
    change: fc.constantFrom('built' as const, 'expanded' as const),
    place: fc.constantFrom('Dunai', 'Danube'),
  },
  { requiredKeys: [] },
)
const KEYS = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5']
/** Documents that derive from one another in any way, circles included, and what each states of one observation. */
const arbitraryGiven = fc
  .record({
    lineages: fc.array(fc.constantFrom('original' as const, 'derived' as const, 'unknown' as const), {
      minLength: 6,
      maxLength: 6,
    }),
    edges: fc.uniqueArray(fc.tuple(fc.nat(5), fc.nat(5)), { maxLength: 9, selector: String }),
    said: fc.array(fc.option(arbitrarySaid, { nil: undefined }), { minLength: 6, maxLength: 6 }),
    claimedBy: fc.constantFrom(undefined, 'o1'),
  })
  .map(({ lineages, edges, said, claimedBy }) => ({
    observed: observation('seen', {
      count: '~73',
      unit: 'railcars',
      place: 'dunai',
      ...(claimedBy === undefined ? {} : { claimedBy }),
    }),
    sources: KEYS.map((id, i) => source(id, lineages[i] ?? 'derived', { originator: `o${String(i)}` })),
    derivations: edges.map(([a, b]) => derives(KEYS[a] ?? '', KEYS[b] ?? '')),
    citations: KEYS.flatMap((id, i) => {
      const one = said[i]
      return one === undefined ? [] : [says(id, one)]
    }),
  }))

describe('whatever is recorded', () => {
  test('the order in which it was does not matter', () => {
    fc.assert(
      fc.property(arbitraryGiven, fc.infiniteStream(fc.nat()), (given, numbers) => {
        const shuffled = <T>(items: readonly T[]): T[] =>
          items
            .map((item) => ({ item, at: numbers.next().value }))
            .sort((a, b) => a.at - b.at)
            .map(({ item }) => item)
        expect(
          drifts({
            ...given,
            sources: shuffled(given.sources),
            derivations: shuffled(given.derivations),
            citations: shuffled(given.citations),
          }),
        ).toEqual(drifts(given))
      }),
      { numRuns: 150 },
    )
  })

  test('a reprint of a document adds no drift, and takes none away', () => {
    fc.assert(
      fc.property(arbitraryGiven, fc.constantFrom(...KEYS), (given, original) => {
        const own = given.citations.filter((citation) => citation.source === original)
        const reprint = {
          ...given,
          sources: [...given.sources, copy('reprint')],
          derivations: [...given.derivations, derives('reprint', original)],
        }
        const stated = own.map((citation) => ({ ...citation, id: 'seen-reprint', source: 'reprint' }))
        const found = drifts({ ...reprint, citations: [...given.citations, ...stated] })
        // What the document does not state, the reprint does not either: nothing is held against it.
        expect(found).toEqual(drifts(given))
      }),
      { numRuns: 150 },
    )
  })

  test('every sentence rests on the observation, the document and something upstream, all of them there', () => {
    fc.assert(
      fc.property(arbitraryGiven, (given) => {
        for (const { records, source: where, from, citation, sentence } of drifts(given)) {
          const keys = records.map(({ type, id }) => `${type} ${id}`)
          expect(keys).toEqual([...new Set(keys)].sort())
          expect(keys).toEqual(
            expect.arrayContaining(['observation seen', `source ${where}`, `citation ${citation}`]),
          )
          expect(keys.some((key) => key.startsWith('derivation '))).toBe(true)
          if (from !== undefined) expect(keys).toContain(`source ${from}`)
          expect(sentence).toMatch(/^\S.*: .*\.$/)
        }
      }),
      { numRuns: 150 },
    )
  })

  test('a conversion between lengths, rounded to two digits, is no drift', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), fc.constantFrom('~', '', '>=', '<='), (km, hedge) => {
        const miles = Number((km / 1.609344).toPrecision(2))
        expect(
          fromTo(
            { count: `${hedge}${String(km)}`, unit: 'km' },
            { count: `${hedge}${String(miles)}`, unit: 'miles' },
          ).filter(({ verdict }) => verdict !== 'changed-unit'),
        ).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  test('a chain of ten thousand documents is walked', () => {
    const ids = Array.from({ length: 10_000 }, (_, i) => `p${String(i)}`)
    const found = drifts({
      sources: [CSIS, ...ids.map(copy)],
      derivations: ids.map((id, i) => derives(id, i === 0 ? 'csis' : `p${String(i - 1)}`)),
      citations: [says('csis', { count: '~73' }), says('p9999', { count: '73' })],
    })
    expect(found).toMatchObject([{ verdict: 'lost-hedge', from: 'csis', source: 'p9999' }])
    expect(found[0]?.sentence).toContain('through p9998 and 9998 more')
    // Both ends of the way, and not every copy on it.
    expect(found[0]?.records.length).toBeLessThan(50)
    expect(found[0]?.records).toContainEqual({ type: 'derivation', id: 'p0-from-csis' })
    expect(found[0]?.records).toContainEqual({ type: 'derivation', id: 'p9999-from-p9998' })
  })
})
