import type { LegRecord, PlaceRecord } from '../model/records.ts'

/** Mean Earth radius R1 in km (IUGG; GRS 80 semi-axes, (2a + b) / 3). */
const EARTH_RADIUS_KM = 6371.0088

/** Great-circle distance in km between two positions in degrees, by the haversine formula. */
export function greatCircleKm(a: { lat: number; lon: number }, b: { lat: number; lon: number }): number {
  const rad = (degrees: number) => (degrees * Math.PI) / 180
  const h =
    Math.sin(rad(b.lat - a.lat) / 2) ** 2 +
    Math.cos(rad(a.lat)) * Math.cos(rad(b.lat)) * Math.sin(rad(b.lon - a.lon) / 2) ** 2
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(h)))
}

export interface Length {
  km: number
  /** `great-circle` is a lower bound: no ship sails shorter. */
  basis: 'stated' | 'great-circle'
}

/**
 * The length of a leg: the stated one, else the great circle for a leg by sea or air. Rails and roads bend too much for
 * that, so a leg by land without a stated length has none.
 */
export function lengthOf(
  leg: LegRecord,
  from: PlaceRecord | undefined,
  to: PlaceRecord | undefined,
): Length | undefined {
  if (leg.km !== undefined) return { km: leg.km, basis: 'stated' }
  if (leg.mode !== 'sea' && leg.mode !== 'air') return undefined
  const [a, b] = [positionOf(from), positionOf(to)]
  return a === undefined || b === undefined ? undefined : { km: greatCircleKm(a, b), basis: 'great-circle' }
}

function positionOf(place: PlaceRecord | undefined): { lat: number; lon: number } | undefined {
  return place?.lat === undefined || place.lon === undefined ? undefined : { lat: place.lat, lon: place.lon }
}
