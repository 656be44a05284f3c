import { Failure } from './failure.ts'

/** The mark before decimals, where somebody has said which it is. */
export type DecimalMark = 'point' | 'comma'

/** Digits with marks or spaces among them, as a source of a pattern. */
export const FIGURE = String.raw`\d[\d.,' ’]*\d|\d`

/**
 * Digits as people write them ("1 200", "1,200.5") in the one way in which this program reads numbers ("1200", "1200.5").
 * Spaces and apostrophes between groups of three are taken off. Two different marks, or one that comes twice, can be
 * read one way only. One mark alone is taken as told.
 *
 * @param mark what is told of the mark before decimals. Without it a point is one, unless three digits follow and
 *   `pointMayGroup`; a comma reads two ways.
 * @throws Failure `bad-number` with the readings
 */
export function plainDigits(text: string, mark?: DecimalMark, pointMayGroup = false): string {
  const typed = text.trim()
  if (/^\d+$/.test(typed)) return typed
  if (/[ '’]/.test(typed)) {
    const [, whole = '', rest = ''] = /^(\d{1,3}(?:[ '’]\d{3})+)([.,]\d+)?$/.exec(typed) ?? []
    if (whole === '') throw noNumber(typed)
    return plainDigits(`${whole.replace(/[ '’]/g, '')}${rest}`, mark, false)
  }
  const both = /^(\d{1,3}(?:,\d{3})+)\.(\d+)$/.exec(typed) ?? /^(\d{1,3}(?:\.\d{3})+),(\d+)$/.exec(typed)
  if (both !== null)
    return fitting(typed, mark, typed.includes('.') && /\.\d+$/.test(typed) ? 'point' : 'comma', both)
  const groups = /^\d{1,3}(?:(,)\d{3}(?:,\d{3})+|(\.)\d{3}(?:\.\d{3})+)$/.exec(typed)
  if (groups !== null)
    return fitting(typed, mark, groups[1] === undefined ? 'comma' : 'point', [typed, typed, ''])
  const one = /^(\d+)([.,])(\d+)$/.exec(typed)
  if (one === null) throw noNumber(typed)
  return oneMark(typed, one, mark, pointMayGroup)
}

/** @param needed the mark before decimals that this can only be read with */
function fitting(
  typed: string,
  mark: DecimalMark | undefined,
  needed: DecimalMark,
  [, whole = '', decimals = '']: readonly string[],
): string {
  if (mark !== undefined && mark !== needed) {
    throw new Failure('bad-number', `"${typed}" does not fit --decimal ${mark}.`, {
      hint: 'Mend the number, or leave --decimal out.',
    })
  }
  const digits = whole.replace(/[.,]/g, '')
  return decimals === '' ? digits : `${digits}.${decimals}`
}

function oneMark(
  typed: string,
  [, whole = '', sign = '', decimals = '']: readonly string[],
  mark: DecimalMark | undefined,
  pointMayGroup: boolean,
): string {
  const mayGroup = decimals.length === 3 && /^[1-9]\d{0,2}$/.test(whole)
  const told = mark ?? (sign === '.' && !(mayGroup && pointMayGroup) ? 'point' : undefined)
  if (told === undefined) {
    throw new Failure(
      'bad-number',
      mayGroup
        ? `"${typed}" reads two ways: ${whole}${decimals}, or ${String(Number(`${whole}.${decimals}`))}.`
        : `"${typed}" reads two ways: ${whole}.${decimals}, or two numbers.`,
      { hint: 'Say which mark stands before decimals: --decimal point or --decimal comma.' },
    )
  }
  if ((told === 'point') === (sign === '.')) return `${whole}.${decimals}`
  if (mayGroup) return `${whole}${decimals}`
  throw new Failure('bad-number', `"${typed}" does not fit --decimal ${told}.`, {
    hint: 'Mend the number, or leave --decimal out.',
  })
}

function noNumber(typed: string): Failure {
  return new Failure('bad-number', `"${typed}" is no number.`, { hint: 'Write digits: 1200 or 1200.5.' })
}
