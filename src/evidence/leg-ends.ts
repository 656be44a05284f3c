import type { LegRecord, ObservationRecord } from '../model/records.ts'
import type { Stage } from '../model/vocabulary.ts'
import { tripMeasureOf } from './trip-units.ts'

/** The stages that show the end where a leg starts, and the one where it ends. */
export const DEPARTURE: readonly Stage[] = ['loaded', 'departed']
export const ARRIVAL: readonly Stage[] = ['arrived', 'unloaded']

/** What was seen at the one end of a leg and at the other. */
export interface Ends {
  readonly departures: readonly ObservationRecord[]
  readonly arrivals: readonly ObservationRecord[]
}

/**
 * What was seen at the ends of a leg: at the place itself, or linked to the leg as what happens there.
 *
 * What was usual over years, statements, numbers of voyages, and what was said to be gone were seen at no end. An observation that stands
 * for both ends ("trips between the two") puts nothing at either.
 */
export function endsOf(leg: LegRecord, observations: readonly ObservationRecord[]): Ends {
  const departures: ObservationRecord[] = []
  const arrivals: ObservationRecord[] = []
  for (const observation of observations) {
    if (!isSight(observation)) continue
    const departed = observation.place === leg.from || showsAnyOf(observation, leg.id, DEPARTURE)
    const arrived = observation.place === leg.to || showsAnyOf(observation, leg.id, ARRIVAL)
    if (departed && !arrived) departures.push(observation)
    if (arrived && !departed) arrivals.push(observation)
  }
  return { departures, arrivals }
}

/** Whether it tells of something that was there at some moment. */
export function isSight(observation: ObservationRecord): boolean {
  const isGone = observation.kind === 'ship-sighting' && observation.details?.activity === 'absent'
  return (
    observation.outcome === 'seen' &&
    observation.baseline !== true &&
    observation.kind !== 'statement' &&
    !isGone &&
    tripMeasureOf(observation) === undefined
  )
}

/** Whether an observation is linked to a leg as one of these stages. */
export function showsAnyOf(observation: ObservationRecord, leg: string, stages: readonly Stage[]): boolean {
  return (observation.shows ?? []).some(
    (link) => link.leg === leg && link.stage !== undefined && stages.includes(link.stage),
  )
}
