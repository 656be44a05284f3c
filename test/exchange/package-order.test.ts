import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Papa from 'papaparse'
import { beforeEach, describe, expect, test } from 'vitest'
import { write } from '../../src/case/case.ts'
import { importPackage } from '../../src/case/package-in.ts'
import { writePackage } from '../../src/case/package-out.ts'
import { readPackage, type DataPackage } from '../../src/case/package-read.ts'
import { tempFolder } from '../cli/harness.ts'
import { refused } from '../model/refusal.ts'
import { citation, observation } from '../store/records.ts'
import { inCase, makeExample, newCaseIn } from './example-case.ts'

/* Packages whose rows stand in the order of the log, as we write them, and such as were sorted in another way by somebody. */

/** More than the records of some batches. */
const MANY = 1700

let folder: string
let packed: string

beforeEach(async () => {
  folder = tempFolder()
  packed = join(folder, 'package')
  const kase = join(folder, 'case')
  await makeExample(kase, folder)
  const seen = Array.from({ length: MANY }, (_, i) => {
    const one = observation('railcar-count', {
      place: 'tumangang',
      count: String(i + 1),
      note: `=row ${String(i)}`,
    })
    return [one, citation(one.id, 'csis-2023-10-06')]
  })
  await inCase(kase, async (open) => {
    const now = () => new Date('2023-12-01T00:00:00.000Z')
    const by = { ...open, analyst: 'Ji-woo', command: 'synthetic', now }
    await write(by, seen.flat())
    await write(by, [
      { ...seen[0]![0]!, revision: 2, reason: 'counted again', note: 'synthetic' },
      { ...seen[1]![1]!, revision: 2, reason: 'twice', retracted: true },
    ])
  })
  mkdirSync(packed)
  await inCase(kase, (open, reading) => writePackage(open, reading, packed))
})

async function unpack(change: (source: DataPackage) => DataPackage = (one) => one): Promise<unknown> {
  return importPackage(
    change(await readPackage(packed)),
    newCaseIn(join(folder, 'copy'), () => new Date('2024-01-01T00:00:00.000Z')),
  )
}

async function packedAgain(): Promise<Record<string, string>> {
  const again = join(folder, 'again')
  mkdirSync(again)
  await inCase(join(folder, 'copy'), (open, reading) => writePackage(open, reading, again))
  return contents(again)
}

function contents(path: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name), 'latin1')]),
  )
}

/** Changes the rows of a table as somebody with a spreadsheet would. */
function edit(file: string, change: (rows: string[][]) => string[][]): void {
  const path = join(packed, file)
  const before = readFileSync(path, 'utf8')
  const [heading = [], ...rows] = Papa.parse<string[]>(before.trimEnd(), { newline: '\r\n' }).data
  const after = `${Papa.unparse([heading, ...change(rows)], { newline: '\r\n' })}\r\n`
  expect(after).not.toBe(before)
  writeFileSync(path, after)
}

/** The same rows with one cell changed, wherever it is `from`. */
const replaced = (rows: string[][], from: string, to: string) =>
  rows.map((row) => row.map((cell) => (cell === from ? to : cell)))

/** What would be said of a package that is too large to be put in order. */
const tooLarge = (source: DataPackage): DataPackage => ({ ...source, bytes: 2 ** 40 })

describe('a package in the order of the log', () => {
  test('becomes the same case again, however large it is', async () => {
    expect(await unpack(tooLarge)).toMatchObject({
      entries: 8,
      records: 17 + 2 * MANY + 2,
      observations: MANY + 3,
    })
    expect(await packedAgain()).toEqual(contents(packed))
  })

  test('has each table read once', async () => {
    const source = await readPackage(packed)
    await importPackage(
      source,
      newCaseIn(join(folder, 'copy'), () => new Date(0)),
    )
    expect(source.read()).toBe(source.bytes)
  })

  test.each<[string, (rows: string[][]) => string[][], RegExp]>([
    [
      'a record that is there twice',
      (rows) => [...rows.slice(0, 1), ...rows],
      /^citations\.csv, line \d+, id$/,
    ],
    ['a row taken out', (rows) => rows.toSpliced(900, 1), /, line \d+, position$/],
    [
      'what was changed',
      (rows) => rows.with(900, replaced([rows[900]!], 'supports', 'contradicts')[0]!),
      /^citations\.csv, line 90\d, id$/,
    ],
    [
      'a citation of nothing',
      (rows) => replaced(rows, 'csis-2023-10-06', 'nobody').map((row) => ['', ...row.slice(1, -1), '']),
      /^citations\.csv, line \d/,
    ],
  ])('with %s is refused, naming the row', async (_, change, where) => {
    edit('citations.csv', change)
    const failure = await refused(unpack())
    expect(failure.code).toBe('bad-package')
    expect(failure.where).toMatch(where)
    expect(readdirSync(folder)).not.toContain('copy')
  })

  test('without what a record names is refused, naming the entry where it is too large to look closer', async () => {
    edit('places.csv', (rows) => rows.filter((row) => !row.includes('tumangang')))
    const failure = await refused(unpack(tooLarge))
    expect(failure).toMatchObject({ code: 'bad-package' })
    expect(failure.where).toMatch(/^[a-z]+\.csv, line \d+/)
  })
})

describe('a package in another order', () => {
  const byId = (rows: string[][]) => rows.toSorted((a, b) => (a[2]! < b[2]! ? -1 : 1))

  test('is put in that of the log', async () => {
    edit('observations.csv', byId)
    edit('citations.csv', (rows) => rows.toReversed())
    expect(await unpack()).toMatchObject({ entries: 8 })
    expect((await packedAgain())['entries.csv']).toBe(contents(packed)['entries.csv'])
  })

  test('of one table alone, too', async () => {
    edit('citations.csv', (rows) => rows.toReversed())
    expect(await unpack()).toMatchObject({ entries: 8 })
  })

  test('is refused when it is too large for that', async () => {
    edit('citations.csv', (rows) => rows.toReversed())
    const failure = await refused(unpack(tooLarge))
    expect(failure.code).toBe('bad-package')
    expect(failure.hint).toContain('sort each table by its column position')
    expect(readdirSync(folder)).not.toContain('copy')
  })

  test('is refused when it has no entries and is too large', async () => {
    const descriptor = JSON.parse(readFileSync(join(packed, 'datapackage.json'), 'utf8'))
    descriptor.resources = descriptor.resources.filter(({ name }: { name: string }) => name !== 'entries')
    writeFileSync(join(packed, 'datapackage.json'), JSON.stringify(descriptor))
    expect((await refused(unpack(tooLarge))).message).toContain('too large')
  })
})
