import { expect, test } from 'vitest'
import { readLooseQuantity } from '../../src/model/loose-quantity.ts'

test.each([
  ['около 40', '~40'],
  ['Примерно 1 200', '~1200'],
  ['не менее 40', '>=40'],
  ['более 40', '>40'],
  ['свыше 40', '>40'],
  ['не более 40', '<=40'],
  ['до 40', '<=40'],
  ['менее 40', '<40'],
  ['от 40 до 50', '40..50'],
  ['около 40-50', '40..50'],
])('a count in Russian: %s', (typed, text) => {
  expect(readLooseQuantity(typed).quantity).toMatchObject({ text, stated: typed })
})

test('figures and the word for what was counted', () => {
  expect(readLooseQuantity('около 40 вагонов')).toMatchObject({ quantity: { text: '~40' }, unit: 'вагонов' })
})
