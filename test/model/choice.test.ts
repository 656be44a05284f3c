import { describe, expect, test } from 'vitest'
import { readChoice } from '../../src/model/choice.ts'
import { PLACE_KINDS, TLP } from '../../src/model/vocabulary.ts'
import { refusal } from './refusal.ts'

describe('one of several words', () => {
  test.each([
    ['as it is', 'rail-yard', PLACE_KINDS, 'rail-yard'],
    ['in another case', 'Rail-YARD', PLACE_KINDS, 'rail-yard'],
    ['with white space around it', ' port\n', PLACE_KINDS, 'port'],
    ['written in capitals in the list', 'amber+strict', TLP, 'AMBER+STRICT'],
  ])('is understood %s', (_how, typed, choices, word) => {
    expect(readChoice(typed, choices)).toBe(word)
  })

  test('is guessed when it is nearly right', () => {
    const failure = refusal(() => readChoice('statoin', PLACE_KINDS))
    expect(failure.code).toBe('bad-choice')
    expect(failure.hint).toContain('station')
  })

  test.each(['lighthouse', ''])('is not guessed when it is like none, and all are named: %j', (typed) => {
    const failure = refusal(() => readChoice(typed, PLACE_KINDS))
    expect(failure.code).toBe('bad-choice')
    expect(failure.message).toContain('port, rail-yard, station, border-crossing')
    expect(failure.hint ?? '').not.toContain('Did you mean')
  })
})
