import { expect, test } from 'vitest'
import { changesOf } from '../../src/model/changes.ts'
import { parseQuantity } from '../../src/model/quantity.ts'
import type { ObservationRecord } from '../../src/model/records.ts'
import { parseWhen } from '../../src/model/when.ts'

const railcars: ObservationRecord = {
  type: 'observation',
  id: '0123456789abcdef',
  revision: 1,
  kind: 'railcar-count',
  place: 'tumangang',
  observed: parseWhen('2023-10-05'),
  outcome: 'seen',
  quantity: parseQuantity('~73', 'around 73'),
  unit: 'railcars',
  details: { tarped: true },
}

test('a first revision is all new', () => {
  expect(changesOf(undefined, railcars)).toEqual([
    { field: 'kind', after: 'railcar-count' },
    { field: 'place', after: 'tumangang' },
    { field: 'observed', after: '2023-10-05' },
    { field: 'outcome', after: 'seen' },
    { field: 'quantity', after: '~73' },
    { field: 'quantity_stated', after: 'around 73' },
    { field: 'unit', after: 'railcars' },
    { field: 'details_tarped', after: 'true' },
  ])
})

test('the same revision changes nothing', () => {
  expect(changesOf(railcars, { ...railcars, revision: 2, reason: 'looked again' })).toEqual([])
})

test('what was changed, added and taken away', () => {
  const { unit: _, ...rest } = railcars
  const corrected: ObservationRecord = {
    ...rest,
    revision: 2,
    reason: 'the caption says so',
    quantity: parseQuantity('70..75'),
    shows: [{ leg: 'tumangang-khasan', stage: 'loaded' }],
  }
  expect(changesOf(railcars, corrected)).toEqual([
    { field: 'quantity', before: '~73', after: '70..75' },
    { field: 'quantity_stated', before: 'around 73' },
    { field: 'unit', before: 'railcars' },
    { field: 'shows', after: 'tumangang-khasan:loaded' },
  ])
})

test('a changed wording alone is a change', () => {
  const corrected = { ...railcars, revision: 2, quantity: parseQuantity('~73', 'some 73') }
  expect(changesOf(railcars, corrected)).toEqual([
    { field: 'quantity_stated', before: 'around 73', after: 'some 73' },
  ])
})
