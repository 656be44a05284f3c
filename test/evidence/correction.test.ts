import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { appraise, type TracedLeg } from '../../src/evidence/appraisal.ts'
import { correctionsOf, type Correction } from '../../src/evidence/correction.ts'
import { legDifferences, type RecordDifference } from '../../src/evidence/difference.ts'
import { lineageOf } from '../../src/evidence/origins.ts'
import { supportOf } from '../../src/evidence/support.ts'
import { changesOf } from '../../src/model/changes.ts'
import { parseQuantity } from '../../src/model/quantity.ts'
import type { AnyRecord, CitationRecord, LegRecord, ObservationRecord } from '../../src/model/records.ts'
import { cites, leg, observation, place, report, shows } from './synthetic.ts'

const RAJIN_DUNAI = leg('rajin-dunai', 'rajin', 'dunai', { km: 190 })
const PLACES = new Map([place('rajin', 42, 130), place('dunai', 43, 132)].map((one) => [one.id, one]))
const WORDS: Record<string, string> = {
  rajin: 'Rajin',
  dunai: 'Dunai',
  rusi: 'RUSI',
  csis: 'CSIS',
  'white-house': 'White House',
  'open-source-centre': 'Open Source Centre',
}
const named = (key: string) => WORDS[key] ?? key
const NAMES = { place: named, vessel: named, organisation: named }
const SOURCES = ['rusi', 'csis', 'white-house', 'open-source-centre'].map((by) => report(`${by}-report`, by))

/** The leg as the rules read it, from observations and the documents that support each. */
function traced(
  observations: readonly ObservationRecord[],
  citations: readonly CitationRecord[],
  legs: readonly LegRecord[] = [RAJIN_DUNAI],
): TracedLeg[] {
  const lineage = lineageOf(SOURCES, [], named)
  return appraise(legs, {
    places: PLACES,
    names: NAMES,
    lineage,
    supported: supportOf(observations, citations, lineage),
    around: [],
    relations: [],
    conversions: [],
    judgements: [],
  }).legs
}

function corrections(
  before: TracedLeg[],
  after: TracedLeg[],
  records: readonly RecordDifference[] = [],
): Correction[] {
  return correctionsOf({
    title: 'Orient Express',
    then: 'Of what was public by 2023-10-17',
    now: 'now',
    before,
    after,
    legs: legDifferences(before, after),
    conflicts: [],
    records,
    sources: new Map(SOURCES.map((one) => [one.id, one])),
    names: NAMES,
  })
}

const loaded = observation('loaded', { on: '2023-09-07', ...shows('rajin-dunai', 'loaded') })
const arrived = observation('arrived', {
  on: '2023-09-09',
  place: 'dunai',
  ...shows('rajin-dunai', 'arrived'),
})
const counted = observation('counted', {
  on: '2023-10-05',
  count: '~73',
  unit: 'railcars',
  ...shows('rajin-dunai', 'loaded'),
})
const added = (record: AnyRecord): RecordDifference => ({ how: 'added', record, changes: [] })
const revised = (was: AnyRecord, record: AnyRecord): RecordDifference => ({
  how: 'revised',
  record,
  changes: changesOf(was, record),
  was,
  entry: { number: 15, recordedAt: '2026-11-21T08:00:00.000Z' },
})

describe('legs', () => {
  test('an origin and a stage that came, and what that makes of the leg', () => {
    const before = traced([loaded], [cites('loaded', 'rusi-report'), cites('loaded', 'white-house-report')])
    const after = traced(
      [loaded, arrived],
      [
        cites('loaded', 'rusi-report'),
        cites('loaded', 'white-house-report'),
        cites('arrived', 'csis-report'),
        cites('arrived', 'open-source-centre-report'),
      ],
    )
    expect(corrections(before, after)).toMatchObject([
      {
        about: 'origins',
        leg: 'rajin-dunai',
        sentence:
          'Of what was public by 2023-10-17, the leg Rajin–Dunai (sea) rested on 2 origins (RUSI and White House); now it rests on 4: CSIS and Open Source Centre have been added.',
        records: [
          { type: 'leg', id: 'rajin-dunai' },
          { type: 'observation', id: 'arrived' },
        ],
      },
      {
        about: 'stage',
        sentence:
          'Of what was public by 2023-10-17, the arrival at Dunai from Rajin was shown by nobody; now it is shown by CSIS and Open Source Centre.',
      },
      {
        about: 'strength',
        sentence: expect.stringMatching(
          /^Of what was public by 2023-10-17, the leg Rajin–Dunai \(sea\) was thin \(arrival not seen\); now it is (corroborated|strong) /,
        ) as string,
      },
    ])
  })

  test('an origin that was lost', () => {
    const both = traced([loaded], [cites('loaded', 'rusi-report'), cites('loaded', 'csis-report')])
    const one = traced([loaded], [cites('loaded', 'rusi-report')])
    expect(corrections(both, one)[0]?.sentence).toBe(
      'Of what was public by 2023-10-17, the leg Rajin–Dunai (sea) rested on 2 origins (CSIS and RUSI); now it rests on 1: CSIS has been dropped.',
    )
  })

  test('evidence where there was none', () => {
    const sentences = corrections(traced([], []), traced([loaded], [cites('loaded', 'rusi-report')])).map(
      ({ sentence }) => sentence,
    )
    expect(sentences).toContain(
      'Of what was public by 2023-10-17, the leg Rajin–Dunai (sea) had no evidence; now it is thin (arrival not seen).',
    )
  })

  test('a leg that came or went', () => {
    const there = traced([loaded], [cites('loaded', 'rusi-report')])
    expect(corrections([], there)).toMatchObject([
      {
        about: 'leg',
        sentence:
          'Of what was public by 2023-10-17, there was no leg Rajin–Dunai (sea); now there is one: thin (arrival not seen).',
      },
    ])
    expect(corrections(there, [])).toMatchObject([{ about: 'leg' }])
  })

  test('a conflict that came up', () => {
    const against = cites('loaded', 'csis-report', 'contradicts')
    const before = traced([loaded], [cites('loaded', 'rusi-report')])
    const after = traced([loaded], [cites('loaded', 'rusi-report'), against])
    const sentences = corrections(before, after, [added(against)]).map(({ about, sentence }) => [
      about,
      sentence,
    ])
    expect(sentences).toContainEqual([
      'conflict',
      expect.stringMatching(/^Since then a conflict has come up on the leg Rajin–Dunai \(sea\): /),
    ])
    expect(sentences).toContainEqual([
      'figure',
      'Now “Synthetic csis-report”, which was not cited then, contradicts the container-count of 2023-09-07 at Rajin (seen, without a figure).',
    ])
    expect(corrections(after, before).map(({ sentence }) => sentence)).toContainEqual(
      expect.stringMatching(/^A conflict on the leg Rajin–Dunai \(sea\) is no more: /),
    )
  })
})

describe('figures', () => {
  const chain = traced([counted], [cites('counted', 'csis-report')])
  const of = (...records: RecordDifference[]) =>
    corrections(chain, chain, records).map(({ sentence }) => sentence)

  test('one that was corrected, with when and why', () => {
    const now = { ...counted, quantity: parseQuantity('73'), revision: 2, reason: 'counted again.' }
    expect(of(revised(counted, now))).toEqual([
      'The figure for 2023-10-05 at Rajin was ~73 railcars; it was corrected to 73 railcars in entry 15 (2026-11-21), because: counted again.',
    ])
  })

  test('another field of it', () => {
    const now = { ...counted, place: 'dunai', revision: 2 }
    expect(of(revised(counted, now))).toEqual([
      'Of the figure for 2023-10-05 at Rajin (~73 railcars), the place was corrected from rajin to dunai in entry 15 (2026-11-21).',
    ])
  })

  test('one that was taken back', () => {
    const gone = { ...counted, retracted: true as const, revision: 2, reason: 'the wrong day' }
    expect(of({ ...revised(counted, gone), how: 'retracted', changes: [] })).toEqual([
      'The figure for 2023-10-05 at Rajin (~73 railcars) was taken back in entry 15 (2026-11-21), because: the wrong day.',
    ])
  })

  test.each([
    [
      '73',
      'Now “Synthetic rusi-report”, which was not cited then, states 73 railcars, where the figure for 2023-10-05 at Rajin was ~73 railcars.',
    ],
    ['~73', undefined],
  ])('a later document that states %s', (count, sentence) => {
    const states = { ...cites('counted', 'rusi-report'), states: { quantity: parseQuantity(count) } }
    const about = corrections(chain, chain, [added(states)])
    expect(about.map((one) => (one.about === 'nothing' ? undefined : one.sentence))).toEqual([sentence])
  })

  test('what the report could not have held is no correction of it', () => {
    const later = observation('later', { on: '2023-11-01', count: '5' })
    const records = [added(later), added({ ...cites('later', 'rusi-report', 'contradicts') })]
    expect(corrections(chain, chain, records)).toMatchObject([{ about: 'nothing' }])
  })

  test('a source that was dated anew', () => {
    const [rusi] = SOURCES
    if (rusi === undefined) throw new Error('there is one')
    expect(of(revised(rusi, { ...rusi, lineage: 'unknown', revision: 2, reason: 'a reprint' }))).toEqual([
      'Of “Synthetic rusi-report”, the lineage was corrected from original to unknown in entry 15 (2026-11-21), because: a reprint.',
    ])
  })
})

describe('where nothing is other than it was', () => {
  const chain = traced([loaded], [cites('loaded', 'rusi-report')])

  test('it says so, and of what', () => {
    expect(corrections(chain, chain)).toEqual([
      {
        about: 'nothing',
        sentence:
          'Of what was public by 2023-10-17, the chain of Orient Express was what it is now: nothing that it rests on has changed.',
        records: [],
      },
    ])
  })

  test('a note is no correction, and is said to have changed', () => {
    const noted = revised(loaded, { ...loaded, note: 'seen on a second screen', revision: 2 })
    expect(corrections(chain, chain, [noted])).toMatchObject([
      {
        about: 'nothing',
        sentence:
          'Of what was public by 2023-10-17, no origin, stage, strength, conflict or figure of Orient Express was other than it is now, though 1 record beside them changed.',
      },
    ])
  })
})

test('the order in which things were recorded never matters', () => {
  const both = [loaded, arrived]
  const citations = [
    cites('loaded', 'rusi-report'),
    cites('loaded', 'csis-report', 'contradicts'),
    cites('arrived', 'csis-report'),
    cites('arrived', 'white-house-report'),
  ]
  fc.assert(
    fc.property(
      fc.shuffledSubarray(both, { minLength: 2 }),
      fc.shuffledSubarray(citations, { minLength: 4 }),
      (observations, some) => {
        expect(corrections([], traced(observations, some))).toEqual(corrections([], traced(both, citations)))
        const before = traced([loaded], [cites('loaded', 'rusi-report')])
        expect(corrections(before, traced(observations, some))).toEqual(
          corrections(before, traced(both, citations)),
        )
      },
    ),
    { numRuns: 50 },
  )
})
