import { describe, expect, test } from 'vitest'
import { appraise } from '../../src/evidence/appraisal.ts'
import { lineageOf } from '../../src/evidence/origins.ts'
import { supportOf } from '../../src/evidence/support.ts'
import type { CitationRecord, LegRecord, ObservationRecord } from '../../src/model/records.ts'
import { NAMES } from './looked.ts'
import { cites, leg, observation, report, shows } from './synthetic.ts'

const lineage = lineageOf([report('rusi', 'rusi'), report('csis', 'csis')], [])
const sea = leg('rajin-dunai', 'rajin', 'dunai')
const rail = leg('dunai-depot', 'dunai', 'depot', { mode: 'rail' })

function telling(
  legs: LegRecord[],
  cited: [ObservationRecord, ...string[]][],
  more: { around?: ObservationRecord[]; citations?: CitationRecord[] } = {},
) {
  const citations = cited.flatMap(([{ id }, ...sources]) => sources.map((source) => cites(id, source)))
  return appraise(legs, {
    places: new Map(),
    names: NAMES,
    lineage,
    supported: supportOf(
      cited.map(([one]) => one),
      [...citations, ...(more.citations ?? [])],
      lineage,
    ),
    around: supportOf(more.around ?? [], [], lineage),
    relations: [],
    conversions: [],
    judgements: [],
  }).telling
}
const loaded = observation('loaded', { on: '2023-09-07', ...shows('rajin-dunai', 'loaded') })
const arrived = observation('arrived', {
  place: 'dunai',
  on: '2023-09-12',
  ...shows('rajin-dunai', 'arrived'),
})
const dates = observation('dates', { place: 'dunai', on: '2023-09-20', ...shows('rajin-dunai') })

describe('one more image could change the chain most', () => {
  test('at the end that was not seen, on the days between on which nobody looked', () => {
    const found = telling([sea], [[loaded, 'rusi', 'csis']], {
      around: [observation('near', { place: 'dunai', on: '2023-09-09', outcome: 'none-seen' })],
    })
    // The leg's own evidence is of one day, on which nobody looked at Dunai.
    expect(found).toMatchObject({
      leg: 'rajin-dunai',
      stage: 'arrived',
      place: 'dunai',
      window: { first: '2023-09-07', last: '2023-09-07' },
      sentence:
        'rajin-dunai is thin, and its arrival is not shown: one more image of Dunai on 2023-09-07, when nobody is recorded to have looked, could change the chain most.',
    })
  })

  test('at the departure of a leg without evidence, within the dates of the legs it meets', () => {
    expect(
      telling(
        [sea, rail],
        [
          [loaded, 'rusi'],
          [arrived, 'csis'],
          [dates, 'csis'],
        ],
      ),
    ).toMatchObject({
      leg: 'dunai-depot',
      stage: 'loaded',
      place: 'dunai',
      window: { first: '2023-09-13', last: '2023-09-19' },
    })
  })

  test('at the end that fewer origins show', () => {
    const both = telling(
      [sea],
      [
        [loaded, 'rusi', 'csis'],
        [arrived, 'rusi'],
      ],
    )
    expect(both).toMatchObject({ stage: 'arrived', place: 'dunai' })
    expect(both?.sentence).toContain('its arrival rests on 1 origin:')
    expect(
      telling(
        [sea],
        [
          [loaded, 'rusi'],
          [arrived, 'rusi', 'csis'],
        ],
      ),
    ).toMatchObject({ stage: 'loaded', place: 'rajin' })
    expect(
      telling(
        [sea],
        [
          [loaded, 'rusi'],
          [arrived, 'rusi'],
        ],
      )?.sentence,
    ).toContain('its departure rests on 1 origin, as does its arrival:')
  })

  test('at the place of what is disputed', () => {
    expect(
      telling(
        [sea],
        [
          [loaded, 'rusi'],
          [arrived, 'rusi'],
        ],
        { citations: [cites('arrived', 'csis', 'contradicts')] },
      ),
    ).toMatchObject({
      stage: 'arrived',
      place: 'dunai',
      sentence: expect.stringMatching(
        /^rajin-dunai is contested, and what is said of its arrival cannot all be true/,
      ),
    })
  })

  test('at no particular date where nothing is dated', () => {
    const found = telling([sea], [])
    expect(found).toMatchObject({ place: 'rajin', window: undefined })
    expect(found?.sentence).toBe(
      'rajin-dunai is without evidence, and its departure is not shown: one more image of Rajin at whatever date could change the chain most.',
    )
  })

  test('nowhere on a route without legs', () => {
    expect(telling([], [])).toBeUndefined()
  })
})
