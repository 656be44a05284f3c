import fc from 'fast-check'

/** Arbitrary dates, made without the code they are to test: days are counted, never handed to `Date`. */

export interface CalendarDay {
  year: number
  month: number
  day: number
}

/** Days of each month of the proleptic Gregorian calendar. */
function monthLength(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0
}

/** A number that grows with the date; undefined for what is in no calendar. */
export function dayNumber({ year, month, day }: CalendarDay): number | undefined {
  return day >= 1 && day <= monthLength(year, month) ? (year * 12 + month) * 31 + day : undefined
}

export function isoDay({ year, month, day }: CalendarDay): string {
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`
}

/** Any day of the years 0000 to 9999. */
export function calendarDay(): fc.Arbitrary<CalendarDay> {
  return fc
    .record({ year: fc.integer({ min: 0, max: 9999 }), month: fc.integer({ min: 1, max: 12 }) })
    .chain(({ year, month }) =>
      fc.integer({ min: 1, max: monthLength(year, month) }).map((day) => ({ year, month, day })),
    )
}

/** One date of EDTF level 0 or 1, or an RFC 3339 instant. */
export function dateText(): fc.Arbitrary<string> {
  const precise = fc
    .tuple(calendarDay(), fc.constantFrom(4, 7, 10), fc.constantFrom('', '?', '~', '%'))
    .map(([day, length, qualification]) => `${isoDay(day).slice(0, length)}${qualification}`)
  const unspecified = fc
    .tuple(calendarDay(), fc.constantFrom('decade', 'century', 'month', 'day', 'month and day'))
    .map(([day, what]) => {
      const iso = isoDay(day)
      if (what === 'decade') return `${iso.slice(0, 3)}X`
      if (what === 'century') return `${iso.slice(0, 2)}XX`
      if (what === 'month') return `${iso.slice(0, 4)}-XX`
      return what === 'day' ? `${iso.slice(0, 7)}-XX` : `${iso.slice(0, 4)}-XX-XX`
    })
  return fc.oneof(precise, unspecified, instantText())
}

/** Offsets reach a day over at most, so the first and the last year are left out. */
function instantText(): fc.Arbitrary<string> {
  const two = (max: number) => fc.integer({ min: 0, max }).map((n) => padded(n, 2))
  return fc
    .tuple(
      calendarDay().filter(({ year }) => year > 0 && year < 9999),
      two(23),
      two(59),
      fc.oneof(
        fc.constant(''),
        two(59).map((seconds) => `:${seconds}`),
        fc
          .tuple(two(59), fc.integer({ min: 0, max: 999999 }))
          .map(([seconds, fraction]) => `:${seconds}.${String(fraction)}`),
      ),
      fc.oneof(
        fc.constant('Z'),
        fc
          .tuple(fc.constantFrom('+', '-'), two(23), two(59))
          .map(([sign, hours, minutes]) => `${sign}${hours}:${minutes}`),
      ),
    )
    .map(([day, hours, minutes, seconds, offset]) => `${isoDay(day)}T${hours}:${minutes}${seconds}${offset}`)
}

/** Any date or interval that is accepted. */
export function whenText(): fc.Arbitrary<string> {
  const interval = fc
    .tuple(calendarDay(), calendarDay(), fc.constantFrom('', '?', '~', '%'))
    .map(([a, b, qualification]) =>
      (dayNumber(a) ?? 0) <= (dayNumber(b) ?? 0)
        ? `${isoDay(a)}${qualification}/${isoDay(b)}`
        : `${isoDay(b)}${qualification}/${isoDay(a)}`,
    )
  const halfOpen = fc
    .tuple(dateText(), fc.constantFrom('..', ''), fc.boolean())
    .map(([date, other, ends]) => (ends ? `${other}/${date}` : `${date}/${other}`))
  return fc.oneof(dateText(), interval, halfOpen)
}

function padded(n: number, length: number): string {
  return String(n).padStart(length, '0')
}
