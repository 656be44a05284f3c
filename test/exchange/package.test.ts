import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { importPackage, type Unpacked } from '../../src/case/package-in.ts'
import { writePackage } from '../../src/case/package-out.ts'
import { readPackage } from '../../src/case/package-read.ts'
import { describePackage, ENTRY_COLUMNS, resourceOf, tableColumns } from '../../src/exchange/package.ts'
import { RECORD_TYPES } from '../../src/model/vocabulary.ts'
import { tempFolder } from '../cli/harness.ts'
import { refused } from '../model/refusal.ts'
import { inCase, makeExample, newCaseIn, NOTE } from './example-case.ts'

let folder: string
let packed: string

beforeEach(async () => {
  folder = tempFolder()
  packed = join(folder, 'package')
  await makeExample(join(folder, 'case'), folder)
  await pack(join(folder, 'case'), packed)
})

async function pack(from: string, to: string): Promise<void> {
  mkdirSync(to)
  await inCase(from, (kase, reading) => writePackage(kase, reading, to))
}

const LATER = new Date('2024-01-01T00:00:00.000Z')

async function unpack(name = 'copy', from = packed): Promise<Unpacked> {
  return importPackage(
    await readPackage(from),
    newCaseIn(join(folder, name), () => LATER),
  )
}

/** Every file of a folder with its contents. */
function contents(path: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name), 'latin1')]),
  )
}

function rootOf(path: string): Promise<string> {
  return inCase(path, (_, { entry }) => Promise.resolve(entry.root.toString('hex')))
}

/** Changes a table of the package as somebody with an editor would. */
function edit(file: string, change: (text: string) => string): void {
  const path = join(packed, file)
  const before = readFileSync(path, 'utf8')
  const after = change(before)
  expect(after).not.toBe(before)
  writeFileSync(path, after)
}

describe('a package of a case', () => {
  test('becomes the same case again, and the same package of that', async () => {
    expect(await unpack()).toEqual({ entries: 6, records: 17, files: 1, observations: 3, isRooted: true })
    expect(await rootOf(join(folder, 'copy'))).toBe(await rootOf(join(folder, 'case')))
    await pack(join(folder, 'copy'), join(folder, 'again'))
    expect(contents(join(folder, 'again'))).toEqual(contents(packed))
  })

  test('keeps text that does harm elsewhere, and its own times, analysts and commands', async () => {
    await unpack()
    await inCase(join(folder, 'copy'), async ({ store }, reading) => {
      expect((await store.get('place', 'tumangang', reading))?.record.note).toBe(NOTE)
      const entries = await store.entries(1, 9)
      expect(entries.map(({ note }) => note)).toContain(NOTE)
      expect(new Set(entries.map(({ analyst, command }) => `${analyst} ${command}`))).toEqual(
        new Set(["Ji-woo trace record --note '=1+1'"]),
      )
      expect(entries[2]).toMatchObject({
        recordedAt: '2023-11-01T08:00:00.000Z',
        clock: '2023-11-01T07:59:00.000Z',
      })
    })
  })

  test('has nothing in it that a terminal or a spreadsheet would act on', () => {
    for (const [name, text] of Object.entries(contents(packed)).filter(([file]) =>
      /\.(csv|json)$/.test(file),
    )) {
      const bytes = Buffer.from(text, 'latin1').toString('utf8')
      expect(bytes, name).not.toMatch(
        /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]|\r(?!\n)/,
      )
      expect(bytes, name).not.toMatch(/(^|,)"?[=@＝＋－＠]/m)
    }
  })

  test('has its documents, which can be searched again', async () => {
    await unpack()
    await inCase(join(folder, 'copy'), async ({ store }, reading) => {
      const [hit] = await store.search('freight railcars', 5, reading)
      expect(hit?.stored.record).toMatchObject({ type: 'source', id: 'csis-2023-10-06' })
    })
    expect(readdirSync(join(folder, 'copy', 'files'))).toEqual(readdirSync(join(packed, 'files')))
  })

  test('is refused when a document of the case is missing or was changed', async () => {
    const [name = ''] = readdirSync(join(folder, 'case', 'files'))
    const document = join(folder, 'case', 'files', name)
    const again = (to: string) => refused(pack(join(folder, 'case'), join(folder, to)))
    rmSync(document, { force: true })
    expect(await again('without')).toMatchObject({ code: 'case-damaged', where: document })
    writeFileSync(document, 'something else')
    expect(await again('changed')).toMatchObject({ code: 'case-damaged' })
  })
})

test('the descriptor names every table and every column of it', () => {
  const descriptor = JSON.parse(readFileSync(join(packed, 'datapackage.json'), 'utf8'))
  expect(descriptor).toMatchObject({
    $schema: 'https://datapackage.org/profiles/2.0/datapackage.json',
    name: 'railcars-2023',
    title: 'Railcars, 2023',
  })
  expect(descriptor.resources.map(({ name }: { name: string }) => name)).toEqual([
    'entries',
    ...RECORD_TYPES.filter((type) => type !== 'merge').map(resourceOf),
  ])
  for (const { path, schema } of descriptor.resources) {
    const [heading] = readFileSync(join(packed, path), 'utf8').split('\r\n')
    expect(schema.fields.map(({ name }: { name: string }) => name).join(',')).toBe(heading)
  }
  const about = { name: 'x', title: '\u202e\u009b', created: '2023-01-01T00:00:00.000Z' }
  expect(describePackage({ ...about, hasMerges: false })).toMatch(/^[ -~\n]*$/)
  expect(describePackage({ ...about, hasMerges: true })).toContain('"path": "merges.csv"')
})

describe('a package made by hand', () => {
  const write = (name: string, rows: readonly (readonly string[])[]) => {
    writeFileSync(join(packed, `${name}.csv`), rows.map((row) => `${row.join(',')}\n`).join(''))
  }
  beforeEach(() => {
    rmSync(packed, { recursive: true })
    mkdirSync(packed)
    const resources = ['places', 'sources', 'observations'].map((name) => ({ name, path: `${name}.csv` }))
    writeFileSync(
      join(packed, 'datapackage.json'),
      JSON.stringify({
        name: 'by-hand',
        title: 'By hand',
        resources: [...resources, { name: 'photos', path: 'photos.zip' }],
      }),
    )
    write('places', [
      ['id', 'name'],
      ['tumangang', 'Tumangang'],
    ])
    write('sources', [
      ['id', 'kind', 'title', 'lineage'],
      ['csis', 'report', 'Count', 'original'],
    ])
    write('observations', [
      ['kind', 'place', 'observed', 'quantity', 'unit'],
      ['railcar-count', 'tumangang', '2023-10-05', '~73', 'railcars'],
    ])
  })

  test('needs only its tables: ids, bounds, times and the case record are worked out', async () => {
    expect(await unpack()).toEqual({ entries: 1, records: 4, files: 0, observations: 1, isRooted: false })
    await inCase(join(folder, 'copy'), async ({ store }, reading) => {
      expect((await store.all('case', reading)).map(({ record }) => record.title)).toEqual(['By hand'])
      expect(reading.entry).toMatchObject({ number: 1, recordedAt: LATER.toISOString(), analyst: 'Ji-woo' })
      const [observation] = await store.all('observation', reading)
      expect(observation?.record).toMatchObject({
        outcome: 'seen',
        quantity: { low: 66, high: 80, qualifier: 'about' },
        observed: { earliest: '2023-10-05T00:00:00.000Z' },
      })
    })
  })

  test('may have entries with blank times', async () => {
    const descriptor = JSON.parse(readFileSync(join(packed, 'datapackage.json'), 'utf8'))
    descriptor.resources.push({ name: 'entries', path: 'log.csv' })
    writeFileSync(join(packed, 'datapackage.json'), JSON.stringify(descriptor))
    write('log', [
      ['number', 'recorded_at', 'analyst'],
      ['1', '2023-10-06T00:00:00.000Z', 'A. Kim'],
      ['2', '', ''],
    ])
    write('places', [
      ['entry', 'id', 'name'],
      ['1', 'tumangang', 'Tumangang'],
    ])
    write('sources', [
      ['entry', 'id', 'kind', 'title', 'lineage'],
      ['2', 'csis', 'report', 'Count', 'original'],
    ])
    write('observations', [
      ['entry', 'kind', 'place'],
      ['2', 'railcar-count', 'tumangang'],
    ])
    await unpack()
    await inCase(join(folder, 'copy'), async ({ store }) => {
      expect((await store.entries(1, 9)).map(({ analyst, recordedAt }) => [analyst, recordedAt])).toEqual([
        ['A. Kim', '2023-10-06T00:00:00.000Z'],
        ['Ji-woo', LATER.toISOString()],
      ])
    })
  })

  test.each([
    [
      'a place that is not there',
      [
        ['kind', 'place'],
        ['railcar-count', 'khasan'],
      ],
      'observations.csv, line 2, place',
    ],
    [
      'a misspelt column',
      [
        ['kind', 'plaec'],
        ['railcar-count', 'khasan'],
      ],
      'observations.csv, line 1',
    ],
    [
      'a count that is none',
      [
        ['kind', 'place', 'quantity'],
        ['railcar-count', 'tumangang', '73ish'],
      ],
      'observations.csv, line 2, quantity',
    ],
    [
      'an id that is not its own',
      [
        ['id', 'kind', 'place'],
        ['0000000000000000', 'railcar-count', 'tumangang'],
      ],
      'observations.csv, line 2, id',
    ],
    [
      'the same row twice',
      [
        ['kind', 'place'],
        ['railcar-count', 'tumangang'],
        ['railcar-count', 'tumangang'],
      ],
      'observations.csv, line 3, id',
    ],
    [
      'a count of nothing seen',
      [
        ['kind', 'place', 'outcome', 'quantity'],
        ['railcar-count', 'tumangang', 'none-seen', '3'],
      ],
      'observations.csv, line 2',
    ],
    [
      'a number of no entry',
      [
        ['entry', 'kind', 'place'],
        ['1', 'railcar-count', 'tumangang'],
      ],
      'observations.csv, line 2, entry',
    ],
    [
      'half a surrogate pair',
      [
        ['kind', 'place', 'note'],
        ['railcar-count', 'tumangang', String.raw`\uD800`],
      ],
      'observations.csv, line 2, note',
    ],
  ])('with %s is refused, naming where', async (_, rows, where) => {
    write('observations', rows)
    expect(await refused(unpack())).toMatchObject({ code: 'bad-package', where })
    expect(existsSync(join(folder, 'copy'))).toBe(false)
  })
})

describe('a package that was tampered with is refused, and leaves nothing behind', () => {
  test.each([
    [
      'a figure',
      'observations.csv',
      (text: string) => text.replace(',~73,', ',~74,'),
      'observations.csv, line 9, leaf',
    ],
    [
      'an analyst',
      'entries.csv',
      (text: string) => text.replace('Ji-woo', 'Nobody'),
      'entries.csv, line 2, root',
    ],
    [
      'a time that goes back',
      'entries.csv',
      // Without the roots, which would tell of the change before the order does.
      (text: string) => text.replace('T08:00', 'T09:00').replace(/[0-9a-f]{64}(?=\r\n)/g, ''),
      'entries.csv, line 3, recorded_at',
    ],
    [
      'a row taken out',
      'derivations.csv',
      (text: string) => text.replace(/\r\n[^]*/, '\r\n'),
      'citations.csv',
    ],
    ['a row cut off', 'citations.csv', (text: string) => text.slice(0, -80), 'citations.csv, line'],
    [
      'a file cut off in a quotation',
      'places.csv',
      (text: string) => text.slice(0, text.lastIndexOf('quoted')),
      'places.csv, line 2',
    ],
    [
      'a position',
      'vessels.csv',
      (text: string) => text.replace('\r\n7,', '\r\n9,'),
      'vessels.csv, line 2, position',
    ],
    [
      'the size of the log',
      'entries.csv',
      (text: string) => text.replace(/,2,(?=[0-9a-f]{64})/, ',3,'),
      'entries.csv, line 2, size',
    ],
    [
      'the hash of a document',
      'sources.csv',
      (text: string) => text.replace(/,[0-9a-f]{64},(\d+),text/, `,../../etc/passwd,$1,text`),
      'sources.csv, line 2, file_sha256',
    ],
  ])('%s', async (_, file, change, where) => {
    edit(file, change)
    const failure = await refused(unpack())
    expect(failure.code).toBe('bad-package')
    if (where !== 'citations.csv') expect(failure.where).toContain(where)
    expect(existsSync(join(folder, 'copy'))).toBe(false)
  })

  test('an entry of which all was there before', async () => {
    const [heading = '', ...entries] = readFileSync(join(packed, 'entries.csv'), 'utf8')
      .trimEnd()
      .split('\r\n')
    const last = entries.at(-1)?.split(',') ?? []
    const columns = heading.split(',')
    const next = columns.map((column, i) => {
      if (column === 'number') return String(entries.length + 1)
      if (column === 'analyst') return 'mallory'
      if (column === 'position') return String(Number(last[i]) + 2)
      if (column === 'records') return '1'
      if (column === 'size') return String(Number(last[i]) + 2)
      return column === 'root' ? '0'.repeat(64) : (last[i] ?? '')
    })
    edit('entries.csv', (text) => `${text}${next.join(',')}\r\n`)
    const size = last[columns.indexOf('size')] ?? ''
    edit('derivations.csv', (text) => {
      const row = text.trimEnd().split('\r\n').at(-1)?.split(',') ?? []
      return `${text}${[size, String(entries.length + 1), ...row.slice(2)].join(',')}\r\n`
    })
    const failure = await refused(unpack())
    expect(failure.code).toBe('bad-package')
    expect(existsSync(join(folder, 'copy'))).toBe(false)
  })

  test('another document under the same name', async () => {
    const [name = ''] = readdirSync(join(packed, 'files'))
    writeFileSync(join(packed, 'files', name), 'another document of some length')
    expect(await refused(unpack())).toMatchObject({
      code: 'bad-package',
      where: 'sources.csv, line 2, file_sha256',
    })
    rmSync(join(packed, 'files', name))
    expect(await refused(unpack())).toMatchObject({
      code: 'bad-package',
      where: 'sources.csv, line 2, file_sha256',
    })
    expect(existsSync(join(folder, 'copy'))).toBe(false)
  })

  test('a table that is no UTF-8', async () => {
    writeFileSync(join(packed, 'places.csv'), Buffer.from('id,name\r\nrajin,Ras\xf6n\r\n', 'latin1'))
    expect(await refused(unpack())).toMatchObject({ code: 'bad-package', where: 'places.csv, line 2' })
  })
})

describe('a package leads nowhere outside its folder', () => {
  const withPath = (path: unknown) => {
    edit('datapackage.json', (text) => text.replace('"places.csv"', JSON.stringify(path)))
  }
  test.each([
    '../places.csv',
    '/etc/hostname',
    'sub/places.csv',
    'https://example.org/places.csv',
    'C:\\places.csv',
    '.',
    '..',
    '.hidden',
    ['places.csv', 'more.csv'],
    3,
  ])('path %j', async (path) => {
    writeFileSync(join(folder, 'places.csv'), 'id,name\n')
    withPath(path)
    expect(await refused(unpack())).toMatchObject({ code: 'bad-package', where: 'datapackage.json' })
  })

  test('a table, a document or the folder of documents that is a link', async () => {
    const move = (name: string) => {
      renameSync(join(packed, name), join(folder, 'elsewhere'))
      symlinkSync(join(folder, 'elsewhere'), join(packed, name))
    }
    const restore = (name: string) => {
      rmSync(join(packed, name))
      renameSync(join(folder, 'elsewhere'), join(packed, name))
    }
    const [document = ''] = readdirSync(join(packed, 'files'))
    for (const name of ['places.csv', 'datapackage.json', join('files', document), 'files']) {
      move(name)
      expect(await refused(unpack()), name).toMatchObject({ code: 'bad-package' })
      restore(name)
    }
    await unpack()
  })
})

test.each([
  ['no JSON', '{'],
  ['no descriptor', '[]'],
  ['no table of a case', '{"resources":[{"name":"cities","path":"cities.csv"}]}'],
  ['a table twice', '{"resources":[{"name":"places","path":"a.csv"},{"name":"places","path":"b.csv"}]}'],
  ['a later form', '{"trace":{"format":2},"resources":[{"name":"places","path":"places.csv"}]}'],
  ['semicolons', '{"resources":[{"name":"places","path":"places.csv","dialect":{"delimiter":";"}}]}'],
])('a descriptor with %s is refused', async (_, text) => {
  writeFileSync(join(packed, 'datapackage.json'), text)
  expect(await refused(readPackage(packed))).toMatchObject({ code: 'bad-package', where: 'datapackage.json' })
})

test('a folder with a case in it is left alone', async () => {
  cpSync(join(folder, 'case'), join(folder, 'copy'), { recursive: true })
  expect(await refused(unpack())).toMatchObject({ code: 'case-exists' })
  expect(contents(join(folder, 'copy'))).toEqual(contents(join(folder, 'case')))
})

test('the columns of the tables are described', () => {
  const columns = RECORD_TYPES.flatMap((type) => tableColumns(type, true))
  for (const { name, description } of [...ENTRY_COLUMNS, ...columns]) expect(description, name).not.toBe('')
})
