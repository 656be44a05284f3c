import type { Cited, Dossier, Revision } from '../evidence/dossier.ts'
import type { Origins } from '../evidence/origins.ts'
import { writeValue } from '../model/field-text.ts'
import type { AnyRecord, CitationRecord, LegRecord, ObservationRecord, RelationRecord } from '../model/records.ts'
import { RELIABILITY_WORDS } from '../model/vocabulary.ts'
import { lines, styled, type Block, type Line, type Rendering, type Span, type Styled } from './document.ts'
import { flat, lineageTree } from './lineage.ts'
import { quantityText, whatText } from './phrases.ts'
import { fieldLines, fieldValues, named } from './show-fields.ts'

/** Everything a case knows about one record: its fields, what is said about it, and its history. */
export function renderShow(dossier: Dossier): Rendering {
  const sections: readonly (readonly Line[])[] = [
    [headLine(dossier), ...retractedLine(dossier.record), ...fieldLines(dossier)],
    aboutLines(dossier),
    citationLines(dossier),
    lineageLines(dossier),
    repeatedByLines(dossier),
    relationLines(dossier),
    legLines(dossier),
    observationLines(dossier),
    historyLines(dossier.history),
  ]
  return {
    blocks: sections.filter((section) => section.length > 0).map((section): Block => lines(...section)),
    rows: { columns: ['field', 'value'], rows: fieldValues(dossier.record).map(({ field, value }) => [field.column, writeValue(field, value)]) },
    data: dataOf(dossier),
  }
}

function headLine({ record, shortId }: Dossier): Line {
  const title = 'name' in record ? record.name : 'title' in record ? record.title : undefined
  return [styled('strong', record.type), ' ', styled('key', shortId), ...(title === undefined ? [] : [`  ${flat(title)}`])]
}

function retractedLine(record: AnyRecord): Line[] {
  return record.retracted === true ? [[styled('bad', `RETRACTED: ${flat(record.reason ?? 'no reason given')}`)]] : []
}

function heading(text: string): Line {
  return [styled('strong', text)]
}

function aboutLines({ about, names }: Dossier): Line[] {
  if (about === undefined) return []
  const line = about.type === 'observation' ? observationLine(about, names) : relationLine(about, names)
  return [heading('About'), ['  ', ...line, ...(about.retracted === true ? [styled('bad', '  retracted')] : [])]]
}

/** Below a stance and its document. */
const MARGIN = ' '.repeat(15)
const STANCE_TONES = { supports: 'good', contradicts: 'bad', mentions: 'dim' } as const

function citationLines(dossier: Dossier): Line[] {
  const { citations, record, restsOn } = dossier
  if (record.type !== 'observation' && record.type !== 'relation') return []
  const cited = citations.flatMap((one) => citedLines(one, dossier))
  if (record.type === 'relation' && citations.length === 0) return [heading('Citations'), ['  none: nothing in the case says so']]
  return [heading('Citations'), ...(citations.length === 0 ? [['  none']] : cited), ...(restsOn === undefined ? [] : [restsOnLine(restsOn)])]
}

function citedLines({ citation, shortId, source }: Cited, { lineage }: Dossier): Line[] {
  const [first = [], ...rest] = lineageTree(citation.source, lineage)
  const grade = source?.reliability
  return [
    [styled(STANCE_TONES[citation.stance], `  ${citation.stance.padEnd(13)}`), ...first, styled('dim', `  ${shortId}`)],
    ...saidLines(citation).map((line): Line => [MARGIN, ...line]),
    ...(grade === undefined ? [] : [[MARGIN, styled('dim', 'reliability '), grade, styled('dim', `  ${RELIABILITY_WORDS[grade]}`)]]),
    ...rest.map((line): Line => [MARGIN, ...line]),
  ]
}

/** Where in the source, its words, and what it states itself. */
function saidLines({ locator, quote, states, note }: CitationRecord): Line[] {
  const label = (text: string): Styled => styled('dim', `${text} `)
  const stated: Span[] = [
    ...(states?.quantity === undefined && states?.unit === undefined ? [] : [quantityText(states.quantity, states.unit)]),
    ...(states?.quantity?.stated === undefined ? [] : [` (“${flat(states.quantity.stated)}”)`]),
    ...(states?.observed === undefined ? [] : [` on ${states.observed.text}`]),
    ...(states?.words === undefined ? [] : [` ${flat(states.words)}`]),
  ]
  const around = (text: string | undefined): Span[] => (text === undefined ? [] : [styled('dim', flat(text))])
  return [
    ...(locator === undefined ? [] : [[label('at'), flat(locator)]]),
    ...(quote === undefined ? [] : [[...around(quote.prefix), `“${flat(quote.exact)}”`, ...around(quote.suffix)]]),
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
    origins.length === 0 ? styled('warn', 'no known origin') : styled('good', origins.map(({ name }) => flat(name)).join(', ')),
    ...(problems.length === 0 ? [] : [styled('warn', `  (${problems.join('; ')})`)]),
  ]
}

function lineageLines({ record, lineage, restsOn }: Dossier): Line[] {
  if (record.type !== 'source' && record.type !== 'citation' && record.type !== 'derivation') return []
  const key = record.type === 'source' ? record.id : record.source
  return [
    heading('Lineage'),
    ...lineageTree(key, lineage).map((line): Line => ['  ', ...line]),
    ...(restsOn === undefined ? [] : [restsOnLine(restsOn)]),
  ]
}

function repeatedByLines({ repeatedBy }: Dossier): Line[] {
  if (repeatedBy.length === 0) return []
  return [heading('Repeated by'), ...repeatedBy.map(({ source, how }): Line => ['  ', styled('key', source), styled('dim', `  ${how}`)])]
}

function relationLines({ relations, names, record }: Dossier): Line[] {
  if (record.type !== 'vessel' && record.type !== 'organisation') return []
  if (relations.length === 0) return []
  return [heading('Relations'), ...relations.map(({ relation, shortId }): Line => ['  ', ...relationLine(relation, names), styled('dim', `  ${shortId}`)])]
}

function relationLine({ subject, predicate, object, valid }: RelationRecord, names: ReadonlyMap<string, string>): Line {
  return [
    ...named(subject.type, subject.id, names),
    ` ${predicate} `,
    ...named('organisation', object, names),
    ...(valid === undefined ? [] : [styled('dim', `  ${valid.text}`)]),
  ]
}

function legLines({ legs, record, names }: Dossier): Line[] {
  if (legs.length === 0) return record.type === 'route' ? [heading('Legs'), ['  none']] : []
  const place = (key: string): string => flat(names.get(`place ${key}`) ?? key)
  const line = ({ id, from, to, mode }: LegRecord): Line => ['  ', styled('key', id), `  ${place(from)} → ${place(to)}, ${mode}`]
  return [heading('Legs'), ...legs.map(line)]
}

const OBSERVED_HOW = {
  place: 'here',
  vessel: 'of this vessel',
  leg: 'of this leg',
  source: 'citing it',
  organisation: 'resting on it',
} as const

function observationLines({ observations, record, names }: Dossier): Line[] {
  if (observations === undefined) return []
  const { total, first } = observations
  const how = record.type in OBSERVED_HOW ? OBSERVED_HOW[record.type as keyof typeof OBSERVED_HOW] : ''
  const rest = total - first.length
  const flag = record.type === 'organisation' ? 'originator' : record.type
  return [
    total === 0 ? [`No observations ${how}`] : heading(`${String(total)} observation${total === 1 ? '' : 's'} ${how}`),
    ...first.map(({ observation, shortId }): Line => ['  ', styled('key', shortId), '  ', ...observationLine(observation, names)]),
    ...(rest > 0 ? [[styled('dim', `  and ${String(rest)} more: trace list --${flag} ${record.id}`)]] : []),
  ]
}

function observationLine(observation: ObservationRecord, names: ReadonlyMap<string, string>): Line {
  const { place, along } = observation
  const where = place === undefined ? (along === undefined ? '' : ` on ${along}`) : ` at ${flat(names.get(`place ${place}`) ?? place)}`
  const what = whatText(observation)
  return [observation.observed?.text ?? styled('dim', 'undated'), `  ${observation.kind}${where}${what === '' ? '' : `: ${flat(what)}`}`]
}

function historyLines(history: readonly Revision[]): Line[] {
  return [heading('History'), ...history.flatMap(revisionLines)]
}

function revisionLines({ revision, entry, recordedAt, analyst, command, retracted, reason, changes }: Revision): Line[] {
  const head: Line = [
    `  ${String(revision)}  entry ${String(entry)}, ${recordedAt.replace(/\.\d{3}Z$/, 'Z')}, ${flat(analyst)}`,
    ...(retracted ? [styled('bad', '  retracted')] : []),
  ]
  const said = (label: string, text: string): Line => [styled('dim', `     ${label} `), flat(text)]
  const shown = revision === 1 ? [] : changes
  return [
    head,
    said('by', command),
    ...(reason === undefined ? [] : [said('because', reason)]),
    ...shown.map(({ field, before, after }): Line => [
      styled('dim', `     ${field.replace(/_/g, ' ')}  `),
      before === undefined ? styled('dim', 'nothing') : flat(before),
      ' → ',
      after === undefined ? styled('dim', 'nothing') : flat(after),
    ]),
  ]
}

/** Everything, for `--json`: records as they are kept, with full ids. */
function dataOf(dossier: Dossier): unknown {
  const { record, citations, restsOn, lineage, relations, observations, history } = dossier
  return {
    type: record.type,
    id: record.id,
    retracted: record.retracted === true,
    record,
    about: dossier.about,
    citations: citations.map(({ citation, source, origins }) => ({ ...citation, document: source, restsOn: origins })),
    leftOut: dossier.notPublic.map(({ id, source }) => ({ citation: id, source })),
    restsOn,
    lineage: { sources: [...lineage.sources.values()], derivations: [...lineage.parents.values()].flat() },
    repeatedBy: dossier.repeatedBy,
    relations: relations.map(({ relation }) => relation),
    legs: dossier.legs,
    length: dossier.length,
    observations: observations === undefined ? undefined : { total: observations.total, first: observations.first.map(({ observation }) => observation) },
    names: Object.fromEntries(dossier.names),
    history,
  }
}
