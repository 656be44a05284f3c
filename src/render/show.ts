import type { Dossier, Revision } from '../evidence/dossier.ts'
import { counted } from '../evidence/enumeration.ts'
import { writeValue } from '../model/field-text.ts'
import type { AnyRecord, LegRecord, ObservationRecord, RelationRecord } from '../model/records.ts'
import { changeLine } from './change.ts'
import { quoteCheckLine } from './citation.ts'
import { lines, styled, type Block, type Line, type Rendering } from './document.ts'
import { driftSection } from './show-drift.ts'
import { flat } from './lineage.ts'
import { whatText } from './phrases.ts'
import { citationLines, lineageLines } from './show-citations.ts'
import { originText, revisionConflictData, revisionConflictLines } from './revision-conflicts.ts'
import { fieldLines, fieldValues, heading, named } from './show-fields.ts'

/** Everything a case knows about one record: its fields, what is said about it, and its history. */
export function renderShow(dossier: Dossier): Rendering {
  const sections: readonly (readonly Line[])[] = [
    [headLine(dossier), ...retractedLine(dossier.record), ...fieldLines(dossier), ...quotationLines(dossier)],
    aboutLines(dossier),
    citationLines(dossier),
    driftSection(dossier),
    lineageLines(dossier),
    repeatedByLines(dossier),
    relationLines(dossier),
    legLines(dossier),
    observationLines(dossier),
    rivalLines(dossier),
    historyLines(dossier.history),
  ]
  return {
    blocks: sections.filter((section) => section.length > 0).map((section): Block => lines(...section)),
    rows: {
      columns: ['field', 'value'],
      rows: fieldValues(dossier.record).map(({ field, value }) => [field.column, writeValue(field, value)]),
    },
    data: dataOf(dossier),
  }
}

function headLine({ record, shortId }: Dossier): Line {
  const title = 'name' in record ? record.name : 'title' in record ? record.title : undefined
  return [
    styled('strong', record.type),
    ' ',
    styled('key', shortId),
    ...(title === undefined ? [] : [`  ${flat(title)}`]),
  ]
}

function retractedLine(record: AnyRecord): Line[] {
  return record.retracted === true
    ? [[styled('bad', `RETRACTED: ${flat(record.reason ?? 'no reason given')}`)]]
    : []
}

function quotationLines({ quotation }: Dossier): Line[] {
  return quotation === undefined ? [] : [[styled('dim', '  the quotation is '), ...quoteCheckLine(quotation)]]
}

function aboutLines({ about, names }: Dossier): Line[] {
  if (about === undefined) return []
  const line = about.type === 'observation' ? observationLine(about, names) : relationLine(about, names)
  return [
    heading('About'),
    ['  ', ...line, ...(about.retracted === true ? [styled('bad', '  retracted')] : [])],
  ]
}

function repeatedByLines({ repeatedBy }: Dossier): Line[] {
  if (repeatedBy.length === 0) return []
  return [
    heading('Repeated by'),
    ...repeatedBy.map(({ source, how }): Line => ['  ', styled('key', source), styled('dim', `  ${how}`)]),
  ]
}

function relationLines({ relations, names, record }: Dossier): Line[] {
  if (record.type !== 'vessel' && record.type !== 'organisation') return []
  if (relations.length === 0) return []
  return [
    heading('Relations'),
    ...relations.map(({ relation, shortId }): Line => [
      '  ',
      ...relationLine(relation, names),
      styled('dim', `  ${shortId}`),
    ]),
  ]
}

function relationLine(
  { subject, predicate, object, valid }: RelationRecord,
  names: ReadonlyMap<string, string>,
): Line {
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
  const line = ({ id, from, to, mode }: LegRecord): Line => [
    '  ',
    styled('key', id),
    `  ${place(from)} → ${place(to)}, ${mode}`,
  ]
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
    total === 0 ? [`No observations ${how}`] : heading(`${counted(total, 'observation')} ${how}`),
    ...first.map(({ observation, shortId }): Line => [
      '  ',
      styled('key', shortId),
      '  ',
      ...observationLine(observation, names),
    ]),
    ...(rest > 0 ? [[styled('dim', `  and ${String(rest)} more: trace list --${flag} ${record.id}`)]] : []),
  ]
}

function observationLine(observation: ObservationRecord, names: ReadonlyMap<string, string>): Line {
  const { place, along } = observation
  const where =
    place === undefined
      ? along === undefined
        ? ''
        : ` on ${along}`
      : ` at ${flat(names.get(`place ${place}`) ?? place)}`
  const what = whatText(observation)
  return [
    observation.observed?.text ?? styled('dim', 'undated'),
    `  ${observation.kind}${where}${what === '' ? '' : `: ${flat(what)}`}`,
  ]
}

function rivalLines({ revisions, revisionOrigins }: Dossier): Line[] {
  if (revisions === undefined) return []
  const [, ...versions] = revisionConflictLines(revisions, revisionOrigins)
  const state = revisions.isOpen ? styled('bad', '  open') : styled('good', '  settled')
  return [[...heading('Revisions at odds since a merge'), state], ...versions]
}

function historyLines(history: readonly Revision[]): Line[] {
  return [heading('History'), ...history.flatMap(revisionLines)]
}

function revisionLines({ record, entry, action, changes, origin }: Revision): Line[] {
  const { number, recordedAt, analyst, command } = entry
  const head: Line = [
    `  ${String(record.revision)}  entry ${String(number)}, ${recordedAt.replace(/\.\d{3}Z$/, 'Z')}, ${flat(analyst)}`,
    ...(action === 'retracted' ? [styled('bad', '  retracted')] : []),
  ]
  const said = (label: string, text: string): Line => [styled('dim', `     ${label} `), flat(text)]
  return [
    head,
    said('by', command),
    ...(origin === undefined ? [] : [said('recorded', originText(origin))]),
    ...(record.reason === undefined ? [] : [said('because', record.reason)]),
    // What the first says is above, unless it was changed since.
    ...(action === 'recorded' ? [] : changes.map((change) => changeLine(change, 5))),
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
    citations: citations.map(({ citation, source, origins, quotation }) => ({
      ...citation,
      document: source,
      restsOn: origins,
      quotation,
    })),
    drifts: dossier.drifted?.drifts,
    quotation: dossier.quotation,
    leftOut: dossier.notPublic.map(({ id, source }) => ({ citation: id, source })),
    restsOn,
    warnings: dossier.warnings,
    lineage: { sources: [...lineage.sources.values()], derivations: [...lineage.parents.values()].flat() },
    repeatedBy: dossier.repeatedBy,
    relations: relations.map(({ relation }) => relation),
    legs: dossier.legs,
    length: dossier.length,
    observations:
      observations === undefined
        ? undefined
        : { total: observations.total, first: observations.first.map(({ observation }) => observation) },
    names: Object.fromEntries(dossier.names),
    revisions:
      dossier.revisions === undefined
        ? undefined
        : revisionConflictData(dossier.revisions, dossier.revisionOrigins),
    history: history.map(({ record: revised, entry, action, changes, origin }) => ({
      revision: revised.revision,
      action,
      entry: entry.number,
      recordedAt: entry.recordedAt,
      analyst: entry.analyst,
      command: entry.command,
      retracted: revised.retracted === true,
      reason: revised.reason,
      changes,
      origin,
    })),
  }
}
