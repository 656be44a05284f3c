import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  base32,
  checkSlug,
  ID_LENGTH,
  idPrefix,
  imoCheckDigitHolds,
  MIN_PREFIX,
  slugify,
} from '../../src/model/identifiers.ts'
import { refusal } from './refusal.ts'

const CROCKFORD = '0123456789abcdefghjkmnpqrstvwxyz'

describe('base32', () => {
  test.each([
    ['zeros', '00000000000000000000', '0000000000000000'],
    ['ones', 'ffffffffffffffffffff', 'zzzzzzzzzzzzzzzz'],
    ['the first bit', '80000000000000000000', 'g000000000000000'],
    ['the last bit', '00000000000000000001', '0000000000000001'],
    ['every letter once', '00443214c74254b635cf', '0123456789abcdef'],
    ['the other half', '84653a56d7c675be77df', 'ghjkmnpqrstvwxyz'],
  ])('of %s', (_what, hex, text) => {
    expect(base32(Buffer.from(hex, 'hex'))).toBe(text)
  })

  test('is the first 80 bits as a number in base 32', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 10, maxLength: 32 }), (bytes) => {
        let rest = BigInt(`0x${Buffer.from(bytes.slice(0, 10)).toString('hex')}`)
        let expected = ''
        for (let i = 0; i < ID_LENGTH; i += 1, rest /= 32n)
          expected = `${CROCKFORD[Number(rest % 32n)] ?? ''}${expected}`
        expect(base32(bytes)).toBe(expected)
      }),
    )
  })
})

describe('the start of a content id', () => {
  test.each([
    ['as printed', '7g3k', '7g3k'],
    ['upper case', '7G3K', '7g3k'],
    ['white space around it', ' 7g3k\n', '7g3k'],
    ['o for 0', '7go3', '7g03'],
    ['O for 0', '7GO3', '7g03'],
    ['i for 1', '7gi3', '7g13'],
    ['L for 1', '7gL3', '7g13'],
    ['a whole id', '0123456789abcdef', '0123456789abcdef'],
  ])('is understood: %s', (_what, typed, prefix) => {
    expect(idPrefix(typed)).toBe(prefix)
  })

  test.each([
    ['nothing', ''],
    ['three characters', '7g3'],
    ['seventeen characters', '0123456789abcdefg'],
    ['u, which Crockford leaves out', '7gu3'],
    ['a hyphen', 'rajin-dunai'],
    ['another script', 'раджин'],
  ])('is not: %s', (_what, typed) => {
    expect(idPrefix(typed)).toBeUndefined()
  })

  test('of any content id, however long and in either case, is itself', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 10, maxLength: 10 }),
        fc.integer({ min: MIN_PREFIX, max: ID_LENGTH }),
        (bytes, length) => {
          const prefix = base32(bytes).slice(0, length)
          expect(idPrefix(prefix)).toBe(prefix)
          expect(idPrefix(prefix.toUpperCase())).toBe(prefix)
        },
      ),
    )
  })
})

describe('a key', () => {
  test.each(['rusi-2023-10-16', 'rajin', 'rajin-dunai', '38-north', 'a', '9', 'a'.repeat(80)])(
    'may be %s',
    (key) => {
      expect(checkSlug(key)).toBe(key)
    },
  )

  test.each([
    ['empty', ''],
    ['too long', 'a'.repeat(81)],
    ['upper case', 'Rajin'],
    ['a space', 'rajin dunai'],
    ['an underscore', 'rajin_dunai'],
    ['a hyphen first', '-rajin'],
    ['a hyphen last', 'rajin-'],
    ['two hyphens', 'rajin--dunai'],
    ['a diacritic', 'rasŏn'],
    ['another script', 'раджин'],
    ['a line feed at its end', 'rajin\n'],
    ['a path', '../rajin'],
  ])('is refused: %s', (_why, key) => {
    const failure = refusal(() => checkSlug(key))
    expect(failure.code).toBe('bad-slug')
    expect(failure.hint).toContain('rusi-2023-10-16')
  })
})

describe('a key made from a name', () => {
  test.each([
    ['M Leasing LLC', 'm-leasing-llc'],
    ['Rasŏn', 'rason'],
    ['Rasŏn'.normalize('NFD'), 'rason'],
    ['Orient Express (2023)', 'orient-express-2023'],
    ["People's Republic", 'peoples-republic'],
    ['People’s Republic', 'peoples-republic'],
    ['ＲＵＳＩ', 'rusi'],
    ['  38 North  ', '38-north'],
    ['Angara – Ангара', 'angara'],
  ])('%s becomes %s', (name, slug) => {
    expect(slugify(name)).toBe(slug)
  })

  test.each([['Раджин'], ['두만강'], ['图们'], [''], ['—'], ['😀']])(
    '%s has no letter to make one of',
    (name) => {
      expect(slugify(name)).toBeUndefined()
    },
  )

  test('does not end in a hyphen when it is cut', () => {
    expect(slugify(`${'a'.repeat(79)} dunai`)).toBe('a'.repeat(79))
  })

  test('is a key, and the same when made again', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme', maxLength: 200 })),
        (name) => {
          const slug = slugify(name)
          if (slug === undefined) return
          expect(checkSlug(slug)).toBe(slug)
          expect(slugify(slug)).toBe(slug)
        },
      ),
      { examples: [['a'.repeat(100)], ['ab '.repeat(50)]] },
    )
  })
})

describe('the check digit of an IMO number', () => {
  const VALID = ['9179842', '9161003']

  test.each(VALID)('of %s holds', (imo) => {
    expect(imoCheckDigitHolds(imo)).toBe(true)
  })

  test.each(['', '917984', '91798420', 'IMO 9179842', '9179842\n', '９１７９８４２', '917984a'])(
    'of %j does not: it is no IMO number',
    (imo) => {
      expect(imoCheckDigitHolds(imo)).toBe(false)
    },
  )

  /*
   * A digit that is off by d shifts the sum by d times its weight, which goes unnoticed only when that is a multiple of
   * ten: never for the weights 7 and 3 and the check digit, for 6, 4 and 2 when d is 5, for 5 when d is even.
   */
  const alterations = VALID.flatMap((imo) =>
    [7, 6, 5, 4, 3, 2, 1].flatMap((weight, place) =>
      Array.from({ length: 10 }, (_, digit) => ({
        weight,
        off: digit - Number(imo[place]),
        altered: `${imo.slice(0, place)}${String(digit)}${imo.slice(place + 1)}`,
      })),
    ),
  ).filter(({ off }) => off !== 0)
  const caught = alterations.filter(({ weight, off }) => (weight * off) % 10 !== 0)

  test('of every number with one altered digit fails where the weights can tell', () => {
    expect(caught.map(({ altered }) => altered).filter(imoCheckDigitHolds)).toEqual([])
    expect(caught.length).toBe(2 * (7 * 9 - 3 - 4))
  })

  test('of the others holds: the rule cannot see them', () => {
    const missed = alterations.filter((alteration) => !caught.includes(alteration))
    expect(missed.map(({ altered }) => altered).filter((imo) => !imoCheckDigitHolds(imo))).toEqual([])
  })

  test('holds for exactly one last digit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999 }), (n) => {
        const six = String(n).padStart(6, '0')
        expect([...'0123456789'].filter((digit) => imoCheckDigitHolds(`${six}${digit}`))).toHaveLength(1)
      }),
    )
  })
})
