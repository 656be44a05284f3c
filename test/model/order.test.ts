import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compare, firstIndex } from '../../src/model/order.ts'

describe('order', () => {
  test('keys go by code unit, whatever the locale', () => {
    expect(['rajin', 'Öl', 'Zarubino', 'dunai', 'rajin-dunai'].sort(compare)).toEqual([
      'Zarubino',
      'dunai',
      'rajin',
      'rajin-dunai',
      'Öl',
    ])
  })

  test('open ends are compared like any moment', () => {
    expect([Infinity, 5, -Infinity, Infinity].sort(compare)).toEqual([-Infinity, 5, Infinity, Infinity])
    expect(compare(Infinity, Infinity)).toBe(0)
  })

  test('the first index is that of a search from the start', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 20 })),
        fc.integer({ min: -1, max: 21 }),
        (days, day) => {
          const sorted = days.sort(compare)
          const found = sorted.findIndex((one) => one >= day)
          expect(firstIndex(sorted, (one) => one >= day)).toBe(found < 0 ? sorted.length : found)
        },
      ),
    )
  })
})
