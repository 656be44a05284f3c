import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openSheet } from '../../src/exchange/sheet.ts'
import { sheetFolder, wholeSheet } from './sheet-files.ts'

const { file, read, refused } = sheetFolder()

const cells = (rows: readonly { cells: readonly string[] }[]) => rows.map((row) => row.cells)

describe('a table', () => {
  test.each([
    ['CRLF', '\r\n'],
    ['LF', '\n'],
    ['CR', '\r'],
  ])('has lines that end with %s', async (_, end) => {
    const { columns, rows, notes } = await read(
      'a.csv',
      ['\uFEFFid,note', 'rajin,"a, b"', '', 'dunai,c'].join(end),
    )
    expect(columns).toEqual(['id', 'note'])
    expect(rows).toEqual([
      { line: 2, cells: ['rajin', 'a, b'] },
      { line: 4, cells: ['dunai', 'c'] },
    ])
    expect(notes).toEqual([])
  })

  test('has lines that end in several ways, and lines with nothing but separators', async () => {
    const { rows } = await read('a.csv', 'id,note\r\n,\nrajin,"x\ry"\r  ,\n\r\n\ndunai,"z"\r\n')
    expect(rows).toEqual([
      { line: 3, cells: ['rajin', 'x\ry'] },
      { line: 8, cells: ['dunai', 'z'] },
    ])
  })

  test('gives up what our export did to cells, and says how often', async () => {
    const { rows, notes } = await read(
      'a.csv',
      String.raw`id,note
a,'=SUM(A1)
b,''=x
c,it's
d,\\u0041 and \u001B
e,C:\ports
`,
    )
    expect(cells(rows).map(([, note]) => note)).toEqual([
      '=SUM(A1)',
      "'=x",
      "it's",
      '\\u0041 and \u001b',
      'C:\\ports',
    ])
    expect(notes).toEqual([
      'In 3 cells the signs that keep a spreadsheet from taking text for a formula were taken off again.',
    ])
  })

  test('may have rows that are shorter than the heading, and empty cells beyond it', async () => {
    const { rows } = await read('a.csv', 'id,place,note\na\nb,rajin,,,\nc,,x\n')
    expect(rows).toEqual([
      { line: 2, cells: ['a', '', ''] },
      { line: 3, cells: ['b', 'rajin', ''] },
      { line: 4, cells: ['c', '', 'x'] },
    ])
  })

  test('has a problem in a row with more cells than the heading', async () => {
    const { rows } = await read('a.csv', 'id,note\na,about 1,200 cars\nb,x\n')
    expect(rows[0]).toMatchObject({ line: 2, cells: ['a', 'about 1'] })
    expect(rows[0]?.problem).toMatch(/^This row has 3 cells and the heading 2:/)
    expect(rows[1]).toEqual({ line: 3, cells: ['b', 'x'] })
  })

  test('calls columns of one name apart, and names those without one', async () => {
    const { columns, notes } = await read('a.csv', ' date ,date,,date (2),date,,\na,b,c,d,e,f,g\n')
    expect(columns).toEqual(['date', 'date (3)', 'column 3', 'date (2)', 'date (4)'])
    expect(notes).toEqual([
      'The heading has "date" more than once; column 2 is called "date (3)".',
      'Column 3 has no name in the heading; it is called "column 3".',
      'The heading has "date" more than once; column 5 is called "date (4)".',
    ])
  })

  test('may have nothing but its heading', async () => {
    const { columns, rows } = await read('a.csv', 'id;note')
    expect(columns).toEqual(['id', 'note'])
    expect(rows).toEqual([])
  })

  test('says how much of the file was read', async () => {
    const path = file('a.csv', `id,note\n${'rajin,quay 3\n'.repeat(100_000)}`)
    const sheet = await openSheet(path)
    const seen: number[] = []
    let count = 0
    for await (const batch of sheet.rows) {
      seen.push(sheet.read())
      count += batch.length
    }
    expect(count).toBe(100_000)
    expect(seen).toEqual([...seen].sort((a, b) => a - b))
    expect(seen[0]).toBeLessThan(sheet.bytes / 2)
    expect(sheet.read()).toBe(sheet.bytes)
  })
})

describe('what separates the cells', () => {
  test.each([
    ['semicolons', 'id;lat;note\na;42,25;x, y\nb;43,1;z\n', ['id', 'lat', 'note'], ['a', '42,25', 'x, y']],
    ['tabs', 'id\tnote\na\tx, y; z\n', ['id', 'note'], ['a', 'x, y; z']],
    ['semicolons', 'sep=;\r\nid;"a,b,c,d"\r\n1;2\r\n', ['id', 'a,b,c,d'], ['1', '2']],
    [
      'semicolons',
      '"id";"what, where, when"\n"a, b, c";"x"\n',
      ['id', 'what, where, when'],
      ['a, b, c', 'x'],
    ],
  ])('is told and said: %s', async (name, text, columns, first) => {
    const sheet = await read('a.csv', text)
    expect(sheet.columns).toEqual(columns)
    expect(sheet.rows[0]?.cells).toEqual(first)
    expect(sheet.notes).toEqual([`The cells are separated by ${name}.`])
  })

  test('are commas, whatever else stands in the cells', async () => {
    const { columns, rows } = await read('a.csv', 'id,note\na,x; y; z\nb,"1;2;3;4"\n')
    expect(columns).toEqual(['id', 'note'])
    expect(cells(rows)).toEqual([
      ['a', 'x; y; z'],
      ['b', '1;2;3;4'],
    ])
  })

  test('are tabs in .tsv', async () => {
    const { format, columns, rows, notes } = await read('a.tsv', 'id\tnote, more\nrajin\t"x\ty"\n')
    expect({ format, columns, notes }).toEqual({ format: 'tsv', columns: ['id', 'note, more'], notes: [] })
    expect(rows[0]?.cells).toEqual(['rajin', 'x\ty'])
  })
})

describe('a file that was cut off', () => {
  test('within quotation marks names where they were opened', async () => {
    const failure = await refused('a.csv', 'id,note\nrajin,x\ndunai,"and the\nrest')
    expect(failure).toMatchObject({ code: 'unreadable-file' })
    expect(failure.where).toMatch(/a\.csv, line 3$/)
  })

  test('within a row has a problem in it', async () => {
    const { rows } = await read('a.csv', 'id,place,note\na,rajin,x\nb,du')
    expect(rows[1]).toEqual({
      line: 3,
      cells: ['b', 'du', ''],
      problem: 'The file ends in the middle of this row: it has 2 of 3 cells and no line break.',
    })
  })

  test('is not one whose last line has no line break', async () => {
    const { rows } = await read('a.csv', 'id,note\nrajin,x\ndunai,y')
    expect(rows.at(-1)).toEqual({ line: 3, cells: ['dunai', 'y'] })
  })

  test('is not one whose rows are short all along', async () => {
    const { rows } = await read('a.csv', 'id,place,note\na\nb')
    expect(rows.at(-1)).toEqual({ line: 3, cells: ['b', '', ''] })
  })
})

describe('what is no table is refused', () => {
  test.each([
    ['nothing', 'a.csv', '', /^There is nothing in this file\.$/],
    ['nothing but blank lines', 'a.csv', '\r\n \n,,\n', /^There is nothing in this file\.$/],
    ['an old workbook', 'a.csv', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /password, or one of Excel 97/],
    ['an old workbook', 'a.xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /password, or one of Excel 97/],
    ['a zip archive', 'a.csv', Buffer.from('504b030414000000', 'hex'), /^This is a workbook or another zip/],
    ['text', 'a.xlsx', 'id,note\n', /^This is no \.xlsx workbook\.$/],
    ['gzip', 'a.csv', Buffer.from('1f8b0800', 'hex'), /compressed with gzip/],
    ['a PDF', 'a.csv', '%PDF-1.7', /^This is a PDF/],
  ])('%s', async (_, name, contents, message) => {
    const failure = await refused(name, contents)
    expect(failure.code).toBe('unreadable-file')
    expect(failure.message).toMatch(message)
    expect(failure.hint).toBeDefined()
  })

  test('a file that is not there, a folder, a link that leads nowhere', async () => {
    const folder = dirname(file('a.csv', 'id\n1\n'))
    mkdirSync(join(folder, 'sheets'))
    symlinkSync(join(folder, 'gone'), join(folder, 'link.csv'))
    await expect(openSheet(join(folder, 'none.csv'))).rejects.toMatchObject({
      message: 'There is no such file.',
    })
    await expect(openSheet(join(folder, 'link.csv'))).rejects.toMatchObject({ code: 'unreadable-file' })
    await expect(openSheet(join(folder, 'sheets'))).rejects.toMatchObject({
      message: 'This is a folder, not a table.',
    })
  })

  test('and no file stays open', async () => {
    const open = () => readdirSync('/proc/self/fd').length
    const before = open()
    for (let i = 0; i < 20; i++) await refused('a.csv', 'id,note\nrajin,"x')
    const sheet = await openSheet(file('b.csv', 'id\n1\n'))
    await sheet.close()
    expect(open()).toBeLessThanOrEqual(before + 1)
  })
})

test('a link to a table is followed', async () => {
  const path = file('a.csv', 'id\nrajin\n')
  const link = join(dirname(path), 'link-to-a.csv')
  symlinkSync(path, link)
  expect((await wholeSheet(link)).rows).toEqual([{ line: 2, cells: ['rajin'] }])
})

test('a pipe, which can be read once, is refused', async () => {
  const pipe = join(dirname(file('a.csv', '')), 'pipe.csv')
  execFileSync('mkfifo', [pipe])
  await expect(openSheet(pipe)).rejects.toMatchObject({
    code: 'unreadable-file',
    message: 'This is a pipe, which can be read only once.',
  })
})

test.each([
  ['csv', 'id,note\nrajin,x\n'],
  ['json', ' [{"id": "rajin"}]'],
  ['json', '{\n"rows": [{"id": "rajin"}]}'],
  ['ndjson', '{"id": "rajin"}\n{"id": "dunai"}\n'],
])('a file without an ending is %s by what it begins with', async (format, text) => {
  const sheet = await read('table', text)
  expect(sheet.format).toBe(format)
  expect(sheet.rows[0]?.cells[0]).toBe('rajin')
})
