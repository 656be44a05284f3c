import type { Command } from 'commander'
import { manyLines, oneLine, safeJson, tsvCell } from '../io/untrusted.ts'
import type { Output } from '../io/streams.ts'
import { Failure } from '../model/failure.ts'
import {
  isLine,
  plainText,
  type Cell,
  type Line,
  type LinesBlock,
  type Rendering,
  type Span,
  type TableBlock,
  type Tone,
} from '../render/document.ts'

/** The one set of output options; every command that prints data has it. */
export interface OutputOptions {
  table?: boolean
  plain?: boolean
  json?: boolean
  ndjson?: boolean
  csv?: boolean
  header?: boolean
}

const FORMATS = ['table', 'plain', 'json', 'ndjson', 'csv'] as const
type Format = (typeof FORMATS)[number]

export function addOutputOptions(command: Command): Command {
  return command
    .optionsGroup('Output:')
    .option('--json', 'JSON, complete')
    .option('--ndjson', 'JSON, one object a line')
    .option('--csv', 'CSV (RFC 4180), formulas neutralised')
    .option('--plain', 'tab-separated text (the default in a pipe)')
    .option('--table', 'a table (the default on a terminal)')
    .option('--no-header', 'leave out the heading of CSV and tab-separated text')
}

/** Prints a result in the form that was asked for, or that fits where it goes. */
export async function print(rendering: Rendering, options: OutputOptions, out: Output): Promise<void> {
  const format = formatOf(options, out)
  const header = options.header !== false
  switch (format) {
    case 'json':
      out.write(`${safeJson(rendering.data, 2)}\n`)
      return
    case 'ndjson':
      for (const item of Array.isArray(rendering.data) ? (rendering.data as unknown[]) : [rendering.data]) {
        out.write(`${safeJson(item)}\n`)
      }
      return
    case 'csv':
      out.write(await csv(rendering, header))
      return
    case 'plain':
      out.write(plain(rendering, header))
      return
    case 'table':
      out.write(await forPeople(rendering, out))
  }
}

function formatOf(options: OutputOptions, out: Output): Format {
  const asked = FORMATS.filter((format) => options[format] === true)
  if (asked.length > 1) {
    throw new Failure('usage', `--${asked.join(' and --')} cannot be given together.`, {
      hint: 'Choose one form of output.',
    })
  }
  return asked[0] ?? (out.isTTY ? 'table' : 'plain')
}

async function csv(rendering: Rendering, header: boolean): Promise<string> {
  const { csvLine } = await import('../exchange/csv.ts')
  const first = rendering.blocks.find((block) => block.kind === 'table')
  const rows = rendering.rows ?? {
    columns: first?.columns.map(({ key }) => key) ?? [],
    rows:
      first?.rows.map((row) =>
        row.map((cell) =>
          typeof cell === 'number' ? cell : cell === undefined ? undefined : plainText(cell),
        ),
      ) ?? [],
  }
  return [...(header ? [rows.columns] : []), ...rows.rows].map((row) => csvLine(row)).join('')
}

function plain(rendering: Rendering, header: boolean): string {
  if (rendering.rows !== undefined) return tabSeparated(rendering.rows.columns, rendering.rows.rows, header)
  return rendering.blocks
    .map((block) => {
      if (block.kind === 'lines') return block.lines.map((line) => `${manyLines(plainText(line))}\n`).join('')
      return tabSeparated(
        block.columns.map(({ key }) => key),
        block.rows,
        header,
      )
    })
    .filter((text) => text !== '')
    .join('\n')
}

function tabSeparated(
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
  header: boolean,
): string {
  return [...(header ? [columns] : []), ...rows]
    .map((row) => `${row.map((cell) => tsvCell(plainText(cell))).join('\t')}\n`)
    .join('')
}

type Paint = (span: Span) => string

/** The same helper colours errors and notices. */
export async function painter(out: Output): Promise<Paint> {
  const escape = (span: Span): string => oneLine(plainText(span))
  if (!out.colour) return escape
  const { Chalk } = await import('chalk')
  const chalk = new Chalk({ level: 1 })
  const tones: Record<Tone, (text: string) => string> = {
    strong: chalk.bold,
    dim: chalk.dim,
    good: chalk.green,
    warn: chalk.yellow,
    bad: chalk.red,
    key: chalk.cyan,
  }
  return (span) => (typeof span === 'string' ? escape(span) : tones[span.tone](escape(span)))
}

async function forPeople(rendering: Rendering, out: Output): Promise<string> {
  const paint = await painter(out)
  const parts: string[] = []
  for (const block of rendering.blocks) {
    parts.push(block.kind === 'table' ? await drawTable(block, out, paint) : drawLines(block, out, paint))
  }
  return parts.filter((part) => part !== '').join('\n')
}

function drawLines(block: LinesBlock, out: Output, paint: Paint): string {
  return block.lines
    .flatMap((line) => wrap(line, out.columns))
    .map((line) => `${line.map(paint).join('')}\n`)
    .join('')
}

/** Breaks a line at its spaces, with what follows indented as the line itself is. */
function wrap(line: Line, width: number): Line[] {
  const text = plainText(line)
  if (text.length <= width) return [line]
  const indent = Math.min(/^[\s│├└─]*(?:\d+ +)?/.exec(text)?.[0].length ?? 0, Math.floor(width / 2))
  const result: Span[][] = [[]]
  let used = 0
  for (const span of line) {
    for (const word of plainText(span).match(/\s*\S+\s*$|\s*\S+|\s+$/g) ?? []) {
      let piece = word
      if (used > indent && used + piece.trimEnd().length > width) {
        result.push([' '.repeat(indent)])
        used = indent
        piece = piece.trimStart()
      }
      result.at(-1)?.push(typeof span === 'string' ? piece : { text: piece, tone: span.tone })
      used += piece.length
    }
  }
  return result
}

const GAP = 2

async function drawTable(block: TableBlock, out: Output, paint: Paint): Promise<string> {
  const [{ default: Table }, { default: stringWidth }] = await Promise.all([
    import('cli-table3'),
    import('string-width'),
  ])
  const heading = block.columns.map(({ key, title }) =>
    paint({ text: title ?? key.replace(/_/g, ' '), tone: 'dim' }),
  )
  const grouped = block.rows.map((row) =>
    row.map((cell, i) => (block.columns[i]?.grouped === true ? group(cell) : cell)),
  )
  const body = grouped.map((row) => row.map((cell) => drawCell(cell, paint)))
  const naturals = block.columns.map((column, i) =>
    Math.max(
      ...[column.title ?? column.key, ...grouped.map((row) => oneLine(plainText(row[i])))].map((text) =>
        stringWidth(text),
      ),
    ),
  )
  const empty = [
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
  const table = new Table({
    chars: { ...Object.fromEntries(empty.map((name) => [name, ''])), middle: ' '.repeat(GAP) },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    head: heading,
    colAligns: block.columns.map(({ align }) => align ?? 'left'),
    wordWrap: block.wrap === true,
    colWidths: fit(
      naturals,
      block.columns.map(({ flexible }) => flexible === true),
      out.columns,
    ),
  })
  table.push(...body)
  return `${table
    .toString()
    .split('\n')
    .map((row) => row.trimEnd())
    .join('\n')}\n`
}

function drawCell(cell: Cell, paint: Paint): string {
  if (cell === undefined) return ''
  if (typeof cell === 'number') return String(cell)
  return isLine(cell) ? cell.map(paint).join('') : paint(cell)
}

/** 9300 → 9 300, as ISO 80000-1 section 7.3.1 has it. */
function group(cell: Cell): Cell {
  return typeof cell === 'number' ? String(cell).replace(/\B(?=(\d{3})+$)/g, ' ') : cell
}

/** Gives every column its natural width, and takes what does not fit from the widest flexible ones. */
function fit(naturals: readonly number[], flexible: readonly boolean[], width: number): number[] {
  const MINIMUM = 12
  const widths = [...naturals]
  let excess = widths.reduce((sum, w) => sum + w, 0) + GAP * (widths.length - 1) - width
  while (excess > 0) {
    const widest = widths.reduce(
      (best, w, i) =>
        flexible[i] === true && w > MINIMUM && (best < 0 || w > (widths[best] ?? 0)) ? i : best,
      -1,
    )
    if (widest < 0) break
    widths[widest] = (widths[widest] ?? 0) - 1
    excess -= 1
  }
  return widths
}
