import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  conflictsOf,
  isContesting,
  isOpen,
  type Conflict,
  type RelationSaid,
} from '../../src/evidence/conflicts.ts'
import { coverageOf } from '../../src/evidence/coverage.ts'
import { exclusivityOf } from '../../src/evidence/exclusivity.ts'
import type { Names } from '../../src/evidence/finding.ts'
import { lineageOf } from '../../src/evidence/origins.ts'
import { judgedTexts } from '../../src/evidence/settled.ts'
import { strengthOf } from '../../src/evidence/strength.ts'
import { supportOf } from '../../src/evidence/support.ts'
import { transitsOf } from '../../src/evidence/transit.ts'
import { parseQuantity } from '../../src/model/quantity.ts'
import type {
  CitationRecord,
  DerivationRecord,
  JudgementRecord,
  ObservationRecord,
  PlaceRecord,
  RelationRecord,
  SourceRecord,
} from '../../src/model/records.ts'
import { parseWhen } from '../../src/model/when.ts'
import { cites, derives, leg, observation, place, report, shows, source } from './synthetic.ts'

const names: Names = { place: (key) => key, vessel: (key) => key, organisation: (key) => key }
const sources: SourceRecord[] = [
  report('white-house-transcript', 'white-house'),
  report('csis-report', 'csis'),
  report('rusi-report', 'rusi'),
  source('crywnews', 'derived'),
  source('kyiv-post', 'derived'),
  source('marine-insight', 'derived'),
  source('blog', 'unknown'),
]
const derivations: DerivationRecord[] = [
  derives('crywnews', 'white-house-transcript'),
  derives('kyiv-post', 'white-house-transcript'),
  derives('marine-insight', 'csis-report'),
]
const places = new Map<string, PlaceRecord>(
  [
    place('rajin', 42.256, 130.283),
    { ...place('najin-pier', 42.25, 130.29), name: 'Najin pier' },
    place('dunai', 42.879, 132.335),
    { ...place('primorye', 45, 135), kind: 'area' as const },
  ].map((one) => [one.id, one]),
)

interface Given {
  observations?: ObservationRecord[]
  citations?: CitationRecord[]
  relations?: RelationSaid[]
  judgements?: JudgementRecord[]
  more?: { sources: SourceRecord[]; derivations: DerivationRecord[] }
}

function conflictsIn({
  observations = [],
  citations = [],
  relations = [],
  judgements = [],
  more,
}: Given): Conflict[] {
  const lineage = lineageOf(
    [...sources, ...(more?.sources ?? [])],
    [...derivations, ...(more?.derivations ?? [])],
  )
  const supported = supportOf(observations, citations, lineage)
  return conflictsOf(
    { supported, relations, exclusivity: [], transits: [], places, lineage },
    judgements,
    names,
  )
}

/** A document that supports an observation and states something of its own. */
function states(
  about: string,
  from: string,
  {
    count,
    on,
    ...rest
  }: { count?: string; on?: string; unit?: string; place?: string; scope?: 'total' | 'event' },
  stance: CitationRecord['stance'] = 'supports',
): CitationRecord {
  return {
    ...cites(about, from, stance),
    states: {
      ...(count === undefined ? {} : { quantity: parseQuantity(count) }),
      ...(on === undefined ? {} : { observed: parseWhen(on) }),
      ...rest,
    },
  }
}

function relation(id: string, more: Partial<RelationRecord> & { on?: string }): RelationSaid {
  const { on, ...rest } = more
  return {
    relation: {
      type: 'relation',
      id,
      revision: 1,
      subject: { type: 'vessel', id: 'maria' },
      predicate: 'owned-by',
      object: 'm-leasing',
      ...(on === undefined ? {} : { valid: parseWhen(on) }),
      ...rest,
    },
    citations: [],
    origins: { origins: [], unrooted: [], cycles: [] },
    against: { origins: [], unrooted: [], cycles: [] },
  }
}

function settles(conflict: Conflict, revision: (id: string) => number = () => 1): JudgementRecord {
  return {
    type: 'judgement',
    id: 'judgement',
    revision: 1,
    conflict: conflict.verdict,
    about: judgedTexts(conflict, ({ id }) => revision(id)),
    judgement: 'over 1,000',
    because: 'the transcript has it',
  }
}

const delivered = observation('delivered', {
  kind: 'statement',
  on: '2023-09-07/2023-10-01',
  count: '>1000',
  unit: 'containers',
  ...shows('rajin-dunai', 'loaded'),
} as never)

describe('figures for one observation', () => {
  test.each<[string, string, string, string]>([
    // What the White House said, as two papers have it.
    [
      'over 1,000 against up to 1,000',
      '>1000',
      '<=1000',
      '1000 or fewer containers (crywnews) against more than 1000 containers (white-house-transcript)',
    ],
    [
      'over 1,000 against 1,000',
      '>1000',
      '1000',
      '1000 containers (crywnews) against more than 1000 containers (white-house-transcript)',
    ],
    [
      '131 m against 138 m',
      '131',
      '138',
      '131 containers (white-house-transcript) against 138 containers (crywnews)',
    ],
    [
      'around 73 against at least 90',
      '~73',
      '>=90',
      '~73 containers, that is 66 to 80 (white-house-transcript) against 90 or more containers (crywnews)',
    ],
  ])('%s', (_, recorded, stated, sides) => {
    const [conflict, ...others] = conflictsIn({
      observations: [{ ...delivered, quantity: parseQuantity(recorded) }],
      citations: [
        cites('delivered', 'white-house-transcript'),
        states('delivered', 'crywnews', { count: stated }),
      ],
    })
    expect(others).toEqual([])
    expect(conflict).toMatchObject({ verdict: 'figures', legs: ['rajin-dunai'], drift: true })
    expect(conflict?.sentence).toContain(
      sides.replace('(white-house-transcript)', '(as recorded, white-house-transcript)'),
    )
    expect(conflict?.sentence).toMatch(/no number fits both; both rest on white-house\.$/)
  })

  test.each<[string, string, CitationRecord]>([
    ['a hedge that was lost', '~73', states('delivered', 'crywnews', { count: '73' })],
    ['lower bounds beside each other', '>=4', states('delivered', 'crywnews', { count: '>=6' })],
    ['another unit', '~290', states('delivered', 'crywnews', { count: '~467', unit: 'miles' })],
    ['one event of a total', '>1000', states('delivered', 'crywnews', { count: '300', scope: 'event' })],
    [
      'a mention, which does not say that it is so',
      '>1000',
      states('delivered', 'crywnews', { count: '5' }, 'mentions'),
    ],
    ['the same in the singular', '1', states('delivered', 'crywnews', { count: '1', unit: 'Container' })],
  ])('%s is no conflict', (_, recorded, citation) => {
    const total = { ...delivered, quantity: parseQuantity(recorded), scope: 'total' as const }
    expect(
      conflictsIn({
        observations: [total],
        citations: [cites('delivered', 'white-house-transcript'), citation],
      }),
    ).toEqual([])
  })

  test('a unit by another name is the same unit', () => {
    const far = { ...delivered, quantity: parseQuantity('~290'), unit: 'km' }
    const found = (unit: string) =>
      conflictsIn({
        observations: [far],
        citations: [
          cites('delivered', 'white-house-transcript'),
          states('delivered', 'crywnews', { count: '~180', unit }),
        ],
      }).map(({ verdict }) => verdict)
    expect([found('kilometres'), found('miles')]).toEqual([['figures'], []])
  })

  test('one event of more than the total is a conflict', () => {
    const total = { ...delivered, quantity: parseQuantity('<=1000'), scope: 'total' as const }
    const citation = states('delivered', 'crywnews', { count: '1200', scope: 'event' })
    expect(conflictsIn({ observations: [total], citations: [citation] })).toMatchObject([
      { verdict: 'figures' },
    ])
  })

  test('two originals of different origins differ in earnest, and contest the leg', () => {
    const [conflict] = conflictsIn({
      observations: [delivered],
      citations: [
        cites('delivered', 'white-house-transcript'),
        states('delivered', 'rusi-report', { count: 'hundreds' }),
      ],
    })
    expect(conflict).toMatchObject({ verdict: 'figures', drift: false })
    expect(isContesting(conflict!)).toBe(true)
  })

  test('two copies of two origins differ in earnest, and two copies of one do not', () => {
    const drift = (from: string) =>
      conflictsIn({
        observations: [observation('delivered', { on: '2023-09-08', unit: 'containers' })],
        citations: [
          states('delivered', 'crywnews', { count: '1200' }),
          states('delivered', from, { count: '500' }),
        ],
      }).map((conflict) => conflict.drift)
    expect(drift('marine-insight')).toEqual([false])
    expect(drift('kyiv-post')).toEqual([true])
  })
})

describe('stances, dates and places', () => {
  test('a document contradicts what another supports', () => {
    const [conflict] = conflictsIn({
      observations: [delivered],
      citations: [
        cites('delivered', 'white-house-transcript'),
        states('delivered', 'rusi-report', { count: '~600', unit: 'containers' }, 'contradicts'),
      ],
    })
    expect(conflict).toMatchObject({
      verdict: 'stance',
      drift: false,
      sides: [{ origins: ['white-house'] }, { origins: ['rusi'] }],
    })
    expect(conflict?.sentence).toContain(
      'is supported by white-house-transcript and contradicted by rusi-report, which states ~600 containers',
    )
  })

  test.each([
    [{ on: '2023-11' }, 'which states the date 2023-11'],
    [{ count: '5', on: '2023-11' }, 'which states 5, dated 2023-11'],
  ])('a document that contradicts states %j', (stated, words) => {
    const [conflict] = conflictsIn({
      observations: [delivered],
      citations: [
        cites('delivered', 'white-house-transcript'),
        states('delivered', 'rusi-report', stated, 'contradicts'),
      ],
    })
    expect(conflict?.sentence).toContain(words)
  })

  test.each<[string, CitationRecord, string[]]>([
    ['a date outside the recorded one', states('delivered', 'crywnews', { on: '2023-11' }), ['dates']],
    ['a narrower date', states('delivered', 'crywnews', { on: '2023-09-08' }), []],
    ['a date that overlaps', states('delivered', 'crywnews', { on: '2023-08/2023-09-10' }), []],
    ['another place', states('delivered', 'crywnews', { place: 'Dunai' }), ['places']],
    ['a place of no record', states('delivered', 'crywnews', { place: 'Danube naval base' }), []],
    ['a pier of the same port', states('delivered', 'crywnews', { place: 'najin pier' }), []],
    ['the area around', states('delivered', 'crywnews', { place: 'Primorye' }), []],
    ['a mention of another date', states('delivered', 'crywnews', { on: '2019-04-25' }, 'mentions'), []],
  ])('%s', (_, citation, kinds) => {
    const found = conflictsIn({
      observations: [delivered],
      citations: [cites('delivered', 'white-house-transcript'), citation],
    })
    expect(found.map(({ verdict }) => verdict)).toEqual(kinds)
  })
})

describe('figures of the same thing from two observations', () => {
  const counted = (id: string, on: string, count: string, claimedBy: string, more: object = {}) =>
    observation(id, {
      kind: 'statement',
      on,
      count,
      unit: 'containers',
      claimedBy,
      details: { topic: 'containers sent to Russia' },
      ...more,
    } as never)
  const kinds = (...observations: ObservationRecord[]) =>
    conflictsIn({
      observations,
      citations: observations.map(({ id, claimedBy }) => cites(id, `${claimedBy ?? 'csis'}-report`)),
    }).map(({ verdict, sides }) => [verdict, ...sides.flatMap(({ records }) => records.map(({ id }) => id))])

  test.each<[string, ObservationRecord[], unknown[]]>([
    [
      'two claimants, one month',
      [counted('rok', '2024-02', '~6700', 'rusi'), counted('us', '2024-02', '>10000', 'csis')],
      [['figures', 'rok', 'us']],
    ],
    [
      'one claimant',
      [counted('a', '2024-02', '~6700', 'rusi'), counted('b', '2024-02', '>10000', 'rusi')],
      [],
    ],
    [
      'windows of different length',
      [counted('a', '2024-02', '27', 'rusi'), counted('b', '2023-08/2024-02', '32', 'csis')],
      [],
    ],
    [
      'bounds that meet',
      [counted('a', '2024-02', '>=4', 'rusi'), counted('b', '2024-02', '>=6', 'csis')],
      [],
    ],
    [
      'a topic of its own',
      [
        counted('a', '2024-02', '5', 'rusi'),
        counted('b', '2024-02', '9', 'csis', { details: { topic: 'containers sent to Dunai' } }),
      ],
      [],
    ],
    [
      'counts of a moment in a month, which may be two moments',
      [
        counted('a', '2024-02', '5', 'rusi', { kind: 'container-count', details: undefined }),
        counted('b', '2024-02', '9', 'csis', { kind: 'container-count', details: undefined }),
      ],
      [],
    ],
    [
      'counts of one day',
      [
        counted('a', '2024-02-03', '5', 'rusi', { kind: 'container-count', details: undefined }),
        counted('b', '2024-02-03', '9', 'csis', { kind: 'container-count', details: undefined }),
      ],
      [['figures', 'a', 'b']],
    ],
    [
      'a total within a total, of the same claimant too',
      [
        counted('early', '2023-09/2025-02', '>=20000', 'rusi', { scope: 'total' }),
        counted('late', '2023-09/2025-04', '<16000', 'rusi', { scope: 'total' }),
      ],
      [['figures', 'early', 'late']],
    ],
    [
      'a total that grows',
      [
        counted('early', '2023-09/2025-02', '9000', 'rusi', { scope: 'total' }),
        counted('late', '2023-09/2025-04', '16000', 'rusi', { scope: 'total' }),
      ],
      [],
    ],
    [
      'totals that overlap in part',
      [
        counted('early', '2023-08/2025-02', '20000', 'rusi', { scope: 'total' }),
        counted('late', '2023-09/2025-04', '16000', 'csis', { scope: 'total' }),
      ],
      [],
    ],
    [
      'a length, whatever the date',
      [
        counted('a', '2023-10-13', '~290', 'rusi', { unit: 'km' }),
        counted('b', '2023-11', '~200', 'csis', { unit: 'km' }),
      ],
      [['figures', 'b', 'a']],
    ],
    [
      'none seen, which is no figure',
      [
        counted('a', '2024-02-03', '5', 'rusi'),
        { ...counted('b', '2024-02-03', '9', 'csis'), outcome: 'none-seen' as const },
      ],
      [],
    ],
  ])('%s', (_, observations, expected) => {
    expect(kinds(...observations)).toEqual(expected)
  })

  test.each<[string, string, string | undefined, unknown[]]>([
    ['two analysts', 'ann', 'bob', [['figures', false, '12 containers', '15 containers']]],
    ['one analyst, who counted again', 'ann', 'ann', []],
    ['an analyst, and somebody who is not recorded and may be the same', 'ann', undefined, []],
  ])('counts on two images of one scene by %s', (_, ann, bob, expected) => {
    const image = (id: string) =>
      source(id, 'original', { kind: 'image', originator: 'planet', scene: { item: 'S2-77' } })
    const lineage = lineageOf([image('shot-a'), image('shot-b')], [])
    const count = (id: string, n: string) =>
      observation(id, {
        kind: 'container-count',
        on: '2024-05-20',
        place: 'dunai',
        count: n,
        unit: 'containers',
      } as never)
    const supported = supportOf(
      [count('a', '12'), count('b', '15')],
      [cites('a', 'shot-a'), cites('b', 'shot-b')],
      lineage,
      (id) => (id === 'a' ? ann : bob),
    )
    const found = conflictsOf(
      { supported, relations: [], exclusivity: [], transits: [], places, lineage },
      [],
      names,
    )
    expect(
      found.map(({ verdict, drift, sides }) => [verdict, drift, ...sides.map(({ text }) => text)]),
    ).toEqual(expected)
  })

  test('a total of part of a time is held against the lowest of all that it lies within', () => {
    const total = (id: string, until: string, count: string) =>
      counted(id, `2023-01-01/${until}`, count, 'rusi', { scope: 'total' })
    const [conflict, ...others] = conflictsIn({
      observations: [
        total('year', '2023-12-31', '900'),
        total('half', '2023-06-30', '400'),
        total('quarter', '2023-03-31', '500'),
      ],
    })
    expect(others).toEqual([])
    expect(conflict?.sentence).toBe(
      'The statement on “containers sent to Russia” at rajin: 500 containers in total for 2023-01-01/2023-03-31 (as recorded) against 400 containers in total for 2023-01-01/2023-06-30 (as recorded); part of a time cannot have more than all of it; no known origin is behind either.',
    )
  })
})

describe('relations', () => {
  const found = (...relations: RelationSaid[]) =>
    conflictsIn({ relations }).map(({ verdict, sides }) => [verdict, ...sides.map(({ text }) => text)])

  test.each<[string, RelationSaid[], unknown[]]>([
    [
      'two owners of one ship in one month',
      [
        relation('a', { object: 'm-leasing', on: '2023-10' }),
        relation('b', { object: 'azia', on: '2023-10/..' }),
      ],
      [['relations', 'azia (2023-10/..)', 'm-leasing (2023-10)']],
    ],
    [
      'two owners of which one is not dated',
      [relation('a', { object: 'm-leasing', on: '2023-10' }), relation('b', { object: 'azia' })],
      [['relations', 'azia (undated)', 'm-leasing (2023-10)']],
    ],
    [
      'one owner after the other',
      [
        relation('a', { object: 'm-leasing', on: '2022/2023-10' }),
        relation('b', { object: 'azia', on: '2023-11/..' }),
      ],
      [],
    ],
    [
      'a hand-over within the month that both name',
      [
        relation('a', { object: 'm-leasing', on: '2022/2023-10' }),
        relation('b', { object: 'azia', on: '2023-10/..' }),
      ],
      [],
    ],
    [
      'an owner and an operator',
      [relation('a', { object: 'm-leasing' }), relation('b', { object: 'mts', predicate: 'operated-by' })],
      [],
    ],
    [
      'two links',
      [
        relation('a', { predicate: 'linked-with' }),
        relation('b', { object: 'azia', predicate: 'linked-with' }),
      ],
      [],
    ],
    [
      'two who sanction',
      [
        relation('a', { predicate: 'sanctioned-by' }),
        relation('b', { object: 'ofac', predicate: 'sanctioned-by' }),
      ],
      [],
    ],
    [
      'two owners of a company, which may share it',
      [
        relation('a', { subject: { type: 'organisation', id: 'sc-south' } }),
        relation('b', { subject: { type: 'organisation', id: 'sc-south' }, object: 'azia' }),
      ],
      [],
    ],
    [
      'an owner and its parent',
      [
        relation('a', { object: 'sc-south' }),
        relation('b', { object: 'oboronlogistika' }),
        relation('c', {
          subject: { type: 'organisation', id: 'oboronlogistika' },
          predicate: 'parent-of',
          object: 'sc-south',
        }),
      ],
      [],
    ],
  ])('%s', (_, relations, expected) => {
    expect(found(...relations)).toEqual(expected)
  })

  test('a sanction that one document supports and another contradicts contests no leg', () => {
    const one = relation('a', { predicate: 'sanctioned-by', object: 'us-state', on: '2023-12-12/..' })
    const [conflict] = conflictsIn({
      relations: [{ ...one, citations: [cites('a', 'csis-report'), cites('a', 'blog', 'contradicts')] }],
    })
    expect(conflict?.sentence).toBe(
      'That maria is sanctioned by us-state (2023-12-12/..) is supported by csis-report and contradicted by blog.',
    )
    expect(isOpen(conflict!)).toBe(true)
    expect(isContesting(conflict!)).toBe(false)
  })
})

describe('judgements', () => {
  const given: Given = {
    observations: [delivered],
    citations: [
      cites('delivered', 'white-house-transcript'),
      states('delivered', 'rusi-report', { count: 'hundreds' }),
    ],
  }
  const [open] = conflictsIn(given)

  test('settle what they were made of, change nothing else, and a leg is no longer contested', () => {
    const judgement = settles(open!)
    const [settled] = conflictsIn({ ...given, judgements: [judgement] })
    expect(settled).toEqual({ ...open, settled: { judgement, stale: [] } })
    expect(isOpen(settled!)).toBe(false)
    const supported = supportOf(given.observations!, given.citations!, lineageOf(sources, derivations))
    const coverage = coverageOf('rajin-dunai', supported)
    expect(strengthOf(supported, coverage, undefined, [open!])).toMatchObject({
      strength: 'contested',
      why: 'figures that cannot all be true',
      conflicts: [open!.key],
      observations: ['delivered'],
    })
    expect(strengthOf(supported, coverage, undefined, [settled!]).strength).toBe('thin')
  })

  test('do not outlive a correction', () => {
    const judgements = [settles(open!)]
    const corrected = { ...given, observations: [{ ...delivered, revision: 2 }], judgements }
    const [again] = conflictsIn(corrected)
    expect(again).toMatchObject({
      key: open!.key,
      settled: { stale: [{ type: 'observation', id: 'delivered' }] },
    })
    expect(isOpen(again!)).toBe(true)
  })

  test('hold when another document says what one says already, and not when one says something new', () => {
    const judgements = [settles(open!)]
    const also = (count: string) =>
      conflictsIn({
        ...given,
        citations: [...given.citations!, states('delivered', 'csis-report', { count })],
        judgements,
      })
    expect(also('hundreds').map(isOpen)).toEqual([false])
    expect(also('50').map(isOpen)).toEqual([true])
  })

  test('of another kind or of another observation settle nothing', () => {
    const other = { ...settles(open!), about: ['observation:another#1'] }
    const kind = { ...settles(open!), conflict: 'dates' as const }
    expect(conflictsIn({ ...given, judgements: [other, kind] })).toEqual([open])
  })
})

describe('moves that no ship can have made', () => {
  const sighting = (id: string, more: Parameters<typeof observation>[1]): ObservationRecord =>
    ({ ...observation(id, more), kind: 'ship-sighting' }) as ObservationRecord
  const [rajin, dunai] = [
    sighting('at-rajin', {
      on: '2023-09-08T10:00Z',
      vessels: ['angara'],
      ...shows('rajin-dunai', 'departed'),
    }),
    sighting('at-dunai', {
      on: '2023-09-08T11:00Z',
      vessels: ['angara'],
      place: 'dunai',
      ...shows('rajin-dunai', 'arrived'),
    }),
  ]
  const observations = [rajin, dunai]
  const citations = [cites('at-rajin', 'rusi-report'), cites('at-dunai', 'csis-report')]
  const lineage = lineageOf(sources, derivations)
  const supported = supportOf(observations, citations, lineage)
  const sea = leg('rajin-dunai', 'rajin', 'dunai', { speed: { min: 10, max: 40 } })
  const also = { ...sea, id: 'rajin-dunai-river' }

  test('a ship at two places at once, and a transit that leaves too little time', () => {
    const exclusivity = exclusivityOf(observations, places, names)
    const length = { km: 182, basis: 'stated' as const }
    const transits = [sea, also].flatMap((one) => transitsOf(one, length, observations, names))
    const found = conflictsOf({ supported, relations: [], exclusivity, transits, places, lineage }, [], names)
    expect(found.map(({ verdict, legs }) => [verdict, legs])).toEqual([
      ['exclusivity', ['rajin-dunai']],
      ['transit', ['rajin-dunai', 'rajin-dunai-river']],
    ])
    expect(found[0]?.sides.map(({ text, origins }) => [text, origins])).toEqual([
      ['the ship sighting of angara at dunai, 2023-09-08T11:00Z', ['csis']],
      ['the ship sighting of angara at rajin, 2023-09-08T10:00Z', ['rusi']],
    ])
    expect(found.every(isContesting)).toBe(true)
  })

  test('a transit that is possible is none', () => {
    const transits = transitsOf(sea, { km: 20, basis: 'stated' }, observations, names)
    expect(transits).not.toEqual([])
    expect(
      conflictsOf({ supported, relations: [], exclusivity: [], transits, places, lineage }, [], names),
    ).toEqual([])
  })
})

test('an impossible transit that was settled contests no leg', () => {
  const supported = supportOf(
    [delivered],
    [cites('delivered', 'rusi-report')],
    lineageOf(sources, derivations),
  )
  const coverage = coverageOf('rajin-dunai', supported)
  expect(strengthOf(supported, coverage, 'impossible', []).strength).toBe('thin')
})

describe('whatever is recorded', () => {
  const quantity = fc.constantFrom('5', '~73', '73', '<=1000', '>1000', '1000', 'hundreds', '>=4', '60..80')
  const document = fc.constantFrom('white-house-transcript', 'csis-report', 'crywnews', 'kyiv-post', 'blog')
  const when = fc.constantFrom('2023-09-08', '2023-09', '2023-10', '2023-11-01/..', undefined)
  const citation = fc
    .record({ count: fc.option(quantity, { nil: undefined }), on: when, from: document })
    .map(({ count, on, from }) => ({
      ...states('delivered', from, {
        ...(count === undefined ? {} : { count }),
        ...(on === undefined ? {} : { on }),
      }),
      id: `${from}-${count ?? ''}-${on ?? ''}`,
    }))
  const citations = fc.uniqueArray(citation, { selector: ({ id }) => id, minLength: 1, maxLength: 6 })

  test('the order in which it was entered does not matter', () => {
    fc.assert(
      fc.property(citations, fc.infiniteStream(fc.nat()), (all, random) => {
        const shuffled = all
          .map((one) => ({ one, by: random.next().value as number }))
          .sort((a, b) => a.by - b.by)
          .map(({ one }) => one)
        const other = observation('other', { on: '2023-09-08', count: '7' })
        expect(conflictsIn({ observations: [other, delivered], citations: shuffled })).toEqual(
          conflictsIn({ observations: [delivered, other], citations: all }),
        )
      }),
      { numRuns: 100 },
    )
  })

  test('a wider figure never makes a conflict of figures', () => {
    fc.assert(
      fc.property(citations, (all) => {
        const figures = (some: readonly CitationRecord[]) =>
          conflictsIn({ observations: [delivered], citations: [...some] }).filter(
            ({ verdict }) => verdict === 'figures',
          ).length
        const wider = all.map((one, i) =>
          i === 0 && one.states?.quantity !== undefined
            ? { ...one, states: { ...one.states, quantity: parseQuantity('>=0') } }
            : one,
        )
        expect(figures(wider)).toBeLessThanOrEqual(figures(all))
      }),
      { numRuns: 150 },
    )
  })

  test('a source that derives from a cited one never contests a leg that was not contested', () => {
    const more = {
      sources: [source('copy', 'derived')],
      derivations: [] as DerivationRecord[],
    }
    fc.assert(
      fc.property(citations, quantity, when, (all, count, on) => {
        const parent = all[0]!.source
        const derived = { ...more, derivations: [derives('copy', parent)] }
        const copy = states('delivered', 'copy', { count, ...(on === undefined ? {} : { on }) })
        const contested = (some: CitationRecord[]) =>
          conflictsIn({ observations: [delivered], citations: some, more: derived }).some(isContesting)
        if (contested(all)) return
        expect(contested([...all, copy])).toBe(false)
      }),
      { numRuns: 200 },
    )
  })
})
