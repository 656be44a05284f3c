import fc from 'fast-check'
import Papa from 'papaparse'
import { expect, test } from 'vitest'
import { csvLine, fromCell, readCsv, toCell } from '../../src/exchange/csv.ts'
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
      const kept = rows.filter((cells) => cells.some((cell) => toCell(cell).trim() !== ''))
      const { rows: read, problems } = readCsv(text)
      expect(problems).toEqual([])
      expect(read.map(({ cells }) => [cells.one ?? '', cells.two ?? '', cells.three ?? ''])).toEqual(kept)
      const parsed = Papa.parse<string[]>(text, { newline: '\r\n', delimiter: ',' }).data.slice(1, -1)
      expect(parsed.map((cells) => cells.map(fromCell))).toEqual(rows)
    }),
  )
})

test('lines are those of the file, past quoted line breaks and lines with nothing on them', () => {
  const { rows } = readCsv('id,note\r\na,"one\r\ntwo\nthree"\r\n\r\nb,plain\r\n')
  expect(rows).toEqual([
    { line: 2, cells: { id: 'a', note: 'one\r\ntwo\nthree' } },
    { line: 6, cells: { id: 'b', note: 'plain' } },
  ])
})

test.each([
  ['CRLF', '\r\n'],
  ['LF', '\n'],
  ['CR', '\r'],
])('%s ends a line', (_, end) => {
  const { columns, rows } = readCsv(['\ufeffid,note', 'rajin,"a, b"', 'dunai,c', ''].join(end))
  expect(columns).toEqual(['id', 'note'])
  expect(rows).toEqual([
    { line: 2, cells: { id: 'rajin', note: 'a, b' } },
    { line: 3, cells: { id: 'dunai', note: 'c' } },
  ])
})

test('CRLF and LF may be mixed, as editors leave them', () => {
  expect(readCsv('id,note\r\nrajin,x\ndunai,"y"\r\n').rows.map(({ cells }) => cells)).toEqual([
    { id: 'rajin', note: 'x' },
    { id: 'dunai', note: 'y' },
  ])
})

test.each([
  [
    'a row with too few cells',
    'id,note\nrajin\n',
    { line: 2, message: 'this row has 1 cells and the heading 2' },
  ],
  [
    'a row with too many',
    'id,note\n"a\nb",x\nrajin,x,y\n',
    { line: 4, message: 'this row has 3 cells and the heading 2' },
  ],
  ['a column twice', 'id,note,id\n', { line: 1, message: 'the heading has the column "id" twice' }],
  ['a cell under no heading', 'id,\nrajin,x\n', { line: 2, message: 'cell 2 stands under no heading' }],
  [
    'a file cut off in a quotation',
    'id,note\nrajin,"and the\n',
    { line: 2, message: 'a quotation mark is opened here and never closed' },
  ],
])('%s is a problem with its line', (_, text, problem) => {
  expect(readCsv(text).problems).toEqual([problem])
})
