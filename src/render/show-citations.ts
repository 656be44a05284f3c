import type { Cited, Dossier } from '../evidence/dossier.ts'
import type { Origins } from '../evidence/origins.ts'
import type { CitationRecord } from '../model/records.ts'
import { RELIABILITY_WORDS } from '../model/vocabulary.ts'
import { styled, type Line, type Span, type Styled } from './document.ts'
import { flat, lineageTree } from './lineage.ts'
import { quantityText } from './phrases.ts'
import { heading } from './show-fields.ts'

/** Below a stance and its document. */
const MARGIN = ' '.repeat(15)
const STANCE_TONES = { supports: 'good', contradicts: 'bad', mentions: 'dim' } as const

/** What is said about an observation or relation, each with where it comes from, and what it all rests on. */
export function citationLines(dossier: Dossier): Line[] {
  const { citations, record, restsOn } = dossier
  if (record.type !== 'observation' && record.type !== 'relation') return []
  const cited = citations.flatMap((one) => citedLines(one, dossier))
  if (record.type === 'relation' && citations.length === 0)
    return [heading('Citations'), ['  none: nothing in the case says so']]
  return [
    heading('Citations'),
    ...(citations.length === 0 ? [['  none']] : cited),
    ...(restsOn === undefined ? [] : [restsOnLine(restsOn)]),
  ]
}

function citedLines({ citation, shortId, source }: Cited, { lineage }: Dossier): Line[] {
  const [first = [], ...rest] = lineageTree(citation.source, lineage)
  const grade = source?.reliability
  return [
    [
      styled(STANCE_TONES[citation.stance], `  ${citation.stance.padEnd(13)}`),
      ...first,
      styled('dim', `  ${shortId}`),
    ],
    ...saidLines(citation).map((line): Line => [MARGIN, ...line]),
    ...(grade === undefined
      ? []
      : [[MARGIN, styled('dim', 'reliability '), grade, styled('dim', `  ${RELIABILITY_WORDS[grade]}`)]]),
    ...rest.map((line): Line => [MARGIN, ...line]),
  ]
}

/** Where in the source, its words, and what it states itself. */
function saidLines({ locator, quote, states, note }: CitationRecord): Line[] {
  const label = (text: string): Styled => styled('dim', `${text} `)
  const stated: Span[] = [
    ...(states?.quantity === undefined && states?.unit === undefined
      ? []
      : [quantityText(states.quantity, states.unit)]),
    ...(states?.quantity?.stated === undefined ? [] : [` (“${flat(states.quantity.stated)}”)`]),
    ...(states?.observed === undefined ? [] : [` on ${states.observed.text}`]),
    ...(states?.words === undefined ? [] : [` ${flat(states.words)}`]),
  ]
  const around = (text: string | undefined): Span[] => (text === undefined ? [] : [styled('dim', flat(text))])
  return [
    ...(locator === undefined ? [] : [[label('at'), flat(locator)]]),
    ...(quote === undefined
      ? []
      : [[...around(quote.prefix), `“${flat(quote.exact)}”`, ...around(quote.suffix)]]),
    ...(stated.length === 0 ? [] : [[label('states'), ...stated]]),
    ...(note === undefined ? [] : [[label('note'), flat(note)]]),
  ]
}

function restsOnLine({ origins, unrooted, cycles }: Origins): Line {
  const problems = [
    ...unrooted.map(({ source, why }) => `${source}: ${why}`),
    ...cycles.map((cycle) => `cycle: ${cycle.join(' → ')}`),
  ]
  return [
    styled('dim', '  rests on '),
    origins.length === 0
      ? styled('warn', 'no known origin')
      : styled('good', origins.map(({ name }) => flat(name)).join(', ')),
    ...(problems.length === 0 ? [] : [styled('warn', `  (${problems.join('; ')})`)]),
  ]
}

/** Where a source, or the one of a citation or derivation, has it from. */
export function lineageLines({ record, lineage, restsOn }: Dossier): Line[] {
  if (record.type !== 'source' && record.type !== 'citation' && record.type !== 'derivation') return []
  const key = record.type === 'source' ? record.id : record.source
  return [
    heading('Lineage'),
    ...lineageTree(key, lineage).map((line): Line => ['  ', ...line]),
    ...(restsOn === undefined ? [] : [restsOnLine(restsOn)]),
  ]
}
