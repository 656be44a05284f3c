import { compare } from '../model/order.ts'
import type { ObservationRecord } from '../model/records.ts'
import { byFigure, figureOf, figuresExclude, figureText, LENGTHS, type Figure } from './conflict-figures.ts'
import {
  againstWords,
  atOdds,
  isDrift,
  observationWords,
  originWords,
  voicesOf,
  type Disagreement,
  type Position,
} from './conflict-sides.ts'
import { capital } from './enumeration.ts'
import type { Names } from './finding.ts'
import { NOT_RECORDED, type Lineage } from './origins.ts'
import type { Supported } from './support.ts'
import { unitKey } from './units.ts'
import { DAY, windowOf, type Window } from './window.ts'

/*
 * Rule 10, figures of the same thing from observations of their own: what was counted has to be the same in everything
 * that is recorded of it, else both may be right.
 */

/** An observation that counts something, with what only its equals share. */
export interface Counted {
  readonly supported: Supported
  readonly figure: Figure
  readonly window: Window | undefined
}

/**
 * What is counted: kind, unit, place or leg, vessels, topic and whatever narrows it. Undefined where that is not said well
 * enough: a figure of no place, ship or topic may be of anything.
 */
function thingOf({
  kind,
  place,
  along,
  vessels,
  details,
  baseline,
  shows,
  unit,
}: ObservationRecord): string | undefined {
  const {
    cars: _cars,
    consist: _consist,
    tarped: _tarped,
    ...narrowing
  } = (details ?? {}) as Record<string, unknown>
  if (place === undefined && along === undefined && vessels === undefined && narrowing.topic === undefined)
    return undefined
  return JSON.stringify([
    kind,
    unitKey(unit),
    place,
    along,
    vessels?.toSorted(),
    Object.entries(narrowing).sort(([a], [b]) => compare(a, b)),
    baseline,
    // Loaded and unloaded at one place are two things.
    shows?.map(({ leg, stage }) => `${leg}:${stage ?? ''}`).sort(),
  ])
}

/** What an observation counts; undefined when it counts nothing that another could be held against. */
export function countedAs(observation: ObservationRecord): string | undefined {
  const { outcome, quantity } = observation
  return outcome !== 'seen' || quantity === undefined ? undefined : thingOf(observation)
}

/** Observations that count something, by what they count: each group is of one thing, and has two or more. */
export function countedThings(all: readonly Supported[]): Counted[][] {
  const things = new Map<string, Counted[]>()
  for (const supported of all) {
    const { observation } = supported
    const { quantity, unit, scope } = observation
    const thing = countedAs(observation)
    if (thing === undefined || quantity === undefined) continue
    const counted = {
      supported,
      figure: figureOf(quantity, unit, scope),
      window: windowOf(observation.observed),
    }
    const known = things.get(thing)
    if (known === undefined) things.set(thing, [counted])
    else known.push(counted)
  }
  return [...things.values()].filter((group) => group.length > 1)
}

/** Whether it is a length that somebody states: the day does not matter. */
export function isLasting({ supported: { observation }, figure }: Counted): boolean {
  return observation.kind === 'statement' && LENGTHS.has(figure.unit)
}

/**
 * Whether two figures of exactly this window are of the same moment or of all of it. Counts of a moment within a longer
 * window may be of two moments, and then both be right. A convention: a day is one moment.
 */
function isOfWholeWindow({ supported: { observation }, figure, window }: Counted): boolean {
  if (window === undefined) return false
  if (figure.scope !== undefined) return figure.scope === 'total' || window.to - window.from < DAY
  return observation.kind === 'statement' || window.to - window.from < DAY
}

/** Figures of different claimants for exactly the same window. */
export function sameWindow(group: readonly Counted[], lineage: Lineage, names: Names): Disagreement[] {
  const windows = Map.groupBy(
    group.filter((one) => isLasting(one) || isOfWholeWindow(one)),
    (one) => (isLasting(one) ? 'any' : `${String(one.window?.from)} ${String(one.window?.to)}`),
  )
  return [...windows.values()].flatMap((same) => {
    if (same.length < 2) return []
    const differs = (a: Claim, b: Claim) => figuresExclude(a, b) && haveOtherClaimants(a, b)
    const sides = atOdds(same.map((one) => positionOf(one, lineage)).sort(byClaim), differs)
    return sides.length < 2 ? [] : [disagreement(sides, differs, lineage, names, undefined)]
  })
}

export interface Claim extends Figure {
  readonly supported: Supported
  readonly claimants: ReadonlySet<string>
  /** Of pictures everybody who counted on them, by the key of the scene; none where somebody is not recorded. */
  readonly readers: ReadonlyMap<string, readonly string[]>
}

export function positionOf({ supported, figure }: Counted, lineage: Lineage): Position<Claim> {
  const { observation, origins } = supported
  const { quantity, unit, scope, claimedBy } = observation
  const claimants = new Set(
    claimedBy === undefined ? origins.origins.map(({ key }) => key) : [`organisation:${claimedBy}`],
  )
  return {
    value: { ...figure, supported, claimants, readers: readersOf(supported) },
    text: quantity === undefined ? '' : figureText(quantity, unit, scope),
    records: [{ type: 'observation', id: observation.id }],
    // A document that states another figure does not say this one.
    voices: voicesOf(supported, lineage).filter(({ citation: { states } }) => {
      if (states?.quantity === undefined) return true
      const stated = figureOf(states.quantity, states.unit ?? unit, states.scope ?? scope)
      return stated.unit === figure.unit && !figuresExclude(stated, figure)
    }),
  }
}

function byClaim(a: Position<Claim>, b: Position<Claim>): number {
  return byFigure(a, b) || compare(a.value.supported.observation.id, b.value.supported.observation.id)
}

/** Nobody is known to stand behind both. Two who count on one picture do not speak for each other. */
function haveOtherClaimants(a: Claim, b: Claim): boolean {
  const readOtherwise = (scene: string) => {
    const [readers, others] = [a.readers.get(scene), b.readers.get(scene)]
    return readers !== undefined && others !== undefined && !readers.some((one) => others.includes(one))
  }
  return [...a.claimants].every((claimant) => !b.claimants.has(claimant) || readOtherwise(claimant))
}

function readersOf({ origins: { origins } }: Supported): Map<string, readonly string[]> {
  return new Map(
    origins.flatMap(({ key, readings }) =>
      key.startsWith('scene:') && !readings.includes(NOT_RECORDED) ? [[key, readings] as const] : [],
    ),
  )
}

function datedText({ observed }: ObservationRecord): string {
  return observed === undefined ? ', undated' : ` for ${observed.text}`
}

export function disagreement(
  sides: readonly Position<Claim>[],
  differs: (a: Claim, b: Claim) => boolean,
  lineage: Lineage,
  names: Names,
  why: string | undefined,
): Disagreement {
  const observations = sides.map(({ value }) => value.supported.observation)
  const cited = new Set(sides.flatMap(({ value }) => value.supported.citations.map(({ source }) => source)))
  const drift = isDrift(sides, differs, cited, lineage)
  const dates = new Set(observations.map(({ observed }) => observed?.text ?? 'undated'))
  const [first] = observations
  const what = first === undefined ? '' : capital(observationWords(first, names))
  // With several dates each side says its own.
  const subject = dates.size === 1 ? what : what.replace(/, [^,]*$/, '')
  const said =
    dates.size === 1
      ? sides
      : sides.map((side) => ({
          ...side,
          text: `${side.text}${datedText(side.value.supported.observation)}`,
        }))
  return {
    kind: 'figures',
    positions: said,
    drift,
    sentence: `${subject}: ${againstWords(said)}; ${why ?? `no number fits ${said.length === 2 ? 'both' : 'all'}`}${originWords(said, drift)}.`,
    observations,
  }
}
