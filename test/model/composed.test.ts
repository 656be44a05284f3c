import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { composed } from '../../src/model/composed.ts'

describe('a composed text', () => {
  test('is in NFC', () => {
    expect(composed('Rasŏn, 나진'.normalize('NFD'))).toBe('Rasŏn, 나진')
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(composed(text)).toBe(text.normalize('NFC'))
      }),
    )
  })

  // NFC itself would take hours.
  test('with marks without end is the same text', () => {
    const text = `a${'\u0301\u0323'.repeat(1 << 20)}`
    expect(composed(text) === text).toBe(true)
  })
})
