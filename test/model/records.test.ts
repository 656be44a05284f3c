import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { schemas, type AnyRecord, type RecordOf } from '../../src/model/records.ts'
import {
  OBSERVATION_KINDS,
  RECORD_TYPES,
  type ObservationKind,
  type RecordType,
} from '../../src/model/vocabulary.ts'
import { anyRecord, recordOf } from './arbitraries.ts'

const IN_SEPTEMBER = {
  text: '2023-09',
  earliest: '2023-09-01T00:00:00.000Z',
  latest: '2023-09-30T23:59:59.999Z',
  stated: 'in September',
}
const ABOUT_300 = {
  text: '~300',
  low: 270,
  best: 300,
  high: 330,
  qualifier: 'about',
  stated: 'some 300',
} as const
const REVISION = {
  revision: 2,
  reason: 'the caption was misread',
  resolves: ['ef'.repeat(32), '12'.repeat(32)],
  undoes: 'ab'.repeat(32),
}

const DETAILS = {
  'ship-sighting': { activity: 'unloading' },
  'railcar-count': { cars: { boxcar: 60, flat: 13 }, tarped: true, consist: ['boxcar', 'flat'] },
  'container-count': { colour: 'blue', size: '20ft' },
  'container-arrival': { colour: 'blue', size: '20ft' },
  'site-change': { change: 'expanded' },
  statement: { topic: 'arms deliveries' },
} as const satisfies Record<ObservationKind, object>

const OBSERVATION: RecordOf['observation'] = {
  type: 'observation',
  id: '0123456789abcdef',
  ...REVISION,
  kind: 'container-count',
  place: 'dunai',
  along: 'rajin-dunai',
  observed: IN_SEPTEMBER,
  outcome: 'seen',
  quantity: ABOUT_300,
  unit: 'containers',
  vessels: ['angara'],
  claimedBy: 'white-house',
  judgement: 'munitions',
  likelihood: 'likely',
  credibility: 2,
  caveats: 'contents cannot be seen',
  coverage: 'north pier, one image',
  shows: [{ leg: 'rajin-dunai', stage: 'arrived' }, { leg: 'dunai-tikhoretsk' }],
  handling: 'AMBER+STRICT',
  note: 'stacked three high',
  details: DETAILS['container-count'],
}

/** One record of each type with every field it may have. */
const FULL: { [T in RecordType]: RecordOf[T] } = {
  case: { type: 'case', id: '00000000', ...REVISION, title: 'Rajin to Dunai' },
  source: {
    type: 'source',
    id: 'rusi-2023-10-16',
    ...REVISION,
    kind: 'report',
    title: 'The Orient Express',
    publisher: 'RUSI',
    originator: 'rusi',
    author: 'A. Analyst',
    published: {
      text: '2023-10-16',
      earliest: '2023-10-16T00:00:00.000Z',
      latest: '2023-10-16T23:59:59.999Z',
    },
    accessed: {
      text: '2023-10-20T11:01+09:00',
      earliest: '2023-10-20T02:01:00.000Z',
      latest: '2023-10-20T02:01:00.000Z',
    },
    url: 'https://example.org/orient-express',
    archivedUrl: 'https://archive.example.org/orient-express',
    language: 'en',
    lineage: 'original',
    reliability: 'B',
    handling: 'CLEAR',
    scene: {
      item: 'SYN_20230930',
      platform: 'synthetic',
      acquired: IN_SEPTEMBER,
      gsd: 0.5,
      cloudCover: 12.5,
      footprint: 'POINT (130.3 42.2)',
    },
    file: { sha256: 'a'.repeat(64), bytes: 1024, mediaType: 'application/pdf', name: 'report.pdf' },
    note: 'the first report',
  },
  derivation: {
    type: 'derivation',
    id: '0123456789abcdef',
    ...REVISION,
    source: 'yonhap-2023-10-17',
    from: 'rusi-2023-10-16',
    how: 'summary',
    note: 'names it',
  },
  place: {
    type: 'place',
    id: 'rajin',
    ...REVISION,
    name: 'Rajin',
    aliases: ['Najin', '라진'],
    kind: 'port',
    country: 'KP',
    lat: 42.2333,
    lon: 130.3,
    accuracy: 500,
    note: 'synthetic position',
  },
  vessel: {
    type: 'vessel',
    id: 'angara',
    ...REVISION,
    name: 'Angara',
    formerNames: ['Karaganda'],
    imo: '9179842',
    imoCheck: 'wrong',
    mmsi: '273000000',
    mmsiValid: IN_SEPTEMBER,
    flag: 'Russia',
    flagValid: { text: '2020/..', earliest: '2020-01-01T00:00:00.000Z' },
    kind: 'ro-ro',
    note: 'black hull',
  },
  organisation: {
    type: 'organisation',
    id: 'm-leasing-llc',
    ...REVISION,
    name: 'M Leasing LLC',
    aliases: ['M Leasing'],
    country: 'RU',
    identifiers: ['OFAC 37066'],
    note: 'owner',
  },
  relation: {
    type: 'relation',
    id: '0123456789abcdef',
    ...REVISION,
    subject: { type: 'vessel', id: 'angara' },
    predicate: 'owned-by',
    object: 'm-leasing-llc',
    valid: { text: '../2023-10', latest: '2023-10-31T23:59:59.999Z' },
    note: 'by the register',
  },
  route: { type: 'route', id: 'orient-express', ...REVISION, name: 'Orient Express', note: '2023' },
  leg: {
    type: 'leg',
    id: 'rajin-dunai',
    ...REVISION,
    route: 'orient-express',
    from: 'rajin',
    to: 'dunai',
    mode: 'sea',
    km: 190,
    speed: { min: 9, max: 30 },
    note: 'two ships',
  },
  observation: OBSERVATION,
  citation: {
    type: 'citation',
    id: '0123456789abcdef',
    ...REVISION,
    about: 'fedcba9876543210',
    source: 'rusi-2023-10-16',
    stance: 'supports',
    locator: 'page 4',
    quote: { exact: 'several hundred containers', prefix: 'The ship carried ', suffix: ' to Dunai' },
    states: {
      quantity: ABOUT_300,
      unit: 'containers',
      observed: IN_SEPTEMBER,
      words: 'some 300 containers',
      scope: 'event',
      likelihood: 'stated as fact',
      change: 'built',
      place: 'Danube',
    },
    note: 'figure 3',
  },
  conversion: {
    type: 'conversion',
    id: '0123456789abcdef',
    ...REVISION,
    from: 'containers',
    to: 'shells',
    factor: ABOUT_300,
    source: 'rusi-2023-10-16',
    locator: 'page 4',
    note: 'by weight',
  },
  judgement: {
    type: 'judgement',
    id: '0123456789abcdef',
    ...REVISION,
    conflict: 'figures',
    about: ['citation:0123456789abcdef#1', 'observation:fedcba9876543210#2'],
    judgement: 'both counted the same stack',
    because: 'the images are of one day',
    likelihood: 'likely',
    note: 'asked a second analyst',
  },
  merge: {
    type: 'merge',
    id: '0123456789abcdef',
    ...REVISION,
    case: 'fedcba9876543210',
    title: 'Railcars at Tumangang',
    size: 57,
    root: 'ab'.repeat(32),
    entries: 12,
    log: { sha256: 'cd'.repeat(32), bytes: 4096 },
  },
}

function accepts(type: RecordType, record: unknown): boolean {
  return schemas[type].safeParse(record).success
}

describe.each(RECORD_TYPES)('the schema of a %s', (type) => {
  test('accepts one with every field, and keeps it as it is', () => {
    expect(schemas[type].parse(FULL[type])).toEqual(FULL[type])
  })

  test('accepts a revision that takes it back', () => {
    expect(accepts(type, { ...FULL[type], retracted: true })).toBe(true)
  })

  test.each([
    ['a field it does not have', { colour: 'blue' }],
    ['another type', { type: 'port' }],
    ['no type', { type: undefined }],
    ['no key', { id: undefined }],
    ['an empty key', { id: '' }],
    ['revision 0', { revision: 0 }],
    ['half a revision', { revision: 1.5 }],
    ['no revision', { revision: undefined }],
    ['retracted that is not true', { retracted: false }],
    ['an empty reason', { reason: '' }],
    ['null for nothing', { reason: null }],
    ['half a character', { reason: 'one half \ud83d of a pair' }],
  ])('refuses %s', (_what, change) => {
    expect(accepts(type, { ...FULL[type], ...change })).toBe(false)
  })

  test('accepts the records that tests are made of', () => {
    fc.assert(
      fc.property(recordOf(type), (record) => {
        expect(record).toMatchObject({ type, revision: 1 })
        expect(schemas[type].parse(record)).toEqual(record)
      }),
    )
  })
})

describe('a value that does not fit', () => {
  const { source, place, vessel, organisation, relation, leg, citation } = FULL
  test.each<[what: string, type: RecordType, record: object]>([
    ['credibility 7', 'observation', { ...OBSERVATION, credibility: 7 }],
    ['credibility 0', 'observation', { ...OBSERVATION, credibility: 0 }],
    ['credibility 2.5', 'observation', { ...OBSERVATION, credibility: 2.5 }],
    ['an unknown outcome', 'observation', { ...OBSERVATION, outcome: 'nobody-looked' }],
    ['an unknown kind', 'observation', { ...OBSERVATION, kind: 'rumour' }],
    ['no outcome', 'observation', { ...OBSERVATION, outcome: undefined }],
    ['an unknown likelihood', 'observation', { ...OBSERVATION, likelihood: 'probable' }],
    ['half a character in a key', 'observation', { ...OBSERVATION, place: 'raj\ud83din' }],
    ['half a character in a key of several', 'observation', { ...OBSERVATION, vessels: ['ang\ud83dara'] }],
    ['half a character in a link', 'observation', { ...OBSERVATION, shows: [{ leg: 'rajin\ud83d' }] }],
    ['no vessels at all in the list', 'observation', { ...OBSERVATION, vessels: [] }],
    ['an unknown stage', 'observation', { ...OBSERVATION, shows: [{ leg: 'rajin-dunai', stage: 'sunk' }] }],
    ['a link without a leg', 'observation', { ...OBSERVATION, shows: [{ stage: 'arrived' }] }],
    ['a negative quantity', 'observation', { ...OBSERVATION, quantity: { ...ABOUT_300, low: -1 } }],
    [
      'a quantity without a qualifier',
      'observation',
      { ...OBSERVATION, quantity: { text: '300', low: 300, best: 300, high: 300 } },
    ],
    [
      'a bound that is not in UTC',
      'observation',
      { ...OBSERVATION, observed: { ...IN_SEPTEMBER, earliest: '2023-09-01T00:00:00.000+09:00' } },
    ],
    [
      'a bound without milliseconds',
      'observation',
      { ...OBSERVATION, observed: { ...IN_SEPTEMBER, earliest: '2023-09-01T00:00:00Z' } },
    ],
    ['an unknown TLP label', 'source', { ...source, handling: 'WHITE' }],
    ['reliability G', 'source', { ...source, reliability: 'G' }],
    ['no lineage', 'source', { ...source, lineage: undefined }],
    ['cloud cover above 100', 'source', { ...source, scene: { cloudCover: 101 } }],
    ['a hash in upper case', 'source', { ...source, file: { ...source.file, sha256: 'A'.repeat(64) } }],
    ['a hash that is too short', 'source', { ...source, file: { ...source.file, sha256: 'a'.repeat(63) } }],
    ['a file of half a byte', 'source', { ...source, file: { ...source.file, bytes: 0.5 } }],
    [
      'a file without a name',
      'source',
      { ...source, file: { sha256: 'a'.repeat(64), bytes: 1, mediaType: 'text/plain' } },
    ],
    ['latitude 90.1', 'place', { ...place, lat: 90.1 }],
    ['longitude -180.1', 'place', { ...place, lon: -180.1 }],
    ['a latitude that is no number', 'place', { ...place, lat: NaN }],
    ['a country in lower case', 'place', { ...place, country: 'kp' }],
    ['a country of three letters', 'organisation', { ...organisation, country: 'PRK' }],
    ['an empty alias', 'place', { ...place, aliases: ['Najin', ''] }],
    ['half a character in an alias', 'place', { ...place, aliases: ['Naj\udc00in'] }],
    ['an IMO number of six digits', 'vessel', { ...vessel, imo: '917984' }],
    ['an MMSI of ten digits', 'vessel', { ...vessel, mmsi: '2730000000' }],
    ['a check that says something else', 'vessel', { ...vessel, imoCheck: 'right' }],
    [
      'a place as the subject of a relation',
      'relation',
      { ...relation, subject: { type: 'place', id: 'rajin' } },
    ],
    ['an unknown predicate', 'relation', { ...relation, predicate: 'seen-with' }],
    ['a leg of no length', 'leg', { ...leg, km: 0 }],
    ['a leg without an end', 'leg', { ...leg, to: undefined }],
    ['an unknown mode', 'leg', { ...leg, mode: 'pipeline' }],
    ['an unknown stance', 'citation', { ...citation, stance: 'confirms' }],
    ['a quotation without its words', 'citation', { ...citation, quote: { prefix: 'The ship' } }],
    ['a citation of nothing', 'citation', { ...citation, source: undefined }],
  ])('is refused: %s', (_what, type, record) => {
    expect(accepts(type, record)).toBe(false)
  })

  test.each(['source', 'place', 'citation'] as const)(
    'is refused in any %s when it is half a character',
    (type) => {
      const lone = fc.constantFrom('\ud800', '\udbff', '\udc00', '\udfff')
      fc.assert(
        fc.property(
          recordOf(type),
          lone,
          fc.string({ unit: 'binary-ascii' }),
          fc.string({ unit: 'binary-ascii' }),
          (record, half, before, after) => {
            expect(accepts(type, { ...record, note: `${before}${half}${after}` })).toBe(false)
          },
        ),
      )
    },
  )
})

describe('the details of an observation', () => {
  test.each(OBSERVATION_KINDS)('of a %s are its own', (kind) => {
    const { details: _, ...bare } = OBSERVATION
    expect(accepts('observation', { ...bare, kind })).toBe(true)
    expect(accepts('observation', { ...bare, kind, details: DETAILS[kind] })).toBe(true)
    expect(accepts('observation', { ...bare, kind, details: {} })).toBe(true)
  })

  const others = OBSERVATION_KINDS.flatMap((kind) =>
    OBSERVATION_KINDS.filter((other) => JSON.stringify(DETAILS[kind]) !== JSON.stringify(DETAILS[other])).map(
      (other) => [kind, other] as const,
    ),
  )
  test.each(others)('of a %s are not those of a %s', (kind, other) => {
    expect(accepts('observation', { ...OBSERVATION, kind, details: DETAILS[other] })).toBe(false)
  })

  test.each([
    ['a negative count', { cars: { boxcar: -1 } }],
    ['half a railcar', { cars: { boxcar: 0.5 } }],
    ['half a character in the name of a type', { cars: { 'box\ud83dcar': 60 } }],
    ['a type without a name', { cars: { '': 60 } }],
    ['a consist of nothing', { consist: [] }],
    ['yes for true', { tarped: 'yes' }],
  ])('of a railcar-count do not allow %s', (_what, details) => {
    expect(accepts('observation', { ...OBSERVATION, kind: 'railcar-count', details })).toBe(false)
  })
})

describe('any record', () => {
  test('has only fields that JSON keeps', () => {
    fc.assert(
      fc.property(anyRecord, (record: AnyRecord) => {
        expect(JSON.parse(JSON.stringify(record))).toEqual(record)
      }),
    )
  })
})
