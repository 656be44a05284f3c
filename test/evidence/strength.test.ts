import { describe, expect, test } from 'vitest'
import { coverageOf } from '../../src/evidence/coverage.ts'
import { lineageOf } from '../../src/evidence/origins.ts'
import { strengthOf, type Transit } from '../../src/evidence/strength.ts'
import { supportOf } from '../../src/evidence/support.ts'
import type { CitationRecord, ObservationRecord } from '../../src/model/records.ts'
import { STAGES } from '../../src/model/vocabulary.ts'
import { cites, observation, report, shows, source } from './synthetic.ts'

const lineage = lineageOf(
  [
    report('rusi', 'rusi'),
    report('csis', 'csis'),
    report('voa', 'voa'),
    report('white-house', 'white-house'),
    source('blog', 'unknown'),
  ],
  [],
)
const legOf = (observations: ObservationRecord[], citations: CitationRecord[], transit?: Transit) => {
  const supported = supportOf(observations, citations, lineage)
  const coverage = coverageOf('rajin-dunai', supported)
  return { coverage, strength: strengthOf(supported, coverage, transit) }
}
const loaded = observation('loaded', shows('rajin-dunai', 'loaded'))
const arrived = observation('arrived', shows('rajin-dunai', 'arrived'))

describe('coverage of a leg', () => {
  test('has a cell for every stage, blank ones too, and counts independent origins', () => {
    const { coverage } = legOf(
      [loaded, arrived],
      [cites('loaded', 'rusi'), cites('loaded', 'csis'), cites('arrived', 'rusi')],
    )
    expect(coverage.map(({ stage, origins }) => [stage, origins.length])).toEqual([
      ['loaded', 2],
      ['departed', 0],
      ['in-transit', 0],
      ['arrived', 1],
      ['unloaded', 0],
      ['contents', 0],
    ])
    expect(coverage.map(({ stage }) => stage)).toEqual([...STAGES])
  })

  test.each(['none-seen', 'not-visible'] as const)('%s shows no stage', (outcome) => {
    const { coverage } = legOf([{ ...loaded, outcome }], [cites('loaded', 'rusi')])
    expect(coverage.every(({ origins }) => origins.length === 0)).toBe(true)
  })

  test('a link to another leg, or without a stage, leaves the cells blank', () => {
    const others = [
      observation('a', shows('dunai-tikhoretsk', 'loaded')),
      observation('b', shows('rajin-dunai')),
    ]
    const { coverage } = legOf(others, [cites('a', 'rusi'), cites('b', 'rusi')])
    expect(coverage.every(({ origins }) => origins.length === 0)).toBe(true)
  })
})

describe('strength of a leg', () => {
  test.each<[string, ObservationRecord[], CitationRecord[], Transit | undefined, string, string]>([
    ['nothing recorded', [], [], undefined, 'no evidence', ''],
    [
      'a source of unknown lineage alone',
      [loaded],
      [cites('loaded', 'blog')],
      undefined,
      'no evidence',
      'nothing seen that has a known origin',
    ],
    [
      'none seen alone',
      [{ ...loaded, outcome: 'none-seen' }],
      [cites('loaded', 'rusi')],
      undefined,
      'no evidence',
      'nothing seen that has a known origin',
    ],
    [
      'one end',
      [loaded],
      [cites('loaded', 'rusi'), cites('loaded', 'csis')],
      undefined,
      'thin',
      'arrival not seen',
    ],
    ['the other end', [arrived], [cites('arrived', 'rusi')], undefined, 'thin', 'departure not seen'],
    [
      'neither end',
      [observation('x', shows('rajin-dunai', 'in-transit'))],
      [cites('x', 'rusi')],
      undefined,
      'thin',
      'neither end seen',
    ],
    [
      'both ends by one origin',
      [loaded, arrived],
      [cites('loaded', 'rusi'), cites('arrived', 'rusi')],
      undefined,
      'thin',
      'one origin',
    ],
    [
      'both ends by two origins',
      [loaded, arrived],
      [cites('loaded', 'rusi'), cites('arrived', 'csis')],
      undefined,
      'corroborated',
      'both ends, 2 origins',
    ],
    [
      'each end by two origins and a plausible transit',
      [loaded, arrived],
      [
        cites('loaded', 'rusi'),
        cites('loaded', 'csis'),
        cites('arrived', 'voa'),
        cites('arrived', 'white-house'),
      ],
      'plausible',
      'strong',
      'each end by 2 origins, transit plausible',
    ],
    [
      'each end by two origins, transit not known',
      [loaded, arrived],
      [cites('loaded', 'rusi'), cites('loaded', 'csis'), cites('arrived', 'rusi'), cites('arrived', 'csis')],
      undefined,
      'corroborated',
      'both ends, 2 origins',
    ],
    [
      'an impossible transit',
      [loaded, arrived],
      [cites('loaded', 'rusi'), cites('arrived', 'csis')],
      'impossible',
      'contested',
      'the time between its ends is too short',
    ],
    [
      'a contradicted observation',
      [loaded, arrived],
      [cites('loaded', 'rusi'), cites('arrived', 'csis'), cites('arrived', 'voa', 'contradicts')],
      undefined,
      'contested',
      '1 observation contradicted',
    ],
  ])('%s', (_, observations, citations, transit, strength, why) => {
    expect(legOf(observations, citations, transit).strength).toMatchObject({ strength, why })
  })

  test('names the observations it rests on', () => {
    expect(
      legOf([loaded, arrived], [cites('loaded', 'rusi'), cites('arrived', 'csis')]).strength.observations,
    ).toEqual(['arrived', 'loaded'])
  })
})
