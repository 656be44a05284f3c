import { join } from 'node:path'
import type { Surroundings } from '../model/excerpt.ts'
import { Failure } from '../model/failure.ts'
import { checkQuote, findQuote, type MissingQuote, type QuoteCheck } from '../model/quotation.ts'
import type { CitationRecord, SourceRecord } from '../model/records.ts'
import type { View } from '../store/port.ts'
import { ARCHIVE, type Case } from './case.ts'
import type { Draft } from './complete.ts'
import { textOfSource } from './documents.ts'

/*
 * Quotations are looked up in the archived document before they are recorded: what is kept are its own words, where they
 * stand, and what stands around them. One that is not there is refused, unless somebody insists.
 */

/** What came of looking a quotation up that is to be recorded. */
export type QuoteFinding = {
  /** Key of the document. */
  readonly source: string
} & (
  | {
      readonly isVerified: true
      /** From 1; undefined in a text without pages. */
      readonly page: number | undefined
      /** How often the words stand in the text; the first of them is meant. */
      readonly occurrences: number
    }
  | {
      readonly isVerified: false
      /** Somebody insisted on it, or there is no text it could be looked up in. */
      readonly why: 'insisted' | 'no text'
    }
)

export interface CheckedCitation {
  readonly draft: Draft
  /** Undefined for a citation without a quotation. */
  readonly quotation: QuoteFinding | undefined
}

type TypedQuote = Surroundings & { readonly exact: string }

/**
 * Looks up the quotation of a new citation.
 * @param cited the citation, with the key of its source
 * @param isInsisted it is recorded also when it is not there
 * @throws Failure `quote-not-found`
 */
export async function withQuoteChecked(
  kase: Pick<Case, 'folder' | 'store'>,
  cited: Draft,
  view: View,
  isInsisted = false,
): Promise<CheckedCitation> {
  const quote = cited.quote as TypedQuote | undefined
  // One without its words is refused with the rest of the record.
  if (typeof quote?.exact !== 'string') return { draft: cited, quotation: undefined }
  const { text, source } = await textCited(kase, cited.source as string, view)
  if (text === undefined) {
    const unverified = isInsisted ? { unverified: true } : {}
    return {
      draft: { ...cited, quote: { ...quote, ...unverified } },
      quotation: { source, isVerified: false, why: isInsisted ? 'insisted' : 'no text' },
    }
  }
  const found = findQuote(text, quote.exact, quote)
  if (found.isThere) {
    const { exact, prefix, suffix, start, end, page, occurrences } = found
    return {
      draft: { ...cited, quote: { exact, prefix, suffix, start, end } },
      quotation: { source, isVerified: true, page, occurrences },
    }
  }
  if (!isInsisted) throw notFound(source, found)
  return {
    draft: { ...cited, quote: { ...quote, unverified: true } },
    quotation: { source, isVerified: false, why: 'insisted' },
  }
}

/**
 * Looks up the quotation of a citation that is corrected, when its words, what stands around them or its source are other
 * than before. Taking the words off takes off all that belongs to them.
 * @throws Failure `quote-not-found`
 */
export async function withQuoteCheckedAgain(
  kase: Pick<Case, 'folder' | 'store'>,
  before: CitationRecord,
  after: Draft,
  view: View,
  isInsisted = false,
): Promise<CheckedCitation> {
  const was = before.quote
  const is = after.quote as CitationRecord['quote']
  if (is === undefined) return { draft: after, quotation: undefined }
  // A draft in which the words were taken off has lost them, whatever the type of a record says.
  if ((is.exact as string | undefined) === undefined && was !== undefined)
    return { draft: { ...after, quote: undefined }, quotation: undefined }
  const isSame =
    is.exact === was?.exact &&
    is.prefix === was.prefix &&
    is.suffix === was.suffix &&
    after.source === before.source
  if (isSame && !isInsisted) return { draft: after, quotation: undefined }
  // What stood around the words before says nothing of where the new ones are.
  const typed = {
    exact: is.exact,
    ...(is.prefix === was?.prefix ? {} : { prefix: is.prefix }),
    ...(is.suffix === was?.suffix ? {} : { suffix: is.suffix }),
  }
  return withQuoteChecked(kase, { ...after, quote: typed }, view, isInsisted)
}

async function textCited(
  { folder, store }: Pick<Case, 'folder' | 'store'>,
  key: string,
  view: View,
): Promise<{ source: string; text: string | undefined }> {
  const source = (await store.get('source', key, view))?.record
  return {
    source: key,
    text: source === undefined ? undefined : await textOfSource(join(folder, ARCHIVE), source),
  }
}

function notFound(source: string, missing: MissingQuote): Failure {
  const { words, page, instead, because } = missing
  const where = page === undefined ? '' : ` (page ${String(page)})`
  const says = `“${instead ?? ''}”${where}`
  const message = {
    words:
      words === 0
        ? `The quotation is not in the text of ${source}, not even its first word.`
        : `The quotation is not in the text of ${source}: its first ${words === 1 ? 'word is' : `${String(words)} words are`} there, and it goes on otherwise: ${says}.`,
    case: `The quotation is not in the text of ${source}: with other capital letters it says ${says}.`,
    hyphens: `The quotation is not in the text of ${source}: with other hyphens it says ${says}.`,
    surroundings: `The quotation is in the text of ${source}, but with other words around it: ${says}.`,
  }[because]
  return new Failure('quote-not-found', message, {
    where: '--quote',
    hint:
      because === 'surroundings'
        ? 'Correct --quote-prefix and --quote-suffix or leave them out, or record it as it is with --unverified.'
        : 'Correct it, or record it as it is with --unverified.',
  })
}

/** Checks the quotations that are read, each text being read once. */
export class QuoteReader {
  readonly #folder: string
  readonly #texts = new Map<string, Promise<string | undefined>>()

  /** @param folder of the case */
  constructor(folder: string) {
    this.#folder = folder
  }

  /** @returns undefined for a citation without a quotation */
  async check({ quote }: CitationRecord, source: SourceRecord | undefined): Promise<QuoteCheck | undefined> {
    if (quote === undefined) return undefined
    const key = source?.file?.text?.sha256 ?? source?.file?.sha256
    if (source === undefined || key === undefined) return checkQuote(quote, undefined)
    const text = this.#texts.get(key) ?? textOfSource(join(this.#folder, ARCHIVE), source)
    this.#texts.set(key, text)
    return checkQuote(quote, await text)
  }
}
