import { plainText, type Line, type LinesBlock, type TableBlock } from './document.ts'

/*
 * Text and tables as Markdown (CommonMark 0.31, with the tables of GitHub). Text of records is escaped: it starts no
 * heading, list, link or code, and breaks no table. Control characters are left to whoever writes it out.
 */

/** What means something inside a line: CommonMark, strikethrough and formulas of GitHub. */
const INLINE = /[\\`*_[\]<>|&~$]/g
/** What means something at the start of a line. */
const START = /^([#+\-=:])|^(\d+)([.)])/
const BREAKS = /\s*[\r\n\t\v\f\u0085\u2028\u2029]+\s*/g

/** A text that reads the same in Markdown, on one line. */
export function md(text: string): string {
  return text
    .replace(BREAKS, ' ')
    .trim()
    .replace(INLINE, String.raw`\$&`)
    .replace(START, (_, sign: string | undefined, digits: string | undefined, mark: string | undefined) =>
      sign === undefined ? `${digits ?? ''}\\${mark ?? ''}` : `\\${sign}`,
    )
}

/** An address as a link where it is one of the web, else as text. */
export function mdAddress(address: string): string {
  let href: string
  try {
    const url = new URL(address)
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return md(address)
    href = url.href
  } catch {
    return md(address)
  }
  // No backslash escapes anything between angle brackets, so what ends them is written as URLs have it.
  return `<${href.replace(/[\s<>"`|\\^{}]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)}>`
}

/** A line of a result, its strong words in bold. */
export function mdLine(line: Line): string {
  return line
    .map((span) => {
      const text = plainText(span)
      // The blanks around a run of text are its distance from the next.
      const [, before = '', inner = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? []
      const shown = md(inner)
      const blank = (blanks: string) => (blanks === '' ? '' : ' ')
      const isStrong = typeof span !== 'string' && span.tone === 'strong' && shown !== ''
      return `${blank(before)}${isStrong ? `**${shown}**` : shown}${blank(after)}`
    })
    .join('')
    .trim()
}

/** Lines of a result as a list. */
export function mdList({ lines }: LinesBlock): string {
  return lines.map((line) => `- ${mdLine(line)}\n`).join('')
}

const RULES = { left: ':--', right: '--:', center: ':-:' } as const

/** A table of a result. */
export function mdTable({ columns, rows }: TableBlock): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`
  return [
    row(columns.map(({ key, title }) => md(title ?? key))),
    row(columns.map(({ align }) => RULES[align ?? 'left'])),
    ...rows.map((cells) => row(columns.map((_, i) => md(plainText(cells[i]))))),
  ].join('')
}
