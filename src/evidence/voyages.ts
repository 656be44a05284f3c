import { compare } from '../model/order.ts'
import type { LegRecord, ObservationRecord } from '../model/records.ts'
import type { Dated } from './dated.ts'
import { lookDays, Uncovered } from './day-spans.ts'
import { counted } from './enumeration.ts'
import { used, type Finding, type Names, type Used } from './finding.ts'
import { CertainOrder, momentaryWindow } from './looks.ts'
import { presenceOf } from './presence.ts'
import { tripsOf, type Trip, type Trips, type Whereabouts } from './trips.ts'
import { LISTED_TRIPS, statedVoyagesOf, type StatedVoyages } from './voyages-stated.ts'
import { momentText, spanText, type Window } from './window.ts'

export type { Trip } from './trips.ts'
export type { StatedVoyages } from './voyages-stated.ts'

/** Voyages: the trips that the sightings of a vessel at the two ends of a leg show it to have made, at least. */
export interface Voyages extends Finding {
  readonly rule: 'voyages'
  readonly verdict: 'at-least' | 'none-shown'
  readonly vessel: string
  readonly leg: string
  /** The trips whose direction is certain, in order of time. */
  readonly trips: readonly Trip[]
  /** All trips that are certain, in whichever direction: as many as `trips`, or one more. */
  readonly atLeast: number
  readonly roundTrips: number
}

/** How many trips a sentence spells out. */
const NAMED_TRIPS = 3

/**
 * For each vessel of a leg the trips its sightings show, and the totals that sources state beside them.
 *
 * A sighting is a look of the kind `ship-sighting` that found the vessel at an end (see presence.ts); a ship seen under
 * way along the leg was at neither. The vessels of a leg are those of observations linked to it, and those seen at both
 * of its ends.
 *
 * @param observations at any places, in any order
 * @returns by vessel, then the stated totals in order of time
 */
export function voyagesOf(
  leg: LegRecord,
  observations: readonly ObservationRecord[],
  names: Names,
): (Voyages | StatedVoyages)[] {
  if (leg.from === leg.to) return []
  const isOfLeg = ({ along, shows }: ObservationRecord) =>
    along === leg.id || shows?.some((show) => show.leg === leg.id) === true
  const linked = new Set(observations.filter(isOfLeg).flatMap(({ vessels }) => vessels ?? []))
  const { sightings, noShips } = sightingsOf(leg, observations)
  const atEnds = observations.filter(({ place }) => place === leg.from || place === leg.to)
  const unlooked = new Uncovered(atEnds.flatMap((observation) => lookDays(observation) ?? []))
  const fleet = new Map(
    [...sightings]
      .filter(([vessel, { from, to }]) =>
        linked.has(vessel) ? from.length + to.length > 0 : from.length > 0 && to.length > 0,
      )
      .sort(([a], [b]) => compare(a, b))
      .map(([vessel, seen]) => [vessel, { seen, whereabouts: inOrder(seen, noShips) }]),
  )
  const trips = (vessel: string, within?: Window): Trips | undefined => {
    const known = fleet.get(vessel)
    return known === undefined ? undefined : tripsOf(leg, known.whereabouts, unlooked, within)
  }
  return [
    ...[...fleet].flatMap(([vessel, { seen }]) => {
      const found = trips(vessel)
      return found === undefined ? [] : [voyagesOfVessel(leg, vessel, seen, found, names)]
    }),
    ...statedVoyagesOf(
      leg,
      observations.filter(
        (observation) =>
          isOfLeg(observation) ||
          (observation.shows === undefined &&
            (observation.place === leg.from || observation.place === leg.to) &&
            observation.vessels?.some((vessel) => linked.has(vessel)) === true),
      ),
      { vessels: [...fleet.keys()], trips },
      names,
    ),
  ]
}

/** Looks for one vessel: where they found it, and where they did not. */
interface Sightings {
  readonly from: Dated[]
  readonly to: Dated[]
  readonly elsewhere: Dated[]
  readonly notFrom: Dated[]
  readonly notTo: Dated[]
}

/** @returns the looks by vessel, and at each end those that found no ships at all */
function sightingsOf(
  leg: LegRecord,
  observations: readonly ObservationRecord[],
): { sightings: ReadonlyMap<string, Sightings>; noShips: { from: CertainOrder; to: CertainOrder } } {
  const byVessel = new Map<string, Sightings>()
  const none: { from: Dated[]; to: Dated[] } = { from: [], to: [] }
  for (const observation of observations) {
    const { place, kind } = observation
    const window = momentaryWindow(observation)
    if (kind !== 'ship-sighting' || place === undefined || window === undefined) continue
    const { subjects, there, noneOf } = presenceOf(observation)
    const end = place === leg.from ? 'from' : place === leg.to ? 'to' : undefined
    if (noneOf === 'vessel' && end !== undefined) none[end].push({ observation, window })
    for (const subject of subjects) {
      if (!('vessel' in subject)) continue
      const seen = byVessel.get(subject.vessel) ?? { from: [], to: [], elsewhere: [], notFrom: [], notTo: [] }
      byVessel.set(subject.vessel, seen)
      if (end !== undefined)
        seen[there ? end : end === 'from' ? 'notFrom' : 'notTo'].push({ observation, window })
      else if (there) seen.elsewhere.push({ observation, window })
    }
  }
  return {
    sightings: byVessel,
    noShips: { from: new CertainOrder(none.from), to: new CertainOrder(none.to) },
  }
}

function inOrder(
  { from, to, elsewhere, notFrom, notTo }: Sightings,
  noShips: { from: CertainOrder; to: CertainOrder },
): Whereabouts {
  const side = (looks: readonly Dated[]) => [new CertainOrder(looks)]
  return {
    from: side(from),
    to: side(to),
    elsewhere: side(elsewhere),
    notFrom: [...side(notFrom), noShips.from],
    notTo: [...side(notTo), noShips.to],
  }
}

function voyagesOfVessel(
  leg: LegRecord,
  vessel: string,
  seen: Sightings,
  { trips, atLeast, roundTrips, detours }: Trips,
  names: Names,
): Voyages {
  const ends = `${names.place(leg.from)} and ${names.place(leg.to)}`
  const sentence =
    atLeast === 0
      ? `The sightings of ${names.vessel(vessel)} show no trip between ${ends}: it is recorded ${timesSeen(leg.from, seen.from, names)} and ${timesSeen(leg.to, seen.to, names)}${detours === 0 ? '' : detourText(detours)}.`
      : `The sightings of ${names.vessel(vessel)} show at least ${counted(atLeast, 'trip')} between ${ends}${roundTrips === 0 ? '' : `, ${counted(roundTrips, 'round trip')} among them`}: ${tripTexts(trips, atLeast, names)}${detours === 0 ? '' : detourText(detours)}.`
  const records =
    trips.length > 0
      ? trips.slice(0, LISTED_TRIPS).flatMap((trip) => trip.records)
      : [seen.from, seen.to].flatMap(outermost)
  return {
    rule: 'voyages',
    verdict: atLeast === 0 ? 'none-shown' : 'at-least',
    sentence,
    records: used({ type: 'leg', id: leg.id }, { type: 'vessel', id: vessel }, ...records),
    vessel,
    leg: leg.id,
    trips,
    atLeast,
    roundTrips,
  }
}

function tripTexts(trips: readonly Trip[], atLeast: number, names: Names): string {
  const texts = trips.slice(0, NAMED_TRIPS).map((trip) => tripText(trip, names))
  if (trips.length > NAMED_TRIPS) texts.push(`and ${String(trips.length - NAMED_TRIPS)} more`)
  if (atLeast > trips.length)
    texts.push(
      trips.length === 0
        ? 'it was seen at both, in which order the dates do not tell'
        : 'and one more, in a direction and at a time that the dates do not tell',
    )
  return texts.join('; ')
}

/** `from Dunai to Rajin between 2023-08-01 and 2023-12-09 (within 131 days)`. */
function tripText({ from, to, departed, arrived, unlooked }: Trip, names: Names): string {
  const where = `from ${names.place(from)} to ${names.place(to)}`
  const days = unlooked === 0 ? '' : `nobody looking at either end on ${counted(unlooked, 'day')} of it`
  if (!Number.isFinite(departed.from) || !Number.isFinite(arrived.to)) {
    const bound = Number.isFinite(arrived.to)
      ? `by ${momentText(arrived.to)}`
      : Number.isFinite(departed.from)
        ? `after ${momentText(departed.from)}`
        : 'at an unknown time'
    return `${where} ${bound}${days === '' ? '' : ` (${days})`}`
  }
  const between = `between ${momentText(departed.from)} and ${momentText(arrived.to)}`
  return `${where} ${between} (within ${spanText(arrived.to - departed.from)}${days === '' ? '' : `, ${days}`})`
}

function timesSeen(place: string, seen: readonly Dated[], names: Names): string {
  const often =
    seen.length === 0
      ? 'never'
      : seen.length === 1
        ? 'once'
        : seen.length === 2
          ? 'twice'
          : `${String(seen.length)} times`
  return `${often} at ${names.place(place)}`
}

function detourText(detours: number): string {
  return `; ${counted(detours, 'passage')} between them by way of another place ${detours === 1 ? 'is' : 'are'} not counted`
}

/** The first and the last of the sightings at one end. */
function outermost(seen: readonly Dated[]): Used[] {
  const order = new CertainOrder(seen)
  return [order.firstAfter(), order.lastBefore(Infinity)].flatMap((look) =>
    look === undefined ? [] : [{ type: 'observation', id: look.observation.id }],
  )
}
