import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FailureCode } from '../../src/model/failure.ts'
import { ABOUT, parseQuantity, VAGUE } from '../../src/model/quantity.ts'
import { Quantity } from '../../src/model/records.ts'
import type { Qualifier } from '../../src/model/vocabulary.ts'
import { quantityText } from './arbitraries.ts'
import { refusal } from './refusal.ts'

describe('a quantity', () => {
  test.each<
    [
      text: string,
      qualifier: Qualifier,
      low: number | undefined,
      best: number | undefined,
      high: number | undefined,
    ]
  >([
    ['73', 'exact', 73, 73, 73],
    ['0', 'exact', 0, 0, 0],
    ['007', 'exact', 7, 7, 7],
    ['2.5', 'exact', 2.5, 2.5, 2.5],
    ['9007199254740991', 'exact', 9007199254740991, 9007199254740991, 9007199254740991],
    ['~73', 'about', 66, 73, 80],
    ['~ 73', 'about', 66, 73, 80],
    ['~10', 'about', 9, 10, 11],
    ['~5', 'about', 5, 5, 5],
    ['~0', 'about', 0, 0, 0],
    ['~1000', 'about', 900, 1000, 1100],
    ['~0.5', 'about', 0.45, 0.5, 0.55],
    ['~0.0000004', 'about', 0, 4e-7, 4e-7],
    ['60..73', 'range', 60, undefined, 73],
    ['60..60', 'range', 60, undefined, 60],
    ['1.5..2.5', 'range', 1.5, undefined, 2.5],
    ['>=1000', 'at-least', 1000, 1000, undefined],
    ['>= 1000', 'at-least', 1000, 1000, undefined],
    ['≥1000', 'at-least', 1000, 1000, undefined],
    ['>1000', 'more-than', 1000, 1000, undefined],
    ['<=20', 'at-most', 0, 20, 20],
    ['≤20', 'at-most', 0, 20, 20],
    ['<20', 'less-than', 0, 20, 20],
    ['several', 'vague', 3, undefined, 9],
    ['dozens', 'vague', 24, undefined, 99],
    ['hundreds', 'vague', 200, undefined, 999],
    ['thousands', 'vague', 2000, undefined, 9999],
    ['Dozens', 'vague', 24, undefined, 99],
  ])('%s is %s', (text, qualifier, low, best, high) => {
    expect(parseQuantity(text)).toEqual({
      text,
      qualifier,
      ...(low === undefined ? {} : { low }),
      ...(best === undefined ? {} : { best }),
      ...(high === undefined ? {} : { high }),
    })
  })

  test('keeps the words of the source beside it', () => {
    expect(parseQuantity('~73', ' around 73 railcars ').stated).toBe('around 73 railcars')
    expect(parseQuantity('~73', ' ')).not.toHaveProperty('stated')
  })

  test('loses the white space around it', () => {
    expect(parseQuantity(' ~73\t').text).toBe('~73')
  })
})

describe('the conventions', () => {
  test('are the documented ones', () => {
    expect(ABOUT).toBe(0.1)
    expect(VAGUE).toEqual({
      several: [3, 9],
      dozens: [24, 99],
      hundreds: [200, 999],
      thousands: [2000, 9999],
    })
  })
})

describe('refusals', () => {
  test.each<[why: string, text: string, code: FailureCode, hint: RegExp]>([
    ['nothing typed', '', 'bad-quantity', /Write 73/],
    ['a unit', '73 railcars', 'bad-quantity', /Write 73/],
    ['a word that is no quantity', 'many', 'bad-quantity', /Write 73/],
    ['a name every object has', 'constructor', 'bad-quantity', /Write 73/],
    ['another such name', '__proto__', 'bad-quantity', /Write 73/],
    ['two hedges', '~>73', 'bad-quantity', /Write 73/],
    ['a hyphen for a range', '60-73', 'bad-quantity', /Did you mean .60\.\.73/],
    ['an en dash for a range', '60–73', 'bad-quantity', /Did you mean .60\.\.73/],
    ['half a range', '60..', 'bad-quantity', /Write 73/],
    ['a hedged range', '~60..73', 'bad-quantity', /Write 73/],
    ['a point without decimals', '73.', 'bad-quantity', /Write 73/],
    ['decimals alone', '.5', 'bad-quantity', /Write 73/],
    ['an exponent', '1e3', 'bad-quantity', /Write 73/],
    ['infinity', 'Infinity', 'bad-quantity', /Write 73/],
    ['a comma between thousands', '1,000', 'bad-quantity', /for instance 1000\./],
    ['a point between thousands and a comma', '1.000,5', 'bad-quantity', /Write 73/],
    ['a space between thousands', '~9 300', 'bad-quantity', /for instance ~9300\./],
    [
      'a narrow no-break space between thousands',
      '1\u202f000\u202f000',
      'bad-quantity',
      /for instance 1000000\./,
    ],
    ['more than can be kept exactly', '9007199254740992', 'bad-quantity', /larger unit/],
    ['more than a number holds', '9'.repeat(400), 'bad-quantity', /larger unit/],
    ['a range up to more than can be kept exactly', `1..${'9'.repeat(400)}`, 'bad-quantity', /larger unit/],
    ['a negative number', '-73', 'negative-quantity', /Write 73/],
    ['a negative number with a minus sign', '−73', 'negative-quantity', /Write 73/],
    ['about a negative number', '~-73', 'negative-quantity', /Write 73/],
    ['at least a negative number', '>=-1', 'negative-quantity', /Write 73/],
    ['at least a negative number, in one sign', '≥-1', 'negative-quantity', /Write 73/],
    ['a range that ends below its start', '73..60', 'quantity-backwards', /Did you mean 60\.\.73\?/],
  ])('%s: %s', (_why, text, code, hint) => {
    const failure = refusal(() => parseQuantity(text))
    expect(failure.code).toBe(code)
    expect(failure.hint).toMatch(hint)
  })

  test.each([
    ['20-30', '20..30'],
    ['about 20', '~20'],
    ['approx. 20', '~20'],
    ['ca. 20', '~20'],
    ['Around 20', '~20'],
    ['20~', '~20'],
    ['over 1000', '>1000'],
    ['more than 1000', '>1000'],
    ['1000+', '>=1000'],
    ['at least 20', '>=20'],
    ['up to 20', '<=20'],
    ['at most 20', '<=20'],
  ])('%s is refused, with the form for it', (text, form) => {
    const { code, hint } = refusal(() => parseQuantity(text))
    expect([code, hint]).toEqual(['bad-quantity', `Did you mean "${form}"?`])
  })

  test('an option where the shell took the quantity says to quote it', () => {
    expect(refusal(() => parseQuantity('--unit'))).toMatchObject({
      code: 'bad-quantity',
      hint: expect.stringContaining('the shell takes > < ~'),
    })
  })

  test('are all there is for what is no quantity', () => {
    const almost = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'0123456789.~<>=≥≤- ,') }),
      fc.string({ unit: 'binary' }),
    )
    fc.assert(
      fc.property(almost, (text) => {
        let parsed: Quantity
        try {
          parsed = parseQuantity(text)
        } catch {
          expect(['bad-quantity', 'negative-quantity', 'quantity-backwards']).toContain(
            refusal(() => parseQuantity(text)).code,
          )
          return
        }
        expect(Quantity.parse(parsed)).toEqual(parsed)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('any quantity', () => {
  test('has ordered bounds that are valid', () => {
    fc.assert(
      fc.property(quantityText(), (text) => {
        const parsed = parseQuantity(text)
        const { low, best, high } = parsed
        const present = [low, best, high].filter((n) => n !== undefined)
        expect(present).toEqual(present.toSorted((a, b) => a - b))
        expect(present.length).toBeGreaterThan(0)
        expect(Quantity.parse(parsed)).toEqual(parsed)
      }),
      { examples: [['~0.0000004'], ['~0.3'], ['~9007199254740991']] },
    )
  })

  test('is the same when it is printed and read again', () => {
    fc.assert(
      fc.property(quantityText(), (text) => {
        const parsed = parseQuantity(text)
        expect(parsed.text).toBe(text)
        expect(parseQuantity(parsed.text)).toEqual(parsed)
      }),
    )
  })

  test('said to be about a whole number holds all whole numbers within a tenth and no others', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (n) => {
        const { low = NaN, high = NaN } = parseQuantity(`~${String(n)}`)
        expect(Number.isInteger(low) && Number.isInteger(high)).toBe(true)
        // In tenths, where whole numbers stay whole.
        expect(10 * low).toBeGreaterThanOrEqual(9 * n)
        expect(10 * (low - 1)).toBeLessThan(9 * n)
        expect(10 * high).toBeLessThanOrEqual(11 * n)
        expect(10 * (high + 1)).toBeGreaterThan(11 * n)
      }),
    )
  })
})
