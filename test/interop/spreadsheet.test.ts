import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { newCase, type TestCase } from '../cli/cases.ts'
import { orientExpress } from '../cli/example.ts'
import { needs } from './programs.ts'

/*
 * Exports opened by a spreadsheet program that is not ours: Gnumeric, without its windows. In the file it makes of one,
 * a cell with a value has its type (60 is a text, 40 a number), and a formula has none.
 */

beforeAll(() => {
  needs('ssconvert', 'gnumeric')
})

/** What a program would run, fetch or call, were it taken for a formula. */
const FORMULAS = [
  // Most are not: where every cell of a column starts with an apostrophe, Gnumeric takes that for what is between cells.
  'two containers',
  'three railcars',
  'four railcars',
  'five railcars',
  '=1+1',
  '=HYPERLINK("https://example.org/?q="&A1,"Rajin")',
  '+1+1',
  '-1+1',
  '@SUM(A1:A9)',
  "=cmd|' /C calc'!A0",
  '\t=1+1',
  "'=1+1",
  '=WEBSERVICE("https://example.org")',
  '=DDE("soffice","x","y")',
]

function withFormulas(kase: TestCase): void {
  kase.traced(['place', 'add', 'Rajin', '-q'])
  kase.traced(['source', 'add', '--kind', 'report', '--title', 'Report', '--id', 'synthetic', '-q'])
  for (const note of FORMULAS)
    kase.traced([
      'record',
      'statement',
      '--at',
      'rajin',
      '--on',
      '2023-10-05',
      '--source',
      'synthetic',
      '--no-leg',
      '-q',
      `--note=${note}`,
    ])
}

interface Cell {
  row: number
  column: number
  /** Undefined of a formula. */
  type: string | undefined
  text: string
}

/** The cells that Gnumeric sees in a file. */
function cellsIn(folder: string, file: string): Cell[] {
  const { status, stderr } = spawnSync(
    'ssconvert',
    ['--export-type=Gnumeric_XmlIO:sax:0', join(folder, file), join(folder, 'opened.xml')],
    { encoding: 'utf8' },
  )
  expect(status, stderr).toBe(0)
  const xml = readFileSync(join(folder, 'opened.xml'), 'utf8')
  return [...xml.matchAll(/<gnm:Cell ([^>]*)>([^<]*)<\/gnm:Cell>/g)].map(([, attributes = '', text = '']) => {
    const of = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1]
    return { row: Number(of('Row')), column: Number(of('Col')), type: of('ValueType'), text }
  })
}

describe('a spreadsheet program', () => {
  test.each(['csv', 'xlsx'])('runs no formula of a note: %s', (format) => {
    const kase = newCase(withFormulas)
    const file = `all.${format}`
    kase.traced(['export', '--all', '-o', file, '--columns', 'note,source_title,origin_count'])
    const cells = cellsIn(kase.folder, file)
    expect(cells.filter(({ type }) => type === undefined)).toEqual([])
    const notes = cells.filter(({ row, column }) => row > 0 && column === 0)
    expect(notes).toHaveLength(FORMULAS.length)
    for (const { type, text } of notes) {
      expect(type).toBe('60')
      // Not what it comes to.
      expect(text).toMatch(/[=+\-@]|containers|railcars/)
    }
    const counts = cells.filter(({ row, column }) => row > 0 && column === 2)
    expect(counts.map(({ type }) => type)).toEqual(FORMULAS.map(() => '40'))
  })

  test.each(['csv', 'xlsx'])('has every row and every heading of the worked example: %s', (format) => {
    const example = orientExpress()
    const file = `chain.${format}`
    example.traced(['export', 'orient-express', '-o', file])
    const cells = cellsIn(example.folder, file)
    expect(Math.max(...cells.map(({ row }) => row))).toBe(57)
    const heading = cells.filter(({ row }) => row === 0).map(({ text }) => text)
    const { stdout } = example.trace(['export', '--list-columns'])
    expect(heading).toEqual(
      stdout
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => line.split('\t')[0]),
    )
    expect(cells.filter(({ type }) => type === undefined)).toEqual([])
  })

  test('has a calendar day of a workbook as a date, and "about" as a text', () => {
    const example = orientExpress()
    example.traced(['export', '--all', '-o', 'dates.xlsx', '--columns', 'observed'])
    const { status } = spawnSync('ssconvert', ['dates.xlsx', 'dates.csv'], { cwd: example.folder })
    expect(status).toBe(0)
    const dates = readFileSync(join(example.folder, 'dates.csv'), 'utf8').split('\n')
    expect(dates).toContain('2023/10/05')
    expect(dates).toContain('2023-08~/2023-10-16')
  })
})
