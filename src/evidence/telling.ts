import type { ObservationRecord } from '../model/records.ts'
import type { Stage } from '../model/vocabulary.ts'
import type { TracedLeg } from './appraisal.ts'
import { weakestOf } from './chain.ts'
import { counted } from './enumeration.ts'
import { used, type Finding, type Names } from './finding.ts'
import { gapsOf, type Days, type Gaps, type Stretch } from './gaps.ts'
import { ARRIVAL, DEPARTURE, showsAnyOf } from './leg-ends.ts'
import { momentaryWindow } from './looks.ts'
import { eachOnce } from './origins.ts'
import { isBounded, type Window } from './window.ts'

/**
 * Rule 11, where one more image would change the chain most: the end of the weakest leg that decides how weak it is, and
 * the longest stretch there of days on which nobody looked.
 *
 * Which end decides follows from rule 10, strength of a leg: without evidence the departure, because nothing can be
 * followed from where it was not seen to leave; with one end seen the other; with both ends seen the one that fewer
 * origins show, because a second origin there is what is missing; of a contested leg the place of what is disputed.
 */
export interface Telling extends Finding {
  readonly rule: 'gaps'
  readonly verdict: 'most-telling'
  readonly leg: string
  /** What an image would have to show. Of the two stages of an end, the one that a ship or train at rest shows. */
  readonly stage: Stage
  readonly place: string
  /** Undefined when there is no date to look around, or no day in question without a look. */
  readonly window: Days | undefined
}

const ENDS = {
  from: { stages: DEPARTURE, shown: 'loaded' },
  to: { stages: ARRIVAL, shown: 'arrived' },
} as const satisfies Record<string, { stages: readonly Stage[]; shown: Stage }>
type End = keyof typeof ENDS

/**
 * @param legs the legs of a route, in its order
 * @param observations of the legs and at their ends, linked to them or not
 * @returns undefined when there are no legs, or the weakest of them is strong: then no one image decides anything
 */
export function mostTelling(
  legs: readonly TracedLeg[],
  observations: readonly ObservationRecord[],
  names: Names,
): Telling | undefined {
  const weakest = weakestOf(legs)
  const [first] = weakest
  if (first === undefined || first.strength.strength === 'strong') return undefined
  const { end, why, rests } = decidingEnd(first)
  const { leg, strength } = first
  const place = leg[end]
  const dates = datesOf([first]) ?? datesOf(neighboursOf(first, legs)) ?? datesOf(legs)
  const gaps = gapsOf({ place }, observations, names, dates)
  // Nobody ever looked there, and nothing says when to look.
  const stretch = dates === undefined && gaps.verdict === 'never' ? undefined : (gaps.longest ?? gaps.unsure)
  const standing =
    legs.length === 1
      ? strength.strength
      : `${weakest.length === 1 ? 'the weakest leg' : `one of the ${String(weakest.length)} weakest legs`} (${strength.strength})`
  return {
    rule: 'gaps',
    verdict: 'most-telling',
    sentence: `${leg.id} is ${standing === 'no evidence' ? 'without evidence' : standing}, and ${why}: one more image of ${names.place(place)} ${whenText(stretch, gaps)} could change the chain most.`,
    records: used(
      { type: 'leg', id: leg.id },
      { type: 'place', id: place },
      ...rests.map((id) => ({ type: 'observation' as const, id })),
      ...gaps.records,
    ),
    leg: leg.id,
    stage: ENDS[end].shown,
    place,
    window: stretch === undefined ? undefined : { first: stretch.first, last: stretch.last },
  }
}

/** The end whose origins decide how strong the leg is, in a clause that says why. */
function decidingEnd({ leg, strength, coverage, supported }: TracedLeg): {
  end: End
  why: string
  rests: readonly string[]
} {
  if (strength.strength === 'no evidence')
    return { end: 'from', why: 'its departure is not shown', rests: [] }
  if (strength.strength === 'contested') {
    const ids = new Set(strength.observations)
    const disputed = supported.filter(({ observation }) => ids.has(observation.id))
    const atEnd = (end: End) => disputed.filter(({ observation }) => isAt(observation, leg, end)).length
    const [from, to] = [atEnd('from'), atEnd('to')]
    const end = to > from ? 'to' : 'from'
    return {
      end,
      why:
        from + to === 0
          ? 'what is said of it cannot all be true'
          : `what is said of its ${end === 'to' ? 'arrival' : 'departure'} cannot all be true`,
      rests: strength.observations.slice(0, LISTED),
    }
  }
  const shown = (end: End) => coverage.filter(({ stage }) => ENDS[end].stages.includes(stage))
  const origins = (end: End) => eachOnce(shown(end).map((cell) => cell.origins)).length
  const [from, to] = [origins('from'), origins('to')]
  const end = to < from ? 'to' : 'from'
  const what = end === 'to' ? 'arrival' : 'departure'
  const n = Math.min(from, to)
  return {
    end,
    why:
      n === 0
        ? `its ${what} is not shown`
        : `its ${what} rests on ${counted(n, 'origin')}${from === to ? ', as does its arrival' : ''}`,
    rests: [...new Set(shown(end).flatMap(({ observations }) => observations))].slice(0, LISTED),
  }
}

/** How many observations a finding names at most: enough to go and look. */
const LISTED = 1000

function isAt(observation: ObservationRecord, leg: TracedLeg['leg'], end: End): boolean {
  return observation.place === leg[end] || showsAnyOf(observation, leg.id, ENDS[end].stages)
}

function neighboursOf({ leg }: TracedLeg, legs: readonly TracedLeg[]): TracedLeg[] {
  return legs.filter((other) => other.leg.to === leg.from || other.leg.from === leg.to)
}

/** From the first to the last day that looks linked to these legs allow; undefined without a look that is bounded. */
function datesOf(legs: readonly TracedLeg[]): Window | undefined {
  let [from, to] = [Infinity, -Infinity]
  for (const { supported } of legs)
    for (const { observation } of supported) {
      const window = momentaryWindow(observation)
      if (window === undefined || !isBounded(window)) continue
      from = Math.min(from, window.from)
      to = Math.max(to, window.to)
    }
  return from <= to ? { from, to } : undefined
}

function whenText(stretch: Stretch | undefined, { longest, window }: Gaps): string {
  if (stretch !== undefined)
    return `${daysText(stretch)}, when ${longest === undefined ? 'no look is certain' : 'nobody is recorded to have looked'},`
  return window === undefined ? 'at whatever date' : `${daysText(window)}, beside the looks there were,`
}

function daysText({ first, last }: Days): string {
  return first === last ? `on ${first}` : `from ${first} to ${last}`
}
