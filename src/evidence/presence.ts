import type { ObservationRecord } from '../model/records.ts'
import type { ObservationKind } from '../model/vocabulary.ts'
import { plainUnit } from './trip-units.ts'

/*
 * What a look says was there or was not. Only what the record says: `not-visible` says nothing, and a look for something
 * narrower (blue containers, a ship that loads) that found none does not say that there was none at all.
 */

/** What may come, go or change at a place. */
export type Subject =
  | { readonly vessel: string }
  | { readonly kind: ObservationKind; readonly unit?: string; readonly change?: string }

export interface Presence {
  readonly subjects: readonly Subject[]
  readonly there: boolean
  /** It found none of all of these: of vessels, or of changes of whatever sort. */
  readonly noneOf?: 'vessel' | 'site-change'
}

const NOTHING: Presence = { subjects: [], there: false }

/** What is counted where no unit is recorded: what the kind of observation is named after. */
const DEFAULT_UNITS: Partial<Record<ObservationKind, string>> = {
  'ship-sighting': 'ships',
  'railcar-count': 'railcars',
  'container-count': 'containers',
  'container-arrival': 'containers',
}

/** Words for ships of any sort: where none of these was seen, no named vessel was either. */
const SHIPS: ReadonlySet<string> = new Set(['ship', 'ships', 'vessel', 'vessels'])

/** Details that single out a part of what an observation of that kind counts. */
const NARROWING = ['cars', 'tarped', 'consist', 'colour', 'size', 'lot']

/** What an observation says was, or was not, at its place at one moment of its window. */
export function presenceOf(observation: ObservationRecord): Presence {
  const { kind, outcome, quantity } = observation
  if (outcome === 'not-visible' || kind === 'statement') return NOTHING
  // A count of nothing that is recorded as seen can be read either way.
  if (outcome === 'seen' && quantity?.high === 0) return NOTHING
  if (kind === 'ship-sighting') return ofShips(observation)
  if (kind === 'site-change') return ofChange(observation)
  const narrowed = Object.keys(observation.details ?? {}).some((name) => NARROWING.includes(name))
  if (outcome === 'none-seen' && narrowed) return NOTHING
  return { subjects: [{ kind, unit: unitOf(observation) }], there: outcome === 'seen' }
}

/**
 * Ships by name, or ships without one. `absent` says of the ship that is looked for that it was not there, whatever the
 * outcome; so it never says that no ship at all was. None seen of any other activity says nothing of the ship's presence.
 */
function ofShips(observation: ObservationRecord & { kind: 'ship-sighting' }): Presence {
  const { outcome, vessels, details } = observation
  const activity = details?.activity
  if (outcome === 'none-seen' && activity !== undefined && activity !== 'absent') return NOTHING
  const there = outcome === 'seen' && activity !== 'absent'
  if (vessels !== undefined) return { subjects: [...new Set(vessels)].map((vessel) => ({ vessel })), there }
  const unit = unitOf(observation)
  const none = outcome === 'none-seen' && activity === undefined && unit === 'ships'
  return { subjects: [{ kind: 'ship-sighting', unit }], there, ...(none ? { noneOf: 'vessel' } : {}) }
}

/** A look that found no change bounds every change that is found later, unless it says which change it looked for. */
function ofChange({ outcome, details }: ObservationRecord & { kind: 'site-change' }): Presence {
  const change = details?.change
  if (change === undefined && outcome === 'none-seen')
    return { subjects: [], there: false, noneOf: 'site-change' }
  const subject: Subject = { kind: 'site-change', ...(change === undefined ? {} : { change }) }
  return { subjects: [subject], there: outcome === 'seen' }
}

function unitOf({ kind, unit }: ObservationRecord): string {
  const word = unit === undefined ? (DEFAULT_UNITS[kind] ?? kind) : plainUnit(unit)
  return kind === 'ship-sighting' && SHIPS.has(word) ? 'ships' : word
}
