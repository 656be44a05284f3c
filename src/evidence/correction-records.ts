import type { Change } from '../model/changes.ts'
import type { CitationRecord, ObservationRecord, SourceRecord } from '../model/records.ts'
import type { Correction } from './correction.ts'
import type { RecordDifference } from './difference.ts'
import { capital } from './enumeration.ts'
import { used, type Names, type Used } from './finding.ts'
import { intervalOf } from './interval.ts'

/*
 * What became of single figures: corrected, taken back, or stated otherwise by a document that has come since. Each names
 * the reason that was recorded with it.
 */

export interface RecordGrounds {
  readonly now: string
  readonly sources: ReadonlyMap<string, SourceRecord>
  readonly observations: {
    readonly before: ReadonlyMap<string, ObservationRecord>
    readonly after: ReadonlyMap<string, ObservationRecord>
  }
  readonly names: Names
}

/** What a figure consists of; all else of an observation is named field by field. */
const FIGURE = new Set(['quantity', 'quantity_stated', 'unit', 'outcome'])
/** Fields that say nothing of what a report may have taken from a record, or what the leg's stages say already. */
const ASIDE = new Set(['note', 'handling', 'shows', 'accessed', 'archivedUrl'])

/** @param records in any order; the sentences are in theirs */
export function recordCorrections(records: readonly RecordDifference[], given: RecordGrounds): Correction[] {
  return records.flatMap((difference) => {
    const { record } = difference
    switch (record.type) {
      case 'observation':
        return ofObservation(difference, record, given)
      case 'citation':
        return ofCitation(difference, record, given)
      case 'source':
        return ofFields(difference, `Of “${record.title}”`, 'record')
      default:
        return []
    }
  })
}

function ofObservation(
  difference: RecordDifference,
  record: ObservationRecord,
  given: RecordGrounds,
): Correction[] {
  const { how, was, changes } = difference
  if (was?.type !== 'observation') return []
  const on = legOf(was)
  if (how === 'retracted') {
    const sentence = `${capital(subjectOf(was, given.names))} (${whatOf(was)}) was taken back${entryWords(difference)}.`
    return [{ about: 'figure', ...on, sentence, records: used(record) }]
  }
  const figures = changes.filter(({ field }) => FIGURE.has(field))
  const others = changes.filter(({ field }) => !FIGURE.has(field))
  const figure: Correction[] =
    figures.length === 0
      ? []
      : [
          {
            about: 'figure',
            ...on,
            sentence: `${capital(subjectOf(was, given.names))} was ${whatOf(was)}; it was corrected to ${whatOf(record)}${entryWords(difference)}.`,
            records: used(record),
          },
        ]
  const subject = `Of ${subjectOf(was, given.names)} (${whatOf(was)})`
  return [...figure, ...ofFields({ ...difference, changes: others }, subject, 'figure', on)]
}

function ofCitation(
  difference: RecordDifference,
  record: CitationRecord,
  given: RecordGrounds,
): Correction[] {
  const about = given.observations.before.get(record.about)
  // What the report could not have held cannot be wrong in it.
  if (about === undefined) return []
  const document = `“${given.sources.get(record.source)?.title ?? record.source}”`
  const figure = `${subjectOf(about, given.names)} (${whatOf(about)})`
  const say = (sentence: string): Correction[] => [
    { about: 'figure', ...legOf(about), sentence, records: used(record, about, sourceOf(record)) },
  ]
  const stated = statedBy(record, about)
  if (difference.how === 'retracted')
    return say(`${document} is no longer cited for ${figure}: that was taken back${entryWords(difference)}.`)
  if (difference.how === 'revised')
    return ofFields(difference, `Of what ${document} is cited for, ${figure}`, 'figure', legOf(about))
  const since = `${capital(given.now)} ${document}, which was not cited then,`
  const what = stated.figure ?? stated.date
  if (record.stance === 'contradicts')
    return say(`${since} contradicts ${figure}${what === undefined ? '' : `: it states ${what}`}.`)
  const date = stated.date === undefined ? '' : ` on ${stated.date}`
  if (stated.figure !== undefined)
    return say(
      `${since} states ${stated.figure}${date}, where ${subjectOf(about, given.names)} was ${whatOf(about)}.`,
    )
  return stated.date === undefined ? [] : say(`${since} dates ${figure} to ${stated.date}.`)
}

/** The figure and the date that a document states of an observation, where they are others than were recorded. */
function statedBy({ states }: CitationRecord, about: ObservationRecord): { figure?: string; date?: string } {
  if (states === undefined) return {}
  const { quantity, unit, observed } = states
  const own = about.quantity
  const isOther =
    quantity !== undefined &&
    (own === undefined || JSON.stringify(intervalOf(quantity)) !== JSON.stringify(intervalOf(own)))
  const isOtherUnit = unit !== undefined && about.unit !== undefined && unit !== about.unit
  const isOtherDate =
    observed !== undefined &&
    (observed.earliest !== about.observed?.earliest || observed.latest !== about.observed?.latest)
  const figure = [quantity?.text ?? own?.text, unit ?? about.unit].filter((part) => part !== undefined)
  return {
    ...(isOther || isOtherUnit ? { figure: figure.join(' ') } : {}),
    ...(isOtherDate ? { date: observed.text } : {}),
  }
}

/** One sentence for all the fields of a revision. @param subject how it starts, without a comma */
function ofFields(
  difference: RecordDifference,
  subject: string,
  about: Correction['about'],
  on: { leg?: string } = {},
): Correction[] {
  const changes = difference.changes.filter(({ field }) => !ASIDE.has(field))
  if (difference.how !== 'revised' || changes.length === 0) return []
  const sentence = `${subject}, ${changes.map(changeWords).join(', and ')}${entryWords(difference)}.`
  return [{ about, ...on, sentence, records: used(difference.record) }]
}

function changeWords({ field, before, after }: Change): string {
  const name = field.replaceAll('_', ' ')
  if (before === undefined) return `the ${name} was not recorded and is now ${after ?? 'nothing'}`
  return after === undefined
    ? `the ${name} was ${before} and is recorded no more`
    : `the ${name} was corrected from ${before} to ${after}`
}

/** ` in entry 15 (2026-11-21), because: the report says around 73`. */
function entryWords({ entry, record }: RecordDifference): string {
  const when =
    entry === undefined ? '' : ` in entry ${String(entry.number)} (${entry.recordedAt.slice(0, 10)})`
  return record.reason === undefined ? when : `${when}, because: ${record.reason.replace(/[.\s]+$/, '')}`
}

/** `the figure for 2023-10-05 at Tumangang`, `the ship-sighting of 2023-10-06 at Dunai`. */
function subjectOf(one: ObservationRecord, names: Names): string {
  const date = one.observed?.text ?? 'no date'
  const at = one.place === undefined ? '' : ` at ${names.place(one.place)}`
  return one.quantity === undefined ? `the ${one.kind} of ${date}${at}` : `the figure for ${date}${at}`
}

/** `~73 railcars`, `none seen (railcars)`, `seen`. */
function whatOf({ quantity, unit, outcome }: ObservationRecord): string {
  const of = unit === undefined ? '' : ` (${unit})`
  if (outcome === 'none-seen') return `none seen${of}`
  if (outcome === 'not-visible') return `not visible${of}`
  return quantity === undefined ? 'seen, without a figure' : [quantity.text, unit].filter(Boolean).join(' ')
}

function legOf({ shows }: ObservationRecord): { leg?: string } {
  const [first, ...others] = new Set((shows ?? []).map(({ leg }) => leg))
  return first === undefined || others.length > 0 ? {} : { leg: first }
}

function sourceOf({ source }: CitationRecord): Used {
  return { type: 'source', id: source }
}
