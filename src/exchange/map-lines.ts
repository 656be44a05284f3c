import type { PlaceRecord } from '../model/records.ts'

/** Longitude and latitude in degrees, WGS 84, in that order. */
export type Position = readonly [lon: number, lat: number]

/** Seven decimals are about a centimetre, which no position here is known to (RFC 7946, section 11.2). */
const DECIMALS = 7

/** Where a place is; undefined when nobody recorded it. */
export function positionOf(place: PlaceRecord | undefined): Position | undefined {
  if (place?.lat === undefined || place.lon === undefined) return undefined
  return [rounded(place.lon), rounded(place.lat)]
}

function rounded(degrees: number): number {
  return Number(degrees.toFixed(DECIMALS))
}

/**
 * The line from one position to another, the shorter way round the earth, in one part, or in two where it crosses the
 * antimeridian, each ending there (RFC 7946, section 3.1.9).
 */
export function lineParts(from: Position, to: Position): readonly (readonly [Position, Position])[] {
  const [lon, lat] = from
  const far = to[0] - lon
  if (Math.abs(far) <= 180) return [[from, to]]
  // The other end as it lies beyond the antimeridian, on the side that this end is on.
  const beyond = to[0] + (far > 0 ? -360 : 360)
  // Both ends are on the antimeridian, called by either name.
  if (beyond === lon) return [[from, [lon, to[1]]]]
  const edge = far > 0 ? -180 : 180
  const crossing = rounded(lat + ((to[1] - lat) * (edge - lon)) / (beyond - lon))
  const near: readonly [Position, Position] = [from, [edge, crossing]]
  const rest: readonly [Position, Position] = [[-edge, crossing], to]
  if (lon === edge) return [rest]
  return beyond === edge ? [near] : [near, rest]
}
