import { compare } from '../model/order.ts'
import type { CitationRecord, ObservationRecord, PlaceRecord } from '../model/records.ts'
import { departuresIn, type Departure, type DRIFTS } from './departure.ts'
import {
  COMPARED_FIELDS,
  namesOfPlace,
  recordedWith,
  statedBy,
  statedText,
  type ComparedField,
  type Stated,
} from './stated.ts'

/*
 * Two documents side by side, on what both state of one observation. Where one derives from the other, a difference is a
 * drift and is called so; where neither does, nobody can say which of them is the copy, and only the field is named.
 */

/** Which of the two repeats the other. */
export type Direction = 'first-repeats-second' | 'second-repeats-first' | 'neither'

/** `compatible`: in other words or with another precision, and both may be so. */
export type Relation = 'same' | 'compatible' | 'differs' | 'only-first' | 'only-second'

/** What the two say in one field. */
export interface Row {
  readonly field: ComparedField | 'stance'
  /** As typed; several separated by "; ". Undefined when it is not stated. What is only as recorded says so. */
  readonly first: string | undefined
  readonly second: string | undefined
  readonly relation: Relation
  /** What differs: the kinds of drift, or `figure`, `bound`, `date` where neither derives from the other. */
  readonly how: readonly string[]
}

/** What a difference is called where it is not known to be a drift. */
const NEUTRAL: Readonly<Record<(typeof DRIFTS)[number], string>> = {
  'lost-hedge': 'hedge',
  'flipped-bound': 'bound',
  'changed-figure': 'figure',
  'changed-unit': 'unit',
  'changed-date': 'date',
  'total-became-event': 'scope',
  'lost-likelihood': 'likelihood',
  'changed-likelihood': 'likelihood',
  'changed-change': 'change',
  'changed-place': 'place',
}

/** What one of the two documents says of an observation. */
export interface Document {
  readonly citations: readonly CitationRecord[]
  /** An original that supports the observation and of which nothing is kept that it states is taken to state what was recorded. */
  readonly isOriginal: boolean
}

/** A statement, and whether it is no more than what was recorded of the observation. */
type Said = Stated & { readonly asRecorded?: boolean }

/**
 * What two documents state of an observation, field by field; a field that neither states has no row, and the stance has
 * one only where it differs.
 */
export function sideBySide(
  observation: ObservationRecord,
  first: Document,
  second: Document,
  direction: Direction,
  places: ReadonlyMap<string, PlaceRecord>,
): Row[] {
  const names = namesOfPlace(observation.place, places)
  const [one, other] = [statements(first, observation), statements(second, observation)]
  return [
    ...stanceRow(first.citations, second.citations),
    ...COMPARED_FIELDS.flatMap((field) => fieldRow(field, one, other, direction, names)),
  ]
}

function statements({ citations, isOriginal }: Document, observation: ObservationRecord): Said[] {
  const stated = citations
    .toSorted((a, b) => compare(a.id, b.id))
    .flatMap((citation) => statedBy(citation, observation) ?? [])
  if (stated.length > 0 || !isOriginal || !citations.some(({ stance }) => stance === 'supports'))
    return stated
  // Where and how likely it is are the analyst's words; the figure and the date were read from the document.
  const { quantity, unit, observed, scope, change } = recordedWith(observation, new Map())
  return [{ quantity, unit, observed, scope, change, asRecorded: true }]
}

function saidText(field: ComparedField, said: Said): string {
  return `${statedText(field, said) ?? ''}${said.asRecorded === true ? ' (as recorded)' : ''}`
}

function stanceRow(first: readonly CitationRecord[], second: readonly CitationRecord[]): Row[] {
  const [one, other] = [first, second].map((citations) =>
    joined(citations.map(({ stance }) => stance).sort(compare)),
  )
  return one === other
    ? []
    : [{ field: 'stance', first: one, second: other, relation: 'differs', how: ['stance'] }]
}

function fieldRow(
  field: ComparedField,
  one: readonly Said[],
  other: readonly Said[],
  direction: Direction,
  names: readonly string[],
): Row[] {
  const [firsts, seconds] = [one, other].map((all) => all.filter((stated) => stated[field] !== undefined))
  if (firsts === undefined || seconds === undefined) return []
  const texts = {
    first: joined(firsts.map((said) => saidText(field, said))),
    second: joined(seconds.map((said) => saidText(field, said))),
  }
  if (texts.first === undefined && texts.second === undefined) return []
  if (texts.first === undefined) return [{ field, ...texts, relation: 'only-second', how: [] }]
  if (texts.second === undefined) return [{ field, ...texts, relation: 'only-first', how: [] }]
  const plain = (all: readonly Said[]) => joined(all.map((said) => statedText(field, said) ?? ''))
  if (plain(firsts) === plain(seconds)) return [{ field, ...texts, relation: 'same', how: [] }]
  const compared = firsts.flatMap((a) => seconds.map((b) => differences(field, a, b, direction, names)))
  const agrees = compared.some((how) => how.length === 0)
  return [
    {
      field,
      ...texts,
      relation: agrees ? 'compatible' : 'differs',
      how: agrees ? [] : [...new Set(compared[0])],
    },
  ]
}

function differences(
  field: ComparedField,
  first: Stated,
  second: Stated,
  direction: Direction,
  names: readonly string[],
): string[] {
  const verdicts = (before: Stated, after: Stated) =>
    departuresIn(field, before, after, names).map(({ verdict }: Departure) => verdict)
  switch (direction) {
    case 'first-repeats-second':
      return verdicts(second, first)
    case 'second-repeats-first':
      return verdicts(first, second)
    case 'neither': {
      const there = verdicts(first, second)
      return (there.length > 0 ? there : verdicts(second, first)).map((verdict) => NEUTRAL[verdict])
    }
  }
}

function joined(texts: readonly string[]): string | undefined {
  return texts.length === 0 ? undefined : [...new Set(texts)].join('; ')
}
