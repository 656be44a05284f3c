import { foldName } from '../model/names.ts'
import type { ObservationRecord } from '../model/records.ts'

/*
 * Trains recognised by the order of their cars. A photograph from the other side, or a train that was turned round, shows
 * the order backwards, so an order and its reverse are one.
 */

/** Shorter trains are not compared: with two or three types of car, every few trains have the same three in a row. A convention of this program. */
const MIN_CONSIST = 4

/** A train in which every car is of one type is as good as any other of its length, and is not compared either. */
const MIN_CAR_TYPES = 2

interface Consist {
  /** The same for an order and its reverse. */
  readonly key: string
  readonly cars: readonly string[]
  /** Whether the cars as recorded run as those of `key` do, or the other way; undefined when both ways are one. */
  readonly reversed: boolean | undefined
}

/** @returns undefined for what records no order of cars, or one too short or too even to recognise a train by */
export function consistOf(observation: ObservationRecord): Consist | undefined {
  if (observation.kind !== 'railcar-count') return undefined
  const cars = observation.details?.consist ?? []
  const folded = cars.map(foldName)
  if (folded.length < MIN_CONSIST || new Set(folded).size < MIN_CAR_TYPES) return undefined
  // A line break cannot be typed in the name of a car on the command line; JSON keeps any two lists apart.
  const [forward, backward] = [JSON.stringify(folded), JSON.stringify(folded.toReversed())]
  return {
    key: forward < backward ? forward : backward,
    cars,
    reversed: forward === backward ? undefined : backward < forward,
  }
}

/** How many cars of a train a sentence names. */
const CARS_NAMED = 6

/** `a train of 5 cars (flat, flat, box, tank, box)`. */
export function consistText(cars: readonly string[]): string {
  const named = cars.slice(0, CARS_NAMED).join(', ')
  const more = cars.length > CARS_NAMED ? ', …' : ''
  return `a train of ${String(cars.length)} cars (${named}${more})`
}
