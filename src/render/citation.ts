import type { CitationRecord } from '../model/records.ts'
import { styled, type Line, type Span, type Styled } from './document.ts'
import { flat } from './lineage.ts'
import { quantityText } from './phrases.ts'

export const STANCE_TONES = { supports: 'good', contradicts: 'bad', mentions: 'dim' } as const

/** What a document itself says: where, in which words, and with which figure; a line each. */
export function saidLines({ locator, quote, states, note }: CitationRecord): Line[] {
  const label = (text: string): Styled => styled('dim', `${text} `)
  const stated = [
    quantityText(states?.quantity, states?.unit),
    states?.quantity?.stated === undefined ? '' : `(“${flat(states.quantity.stated)}”)`,
    states?.observed === undefined ? '' : `on ${states.observed.text}`,
    flat(states?.words ?? ''),
  ].filter((part) => part !== '')
  const around = (text: string | undefined): Span[] => (text === undefined ? [] : [styled('dim', flat(text))])
  return [
    ...(locator === undefined ? [] : [[label('at'), flat(locator)]]),
    ...(quote === undefined
      ? []
      : [[...around(quote.prefix), `“${flat(quote.exact)}”`, ...around(quote.suffix)]]),
    ...(stated.length === 0 ? [] : [[label('states'), stated.join(' ')]]),
    ...(note === undefined ? [] : [[label('note'), flat(note)]]),
  ]
}
