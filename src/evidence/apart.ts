import type { PlaceRecord } from '../model/records.ts'
import { greatCircleKm } from './distance.ts'

/**
 * How far off a position may be when its accuracy is not recorded, in km. A convention of this program: sources that
 * place a port by its town, its pier or its roads differ by that much (in the worked example the distance between Dunai
 * and Fokino is given as 9 km and measures 12 between the points of one gazetteer).
 */
const UNSTATED_ACCURACY_KM = 5

/**
 * The least distance between two places in km: the great circle less what each position may be off, never below 0.
 * @returns undefined when one has no position
 */
export function leastKm(a: PlaceRecord | undefined, b: PlaceRecord | undefined): number | undefined {
  if (a?.lat === undefined || a.lon === undefined || b?.lat === undefined || b.lon === undefined)
    return undefined
  const apart = greatCircleKm({ lat: a.lat, lon: a.lon }, { lat: b.lat, lon: b.lon })
  return Math.max(0, apart - offByKm(a) - offByKm(b))
}

/** How far off the position of a place may be, in km; 0 for no place. */
export function offByKm(place: PlaceRecord | undefined): number {
  if (place === undefined) return 0
  return place.accuracy === undefined ? UNSTATED_ACCURACY_KM : place.accuracy / 1000
}
