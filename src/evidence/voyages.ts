import type { LegRecord, ObservationRecord } from '../model/records.ts'
import type { Finding, Names, Used } from './finding.ts'
import type { Interval } from './interval.ts'
import type { Window } from './window.ts'

/** A trip that a vessel must have made, from one end of a leg to the other. */
export interface Trip {
  readonly from: string
  readonly to: string
  /** It left within this window, and arrived within that one. */
  readonly departed: Window
  readonly arrived: Window
  readonly records: readonly Used[]
  /** Days between the two sightings on which nobody looked at either end. */
  readonly unlooked: number
}

/** Rule 4b, voyages: the trips that the sightings of a vessel at the two ends of a leg show it to have made, at least. */
export interface Voyages extends Finding {
  readonly rule: 'voyages'
  readonly verdict: 'at-least' | 'none-shown'
  readonly vessel: string
  readonly leg: string
  readonly trips: readonly Trip[]
  readonly roundTrips: number
}

/** A total that a source states, beside what the sightings alone show in its window. */
export interface StatedVoyages extends Finding {
  readonly rule: 'voyages'
  readonly verdict: 'shown' | 'not-shown-by-sightings' | 'contradicted'
  readonly leg: string
  readonly observation: string
  readonly stated: Interval
  readonly shown: number
}

/** @param observations at any places, in any order */
export function voyagesOf(
  _leg: LegRecord,
  _observations: readonly ObservationRecord[],
  _names: Names,
): (Voyages | StatedVoyages)[] {
  return []
}
