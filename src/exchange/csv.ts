import Papa from 'papaparse'

/*
 * CSV as RFC 4180 has it: CRLF, quotes doubled, UTF-8. Two things are done to a cell on the way out, and undone on the
 * way in:
 *
 * - Control characters and marks that reorder text are written `\u001B`. A cell that needs it, or that already holds
 *   such a sequence, has its backslashes doubled; every other cell keeps them single.
 * - A cell that a spreadsheet would take for a formula (it starts with = + - @, their full-width forms, a tab or a line
 *   break) gets an apostrophe before it, as does one that starts with apostrophes followed by those. Plain numbers,
 *   negative ones too, stay as they are.
 */

const UNSAFE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF\uFFF9-\uFFFB]/g
const ESCAPED = /\\u[0-9A-F]{4}/
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/
const PLAIN_NUMBER = /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/

/** A text as it stands in a cell of ours. */
export function toCell(text: string): string {
  const visible =
    text.search(UNSAFE) >= 0 || ESCAPED.test(text)
      ? text.replace(/\\/g, '\\\\').replace(UNSAFE, (c) => `\\u${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`)
      : text
  return FORMULA.test(visible) && !PLAIN_NUMBER.test(visible) ? `'${visible}` : visible
}

/** The text that {@link toCell} made a cell of. */
export function fromCell(cell: string): string {
  const bare = cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell
  if (!ESCAPED.test(bare)) return bare
  return bare.replace(/\\(?:\\|u([0-9A-F]{4}))/g, (_, code: string | undefined) =>
    code === undefined ? '\\' : String.fromCharCode(Number.parseInt(code, 16)),
  )
}

type Value = string | number | undefined

/** One line of CSV with its line break. Absent values are empty cells. */
export function csvLine(values: readonly Value[]): string {
  const cells = values.map((value) => (value === undefined ? '' : typeof value === 'number' ? String(value) : toCell(value)))
  return `${Papa.unparse([cells], { newline: '\r\n' })}\r\n`
}

export interface CsvTable {
  columns: string[]
  rows: { line: number; cells: Record<string, string> }[]
  /** What does not fit RFC 4180, with the line it is on. */
  problems: { line: number; message: string }[]
}

/** Reads CSV with a heading into rows of texts by column; empty cells are left out. Lines count from 1, the heading's. */
export function readCsv(text: string): CsvTable {
  const parsed = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), { skipEmptyLines: 'greedy', delimiter: ',' })
  const [heading = [], ...body] = parsed.data
  const problems = parsed.errors.map((error) => ({ line: (error.row ?? 0) + 1, message: error.message }))
  const columns = heading.map((column) => column.trim())
  const rows = body.map((cells, i) => {
    if (cells.length > columns.length) problems.push({ line: i + 2, message: 'has more cells than the heading' })
    const entries = columns.map((column, j) => [column, fromCell(cells[j] ?? '')] as const)
    return { line: i + 2, cells: Object.fromEntries(entries.filter(([, cell]) => cell !== '')) }
  })
  return { columns, rows, problems }
}
