import { convert } from 'geo-coordinates-parser'
import { Failure } from './failure.ts'
import type { DecimalMark } from './loose-number.ts'
import { tidy } from './loose-text.ts'

export interface Position {
  /** Degrees, WGS 84, north positive. */
  readonly lat: number
  /** Degrees, WGS 84, east positive. */
  readonly lon: number
}

const DECIMAL = /^([+-]?\d{1,3}(?:\.\d+)?)(?: ?[,;/] ?| )([+-]?\d{1,3}(?:\.\d+)?)$/
const DECIMAL_HEMISPHERE =
  /^(?:([NS]) ?)?(\d{1,3}(?:\.\d+)?)°? ?(?:([NS]))?[,;/]? ?(?:([EW]) ?)?(\d{1,3}(?:\.\d+)?)°? ?(?:([EW]))?$/i
/** Seven decimals are a centimetre; more are noise. */
const DECIMALS = 7

/**
 * Reads a latitude and a longitude that stand in one cell, latitude first: `42.2556, 130.2831`, `42.2556N 130.2831E`,
 * `36°05'N 015°12'E`, `36-05.5N 015-12.2E`, `36°05'30"N 15°12'04"E`.
 *
 * @param mark `comma` when decimals stand behind one
 * @throws Failure `bad-value` when it is no position, or when it reads two ways
 */
export function readPosition(text: string, mark?: DecimalMark): Position {
  const cell = tidy(text)
    .replace(/[−–]/g, '-')
    .replace(/[′’‘`´]/g, "'")
    .replace(/[″“”]|''/g, '"')
    .replace(/º/g, '°')
  const typed = mark === 'comma' ? cell.replace(/(\d),(\d)/g, '$1.$2') : cell
  if (mark === undefined && /^[+-]?\d{1,3},\d+$/.test(typed)) {
    throw noPosition(text, 'It reads two ways: two numbers, or one with decimals behind a comma.')
  }
  const decimal = DECIMAL.exec(typed)
  if (decimal !== null) return checked(text, Number(decimal[1]), Number(decimal[2]))
  const marked = DECIMAL_HEMISPHERE.exec(typed)
  if (marked !== null) return withHemispheres(text, typed, marked)
  const [, first] = /([NSEW])/i.exec(typed.replace(/deg|min|sec/gi, '')) ?? []
  if (first !== undefined && /[EW]/i.test(first)) {
    throw noPosition(text, 'The latitude has to stand before the longitude.')
  }
  const degrees = typed.replace(
    /(\d{1,3})-(\d{1,2}(?:\.\d+)?)(?:-(\d{1,2}(?:\.\d+)?))?(?= ?[NSEW])/gi,
    minutes,
  )
  try {
    const { decimalLatitude, decimalLongitude } = convert(degrees, DECIMALS)
    return checked(text, decimalLatitude, decimalLongitude)
  } catch (error) {
    if (error instanceof Failure) throw error
    throw noPosition(text, undefined, error)
  }
}

/** `36-05.5` as nautical warnings write it, with the signs the reader of positions knows. */
function minutes(_: string, degrees: string, min: string, sec: string | undefined): string {
  return `${degrees}°${min}'${sec === undefined ? '' : `${sec}"`}`
}

/** Decimal degrees with letters. A point with two figures behind it may also stand between degrees and minutes. */
function withHemispheres(text: string, typed: string, match: readonly (string | undefined)[]): Position {
  const [, ns1, lat = '', ns2, ew1, lon = '', ew2] = match
  const [ns, ew] = [ns1 ?? ns2, ew1 ?? ew2]
  if (ns === undefined || ew === undefined || (ns1 !== undefined) !== (ew1 !== undefined))
    throw noPosition(text)
  const mayBeMinutes = (figures: string) => /\.[0-5]\d$/.test(figures)
  if (mayBeMinutes(lat) && mayBeMinutes(lon) && !typed.includes('°')) {
    throw noPosition(text, 'It reads two ways: degrees with decimals, or degrees and minutes.')
  }
  return checked(text, Number(lat) * (/s/i.test(ns) ? -1 : 1), Number(lon) * (/w/i.test(ew) ? -1 : 1))
}

function checked(text: string, lat: number, lon: number): Position {
  if (Math.abs(lat) <= 90 && Math.abs(lon) <= 180) return { lat, lon }
  throw noPosition(
    text,
    Math.abs(lon) <= 90 && Math.abs(lat) <= 180
      ? 'It seems to have the longitude first.'
      : 'It is not on the globe.',
  )
}

function noPosition(text: string, why?: string, cause?: unknown): Failure {
  return new Failure('bad-value', `"${tidy(text)}" is no position.${why === undefined ? '' : ` ${why}`}`, {
    hint: `Write latitude and longitude: 42.2556, 130.2831 or 42°15'20"N 130°16'59"E.`,
    ...(cause === undefined ? {} : { cause }),
  })
}
