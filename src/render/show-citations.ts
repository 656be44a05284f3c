import type { Cited, Dossier } from '../evidence/dossier.ts'
import { enumerated } from '../evidence/enumeration.ts'
import type { Origin, Origins } from '../evidence/origins.ts'
import { RELIABILITY_WORDS } from '../model/vocabulary.ts'
import { saidLines, STANCE_TONES } from './citation.ts'
import { styled, type Line } from './document.ts'
import { cycleText, flat, lineageTree } from './lineage.ts'
import { heading } from './show-fields.ts'

/** Below a stance and its document. */
const MARGIN = ' '.repeat(15)

/** What is said about an observation or relation, each with where it comes from, and what it all rests on. */
export function citationLines(dossier: Dossier): Line[] {
  const { citations, record, restsOn, warnings } = dossier
  if (record.type !== 'observation' && record.type !== 'relation') return []
  const cited = citations.flatMap((one) => citedLines(one, dossier))
  if (record.type === 'relation' && citations.length === 0)
    return [heading('Citations'), ['  none: nothing in the case says so']]
  return [
    heading('Citations'),
    ...(citations.length === 0 ? [['  none']] : cited),
    ...(restsOn === undefined ? [] : [restsOnLine(restsOn)]),
    ...warnings.map(({ sentence }): Line => [styled('warn', '  warning  '), flat(sentence)]),
  ]
}

function citedLines({ citation, shortId, source, quotation }: Cited, { lineage }: Dossier): Line[] {
  const [first = [], ...rest] = lineageTree(citation.source, lineage)
  const grade = source?.reliability
  return [
    [
      styled(STANCE_TONES[citation.stance], `  ${citation.stance.padEnd(13)}`),
      ...first,
      styled('dim', `  ${shortId}`),
    ],
    ...saidLines(citation, quotation).map((line): Line => [MARGIN, ...line]),
    ...(grade === undefined
      ? []
      : [[MARGIN, styled('dim', 'reliability '), grade, styled('dim', `  ${RELIABILITY_WORDS[grade]}`)]]),
    ...rest.map((line): Line => [MARGIN, ...line]),
  ]
}

function restsOnLine({ origins, unrooted, cycles }: Origins): Line {
  const problems = [
    ...unrooted.map(({ source, why }) => `${source}: ${why}`),
    ...cycles.map((cycle) => `cycle: ${cycleText(cycle)}`),
  ]
  return [
    styled('dim', '  rests on '),
    origins.length === 0
      ? styled('warn', 'no known origin')
      : styled('good', origins.map((origin) => flat(originText(origin))).join(', ')),
    ...(problems.length === 0 ? [] : [styled('warn', `  (${problems.join('; ')})`)]),
  ]
}

/** A scene that several have read says so: it is still one. */
function originText({ name, readings }: Origin): string {
  return readings.length > 1 ? `${name} (read by ${enumerated(readings)})` : name
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
