import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Recent } from '../../src/model/recent.ts'

const document = (n: number): string => `document ${String(n)}`

describe('what was seen lately', () => {
  test('is remembered with what was made of it last', () => {
    const recent = new Recent<boolean>(2)
    recent.set('rusi-report', true)
    recent.set('rusi-report', false)
    expect(recent.get('rusi-report')).toBe(false)
    expect(recent.get('csis-report')).toBeUndefined()
    expect(recent.isComplete).toBe(true)
  })

  test('is at least the last so many keys and at most twice as many, and says when it forgot', () => {
    const seen = fc.array(fc.nat(40), { maxLength: 200, size: 'max' })
    fc.assert(
      fc.property(seen, fc.integer({ min: 1, max: 12 }), (numbers, most) => {
        const recent = new Recent<number>(most)
        const last = new Map<number, number>()
        for (const [i, n] of numbers.entries()) {
          recent.set(document(n), i)
          last.delete(n)
          last.set(n, i)
          const lately = [...last].slice(-most)
          expect(lately.map(([key]) => recent.get(document(key)))).toEqual(lately.map(([, value]) => value))
          const kept = [...last.keys()].filter((key) => recent.get(document(key)) !== undefined)
          expect(kept.length).toBeLessThanOrEqual(2 * most)
          // It may say that it forgot what came up again since, but never keep silent about what is gone.
          if (kept.length < last.size) expect(recent.isComplete).toBe(false)
        }
        // What it still knows is what was said last.
        for (const [key, value] of last) expect([value, undefined]).toContain(recent.get(document(key)))
      }),
    )
  })

  test('is complete as long as nothing had to go', () => {
    const recent = new Recent<number>(3)
    for (let n = 1; n <= 6; n += 1) recent.set(document(n), n)
    expect(recent.isComplete).toBe(true)
    expect(recent.get(document(1))).toBe(1)
    recent.set(document(7), 7)
    expect(recent.isComplete).toBe(false)
    expect(recent.get(document(1))).toBeUndefined()
  })
})
