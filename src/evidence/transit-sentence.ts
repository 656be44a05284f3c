import type { LegRecord } from '../model/records.ts'
import { consistText } from './consist.ts'
import type { Length } from './distance.ts'
import { capital, counted } from './enumeration.ts'
import type { Names } from './finding.ts'
import { numberText } from './interval.ts'
import type { Carried } from './transit.ts'
import { STRAINED_SHARE, UNTESTED_SHARE, type Judged } from './transit-judged.ts'
import type { Pair } from './transit-pairs.ts'
import { HOUR, spanText } from './window.ts'
import { windowText } from './window-text.ts'

/** @param more how many other pairs of sightings come to the same */
export function transitSentence(
  leg: LegRecord,
  length: Length | undefined,
  what: Carried,
  pair: Pair & Judged,
  more: number,
  names: Names,
): string {
  const [from, to] = [pair.departure, pair.arrival].map(({ window }) => windowText(window))
  const seen =
    `${carriedText(what, names)} was seen at ${names.place(leg.from)} (${from ?? ''}) and ` +
    `${pair.certain ? 'afterwards ' : ''}at ${names.place(leg.to)} (${to ?? ''})`
  const others =
    more === 0
      ? ''
      : ` (${counted(more, 'other pair')} of sightings ${more === 1 ? 'comes' : 'come'} to the same)`
  return `${seen}${others}: ${reasoning(leg, length, what, pair, names)}.`
}

function reasoning(
  leg: LegRecord,
  length: Length | undefined,
  what: Carried,
  pair: Pair & Judged,
  names: Names,
): string {
  const { needed, verdict, strain, time } = pair
  if (length === undefined || needed === undefined) return withoutLength(leg)
  const { min, max } = leg.speed ?? {}
  const way = wayText(length)
  const fastest = `the ${speedText(max ?? Infinity)} stated as the fastest`
  const between =
    time.least === 0
      ? Number.isFinite(time.most)
        ? `at most ${spanText(time.most)} lie between`
        : 'any time may lie between'
      : Number.isFinite(time.most)
        ? `${spanText(time.least)} to ${spanText(time.most)} lie between`
        : `at least ${spanText(time.least)} lie between`
  const most = Number.isFinite(needed.least)
    ? `even the most time between the two, ${spanText(time.most)}, needs at least ${above(needed.least, max)} over ${way}, more than ${fastest}`
    : `there is no time between the two for ${way}`
  switch (verdict) {
    case 'impossible':
      return `${most}, so a sighting, ${likeness(what)}${length.basis === 'stated' ? 'the length' : 'a position'} or the speed stated is wrong`
    case 'strained':
      switch (strain) {
        case 'order':
          return fitsBackwards(pair, length.km, max)
            ? `${most}, so it was at ${names.place(leg.to)} first or something recorded of it is wrong, and the windows do not tell which`
            : `${most}, and if it was at ${names.place(leg.to)} first, the time is too short as well, so something recorded of it is wrong`
        case 'positions':
          return `${most}, unless the positions are off as far as they may be`
        case 'slow':
          return `the ${spanText(time.least)} or more between the two need no more than ${speedText(needed.most)} over ${way}, less than the ${speedText(min ?? 0)} stated as the slowest, so it waited, went another way or made other trips between`
        default:
          return `more than ${String(STRAINED_SHARE * 100)} % of the moments that the two windows allow are too close together for ${way} at ${fastest}, so that only their edges allow it`
      }
    case 'plausible':
      return time.least === 0 || needed.most > (max ?? 0)
        ? `${between}, which takes ${speedText(needed.least)} or more over ${way}; the fastest stated, ${speedText(max ?? Infinity)}, allows it unless the two moments lie less than ${spanText((length.km / (max ?? 1)) * HOUR)} apart`
        : `${between}, which takes ${speedText(needed.least)} to ${speedText(needed.most)} over ${way}${length.basis === 'stated' ? '' : ', the shortest way there is'}; the fastest stated, ${speedText(max ?? Infinity)}, allows that`
    case 'unconstrained':
      if (max === undefined)
        return `${between}, which takes ${speedText(needed.least)} ${needed.most === Infinity ? 'or more' : `to ${speedText(needed.most)}`} over ${way}; no fastest speed is stated for the leg to set that against, which is done with: trace correct ${leg.id} --speed-max KM/H --because "…"`
      return `${between}, windows so wide that over ${way} anything from ${speedText(max * UNTESTED_SHARE)} upwards would fit them, so they neither support a passage nor speak against one`
  }
}

function withoutLength({ id, mode }: LegRecord): string {
  const why =
    mode === 'sea' || mode === 'air'
      ? 'the leg has no stated length, and the two places have no positions to measure between'
      : `a leg by ${mode} is not measured in a straight line, and its length is not stated`
  return `${why}, so no speed follows; state the length with: trace correct ${id} --km KM --because "…"`
}

/** What else may be wrong: that it was the same is read off a mark or an order of cars. */
function likeness(what: Carried): string {
  if ('vessel' in what) return 'the name of the ship, '
  return 'lot' in what ? 'that it is one lot, ' : 'that it is one train, '
}

function carriedText(what: Carried, names: Names): string {
  if ('vessel' in what) return names.vessel(what.vessel)
  return 'lot' in what ? `Lot ${what.lot}` : capital(consistText(what.consist))
}

/** `the great-circle 182 km`, rounded as lengths are everywhere. */
function wayText({ km, basis }: Length): string {
  const shown = km < 10 ? String(Math.round(km * 10) / 10) : String(Math.round(km))
  return basis === 'stated' ? `the stated ${numberText(km)} km` : `the great-circle ${shown} km`
}

function speedText(kmh: number): string {
  if (kmh === Infinity) return 'any speed'
  return `${kmh >= 100 ? String(Math.round(kmh)) : Number(kmh.toPrecision(2)).toString()} km/h`
}

/** Whether the windows leave time for the way when it was at the end of the leg first. */
function fitsBackwards({ departure, arrival }: Pair, km: number, max = Infinity): boolean {
  return departure.window.to - arrival.window.from >= (km / max) * HOUR
}

/** With as many digits as it takes to be above the limit as printed. */
function above(kmh: number, limit = 0): string {
  const digits = [2, 3, 4, 5, 6].find((some) => Number(kmh.toPrecision(some)) > limit) ?? 9
  return `${String(Number(kmh.toPrecision(digits)))} km/h`
}
