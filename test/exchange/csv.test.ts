import fc from 'fast-check'
import Papa from 'papaparse'
import { expect, test } from 'vitest'
import { csvLine, fromCell, toCell } from '../../src/exchange/csv.ts'
import { csvTable } from './csv-table.ts'
import { NASTY } from './example-case.ts'

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      "'",
      '=',
      '-',
      '\\',
      'u',
      '0',
      'A',
      '"',
      ',',
      '\r',
      '\n',
      '\t',
      ' ',
      '\u001b',
      '\ud800',
      '\udc00',
      '1',
    ),
  }),
  fc.constantFrom(...NASTY),
)

test('a text comes back from its cell, whatever it holds', () => {
  fc.assert(fc.property(anyText, (text) => fromCell(toCell(text)) === text))
})

test('no cell holds a control character, a lone carriage return or a formula', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const cell = toCell(text)
      expect(cell).not.toMatch(
        /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]|\r(?!\n)/,
      )
      expect(cell).toSatisfy(
        (it: string) => !/^[=+\-@＝＋－＠\t\r\n]/.test(it) || /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/.test(it),
      )
      expect(cell.isWellFormed()).toBe(true)
    }),
  )
})

test.each([
  ['=HYPERLINK("x")', `'=HYPERLINK("x")`],
  ["'=1", "''=1"],
  ["'", "'"],
  ["it's", "it's"],
  ['-73', '-73'],
  ['-73 cars', "'-73 cars"],
  ['\u001b[2J', String.raw`\u001B[2J`],
  [String.raw`C:\ports`, String.raw`C:\ports`],
  [String.raw`\u0041`, String.raw`\\u0041`],
])('%j stands in its cell as %j', (text, cell) => {
  expect(toCell(text)).toBe(cell)
})

test('lines of cells are read back by our reader and by papaparse', () => {
  const row = fc.array(anyText, { minLength: 3, maxLength: 3 })
  fc.assert(
    fc.property(fc.array(row, { maxLength: 5 }), (rows) => {
      const text = [['one', 'two', 'three'], ...rows].map((cells) => csvLine(cells)).join('')
      const { rows: read, problems } = csvTable(text)
      expect(problems).toEqual([])
      expect(read.map(({ cells }) => [cells.one ?? '', cells.two ?? '', cells.three ?? ''])).toEqual(rows)
      const parsed = Papa.parse<string[]>(text, { newline: '\r\n', delimiter: ',' }).data.slice(1, -1)
      expect(parsed.map((cells) => cells.map(fromCell))).toEqual(rows)
    }),
  )
})
