import type { ObservationRecord } from '../model/records.ts'

/**
 * What sources count voyages in, and how it compares with single trips from one end of a leg to the other:
 *
 * - round-trip: out and back again
 * - trip: one way or there and back, sources seldom say. As many as are stated are shown only by single trips, the
 *   least the word can mean; more than are stated are shown only by round trips, the most it can mean.
 * - outward: laden, from the start of the leg to its end
 *
 * The assignment is a convention of this program, made from how the reports on the Orient Express use these words
 * ("at least five round trips", "32 trips", "11 deliveries", "27 shipments", "64 voyages").
 */
export type TripMeasure = 'round-trip' | 'trip' | 'outward'

const TRIP_UNITS: Readonly<Record<string, TripMeasure>> = {
  'round trip': 'round-trip',
  'round trips': 'round-trip',
  'round voyages': 'round-trip',
  trip: 'trip',
  trips: 'trip',
  'sea trips': 'trip',
  voyage: 'trip',
  voyages: 'trip',
  crossings: 'trip',
  delivery: 'outward',
  deliveries: 'outward',
  shipment: 'outward',
  shipments: 'outward',
}

/** @returns undefined for an observation that states no number of voyages */
export function tripMeasureOf({ kind, unit, quantity }: ObservationRecord): TripMeasure | undefined {
  if (kind !== 'ship-sighting' || unit === undefined || quantity === undefined) return undefined
  const word = plainUnit(unit)
  return Object.hasOwn(TRIP_UNITS, word) ? TRIP_UNITS[word] : undefined
}

/** A unit as it is compared: without capitals, with blanks for hyphens. */
export function plainUnit(unit: string): string {
  return unit
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, ' ')
}
