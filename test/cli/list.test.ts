import stringWidth from 'string-width'
import { beforeAll, describe, expect, test } from 'vitest'
import { parseWhen } from '../../src/model/when.ts'
import type { CitationRecord, ObservationRecord } from '../../src/model/records.ts'
import { orientExpress } from './example.ts'
import type { TestCase } from './cases.ts'

type Listed = ObservationRecord & { origins: { name: string }[]; citations: CitationRecord[] }

describe('trace list on the worked example', () => {
  let example: TestCase
  let all: Listed[]
  const listed = (...argv: string[]): Listed[] => example.json(['list', '--limit', '1000', ...argv])

  // These tests only read, so they share one copy.
  beforeAll(() => {
    example = orientExpress()
    all = listed()
  })

  test.each<[string, string[], (one: Listed) => boolean]>([
    ['kind', ['--kind', 'railcar-count'], ({ kind }) => kind === 'railcar-count'],
    [
      'either of two kinds',
      ['--kind', 'railcar-count', '--kind', 'site-change'],
      ({ kind }) => kind === 'railcar-count' || kind === 'site-change',
    ],
    ['place, by another spelling', ['--place', 'Najin'], ({ place }) => place === 'rajin'],
    ['vessel', ['--vessel', 'angara'], ({ vessels }) => vessels?.includes('angara') === true],
    [
      'leg',
      ['--leg', 'rajin-dunai'],
      ({ shows }) => shows?.some(({ leg }) => leg === 'rajin-dunai') === true,
    ],
    [
      'stage',
      ['--stage', 'arrived'],
      ({ shows }) => shows?.some(({ stage }) => stage === 'arrived') === true,
    ],
    [
      'leg and stage',
      ['--leg', 'dunai-tikhoretsk', '--stage', 'loaded'],
      ({ shows }) =>
        shows?.some(({ leg, stage }) => leg === 'dunai-tikhoretsk' && stage === 'loaded') === true,
    ],
    [
      'source',
      ['--source', 'kyiv-post-22852'],
      ({ citations }) => citations.some(({ source }) => source === 'kyiv-post-22852'),
    ],
    ['outcome', ['--outcome', 'none-seen'], ({ outcome }) => outcome === 'none-seen'],
    ['credibility', ['--grade', '2'], ({ credibility }) => credibility === 2],
  ])('filters by %s', (_, argv, fits) => {
    const found = listed(...argv)
    expect(found.map(({ id }) => id)).toEqual(all.filter(fits).map(({ id }) => id))
    expect(found.length).toBeGreaterThan(0)
    expect(found.length).toBeLessThan(all.length)
  })

  test('filters by originator, through those who repeat it', () => {
    const found = listed('--originator', 'RUSI')
    expect(found.some(({ citations }) => citations.every(({ source }) => source !== 'rusi-2023-10-16'))).toBe(
      true,
    )
    expect(
      found.every(
        ({ origins, citations }) => origins.some(({ name }) => name === 'RUSI') || citations.length > 0,
      ),
    ).toBe(true)
    expect(found.length).toBeLessThan(all.length)
  })

  test('filters by reliability of the source and by analyst', () => {
    expect(listed('--grade', 'B').length).toBeGreaterThan(0)
    expect(listed('--recorded-by', 'trace demo')).toHaveLength(all.length)
    expect(listed('--recorded-by', 'nobody')).toEqual([])
  })

  test('filters by a window that the observation may lie in, and counts the undated', () => {
    const { earliest = '', latest = '' } = parseWhen('2023-09-14')
    const found = listed('--observed', '2023-09-14')
    expect(found.map(({ id }) => id)).toEqual(
      all
        .filter(
          ({ observed }) =>
            observed !== undefined &&
            (observed.earliest ?? '') <= latest &&
            (observed.latest ?? '9') >= earliest,
        )
        .map(({ id }) => id),
    )
    const undated = all.filter(({ observed }) => observed === undefined).length
    expect(example.trace(['list', '--observed', '2023-09-14']).stderr).toContain(
      `${String(undated)} undated left out by --observed`,
    )
  })

  test('filters by words of notes and quotations, the last one as a beginning', () => {
    expect(listed('--text', 'tarpaul').map(({ kind }) => kind)).toContain('railcar-count')
    expect(listed('--text', '"no such phrase" AND OR (')).toEqual([])
  })

  test('sorts both ways, with what has no value last', () => {
    const quantities = (found: Listed[]) => found.map(({ quantity }) => quantity?.best ?? quantity?.low)
    const up = quantities(listed('--sort', 'quantity'))
    const down = quantities(listed('--sort', 'quantity', '--reverse'))
    const known = up.filter((value) => value !== undefined)
    expect(known).toEqual(known.toSorted((a, b) => a - b))
    expect(down.slice(0, known.length)).toEqual(known.toReversed())
    expect(down.slice(known.length).every((value) => value === undefined)).toBe(true)
  })

  test('pages, and says where it is', () => {
    const { stdout, stderr } = example.trace(['list', '--limit', '10', '--page', '2', '--json'])
    expect((JSON.parse(stdout) as Listed[]).map(({ id }) => id)).toEqual(
      all.slice(10, 20).map(({ id }) => id),
    )
    expect(stderr).toMatch(/Showing 11 to 20 of 61 observations\. Next: --page 3/)
    expect(example.trace(['list', '--limit', '10', '--page', '2', '--quiet']).stderr).toBe('')
  })

  test('what was public by a day is what its sources were', () => {
    const found = listed('--public-by', '2023-10-10')
    const names = new Set(found.flatMap(({ origins }) => origins.map(({ name }) => name)))
    expect(names).toContain('CSIS')
    expect(names).not.toContain('RUSI')
    const { stderr } = example.trace(['list', '--public-by', '2023-10-10'])
    expect(stderr).toMatch(/dated too loosely to tell whether public by 2023-10-10/)
  })

  test.each([
    ['a terminal', 100],
    ['a pipe', false],
  ])('prints for %s', (_, tty) => {
    const { stdout } = example.trace(['list', '--place', 'tumangang'], { tty })
    expect(stdout).toContain('~73')
    expect(stdout.includes('\t')).toBe(tty === false)
    expect(stdout.split('\n')[0]).toMatch(tty === false ? /^id\tobserved\t/ : /^id {2,}observed/)

    expect(stdout).not.toMatch(/\u001b/)
  })

  test('has the same rows as CSV, NDJSON and JSON', () => {
    const csv = example.traced(['list', '--limit', '1000', '--csv']).trimEnd().split('\r\n')
    const ndjson = example.traced(['list', '--limit', '1000', '--ndjson']).trimEnd().split('\n')
    expect(csv).toHaveLength(all.length + 1)
    expect(ndjson.map((line) => (JSON.parse(line) as Listed).id)).toEqual(all.map(({ id }) => id))
    expect(example.traced(['list', '--limit', '1', '--csv', '--no-header']).split(',')[0]).toBe(all[0]?.id)
  })

  test('a pipe and a program get every row, a terminal a page', () => {
    const rows = (argv: string[], tty: number | false = false) =>
      example
        .traced(['list', ...argv], { tty })
        .trimEnd()
        .split(/\r?\n/).length - 1
    expect(rows([])).toBe(all.length)
    expect(rows(['--csv'], 80)).toBe(all.length)
    expect(rows([], 80)).toBe(50)
    expect(rows(['--all'], 80)).toBe(all.length)
    expect(rows(['--limit', '10'])).toBe(10)
    expect(example.json(['list'])).toHaveLength(all.length)
  })

  test.each([
    ['list'],
    ['search', 'Rajin'],
    ['log'],
    ['source', 'list'],
    ['place', 'list'],
    ['relation', 'list'],
    ['route', 'orient-express'],
    ['route', 'rajin-dunai'],
  ])('%s %s fits a terminal of 80 columns', (...argv) => {
    for (const line of example.traced(argv, { tty: 80 }).split('\n')) {
      expect(stringWidth(line)).toBeLessThanOrEqual(80)
      expect(line).toBe(line.trimEnd())
    }
  })

  test.each<[string[], RegExp]>([
    [['--all', '--limit', '3'], /cannot be used with option '--limit/],
    [['--grade', 'G7'], /"G7" is no grade/],
    [['--kind', 'railcars'], /"railcars" is not one of/],
    [['--limit', '0'], /whole number from 1/],
    [['--sort', 'colour'], /Allowed choices are observed/],
    [['--observed', 'yesterday'], /no EDTF date/],
    [['--as-of', '99'], /There is no entry 99: the last is 24/],
    [['--as-of', '2020-01-01'], /Nothing had been recorded by 2020-01-01/],
    [['--json', '--csv'], /cannot be used with/],
  ])('refuses %j', (argv, message) => {
    example.refuses(['list', ...argv], message)
  })
})

describe('trace search on the worked example', () => {
  test.each([
    ['Раджин', 'place', 'rajin'],
    ['두만강', 'place', 'tumangang'],
    ['Rason', 'place', 'rajin'],
    ['tarpaulin', 'observation', undefined],
  ])('finds %s', (words, type, id) => {
    const hits = orientExpress().json(['search', words]) as { type: string; id: string }[]
    expect(hits.some((hit) => hit.type === type && (id === undefined || hit.id === id))).toBe(true)
  })

  test('shows the words that were found, and what an observation is about', () => {
    const example = orientExpress()
    expect(example.traced(['search', 'tarpaulin'], { tty: 80 })).toMatch(/tarpaulin/i)
    expect(example.traced(['search', 'tarpaulin', '--csv'])).toMatch(/2023-10-05 railcar-count at tumangang/)
  })

  test('with --public-by there are as many as were asked for, if there are', () => {
    const example = orientExpress()
    const found = (limit: string) =>
      example.json(['search', 'Rajin', '--public-by', '2023-10-10', '--limit', limit]) as { id: string }[]
    expect(found('1')).toEqual(found('500').slice(0, 1))
    expect(found('1')).toHaveLength(1)
  })

  test('finds words of archived documents', () => {
    const hits = orientExpress().json(['search', 'Fokino']) as { type: string }[]
    expect(hits.map(({ type }) => type)).toContain('source')
  })

  test('obeys --as-of and --public-by, and says when nothing is found', () => {
    const example = orientExpress()
    expect(example.json(['search', 'tarpaulin', '--as-of', '2'])).toEqual([])
    expect(example.trace(['search', 'zzzz']).stderr).toMatch(/Nothing found/)
    const before = example.json(['search', 'RUSI', '--limit', '500']).length as number
    expect(
      example.json(['search', 'RUSI', '--limit', '500', '--public-by', '2023-10-10']).length,
    ).toBeLessThan(before)
  })
})
