import { Option, type Command } from 'commander'
import { oneLine, safeJson, tsvCell } from '../io/untrusted.ts'
import type { Output } from '../io/streams.ts'
import { plainText, type Cell, type Rendering, type Span, type Tone } from '../render/document.ts'
import type { Paint } from './draw.ts'

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
export type Format = (typeof FORMATS)[number]

export function addOutputOptions(command: Command): Command {
  // Which form is wanted has to be settled before a command does anything.
  const form = (name: Format, description: string) =>
    new Option(`--${name}`, description).conflicts(FORMATS.filter((other) => other !== name))
  return command
    .optionsGroup('Output:')
    .addOption(form('json', 'JSON, complete'))
    .addOption(form('ndjson', 'JSON, one object a line'))
    .addOption(form('csv', 'CSV (RFC 4180), formulas neutralised'))
    .addOption(form('plain', 'tab-separated text (the default in a pipe)'))
    .addOption(form('table', 'a table (the default on a terminal)'))
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

/** The form a result is printed in. */
export function formatOf(options: OutputOptions, out: Output): Format {
  return FORMATS.find((format) => options[format] === true) ?? (out.isTTY ? 'table' : 'plain')
}

/** Whether it is printed as a table, which may say more than the fields of its rows. */
export function isTable(options: OutputOptions, out: Output): boolean {
  return formatOf(options, out) === 'table'
}

/** Whether a person will see it on a screen, and may not want all of a long list at once. */
export function isForScreen(options: OutputOptions, out: Output): boolean {
  return out.isTTY && isTable(options, out)
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
      if (block.kind === 'lines') return block.lines.map((line) => `${oneLine(plainText(line))}\n`).join('')
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

/** The same helper colours errors and notices. */
export async function painter(out: Output): Promise<Paint> {
  const escape = (span: Span): string => {
    const text = oneLine(plainText(span))
    return typeof span === 'string' || span.tone !== 'tree' || out.unicode ? text : inAscii(text)
  }
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
    tree: chalk.dim,
  }
  return (span) => (typeof span === 'string' ? escape(span) : tones[span.tone](escape(span)))
}

/** The strokes of a tree for a terminal that has no others: `|- ` and "`- ". */
function inAscii(strokes: string): string {
  return strokes.replace(/[│├]/g, '|').replace(/└/g, '`').replace(/─/g, '-')
}

async function forPeople(rendering: Rendering, out: Output): Promise<string> {
  const { draw } = await import('./draw.ts')
  return draw(rendering.blocks, out.columns, await painter(out))
}
