import fc from 'fast-check'
import Papa from 'papaparse'
import { describe, expect, test } from 'vitest'
import { CsvFault, MAX_CELLS, MAX_ROW, RowScanner, type RawRow } from '../../src/exchange/csv-rows.ts'

/** The rows of a text that comes in pieces. */
function scanned(pieces: readonly string[], delimiter = ','): RawRow[] {
  const scanner = new RowScanner(delimiter)
  return [...pieces.flatMap((piece) => scanner.scan(piece)), ...scanner.end()]
}

const cellsOf = (rows: readonly RawRow[]) => rows.map(({ cells }) => cells)

/** Cuts a text at the places. */
function cut(text: string, places: readonly number[]): string[] {
  const at = [...new Set(places.map((place) => place % (text.length + 1)))].sort((a, b) => a - b)
  return [0, ...at].map((from, i) => text.slice(from, at[i]))
}

const anyCell = fc.oneof(
  fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', ';', 'a', ' ', 'Ж') }),
  fc.constantFrom('rajin', '두만강', 'שלום', ''),
)
const anyRows = fc.array(fc.array(anyCell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 })
const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`

test('cells of any text are read back, wherever the text is cut and whatever ends its lines', () => {
  const ends = fc.constantFrom('\r\n', '\n', '\r')
  fc.assert(
    fc.property(
      anyRows,
      ends,
      fc.array(fc.nat(), { maxLength: 6 }),
      fc.boolean(),
      (rows, end, places, hasEnd) => {
        const text = rows.map((cells) => cells.map(quoted).join(',')).join(end) + (hasEnd ? end : '')
        expect(cellsOf(scanned(cut(text, places)))).toEqual(rows)
      },
    ),
    { numRuns: 500 },
  )
})

test('papaparse reads the same rows', () => {
  const plain = fc.string({ unit: fc.constantFrom('a', '"', ' ', 'b', 'Ж') }).map((cell) => `a${cell}`)
  const written = fc.oneof(plain, anyCell.map(quoted))
  fc.assert(
    fc.property(
      fc.array(fc.array(written, { minLength: 2, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
      (rows) => {
        const text = rows.map((cells) => cells.join(',')).join('\n')
        const { data, errors } = Papa.parse<string[]>(text, { delimiter: ',', newline: '\n' })
        fc.pre(errors.length === 0)
        expect(cellsOf(scanned([text]))).toEqual(data)
      },
    ),
    { numRuns: 300 },
  )
})

test('rows say on which line they start, past line breaks of every kind', () => {
  const rows = scanned(['id,note\r\na,"one\r\ntwo\nthree\rfour"\n\rb,plain\rc,', 'd'])
  expect(rows).toEqual([
    { line: 1, cells: ['id', 'note'], isCut: false },
    { line: 2, cells: ['a', 'one\r\ntwo\nthree\rfour'], isCut: false },
    { line: 6, cells: [''], isCut: false },
    { line: 7, cells: ['b', 'plain'], isCut: false },
    { line: 8, cells: ['c', 'd'], isCut: true },
  ])
})

test('the line break of a row may be cut in two, and so may a doubled quotation mark', () => {
  expect(cellsOf(scanned(['a,b\r', '\nc,"d"', '"e"\r', '\n']))).toEqual([
    ['a', 'b'],
    ['c', 'd"e'],
  ])
})

test('a delimiter at the end is a cell with nothing in it', () => {
  expect(cellsOf(scanned(['a,b,\nc,d,']))).toEqual([
    ['a', 'b', ''],
    ['c', 'd', ''],
  ])
})

describe('what is refused with its line', () => {
  const fault = (...pieces: string[]): CsvFault => {
    try {
      scanned(pieces)
    } catch (error) {
      if (error instanceof CsvFault) return error
      throw error
    }
    throw new Error('nothing was refused')
  }

  test('a quotation mark that is never closed', () => {
    expect(fault('id,note\nrajin,x\ndunai,"and the\nrest\n')).toMatchObject({
      line: 3,
      message: 'A quotation mark is opened here and never closed.',
    })
  })

  test('the line of the mark, not that of its row', () => {
    expect(fault('id,note,more\nrajin,"a\nb","and the\nrest\n').line).toBe(3)
  })

  test('more after the closing mark', () => {
    expect(fault('id,note\n"a\nb","He said "hello" to us"\n').line).toBe(3)
  })

  test('NUL', () => {
    expect(fault('id,note\nrajin,x\n', 'dun\0ai,y\n')).toMatchObject({ line: 3 })
  })

  test('a row that does not end', () => {
    const piece = 'x'.repeat(1 << 22)
    const found = fault('id,note\nrajin,x\n', ...Array.from({ length: 6 }, () => piece))
    expect(found).toMatchObject({ line: 3, message: 'This row is longer than 16 Mi characters.' })
  })

  test('a cell that does not end', () => {
    const piece = 'and so on,\n'.repeat(1 << 19)
    const found = fault('id,note\nrajin,x\ndunai,"', ...Array.from({ length: 6 }, () => piece))
    expect(found.line).toBe(3)
    expect(found.message).toContain('A quotation mark is opened here and not closed')
  })

  test('a row of nothing but separators', () => {
    expect(fault(','.repeat(MAX_CELLS + 1)).message).toContain('16384 cells')
    expect(MAX_ROW).toBeGreaterThan(MAX_CELLS)
  })
})
