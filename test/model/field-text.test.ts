import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FailureCode } from '../../src/model/failure.ts'
import { readValue } from '../../src/model/field-reader.ts'
import { joinTexts, showText, splitTexts, writeValue } from '../../src/model/field-text.ts'
import { fieldsOf, type Field } from '../../src/model/fields.ts'
import type { AnyRecord } from '../../src/model/records.ts'
import { RECORD_TYPES, type RecordType } from '../../src/model/vocabulary.ts'
import { recordOf, text } from './arbitraries.ts'
import { refusal } from './refusal.ts'

describe('several texts in one cell', () => {
  test.each<[what: string, texts: string[], cell: string]>([
    ['none', [], ''],
    ['one', ['Rajin'], 'Rajin'],
    ['two', ['Rajin', 'Najin'], 'Rajin; Najin'],
    ['a semicolon in one', ['Rajin; port', 'Najin'], String.raw`Rajin\; port; Najin`],
    ['a backslash in one', ['C:\\Rajin', 'Najin'], String.raw`C:\\Rajin; Najin`],
    ['a backslash at the end of one', ['Rajin\\', 'Najin'], String.raw`Rajin\\; Najin`],
    ['white space around one', [' Rajin ', 'Najin'], String.raw`\ Rajin\ ; Najin`],
    ['two spaces after one', ['Rajin  '], 'Rajin \\ '],
    ['white space alone', [' ', '\n'], '\\ ; \\\n'],
    ['a line feed inside one', ['Rajin\nport'], 'Rajin\nport'],
    ['an emoji', ['🚂;🚢'], String.raw`🚂\;🚢`],
  ])('%s', (_what, texts, cell) => {
    expect(joinTexts(texts)).toBe(cell)
    expect(splitTexts(cell)).toEqual(texts)
  })

  test.each<[what: string, cell: string, texts: string[]]>([
    ['no space after the semicolon', 'Rajin;Najin', ['Rajin', 'Najin']],
    ['much white space', '  Rajin  ;\n Najin\t', ['Rajin', 'Najin']],
    ['empty parts', ';Rajin;; ;Najin;', ['Rajin', 'Najin']],
    ['a backslash before a letter', String.raw`R\ajin`, ['Rajin']],
    ['a backslash as the last character', 'Rajin\\', ['Rajin\\']],
    ['white space alone', ' \n', []],
  ])('are read from what people type: %s', (_what, cell, texts) => {
    expect(splitTexts(cell)).toEqual(texts)
  })

  test('come back as they were, whatever is in them', () => {
    const tricky = fc.string({ minLength: 1, unit: fc.constantFrom(...';\\ \t\n\ra=:\u00a0\ufeff🚂\u0000') })
    const any = fc.oneof(tricky, text(), fc.string({ minLength: 1, unit: 'binary' }))
    fc.assert(
      fc.property(fc.array(any), (texts) => {
        expect(splitTexts(joinTexts(texts))).toEqual(texts)
      }),
      { numRuns: 3000 },
    )
  })
})

describe('a link to a leg', () => {
  test.each([
    [{ leg: 'rajin-dunai', stage: 'loaded' }, 'rajin-dunai:loaded'],
    [{ leg: 'rajin-dunai' }, 'rajin-dunai'],
    [{ leg: 'rajin-dunai', stage: undefined }, 'rajin-dunai'],
  ])('%j is %s', (show, written) => {
    expect(showText(show)).toBe(written)
  })
})

function fieldOf(type: RecordType, column: string): Field {
  const field = fieldsOf(type).find((candidate) => candidate.column === column)
  if (field === undefined) throw new Error(`no ${column} in ${type}`)
  return field
}

describe('what is typed for a field', () => {
  test.each<[RecordType, column: string, typed: string[], value: unknown]>([
    ['place', 'name', ['Rajin'], 'Rajin'],
    ['place', 'name', [' Rajin; port '], ' Rajin; port '],
    ['place', 'lat', ['42.2556'], 42.2556],
    ['place', 'lat', [' -0.5 '], -0.5],
    ['place', 'lat', ['+1e1'], 10],
    ['place', 'kind', ['Rail-Yard'], 'rail-yard'],
    ['place', 'aliases', ['Najin; 라진', 'Rason'], ['Najin', '라진', 'Rason']],
    ['source', 'handling', ['amber+strict'], 'AMBER+STRICT'],
    [
      'source',
      'published',
      ['2023-10'],
      { text: '2023-10', earliest: '2023-10-01T00:00:00.000Z', latest: '2023-10-31T23:59:59.999Z' },
    ],
    ['observation', 'quantity', ['~73'], { text: '~73', low: 66, best: 73, high: 80, qualifier: 'about' }],
    ['observation', 'details_tarped', ['yes'], true],
    ['observation', 'details_tarped', ['TRUE'], true],
    ['observation', 'details_tarped', ['1'], true],
    ['observation', 'details_tarped', ['No'], false],
    ['observation', 'details_tarped', ['false'], false],
    ['observation', 'details_tarped', [' 0 '], false],
    ['observation', 'details_cars', ['boxcar=60; flat=13'], { boxcar: 60, flat: 13 }],
    ['observation', 'details_cars', ['boxcar=60', 'flat=13'], { boxcar: 60, flat: 13 }],
    ['observation', 'details_cars', ['length=long=2'], { 'length=long': 2 }],
    [
      'observation',
      'shows',
      ['rajin-dunai:loaded', 'dunai-tikhoretsk'],
      [{ leg: 'rajin-dunai', stage: 'loaded' }, { leg: 'dunai-tikhoretsk' }],
    ],
    ['observation', 'shows', ['rajin-dunai:In-Transit'], [{ leg: 'rajin-dunai', stage: 'in-transit' }]],
  ])('%s %s from %j', (type, column, typed, value) => {
    expect(readValue(fieldOf(type, column), typed)).toEqual(value)
  })

  test.each<[RecordType, column: string, typed: string, FailureCode, hint: RegExp]>([
    ['place', 'lat', '42,2556', 'bad-number', /with a point/],
    ['place', 'lat', '', 'bad-number', /digits/],
    ['place', 'lat', '42°', 'bad-number', /digits/],
    ['place', 'lat', '0x2a', 'bad-number', /digits/],
    ['place', 'lat', 'NaN', 'bad-number', /digits/],
    ['place', 'lat', '1e400', 'bad-number', /digits/],
    ['place', 'kind', 'prt', 'bad-choice', /Did you mean port\?/],
    ['source', 'published', 'soon', 'bad-date', /Write/],
    ['observation', 'quantity', 'many', 'bad-quantity', /Write/],
    ['observation', 'details_tarped', 'maybe', 'bad-choice', /yes or no/],
    ['observation', 'details_cars', 'boxcar', 'bad-value', /boxcar=60/],
    ['observation', 'details_cars', '=60', 'bad-value', /boxcar=60/],
    ['observation', 'details_cars', 'boxcar=~60', 'bad-value', /boxcar=60/],
    ['observation', 'details_cars', 'boxcar=60; boxcar=13', 'bad-value', /once/],
    ['observation', 'shows', ':loaded', 'bad-value', /LEG:STAGE/],
    ['observation', 'shows', 'rajin-dunai:loaded:arrived', 'bad-value', /LEG:STAGE/],
    ['observation', 'shows', 'rajin-dunai:laoded', 'bad-choice', /Did you mean loaded\?/],
  ])('%s %s is refused: %s', (type, column, typed, code, hint) => {
    const failure = refusal(() => readValue(fieldOf(type, column), [typed]))
    expect(failure.code).toBe(code)
    expect(failure.hint).toMatch(hint)
  })
})

/** Where a field stands in a record, if anywhere. */
function valueAt(record: AnyRecord, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], record)
}

/** A date or a quantity without the wording of its source, which its text does not hold. */
function withoutWording(field: Field, value: unknown): unknown {
  if (field.form !== 'when' && field.form !== 'quantity') return value
  const { stated: _, ...rest } = value as { stated?: string }
  return rest
}

describe('any value of any record', () => {
  test.each(RECORD_TYPES)('is the same when it is written and read again: %s', (type) => {
    fc.assert(
      fc.property(recordOf(type), (record) => {
        for (const field of fieldsOf(type)) {
          const value = valueAt(record, field.path)
          if (value === undefined) continue
          expect(readValue(field, [writeValue(field, value)])).toEqual(withoutWording(field, value))
        }
      }),
    )
  })
})
