import { compare } from '../model/order.ts'
import type { LegRecord, ObservationRecord } from '../model/records.ts'
import { calendarDays, daysIn, lookDays, merged, type DaySpan } from './day-spans.ts'
import { counted, enumerated } from './enumeration.ts'
import { used, type Finding, type Names, type Used } from './finding.ts'
import { dayOf, dayText, type Window } from './window.ts'

/** Days of a window, UTC, by what is known of them; each is counted once, as the first that holds. */
export interface DayCounts {
  /** Somebody looked and could have seen. */
  readonly looked: number
  /** Somebody looked and could not have seen anything. */
  readonly withoutSight: number
  /** Within the longer window of an observation: somebody may have looked. */
  readonly perhaps: number
  /** Nobody is recorded to have looked. */
  readonly nobody: number
}

/** Calendar days, both inclusive. */
export interface Days {
  readonly first: string
  readonly last: string
}

export interface Stretch extends Days {
  readonly days: number
}

/**
 * Rule 11, gaps: the days on which nobody looked, at a place or on a leg.
 *
 * A look is an observation of any kind but a statement, and none that says what was usual. When its window lies within
 * one calendar day (UTC), somebody looked that day; `seen` and `none-seen` both say so. A longer window says that
 * somebody looked on some day of it: none of its days is one on which nobody looked, and none is one on which somebody
 * certainly did.
 */
export interface Gaps extends Finding {
  readonly rule: 'gaps'
  readonly verdict: 'gap' | 'no-gap' | 'never'
  readonly place: string | undefined
  readonly leg: string | undefined
  /** Undefined when nobody ever looked and no window was asked for. */
  readonly window: Days | undefined
  readonly days: DayCounts
  /** The longest stretch of days on which nobody looked; the first of them when several are as long. */
  readonly longest: Stretch | undefined
  /** The longest stretch without a day on which somebody certainly looked and could have seen. */
  readonly unsure: Stretch | undefined
}

/** What is known of a day, from what says most to what says least. */
const KNOWN = ['looked', 'withoutSight', 'perhaps', 'nobody'] as const
type Known = (typeof KNOWN)[number]

interface LookAt {
  readonly id: string
  readonly days: DaySpan
  readonly known: Exclude<Known, 'nobody'>
}

/**
 * @param subject a place, or a leg, which stands for its two ends and what lies between them
 * @param observations at any places, in any order
 * @param window which days; from the first to the last look when it is left out, or on its open side
 */
export function gapsOf(
  subject: { place: string } | { leg: LegRecord },
  observations: readonly ObservationRecord[],
  names: Names,
  window?: Window,
): Gaps {
  const looks = observations.flatMap((observation) => (isAt(subject, observation) ? lookAt(observation) : []))
  const asked = spanAsked(looks, window)
  const where = 'leg' in subject ? subject.leg.id : subject.place
  const found = {
    rule: 'gaps',
    place: 'place' in subject ? subject.place : undefined,
    leg: 'leg' in subject ? subject.leg.id : undefined,
  } as const
  const place = nameOf(subject, names)
  const about: Used = 'leg' in subject ? { type: 'leg', id: where } : { type: 'place', id: where }
  if (asked === undefined)
    return {
      ...found,
      verdict: 'never',
      sentence: `Nobody is recorded to have looked at ${place} on any day.`,
      records: used(about),
      window: undefined,
      days: { looked: 0, withoutSight: 0, perhaps: 0, nobody: 0 },
      longest: undefined,
      unsure: undefined,
    }
  const stretches = stretchesOf(looks, asked)
  const longest = longestOf(stretches, (known) => known === 'nobody')
  const unsure = longestOf(stretches, (known) => known !== 'looked')
  const days = countsOf(stretches)
  return {
    ...found,
    verdict: longest === undefined ? 'no-gap' : 'gap',
    sentence: sentenceOf(place, asked, days, { longest, unsure }),
    records: used(about, ...around(looks, longest ?? unsure ?? asked)),
    window: calendarDays(asked),
    days,
    longest: longest && stretch(longest),
    unsure: unsure && stretch(unsure),
  }
}

function isAt(subject: { place: string } | { leg: LegRecord }, { place, along }: ObservationRecord): boolean {
  if ('place' in subject) return place === subject.place
  const { id, from, to } = subject.leg
  return (place !== undefined && (place === from || place === to)) || along === id
}

function lookAt(observation: ObservationRecord): LookAt[] {
  const days = lookDays(observation)
  if (days === undefined) return []
  const certain = observation.outcome === 'not-visible' ? 'withoutSight' : 'looked'
  return [{ id: observation.id, days, known: days.first === days.last ? certain : 'perhaps' }]
}

/** The days that are asked about. Days are looks' own where they are certain, else the outermost that are possible. */
function spanAsked(looks: readonly LookAt[], window: Window | undefined): DaySpan | undefined {
  const certain = looks.filter(({ known }) => known !== 'perhaps')
  const own = (certain.length > 0 ? certain : looks).map(({ days }) => days)
  const least = (days: number[]) => days.reduce((a, b) => Math.min(a, b), Infinity)
  const first = Number.isFinite(window?.from)
    ? dayOf(window?.from ?? 0)
    : least(own.map((days) => days.first).filter(Number.isFinite))
  const last = Number.isFinite(window?.to)
    ? dayOf(window?.to ?? 0)
    : -least(own.map((days) => -days.last).filter(Number.isFinite))
  return Number.isFinite(first) && Number.isFinite(last) && first <= last ? { first, last } : undefined
}

interface Part extends DaySpan {
  readonly known: Known
}

/** The days asked about in stretches of which the same is known, in order, in a time that does not grow with the days. */
function stretchesOf(looks: readonly LookAt[], asked: DaySpan): Part[] {
  const spans = KNOWN.map((known) =>
    merged(looks.filter((look) => look.known === known).map(({ days }) => days)),
  )
  const next = KNOWN.map(() => 0)
  const parts: { first: number; last: number; known: Known }[] = []
  for (let day = asked.first; day <= asked.last;) {
    let [known, end]: [Known, number] = ['nobody', asked.last]
    for (const [i, kind] of KNOWN.entries()) {
      const own = spans[i] ?? []
      while ((own[next[i] ?? 0]?.last ?? Infinity) < day) next[i] = (next[i] ?? 0) + 1
      const span = own[next[i] ?? 0]
      if (span === undefined) continue
      if (span.first <= day) {
        known = kind
        end = Math.min(end, span.last)
        break
      }
      // What says more of a day ends a stretch of what says less.
      end = Math.min(end, span.first - 1)
    }
    const open = parts.at(-1)
    if (open?.known === known) open.last = end
    else parts.push({ first: day, last: end, known })
    day = end + 1
  }
  return parts
}

function countsOf(parts: readonly Part[]): DayCounts {
  const counts = { looked: 0, withoutSight: 0, perhaps: 0, nobody: 0 }
  for (const part of parts) counts[part.known] += daysIn(part)
  return counts
}

function longestOf(parts: readonly Part[], isMeant: (known: Known) => boolean): DaySpan | undefined {
  return merged(parts.filter(({ known }) => isMeant(known))).reduce<DaySpan | undefined>(
    (best, one) => (best === undefined || daysIn(one) > daysIn(best) ? one : best),
    undefined,
  )
}

/** The last look before a stretch and the first after it, which show how long it was. */
function around(looks: readonly LookAt[], { first, last }: DaySpan): Used[] {
  const best = (some: readonly LookAt[], distance: (look: LookAt) => number) =>
    some.reduce<LookAt | undefined>((a, b) => {
      if (a === undefined) return b
      return distance(b) < distance(a) || (distance(b) === distance(a) && compare(b.id, a.id) < 0) ? b : a
    }, undefined)
  const before = best(
    looks.filter(({ days }) => days.last < first),
    ({ days }) => first - days.last,
  )
  const after = best(
    looks.filter(({ days }) => days.first > last),
    ({ days }) => days.first - last,
  )
  return [before, after].flatMap((look) => (look === undefined ? [] : [{ type: 'observation', id: look.id }]))
}

function nameOf(subject: { place: string } | { leg: LegRecord }, names: Names): string {
  if ('place' in subject) return names.place(subject.place)
  return `either end of ${subject.leg.id} (${names.place(subject.leg.from)}, ${names.place(subject.leg.to)})`
}

function sentenceOf(
  place: string,
  asked: DaySpan,
  { looked, withoutSight, perhaps, nobody }: DayCounts,
  { longest, unsure }: { longest: DaySpan | undefined; unsure: DaySpan | undefined },
): string {
  const known = [
    `somebody looked on ${String(looked)} of the ${counted(daysIn(asked), 'day')} from ${dayText(asked.first)} to ${dayText(asked.last)}`,
    ...(withoutSight === 0 ? [] : [`looked on ${String(withoutSight)} without being able to see`]),
    ...(perhaps === 0 ? [] : [`may have looked on ${String(perhaps)}`]),
  ]
  const gap =
    longest === undefined
      ? unsure === undefined
        ? 'there is no day without a look'
        : `there is no day on which certainly nobody looked, and the longest stretch without a certain look is ${stretchText(unsure)}`
      : `nobody is recorded to have looked on ${String(nobody)}, the longest stretch being ${stretchText(longest)}`
  return `At ${place}, ${enumerated(known)}; ${gap}.`
}

/** `2023-09-15 to 2023-09-21 (7 days)`. */
function stretchText(span: DaySpan): string {
  const { first, last } = calendarDays(span)
  return first === last ? `${first} (1 day)` : `${first} to ${last} (${counted(daysIn(span), 'day')})`
}

function stretch(span: DaySpan): Stretch {
  return { ...calendarDays(span), days: daysIn(span) }
}
