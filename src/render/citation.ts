import type { QuoteCheck } from '../model/quotation.ts'
import type { CitationRecord } from '../model/records.ts'
import { styled, type Line, type Span, type Styled } from './document.ts'
import { flat } from './lineage.ts'
import { quantityText } from './phrases.ts'

export const STANCE_TONES = { supports: 'good', contradicts: 'bad', mentions: 'dim' } as const

/**
 * What a document itself says: where, in which words, and with which figure; a line each.
 * @param check how the words stand to the document, when that is to be said
 */
export function saidLines({ locator, quote, states, note }: CitationRecord, check?: QuoteCheck): Line[] {
  const label = (text: string): Styled => styled('dim', `${text} `)
  const stated = [
    quantityText(states?.quantity, states?.unit),
    states?.quantity?.stated === undefined ? '' : `(“${flat(states.quantity.stated)}”)`,
    states?.observed === undefined ? '' : `on ${states.observed.text}`,
    flat(states?.words ?? ''),
    ...besides(states),
  ].filter((part) => part !== '')
  const around = (text: string | undefined): Span[] => (text === undefined ? [] : [styled('dim', flat(text))])
  return [
    ...(locator === undefined ? [] : [[label('at'), flat(locator)]]),
    ...(quote === undefined
      ? []
      : [[...around(quote.prefix), `“${flat(quote.exact)}”`, ...around(quote.suffix)]]),
    ...(check === undefined ? [] : [quoteCheckLine(check)]),
    ...(stated.length === 0 ? [] : [[label('states'), stated.join(' ')]]),
    ...(note === undefined ? [] : [[label('note'), flat(note)]]),
  ]
}

/** What a document states beside a figure, a date and words: each in brackets, after those. */
function besides(states: CitationRecord['states']): string[] {
  const { scope, likelihood, change, place } = states ?? {}
  return [
    ...(scope === undefined ? [] : [scope === 'total' ? '[a total]' : '[one event]']),
    ...(likelihood === undefined ? [] : [`[${likelihood}]`]),
    ...(change === undefined ? [] : [`[site ${change}]`]),
    ...(place === undefined ? [] : [`[place: ${flat(place)}]`]),
  ]
}

/** Whether a quotation is in its document, and why that is not known. */
export function quoteCheckLine({ status, page, why }: QuoteCheck): Line {
  const where = page === undefined ? '' : `, page ${String(page)}`
  switch (status) {
    case 'verified':
      return [styled('good', 'verified'), where]
    case 'moved':
      return [styled('warn', `verified, but elsewhere than where it was found first${where}`)]
    case 'missing':
      return [styled('bad', 'no longer in the text of the document')]
    case 'no-text':
      return [styled('warn', 'verified once; the text it was found in is missing')]
    case 'unverified':
      return why === 'no text'
        ? [styled('dim', 'not verified: no text of the document is archived')]
        : [
            styled('warn', 'not verified: it is not in the text of the document'),
            ...(why === 'insisted' ? [', and was recorded all the same'] : []),
          ]
  }
}
