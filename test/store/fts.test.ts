import Database from 'better-sqlite3'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ftsQuery } from '../../src/store/sqlite/fts.ts'

describe('what was typed, as a query', () => {
  test.each([
    ['one word, which may be a beginning', 'rajin', '"rajin"*'],
    ['several words, of which the last may be a beginning', 'north pier', '"north" "pier"*'],
    ['words that are finished', 'north pier ', '"north" "pier"'],
    ['a phrase', '"north pier"', '"north pier"'],
    ['a phrase and a word', '"north pier" raj', '"north pier" "raj"*'],
    ['a word and a phrase', 'rajin "north pier"', '"rajin" "north pier"'],
    ['query syntax', 'NOT (a OR b*)', '"NOT" "(a" "OR" "b*)"*'],
    ['a word without a letter', 'rajin --', '"rajin"*'],
    ['a quotation mark inside a word', 'ra"jin', '"ra jin"*'],
    ['Hangul taken apart', '두만강'.normalize('NFD'), '"두만강"*'],
    ['nothing', '', '""'],
    ['nothing but marks', '" -- "', '""'],
  ])('%s', (_what, typed, query) => {
    expect(ftsQuery(typed)).toBe(query)
  })

  test('is one that FTS5 understands, whatever it was', () => {
    const db = new Database(':memory:')
    db.exec('CREATE VIRTUAL TABLE search USING fts5 (words)')
    const matching = db.prepare('SELECT count(*) FROM search WHERE search MATCH ?')
    const syntax = fc.string({
      unit: fc.constantFrom(...'"*^():{}+-., ', 'a', 'OR ', 'NEAR(', 'NOT ', 'words:', '\u0000', '두'),
    })
    fc.assert(
      fc.property(fc.oneof(syntax, fc.string({ unit: 'binary' })), (typed) => {
        expect(() => matching.get(ftsQuery(typed))).not.toThrow()
      }),
      { numRuns: 2000 },
    )
    db.close()
  })
})
