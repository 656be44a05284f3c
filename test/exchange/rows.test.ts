import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { complete } from '../../src/case/complete.ts'
import { csvLine } from '../../src/exchange/csv.ts'
import { recordToRow, rowColumns, rowToRecord } from '../../src/exchange/rows.ts'
import { fieldsOf } from '../../src/model/fields.ts'
import type { AnyRecord } from '../../src/model/records.ts'
import { RECORD_TYPES } from '../../src/model/vocabulary.ts'
import { anyRecord } from '../model/arbitraries.ts'
import { refusal } from '../model/refusal.ts'
import { csvTable } from './csv-table.ts'

/** Through the text of a file and back. */
function throughCsv(record: AnyRecord): Record<string, string> {
  const text = csvLine(rowColumns(record.type).map(({ name }) => name)) + csvLine(recordToRow(record))
  const { rows, problems } = csvTable(text)
  expect(problems).toEqual([])
  return rows[0]?.cells ?? {}
}

test('every record survives its row', () => {
  fc.assert(
    fc.property(anyRecord, fc.boolean(), (first, isRetraction) => {
      const record: AnyRecord = isRetraction
        ? { ...first, revision: 2, retracted: true, reason: '=why' }
        : first
      expect(rowToRecord(record.type, throughCsv(record))).toEqual(record)
    }),
    { numRuns: 1000 },
  )
})

test('what a revision settles, or undoes of that, survives its row', () => {
  fc.assert(
    fc.property(anyRecord, (first) => {
      const leaves = ['ab'.repeat(32), 'cd'.repeat(32)]
      const revised = { ...first, revision: 2, reason: 'measured' }
      for (const record of [
        { ...revised, resolves: leaves },
        { ...revised, undoes: 'ef'.repeat(32) },
      ])
        expect(rowToRecord(record.type, throughCsv(record))).toEqual(record)
    }),
  )
})

test('what can be worked out may be left out of a row', () => {
  fc.assert(
    fc.property(anyRecord, (record) => {
      const derived = /_(earliest|latest|low|best|high|qualifier)$/
      const cells = Object.fromEntries(
        Object.entries(throughCsv(record)).filter(
          ([name]) => !derived.test(name) && name !== 'imo_check' && name !== 'revision',
        ),
      )
      expect(complete(rowToRecord(record.type, cells))).toEqual(record)
    }),
  )
})

test('a date recorded without bounds gets none', () => {
  const record = {
    type: 'source',
    id: 'note',
    revision: 1,
    kind: 'note',
    title: 'n',
    lineage: 'unknown',
    published: { text: '2023' },
  } as const
  expect(throughCsv(record).published_earliest).toBe('..')
  expect(rowToRecord('source', throughCsv(record))).toEqual(record)
})

describe('a row that cannot be', () => {
  test.each([
    ['quantity', { quantity: '73ish' }, 'bad-quantity'],
    ['quantity', { quantity_low: '60' }, 'bad-value'],
    ['quantity_low', { quantity: '73', quantity_low: 'many', quantity_qualifier: 'about' }, 'bad-number'],
    ['observed', { observed: '2023-02-30' }, 'date-not-in-calendar'],
    ['outcome', { outcome: 'sen' }, 'bad-choice'],
    ['credibility', { credibility: 'two' }, 'bad-number'],
    ['revision', { revision: '0' }, 'bad-number'],
    ['retracted', { retracted: 'perhaps' }, 'bad-choice'],
  ])('names its column %s', (column, cells, code) => {
    expect(refusal(() => rowToRecord('observation', cells))).toMatchObject({ code, where: column })
  })
})

test.each(RECORD_TYPES)('every field of %s has a column, and no column is there twice', (type) => {
  const names = rowColumns(type).map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  expect(names).toEqual(expect.arrayContaining(fieldsOf(type).map(({ column }) => column)))
})
