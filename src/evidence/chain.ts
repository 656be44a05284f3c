import { compare } from '../model/order.ts'
import type { LegRecord, ObservationRecord, PlaceRecord } from '../model/records.ts'
import { coverageOf, type Cell } from './coverage.ts'
import { lengthOf, type Length } from './distance.ts'
import { joinOrigins, type Origins } from './origins.ts'
import { STRENGTHS, type LegStrength } from './strength.ts'
import type { Supported } from './support.ts'

/** A leg with what is linked to it, and the rules that need nothing else. */
export interface LegOutline {
  readonly leg: LegRecord
  readonly length: Length | undefined
  /** Its observations in order of time, undated ones last. */
  readonly supported: readonly Supported[]
  /** First and last date of what was observed, as typed; undefined when nothing is dated. */
  readonly observed: { first: string; last: string } | undefined
  readonly undated: number
  readonly origins: Origins
  readonly coverage: readonly Cell[]
}

/** @param supported observations, of which those linked to the leg are taken */
export function outlineOf(
  leg: LegRecord,
  places: ReadonlyMap<string, PlaceRecord>,
  supported: readonly Supported[],
): LegOutline {
  const own = supported
    .filter(({ observation }) => observation.shows?.some((show) => show.leg === leg.id) === true)
    .sort(byTime)
  return {
    leg,
    length: lengthOf(leg, places.get(leg.from), places.get(leg.to)),
    supported: own,
    observed: spanOf(own.map(({ observation }) => observation)),
    undated: own.filter(({ observation }) => observation.observed === undefined).length,
    origins: joinOrigins(
      own.filter(({ observation }) => observation.outcome === 'seen').map(({ origins }) => origins),
    ),
    coverage: coverageOf(leg.id, own),
  }
}

/** By first instant, then by last, then by id; open starts first, undated last: the same whatever order they were recorded in. */
export function byTime({ observation: a }: Supported, { observation: b }: Supported): number {
  const key = ({ observed, id }: ObservationRecord): string =>
    `${observed === undefined ? 'z' : (observed.earliest ?? '')} ${observed?.latest ?? 'y'} ${id}`
  return compare(key(a), key(b))
}

/** The outermost dates as they were typed: the start of the earliest and the end of the latest. */
function spanOf(observations: readonly ObservationRecord[]): { first: string; last: string } | undefined {
  const dated = observations.flatMap(({ observed }) => (observed === undefined ? [] : [observed]))
  const starts = dated
    .filter(({ earliest }) => earliest !== undefined)
    .sort((a, b) => compare(a.earliest ?? '', b.earliest ?? ''))
  const ends = dated
    .filter(({ latest }) => latest !== undefined)
    .sort((a, b) => compare(b.latest ?? '', a.latest ?? ''))
  const [first, last] = [starts[0]?.text.split('/')[0], ends[0]?.text.split('/').at(-1)]
  return first === undefined || last === undefined ? undefined : { first, last }
}

/**
 * Legs in the order of the route: a leg comes after those that end where it starts, however it branches. Legs of a
 * cycle, which has no such order, keep the order of their keys.
 */
export function inRouteOrder(legs: readonly LegRecord[]): LegRecord[] {
  const waiting = legs.toSorted((a, b) => compare(a.id, b.id))
  const ordered: LegRecord[] = []
  // Follow one branch to its end before the next, starting where nothing arrives.
  const follow = (leg: LegRecord): void => {
    const at = waiting.indexOf(leg)
    if (at < 0) return
    waiting.splice(at, 1)
    ordered.push(leg)
    for (const next of waiting.filter(({ from }) => from === leg.to)) {
      if (!waiting.some(({ to }) => to === next.from)) follow(next)
    }
  }
  while (waiting.length > 0) {
    const start =
      waiting.find(
        ({ from }) => !waiting.some(({ to, id }) => to === from && !ordered.some((o) => o.id === id)),
      ) ?? waiting[0]
    if (start !== undefined) follow(start)
  }
  return ordered
}

/** Places where a route parts or joins: more than one leg leaves, or arrives. */
export function branches(
  legs: readonly LegRecord[],
): { place: string; legs: string[]; how: 'parts' | 'joins' }[] {
  const at = (end: 'from' | 'to', how: 'parts' | 'joins') =>
    [...Map.groupBy(legs, (leg) => leg[end])]
      .filter(([, group]) => group.length > 1)
      .map(([place, group]) => ({ place, legs: group.map(({ id }) => id), how }))
  return [...at('from', 'parts'), ...at('to', 'joins')]
}

/** The weakest legs of a route: a path is as strong as its weakest leg. */
export function weakestOf<T extends { readonly strength: LegStrength }>(legs: readonly T[]): T[] {
  const ranks = legs.map(({ strength }) => STRENGTHS.indexOf(strength.strength))
  const lowest = Math.min(...ranks)
  return legs.filter((_, i) => ranks[i] === lowest)
}

/** Legs on which nothing shows what was carried. */
export function legsWithoutContents<T extends Pick<LegOutline, 'coverage'>>(legs: readonly T[]): T[] {
  return legs.filter(({ coverage }) =>
    coverage.every(({ stage, origins }) => stage !== 'contents' || origins.length === 0),
  )
}
