/*
 * What the cells of a workbook hold, as a person would type it (ECMA-376, part 1, section 18.8.30 for the codes of
 * formats, 18.17.4 for the numbers of days).
 */

/** What a format shows of the number of a day and its time. */
export interface DateFormat {
  readonly year: boolean
  readonly month: boolean
  readonly day: boolean
  readonly time: boolean
  /** Hours or minutes that go on counting past a day: a duration. */
  readonly elapsed: boolean
}

/** The formats that every workbook has, by their numbers, as far as they are of dates and times. */
const BUILT_IN: ReadonlyMap<number, string> = new Map<number, string>([
  ...[14, 15, 27, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58].map((id) => [id, 'yyyy-mm-dd'] as const),
  [16, 'd-mmm'],
  [17, 'mmm-yy'],
  ...[18, 19, 20, 21, 32, 33, 34, 35, 55, 56, 45, 47].map((id) => [id, 'h:mm:ss'] as const),
  [22, 'm/d/yy h:mm'],
  [46, '[h]:mm:ss'],
])

/** What the format of a cell says of its number. */
export interface CellFormat {
  /** For days and times. */
  readonly date?: DateFormat
  /** For what is shown as a percentage: by how many digits the point of the number is moved for that, 2 or 0. */
  readonly percent?: 0 | 2
}

/** @param id number of a format. @param code its code, for those that the workbook defines. @returns undefined for plain numbers */
export function cellFormatOf(id: number, code: string | undefined): CellFormat | undefined {
  const date = dateFormatOf(id, code)
  if (date !== undefined) return { date }
  const percent = percentOf(code ?? (id === 9 || id === 10 ? '0%' : ''))
  return percent === undefined ? undefined : { percent }
}

/** One sign of a format's code, or what is shown as it stands, or takes as much room as it; a condition, a colour. */
const FORMAT_SIGN = /"[^"]*"|\\.|[_*].|\[[^\]]*\]|./gs
/** The parts of a format for numbers; the fourth is for texts. */
const NUMBER_PARTS = 3

/** A bare % shows a hundred times the number, one in quotation marks or after \ the number itself. */
function percentOf(code: string): 0 | 2 | undefined {
  let percent: 0 | undefined
  let part = 1
  for (const [sign] of code.matchAll(FORMAT_SIGN)) {
    if (sign === '%') return 2
    if (sign === ';' && ++part > NUMBER_PARTS) break
    if (/^["\\]\s*%/.test(sign)) percent = 0
  }
  return percent
}

/** @param id number of a format. @param code its code, for those that the workbook defines. @returns undefined for no date */
export function dateFormatOf(id: number, code: string | undefined): DateFormat | undefined {
  const whole = code ?? BUILT_IN.get(id)
  if (whole === undefined) return undefined
  // Only the part for positive numbers, without what is shown as it stands: "…", \x, _x, *x, and [colour] or [$-409].
  const [part = ''] = whole.replace(/"[^"]*"|\\.|_.|\*./g, '').split(';')
  const elapsed = /\[(?:h+|m+|s+)\]/i.test(part)
  const bare = part
    .replace(/\[[^\]]*\]/g, '')
    .toLowerCase()
    .replace(/am\/pm|a\/p/g, 'h')
    .replace(/e[+-]/g, '')
  if (bare.includes('general')) return undefined
  // An m beside hours or seconds is of minutes.
  const dates = bare.replace(/h+[^a-z]*m+|m+(?=[^a-z]*s)/g, 'h')
  const [year, month, day] = [/[ye]/.test(dates), dates.includes('m'), dates.includes('d')]
  const time = /[hs]/.test(dates)
  return year || month || day || time || elapsed ? { year, month, day, time, elapsed } : undefined
}

const DAY_MS = 86_400_000
const DAY_SECONDS = 86_400

/**
 * A number of days as ISO 8601 text with what its format shows, in no zone.
 * @param is1904 whether days are counted from 1904-01-01 (section 18.2.28, `date1904`)
 * @returns undefined for a number that is no day: a negative one, one past the year 9999, and 60, which stands for the
 *   29th of February 1900, a day that never was
 */
export function dateText(
  days: number,
  { year, month, day, time, elapsed }: DateFormat,
  is1904: boolean,
): string | undefined {
  if (!(days >= 0)) return undefined
  const seconds = Math.round(days * DAY_SECONDS)
  const isOfDay = year || month || day
  if (elapsed) return clock(seconds)
  const whole = Math.floor(seconds / DAY_SECONDS)
  if (!isOfDay && whole === 0) return clock(seconds)
  if (!is1904 && whole === 60) return undefined
  const ms =
    Date.UTC(is1904 ? 1904 : 1899, is1904 ? 0 : 11, is1904 ? 1 : whole < 60 ? 31 : 30) + whole * DAY_MS
  if (!is1904 && whole === 0) return undefined
  if (ms > MOST) return undefined
  const date = new Date(ms).toISOString().slice(0, 10)
  if (year && !day) return date.slice(0, month ? 7 : 4)
  return time && seconds % DAY_SECONDS !== 0 ? `${date}T${clock(seconds % DAY_SECONDS)}` : date
}

const MOST = Date.UTC(9999, 11, 31)

function clock(seconds: number): string {
  const two = (n: number) => String(n).padStart(2, '0')
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i
/** Digits that spreadsheets show of a number, which is a double with some 17 (ECMA-376, part 1, 18.17.2.1; IEEE 754). */
const SHOWN = 15
/** More than JavaScript writes out. */
const MOST_DIGITS = 100

/**
 * A number as a person would type it, without an exponent: with the 15 digits that spreadsheets show, so that 0.1 + 0.2 is
 * 0.3; a whole number with all that the file has, since the last of them are no trace of any reckoning.
 * @param written as it stands in the file; what `isHeld` denies is not the number that it was
 * @param moved by how many digits to the right the point is moved
 * @returns undefined for what is no number
 */
export function numberText(written: string, moved = 0): string | undefined {
  if (!NUMBER.test(written)) return undefined
  const number = Number(written)
  if (!Number.isFinite(number)) return undefined
  const isLong = written.length > SHOWN && Number.isInteger(number)
  const count = isLong ? Math.min(Math.max(digitsOf(written).length, SHOWN), MOST_DIGITS) : SHOWN
  const [, sign = '', first = '', rest = '', power = ''] =
    /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(number.toExponential(count - 1)) ?? []
  const digits = `${first}${rest}`.replace(/0+$/, '')
  if (digits === '') return '0'
  const point = Number(power) + 1 + moved
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  if (digits.length <= point) return `${sign}${digits}${'0'.repeat(point - digits.length)}`
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}

/**
 * Whether the digits of a number are those of the double that spreadsheets take it for: 9007199254740993 would be ...992.
 * Programs write a double with as many digits as tell it from all others, or with 17, as Excel does.
 * @param written a number as it stands in the file
 */
export function isHeld(written: string): boolean {
  const number = Number(written)
  if (written.length <= SHOWN && number !== 0) return true
  const digits = digitsOf(written)
  if (digits === '') return true
  if (digits.length > MOST_DIGITS) return false
  // Of two that are as near, either may be written.
  return digits === digitsOf(number.toExponential(digits.length - 1)) || digits === digitsOf(String(number))
}

/** The digits that count: without zeros before and after them. */
function digitsOf(number: string): string {
  return number
    .replace(/e.*$/i, '')
    .replace(/[+\-.]/g, '')
    .replace(/^0+/, '')
    .replace(/0+$/, '')
}

/** Undoes `_x000D_` for characters that XML does not keep (section 22.9.2.19, ST_Xstring). */
export function decodeEscapes(text: string): string {
  if (!text.includes('_x')) return text
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
}
