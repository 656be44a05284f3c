import { namesOf } from '../model/names.ts'
import type { CitationRecord, ObservationRecord, PlaceRecord, Quantity, When } from '../model/records.ts'
import { LIKELIHOOD_PER_CENT, type LIKELIHOODS } from '../model/vocabulary.ts'
import { momentText, windowOf } from './window.ts'

/*
 * What a document itself states of an observation, and what the observation is recorded with, in one form, so that the
 * one can be held against the other.
 */

/** What may be stated, in the order in which it is told. */
export const STATED_FIELDS = [
  'quantity',
  'unit',
  'observed',
  'scope',
  'likelihood',
  'change',
  'place',
] as const
export type StatedField = (typeof STATED_FIELDS)[number]

/** What is held against one another: a unit only with the figure that is in it. */
export type ComparedField = Exclude<StatedField, 'unit'>
export const COMPARED_FIELDS: readonly ComparedField[] = STATED_FIELDS.filter((field) => field !== 'unit')

/** The field that a departure in a field is seen in: of a unit, the figure. */
export function comparedIn(field: StatedField): ComparedField {
  return field === 'unit' ? 'quantity' : field
}

/** A field that is not stated is undefined. A figure without a unit of its own is in that of the observation. */
export interface Stated {
  readonly quantity?: Quantity | undefined
  readonly unit?: string | undefined
  readonly observed?: When | undefined
  readonly scope?: 'total' | 'event' | undefined
  readonly likelihood?: (typeof LIKELIHOODS)[number] | 'stated as fact' | undefined
  readonly change?: string | undefined
  readonly place?: string | undefined
}

/** What a citation's document states; undefined when nothing of it is recorded. */
export function statedBy(
  { states }: Pick<CitationRecord, 'states'>,
  { unit }: Pick<ObservationRecord, 'unit'>,
): Stated | undefined {
  if (states === undefined) return undefined
  return states.quantity === undefined || states.unit !== undefined ? states : { ...states, unit }
}

/** @param places to know the name of its place */
export function recordedWith(
  observation: ObservationRecord,
  places: ReadonlyMap<string, PlaceRecord>,
): Stated {
  const { quantity, unit, observed, scope, likelihood, place } = observation
  return {
    quantity,
    unit,
    observed,
    scope,
    likelihood,
    change: observation.kind === 'site-change' ? observation.details?.change : undefined,
    place: place === undefined ? undefined : (places.get(place)?.name ?? place),
  }
}

/** All that the place of an observation may be called: key, name and aliases. */
export function namesOfPlace(
  place: string | undefined,
  places: ReadonlyMap<string, PlaceRecord>,
): readonly string[] {
  const record = place === undefined ? undefined : places.get(place)
  return [...(place === undefined ? [] : [place]), ...(record === undefined ? [] : namesOf(record))]
}

/** As it was typed, for tables: `~73 railcars`, `2023-10-05`, `total`. Undefined when it is not stated. */
export function statedText(field: ComparedField, stated: Stated): string | undefined {
  switch (field) {
    case 'quantity':
      return stated.quantity === undefined ? undefined : withUnit(stated.quantity.text, stated.unit)
    case 'observed':
      return stated.observed?.text
    default:
      return stated[field]
  }
}

/** As it reads after "is" in a sentence: `about 73 railcars (“around 73”)`, `the place “Dunai”`, `“likely” (55 to 80 %, ICD 203)`. */
export function recordedWords(field: ComparedField, stated: Stated): string {
  switch (field) {
    case 'place':
      return `the place “${stated.place ?? ''}”`
    case 'likelihood':
      return likelihoodWords(stated.likelihood)
    default:
      return statedWords(field, stated)
  }
}

/** As it reads after "states" in a sentence: `about 73 railcars (“around 73”)`, `the place as “Dunai”`, `it as fact`. */
export function statedWords(field: ComparedField, stated: Stated): string {
  switch (field) {
    case 'quantity':
      return stated.quantity === undefined
        ? ''
        : withUnit(figureWords(stated.quantity), stated.unit) + inItsWords(stated.quantity)
    case 'observed':
      return stated.observed === undefined
        ? ''
        : `the date ${dateWords(stated.observed)}${inItsWords(stated.observed)}`
    case 'scope':
      return stated.scope === 'total' ? 'a total' : 'one event'
    case 'likelihood':
      return stated.likelihood === 'stated as fact'
        ? 'it as fact'
        : `it as ${likelihoodWords(stated.likelihood)}`
    case 'change':
      return `that the site was ${stated.change ?? ''}`
    case 'place':
      return `the place as “${stated.place ?? ''}”`
  }
}

function withUnit(figure: string, unit: string | undefined): string {
  return unit === undefined ? figure : `${figure} ${unit}`
}

function inItsWords({ stated }: { stated?: string | undefined }): string {
  return stated === undefined ? '' : ` (“${stated}”)`
}

/** A quantity in words for a sentence: `about 73`, `more than 1000`, `up to 20`, `60 to 73`, `several`. */
function figureWords({ qualifier, low, best, high, text }: Quantity): string {
  const named = String(best ?? low ?? high ?? '')
  switch (qualifier) {
    case 'exact':
      return named
    case 'about':
      return `about ${named}`
    case 'range':
      return `${String(low)} to ${String(high)}`
    case 'at-least':
      return `at least ${named}`
    case 'more-than':
      return `more than ${named}`
    case 'at-most':
      return `up to ${named}`
    case 'less-than':
      return `less than ${named}`
    case 'vague':
      return text.toLowerCase()
  }
}

/** A date as typed when it is one calendar date, else its first and last moment. */
function dateWords(when: When): string {
  const window = windowOf(when)
  if (window === undefined || /^\d{4}(-\d\d){0,2}$/.test(when.text)) return when.text
  const [from, to] = [momentText(window.from), momentText(window.to)]
  const about = /[~?%]/.test(when.text) ? 'about ' : ''
  if (from === to) return `${about}${from}`
  if (window.from === -Infinity) return `${about}until ${to}`
  if (window.to === Infinity) return `${about}from ${from} on`
  return `${about}${from} to ${to}`
}

function likelihoodWords(likelihood: Stated['likelihood']): string {
  if (likelihood === undefined || likelihood === 'stated as fact') return 'a fact'
  const [low, high] = LIKELIHOOD_PER_CENT[likelihood]
  return `“${likelihood}” (${String(low)} to ${String(high)} %, ICD 203)`
}
