import type { LegRecord } from '../model/records.ts'
import type { Length } from './distance.ts'
import type { Transit } from './strength.ts'
import type { Pair } from './transit-pairs.ts'
import { HOUR, isBounded, type Window } from './window.ts'

/**
 * A transit is strained when more than this share of the moments that the two windows allow, in the order of the leg,
 * leaves less time than the fastest speed needs: only the edges of the windows allow it. A convention of this program;
 * at three quarters, what is called strained needs the sightings to lie in the one favourable quarter. It counts moments
 * and is no probability.
 */
export const STRAINED_SHARE = 0.75

/**
 * Windows that need less than this share of the fastest speed, and may need more than all of it, have tested nothing. A
 * convention of this program: the slowest speed stated is no bound here, for ships and trains wait, and a passage that
 * takes ten times as long as it could is as good as any.
 */
export const UNTESTED_SHARE = 0.1

/** An instant counts as a minute long when moments are counted: clocks and captions are no finer. */
const MINUTE = 60_000

/**
 * Why a transit is strained: only the edges of the windows allow it; only if it was at the other end first; only if the
 * positions are off as far as they may be; slower than the slowest speed stated.
 */
export type Strain = 'windows' | 'order' | 'positions' | 'slow'

export interface Judged {
  readonly verdict: Transit
  readonly strain: Strain | undefined
  /** km/h; undefined without a length. */
  readonly needed: { readonly least: number; readonly most: number } | undefined
}

/**
 * What a pair of sightings says of a passage between them.
 *
 * - impossible: the order is certain, and the most time needs more than the fastest speed
 * - strained: as {@link Strain} says. Slow only against a stated length: a great circle is the shortest way, so the way
 *   taken was longer and the speed higher. Ships and trains wait, so that is all slowness can be.
 * - unconstrained: no length or no fastest speed is stated, or the windows allow anything from a tenth of it to more than it
 * - plausible: otherwise
 *
 * A wider window never makes anything impossible: the most time grows with it, and an order that was certain becomes at
 * most less so.
 *
 * @param offBy km that a great circle may be too long because the positions are not exact
 */
export function judge(
  leg: Pick<LegRecord, 'speed'>,
  length: Length | undefined,
  pair: Pair,
  offBy: number,
): Judged {
  if (length === undefined) return { verdict: 'unconstrained', strain: undefined, needed: undefined }
  const { km, basis } = length
  const { least, most } = pair.time
  const needed = { least: speed(km, most), most: speed(km, least) }
  const { min, max } = leg.speed ?? {}
  const result = (verdict: Transit, strain?: Strain): Judged => ({ verdict, strain, needed })
  if (max !== undefined && needed.least > max) {
    if (!pair.certain) return result('strained', 'order')
    const surely = basis === 'stated' ? km : Math.max(0, km - offBy)
    return speed(surely, most) > max ? result('impossible') : result('strained', 'positions')
  }
  if (basis === 'stated' && min !== undefined && needed.most < min) return result('strained', 'slow')
  if (max === undefined) return result('unconstrained')
  if (shareBelow(pair, (km / max) * HOUR) > STRAINED_SHARE) return result('strained', 'windows')
  const isUntested = needed.most >= max && needed.least <= max * UNTESTED_SHARE
  return result(isUntested ? 'unconstrained' : 'plausible')
}

/** km/h. @param time in milliseconds */
function speed(km: number, time: number): number {
  return time === 0 ? (km === 0 ? 0 : Infinity) : (km / time) * HOUR
}

/** The share of the moments in the order of the leg that lie closer together than a time in milliseconds; 0 for open windows. */
function shareBelow({ departure, arrival }: Pair, time: number): number {
  if (!isBounded(departure.window) || !isBounded(arrival.window)) return 0
  const [first, second] = [departure.window, arrival.window]
  if (second.from - first.to >= time) return 0
  const all = apartAtLeast(first, second, 0)
  return all === 0 ? 1 : 1 - apartAtLeast(first, second, time) / all
}

/**
 * The area of the pairs of moments of which the second is at least that much after the first, in square minutes: that of
 * a rectangle cut by a slanted line, put together from four right triangles.
 */
function apartAtLeast(first: Window, second: Window, time: number): number {
  const triangle = (side: number): number => Math.max(0, side / MINUTE) ** 2 / 2
  const [a, b] = [{ ...first, to: Math.max(first.to, first.from + MINUTE) }, second]
  const end = Math.max(b.to, b.from + MINUTE)
  return (
    triangle(end - a.from - time) -
    triangle(end - a.to - time) -
    triangle(b.from - a.from - time) +
    triangle(b.from - a.to - time)
  )
}
