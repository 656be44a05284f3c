import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nearest } from '../../src/model/nearest.ts'

const PLACES = ['rajin', 'dunai', 'tikhoretsk', 'tumangang', 'vostochny']

describe('the nearest word', () => {
  test.each([
    ['itself', 'rajin', 'rajin'],
    ['one letter wrong', 'rajim', 'rajin'],
    ['one letter missing', 'rjin', 'rajin'],
    ['two letters wrong in a long word', 'tikhoretzc', 'tikhoretsk'],
    ['upper case', 'DUNAI', 'dunai'],
    ['the start of a long word', 'tik', 'tikhoretsk'],
    ['the start of a long word, in upper case', 'VOS', 'vostochny'],
  ])('is found: %s', (_how, typed, word) => {
    expect(nearest(typed, PLACES)).toBe(word)
  })

  test.each([
    ['nothing like any', 'pyongyang'],
    ['too short a start', 'ti'],
    ['three letters wrong in a short word', 'rozen'],
    ['another word', 'lighthouse'],
    ['nothing typed', ''],
  ])('is not guessed: %s', (_why, typed) => {
    expect(nearest(typed, PLACES)).toBeUndefined()
  })

  test.each([
    ['rajni', ['rajin', 'dunai'], 'rajin'],
    ['unloding', ['loaded', 'departed', 'in-transit', 'arrived', 'unloaded'], 'unloaded'],
    ['railcars', ['ship-sighting', 'railcar-count', 'statement'], 'railcar-count'],
  ])('is found for %s', (typed, words, word) => {
    expect(nearest(typed, words)).toBe(word)
  })

  test('is the nearer of two', () => {
    expect(nearest('rajin-dunaj', ['rajin-dunau2', 'rajin-dunai'])).toBe('rajin-dunai')
  })

  test('is the first of two as near', () => {
    expect(nearest('rajix', ['rajin', 'rajiv'])).toBe('rajin')
  })

  test('is nothing when there are no words', () => {
    expect(nearest('rajin', [])).toBeUndefined()
  })

  test('of a word that is among them is that word, and otherwise always one of them', () => {
    const words = fc.array(fc.string({ minLength: 1 }), { minLength: 1 })
    fc.assert(
      fc.property(words, fc.nat(), fc.string(), (known, index, typed) => {
        const word = known[index % known.length] ?? ''
        expect(nearest(word, known)?.toLowerCase()).toBe(word.toLowerCase())
        expect([undefined, ...known]).toContain(nearest(typed, known))
      }),
    )
  })
})
