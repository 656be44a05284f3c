import { foldName } from '../model/names.ts'
import type { When } from '../model/records.ts'
import { LIKELIHOODS } from '../model/vocabulary.ts'
import { figureDepartures } from './departure-figure.ts'
import type { ComparedField, Stated, StatedField } from './stated.ts'
import { HOUR, isBefore, isBounded, windowOf, type Window } from './window.ts'

/*
 * How what one states departs from what another states of the same thing. A statement that is the same, or only less
 * precise, does not depart.
 */

/** The kinds of drift. */
export const DRIFTS = [
  'lost-hedge',
  'flipped-bound',
  'changed-figure',
  'changed-unit',
  'changed-date',
  'total-became-event',
  'lost-likelihood',
  'changed-likelihood',
  'changed-change',
  'changed-place',
] as const

export interface Departure {
  readonly field: StatedField
  readonly verdict: (typeof DRIFTS)[number]
  /** What is different about it, as it ends a sentence: `the hedge is gone`. */
  readonly how: string
}

/**
 * A date counts as narrowed when its window lies in the other one and is at most half as long. A convention: who writes
 * "in September" for "7 September to 1 October" says the same in other words; who writes "on 15 September" does not.
 */
const NARROWED = 0.5

/** Calendar dates are those of some place: its clocks are 12 hours behind to 14 hours ahead of UTC (IANA time zones). */
const BEHIND = 12 * HOUR
const AHEAD = 14 * HOUR

/**
 * What departs in `after` from `before` in one field. Nothing when either does not state it.
 * @param placeNames all that the place of the observation may be called
 */
export function departuresIn(
  field: ComparedField,
  before: Stated,
  after: Stated,
  placeNames: readonly string[],
): Departure[] {
  switch (field) {
    case 'quantity':
      if (before.quantity === undefined || after.quantity === undefined) return []
      return figureDepartures(
        { quantity: before.quantity, unit: before.unit },
        { quantity: after.quantity, unit: after.unit },
      )
    case 'observed':
      return dateDepartures(before.observed, after.observed)
    case 'scope':
      // An event that became a total is no claim of the sort that a reader would take for more.
      return before.scope === 'total' && after.scope === 'event'
        ? [{ field, verdict: 'total-became-event', how: 'a total became one event' }]
        : []
    case 'likelihood':
      return likelihoodDepartures(before.likelihood, after.likelihood)
    case 'change':
      return before.change === undefined || after.change === undefined || before.change === after.change
        ? []
        : [{ field, verdict: 'changed-change', how: 'one change of a site became another' }]
    case 'place':
      return placeDepartures(before.place, after.place, placeNames)
  }
}

function dateDepartures(before: When | undefined, after: When | undefined): Departure[] {
  const [was, is] = [windowOf(before), windowOf(after)]
  if (before === undefined || after === undefined || was === undefined || is === undefined) return []
  const changed = (how: string): Departure[] => [{ field: 'observed', verdict: 'changed-date', how }]
  const [a, b] = inOneZone(before, was, after, is)
  if (isBefore(a, b) || isBefore(b, a)) return changed('no moment fits both')
  if (was.from === is.from && was.to === is.to)
    return /[~?%]/.test(before.text) && !/[~?%]/.test(after.text)
      ? [{ field: 'observed', verdict: 'lost-hedge', how: 'the hedge of the date is gone' }]
      : []
  if (!isBounded(was) || !isBounded(is) || is.from < was.from || is.to > was.to) return []
  return is.to - is.from <= NARROWED * (was.to - was.from)
    ? changed('it is at most half as wide as what it derives from')
    : []
}

/** An instant is the same moment everywhere, and a calendar date is not: held against an instant, it may be any place's. */
function inOneZone(before: When, was: Window, after: When, is: Window): [Window, Window] {
  const widened = ({ from, to }: Window): Window => ({ from: from - AHEAD, to: to + BEHIND })
  const [wasInstant, isInstant] = [before.text.includes(':'), after.text.includes(':')]
  if (wasInstant === isInstant) return [was, is]
  return wasInstant ? [was, widened(is)] : [widened(was), is]
}

/** Even odds say least; what is as far from them, on the same side, says no more. */
function likelihoodDepartures(before: Stated['likelihood'], after: Stated['likelihood']): Departure[] {
  if (before === undefined || after === undefined || before === after) return []
  if (after === 'stated as fact')
    return [{ field: 'likelihood', verdict: 'lost-likelihood', how: 'the likelihood is gone' }]
  const even = LIKELIHOODS.indexOf('roughly even chance')
  const strength = (likelihood: typeof before): number =>
    likelihood === 'stated as fact' ? LIKELIHOODS.length - even : LIKELIHOODS.indexOf(likelihood) - even
  const [was, is] = [strength(before), strength(after)]
  const isWeaker = is === 0 || (was > 0 === is > 0 && Math.abs(is) < Math.abs(was))
  return isWeaker
    ? []
    : [{ field: 'likelihood', verdict: 'changed-likelihood', how: 'the likelihood is another' }]
}

function placeDepartures(
  before: string | undefined,
  after: string | undefined,
  names: readonly string[],
): Departure[] {
  if (before === undefined || after === undefined) return []
  if ([before, ...names].some((name) => isPartOf(name, after) || isPartOf(after, name))) return []
  return [
    {
      field: 'place',
      verdict: 'changed-place',
      how:
        names.length === 0
          ? 'the name is another'
          : 'that is neither the name of the place on record nor another name of it',
    },
  ]
}

/** Whether all words of the one name stand, in their order, in the other: "Najin" in "the port of Najin". */
function isPartOf(name: string, of: string): boolean {
  const words = (text: string): string =>
    ` ${foldName(text)
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word !== '')
      .join(' ')} `
  return words(name).trim() !== '' && words(of).includes(words(name))
}
