import type { Names } from '../../src/evidence/finding.ts'
import type { ObservationRecord, When } from '../../src/model/records.ts'
import { observation } from './synthetic.ts'

/* Small synthetic sightings of ships and trains. */

/** Everything is called by its key. */
export const plainNames: Names = {
  place: (key) => key,
  vessel: (key) => key,
  organisation: (key) => key,
}

export function sighting(id: string, at: string, on: string, vessel: string): ObservationRecord {
  return { ...observation(id, { place: at, on, vessels: [vessel] }), kind: 'ship-sighting', details: {} }
}

export function train(id: string, at: string, on: string, consist: string[]): ObservationRecord {
  return { ...observation(id, { place: at, on }), kind: 'railcar-count', details: { consist } }
}

const START = Date.UTC(2023, 9, 1)
const HOUR = 3_600_000

/** A window in hours from the start of October 2023. */
export function windowAt({ from, to }: { from: number; to: number }): When {
  const [earliest, latest] = [from, to].map((hours) => new Date(START + hours * HOUR).toISOString())
  return { text: `${earliest ?? ''}/${latest ?? ''}`, earliest, latest }
}
