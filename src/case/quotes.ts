import { join } from 'node:path'
import { checkQuote, type QuoteCheck } from '../model/quotation.ts'
import type { CitationRecord, SourceRecord } from '../model/records.ts'
import type { View } from '../store/port.ts'
import { ARCHIVE, type Case } from './case.ts'
import type { Draft } from './complete.ts'
import { textOfSource } from './documents.ts'
import { quoted, type CheckedCitation } from './quoted.ts'

/*
 * Quotations are looked up in the archived document before they are recorded: what is kept are its own words, where they
 * stand, and what stands around them. One that is not there is refused, unless somebody insists.
 */

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
  const quote = cited.quote as { exact?: unknown } | undefined
  // One without its words is refused with the rest of the record.
  if (typeof quote?.exact !== 'string') return { draft: cited, quotation: undefined }
  return quoted(cited, await textCited(kase, cited.source as string, view), isInsisted)
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
): Promise<string | undefined> {
  const source = (await store.get('source', key, view))?.record
  return source === undefined ? undefined : textOfSource(join(folder, ARCHIVE), source)
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
