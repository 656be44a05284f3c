import { greatCircleKm } from '../evidence/distance.ts'
import { Failure, locate } from '../model/failure.ts'
import { plainDigits } from '../model/loose-number.ts'
import { readPosition, type Position } from '../model/loose-position.ts'
import { tidy } from '../model/loose-text.ts'
import type { Decimal } from '../exchange/mapping.ts'
import type { Known } from './import-directory.ts'

/** How far from a place of unknown accuracy a position may be and still be that of the place, in km. */
const NEAR_KM = 1
const DECIMAL = /^[+-]?\d[\d.,]*$/

/**
 * The position a row gives: in one cell, or as a latitude and a longitude.
 * @throws Failure `bad-value`, naming the field
 */
export function positionIn(
  words: ReadonlyMap<string, string>,
  decimal: Decimal | undefined,
): Position | undefined {
  const [whole, lat, lon] = ['position', 'lat', 'lon'].map((name) => words.get(name))
  if (whole !== undefined) return locate('position', () => readPosition(whole, decimal))
  if (lat === undefined && lon === undefined) return undefined
  if (lat === undefined || lon === undefined) {
    throw new Failure('bad-value', 'A position needs both a latitude and a longitude.', {
      where: lat === undefined ? 'lat' : 'lon',
      hint: 'Give both, or leave both out.',
    })
  }
  const [north, east] = [tidy(lat).replace('−', '-'), tidy(lon).replace('−', '-')]
  if (!DECIMAL.test(north) || !DECIMAL.test(east))
    return locate('lat', () => readPosition(`${north} ${east}`, decimal))
  return locate('lat', () => readPosition(`${plain(north, decimal)} ${plain(east, decimal)}`))
}

function plain(text: string, decimal: Decimal | undefined): string {
  return `${text.startsWith('-') ? '-' : ''}${plainDigits(text.replace(/^[+-]/, ''), decimal)}`
}

/**
 * Refuses a position that is not that of the place the row names.
 * @throws Failure `bad-value` with the distance
 */
export function checkPosition(place: Known, { lat, lon }: Position, where: string): void {
  if (place.lat === undefined || place.lon === undefined) return
  const km = greatCircleKm({ lat: place.lat, lon: place.lon }, { lat, lon })
  if (km <= Math.max(NEAR_KM, (place.accuracy ?? 0) / 1000)) return
  throw new Failure(
    'bad-value',
    `This position is ${kilometres(km)} km from that of the place ${place.id} (${place.title}).`,
    { where, hint: 'Mend the position or the name of the place, or leave the position out.' },
  )
}

function kilometres(km: number): string {
  return km < 10 ? km.toFixed(1) : String(Math.round(km))
}
