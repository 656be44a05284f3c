import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { newCase, type TestCase } from './cases.ts'

/** A case with a place and a document. */
function made(one: TestCase): void {
  one.traced(['place', 'add', 'Rajin'])
  one.traced('source add --kind report --title Report --id report-a'.split(' '))
}

const WITH = ['--set', 'kind=railcar-count', '--set', 'source=report-a']
const GOOD = 'rajin,2023-10-05,5,first'

interface Sheet {
  readonly one: TestCase
  readonly path: string
  readonly rejects: () => string
}

function sheet(name: string, text: string): Sheet {
  const one = newCase(made)
  const path = join(one.folder, name)
  writeFileSync(path, text)
  return { one, path, rejects: () => readFileSync(`${path}.rejected.csv`, 'utf8') }
}

const table = (...rows: readonly string[]) => ['place,observed,quantity,note', ...rows, ''].join('\n')

describe('an import writes over', () => {
  test.each(['--rejects', '--save-mapping'])('nothing of the case: %s', (flag) => {
    const { one, path } = sheet('a.csv', table(GOOD, 'nowhere,2023-10-05,5,x'))
    for (const name of ['case.db', 'case.db-wal', join('files', 'mapping.json')]) {
      const { code, stderr } = one.trace([
        ...['import', path, ...WITH, '--map', 'place=place', '--partial', '--force'],
        ...[flag, join(one.folder, name)],
      ])
      expect(code).toBe(2)
      expect(stderr).toContain('This belongs to the case, and is not written over.')
    }
    one.traced(['verify'])
  })

  test.each(['--rejects', '--save-mapping'])(
    'not the file that is imported, also not by a link: %s',
    (flag) => {
      const text = table(GOOD, 'nowhere,2023-10-05,5,x')
      const { one, path } = sheet('a.csv', text)
      symlinkSync(path, join(one.folder, 'link.csv'))
      const before = one.entries()
      for (const name of ['a.csv', 'link.csv']) {
        const { code, stderr } = one.trace([
          ...['import', path, ...WITH, '--map', 'place=place', '--partial', '--force'],
          ...[flag, join(one.folder, name)],
        ])
        expect(code).toBe(2)
        expect(stderr).toContain('This is the file that is imported, and is not written over.')
      }
      expect(readFileSync(path, 'utf8')).toBe(text)
      expect(one.entries()).toBe(before)
    },
  )

  test('a data package is not written into the archive', () => {
    const one = newCase(made)
    expect(
      one.trace(['export', '--all', '-f', 'datapackage', '-o', join(one.folder, 'files', 'package')]).stderr,
    ).toContain('This belongs to the case, and is not written over.')
  })
})

describe('rejected rows', () => {
  const again = ({ one, path }: Sheet) =>
    one.json(['import', `${path}.rejected.csv`, ...WITH, '--partial', '--rejects', join(one.folder, 'again')])

  test('keep cells beyond the heading, and are rejected until somebody puts them where they belong', () => {
    const tried = sheet('a.csv', table('rajin,2023-10-05,5,red, then green'))
    tried.one.traced(['import', tried.path, ...WITH, '--partial'])
    expect(tried.rejects()).toContain('5,red,2,')
    expect(tried.rejects()).toContain(' then green')
    expect(again(tried)).toMatchObject({ accepted: 0, rejected: 1 })
  })

  test('of JSON keep the object that is no row', () => {
    const late = [...Array.from({ length: 1000 }, (_, i) => row(i + 1)), { ...row(1001), late: 'kept' }]
    const tried = sheet('a.ndjson', late.map((value) => `${JSON.stringify(value)}\n`).join(''))
    tried.one.traced(['import', tried.path, ...WITH, '--partial'])
    expect(tried.rejects()).toContain('""late"":""kept""')
    expect(again(tried)).toMatchObject({ accepted: 0, rejected: 1 })
  })

  test('are not said to be in the case', () => {
    const { one, path } = sheet('a.csv', table('nowhere,2023-10-05,5,x'))
    const { stderr } = one.trace(['import', path, ...WITH, '--partial'])
    expect(stderr).toContain('There was no row to take; nothing was written.')
    expect(stderr).not.toContain('in the case already')
  })
})

const row = (quantity: number) => ({ place: 'rajin', observed: '2023-10-05', quantity })

test.each([
  [
    'place,place_name',
    'rajin,Tumangang',
    'place',
    '"rajin" is the place rajin, and "Tumangang" the place tumangang.',
  ],
  [
    'place,source,source_url',
    'rajin,report-a,https://example.org/b',
    'source',
    '"report-a" is the source report-a, and "https://example.org/b" the source report-b.',
  ],
])('a row that names two things in one is rejected: %s', (heading, cells, column, reason) => {
  const { one, path } = sheet('a.csv', `${heading},observed,quantity\n${cells},2023-10-05,5\n`)
  one.traced(['place', 'add', 'Tumangang'])
  one.traced('source add --kind report --title Other --id report-b --url https://example.org/b'.split(' '))
  const { stdout } = one.trace([
    ...['import', path, '--dry-run', '--json', '--set', 'kind=railcar-count'],
    ...(heading.includes('source') ? [] : ['--set', 'source=report-a']),
  ])
  expect(JSON.parse(stdout)).toMatchObject({ rejections: [{ column, reason }] })
})

test('a very long cell, or a very wide sheet, is not printed whole', () => {
  const wide = Array.from({ length: 5000 }, (_, i) => `c${String(i)}`).join(',')
  const { one, path } = sheet(
    'a.csv',
    `place,observed,quantity,${wide}\n${'z'.repeat(100_000)},2023-10-05,5\n`,
  )
  const { stdout, stderr } = one.trace(['import', path, ...WITH, '--dry-run'])
  expect(stdout.length + stderr.length).toBeLessThan(5000)
  expect(stderr).toContain('and 4980 more')
})
