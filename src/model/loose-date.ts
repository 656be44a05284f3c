import { Failure } from './failure.ts'
import { tidy } from './loose-text.ts'
import type { When } from './records.ts'
import { parseWhen } from './when.ts'

/** In which order figures of a date stand. */
export type DateOrder = 'dmy' | 'mdy' | 'ymd'

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const NAMES = 'January February March April May June July August September October November December'.split(
  ' ',
)
const MONTH = String.raw`(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?`
const DAY = String.raw`(\d{1,2})(?:st|nd|rd|th)?`
const pattern = (source: string) => new RegExp(`^${source}$`, 'i')

const NUMERIC = /^(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})$/
const DAY_FIRST = pattern(String.raw`${DAY}[ -](?:of )?${MONTH},?[ -](\d{2}|\d{4})`)
const MONTH_FIRST = pattern(String.raw`${MONTH}[ -]${DAY},?[ -](\d{2}|\d{4})`)
const MONTH_ONLY = pattern(String.raw`${MONTH},?[ -](\d{4})`)
const DAYS = pattern(String.raw`${DAY} ?(?:-|–|—|to) ?${DAY} ${MONTH},? (\d{4})`)
const MONTH_DAYS = pattern(String.raw`${MONTH} ${DAY} ?(?:-|–|—|to) ?${DAY},? (\d{4})`)
const YEAR_MONTH = /^(\d{4})[/.](\d{1,2})$/
const MONTH_YEAR = /^(\d{1,2})[/.](\d{4})$/
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/
const ABOUT = /^(?:about|around|approximately|approx\.?|circa|ca\.?|c\.|~|≈) ?(?=.)/i
const MIDNIGHT = /[ T]00:00(?::00(?:\.0+)?)?$/
const TIME = /^(.+?),?[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?: ?([ap])\.?m\.?)?$/i
const RANGE = / (?:-|–|—|to|until) /
/** Days from 1 January 1990 to 2050 as Excel counts them. */
const [SERIAL_FIRST, SERIAL_LAST] = [32_874, 54_789]
/** Days from the start of Excel's count to that of 1970: from 1900, with a 29 February that never was, and from 1904. */
const [FROM_1900, FROM_1904] = [25_569, 24_107]
const DAY_MS = 86_400_000

/**
 * Reads a date as people write it in a cell: EDTF and RFC 3339 as {@link parseWhen} does, figures in the order that is
 * told, English names of months, ranges of such. What reads two ways is refused with both readings; where the calendar
 * leaves one reading only (13/10/2023), that is taken.
 *
 * @param order in which figures stand; without it only what reads one way is taken
 * @param zone of times that name none, as RFC 3339 writes it; without it they are refused
 * @returns in EDTF, with the words of the cell as `stated` when they were others. Midnight without a time zone, which
 *   spreadsheets add to days, is that day.
 * @throws Failure as {@link parseWhen}
 */
export function readLooseDate(text: string, order?: DateOrder, zone?: string): When {
  const typed = tidy(text)
  const form = formOf(typed, order, zone)
  return form === undefined || form === typed ? parseWhen(typed) : parseWhen(form, typed)
}

/** @returns undefined when it is for the reader of EDTF to read or refuse */
function formOf(typed: string, order: DateOrder | undefined, zone: string | undefined): string | undefined {
  const about = ABOUT.exec(typed)
  if (about !== null) {
    const rest = typed.slice(about[0].length)
    return `${formOf(rest, order, zone) ?? rest}~`
  }
  const days = DAYS.exec(typed)
  if (days !== null) return span(days[4], days[3], days[1], days[2])
  const monthDays = MONTH_DAYS.exec(typed)
  if (monthDays !== null) return span(monthDays[4], monthDays[1], monthDays[2], monthDays[3])
  const sides = typed.split(RANGE)
  if (sides.length === 2 && sides.every((side) => side !== '')) {
    return sides.map((side) => formOf(side, order, zone) ?? side).join('/')
  }
  return (
    dayOf(typed.replace(MIDNIGHT, ''), order, zone) ??
    (MIDNIGHT.test(typed) ? typed.replace(MIDNIGHT, '') : undefined)
  )
}

function span(year: string | undefined, month: string | undefined, from = '', to = ''): string {
  const start = iso(year, monthOf(month), from)
  return `${start}/${iso(year, monthOf(month), to)}`
}

function dayOf(typed: string, order: DateOrder | undefined, zone?: string): string | undefined {
  const text = typed.replace(/^(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? /i, '')
  const dayFirst = DAY_FIRST.exec(text)
  if (dayFirst !== null) return named(typed, text, dayFirst[3], dayFirst[2], dayFirst[1])
  const monthFirst = MONTH_FIRST.exec(text)
  if (monthFirst !== null) return named(typed, text, monthFirst[3], monthFirst[1], monthFirst[2])
  const monthOnly = MONTH_ONLY.exec(text)
  if (monthOnly !== null) return `${monthOnly[2] ?? ''}-${monthOf(monthOnly[1])}`
  const figures = NUMERIC.exec(text)
  if (figures !== null) return inFigures(text, figures, order)
  const [, year = '', month = ''] = YEAR_MONTH.exec(text) ?? []
  if (year !== '') return `${year}-${month.padStart(2, '0')}`
  const [, shortMonth = '', longYear = ''] = MONTH_YEAR.exec(text) ?? []
  if (longYear !== '') return `${longYear}-${shortMonth.padStart(2, '0')}`
  const compact = COMPACT.exec(text)
  if (compact !== null) return compact.slice(1).join('-')
  if (/^\d{5}(?:\.\d+)?$/.test(text)) refuseSerial(text)
  const timed = TIME.exec(text)
  const day = timed === null || isNoHour(timed) ? undefined : dayOf(timed[1] ?? '', order)
  if (timed !== null && day !== undefined) {
    if (zone !== undefined) return `${day}T${clock(timed)}${zone}`
    throw new Failure('date-no-offset', `"${typed}" has a time, and does not say in which time zone.`, {
      hint: 'Say in which all of them are with --zone Z (UTC) or --zone +09:00, write 2023-10-05T14:00+09:00, or leave the time out.',
    })
  }
  return undefined
}

/** Whether it is 13 o'clock in the afternoon, or 0. */
function isNoHour([, , hour = '', , , half]: readonly (string | undefined)[]): boolean {
  return half !== undefined && (Number(hour) < 1 || Number(hour) > 12)
}

/** Hours and minutes of a day, and seconds where they are given; 12:30 am is half past midnight. */
function clock([, , hour = '', minute = '', second, half]: readonly (string | undefined)[]): string {
  const hours =
    half === undefined ? hour : String((Number(hour) % 12) + (half.toLowerCase() === 'p' ? 12 : 0))
  return `${hours.padStart(2, '0')}:${minute}${second === undefined ? '' : `:${second}`}`
}

/** A date with the name of its month; the day of the week, when it is given, has to be right. */
function named(typed: string, text: string, year = '', month: string | undefined, day = ''): string {
  if (year.length === 2) throw shortYear(text, (full) => iso(full, monthOf(month), day), year)
  const date = iso(year, monthOf(month), day)
  if (typed === text) return date
  const weekday = new Date(`${date}T00:00:00Z`).toUTCString().slice(0, 3).toLowerCase()
  if (!Number.isNaN(Date.parse(date)) && !typed.toLowerCase().startsWith(weekday)) {
    throw new Failure('bad-date', `"${typed}" is no date: ${date} is another day of the week.`, {
      hint: 'Mend the date, or leave the day of the week out.',
    })
  }
  return date
}

/** A date in figures alone, year first or last. */
function inFigures(
  typed: string,
  match: readonly string[],
  order: DateOrder | undefined,
): string | undefined {
  const [, a = '', , b = '', c = ''] = match
  if (a.length === 4 && c.length <= 2) return iso(a, b, c)
  if (a.length > 2 || c.length === 3 || c.length === 1) return undefined
  if (c.length === 2) {
    const [fits] = readingsOf(a, b, '00', order)
    if (fits === undefined) throw inNoCalendar(typed, order)
    throw shortYear(typed, (year) => fits.replace(/^00/, year), c)
  }
  const readings = readingsOf(a, b, c, order)
  const [only, other] = readings
  if (only === undefined) throw inNoCalendar(typed, order)
  if (other === undefined) return only
  throw new Failure('bad-date', `"${typed}" reads two ways: ${inWords(only)}, or ${inWords(other)}.`, {
    hint: 'Say how dates are written: --dates dmy (day first) or --dates mdy (month first).',
  })
}

function inNoCalendar(typed: string, order: DateOrder | undefined): Failure {
  return new Failure(
    'date-not-in-calendar',
    `"${typed}" is no date${order === undefined ? '' : ` with --dates ${order}`}.`,
    {
      hint:
        order === undefined
          ? 'Write it year first: 2023-10-05.'
          : 'Mend it, or leave --dates out: then dates that read one way only are taken.',
    },
  )
}

/** What a date in figures can be; one entry for 5/5/2023, however it is read. */
function readingsOf(a: string, b: string, year: string, order: DateOrder | undefined): string[] {
  const readings = [
    ...(order === 'mdy' || order === 'ymd' ? [] : [[b, a]]),
    ...(order === 'dmy' || order === 'ymd' ? [] : [[a, b]]),
  ] as [string, string][]
  const fitting = readings.filter(
    ([month, day]) => Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31,
  )
  return [...new Set(fitting.map(([month, day]) => iso(year, month, day)))].filter(isInCalendar)
}

function isInCalendar(date: string): boolean {
  const [year, month, day] = date.split('-').map(Number)
  return new Date(Date.UTC(2000 + ((year ?? 0) % 400), (month ?? 1) - 1, day)).getUTCDate() === day
}

function inWords(date: string): string {
  const [year = '', month = '', day = ''] = date.split('-')
  return `${String(Number(day))} ${NAMES[Number(month) - 1] ?? ''} ${year}`
}

function iso(year = '', month: string, day: string): string {
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}

function monthOf(name = ''): string {
  return String(MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1).padStart(2, '0')
}

function shortYear(typed: string, reading: (year: string) => string, year: string): Failure {
  return new Failure(
    'bad-date',
    `"${typed}" has a year of two figures: ${reading(`19${year}`)}, or ${reading(`20${year}`)}.`,
    { hint: 'Let your spreadsheet program show the year with four figures, and save it again.' },
  )
}

function refuseSerial(typed: string): void {
  const days = Math.floor(Number(typed))
  if (days < SERIAL_FIRST || days > SERIAL_LAST) return
  const day = (epoch: number) => new Date((days - epoch) * DAY_MS).toISOString().slice(0, 10)
  throw new Failure(
    'bad-date',
    `"${typed}" may be a day as Excel counts them: ${day(FROM_1900)}, or ${day(FROM_1904)} in a workbook that counts from 1904.`,
    { hint: 'Give the column a date format in your spreadsheet program, and save it again.' },
  )
}
