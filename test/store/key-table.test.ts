import fc from 'fast-check'
import { expect, test } from 'vitest'
import { KeyTable } from '../../src/store/sqlite/key-table.ts'

test('a table of keys finds what a map would, whatever is added and moved', () => {
  const key = fc.string({ unit: 'grapheme', maxLength: 4 })
  fc.assert(
    fc.property(fc.array(key, { maxLength: 300 }), (keys) => {
      const table = new KeyTable()
      const expected = new Map<string, number>()
      const at: string[] = []
      const isAt = (wanted: string) => (position: number) => at[position] === wanted
      keys.forEach((one, position) => {
        const before = expected.get(one)
        expect(table.find(one, isAt(one))).toBe(before)
        at.push(one)
        if (before === undefined) table.add(one, position)
        else table.move(one, before, position)
        expected.set(one, position)
      })
      for (const [one, position] of expected) expect(table.find(one, isAt(one))).toBe(position)
      expect(table.find('observation zzzz', isAt('observation zzzz'))).toBeUndefined()
    }),
    { numRuns: 100 },
  )
})

test('a table of keys grows', () => {
  const MANY = 200_000
  const keyOf = (n: number) => `observation ${n.toString(32).padStart(16, '0')}`
  const table = new KeyTable()
  for (let n = 0; n < MANY; n += 1) table.add(keyOf(n), n)
  const wrong = Array.from({ length: MANY }, (_, n) => n).filter(
    (n) => table.find(keyOf(n), (position) => position === n) !== n,
  )
  expect(wrong).toEqual([])
  expect(table.isFull).toBe(false)
  expect(table.find(keyOf(MANY), () => false)).toBeUndefined()
})
