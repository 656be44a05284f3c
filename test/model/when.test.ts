import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import type { FailureCode } from '../../src/model/failure.ts'
import { When } from '../../src/model/records.ts'
import { endOf, parseWhen } from '../../src/model/when.ts'
import { calendarDay, dateText, dayNumber, isoDay, whenText } from './dates.ts'
import { refusal } from './refusal.ts'

const DAY = 24 * 60 * 60 * 1000

/** `day` stands for its first instant, or its last. */
const from = (day: string) => `${day}T00:00:00.000Z`
const to = (day: string) => `${day}T23:59:59.999Z`

describe('dates of EDTF levels 0 and 1', () => {
  test.each<[form: string, text: string, earliest: string, latest: string]>([
    ['a year', '2023', from('2023-01-01'), to('2023-12-31')],
    ['a month', '2023-10', from('2023-10-01'), to('2023-10-31')],
    ['a month of thirty days', '2023-09', from('2023-09-01'), to('2023-09-30')],
    ['a February', '2023-02', from('2023-02-01'), to('2023-02-28')],
    ['a February of a leap year', '2024-02', from('2024-02-01'), to('2024-02-29')],
    ['a day', '2023-10-05', from('2023-10-05'), to('2023-10-05')],
    ['a leap day', '2024-02-29', from('2024-02-29'), to('2024-02-29')],
    ['a leap day of a century', '2000-02-29', from('2000-02-29'), to('2000-02-29')],
    ['the year 0', '0000', from('0000-01-01'), to('0000-12-31')],
    ['the leap day of the year 0', '0000-02-29', from('0000-02-29'), to('0000-02-29')],
    ['February of the year 0', '0000-02', from('0000-02-01'), to('0000-02-29')],
    ['a year below 100', '0050-03-01', from('0050-03-01'), to('0050-03-01')],
    ['the last day', '9999-12-31', from('9999-12-31'), to('9999-12-31')],
    ['an unspecified year of a decade', '202X', from('2020-01-01'), to('2029-12-31')],
    ['an unspecified year of a century', '20XX', from('2000-01-01'), to('2099-12-31')],
    ['an unspecified year of the first century', '00XX', from('0000-01-01'), to('0099-12-31')],
    ['an unspecified month', '2023-XX', from('2023-01-01'), to('2023-12-31')],
    ['an unspecified day', '2023-10-XX', from('2023-10-01'), to('2023-10-31')],
    ['an unspecified day of a leap February', '2024-02-XX', from('2024-02-01'), to('2024-02-29')],
    ['an unspecified month and day', '2023-XX-XX', from('2023-01-01'), to('2023-12-31')],
    ['an uncertain year', '2023?', from('2023-01-01'), to('2023-12-31')],
    ['an approximate month', '2023-10~', from('2023-10-01'), to('2023-10-31')],
    ['an uncertain and approximate day', '2023-10-05%', from('2023-10-05'), to('2023-10-05')],
    ['white space around it', ' 2023-10-05\n', from('2023-10-05'), to('2023-10-05')],
  ])('%s: %s', (_form, text, earliest, latest) => {
    expect(parseWhen(text)).toEqual({ text: text.trim(), earliest, latest })
  })
})

describe('instants of RFC 3339', () => {
  test.each<[form: string, text: string, at: string]>([
    ['UTC', '2023-10-20T11:01:30Z', '2023-10-20T11:01:30.000Z'],
    ['without seconds', '2023-10-20T11:01Z', '2023-10-20T11:01:00.000Z'],
    ['Korea', '2023-10-20T11:01+09:00', '2023-10-20T02:01:00.000Z'],
    ['over midnight', '2023-10-20T08:59:59+09:00', '2023-10-19T23:59:59.000Z'],
    ['west of Greenwich', '2023-12-31T20:00-05:00', '2024-01-01T01:00:00.000Z'],
    ['half an hour', '2023-10-20T11:01+05:30', '2023-10-20T05:31:00.000Z'],
    ['unknown local offset', '2023-10-20T11:01-00:00', '2023-10-20T11:01:00.000Z'],
    ['milliseconds', '2023-10-20T11:01:30.25Z', '2023-10-20T11:01:30.250Z'],
    ['finer than milliseconds', '2023-10-20T11:01:59.999999Z', '2023-10-20T11:01:59.999Z'],
    ['lower case', '2023-10-20t11:01z', '2023-10-20T11:01:00.000Z'],
    ['a space for the T', '2023-10-20 11:01Z', '2023-10-20T11:01:00.000Z'],
    ['a leap day of the year 0', '0000-02-29T12:00Z', '0000-02-29T12:00:00.000Z'],
  ])('%s: %s', (_form, text, at) => {
    expect(parseWhen(text)).toEqual({ text, earliest: at, latest: at })
  })
})

describe('intervals', () => {
  test.each<[form: string, text: string, earliest: string | undefined, latest: string | undefined]>([
    ['of days', '2023-10-01/2023-10-08', from('2023-10-01'), to('2023-10-08')],
    ['of months', '2023-08/2023-10', from('2023-08-01'), to('2023-10-31')],
    ['of years', '2022/2023', from('2022-01-01'), to('2023-12-31')],
    ['of one day', '2023-10-05/2023-10-05', from('2023-10-05'), to('2023-10-05')],
    ['of two precisions', '2023-10-05/2023-10', from('2023-10-05'), to('2023-10-31')],
    ['approximate at both ends', '2024-01-01~/2024-01-10~', from('2024-01-01'), to('2024-01-10')],
    ['with an unspecified day', '2023-09-XX/2023-10-08', from('2023-09-01'), to('2023-10-08')],
    [
      'of instants',
      '2023-10-20T11:01Z/2023-10-20T12:30Z',
      '2023-10-20T11:01:00.000Z',
      '2023-10-20T12:30:00.000Z',
    ],
    [
      'of one instant',
      '2023-10-20T11:01Z/2023-10-20T20:01+09:00',
      '2023-10-20T11:01:00.000Z',
      '2023-10-20T11:01:00.000Z',
    ],
    [
      'from an instant to a day',
      '2023-10-20T11:01+09:00/2023-10-21',
      '2023-10-20T02:01:00.000Z',
      to('2023-10-21'),
    ],
    ['open at its end', '2023-10/..', from('2023-10-01'), undefined],
    ['open at its start', '../2023-10', undefined, to('2023-10-31')],
    ['with an unknown end', '2023-10/', from('2023-10-01'), undefined],
    ['with an unknown start', '/2023-10', undefined, to('2023-10-31')],
  ])('%s: %s', (_form, text, earliest, latest) => {
    expect(parseWhen(text)).toEqual({
      text,
      ...(earliest === undefined ? {} : { earliest }),
      ...(latest === undefined ? {} : { latest }),
    })
  })
})

describe('refusals', () => {
  test.each<[why: string, text: string, code: FailureCode, hint: RegExp]>([
    ['nothing typed', '', 'bad-date', /Write 2023-10-05/],
    ['white space only', '  ', 'bad-date', /Write 2023-10-05/],
    ['words', 'early January', 'bad-date', /Write 2023-10-05/],
    ['the 31st of February', '2023-02-31', 'date-not-in-calendar', /Write/],
    ['29 February of a common year', '2023-02-29', 'date-not-in-calendar', /Write/],
    ['29 February of a common century', '1900-02-29', 'date-not-in-calendar', /Write/],
    ['31 September', '2023-09-31', 'date-not-in-calendar', /Write/],
    ['day 0', '2023-09-00', 'date-not-in-calendar', /Write/],
    ['month 0', '2023-00', 'date-not-in-calendar', /Write/],
    ['month 13', '2023-13-01', 'date-not-in-calendar', /Write/],
    ['month 42', '2023-42', 'date-not-in-calendar', /Write/],
    ['a day of an instant that is none', '2023-02-30T11:01Z', 'date-not-in-calendar', /Write/],
    ['a season', '2023-21', 'date-season', /2023-03\/2023-05/],
    ['a season of the southern hemisphere', '2023-32', 'date-season', /months that are meant/],
    ['the last season code', '2023-41', 'date-season', /months that are meant/],
    ['a season as the end of an interval', '2023-08/2023-23', 'date-season', /months/],
    ['a year of five digits', '12023', 'date-year', /Write/],
    ['a long year', 'Y170000002', 'date-year', /Write/],
    ['a year before 0', '-0044', 'date-year', /Write/],
    ['an instant that lies before the year 0 in UTC', '0000-01-01T00:30+09:00', 'date-year', /Write/],
    ['an instant that lies after the year 9999 in UTC', '9999-12-31T23:30-05:00', 'date-year', /Write/],
    ['an instant without a time zone', '2023-10-20T11:01', 'date-no-offset', /\+09:00 for Korea/],
    [
      'an instant without a time zone in an interval',
      '2023-10-20T11:01Z/2023-10-20T12:00',
      'date-no-offset',
      /offset/,
    ],
    ['24 o’clock', '2023-10-20T24:00Z', 'bad-date', /Write/],
    ['minute 60', '2023-10-20T11:60Z', 'bad-date', /Write/],
    ['a leap second', '2016-12-31T23:59:60Z', 'bad-date', /Write/],
    ['an offset of a day', '2023-10-20T11:01+24:00', 'bad-date', /Write/],
    [
      'an interval that ends before it starts',
      '2023-10-05/2023-10-01',
      'date-backwards',
      /2023-10-01\/2023-10-05/,
    ],
    [
      'an interval of instants that ends before it starts',
      '2023-10-20T12:00Z/2023-10-20T12:00+09:00',
      'date-backwards',
      /Did you mean/,
    ],
    ['three sides', '2023/2024/2025', 'bad-date', /Write/],
    ['open alone', '..', 'bad-date', /Write/],
    ['open on both sides', '../..', 'bad-date', /Leave the date out/],
    ['unknown on both sides', '/', 'bad-date', /Leave the date out/],
    ['unknown and open', '/..', 'bad-date', /Leave the date out/],
    ['a day of an unspecified month', '2023-XX-05', 'bad-date', /Write/],
    ['a month of an unspecified year', '202X-10', 'bad-date', /Write/],
    ['one unspecified digit of a month', '2023-1X', 'bad-date', /Write/],
    ['level 2 qualification of a part', '2023-?10', 'bad-date', /Write/],
    ['level 2 set', '[2023,2024]', 'bad-date', /Write/],
    ['one digit for a day', '2023-10-5', 'bad-date', /Write/],
    ['digits of another script', '２０２３', 'bad-date', /Write/],
    ['day first or month first', '5.10.2023', 'bad-date', /2023-05-10 or 2023-10-05/],
    ['day first', '31/12/2023', 'bad-date', /did you mean 2023-12-31\?/],
    ['no reading at all', '31.13.2023', 'bad-date', /Write/],
    ['without hyphens', '20231005', 'bad-date', /Did you mean 2023-10-05\?/],
  ])('%s: %s', (_why, text, code, hint) => {
    const failure = refusal(() => parseWhen(text))
    expect(failure.code).toBe(code)
    expect(failure.hint).toMatch(hint)
    expect(failure.exit).toBe(2)
  })
})

describe('the wording of the source', () => {
  test('is kept beside the date', () => {
    expect(parseWhen('2024-01-01~/2024-01-10~', ' early January ').stated).toBe('early January')
  })
  test.each([
    ['nothing', undefined],
    ['white space', '  '],
  ])('is left out when it is %s', (_what, stated) => {
    expect(parseWhen('2024-01', stated)).not.toHaveProperty('stated')
  })
})

describe('the end of a date', () => {
  test.each([
    ['2023-10-10', to('2023-10-10')],
    ['2023', to('2023-12-31')],
    ['2023-10-10T12:00Z', '2023-10-10T12:00:00.000Z'],
    ['../2023-10', to('2023-10-31')],
  ])('%s', (text, end) => {
    expect(endOf(text)).toBe(end)
  })
  test.each(['2023-10/..', '2023-10/'])('%s has none', (text) => {
    expect(refusal(() => endOf(text)).code).toBe('bad-date')
  })
})

describe('any date', () => {
  test('of the calendar spans exactly one UTC day', () => {
    fc.assert(
      fc.property(calendarDay(), (day) => {
        const { earliest = '', latest = '' } = parseWhen(isoDay(day))
        expect([earliest, latest]).toEqual([from(isoDay(day)), to(isoDay(day))])
        expect(Date.parse(latest) - Date.parse(earliest)).toBe(DAY - 1)
      }),
      {
        examples: [
          [{ year: 0, month: 2, day: 29 }],
          [{ year: 99, month: 12, day: 31 }],
          [{ year: 9999, month: 12, day: 31 }],
        ],
      },
    )
  })

  test('that is in no calendar is refused', () => {
    const impossible = fc
      .record({
        year: fc.integer({ min: 0, max: 9999 }),
        month: fc.integer({ min: 0, max: 99 }),
        day: fc.integer({ min: 0, max: 99 }),
      })
      .filter(({ month }) => month < 21 || month > 41)
      .filter((date) => dayNumber(date) === undefined)
    fc.assert(
      fc.property(impossible, (date) => {
        expect(refusal(() => parseWhen(isoDay(date))).code).toBe('date-not-in-calendar')
      }),
      { examples: [[{ year: 2023, month: 2, day: 29 }], [{ year: 100, month: 2, day: 29 }]] },
    )
  })

  test('in an interval gives it that bound', () => {
    fc.assert(
      fc.property(dateText(), dateText(), (one, other) => {
        const [a, b] = [parseWhen(one), parseWhen(other)]
        if ((b.latest ?? '') < (a.earliest ?? '')) {
          expect(refusal(() => parseWhen(`${one}/${other}`)).code).toBe('date-backwards')
          expect(parseWhen(`${other}/${one}`)).toEqual({
            text: `${other}/${one}`,
            earliest: b.earliest,
            latest: a.latest,
          })
        } else {
          expect(parseWhen(`${one}/${other}`)).toEqual({
            text: `${one}/${other}`,
            earliest: a.earliest,
            latest: b.latest,
          })
        }
        expect(parseWhen(`${one}/..`)).toEqual({ text: `${one}/..`, earliest: a.earliest })
        expect(parseWhen(`/${one}`)).toEqual({ text: `/${one}`, latest: a.latest })
      }),
    )
  })

  test('keeps its text and gives a valid value with ordered bounds', () => {
    fc.assert(
      fc.property(whenText(), (text) => {
        const parsed = parseWhen(text)
        expect(parsed.text).toBe(text)
        expect(When.parse(parsed)).toEqual(parsed)
        if (parsed.earliest !== undefined && parsed.latest !== undefined) {
          expect(parsed.earliest <= parsed.latest).toBe(true)
        }
      }),
    )
  })

  test('is read or refused, never answered with an error of another kind', () => {
    const almost = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'0123456789-/.TZX~?%+: Y') }),
      fc.string({ unit: 'binary' }),
    )
    fc.assert(
      fc.property(almost, (text) => {
        let parsed: When
        try {
          parsed = parseWhen(text)
        } catch {
          expect([
            'bad-date',
            'date-not-in-calendar',
            'date-season',
            'date-year',
            'date-no-offset',
            'date-backwards',
          ]).toContain(refusal(() => parseWhen(text)).code)
          return
        }
        expect(When.parse(parsed)).toEqual(parsed)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('the time zone of the machine', () => {
  const here = process.env.TZ
  afterEach(() => {
    if (here === undefined) delete process.env.TZ
    else process.env.TZ = here
  })

  test.each(['Asia/Vladivostok', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'America/St_Johns', 'UTC'])(
    '%s changes no bound',
    (zone) => {
      process.env.TZ = zone
      // Or this test would prove nothing.
      expect(Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(zone)
      expect(parseWhen('2023-10-05')).toEqual({
        text: '2023-10-05',
        earliest: from('2023-10-05'),
        latest: to('2023-10-05'),
      })
      expect(parseWhen('2023-03')).toEqual({
        text: '2023-03',
        earliest: from('2023-03-01'),
        latest: to('2023-03-31'),
      })
      expect(parseWhen('0000-02')).toEqual({
        text: '0000-02',
        earliest: from('0000-02-01'),
        latest: to('0000-02-29'),
      })
      expect(parseWhen('2023-10-20T11:01+09:00').earliest).toBe('2023-10-20T02:01:00.000Z')
      fc.assert(
        fc.property(calendarDay(), (day) => {
          expect(parseWhen(isoDay(day)).earliest).toBe(from(isoDay(day)))
        }),
        { numRuns: 50 },
      )
    },
  )
})
