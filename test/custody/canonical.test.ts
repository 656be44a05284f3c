import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson, isCanonical } from '../../src/custody/canonical.ts'
import { anyRecord } from '../model/arbitraries.ts'

/** The number that these 64 bits stand for (IEEE 754). */
function double(hex: string): number {
  return Buffer.from(hex, 'hex').readDoubleBE()
}

describe('numbers, as in appendix B of RFC 8785', () => {
  test.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('%s is %s', (hex, text) => {
    expect(canonicalJson(double(hex))).toBe(text)
  })

  test.each([
    ['NaN', '7fffffffffffffff'],
    ['infinity', '7ff0000000000000'],
    ['minus infinity', 'fff0000000000000'],
  ])('%s has no canonical form', (_what, hex) => {
    expect(() => canonicalJson({ low: [double(hex)] })).toThrow(TypeError)
  })
})

describe('members', () => {
  test('are sorted by UTF-16 code units, as in section 3.2.3 of RFC 8785', () => {
    const unsorted = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      1: 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    }
    const names = Object.keys(JSON.parse(canonicalJson(unsorted)) as object)
    // An object lists whole numbers first, whatever the text says, so that one is looked up in the text.
    expect(names.filter((name) => name !== '1')).toEqual([
      '\r',
      '\u0080',
      '\u00f6',
      '\u20ac',
      '\ud83d\ude00',
      '\ufb33',
    ])
    expect(canonicalJson(unsorted)).toMatch(/^\{"\\r":"Carriage Return","1":"One","\u0080":"Control"/)
  })

  test('are sorted at every depth, while lists keep their order', () => {
    expect(
      canonicalJson({
        shows: [{ stage: 'loaded', leg: 'rajin-dunai' }, { leg: 'dunai-tikhoretsk' }],
        kind: 'statement',
      }),
    ).toBe('{"kind":"statement","shows":[{"leg":"rajin-dunai","stage":"loaded"},{"leg":"dunai-tikhoretsk"}]}')
  })

  test('that are undefined are left out', () => {
    expect(canonicalJson({ note: undefined, name: 'Rajin', lat: undefined })).toBe('{"name":"Rajin"}')
  })

  test.each([
    [
      'numbers, which objects list by size',
      '{"b":1,"9":[{"2":1,"10":2}],"10":{}}',
      '{"10":{},"9":[{"10":2,"2":1}],"b":1}',
    ],
    ['what objects inherit', '{"b":1,"__proto__":{"d":1,"c":2}}', '{"__proto__":{"c":2,"d":1},"b":1}'],
    ['how JSON is to be written', '{"toJSON":1,"b":{"toJSON":"x"}}', '{"b":{"toJSON":"x"},"toJSON":1}'],
  ])('may be called like %s', (_what, text, canonical) => {
    expect(canonicalJson(JSON.parse(text))).toBe(canonical)
  })

  test('that are null stay', () => {
    expect(canonicalJson({ note: null })).toBe('{"note":null}')
  })
})

describe('the whole', () => {
  test('is the example of section 3.2.2 of RFC 8785', () => {
    const example = {
      // The RFC writes the first with one digit more than a double holds.
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    }
    expect(canonicalJson(example)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    )
  })

  test.each([
    ['backspace, tab, line feed, form feed, carriage return', '\b\t\n\f\r', String.raw`"\b\t\n\f\r"`],
    ['other control characters', '\u0000\u001b\u001f', String.raw`"\u0000\u001b\u001f"`],
    [
      'what JavaScript alone escapes: nothing',
      '\u007f\u0080\u2028\u2029\ufeff',
      '"\u007f\u0080\u2028\u2029\ufeff"',
    ],
    ['a slash: nothing', 'https://example.org/', '"https://example.org/"'],
    [
      'both kinds of composition, which stay apart',
      'ŏ'.normalize('NFC') + 'ŏ'.normalize('NFD'),
      '"\u014fo\u0306"',
    ],
  ])('escapes %s', (_what, value, text) => {
    expect(canonicalJson(value)).toBe(text)
  })

  test.each([
    ['half a character', 'one half \ud83d of a pair'],
    ['half a character the other way round', '\ude00\ud83d'],
    ['half a character in a name', { '\ud83d': 1 }],
    ['nothing', undefined],
    ['nothing in a list', [undefined]],
    ['a function', { note: () => 'note' }],
    ['a symbol', Symbol('note')],
    ['a big integer', 1n],
  ])('has no canonical form with %s', (_what, value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError)
  })
})

/** The same value with the members of every object in the reverse order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, inner]) => [name, reversed(inner)]),
  )
}

const json = fc
  .jsonValue({ stringUnit: 'binary' })
  .map((value) => JSON.parse(JSON.stringify(value)) as unknown)

describe('any value', () => {
  test('means the same as it did', () => {
    fc.assert(
      fc.property(fc.oneof(json, anyRecord), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(value)
      }),
    )
  })

  test('has one form, whatever the order of its members', () => {
    fc.assert(
      fc.property(fc.oneof(json, anyRecord), (value) => {
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value))
        expect(canonicalJson(JSON.parse(canonicalJson(value)))).toBe(canonicalJson(value))
      }),
    )
  })

  test('with half a character anywhere in it has none', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('\ud800', '\udfff'),
        fc.string({ unit: 'grapheme-ascii' }),
        (before, half, after) => {
          expect(() => canonicalJson({ note: [`${before}${half}${after}`] })).toThrow(TypeError)
        },
      ),
    )
  })
})

describe('a text', () => {
  test('is canonical when it is the canonical form of what it says, and never otherwise', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const canonical = canonicalJson(value)
        const parsed = JSON.parse(canonical) as unknown
        expect(isCanonical(canonical, parsed)).toBe(true)
        const written = JSON.stringify(value)
        expect(isCanonical(written, JSON.parse(written))).toBe(written === canonical)
        expect(isCanonical(` ${canonical}`, parsed)).toBe(false)
      }),
    )
  })

  test.each([
    ['{"b":1,"a":2}', false],
    ['{"a":2,"b":1}', true],
    ['{"10":1,"9":2}', true],
    ['{"9":2,"10":1}', false],
    ['{"a":1,"a":1}', false],
    ['{"a":[{"d":1,"c":2}]}', false],
    ['{"a":"\\u0041"}', false],
    ['{"a":1.0}', false],
  ])('%s: %s', (text, expected) => {
    expect(isCanonical(text, JSON.parse(text))).toBe(expected)
  })
})
