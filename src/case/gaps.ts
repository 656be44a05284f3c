import { inRouteOrder } from '../evidence/chain.ts'
import type { Names } from '../evidence/finding.ts'
import { gapsOf, type Gaps } from '../evidence/gaps.ts'
import type { Supported } from '../evidence/support.ts'
import type { Telling } from '../evidence/telling.ts'
import type { Window } from '../evidence/window.ts'
import type { LegRecord, PlaceRecord, RouteRecord } from '../model/records.ts'
import type { Store } from '../store/port.ts'
import type { Reading } from './case.ts'
import { judge, knownOf, legsOf, namesOf, traceLeg, traceLegs, type LeftOut } from './trace.ts'

/** What is known of the days of a leg and of its ends. */
export interface LegGaps {
  readonly leg: LegRecord
  /** Days with a look at either end or along it. */
  readonly both: Gaps
  readonly ends: readonly Gaps[]
}

export interface GapsFound {
  readonly legs: readonly LegGaps[]
  /** For a place alone. */
  readonly place: Gaps | undefined
  readonly telling: Telling | undefined
  readonly names: Names
  readonly leftOut: LeftOut
}

/**
 * The days on which nobody looked at a place, or at the ends of the legs of a route.
 * @param window which days; for each place from its first to its last look when left out
 */
export async function gapsIn(
  store: Store,
  subject: RouteRecord | LegRecord | PlaceRecord,
  reading: Reading,
  window: Window | undefined,
): Promise<GapsFound> {
  if (subject.type === 'place') return gapsAt(store, subject, reading, window)
  const traced =
    subject.type === 'leg'
      ? await traceLeg(store, subject, reading, { neighbours: false })
      : await traceLegs(store, subject, inRouteOrder(await legsOf(store, subject.id, reading)), reading)
  const { names, telling, leftOut } = traced
  const observations = observationsIn([...traced.supported, ...traced.around])
  return {
    legs: traced.legs.map(({ leg }) => ({
      leg,
      both: gapsOf({ leg }, observations, names, window),
      ends: [...new Set([leg.from, leg.to])].map((place) => gapsOf({ place }, observations, names, window)),
    })),
    place: undefined,
    telling,
    names,
    leftOut,
  }
}

async function gapsAt(
  store: Store,
  { id }: PlaceRecord,
  reading: Reading,
  window: Window | undefined,
): Promise<GapsFound> {
  const known = await knownOf(store, reading)
  const names = namesOf(known, new Map())
  const evidence = await store.evidence({ places: [id], vessels: [], notOn: [] }, reading)
  const { supported, leftOut } = judge(evidence, known, reading)
  return {
    legs: [],
    place: gapsOf({ place: id }, observationsIn(supported), names, window),
    telling: undefined,
    names,
    leftOut,
  }
}

function observationsIn(supported: readonly Supported[]): Supported['observation'][] {
  return supported.map(({ observation }) => observation)
}
