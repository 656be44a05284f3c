import { isCjk, type FoldedText } from './folded-text.ts'
import { firstIndex } from './order.ts'

/*
 * Parts of a text as they are kept and printed: on one line, cut between words, counted in code points.
 */

/** How much of the text before and after a quotation is kept with it, in code points. */
const SURROUNDINGS = 32

/** Words just before and after a quotation, as far as they are known. */
export interface Surroundings {
  readonly prefix?: string | undefined
  readonly suffix?: string | undefined
}

const WHITE = /[\s\u0085]+/g
/** What only says where a line may end. */
const INVISIBLE = /[\u00ad\u200b\u2060\ufeff]/g

/**
 * A part of a text as one line.
 * @param from, to UTF-16 code units
 * @param kept hyphens at the end of a line that belong to their words; the others go
 */
export function printed(
  { text, hyphens }: FoldedText,
  from: number,
  to: number,
  kept?: ReadonlySet<number>,
): string {
  const parts: string[] = []
  let done = from
  for (let i = firstIndex(hyphens, ({ at }) => at >= from); ; i += 1) {
    const hyphen = hyphens[i]
    if (hyphen === undefined || hyphen.at >= to) break
    const { at, isOwn } = hyphen
    const stays = isOwn || kept?.has(at) === true
    parts.push(text.slice(done, stays ? at + 1 : at))
    done = at + 1
    while (done < to && /[\s\u0085]/.test(text[done] ?? '')) done += 1
  }
  parts.push(text.slice(done, to))
  const line = parts.join('').replace(INVISIBLE, '')
  return line.replace(WHITE, (blanks, at: number) => {
    const joins = /[\n\r\f]/.test(blanks) && isCjk(line, at - 1) && isCjk(line, at + blanks.length)
    return joins ? '' : ' '
  })
}

/** What stands around a part of a text, cut between words; the blank towards the quotation belongs to it. */
export function surroundingsOf(document: FoldedText, start: number, end: number): Surroundings {
  const { text } = document
  const before = printed(document, beforeCodePoints(text, start, 4 * SURROUNDINGS), start).trimStart()
  const after = printed(document, end, pastCodePoints(text, end, 4 * SURROUNDINGS)).trimEnd()
  const [prefix, suffix] = [ending(before, SURROUNDINGS), beginning(after, SURROUNDINGS)]
  return { ...(prefix === '' ? {} : { prefix }), ...(suffix === '' ? {} : { suffix }) }
}

/** At most so many code points from the beginning, in whole words where there are any. */
export function beginning(line: string, most: number): string {
  const points = [...line]
  if (points.length <= most) return line
  const cut = points.slice(0, most + 1).join('')
  const blank = cut.lastIndexOf(' ')
  return blank > 0 ? cut.slice(0, blank) : points.slice(0, most).join('')
}

function ending(line: string, most: number): string {
  const points = [...line]
  if (points.length <= most) return line
  const cut = points.slice(-most - 1).join('')
  const blank = cut.indexOf(' ')
  return blank >= 0 && blank < cut.length - 1 ? cut.slice(blank + 1) : points.slice(-most).join('')
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000
}

export function codePoints(text: string, from: number, to: number): number {
  let count = 0
  for (let i = from; i < to; i += 1) if (!isLow(text.charCodeAt(i))) count += 1
  return count
}

/** The index that so many code points lead to. */
export function pastCodePoints(text: string, from: number, count: number): number {
  let index = from
  for (let left = count; left > 0 && index < text.length; left -= 1) {
    index += 1
    if (isLow(text.charCodeAt(index))) index += 1
  }
  return Math.min(index, text.length)
}

function beforeCodePoints(text: string, from: number, count: number): number {
  let index = from
  for (let left = count; left > 0 && index > 0; left -= 1) {
    index -= 1
    if (isLow(text.charCodeAt(index))) index -= 1
  }
  return Math.max(index, 0)
}

/** The page that an index is on, where form feeds part pages. */
export function pageAt(text: string, index: number): number | undefined {
  if (!text.includes('\f')) return undefined
  let page = 1
  for (let at = text.indexOf('\f'); at >= 0 && at < index; at = text.indexOf('\f', at + 1)) page += 1
  return page
}
