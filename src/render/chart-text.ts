import stringWidth from 'string-width'
import { styled, type Line, type Span, type Tone } from './document.ts'

/* Text in columns, for charts: every sign has to stand where it is meant to. */

/** Puts items on as few lines as they fit on. */
export function wrapped(items: readonly Line[], width: number): Line[] {
  const found: { spans: Span[]; width: number }[] = []
  for (const item of items.flatMap((one) => broken(one, width))) {
    const wide = stringWidth(item.map(textOf).join(''))
    const open = found.at(-1)
    if (open === undefined || open.width + 3 + wide > width) found.push({ spans: [...item], width: wide })
    else {
      open.spans.push('   ', ...item)
      open.width += 3 + wide
    }
  }
  return found.map(({ spans }) => spans)
}

/** An item that is wider than a line, at its blanks; its tones are those of its first part. */
function broken(item: Line, width: number): Line[] {
  if (stringWidth(item.map(textOf).join('')) <= width) return [item]
  const [first = '', ...rest] = item
  const tone = typeof first === 'string' ? undefined : first.tone
  const lines: string[] = []
  for (const word of [first, ...rest].map(textOf).join('').split(' ')) {
    const open = lines.at(-1)
    if (open === undefined || stringWidth(open) + 1 + stringWidth(word) > width) lines.push(word)
    else lines[lines.length - 1] = `${open} ${word}`
  }
  return lines.map((text) => [tone === undefined ? text : styled(tone, text)])
}

/** Neighbouring cells of one tone as one span, without blanks at the end. */
export function joined(cells: readonly Span[]): Span[] {
  const spans: { text: string; tone: Tone | undefined }[] = []
  for (const cell of cells) {
    const tone = typeof cell === 'string' ? undefined : cell.tone
    const open = spans.at(-1)
    if (open !== undefined && open.tone === tone) open.text += textOf(cell)
    else spans.push({ text: textOf(cell), tone })
  }
  return spans.map(({ text, tone }, i) => {
    const kept = i === spans.length - 1 ? text.trimEnd() : text
    return tone === undefined ? kept : styled(tone, kept)
  })
}

function textOf(span: Span): string {
  return typeof span === 'string' ? span : span.text
}

/** A label as it stands beside a chart. What the printing helper would make longer would push the chart out of line: one sign stands for one character. */
export function tame(label: string, unicode: boolean): string {
  const safe = label.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?')
  return unicode ? safe : safe.replace(/[^ -~]/gu, '?')
}

/** Cut or filled up to a width in columns. @param cut the sign, one column wide, that says there is more */
export function padded(label: string, width: number, cut: string): string {
  const wide = stringWidth(label)
  if (wide <= width) return label + ' '.repeat(width - wide)
  let [text, used] = ['', 0]
  for (const { segment } of new Intl.Segmenter().segment(label)) {
    const next = stringWidth(segment)
    if (used + next > width - 1) break
    text += segment
    used += next
  }
  return text + cut + ' '.repeat(Math.max(0, width - used - 1))
}
