import { describe, expect, test } from 'vitest'
import { publicBy, publicityOf } from '../../src/evidence/public.ts'
import { endOf } from '../../src/model/when.ts'
import { cites, observation, report } from './synthetic.ts'

describe('what was public by a day', () => {
  test.each([
    ['the day before', '2023-10-05', 'public'],
    ['that day', '2023-10-10', 'public'],
    ['the day after', '2023-10-11', 'later'],
    ['a month that ends after it', '2023-10', 'uncertain'],
    ['a month that ends before it', '2023-09', 'public'],
    ['an interval around it', '2023-10-01/2023-10-20', 'uncertain'],
    ['an open end', '2023-10-01/..', 'uncertain'],
    ['an instant on that day', '2023-10-10T23:00Z', 'public'],
    ['an instant of that day elsewhere, past midnight UTC', '2023-10-10T23:00-05:00', 'later'],
  ])('published %s: %s', (_, published, expected) => {
    expect(publicityOf(report('csis', 'csis', published), endOf('2023-10-10'))).toBe(expected)
  })

  test('an undated source is left out and counted, as is one dated too loosely', () => {
    const sources = new Map(
      [
        report('dated', 'csis', '2023-10-06'),
        report('loose', 'voa', '2023-10'),
        report('undated', 'rusi'),
        report('later', 'un', '2024'),
      ].map((one) => [one.id, one]),
    )
    const observations = ['a', 'b', 'c', 'd', 'e'].map((id) => observation(id))
    const citations = [
      cites('a', 'dated'),
      cites('b', 'loose'),
      cites('c', 'undated'),
      cites('d', 'later'),
      cites('e', 'dated', 'contradicts'),
    ]
    const found = publicBy(observations, citations, sources, endOf('2023-10-10'))
    expect(found.observations.map(({ id }) => id)).toEqual(['a'])
    expect(found.citations.map(({ source }) => source)).toEqual(['dated'])
    expect(found).toMatchObject({ uncertain: ['loose'], undated: ['undated'] })
  })
})
