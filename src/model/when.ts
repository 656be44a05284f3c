import edtf from 'edtf'
import { Failure } from './failure.ts'
import type { When } from './records.ts'

/*
 * Dates as researchers write them: EDTF (ISO 8601-2:2019) level 0 and 1 for calendar dates and intervals, RFC 3339 for
 * instants. The `edtf` package reads the dates; this file decides what reaches it, because on some input it answers
 * wrongly rather than not at all (29 February of a common year becomes 1 March, an unknown start becomes 1970, season
 * 21 becomes January to March).
 */

const YEAR = String.raw`(?:\d{4}|\d{3}X|\d{2}XX)`
/** EDTF level 0 and 1 dates with a four-digit year; the last group is the level 1 qualification of the whole date. */
const DATE = new RegExp(String.raw`^(${YEAR})(?:-(\d{2}|XX)(?:-(\d{2}|XX))?)?([?~%]?)$`)
/** RFC 3339 section 5.6 `date-time`; leap seconds are refused, as JavaScript has none. */
const INSTANT =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(\.\d+)?)?([Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)?$/

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
)
const EXAMPLES =
  'Write 2023-10-05, 2023-10, 2023-08~ (about), 2023-08/2023-10, ../2023-10, or 2023-10-20T11:01+09:00.'

interface Bounds {
  earliest?: string
  latest?: string
}

/**
 * Reads a date, an instant, or an interval of either, and works out the bounds it allows.
 *
 * @param text as typed. Kept in the result, trimmed.
 * @param stated the wording of the source, when it has one ("early January").
 * @returns `earliest` and `latest` are RFC 3339 instants in UTC, both inclusive, to the millisecond. A calendar date
 *   runs from 00:00 to 23:59:59.999 UTC and never passes through local time. A bound that is open (`..`) or unknown
 *   (blank) is left out. `~`, `?` and `%` are kept in the text and do not widen the bounds: EDTF gives them no width.
 * @throws Failure `bad-date`, `date-not-in-calendar`, `date-season`, `date-year`, `date-no-offset`, `date-backwards`.
 */
export function parseWhen(text: string, stated?: string): When {
  const typed = text.trim()
  const sides = typed.split('/')
  if (typed === '' || sides.length > 2) throw notADate(text)
  const [first = '', second] = sides
  const wording = stated === undefined || stated.trim() === '' ? {} : { stated: stated.trim() }
  if (second === undefined) {
    if (first === '..') throw notADate(text)
    return { text: typed, ...bounds(first, text), ...wording }
  }
  if (isBlankOrOpen(first) && isBlankOrOpen(second)) {
    throw new Failure('bad-date', `"${typed}" says nothing about the date.`, {
      hint: 'Leave the date out: an undated observation is allowed and is counted as undated.',
    })
  }
  const { earliest } = isBlankOrOpen(first) ? {} : bounds(first, text)
  const { latest } = isBlankOrOpen(second) ? {} : bounds(second, text)
  if (earliest !== undefined && latest !== undefined && latest < earliest) {
    throw new Failure('date-backwards', `"${typed}" ends before it starts.`, {
      hint: `Did you mean ${second}/${first}?`,
    })
  }
  return {
    text: typed,
    ...(earliest === undefined ? {} : { earliest }),
    ...(latest === undefined ? {} : { latest }),
    ...wording,
  }
}

function isBlankOrOpen(side: string): boolean {
  return side === '' || side === '..'
}

function bounds(side: string, whole: string): Bounds {
  if (INSTANT.test(side)) return instant(side)
  const match = DATE.exec(side)
  if (match === null) throw notADate(whole)
  const [, year = '', month, day] = match
  if (month !== undefined && month !== 'XX') checkMonth(side, year, month, day)
  // ISO 8601-2 section 4.8.1 wants the less significant parts unspecified too.
  if ((year + (month ?? '')).includes('X') && day !== undefined && day !== 'XX') throw notADate(whole)
  if (year.includes('X') && month !== undefined && month !== 'XX') throw notADate(whole)
  // A plain day, as nearly all are: its bounds are in what it says, and the package takes a tenth of a millisecond for them.
  if (day !== undefined && !side.includes('X')) {
    const date = `${year}-${String(month)}-${day}`
    return { earliest: `${date}T00:00:00.000Z`, latest: `${date}T23:59:59.999Z` }
  }
  // The package takes the year 0 for 1900, which is no leap year; 2000 has the calendar of the year 0.
  // The qualification says nothing about the bounds, and the package refuses it beside unspecified digits.
  const date = edtf(side.replace(/^0000/, '2000').replace(/[?~%]$/, ''))
  const [earliest, latest] = [new Date(date.min).toISOString(), new Date(date.max).toISOString()]
  return year === '0000'
    ? { earliest: earliest.replace(/^2000/, year), latest: latest.replace(/^2000/, year) }
    : { earliest, latest }
}

function checkMonth(side: string, year: string, month: string, day: string | undefined): void {
  const number = Number(month)
  if (number >= 21 && number <= 41) {
    throw new Failure('date-season', `"${side}" is a season, and seasons differ between the hemispheres.`, {
      hint: `Write the months that are meant, for instance ${year}-03/${year}-05.`,
    })
  }
  if (number < 1 || number > 12) {
    throw new Failure('date-not-in-calendar', `"${side}" is no date: there is no month ${month}.`, {
      hint: EXAMPLES,
    })
  }
  if (day === undefined || day === 'XX') return
  const length = year.includes('X')
    ? 31
    : new Date(Date.UTC(2000 + (Number(year) % 400), number, 0)).getUTCDate()
  if (Number(day) < 1 || Number(day) > length) {
    throw new Failure(
      'date-not-in-calendar',
      `"${side}" is no date: ${MONTHS[number - 1]} ${year} has ${String(length)} days.`,
      { hint: EXAMPLES },
    )
  }
}

function instant(side: string): Bounds {
  const [, year = '', month = '', day = '', , , , , offset] = INSTANT.exec(side) ?? []
  checkMonth(side, year, month, day)
  if (offset === undefined) {
    throw new Failure('date-no-offset', `"${side}" does not say in which time zone.`, {
      hint: 'Add Z for UTC or the offset, for instance +09:00 for Korea.',
    })
  }
  const at = new Date(side.replace(' ', 'T').toUpperCase()).toISOString()
  if (!/^\d{4}-/.test(at)) {
    throw new Failure('date-year', `"${side}" is outside the years 0000 to 9999 in UTC.`, { hint: EXAMPLES })
  }
  return { earliest: at, latest: at }
}

function notADate(text: string): Failure {
  const typed = text.trim()
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(typed)
  if (compact !== null) {
    return new Failure('bad-date', `"${typed}" is no EDTF date.`, {
      hint: `Did you mean ${compact.slice(1).join('-')}?`,
    })
  }
  if (/^[Y+-]?\d{5,}/.test(typed) || /^(Y|-\d{4})/.test(typed)) {
    return new Failure('date-year', `"${typed}" is outside the years 0000 to 9999.`, { hint: EXAMPLES })
  }
  const parts = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/.exec(typed)
  if (parts !== null) {
    const [, a = '', b = '', year = ''] = parts
    const readings = [
      [a, b],
      [b, a],
    ]
      .filter(([month]) => Number(month) >= 1 && Number(month) <= 12)
      .map(([month = '', day = '']) => `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`)
    const meant = [...new Set(readings)].join(' or ')
    return new Failure('bad-date', `"${typed}" is no EDTF date.`, {
      hint: meant === '' ? EXAMPLES : `Year first: did you mean ${meant}?`,
    })
  }
  return new Failure(
    'bad-date',
    `"${typed}" is no EDTF date (ISO 8601-2, level 1) and no RFC 3339 instant.`,
    {
      hint: EXAMPLES,
    },
  )
}

/** The last instant of a date, for "by then": `2023-10-10` is the end of that day, an instant is itself. */
export function endOf(text: string): string {
  const { latest } = parseWhen(text)
  if (latest === undefined) {
    throw new Failure('bad-date', `"${text}" has no end.`, {
      hint: 'Name a day (2023-10-10) or an instant (2023-10-10T12:00Z).',
    })
  }
  return latest
}
