import { escaped, type Value } from './csv.ts'
import { Piece } from './piece.ts'
import { archiveParts, workbookFrame } from './xlsx-frame.ts'
import { xmlEscaped } from './xml-text.ts'
import { lettersOf } from './xlsx-cells.ts'

/*
 * Rows as a workbook of Office Open XML (ECMA-376, part 1, section 18) with one sheet: a heading that stays in sight,
 * with a filter. The library makes the workbook around the rows; the rows themselves are written here, since its own
 * streaming writer has no filter and took nearly twice as long (20,000 rows of 53 texts: 2.0 s, and 1.1 s here).
 *
 * Texts are cells of text, which no program runs as a formula. Numbers are numbers. A date is a date where it is a
 * calendar day, and a text in any other form, since a cell cannot hold "about" or "some time in".
 */

/** A column of a workbook's sheet. */
export interface SheetColumn {
  readonly name: string
  /** Whether its texts are dates, of which a calendar day is written as a date. */
  readonly date?: boolean
}

/** What a workbook could not hold. */
export interface SheetLosses {
  /** Texts of which it has only the beginning. */
  cut: number
}

/** Rows of a worksheet below its heading (ECMA-376: 2^20 in all). */
export const MAX_ROWS = 1_048_575
/** Characters of a cell, in UTF-16 code units, as Excel takes them. */
export const MAX_TEXT = 32_767
const CUT_MARK = '… [cut here]'

/**
 * The bytes of a workbook with one sheet, in pieces: a heading and the rows, of which no more than a piece is in memory.
 * @param rows cells in the order of the columns, at most {@link MAX_ROWS} rows
 * @param losses counts what is left out of it
 * @param modified the time it is said to have been made; nobody's clock is asked
 */
export async function* xlsxPieces(
  columns: readonly SheetColumn[],
  rows: AsyncIterable<readonly Value[]>,
  losses: SheetLosses = { cut: 0 },
  modified = new Date(0),
): AsyncGenerator<Uint8Array> {
  const names = columns.map(({ name }) => name)
  const { parts, sheet, before, after, dateStyle } = await workbookFrame(names, modified)
  const writer = new RowWriter(columns, dateStyle, losses)
  const pieces = async function* () {
    const piece = new Piece()
    piece.add(before)
    let number = 1
    for await (const row of rows) {
      number += 1
      piece.add(writer.row(row, number))
      if (piece.isFull) yield piece.take()
    }
    yield piece.take() + after(number)
  }
  yield* archiveParts(parts, sheet, pieces())
}

/** What XML 1.0 cannot hold (section 2.2), what it changes (2.11), and what a workbook takes for an escape of its own. */
const NOT_IN_CELLS = /[\r\uFFFE\uFFFF]|_(?=x[0-9A-Fa-f]{4}_)/g
const DAY = /^\d{4}-\d{2}-\d{2}$/
const DAY_MS = 86_400_000
/** Day 0 of the calendar of workbooks, as it counts from March 1900 on; before that it has a day that never was. */
const DAY_ZERO = Date.UTC(1899, 11, 30)
const FIRST_DAY = 61

class RowWriter {
  readonly #letters: readonly string[]
  readonly #isDate: readonly boolean[]
  readonly #dateStyle: string
  readonly #losses: SheetLosses

  constructor(columns: readonly SheetColumn[], dateStyle: string, losses: SheetLosses) {
    this.#letters = columns.map((_, i) => lettersOf(i))
    this.#isDate = columns.map(({ date }) => date === true)
    this.#dateStyle = dateStyle
    this.#losses = losses
  }

  row(values: readonly Value[], number: number): string {
    const r = String(number)
    let xml = `<row r="${r}">`
    for (let i = 0; i < values.length; i += 1) {
      const value = values[i]
      if (value === undefined || value === '') continue
      const at = `<c r="${this.#letters[i] ?? ''}${r}"`
      if (typeof value === 'number') {
        // Spreadsheets keep 15 digits; a number with more is a text, which keeps them all.
        const isKept = Number(value.toPrecision(15)) === value
        const text = `<is><t>${String(value)}</t></is></c>`
        xml += isKept ? `${at}><v>${String(value)}</v></c>` : `${at} t="inlineStr">${text}`
      } else {
        const day = this.#isDate[i] === true ? dayNumber(value) : undefined
        xml +=
          day === undefined
            ? `${at} t="inlineStr"><is><t xml:space="preserve">${this.#text(value)}</t></is></c>`
            : `${at} s="${this.#dateStyle}"><v>${String(day)}</v></c>`
      }
    }
    return `${xml}</row>`
  }

  #text(text: string): string {
    const visible = cellText(text)
    if (visible.length <= MAX_TEXT) return xmlEscaped(visible)
    this.#losses.cut += 1
    const kept = visible.slice(0, MAX_TEXT - CUT_MARK.length).replace(/[\uD800-\uDBFF]$/, '')
    return xmlEscaped(kept + CUT_MARK)
  }
}

/**
 * A text as it stands in a cell, which `fromCell` undoes: an apostrophe is added only where reading would take one away.
 */
function cellText(text: string): string {
  const visible = escaped(text, NOT_IN_CELLS)
  return visible.startsWith("'") && READ_AS_GUARDED.test(visible) ? `'${visible}` : visible
}

const READ_AS_GUARDED = /^'+[=+\-@\t\r\n＝＋－＠]/

/** The number of a calendar day in workbooks; undefined for any other text. */
function dayNumber(text: string): number | undefined {
  if (!DAY.test(text)) return undefined
  const ms = Date.parse(`${text}T00:00:00.000Z`)
  // A day that is in no calendar is read as one of the next month.
  if (Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(text)) return undefined
  const number = (ms - DAY_ZERO) / DAY_MS
  return number >= FIRST_DAY ? number : undefined
}
