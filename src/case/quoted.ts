import type { Surroundings } from '../model/excerpt.ts'
import { Failure } from '../model/failure.ts'
import { findQuote, type MissingQuote } from '../model/quotation.ts'
import type { Draft } from './complete.ts'

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
 * A new citation with its quotation as the document has it.
 * @param cited the citation, with the key of its source
 * @param text the words of the document; undefined when it has none
 * @param isInsisted it is recorded also when it is not there
 * @throws Failure `quote-not-found`
 */
export function quoted(cited: Draft, text: string | undefined, isInsisted: boolean): CheckedCitation {
  const quote = cited.quote as TypedQuote
  const source = cited.source as string
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
