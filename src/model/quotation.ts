import {
  beginning,
  codePoints,
  pageAt,
  pastCodePoints,
  printed,
  surroundingsOf,
  type Surroundings,
} from './excerpt.ts'
import { BLANK, endOfLetter, foldText, type FoldedText } from './folded-text.ts'
import { searchFor, small, type Search } from './quote-search.ts'

/*
 * Quotations looked up in the text of their document (W3C Web Annotation Data Model, 4.2.4 TextQuoteSelector and 4.2.5
 * TextPositionSelector). How the words are set is forgiven (folded-text.ts says what that is), the words are not. All of it
 * takes time that grows with the length of the text, whatever the text.
 */

/** How much of the text is shown where a quotation stops fitting, in code points. */
const EXCERPT = 80
/** A quotation as it stands in a document. */
export interface FoundQuote extends Surroundings {
  readonly isThere: true
  /** The document's own words, with single blanks, and whole where they were parted at the end of a line. */
  readonly exact: string
  /** Where they stand in the text, in code points from 0. */
  readonly start: number
  /** The first code point after them. */
  readonly end: number
  /** From 1; undefined in a text without pages. */
  readonly page: number | undefined
  /** How often the words stand there, between the surroundings that were asked for. */
  readonly occurrences: number
}

/** What is there instead of a quotation. */
export interface MissingQuote {
  readonly isThere: false
  /** How many of its words are there, from the first. */
  readonly words: number
  readonly page: number | undefined
  /** The text from those words on; undefined when there are none. */
  readonly instead: string | undefined
  readonly because:
    /** The words are there, but not with those around them. */
    | 'surroundings'
    /** The words are there in other capital or small letters. */
    | 'case'
    /** The words are there with other hyphens. */
    | 'hyphens'
    | 'words'
}

/**
 * Looks a quotation up in the text of its document.
 *
 * @param typed as a person typed or pasted it
 * @param around chooses among several; of those that fit, the first is taken
 */
export function findQuote(text: string, typed: string, around: Surroundings = {}): FoundQuote | MissingQuote {
  const document = foldText(text)
  const quote = foldText(typed, true)
  const search = searchFor(document, quote, around)
  const { first } = search
  if (first === undefined) return missing(document, quote, search)
  const { from, to } = first
  const [start, end] = [document.starts[from] ?? 0, endOfLetter(text, document.starts[to - 1] ?? 0)]
  return {
    isThere: true,
    exact: printed(document, start, end, new Set(first.kept)),
    ...surroundingsOf(document, start, end),
    start: codePoints(text, 0, start),
    end: codePoints(text, 0, end),
    page: pageAt(text, start),
    occurrences: search.occurrences,
  }
}

function missing(document: FoldedText, quote: FoldedText, search: Search): MissingQuote {
  const { text, starts } = document
  const other = search.isElsewhere || search.isHyphenated ? undefined : inOtherCase(document, quote)
  const { from, length } = other ?? search.furthest
  const words = wordsIn(
    quote,
    length,
    length === quote.units.length ? undefined : document.units[from + length],
  )
  if (words === 0) return { isThere: false, words, page: undefined, instead: undefined, because: 'words' }
  const start = starts[from] ?? 0
  const end = pastCodePoints(text, start, 4 * EXCERPT)
  return {
    isThere: false,
    words,
    page: pageAt(text, start),
    instead: beginning(printed(document, start, end).trimEnd(), EXCERPT),
    because: search.isElsewhere
      ? 'surroundings'
      : search.isHyphenated
        ? 'hyphens'
        : other === undefined
          ? 'words'
          : 'case',
  }
}

/** Where all of it is there but for capital and small letters. */
function inOtherCase(document: FoldedText, quote: FoldedText): { from: number; length: number } | undefined {
  const search = searchFor(small(document), small(quote), {})
  return search.first === undefined ? undefined : { from: search.first.from, length: quote.units.length }
}

/**
 * How many words of a quotation are within its first units.
 * @param next the unit of the text that follows them; undefined when they are all of it
 */
function wordsIn({ units }: FoldedText, length: number, next: number | undefined): number {
  let words = 0
  for (let i = 0; i < length; i += 1) {
    const endsHere = units[i] !== BLANK && (i + 1 === units.length || units[i + 1] === BLANK)
    // A word that goes on in the text is another word.
    const isWhole = i + 1 < length || next === undefined || next === BLANK
    if (endsHere && isWhole) words += 1
  }
  return words
}

/** A quotation as a citation keeps it. */
export interface KeptQuote extends Surroundings {
  readonly exact: string
  readonly start?: number | undefined
  readonly end?: number | undefined
  readonly unverified?: true | undefined
}

/**
 * How a kept quotation stands to the text of its document: `verified`, it is where it was found; `moved`, it is elsewhere;
 * `missing`, it was found once and is not there; `no-text`, it was found once and there is no text now; `unverified`,
 * nobody ever found it.
 */
export type QuoteStatus = 'verified' | 'moved' | 'missing' | 'unverified' | 'no-text'

/**
 * Checks a kept quotation again, where it was found first.
 * @param text of the document, as it is now
 */
export function quoteStatus(quote: KeptQuote, text: string | undefined): QuoteStatus {
  const { exact, start, end } = quote
  if (start === undefined || end === undefined) return 'unverified'
  if (text === undefined) return 'no-text'
  if (stands(text, exact, start, end)) return 'verified'
  return findQuote(text, exact).isThere ? 'moved' : 'missing'
}

function stands(text: string, exact: string, start: number, end: number): boolean {
  if (end <= start) return false
  const from = pastCodePoints(text, 0, start)
  const there = findQuote(text.slice(from, pastCodePoints(text, from, end - start)), exact)
  return there.isThere && there.start === 0 && there.end === end - start
}

/** What a reader is told of a kept quotation. */
export interface QuoteCheck {
  readonly status: QuoteStatus
  /** The page of the document it is on, where that is known. */
  readonly page?: number
  /** Why nobody ever found it. */
  readonly why?: 'insisted' | 'no text' | 'not there'
}

/**
 * Like {@link quoteStatus}, and looks up one that was recorded before there was a text to look in.
 * @param text of the document, as it is now
 */
export function checkQuote(quote: KeptQuote, text: string | undefined): QuoteCheck {
  const status = quoteStatus(quote, text)
  if (status === 'verified') return { status, ...onPage(pageOf(quote, text ?? '')) }
  if (status === 'missing' || status === 'no-text') return { status }
  if (text === undefined) return { status, why: 'no text' }
  if (quote.unverified === true) return { status, why: 'insisted' }
  const found = findQuote(text, quote.exact)
  if (!found.isThere) return { status, why: 'not there' }
  return { status: status === 'moved' ? status : 'verified', ...onPage(found.page) }
}

function onPage(page: number | undefined): { page?: number } {
  return page === undefined ? {} : { page }
}

/** The page that a kept quotation was found on; undefined when it was not, or the text has no pages. */
function pageOf({ start }: KeptQuote, text: string): number | undefined {
  return start === undefined ? undefined : pageAt(text, pastCodePoints(text, 0, start))
}
