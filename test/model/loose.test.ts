import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readLooseDate } from '../../src/model/loose-date.ts'
import { plainDigits } from '../../src/model/loose-number.ts'
import { readPosition } from '../../src/model/loose-position.ts'
import { readLooseQuantity } from '../../src/model/loose-quantity.ts'
import { tidy } from '../../src/model/loose-text.ts'
import { Failure } from '../../src/model/failure.ts'
import { parseQuantity } from '../../src/model/quantity.ts'
import { parseWhen } from '../../src/model/when.ts'

const day = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

function failureOf(work: () => unknown): Failure | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
}

describe('a date in a cell', () => {
  test.each(['13.13.13', '32/1/24', '0.5.23'])('%s is none, whatever the century', (text) => {
    expect(failureOf(() => readLooseDate(text))?.code).toBe('date-not-in-calendar')
  })

  test('is the same day in every way of writing it that is told or reads one way', () => {
    fc.assert(
      fc.property(day, (iso) => {
        const [year = '', month = '', number = ''] = iso.split('-')
        const name = MONTHS[Number(month) - 1] ?? ''
        const same = parseWhen(iso)
        for (const when of [
          readLooseDate(`${number}/${month}/${year}`, 'dmy'),
          readLooseDate(`${month}/${number}/${year}`, 'mdy'),
          readLooseDate(`${number}.${month}.${year}`, 'dmy'),
          readLooseDate(`${year}/${month}/${number}`),
          readLooseDate(`${String(Number(number))} ${name} ${year}`),
          readLooseDate(`${name} ${String(Number(number))}, ${year}`),
          readLooseDate(iso.replaceAll('-', '')),
        ]) {
          expect([when.earliest, when.latest]).toEqual([same.earliest, same.latest])
        }
      }),
      { numRuns: 200 },
    )
  })

  test.each([
    ['2023-10-01 06:30', 'Z', '2023-10-01T06:30Z'],
    ['2023-10-01T06:30:05', '+09:00', '2023-10-01T06:30:05+09:00'],
    ['10/14/2023 9:14:03', '-05:00', '2023-10-14T09:14:03-05:00'],
    ['14 Oct 2023, 12:05 am', 'Z', '2023-10-14T00:05Z'],
    ['14 Oct 2023 12:05 p.m.', 'Z', '2023-10-14T12:05Z'],
    ['14 Oct 2023 7:05 PM', 'Z', '2023-10-14T19:05Z'],
    ['2023-10-01T06:30+03:00', 'Z', '2023-10-01T06:30+03:00'],
    ['2023-10-01', 'Z', '2023-10-01'],
    ['2023-10-01 00:00:00', 'Z', '2023-10-01'],
  ])('with a time is that instant where the time zone is told: %s in %s', (typed, zone, same) => {
    const { earliest, latest } = parseWhen(same)
    expect(readLooseDate(typed, undefined, zone)).toMatchObject({ earliest, latest })
  })

  test.each([
    '14 Oct 2023 13:05 pm',
    '14 Oct 2023 0:05 am',
    '2023-10-01 25:00',
    '10/11/2023 09:14',
    '2023-10 06:30',
  ])('with a time is refused where that is none: %s', (typed) => {
    expect(failureOf(() => readLooseDate(typed, undefined, 'Z'))).toBeInstanceOf(Failure)
  })

  test('with a time and without a time zone says how to tell which', () => {
    expect(failureOf(() => readLooseDate('2023-10-01 06:30'))).toMatchObject({
      code: 'date-no-offset',
      hint: expect.stringContaining('--zone Z') as string,
    })
  })

  test('in figures is never taken for one of two days without being told', () => {
    fc.assert(
      fc.property(day, (iso) => {
        const [year = '', month = '', number = ''] = iso.split('-')
        const failure = failureOf(() => readLooseDate(`${number}/${month}/${year}`))
        const isAmbiguous = Number(number) <= 12 && number !== month
        expect(failure?.code).toBe(isAmbiguous ? 'bad-date' : undefined)
        if (isAmbiguous)
          expect(failure?.message).toMatch(/reads two ways: \d+ \p{Lu}\p{L}+ \d{4}, or \d+ \p{Lu}/u)
      }),
      { numRuns: 200 },
    )
  })

  test('in EDTF is kept as it is', () => {
    for (const text of ['2023-10', '2023-08~/2023-10', '../2023-10-05', '2023-10-05T14:00+09:00', '2023'])
      expect(readLooseDate(text)).toEqual(parseWhen(text))
  })
})

describe('a number in a cell', () => {
  test('with its thousands grouped is that number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 999_999_999 }), fc.integer({ min: 1, max: 99 }), (n, rest) => {
        const grouped = (mark: string) => String(n).replace(/\B(?=(?:\d{3})+$)/g, mark)
        for (const space of [' ', '’']) expect(plainDigits(grouped(space))).toBe(String(n))
        expect(plainDigits(grouped(','), 'point')).toBe(String(n))
        expect(plainDigits(grouped('.'), 'comma')).toBe(String(n))
        expect(plainDigits(`${grouped(',')}.${String(rest)}`)).toBe(`${String(n)}.${String(rest)}`)
        expect(plainDigits(`${grouped('.')},${String(rest)}`)).toBe(`${String(n)}.${String(rest)}`)
        const failure = failureOf(() => plainDigits(grouped(',')))
        expect(failure?.code).toBe(n < 1_000_000 ? 'bad-number' : undefined)
      }),
      { numRuns: 100 },
    )
  })
})

describe('a count in a cell', () => {
  test('in words keeps its hedge and the words', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999 }), (n) => {
        for (const [before, form] of [
          ['approx. ', '~'],
          ['about ', '~'],
          ['at least ', '>='],
          ['more than ', '>'],
          ['up to ', '<='],
          ['fewer than ', '<'],
        ] as const) {
          const { quantity } = readLooseQuantity(`${before}${String(n)}`)
          expect(quantity).toEqual({
            ...parseQuantity(`${form}${String(n)}`),
            stated: `${before}${String(n)}`,
          })
        }
        expect(readLooseQuantity(`${String(n)}–${String(n + 5)}`).quantity.text).toBe(
          `${String(n)}..${String(n + 5)}`,
        )
        expect(readLooseQuantity(`\u00a0${String(n)}\u00a0railcars`)).toEqual({
          quantity: parseQuantity(String(n)),
          unit: 'railcars',
        })
      }),
      { numRuns: 100 },
    )
  })

  test('is read, or refused with a sentence: nothing else is thrown by any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (text) => {
        for (const read of [readLooseQuantity, readLooseDate, readPosition]) failureOf(() => read(text))
        expect(tidy(tidy(text))).toBe(tidy(text))
      }),
      { numRuns: 200 },
    )
  })

  test.each(['0', '0.0', '~0', 'about 0', '0 railcars', '0..0'])(
    '%s does not say whether anybody looked',
    (text) => {
      expect(failureOf(() => readLooseQuantity(text, 'point'))).toMatchObject({
        code: 'zero-seen',
        hint: expect.stringContaining('--values quantity:0=none-seen') as string,
      })
    },
  )

  test.each(['5 Oct 2023', '40 or 50', '1 20', 'forty', '40, 50'])('%s is none', (text) => {
    expect(failureOf(() => readLooseQuantity(text))?.code).toMatch(/^bad-/)
  })
})

describe('a position in a cell', () => {
  test('in degrees and minutes is that in decimals', () => {
    const minutes = fc.integer({ min: 0, max: 59 })
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 89 }),
        minutes,
        fc.integer({ min: 0, max: 179 }),
        minutes,
        (a, b, c, d) => {
          const two = (n: number) => String(n).padStart(2, '0')
          const { lat, lon } = readPosition(`${two(a)}°${two(b)}'N ${String(c).padStart(3, '0')}°${two(d)}'E`)
          expect([lat, lon]).toEqual([expect.closeTo(a + b / 60, 6), expect.closeTo(c + d / 60, 6)])
        },
      ),
      { numRuns: 100 },
    )
    expect(readPosition(`36°05'N 015°12'E`)).toEqual({ lat: 36.0833333, lon: 15.2 })
  })

  test.each(['24.56S 26.48E', "015°12'E 36°05'N", '130.28, 42.25', '42,25', 'Rajin'])(
    '%s is none',
    (text) => {
      expect(failureOf(() => readPosition(text))?.code).toBe('bad-value')
    },
  )
})
