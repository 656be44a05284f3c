import { escaped, guarded, type Value } from './csv.ts'

/*
 * Tab-separated values as IANA has them (text/tab-separated-values): a heading, no quotes, and neither tabs nor line
 * breaks in a cell. Those are written \u0009, \u000A and \u000D, as CSV has other control characters, so that reading a
 * cell with `fromCell` undoes it. So is a quotation mark that begins a cell, which spreadsheet programs take for the start
 * of a quoted one.
 */

const BREAKS = /[\t\n\r]|^"/g
/** Text that needs nothing done: printable ASCII that starts no formula and holds no backslash. */
const PLAIN_CELL = /^[\w(][ -[\]-~]*$/

/** One line of tab-separated values with its line break. Absent values are empty cells. */
export function tsvLine(values: readonly Value[]): string {
  let line = ''
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i]
    if (i > 0) line += '\t'
    if (typeof value === 'string') line += PLAIN_CELL.test(value) ? value : guarded(escaped(value, BREAKS))
    else if (value !== undefined) line += String(value)
  }
  return `${line}\n`
}
