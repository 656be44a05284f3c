import fc from 'fast-check'
import { readXlsx } from 'hucre/xlsx'
import Papa from 'papaparse'
import { describe, expect, test } from 'vitest'
import { csvLine, fromCell, toCell, type Value } from '../../src/exchange/csv.ts'
import { tsvLine } from '../../src/exchange/tsv-out.ts'
import { MAX_TEXT, xlsxPieces, type SheetColumn } from '../../src/exchange/xlsx-out.ts'
import { text } from '../model/arbitraries.ts'

const value: fc.Arbitrary<Value> = fc.option(
  fc.oneof(
    text(),
    fc.stringMatching(/^[ -~\t\r\n]*$/),
    fc.double({ noDefaultInfinity: true, noNaN: true }),
    fc.integer(),
  ),
  { nil: undefined },
)
const textOf = (one: Value): string => (one === undefined ? '' : String(one))

describe('a line of CSV', () => {
  test('is what papaparse writes of the same cells', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 6 }), (values) => {
        const cells = values.map((one) => (typeof one === 'string' ? toCell(one) : textOf(one)))
        expect(csvLine(values)).toBe(`${Papa.unparse([cells], { newline: '\r\n' })}\r\n`)
      }),
      { numRuns: 200 },
    )
  })
})

describe('a line of tab-separated values', () => {
  test('has no break in a cell, and gives the texts back', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 6 }), (values) => {
        const line = tsvLine(values)
        expect(line.endsWith('\n')).toBe(true)
        expect(line.slice(0, -1)).not.toMatch(/[\n\r]/)
        const cells = line.slice(0, -1).split('\t')
        expect(cells.map(fromCell)).toEqual(values.map(textOf))
        for (const cell of cells) expect(cell).not.toMatch(/^[=@]/)
      }),
      { numRuns: 200 },
    )
  })

  test.each([
    ['a tab', 'one\ttwo', String.raw`one\u0009two`],
    ['a line break and a backslash', 'a\\b\r\nc', String.raw`a\\b\u000D\u000Ac`],
    ['a formula', '=1+1', "'=1+1"],
    ['a tab before a formula', '\t=1+1', String.raw`\u0009=1+1`],
    ['a backslash alone', String.raw`C:\files`, String.raw`C:\files`],
  ])('writes %s so that it stays in its cell', (_, from, to) => {
    expect(tsvLine([from])).toBe(`${to}\n`)
  })
})

/** The cells of a workbook below its heading, as another reader gives them. */
async function readBack(
  columns: readonly SheetColumn[],
  rows: readonly (readonly Value[])[],
  losses = { cut: 0 },
) {
  const pieces: Uint8Array[] = []
  const given = async function* () {
    for (const row of rows) yield await Promise.resolve(row)
  }
  for await (const piece of xlsxPieces(columns, given(), losses)) pieces.push(piece)
  const { sheets } = await readXlsx(Buffer.concat(pieces))
  expect(sheets).toHaveLength(1)
  return sheets[0]!
}

const named = (n: number): SheetColumn[] => Array.from({ length: n }, (_, i) => ({ name: `c${String(i)}` }))

describe('a workbook', () => {
  test('gives back texts as texts and numbers as numbers', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(value, value, value), { minLength: 1, maxLength: 6 }),
        async (rows) => {
          const sheet = await readBack(named(3), rows)
          for (const [i, row] of rows.entries())
            for (const [j, one] of row.entries()) {
              const cell = sheet.rows[i + 1]?.[j] ?? undefined
              // The reader gives numbers of many digits as they are written.
              if (typeof one === 'number') expect(Number(cell)).toBe(one === 0 ? 0 : one)
              else expect(fromCell(textOf(cell as Value))).toBe(one ?? '')
            }
        },
      ),
      { numRuns: 60 },
    )
  })

  test('has its heading in sight, and a filter over all rows', async () => {
    const sheet = await readBack(named(28), [
      [1, 'a'],
      [2, 'b'],
    ])
    expect(sheet.rows[0]?.slice(0, 3)).toEqual(['c0', 'c1', 'c2'])
    expect(sheet.freezePane).toMatchObject({ rows: 1 })
    expect(sheet.autoFilter?.range).toBe('A1:AB3')
  })

  test.each([
    ['a day', '2023-10-05', new Date(Date.UTC(2023, 9, 5))],
    ['a month', '2023-10', '2023-10'],
    ['about a day', '2023-10-05~', '2023-10-05~'],
    ['an instant', '2023-10-05T08:00Z', '2023-10-05T08:00Z'],
    ['an interval', '2023-10-05/2023-10-06', '2023-10-05/2023-10-06'],
    ['a day that is in no calendar', '2023-02-30', '2023-02-30'],
    ['the first day that workbooks count rightly', '1900-03-01', new Date(Date.UTC(1900, 2, 1))],
    ['a day before that', '1900-02-28', '1900-02-28'],
  ])('has %s as what it is', async (_, written, expected) => {
    const sheet = await readBack([{ name: 'observed', date: true }, { name: 'note' }], [[written, written]])
    expect(sheet.rows[1]).toEqual([expected, written])
  })

  test('cuts a text that no cell holds, marks it, and counts it', async () => {
    const losses = { cut: 0 }
    const long = `${'x'.repeat(MAX_TEXT - 13)}👩‍👩‍👧 and more`
    const sheet = await readBack(named(2), [[long, 'x'.repeat(MAX_TEXT)]], losses)
    const [cut, whole] = sheet.rows[1] as string[]
    expect(losses.cut).toBe(1)
    expect(cut?.length).toBeLessThanOrEqual(MAX_TEXT)
    expect(cut).toMatch(/^x+… \[cut here\]$/)
    expect(whole).toHaveLength(MAX_TEXT)
  })

  test('is the same bytes whenever and wherever it is made', async () => {
    const bytes = async () => {
      const rows = async function* () {
        yield await Promise.resolve(['a', 1])
      }
      const pieces: Uint8Array[] = []
      for await (const piece of xlsxPieces(named(2), rows())) pieces.push(piece)
      return Buffer.concat(pieces)
    }
    expect(await bytes()).toEqual(await bytes())
  })
})
