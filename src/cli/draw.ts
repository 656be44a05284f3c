import stringWidth from 'string-width'
import { oneLine } from '../io/untrusted.ts'
import {
  isLine,
  plainText,
  type Block,
  type Cell,
  type Column,
  type Line,
  type LinesBlock,
  type Span,
  type TableBlock,
} from '../render/document.ts'

/* Blocks as a terminal shows them: no line is wider than the terminal, as long as that has room for the columns. */

/** Gives a run of text its colour, and makes it harmless. */
export type Paint = (span: Span) => string

/** @param width columns of the terminal */
export async function draw(blocks: readonly Block[], width: number, paint: Paint): Promise<string> {
  const parts: string[] = []
  for (const block of blocks) {
    parts.push(block.kind === 'table' ? await drawTable(block, width, paint) : drawLines(block, width, paint))
  }
  return parts.filter((part) => part !== '').join('\n')
}

function drawLines(block: LinesBlock, width: number, paint: Paint): string {
  return block.lines
    .flatMap((line) => wrap(line, width))
    .map((line) => `${line.map(paint).join('')}\n`)
    .join('')
}

function widthOf(text: string): number {
  return /^[ -~]*$/.test(text) ? text.length : stringWidth(text)
}

/** A run of text in the tone of the span it is from. */
interface Piece {
  readonly text: string
  readonly width: number
  readonly span: Span
}

interface Word {
  /** The blanks before it. */
  readonly gap: Piece[]
  /** More than one where the tone changes within the word. */
  readonly pieces: Piece[]
}

/**
 * Breaks a line at its blanks, and a word that is wider than the room there is after a hyphen or anywhere.
 * @param hanging what follows the first line hangs below its text, with the strokes of a tree going on beside it
 * @returns lines without blanks at their ends
 */
export function wrap(line: Line, width: number, { hanging = true }: { hanging?: boolean } = {}): Line[] {
  const text = oneLine(plainText(line)).trimEnd()
  if (widthOf(text) <= width) return [trimmed(line)]
  const lead = hanging ? hangingIndent(text, width) : ''
  const indent = widthOf(lead)
  const result: Span[][] = [[]]
  let used = 0
  const put = ({ text: part, width: wide, span }: Piece): void => {
    result.at(-1)?.push(typeof span === 'string' ? part : { text: part, tone: span.tone })
    used += wide
  }
  const breakLine = (): void => {
    result.push(lead === '' ? [] : [/[│]/.test(lead) ? { text: lead, tone: 'tree' } : lead])
    used = indent
  }
  for (const [i, { gap, pieces }] of wordsOf(line).entries()) {
    const wide = widthOfAll(pieces)
    // The blanks before the first word are the line's own indent.
    if (i === 0 || used + widthOfAll(gap) + wide <= width) gap.forEach(put)
    else breakLine()
    if (used + wide <= width) pieces.forEach(put)
    else
      for (const part of pieces.flatMap(partsOf)) {
        if (used + part.width > width && used > indent) breakLine()
        if (used + part.width <= width) put(part)
        else
          for (const character of charactersOf(part)) {
            if (used + character.width > width && used > indent) breakLine()
            put(character)
          }
      }
  }
  return result.map(trimmed)
}

/** The words of a line; where two spans meet without a blank between them, the word goes on. */
function wordsOf(line: Line): Word[] {
  const words: Word[] = []
  let inGap = true
  for (const span of line) {
    for (const text of oneLine(plainText(span)).split(/( +)/)) {
      if (text === '') continue
      const piece = { text, width: widthOf(text), span }
      const isGap = text.startsWith(' ')
      if (isGap ? !inGap || words.length === 0 : words.length === 0) words.push({ gap: [], pieces: [] })
      words.at(-1)?.[isGap ? 'gap' : 'pieces'].push(piece)
      inGap = isGap
    }
  }
  return words
}

function widthOfAll(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { width }) => sum + width, 0)
}

/** A long key is broken after its hyphens first. */
function partsOf({ text, span }: Piece): Piece[] {
  return text.split(/(?<=[-/])/).map((part) => ({ text: part, width: widthOf(part), span }))
}

function* charactersOf({ text, span }: Piece): Generator<Piece> {
  for (const { segment } of new Intl.Segmenter().segment(text))
    yield { text: segment, width: widthOf(segment), span }
}

/** Without the blanks at its end. */
function trimmed(line: Line): Line {
  const kept = [...line]
  for (let last = kept.pop(); last !== undefined; last = kept.pop()) {
    const text = plainText(last).trimEnd()
    if (text === '') continue
    return [...kept, typeof last === 'string' ? text : { ...last, text }]
  }
  return []
}

/** No label is so wide that its text could not stand beside it. */
const WIDEST_LABEL = 16

/** What stands before the second line: `├─ ` goes on as `│  `, and after `  label    ` there is room left. */
function hangingIndent(text: string, width: number): string {
  const lead = /^[ │├└─]*/.exec(text)?.[0] ?? ''
  const room = Math.floor(width / 2)
  if (/[├└]/.test(lead)) return `${lead.replace(/├/g, '│').replace(/[└─]/g, ' ')}  `.slice(0, room)
  if (lead.includes('│')) return `${lead}  `.slice(0, room)
  const label = /^ *[^ ]+(?: [^ ]+)? {2,}/.exec(text.slice(0, WIDEST_LABEL + 2))?.[0]
  const number = /^ *\d+ +/.exec(text.slice(0, WIDEST_LABEL))?.[0]
  const indent = Math.max(lead.length, widthOf(label ?? number ?? ''))
  return ' '.repeat(Math.min(indent, room))
}

const GAP = 2
/** Rows the table library is given at once: what it needs for a table grows faster than the table does. */
const CHUNK = 500

async function drawTable(block: TableBlock, width: number, paint: Paint): Promise<string> {
  const { default: Table } = await import('cli-table3')
  const { columns } = block
  const head = columns.map(({ key, title }): Cell => ({ text: title ?? key.replace(/_/g, ' '), tone: 'dim' }))
  const rows = [
    head,
    ...block.rows.map((row) => row.map((cell, i) => (columns[i]?.grouped === true ? group(cell) : cell))),
  ]
  const widths = fit(naturalWidths(rows, columns.length), columns, width)
  const chars = [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
  ]
  let text = ''
  for (let from = 0; from < rows.length; from += CHUNK) {
    const table = new Table({
      chars: { ...Object.fromEntries(chars.map((name) => [name, ''])), middle: ' '.repeat(GAP) },
      style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
      colAligns: columns.map(({ align }) => align ?? 'left'),
      colWidths: widths,
    })
    for (const row of rows.slice(from, from + CHUNK))
      table.push(columns.map((_, i) => drawCell(row[i], widths[i] ?? 1, block.wrap === true, paint)))
    for (const line of table.toString().split('\n')) text += `${line.trimEnd()}\n`
  }
  return text
}

function naturalWidths(rows: readonly (readonly Cell[])[], columns: number): number[] {
  const widths = new Array<number>(columns).fill(0)
  for (const row of rows)
    for (let i = 0; i < columns; i += 1)
      widths[i] = Math.max(widths[i] ?? 0, widthOf(oneLine(plainText(row[i]))))
  return widths
}

function drawCell(cell: Cell, width: number, wrapped: boolean, paint: Paint): string {
  const line = isLine(cell) ? cell : [typeof cell === 'number' ? String(cell) : (cell ?? '')]
  const shown = wrapped ? wrap(line, width, { hanging: false }) : [shortened(line, width)]
  return shown.map((one) => one.map(paint).join('')).join('\n')
}

/** As much of a line as there is room for; the last column says that there is more. */
function shortened(line: Line, width: number): Line {
  if (widthOf(oneLine(plainText(line))) <= width) return line
  const result: Span[] = []
  let left = width - 1
  for (const span of line) {
    let text = ''
    for (const character of charactersOf({ text: oneLine(plainText(span)), width: 0, span })) {
      left -= character.width
      if (left < 0) break
      text += character.text
    }
    if (left < 0) text = `${text.trimEnd()}…`
    result.push(typeof span === 'string' ? text : { text, tone: span.tone })
    if (left < 0) break
  }
  return result
}

/** 9300 → 9 300, as ISO 80000-1 section 7.3.1 has it. */
function group(cell: Cell): Cell {
  return typeof cell === 'number' ? String(cell).replace(/\B(?=(\d{3})+$)/g, ' ') : cell
}

type Narrowable = Pick<Column, 'key' | 'flexible' | 'align'>

/** How narrow columns get, step by step; below the last a column says nothing any more. */
const NARROW = 12
const NARROWER = 8
const NARROWEST = 6
/** Most of a key, which is what is typed to see more. */
const KEY = 24

/**
 * Gives every column its natural width, and takes what does not fit from the widest: of the flexible ones, then of
 * those that are flexible last, then of all that hold text.
 */
export function fit(naturals: readonly number[], columns: readonly Narrowable[], width: number): number[] {
  const widths = [...naturals]
  let excess = widths.reduce((sum, w) => sum + w, 0) + GAP * (widths.length - 1) - width
  const take = (minimum: number, may: (column: Narrowable) => boolean): void => {
    while (excess > 0) {
      const widest = widths.reduce((best, w, i) => {
        const column = columns[i]
        const wider = w > minimum && (best < 0 || w > (widths[best] ?? 0))
        return wider && column !== undefined && may(column) ? i : best
      }, -1)
      if (widest < 0) return
      widths[widest] = (widths[widest] ?? 0) - 1
      excess -= 1
    }
  }
  const isText = ({ align }: Narrowable) => align !== 'right'
  take(NARROW, ({ flexible }) => flexible === true)
  take(NARROWER, ({ flexible }) => flexible === true)
  take(NARROW, ({ flexible }) => flexible === 'last')
  take(KEY, ({ key }) => key === 'id')
  take(NARROWEST, (column) => isText(column) && column.key !== 'id' && column.flexible !== 'last')
  take(NARROWEST, isText)
  return widths
}
