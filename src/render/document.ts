/*
 * What a command has to say, as plain data: the shared output helper (src/cli/output.ts, src/cli/draw.ts) turns it into a terminal's
 * table, tab-separated text, CSV or JSON. Strings here are untrusted; they are made harmless when they are printed.
 */

/** `tree`: the strokes of a tree (│ ├ └ ─), which are dim, and drawn in ASCII where the terminal has no others. */
export type Tone = 'strong' | 'dim' | 'good' | 'warn' | 'bad' | 'key' | 'tree'

export interface Styled {
  readonly text: string
  readonly tone: Tone
}
/** A run of text, with or without a tone. */
export type Span = string | Styled
export type Line = readonly Span[]
export type Cell = Span | Line | number | undefined

export interface Column {
  /** Name in CSV, NDJSON and tab-separated text. */
  readonly key: string
  /** Heading in a terminal; the key when left out. */
  readonly title?: string
  readonly align?: 'left' | 'right' | 'center'
  /** Gives up room first when the terminal is too narrow; `last`, when the other flexible ones have given all they can. */
  readonly flexible?: boolean | 'last'
  /** Numbers have their digits grouped on a terminal. */
  readonly grouped?: boolean
}

export interface TableBlock {
  readonly kind: 'table'
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Cell[])[]
  /** Cells are wrapped instead of shortened: for short tables that must not lose a word. */
  readonly wrap?: boolean
}

/** Lines of prose; on a terminal long ones are wrapped, with what follows below the text of the line. */
export interface LinesBlock {
  readonly kind: 'lines'
  readonly lines: readonly Line[]
}

export type Block = TableBlock | LinesBlock

/** A result in all the forms it can be asked for. */
export interface Rendering {
  /** For a person: blocks with a blank line between them. */
  readonly blocks: readonly Block[]
  /** For `--json`, and item by item for `--ndjson` when it is an array. */
  readonly data: unknown
  /** For `--csv` and for a pipe, when the blocks are made for reading; else the first table, and the blocks. */
  readonly rows?: {
    readonly columns: readonly string[]
    readonly rows: readonly (readonly (string | number | undefined)[])[]
  }
}

export function table(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  more: { wrap?: boolean } = {},
): TableBlock {
  return { kind: 'table', columns, rows, ...more }
}

export function lines(...all: readonly (Line | Span)[]): LinesBlock {
  return { kind: 'lines', lines: all.map((line) => (isLine(line) ? line : [line])) }
}

export function styled(tone: Tone, text: string): Styled {
  return { text, tone }
}

export function isLine(cell: Cell): cell is Line {
  return Array.isArray(cell)
}

/** A cell's text without its tones. */
export function plainText(cell: Cell): string {
  if (cell === undefined) return ''
  if (typeof cell === 'string') return cell
  if (typeof cell === 'number') return String(cell)
  if (isLine(cell)) return cell.map((span) => plainText(span)).join('')
  return cell.text
}
