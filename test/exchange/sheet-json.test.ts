import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { flatObject } from '../../src/exchange/flat-object.ts'
import { ElementScanner } from '../../src/exchange/json-elements.ts'
import { memberCount, repeatedName } from '../../src/exchange/json-members.ts'
import { sheetFolder } from './sheet-files.ts'

const { read, refused } = sheetFolder()

/** The elements of a text that comes in pieces, parsed. */
function elementsOf(text: string, places: readonly number[] = []): unknown[] {
  const at = [...new Set(places.map((place) => place % (text.length + 1)))].sort((a, b) => a - b)
  const scanner = new ElementScanner()
  const pieces = [0, ...at].map((from, i) => text.slice(from, at[i]))
  const elements = pieces.flatMap((piece) => scanner.scan(piece))
  scanner.end()
  return elements.map((element) => JSON.parse(element) as unknown)
}

const anyObject = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { noNullPrototype: true })
const cuts = fc.array(fc.nat(), { maxLength: 8 })
const indents = fc.constantFrom(undefined, 1, '\t')

test('the objects of any array are found, wherever its text is cut', () => {
  fc.assert(
    fc.property(fc.array(anyObject), cuts, indents, (objects, places, indent) => {
      expect(elementsOf(JSON.stringify(objects, undefined, indent), places)).toEqual(
        JSON.parse(JSON.stringify(objects)),
      )
    }),
    { numRuns: 300 },
  )
})

test('so are those of the one list of objects among the members of an object', () => {
  const plain = fc
    .jsonValue({ maxDepth: 1 })
    .filter((value) => !Array.isArray(value) || typeof value[0] !== 'object')
  const around = fc.dictionary(
    fc.string().map((name) => `about ${name}`),
    plain,
    { noNullPrototype: true },
  )
  fc.assert(
    fc.property(
      around,
      fc.array(anyObject, { minLength: 1 }),
      around,
      cuts,
      (before, rows, after, places) => {
        const text = JSON.stringify({ ...before, rows, ...after }, undefined, 1)
        expect(elementsOf(text, places)).toEqual((JSON.parse(text) as { rows: unknown }).rows)
      },
    ),
    { numRuns: 300 },
  )
})

describe('JSON', () => {
  test('has the members of its objects as columns, in the order in which they appear', async () => {
    const { columns, rows } = await read(
      'a.json',
      '[\n{"place": "rajin", "count": 73},\n{"note": "x\\ny", "place": null}]\n',
    )
    expect(columns).toEqual(['place', 'count', 'note'])
    expect(rows).toEqual([
      { line: 1, cells: ['rajin', '73', ''] },
      { line: 2, cells: ['', '', 'x\ny'] },
    ])
  })

  test('keeps formulas and escapes, which are only text here', async () => {
    const { rows } = await read('a.json', JSON.stringify([{ id: 'a', note: "'=1", more: '\\u0041' }]))
    expect(rows[0]?.cells).toEqual(['a', "'=1", '\\u0041'])
  })

  test.each([
    ['an empty file', '', 'There is nothing in this file.'],
    ['an empty list', '[]', 'There is nothing in this file.'],
    ['a list of nothing', '[{}, {}]', 'No object with a member is among its first rows.'],
    ['a number', '73', 'This is no JSON array of objects.'],
    ['an object without a list', '{"rows": 1}', 'There is no list of objects in this file.'],
  ])('%s is refused', async (_, text, message) => {
    expect(await refused('a.json', text)).toMatchObject({ code: 'unreadable-file', message })
  })

  test.each([
    ['a.json', '[NaN]', 'This is no JSON.', /, row 1$/],
    ['a.json', '[{}, {"quantity": NaN}]', /^This is no JSON/, /, row 2$/],
    ['a.json', '[73]', 'This is no object with members, in braces.', /, row 1$/],
    ['a.ndjson', '\nNaN\n', 'This is no JSON.', /, line 2$/],
    ['a.ndjson', '{"quantity": 70, "quantity": 99}', /^The member "quantity" comes twice/, /, line 1$/],
  ])('%s of %j has nothing that can be read, and why is said', async (name, text, message, where) => {
    const failure = await refused(name, text)
    expect(failure.code).toBe('unreadable-file')
    expect(failure.message).toMatch(message)
    expect(failure.where).toMatch(where)
  })

  test('a member that comes twice is a problem of its row', async () => {
    const { rows } = await read(
      'a.json',
      '[{"id": "a", "quantity": 70}, {"id": "b", "quantity": 70, "quantity": 99}, {"id": "c", "quantity": 71}]',
    )
    expect(rows).toEqual([
      { line: 1, cells: ['a', '70'] },
      {
        line: 2,
        cells: ['', ''],
        problem: 'The member "quantity" comes twice in one object: which one counts cannot be told.',
        surplus: ['{"id": "b", "quantity": 70, "quantity": 99}'],
      },
      { line: 3, cells: ['c', '71'] },
    ])
  })

  test.each([
    ['cut off in a text', '[{"id": "a"},\n{"id": "b', 2, /cut off/],
    ['cut off after an object', '[{"id": "a"},\n{"id": "b"}\n', 3, /cut off/],
    [
      'with two lists',
      '{"rows": [{"id": "a"}],\n"more": [{"id": "b"}]}',
      2,
      /two lists of objects, "rows" and "more"/,
    ],
    ['with a comma too many', '[{"id": "a"},\n]', 2, /an object should stand/],
    ['with a comma too few', '[{"id": "a"}\n{"id": "b"}]', 2, /a comma or the end of the list/],
    ['with a name and no colon', '{"rows"\n [{"id": "a"}]}', 1, /a colon should stand/],
    ['that goes on', '[{"id": "a"}]\n{"id": "b"}', 2, /Here the file should end/],
  ])('%s is refused with the line', async (_, text, line, message) => {
    const failure = await refused('a.json', text)
    expect(failure.message).toMatch(message)
    expect(failure.where).toMatch(new RegExp(`a\\.json, line ${String(line)}$`))
  })

  test('the name of a member may be as long as a row', async () => {
    const { rows } = await read('a.json', `{"${'x'.repeat(15 << 20)}": 1,\n"rows": [{"id": "a"}]}`)
    expect(rows.map(({ cells }) => cells)).toEqual([['a']])
  })

  test('an object longer than a row may be is refused', async () => {
    const failure = await refused('a.json', `[{"id": "a"},\n{"id": "${'x'.repeat(17 << 20)}"}]`)
    expect(failure.message).toMatch(/longer than the 16 Mi characters/)
    expect(failure.where).toMatch(/line 2$/)
  })

  test('what is no object is a problem of its row', async () => {
    const { rows } = await read('a.json', '[{"id": "a"}, 73, {"id" "b"}, {"id": "c"}]')
    expect(rows.map(({ line, problem }) => [line, problem])).toEqual([
      [1, undefined],
      [2, 'This is no object with members, in braces.'],
      [3, expect.stringMatching(/^This is no JSON/)],
      [4, undefined],
    ])
  })
})

describe('JSON lines', () => {
  test('have an object on each line, and line numbers', async () => {
    const { columns, rows } = await read('a.ndjson', '\uFEFF{"id": "a"}\r\n\r\n{"id": "b", "note": "x"}')
    expect(columns).toEqual(['id', 'note'])
    expect(rows).toEqual([
      { line: 1, cells: ['a', ''] },
      { line: 3, cells: ['b', 'x'] },
    ])
  })

  test('that are none are problems of their rows, as is a last one that was cut off', async () => {
    const { rows } = await read('a.ndjson', '{"id": "a"}\nnone\n[1]\n{"id": "b"}\n{"id": "c')
    expect(rows.map(({ line, problem }) => [line, problem !== undefined])).toEqual([
      [1, false],
      [2, true],
      [3, true],
      [4, false],
      [5, true],
    ])
  })

  test('may have a member that comes late, which is a problem of its row', async () => {
    const text = `${'{"id": "a"}\n'.repeat(1500)}{"id": "b", "late": "x"}\n`
    const { columns, rows } = await read('a.ndjson', text)
    expect(columns).toEqual(['id'])
    expect(rows).toHaveLength(1501)
    expect(rows.at(-1)).toMatchObject({
      line: 1501,
      problem: '"late" is a member that none of the first 1000 objects has.',
    })
  })

  test('are refused when one never ends', async () => {
    const failure = await refused('a.ndjson', `{"id": "a"}\n{"id": "${'x'.repeat(17 << 20)}"}`)
    expect(failure.where).toMatch(/a\.ndjson, line 2$/)
  })

  test('may be in another encoding', async () => {
    const { rows, encoding } = await read('a.ndjson', Buffer.from('\uFEFF{"id": "두만강"}\n', 'utf16le'))
    expect(encoding).toBe('utf-16le')
    expect(rows[0]?.cells).toEqual(['두만강'])
  })
})

describe('an object becomes cells', () => {
  test.each([
    [
      '{"observed": {"text": "2023", "earliest": "2023-01-01"}}',
      { observed: '2023', observed_earliest: '2023-01-01' },
    ],
    ['{"source": {"file": {"name": "a.pdf"}}}', { source_file_name: 'a.pdf' }],
    ['{"text": "x", "a": true, "b": null, "c": []}', { text: 'x', a: 'true', b: '', c: '' }],
    ['{"vessels": ["angara", "maria; x"]}', { vessels: 'angara; maria\\; x' }],
    ['{"n": [1, 2.5]}', { n: '1; 2.5' }],
    [
      '{"imo": 12345678901234567890, "lat": 42.123456789012345678, "n": 1e3}',
      { imo: '12345678901234567890', lat: '42.123456789012345678', n: '1e3' },
    ],
    ['{"__proto__": "x"}', { ['__proto__']: 'x' }],
  ])('%s', (text, cells) => {
    const flat = flatObject(text)
    expect(flat.problem).toBeUndefined()
    if (flat.problem === undefined) expect([...flat.cells]).toEqual(Object.entries(cells))
  })

  test.each([
    ['{"shows": [{"leg": "a"}]}', '"shows" is a list of lists or objects, which no cell can hold.'],
    ['{"a": {"b": 1}, "a_b": 2}', 'There are two members for the column "a_b".'],
    [`${'{"a":'.repeat(9)}1${'}'.repeat(9)}`, '"a_a_a_a_a_a_a_a" is nested more than 8 deep.'],
    ['['.repeat(200_000), expect.stringMatching(/^This is no JSON/)],
  ])('or is refused: %.40s', (text, problem) => {
    expect(flatObject(text)).toEqual({ problem })
  })

  test.each([
    ['{"quantity": 70, "quantity": 99}', 'quantity'],
    ['{"quantity":70,"quantity":70}', 'quantity'],
    ['{"quantity": 70, "\\u0071uantity"\n : 99}', 'quantity'],
    ['{"observed": {"text": "2023", "text": "2024"}}', 'text'],
    ['{"observed": {"text": "2023"}, "observed": {"earliest": "2023-01-01"}}', 'observed'],
    ['{"observed": {"text": "2023"}, "observed": "2024"}', 'observed'],
    ['{"a": {"id": 1}, "id": 2, "b": {"id": 3, "note": "x: y", "id": 4}}', 'id'],
    ['{"": 1, "": 2}', ''],
    ['{"__proto__": 1, "__proto__": 2}', '__proto__'],
    ['{"a \\"b\\": {": 1, "c": "}", "a \\"b\\": {": 2}', 'a "b": {'],
    ['{"n": [1, 2], "n": [3]}', 'n'],
    ['{"imo": 12345678901234567890, "imo": 1}', 'imo'],
  ])('or is refused for a member that comes twice: %s', (text, name) => {
    const problem = `The member "${name}" comes twice in one object: which one counts cannot be told.`
    expect(flatObject(text)).toEqual({ problem })
  })
})

test('members are counted as they are parsed, whatever stands in their names and texts', () => {
  const members = (value: unknown): number =>
    typeof value !== 'object' || value === null
      ? 0
      : Object.values(value).reduce<number>(
          (sum, member) => sum + members(member) + (Array.isArray(value) ? 0 : 1),
          0,
        )
  const odd = fc.string({ unit: fc.constantFrom('"', '\\', ':', '{', '}', '[', ',', ' ', '\n', 'a') })
  const value = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 3 }, odd, fc.integer(), tie('list'), tie('object')),
    list: fc.array(tie('value'), { maxLength: 3 }),
    object: fc.dictionary(odd, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  })).object
  fc.assert(
    fc.property(value, indents, (object, indent) => {
      const text = JSON.stringify(object, undefined, indent)
      expect(memberCount(text)).toBe(members(JSON.parse(text)))
      expect(repeatedName(text)).toBeUndefined()
    }),
    { numRuns: 500 },
  )
})
