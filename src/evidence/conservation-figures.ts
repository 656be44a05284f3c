import type { LegRecord, ObservationRecord } from '../model/records.ts'
import { intervalOf, NOTHING, type Interval } from './interval.ts'
import { ARRIVAL, DEPARTURE, showsAnyOf } from './leg-ends.ts'
import { unitKey } from './units.ts'
import { windowOf, type Window } from './window.ts'

/** How much passed an end of a leg within a window. */
export interface Figure {
  readonly observation: ObservationRecord
  /** Undefined for what is undated, which can be set against nothing. */
  readonly window: Window | undefined
  /** The unit as recorded, and in a form that is the same however it is written. */
  readonly unit: string
  readonly unitKey: string
  readonly interval: Interval
  /** All that passed within the window, or a count at one time. */
  readonly isTotal: boolean
}

export interface Passed {
  readonly out: readonly Figure[]
  readonly into: readonly Figure[]
  /** What came out is not counted anywhere, and what left at the other end of the leg stands in for it. */
  readonly outIsDeparture: boolean
  /** Observations that speak of either end, with a figure or without. */
  readonly observations: readonly ObservationRecord[]
}

/**
 * What is known of how much came out of a leg and how much went into the next.
 *
 * Out: linked to the leg as arrived or unloaded; if none of those has a figure, as loaded or departed. Into: linked to the
 * next leg as loaded or departed. Ships, sites and what was usual are no cargo. An observation that speaks of both sides
 * cannot be set against itself, and is left out of both.
 */
export function passedBetween(
  leg: LegRecord,
  next: LegRecord,
  observations: readonly ObservationRecord[],
): Passed {
  const cargo = observations.filter(isCargo)
  const arrived = cargo.filter((one) => showsAnyOf(one, leg.id, ARRIVAL))
  const departed = cargo.filter((one) => showsAnyOf(one, leg.id, DEPARTURE))
  const onward = cargo.filter((one) => showsAnyOf(one, next.id, DEPARTURE))
  const [ofArrived, ofOnward] = [new Set(arrived), new Set(onward)]
  const figures = (some: readonly ObservationRecord[]) => some.flatMap((one) => figureOf(one))
  const counted = figures(arrived.filter((one) => !ofOnward.has(one)))
  return {
    out:
      counted.length > 0
        ? counted
        : figures(departed.filter((one) => !ofArrived.has(one) && !ofOnward.has(one))),
    into: figures(onward.filter((one) => !ofArrived.has(one))),
    outIsDeparture: counted.length === 0,
    observations: [...new Set([...arrived, ...departed, ...onward])],
  }
}

function isCargo({ kind, baseline }: ObservationRecord): boolean {
  return kind !== 'ship-sighting' && kind !== 'site-change' && baseline !== true
}

/**
 * A total is what it says over its window. A single count says how much there was at one time, so that at least as much
 * passed within any window that holds it; a figure that does not say which it is counts as a single count, the weaker of
 * the two. Nothing seen is a figure only when it stands for the whole window: a look that found nothing at one moment
 * bounds nothing.
 */
function figureOf(observation: ObservationRecord): Figure[] {
  const { quantity, unit, outcome, scope, observed } = observation
  if (unit === undefined) return []
  const isTotal = scope === 'total'
  const isNone = outcome === 'none-seen' && isTotal
  if (!isNone && (outcome !== 'seen' || quantity === undefined)) return []
  const stated = quantity === undefined ? NOTHING : intervalOf(quantity)
  return [
    {
      observation,
      window: windowOf(observed),
      unit,
      unitKey: unitKey(unit),
      interval: isTotal ? stated : { ...stated, high: Infinity, highOpen: true },
      isTotal,
    },
  ]
}
