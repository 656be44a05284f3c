import { beforeAll, describe, expect, test } from 'vitest'
import * as records from '../store/records.ts'
import { makeSqliteCase } from '../store/sqlite-case.ts'
import { orientExpress, smallCase } from './example.ts'
import type { TestCase } from './cases.ts'
import { trace } from './harness.ts'

interface Leg {
  id: string
  strength: { strength: string }
  origins: { origins: { name: string }[] }
  coverage: { stage: string; origins: { name: string }[] }[]
  observations: {
    id: string
    quantity?: { text: string }
    citations: { source: string; states?: { quantity?: { text: string }; unit?: string } }[]
  }[]
}

describe('trace route on the worked example', () => {
  let example: TestCase
  // These tests only read, so they share one copy.
  beforeAll(() => {
    example = orientExpress()
  })
  const legs = (...argv: string[]): Leg[] => example.json(['route', 'orient-express', ...argv]).legs

  test('has those who saw it first as origins, never the papers that repeat them', () => {
    const names = new Set(legs().flatMap(({ origins }) => origins.origins.map(({ name }) => name)))
    for (const origin of ['RUSI', 'CSIS', 'White House']) expect(names).toContain(origin)
    for (const paper of [
      'Kyiv Post',
      'Marine Insight',
      'American Military News',
      'Babel',
      'Yonhap',
      'RFE/RL',
    ])
      expect(names).not.toContain(paper)
  })

  test.each([
    ['on a terminal', 100],
    ['in a pipe', false],
  ])('%s prints the table, the matrix, the weakest leg and that contents were not identified', (_, tty) => {
    const { code, stdout } = example.trace(['route', 'orient-express'], { tty })
    expect(code).toBe(0)
    expect(stdout).toMatch(/rajin-dunai\s+sea\s+182\s/)
    expect(stdout).toMatch(/loaded\s+departed\s+in.transit\s+arrived\s+unloaded\s+contents/)
    expect(stdout).toMatch(/tikhoretsk-front(\s+·){6}/)
    expect(stdout).toContain(
      'Weakest leg: 3 tikhoretsk-front (no evidence). Contents were not identified on any leg.',
    )
    expect(stdout).toContain('The route parts at Rajin')
  })

  test('says the same of a leg in its route, alone and explained: what is linked to the next leg was seen at its end too', () => {
    const inRoute = legs() as (Leg & { findings: object; strength: object })[]
    expect(inRoute).toHaveLength(5)
    for (const { id, findings, strength } of inRoute) {
      const alone = example.json(['route', id])
      expect(alone.findings, id).toEqual(findings)
      expect(alone.strength, id).toEqual(strength)
      const counts = [[], ['--explain']].map(
        (explain) =>
          /^.*conflicts? (?:is|are) open.*$/m.exec(
            example.trace(['route', id, ...explain], { tty: 120 }).stdout,
          )?.[0],
      )
      expect(counts[1], id).toBe(counts[0])
      const open = example.json(['conflicts', id, '--open']).length
      expect(counts[0], id).toMatch(new RegExp(`^${String(open)} .*: trace conflicts ${id}$`))
    }
  })

  test('says of a conflict that it explains whether somebody has settled it', () => {
    const { stdout } = example.trace(['route', 'rajin-dunai', '--explain'], { tty: 120 })
    expect(stdout).toMatch(/^ {4}figures \(settled\) {2}The statement on/m)
  })

  test('shows what stood before RUSI and the White House published', () => {
    const before = legs('--public-by', '2023-10-10')
    expect(before.map(({ id, observations }) => [id, observations.length > 0])).toEqual([
      ['rajin-dunai', false],
      ['dunai-tikhoretsk', false],
      ['tikhoretsk-front', false],
      ['rajin-vostochny', false],
      ['tumangang-khasan', true],
    ])
  })

  test('shows what had been recorded by an entry', () => {
    const [early, late] = [legs('--as-of', '7'), legs()].map(
      (some) => some.flatMap(({ observations }) => observations).length,
    )
    expect(early).toBeLessThan(late ?? 0)
  })

  test('a leg shows each observation with its figures, grade and sources, down to the origin', () => {
    const { stdout } = example.trace(['route', 'tumangang-khasan'], { tty: 140 })
    expect(stdout).toMatch(/2023-10-05 {2}railcar-count at Tumangang: ~73 railcars \(66 to 80\) {2}\[B2\]/)
    expect(stdout).toMatch(/caveats .*[Tt]arp/)
    expect(stdout).toMatch(/2023-09-14 .*none seen/)
    expect(stdout).toMatch(/<=20 railcars/)
    expect(stdout).toMatch(/marine-insight-2023-10[^]*states 73/)
    expect(stdout).toMatch(/[└├]─ summary of csis-2023-10-06/)
  })

  test('origins that do not count because another claims it are marked in the tree', () => {
    const { stdout } = example.trace(['route', 'rajin-dunai'], { tty: 140 })
    expect(stdout).toContain('origin: CSIS (not counted: RUSI claims it)')
    expect(stdout).not.toContain('origin: RUSI (not counted: RUSI')
  })

  test('what each paper itself states is kept beside the figure', () => {
    const figures = (id: string) =>
      legs()
        .find((leg) => leg.id === id)
        ?.observations.flatMap(({ quantity, citations }) =>
          citations.map(({ source, states }) => [quantity?.text, source, states?.quantity?.text]),
        )
    expect(figures('tumangang-khasan')).toContainEqual(['~73', 'marine-insight-2023-10', '73'])
    expect(figures('rajin-dunai')).toContainEqual(['>1000', 'crywnews-2023-10', '<=1000'])
  })

  test('without a name lists the routes', () => {
    expect(example.json(['route'])).toMatchObject([
      { id: 'orient-express', legs: 5, weakest: 'tikhoretsk-front', strength: 'no evidence' },
    ])
    expect(example.traced(['route'])).toMatch(
      /^route\tname\tlegs\tobs\tweakest\tstrength\norient-express\tOrient Express\t5\t/,
    )
  })

  test('CSV has a row for each observation and citation of a leg', () => {
    const rows = example.traced(['route', 'dunai-tikhoretsk', '--csv']).trimEnd().split('\r\n')
    const leg = example.json(['route', 'dunai-tikhoretsk']) as Leg
    expect(rows).toHaveLength(1 + leg.observations.flatMap(({ citations }) => citations).length)
  })

  test.each([
    [['route', 'orient-expres'], /There is no route or leg "orient-expres"[^]*Did you mean orient-express\?/],
    [['route', 'rajin'], /There is no route or leg "rajin"/],
    [['route', 'orient-express', '--public-by', '2023-02-31'], /February 2023 has 28 days/],
  ])('refuses %j', (argv, message) => {
    example.refuses(argv, message)
  })
})

test('five texts on the affair rest on three origins', () => {
  const example = orientExpress()
  const texts = [
    'crywnews-2023-10',
    'american-military-news-2023-10',
    'unnamed-site-csis-2023-10',
    'wired-gov-2023-10-17',
    'marine-insight-2023-10',
  ]
  const { stdout } = example.trace(['source', 'list', ...texts], { tty: 120 })
  expect(stdout).toContain('5 documents rest on 3 origins: CSIS, RUSI, White House.')
})

describe('a route of one’s own', () => {
  test('a new leg has no evidence, and a first observation makes it thin', () => {
    const small = smallCase()
    expect(small.trace(['route', 'orient-express']).stdout).toContain(
      'Weakest legs: 1 rajin-dunai, 2 dunai-tikhoretsk-depot (no evidence).',
    )
    small.traced([
      'record',
      'ship-sighting',
      '--at',
      'rajin',
      '--activity',
      'loading',
      '--source',
      'csis-2023-10-06',
    ])
    expect(small.trace(['route', 'orient-express']).stdout).toMatch(/rajin-dunai.*thin: arrival not seen/)
    small.traced([
      'record',
      'ship-sighting',
      '--at',
      'dunai',
      '--activity',
      'unloading',
      '--source',
      'rusi-2023-10-16',
    ])
    expect(small.trace(['route', 'orient-express']).stdout).toMatch(/rajin-dunai.*corroborated/)
  })

  test('names that fit two records are refused with the candidates', () => {
    const small = smallCase()
    small.traced(['place', 'add', 'Fokino', '--id', 'fokino-primorye'])
    small.traced(['place', 'add', 'Fokino', '--id', 'fokino-bryansk'])
    small.refuses(
      ['record', 'site-change', '--at', 'Fokino', '--source', 'csis-2023-10-06'],
      /"Fokino" fits 2: place fokino-bryansk \(Fokino\), place fokino-primorye \(Fokino\)/,
    )
  })

  test('without any route says how to make one', () => {
    const small = smallCase()
    expect(small.trace(['route', '--as-of', '1']).stderr).toMatch(/There is no route yet/)
  })
})

test('a leg may rest on a long chain of copies, each of them cited', async () => {
  const kase = await makeSqliteCase()
  const seen = records.observation('container-count', {
    place: 'b',
    shows: [{ leg: 'a-b', stage: 'arrived' }],
  })
  const keys = Array.from({ length: 600 }, (_, i) => `copy-${String(i)}`)
  await kase.store.append({
    analyst: 'tester',
    command: 'trace import',
    now: () => new Date('2026-11-20T08:00:00Z'),
    records: [
      { type: 'case', id: 'synthetic', revision: 1, title: 'Synthetic' },
      records.route('copies'),
      ...['a', 'b'].map((id) => records.place(id)),
      records.leg('a', 'b', { route: 'copies' }),
      seen,
      ...keys.flatMap((id, i) => [
        records.source(id, { lineage: i === 0 ? 'original' : 'derived' }),
        ...(i === 0 ? [] : [records.derivation(id, `copy-${String(i - 1)}`)]),
        records.citation(seen.id, id),
      ]),
    ],
  })
  const { code, stdout, stderr } = trace(['-C', kase.folder, 'route', 'a-b'])
  await kase.cleanup()
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout.trimEnd().split('\n')).toHaveLength(601)
})
