import fc from 'fast-check'
import { writeXlsx } from 'hucre/xlsx'
import { describe, expect, test } from 'vitest'
import { dateFormatOf, dateText, isHeld, numberText } from '../../src/exchange/xlsx-values.ts'
import { openSheet } from '../../src/exchange/sheet.ts'
import { XmlFault, XmlScanner } from '../../src/exchange/xml-scanner.ts'
import { sheetFolder } from './sheet-files.ts'
import { sheetData, workbook, zipped, type WorkbookText } from './workbooks.ts'

const { file, read, refused } = sheetFolder()

const readBook = async (text: WorkbookText, sheet?: string) =>
  read('a.xlsx', await workbook(text), sheet === undefined ? {} : { sheet })
const refusedBook = async (text: WorkbookText, sheet?: string) =>
  refused('a.xlsx', await workbook(text), sheet === undefined ? {} : { sheet })
/** Texts of the cells below the headings of one row, by their XML. */
async function cellsOf(
  cells: readonly string[],
  more: Partial<WorkbookText> = {},
): Promise<readonly string[]> {
  const heading = cells.map((_, i) => `c${String(i)}`)
  const { rows } = await readBook({ ...more, sheet: sheetData([heading, cells]) })
  expect(rows[0]?.problem).toBeUndefined()
  return rows[0]?.cells ?? []
}

describe('a worksheet', () => {
  test('made by a library is read', async () => {
    const bytes = await writeXlsx({
      sheets: [
        {
          name: 'Sightings',
          rows: [
            ['place', 'observed', 'count', 'covered'],
            ['rajin', new Date(Date.UTC(2023, 9, 5)), 73, true],
            ['두만강 & <b>', new Date(Date.UTC(2023, 9, 5, 14, 30)), 0.1 + 0.2, false],
          ],
        },
      ],
    })
    const { format, encoding, columns, rows, notes } = await read('a.xlsx', bytes)
    expect({ format, encoding, columns, notes }).toEqual({
      format: 'xlsx',
      encoding: undefined,
      columns: ['place', 'observed', 'count', 'covered'],
      notes: [],
    })
    expect(rows[0]).toEqual({ line: 2, cells: ['rajin', '2023-10-05', '73', 'true'] })
    expect(rows[1]?.cells[0]).toBe('두만강 & <b>')
    expect(rows[1]?.cells[2]).toBe('0.3')
  })

  test('has its heading in the first row with something in it, and gaps', async () => {
    const sheet = `<sheetData><row r="2"/><row r="3"><c r="B3"/></row><row r="5"><c r="A5" t="str"><v>id</v></c><c r="C5" t="str"><v>note</v></c></row>
      <row r="9"><c r="C9"><v>7</v></c></row><row><c t="str"><v>a</v></c><c/><c t="str"><v>x</v></c></row></sheetData>`
    const { columns, rows, notes } = await readBook({ sheet })
    expect(columns).toEqual(['id', 'column 2', 'note'])
    expect(rows).toEqual([
      { line: 9, cells: ['', '', '7'] },
      { line: 10, cells: ['a', '', 'x'] },
    ])
    expect(notes).toEqual(['Column 2 has no name in the heading; it is called "column 2".'])
  })

  test('has texts of every kind', async () => {
    const texts =
      '<sst><si><t>plain</t></si><si><r><t xml:space="preserve">rich </t></r><r><t>text</t></r></si><si><t>東京</t><rPh sb="0" eb="2"><t>とうきょう</t></rPh></si><si><t>a_x000D_b_x005F_x0041_</t></si></sst>'
    const cells = await cellsOf(
      [
        ' t="s"><v>0</v>',
        ' t="s"><v>1</v>',
        ' t="s"><v>2</v>',
        ' t="s"><v>3</v>',
        ' t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r></is>',
        ' t="str"><f>A1&amp;"x"</f><v><![CDATA[<of a formula>]]></v>',
        ' t="b"><v>0</v>',
        ' t="d"><v>2023-10-05T00:00:00</v>',
      ],
      { texts },
    )
    expect(cells).toEqual([
      'plain',
      'rich text',
      '東京',
      'a\rb_x0041_',
      'inline',
      '<of a formula>',
      'false',
      '2023-10-05',
    ])
  })

  test('gives up what our export did to its texts', async () => {
    const { rows, notes } = await readBook({
      sheet: sheetData([
        ['a', 'b'],
        ["'=1+1", '\\u001B[2J'],
      ]),
    })
    expect(rows[0]?.cells).toEqual(['=1+1', '\u001b[2J'])
    expect(notes[0]).toMatch(/^In 2 cells/)
  })

  test('has problems where it has errors, and formulas without a result', async () => {
    const { rows } = await readBook({
      sheet: sheetData([
        ['a', 'b'],
        ['x', ' t="e"><f>B9</f><v>#REF!</v>'],
        ['y', '><f>SUM(A1)</f>'],
        ['z', ' t="s"><v>9</v>'],
        ['w', 'v'],
      ]),
    })
    expect(rows.map(({ problem }) => problem)).toEqual([
      'Cell B2 has the error #REF!.',
      'Cell B3 is a formula whose result is not in the file: open and save it in a spreadsheet program.',
      'Cell B4 stands for a text that is not in the file.',
      undefined,
    ])
    // A row that is given back has something there, so that it is not taken when nobody mends it.
    expect(rows.map(({ cells }) => cells[1])).toEqual(['#REF!', '#GETTING_DATA', '#REF!', 'v'])
  })

  test('says what is hidden or merged', async () => {
    const sheet = `<cols><col min="2" max="3" hidden="1"/><col min="4" max="16384" hidden="1"/></cols><sheetData><row r="1"><c r="A1" t="str"><v>id</v></c></row>
      <row r="2" hidden="1"><c r="A2" t="str"><v>a</v></c></row><row r="3"><c r="A3" t="str"><v>b</v></c></row></sheetData><mergeCells><mergeCell ref="A2:A3"/></mergeCells>`
    const { rows, notes } = await readBook({ sheet })
    expect(rows.map(({ cells }) => cells)).toEqual([['a'], ['b']])
    expect(notes).toEqual([
      '1 row is hidden in the worksheet, and read like the others.',
      '2 columns are hidden in the worksheet, and read like the others.',
      '1 group of cells is merged: only the first cell of each has its text.',
    ])
  })
})

describe('of several worksheets', () => {
  const sheets = [['Old', 'hidden'], ['Older', 'veryHidden'], ['Notes'], ['Sightings & more']] as const
  const sheet = sheetData([['id'], ['a']])

  test('one is read by its name', async () => {
    const { rows, notes } = await readBook({ sheet, sheets }, 'Sightings & more')
    expect(rows).toEqual([{ line: 2, cells: ['a'] }])
    expect(notes).toEqual([])
  })

  test('the first that is not hidden is, and the others are named', async () => {
    const { notes } = await readBook({ sheet, sheets: [sheets[0], sheets[1], sheets[3]] })
    expect(notes).toEqual([])
    const failure = await refusedBook({ sheet, sheets })
    expect(failure.message).toBe('There is nothing on the worksheet "Notes".')
    expect(failure.hint).toBe('There is another: "Sightings & more" (--sheet NAME).')
  })

  test('one that is not there has the nearest named', async () => {
    expect(await refusedBook({ sheet, sheets }, 'Note')).toMatchObject({
      code: 'unknown-name',
      hint: 'Did you mean Notes?',
    })
  })
})

describe('days and times', () => {
  test.each([
    [14, '45204', '2023-10-05'],
    [14, '45204.5', '2023-10-05'],
    [22, '45204.604166666664', '2023-10-05T14:30:00'],
    [22, '45204', '2023-10-05'],
    [22, '45204.99999999', '2023-10-06'],
    ['dd/mm/yyyy', '1', '1900-01-01'],
    ['dd/mm/yyyy', '59', '1900-02-28'],
    ['dd/mm/yyyy', '61', '1900-03-01'],
    ['mmm yyyy', '45200', '2023-10'],
    ['yyyy', '45200', '2023'],
    ['[$-409]d\\-mmm\\-yy;@', '45204', '2023-10-05'],
    ['yyyy"年"m"月"d"日"', '45204', '2023-10-05'],
    ['yyyy-mm-dd hh:mm:ss.000', '45204.25', '2023-10-05T06:00:00'],
    ['h:mm AM/PM', '0.75', '18:00:00'],
    ['[h]:mm', '1.5', '36:00:00'],
    ['0.00', '45204', '45204'],
    ['0.00E+00', '45204', '45204'],
    ['#,##0 "days"', '45204', '45204'],
    ['General', '45204', '45204'],
    ['[Red]0;[Blue]-0', '-3', '-3'],
    // Shown as a percentage, which is what a CSV file has.
    [9, '0.7', '70%'],
    [10, '0.07', '7%'],
    ['0%', '0.725', '72.5%'],
    ['0%', '0.30000000000000004', '30%'],
    ['0.0\\ %', '1', '100%'],
    ['[Red]0%;[Blue]-0%', '-0.05', '-5%'],
    ['0;-0%', '12', '1200%'],
    ['0%', '0', '0%'],
    ['0%', '0.000001', '0.0001%'],
    ['0"%"', '70', '70%'],
    ['0\\%', '70', '70%'],
    ['0.0_%', '70', '70'],
    ['0*%', '70', '70'],
    ['0;-0;0;@"%"', '70', '70'],
    ['0"5%"', '70', '70'],
  ])('%s shows %s as %s', async (format, value, text) => {
    expect(await cellsOf([` s="1"><v>${value}</v>`], { formats: [format] })).toEqual([text])
  })

  test('are counted from 1904 where the workbook says so', async () => {
    expect(
      await cellsOf([' s="1"><v>43742</v>', ' s="1"><v>0</v>'], { formats: [14], is1904: true }),
    ).toEqual(['2023-10-05', '1904-01-01'])
  })

  test.each(['60', '-1', '0', '1e9'])('that never were are a problem: %s', async (value) => {
    const { rows } = await readBook({ sheet: sheetData([['a'], [` s="1"><v>${value}</v>`]]), formats: [14] })
    expect(rows[0]?.problem).toMatch(/^Cell A2 has the number .*, which is no day\.$/)
  })

  test('any day of the calendar is the one it is, whatever the time zone', () => {
    const format = dateFormatOf(14, undefined)
    const days = fc.date({
      min: new Date('1900-03-01T00:00:00Z'),
      max: new Date('9999-12-31T00:00:00Z'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(days, (date) => {
        const day = Math.floor(date.getTime() / 86_400_000)
        expect(dateText(day + 25_569, format!, false)).toBe(date.toISOString().slice(0, 10))
        expect(dateText(day + 24_107, format!, true)).toBe(
          date < new Date('1904-01-01') ? undefined : date.toISOString().slice(0, 10),
        )
      }),
    )
  })
})

describe('numbers are as a person would type them', () => {
  test.each([
    ['0.30000000000000004', '0.3'],
    ['1E+21', '1000000000000000000000'],
    ['1.5E-7', '0.00000015'],
    ['-42.2556', '-42.2556'],
    ['1e2', '100'],
    ['123456789012345', '123456789012345'],
    ['0', '0'],
    ['-0', '0'],
    ['8505501', '8505501'],
    ['.5', '0.5'],
    ['1.', '1'],
    ['1e999', undefined],
    ['0x10', undefined],
    ['', undefined],
    ['NaN', undefined],
    // A whole number that a double holds has all its digits.
    ['1234567890123456', '1234567890123456'],
    ['9007199254740992', '9007199254740992'],
    ['72057594037927936', '72057594037927936'],
    ['1.8446744073709552E+19', '18446744073709552000'],
    ['2251799813685249.5', '2251799813685250'],
  ])('%s is %s', (written, text) => {
    expect(numberText(written)).toBe(text)
  })

  test.each([
    ['9007199254740993', false],
    ['-9007199254740993', false],
    ['90071992547409930000', false],
    ['9.007199254740993E+15', false],
    ['0.12345678901234567890', false],
    ['3.14159265358979323846', false],
    ['1e-400', false],
    ['1'.repeat(101), false],
    ['9007199254740992', true],
    ['0.30000000000000004', true],
    // 0.1 + 0.7 as Excel writes it, with 17 digits, and as others do.
    ['0.79999999999999993', true],
    ['0.7999999999999999', true],
    // Half-way between two of 17 digits.
    ['1125899906842624.2', true],
    ['1125899906842624.3', true],
    ['1125899906842624.1', false],
    ['1.8446744073709552E+19', true],
    ['18446744073709551616', true],
    ['1.00000000000000000000', true],
    ['000000000000000000007', true],
    ['0.0000000000000000000', true],
    ['1E+21', true],
  ])('%s is held as it is written: %s', (written, held) => {
    expect(isHeld(written)).toBe(held)
  })

  test('any double is held that is written with as many digits as it needs, or with 17', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(isHeld(String(number))).toBe(true)
        expect(isHeld(number.toPrecision(17))).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  test('a whole number that is held has the digits it is written with; each that a double is, is held', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 20n }), (number) => {
        const written = String(number)
        if (BigInt(Number(written)) === number) expect(isHeld(written)).toBe(true)
        if (isHeld(written)) expect(numberText(written)).toBe(written)
      }),
      { numRuns: 2000 },
    )
  })

  test('what is not held is a problem of its row', async () => {
    const { rows } = await readBook({
      sheet: sheetData([['count'], [' ><v>9007199254740993</v>'], [' ><v>70</v>']]),
    })
    expect(rows).toEqual([
      {
        line: 2,
        cells: ['9007199254740993'],
        problem:
          'Cell A2 has the number 9007199254740993, which spreadsheets do not keep to its last digit: write it as a text.',
      },
      { line: 3, cells: ['70'] },
    ])
  })

  test('and of 15 digits none is lost', () => {
    const number = fc.tuple(
      fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 }),
      fc.integer({ min: -20, max: 6 }),
    )
    fc.assert(
      fc.property(number, ([digits, power]) => {
        const value = Number(`${String(digits)}e${String(power)}`)
        const text = numberText(String(value)) ?? ''
        expect(text).toMatch(/^-?\d+(?:\.\d*[1-9])?$/)
        expect(Number(text)).toBe(value === 0 ? 0 : value)
      }),
    )
  })
})

describe('what is no workbook, or does harm, is refused', () => {
  const sheet = sheetData([['id'], ['a']])

  test('entities', async () => {
    const bomb =
      '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet><sheetData/></worksheet>'
    const failure = await refusedBook({ sheet, parts: { 'xl/worksheets/sheet0.xml': bomb } })
    expect(failure.message).toContain('It declares entities or a document type')
    const unknown = await refusedBook({ sheet: sheetData([['id'], [' t="str"><v>&b;</v>']]) })
    expect(unknown.message).toContain('It is no XML: undefined entity.')
  })

  test('an archive that unpacks to far more than it is', async () => {
    const cells = `<row><c t="str"><v>${'a'.repeat(30_000)}</v></c></row>`.repeat(3_000)
    const failure = await refusedBook({ sheet: `<sheetData>${cells}</sheetData>` })
    expect(failure.message).toContain('unpacks to more than 400 times its size')
  })

  test('names of sheets without end', async () => {
    const names = `<workbook><sheets>${'<sheet name="a"/>'.repeat(2_500_000)}</sheets></workbook>`
    const failure = await refusedBook({ sheet, parts: { 'xl/workbook.xml': names } })
    expect(failure.message).toMatch(/takes 41 MiB, of which at most 32 can be read/)
    expect(failure.hint).toContain('CSV')
  })

  test('a part that is larger than it says', async () => {
    const bytes = await workbook({ sheet })
    // The size before compression, in the central directory and beside the part, of every part.
    for (const [mark, offset] of [
      ['504b0102', 24],
      ['504b0304', 22],
    ] as const) {
      for (let at = bytes.indexOf(mark, 0, 'hex'); at >= 0; at = bytes.indexOf(mark, at + 4, 'hex'))
        bytes.writeUInt32LE(20, at + offset)
    }
    expect((await refused('a.xlsx', bytes)).message).toMatch(/damaged, or not of the size/)
  })

  test('a part in which a byte was changed, after its rows were read', async () => {
    const table = [
      ['id', 'count'],
      ...Array.from({ length: 3_000 }, (_, i) => [`a${String(i)}`, ' ><v>70</v>']),
    ]
    const bytes = await workbook({ sheet: sheetData(table), isStored: true })
    const whole = await read('a.xlsx', bytes)
    expect(whole.rows).toHaveLength(3_000)
    bytes.write('99', bytes.indexOf('70</v>'))
    const sheetFile = await openSheet(file('a.xlsx', bytes))
    let seen = 0
    const readAll = async () => {
      for await (const batch of sheetFile.rows) seen += batch.length
    }
    await expect(readAll()).rejects.toMatchObject({
      code: 'unreadable-file',
      message: expect.stringMatching(
        /sheet0\.xml is damaged, or not of the size or the checksum that it says/,
      ),
      hint: 'Copy it again from where it came from.',
    })
    expect(seen).toBeGreaterThan(0)
  })

  test('a small part in which a byte was changed', async () => {
    const bytes = await workbook({ sheet, formats: ['0.00'], isStored: true })
    bytes.write('9.99', bytes.indexOf('0.00'))
    expect((await refused('a.xlsx', bytes)).message).toMatch(/styles\.xml is damaged/)
  })

  test.each([
    ['of one name', 'xl/worksheets/sheet0.xml'],
    ['of names that differ in capitals', 'xl/Worksheets/Sheet0.xml'],
    ['that are not read', 'docProps/core.xml'],
  ])('two parts %s', async (_, name) => {
    const away = name.replace(/^../, '__')
    const bytes = await workbook({ sheet, parts: { 'docProps/core.xml': '<a/>', [away]: '<a/>' } })
    for (let at = bytes.indexOf(away); at >= 0; at = bytes.indexOf(away)) bytes.write(name, at)
    expect(await refused('a.xlsx', bytes)).toMatchObject({
      code: 'unreadable-file',
      message: `This workbook cannot be read. It holds the part ${name} twice.`,
      hint: expect.stringContaining('Which one counts cannot be told'),
    })
  })

  test('folders among its parts are no parts', async () => {
    const bytes = await workbook({ sheet, parts: { 'xl/media0': '', 'xl/media1': '' } })
    for (let at = bytes.indexOf('xl/media'); at >= 0; at = bytes.indexOf('xl/media', at + 1))
      bytes.write('/', at + 'xl/media'.length)
    expect((await read('a.xlsx', bytes)).rows).toHaveLength(1)
  })

  test.each([
    ['with a value each', '<c r="A2"><v>70</v></c><c r="B2"/><c r="A2"><v>99</v></c>'],
    ['of which one is empty', '<c r="A2"><v>70</v></c><c r="A2"/>'],
    ['of which one has no place', '<c r="B2"/><c r="A2"/><c/>'],
  ])('a cell twice, %s', async (_, cells) => {
    const rows = `<sheetData><row r="1"><c r="A1" t="str"><v>count</v></c></row><row r="2">${cells}</row></sheetData>`
    expect((await refusedBook({ sheet: rows })).message).toMatch(/It has the cell [AB]2 twice\.$/)
  })

  test('cells in another order than that of their columns are read', async () => {
    const rows = `<sheetData><row r="1"><c r="B1" t="str"><v>b</v></c><c r="A1" t="str"><v>a</v></c></row><row r="2"><c r="B2"><v>2</v></c><c r="A2"><v>1</v></c></row></sheetData>`
    expect((await readBook({ sheet: rows })).rows[0]?.cells).toEqual(['1', '2'])
  })

  test.each([
    ['cut off', async () => (await workbook({ sheet })).subarray(0, -40), /cannot be unpacked/],
    ['of another kind', () => zipped({ 'content.xml': '<x/>' }), /There is no workbook in it/],
    [
      'without its worksheet',
      () => workbook({ sheet, sheets: [['a', 'hidden']] }),
      /no worksheet in it that is not hidden/,
    ],
    [
      'with a part cut off',
      () => workbook({ sheet: '<sheetData><row>' }),
      /It is no XML: unexpected close tag/,
    ],
    [
      'with rows out of order',
      () => workbook({ sheet: '<sheetData><row r="2"/><row r="1"/></sheetData>' }),
      /rows are not in order/,
    ],
    [
      'with a cell out of bounds',
      () => workbook({ sheet: '<sheetData><row r="2"><c r="ZZZ2"/></row></sheetData>' }),
      /beyond the last column/,
    ],
  ])('a workbook %s', async (_, make, message) => {
    const failure = await refused('a.xlsx', await make())
    expect(failure.code).toBe('unreadable-file')
    expect(failure.message).toMatch(message)
  })
})

describe('XML', () => {
  const events = (pieces: readonly string[]): string[] => {
    const seen: string[] = []
    const scanner = new XmlScanner({
      open: (name, attributes) => seen.push(`<${name}>`, ...Object.entries(attributes).flat().map(String)),
      close: (name) => seen.push(`</${name}>`),
      text: (text) => seen.push(text),
    })
    for (const piece of pieces) scanner.scan(piece)
    scanner.end()
    return seen
  }

  test('is read the same, wherever it is cut', () => {
    const xml = `<?xml version="1.0"?><!-- <no> --><x:a b="1>2" r:c='"&lt;'><d/>t&amp;x<![CDATA[<&>]]></x:a>\n`
    const whole = events([xml])
    expect(whole).toEqual(['<a>', 'b', '1>2', 'c', '"<', '<d>', '</d>', 't&x', '<&>', '</a>'])
    for (let at = 1; at < xml.length; at++)
      expect(events([xml.slice(0, at), xml.slice(at)]).join('')).toBe(whole.join(''))
  })

  test.each([
    '<a>',
    '<a></b>',
    '<a',
    '',
    '<a b="',
    '<!DOCTYPE a><a/>',
    '<!-- x',
    '<a/><b/>',
    '<a/>x',
    '<a b="1" b="2"/>',
    '<a b=1/>',
    '<a>\u0001</a>',
  ])('%j is refused', (xml) => {
    expect(() => events([xml])).toThrow(XmlFault)
  })

  test('names what is wrong, and only the start of it when it is long', () => {
    expect(() => events(['<a b="1" b="2"/>'])).toThrow(/^It is no XML: duplicate attribute: b\.$/)
    expect(() => events([`<${'a'.repeat(1 << 16)}>`])).toThrow(/^It is no XML: unclosed tag: a{50,100}…\.$/)
  })

  test('has characters by number and the five by name, and no others', () => {
    expect(events(['<a>&lt;&gt;&amp;&quot;&apos;&#1076;&#x1F6A2;</a>'])[1]).toBe('<>&"\'д🚢')
    for (const wrong of ['&b;', '&', '&#x110000;', '&#;', '&amp', '&eacute;', '&#0;'])
      for (const xml of [`<a>${wrong}</a>`, `<a b="${wrong}"/>`])
        expect(() => events([xml])).toThrow(XmlFault)
  })

  test('has no end of what is between two tags, and of elements in elements', () => {
    const long = 'x'.repeat(1 << 16)
    for (const start of ['<a>', '<a><![CDATA[', '<a><!--', '<a b="', '<a><?', '<', '<a>&', '<!DOCTYPE '])
      expect(() => events([start, ...Array<string>(17).fill(long)])).toThrow('longer than any cell')
    expect(() => events(['<a>', ...Array<string>(17).fill(`<!---->${long}`)])).toThrow('longer than any cell')
    expect(() => events(['<a>'.repeat(257)])).toThrow('nested too deep')
    expect(events([`${'<a>'.repeat(256)}${'</a>'.repeat(256)}`])).toHaveLength(512)
  })
})
