import type { Surroundings } from './excerpt.ts'
import { BLANK, foldText, standsForSeveral, type FoldedText } from './folded-text.ts'
import { firstIndex } from './order.ts'

/*
 * The search for a quotation in the form of a text, in time that grows with their length and nothing else.
 */

/** How many comparisons beyond the search itself are made for each unit of the text. */
const PATIENCE = 8

/** Where a quotation stands in the form of a text. */
interface Place {
  readonly from: number
  readonly to: number
  /** Hyphens at the end of a line that the quotation has too, by where they stand in the text. */
  readonly kept: readonly number[]
}

export interface Search {
  first: Place | undefined
  occurrences: number
  /** Where most of it is there, from its beginning, and how much of it, in units. */
  furthest: { from: number; length: number }
  /** Whether it is all there but for hyphens. */
  isHyphenated: boolean
  /** Whether it is all there with other surroundings. */
  isElsewhere: boolean
}

/** Knuth, Morris and Pratt, SIAM Journal on Computing 6 (1977): no text makes it look back. */
export function searchFor(document: FoldedText, quote: FoldedText, around: Surroundings): Search {
  const [text, words] = [document.units, quote.units]
  const search: Search = {
    first: undefined,
    occurrences: 0,
    furthest: { from: 0, length: 0 },
    isHyphenated: false,
    isElsewhere: false,
  }
  if (words.length === 0) return search
  const fallback = fallbacks(words)
  const fits = surroundingsFit(document, around)
  const patience = { left: PATIENCE * (text.length + words.length) }
  let length = 0
  for (let i = 0; i < text.length; i += 1) {
    while (length > 0 && text[i] !== words[length]) length = fallback[length - 1] ?? 0
    if (text[i] === words[length]) length += 1
    if (length > search.furthest.length) search.furthest = { from: i + 1 - length, length }
    if (length < words.length) continue
    const [from, to] = [i + 1 - length, i + 1]
    length = fallback[length - 1] ?? 0
    if (patience.left < 0) break
    if (!standsAlone(document, from, to)) continue
    const kept = hyphensFit(document, quote, from, patience)
    if (kept === undefined) search.isHyphenated = true
    else if (!fits(from, to, patience)) search.isElsewhere = true
    else {
      search.first ??= { from, to, kept }
      search.occurrences += 1
    }
  }
  return search
}

/** For each length of the beginning of a pattern, that of the longest beginning which ends it too. */
function fallbacks(words: Uint16Array): Uint32Array {
  const table = new Uint32Array(words.length)
  for (let i = 1, length = 0; i < words.length; i += 1) {
    while (length > 0 && words[i] !== words[length]) length = table[length - 1] ?? 0
    if (words[i] === words[length]) length += 1
    table[i] = length
  }
  return table
}

/** A letter without its accent is another letter: words begin and end between letters, or within a ligature. */
function standsAlone({ text, starts }: FoldedText, from: number, to: number): boolean {
  const parts = (index: number): boolean =>
    index > 0 && index < starts.length && starts[index] === starts[index - 1]
  return [from, to].every((index) => !parts(index) || standsForSeveral(text, starts[index] ?? 0))
}

interface Patience {
  left: number
}

/**
 * Compares the hyphens within words. One at the end of a line may be there or not.
 * @returns those at the end of a line that both have; undefined when one has a hyphen that the other has not
 */
function hyphensFit(
  document: FoldedText,
  quote: FoldedText,
  from: number,
  patience: Patience,
): number[] | undefined {
  const to = from + quote.units.length
  const kept: number[] = []
  let i = firstIndex(document.hyphens, ({ before }) => before > from)
  let j = 0
  for (;;) {
    patience.left -= 1
    const [own, typed] = [document.hyphens[i], quote.hyphens[j]]
    const ownAt = own === undefined || own.before >= to ? Infinity : own.before - from
    const typedAt = typed?.before ?? Infinity
    if (ownAt === Infinity && typedAt === Infinity) return kept
    if (ownAt < typedAt && own?.isOwn === true) return undefined
    if (typedAt < ownAt && typed?.isOwn === true) return undefined
    if (ownAt === typedAt && own?.isOwn === false && typed?.isOwn === true) kept.push(own.at)
    if (ownAt <= typedAt) i += 1
    if (typedAt <= ownAt) j += 1
  }
}

/** Whether what was typed of the words around a quotation stands there, with or without a blank between. */
function surroundingsFit(
  { units }: FoldedText,
  { prefix, suffix }: Surroundings,
): (from: number, to: number, patience: Patience) => boolean {
  const before = prefix === undefined ? undefined : foldText(prefix, true).units
  const after = suffix === undefined ? undefined : foldText(suffix, true).units
  const isAt = (words: Uint16Array, start: number, patience: Patience): boolean => {
    if (start < 0) return false
    for (let i = 0; i < words.length; i += 1) {
      patience.left -= 1
      if (units[start + i] !== words[i]) return false
    }
    return true
  }
  return (from, to, patience) => {
    if (before !== undefined) {
      const end = from - (units[from - 1] === BLANK ? 1 : 0)
      if (!isAt(before, end - before.length, patience)) return false
    }
    return after === undefined || isAt(after, to + (units[to] === BLANK ? 1 : 0), patience)
  }
}

/** A form without its capital letters. */
export function small(folded: FoldedText): FoldedText {
  return { ...folded, units: folded.units.map((unit) => smallUnit(unit)) }
}

function smallUnit(unit: number): number {
  const lower = String.fromCharCode(unit).toLowerCase()
  return lower.length === 1 ? lower.charCodeAt(0) : unit
}
