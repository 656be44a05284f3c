import { foldName } from '../model/names.ts'
import { compare } from '../model/order.ts'
import type { LegRecord, ObservationRecord } from '../model/records.ts'
import { consistOf, consistText } from './consist.ts'
import { byTime, type Dated } from './dated.ts'
import { capital, counted } from './enumeration.ts'
import { used, type Finding, type Names } from './finding.ts'
import { endsOf } from './leg-ends.ts'
import { windowOf } from './window.ts'
import { seenWhen } from './window-text.ts'

/** How many sightings at each end a match names besides the two it is about. */
const NAMED = 5

/** Rule 9, match: what looks the same at two ends. */
export interface Match extends Finding {
  readonly rule: 'match'
  readonly verdict: 'same-colour-and-size' | 'same-lot' | 'same-consist' | 'consist-reversed'
  /** Keys of the places. */
  readonly from: string
  readonly to: string
  /** What is the same, such as `blue 20ft containers`. */
  readonly what: string
}

/** What a sighting looks like, in a form that is the same for what looks the same. */
interface Look {
  readonly key: string
  readonly sort: 'colour' | 'lot' | 'consist'
  readonly text: string
  readonly reversed?: boolean | undefined
}

type Sighting = Look & Dated

/**
 * Rule 9, match: containers of the same colour and size, the same lot, or a train with the same order of cars, at the start
 * of a leg and at its end.
 *
 * What was seen at the end must not be certainly before what was seen at the start; an undated sighting is before nothing.
 * Colours, sizes, lots and types of car are the same when they read the same but for case, accents and spaces: nothing
 * is guessed of "navy" and "blue". Trains are compared in both directions ({@link consistOf}). For each look there is one
 * match, of the first sighting at the start and the first at the end that can have followed it, and the others are counted.
 *
 * @param leg of which the ends are compared; for the ends of two legs of a route, one made up of both
 * @returns by what is the same
 */
export function matchesOf(leg: LegRecord, observations: readonly ObservationRecord[], names: Names): Match[] {
  const ends = endsOf(leg, observations)
  const departures = Map.groupBy(ends.departures.flatMap(looksOf), ({ key }) => key)
  const arrivals = Map.groupBy(ends.arrivals.flatMap(looksOf), ({ key }) => key)
  return [...departures.entries()]
    .sort(([a], [b]) => compare(a, b))
    .flatMap(([key, some]) => matchOf(leg, some, arrivals.get(key) ?? [], names))
}

function looksOf(observation: ObservationRecord): Sighting[] {
  const window = windowOf(observation.observed) ?? { from: -Infinity, to: Infinity }
  return looks(observation).map((look) => ({ ...look, observation, window }))
}

function looks(observation: ObservationRecord): Look[] {
  if (observation.kind === 'railcar-count') {
    const consist = consistOf(observation)
    if (consist === undefined) return []
    const { key, cars, reversed } = consist
    return [{ key: `consist ${key}`, sort: 'consist', text: consistText(cars), reversed }]
  }
  if (observation.kind !== 'container-count' && observation.kind !== 'container-arrival') return []
  const { colour, size, lot } = observation.details ?? {}
  const found: Look[] = []
  if (colour !== undefined && size !== undefined)
    found.push({
      key: `colour ${JSON.stringify([foldName(colour), foldName(size)])}`,
      sort: 'colour',
      text: `${colour} ${size} containers`,
    })
  if (lot !== undefined) found.push({ key: `lot ${foldName(lot)}`, sort: 'lot', text: `lot ${lot}` })
  return found
}

function matchOf(
  leg: LegRecord,
  departures: readonly Sighting[],
  arrivals: readonly Sighting[],
  names: Names,
): Match[] {
  // What closes before anything was seen at the start can have followed none of it, and the other way round.
  const opens = least(departures.map(({ window }) => window.from))
  const closes = -least(arrivals.map(({ window }) => -window.to))
  const left = departures.filter(({ window }) => window.from <= closes).sort(byTime)
  const arrived = arrivals.filter(({ window }) => window.to >= opens).sort(byTime)
  const pair = firstPair(left, arrived)
  if (pair === undefined) return []
  const [departure, arrival] = pair
  const before = arrivals.filter(({ window }) => window.to < opens).sort(byTime)
  const isReversed = departure.reversed !== arrival.reversed
  const others = [
    ...left.filter((one) => one !== departure).slice(0, NAMED),
    ...arrived.filter((one) => one !== arrival).slice(0, NAMED),
    ...before.slice(0, NAMED),
  ]
  return [
    {
      rule: 'match',
      verdict:
        departure.sort === 'colour'
          ? 'same-colour-and-size'
          : departure.sort === 'lot'
            ? 'same-lot'
            : isReversed
              ? 'consist-reversed'
              : 'same-consist',
      sentence: sentenceOf(leg, pair, { left: left.length, arrived: arrived.length, before }, names),
      records: used(
        departure.observation,
        arrival.observation,
        ...others.map(({ observation }) => observation),
      ),
      from: leg.from,
      to: leg.to,
      what: departure.text,
    },
  ]
}

/**
 * The first sighting at the start with the first at the end that can have followed it. Trains that run the same way are
 * taken before those that run the other way.
 */
function firstPair(
  departures: readonly Sighting[],
  arrivals: readonly Sighting[],
): [Sighting, Sighting] | undefined {
  const find = (fits: (a: Sighting, b: Sighting) => boolean): [Sighting, Sighting] | undefined => {
    // The earliest of each way at the start stands for all of them: what may follow a later one may follow it too.
    const ways = [true, false, undefined].flatMap(
      (way) => departures.find(({ reversed }) => reversed === way) ?? [],
    )
    for (const departure of ways.sort(byTime)) {
      const arrival = arrivals.find((one) => one.window.to >= departure.window.from && fits(departure, one))
      if (arrival !== undefined) return [departure, arrival]
    }
    return undefined
  }
  return find((a, b) => a.reversed === b.reversed) ?? find(() => true)
}

function sentenceOf(
  leg: LegRecord,
  [departure, arrival]: readonly [Sighting, Sighting],
  counts: { left: number; arrived: number; before: readonly Sighting[] },
  names: Names,
): string {
  const { sort, text } = departure
  const [from, to] = [names.place(leg.from), names.place(leg.to)]
  const were = sort === 'colour' ? 'were' : 'was'
  const undated = [departure, arrival].some(({ observation }) => observation.observed === undefined)
  const seen = `${capital(text)} ${were} seen at ${from} (${seenWhen(departure.observation)}) and at ${to} (${seenWhen(arrival.observation)})`
  const more = counts.left + counts.arrived - 2
  const [earlier] = counts.before
  return [
    `${seen}: ${meaning(departure, arrival)}`,
    ...(undated ? ['which was first is not known'] : []),
    ...(earlier === undefined
      ? []
      : [
          `${sort === 'colour' ? 'such containers were' : 'it was'} at ${to} before that too (${seenWhen(earlier.observation)})`,
        ]),
    ...(more === 0
      ? []
      : [`${counted(more, 'more sighting')} at the two places ${more === 1 ? 'fits' : 'fit'}`]),
  ]
    .join('; ')
    .concat('.')
}

function meaning(departure: Sighting, arrival: Sighting): string {
  switch (departure.sort) {
    case 'colour':
      return 'the same colour and size, which is a likeness and identifies no container'
    case 'lot':
      return 'the same lot, as the records call it'
    case 'consist':
      return departure.reversed === arrival.reversed
        ? 'the same order of types of car, which another train may have too'
        : 'the same order of types of car read backwards, as after a turn or from the other side, which another train may have too'
  }
}

function least(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => Math.min(a, b), Infinity)
}
