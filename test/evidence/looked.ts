import type { Names } from '../../src/evidence/finding.ts'
import { dayText } from '../../src/evidence/window.ts'
import type { ObservationRecord } from '../../src/model/records.ts'
import { observation } from './synthetic.ts'

/* Small synthetic looks, and every order of moments that their windows allow. */

const PLACES: Record<string, string> = {
  rajin: 'Rajin',
  dunai: 'Dunai',
  tumangang: 'Tumangang',
  khasan: 'Khasan',
  vostochny: 'Vostochny Port',
}
const VESSELS: Record<string, string> = { angara: 'Angara', maria: 'Maria', 'lady-r': 'Lady R' }
const ORGANISATIONS: Record<string, string> = { rusi: 'RUSI', 'nk-pro': 'NK Pro' }

export const NAMES: Names = {
  place: (key) => PLACES[key] ?? key,
  vessel: (key) => VESSELS[key] ?? key,
  organisation: (key) => ORGANISATIONS[key] ?? key,
}

type Activity = 'moored' | 'loading' | 'unloading' | 'underway' | 'absent'

/** A sighting of ships. @param more `vessels` left empty is a ship without a name */
export function sighting(
  id: string,
  place: string | undefined,
  on: string | undefined,
  more: NonNullable<Parameters<typeof observation>[1]> & { activity?: Activity } = {},
): ObservationRecord {
  const { activity, vessels, ...rest } = more
  const made = observation(id, { ...rest, ...(on === undefined ? {} : { on }) })
  const { place: _, ...elsewhere } = made
  return {
    ...elsewhere,
    kind: 'ship-sighting',
    ...(place === undefined ? {} : { place }),
    ...(vessels === undefined || vessels.length === 0 ? {} : { vessels }),
    ...(activity === undefined ? {} : { details: { activity } }),
  } as ObservationRecord
}

/** An interval of days counted from an arbitrary one. */
export function windowOn(first: number, last: number): string {
  const [from, to] = [dayText(19_600 + first), dayText(19_600 + last)]
  return from === to ? from : `${from}/${to}`
}

export interface SmallLook {
  readonly there: boolean
  readonly from: number
  readonly days: number
}

/**
 * The looks in each order that their windows allow, with the day of each. Two that differ cannot be at one moment, so of
 * looks on one day either may be first.
 */
export function momentsOf(looks: readonly SmallLook[]): { there: boolean; day: number }[][] {
  const placements = looks.reduce<{ there: boolean; day: number }[][]>(
    (all, { there, from, days }) =>
      all.flatMap((placed) =>
        Array.from({ length: days + 1 }, (_, i) => [...placed, { there, day: 19_600 + from + i }]),
      ),
    [[]],
  )
  return placements.flatMap((placed) => ordersOf(placed))
}

/** Sorted by day, with both orders of the two sorts of looks within each day. */
function ordersOf(placed: readonly { there: boolean; day: number }[]): { there: boolean; day: number }[][] {
  const days = [...new Set(placed.map(({ day }) => day))].sort((a, b) => a - b)
  return days.reduce<{ there: boolean; day: number }[][]>(
    (all, day) => {
      const own = placed.filter((look) => look.day === day)
      const mixed = own.some(({ there }) => there) && own.some(({ there }) => !there)
      const sorts = (mixed ? [true, false] : [true]).map((first) =>
        own.toSorted((a, b) => Number(b.there === first) - Number(a.there === first)),
      )
      return all.flatMap((before) => sorts.map((sorted) => [...before, ...sorted]))
    },
    [[]],
  )
}
