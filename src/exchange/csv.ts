/*
 * CSV as RFC 4180 has it: CRLF, quotes doubled, UTF-8. Two things are done to a cell on the way out, and undone on the
 * way in:
 *
 * - Control characters, lone carriage returns and marks that reorder text are written `\u001B`, as are halves of
 *   surrogate pairs, which UTF-8 cannot hold. A cell that needs it, or that already holds such a sequence, has its
 *   backslashes doubled; every other cell keeps them single.
 * - A cell that a spreadsheet would take for a formula (it starts with = + - @, their full-width forms, a tab or a line
 *   break) gets an apostrophe before it, as does one that starts with apostrophes followed by those. Plain numbers,
 *   negative ones too, stay as they are.
 */

const UNSAFE =
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF\uFFF9-\uFFFB]|\r(?!\n)|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g
const ESCAPED = /\\u[0-9A-F]{4}/
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/
const PLAIN_NUMBER = /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/

/** A text as it stands in a cell of ours. */
export function toCell(text: string): string {
  return guarded(escaped(text))
}

/**
 * A text with what a terminal or a spreadsheet would act on written `\u001B`, and its backslashes doubled when anything is.
 * @param also finds single characters that the format cannot hold either; global
 */
export function escaped(text: string, also?: RegExp): string {
  const isNeeded =
    text.search(UNSAFE) >= 0 || ESCAPED.test(text) || (also !== undefined && text.search(also) >= 0)
  if (!isNeeded) return text
  const visible = escapeUnsafe(text.replace(/\\/g, '\\\\'))
  return also === undefined ? visible : visible.replace(also, escapeOf)
}

/** An escaped text with an apostrophe before it, where a spreadsheet would take it for a formula. */
export function guarded(visible: string): string {
  return FORMULA.test(visible) && !PLAIN_NUMBER.test(visible) ? `'${visible}` : visible
}

/** Writes what a terminal or a spreadsheet would act on as `\u001B`: inside JSON's strings that is the same text. */
export function escapeUnsafe(text: string): string {
  return text.replace(UNSAFE, escapeOf)
}

function escapeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
}

/** The text that {@link toCell} made a cell of. */
export function fromCell(cell: string): string {
  const bare = cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell
  if (!ESCAPED.test(bare)) return bare
  return bare.replace(/\\(?:\\|u([0-9A-F]{4}))/g, (_, code: string | undefined) =>
    code === undefined ? '\\' : String.fromCharCode(Number.parseInt(code, 16)),
  )
}

export type Value = string | number | undefined

/*
 * Most cells need neither quotes nor escapes, which one look tells; writing a million rows by papaparse took three times
 * as long as joining them here. Cells are quoted exactly where it quotes them.
 */
const PLAIN_CELL = /^[\w(](?:[ -!#-+\--[\]-~]*[!#-+\--[\]-~])?$/
const QUOTED = /[",\r\n\uFEFF]|^ | $/

/** One line of CSV with its line break. Absent values are empty cells. */
export function csvLine(values: readonly Value[]): string {
  let line = ''
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i]
    if (i > 0) line += ','
    if (typeof value === 'string') line += PLAIN_CELL.test(value) ? value : quoted(toCell(value))
    else if (value !== undefined) line += String(value)
  }
  return `${line}\r\n`
}

function quoted(cell: string): string {
  return QUOTED.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
