import { describe, expect, test } from 'vitest'
import { HOSTILE, isHarmless, newCase, type TestCase } from './cases.ts'

/** A synthetic case of the facts of the worked example: a report, copies of it, and a statement known from copies alone. */
function copies(kase: TestCase): void {
  const source = (key: string, ...more: string[]) =>
    kase.traced(['source', 'add', '--kind', 'article', '--title', `Synthetic ${key}`, '--id', key, ...more])
  kase.traced(['organisation', 'add', 'CSIS'])
  kase.traced(['organisation', 'add', 'White House'])
  for (const place of ['Tumangang', 'Tikhoretsk depot']) kase.traced(['place', 'add', place])
  source('csis-report', '--originator', 'csis', '--lineage', 'original', '--published', '2023-10-06')
  source('briefing', '--originator', 'white-house', '--lineage', 'original', '--published', '2023-10-13')
  source(
    'paper',
    '--publisher',
    'Marine Paper',
    '--from',
    'csis-report',
    '--as',
    'summary',
    '--published',
    '2023-10-16',
  )
  source('daily', '--from', 'paper', '--as', 'summary', '--published', '2023-10')
  source('agency', '--from', 'briefing', '--as', 'summary', '--published', '2023-10-13')
  source('copy', '--from', 'briefing', '--as', 'quotation')
  const record = (...argv: string[]) => (kase.json(['record', ...argv, '--no-leg']) as { id: string }).id
  const railcars = record(
    'railcar-count', '--at', 'tumangang', '--on', '2023-10-05', '--count', '~73', '--unit', 'railcars',
    '--source', 'csis-report', '--states-quantity', '~73', '--states-quantity-stated', 'around 73',
  ) // prettier-ignore
  kase.traced(['link', railcars, 'paper', '--states-quantity', '73', '--states-observed', '2023-10-05'])
  kase.traced(['link', railcars, 'daily', '--states-quantity', '>=70'])
  const containers = record(
    'statement', '--topic', 'containers', '--count', '>1000', '--unit', 'containers', '--scope', 'total',
    '--claimed-by', 'white-house', '--source', 'agency', '--states-quantity', '>1000',
  ) // prettier-ignore
  kase.traced(['link', containers, 'copy', '--states-quantity', '<=1000', '--states-scope', 'event'])
  const distance = record(
    'statement', '--at', 'tikhoretsk-depot', '--count', '~290', '--unit', 'km', '--claimed-by', 'white-house',
    '--source', 'agency', '--states-quantity', '~290', '--states-unit', 'km',
  ) // prettier-ignore
  kase.traced(['link', distance, 'copy', '--states-quantity', '~290', '--states-unit', 'miles'])
  const depot = record(
    'site-change', '--at', 'tikhoretsk-depot', '--change', 'expanded', '--claimed-by', 'white-house',
    '--judgement', 'ammunition is stored', '--likelihood', 'likely', '--source', 'agency', '--states-change', 'expanded',
  ) // prettier-ignore
  kase.traced([
    'link', depot, 'copy', '--states-change', 'built', '--states-likelihood', 'stated as fact',
    '--states-place', HOSTILE,
  ]) // prettier-ignore
}

describe('what became of figures on their way', () => {
  const idIn = (kase: TestCase, kind: string, count?: string): string =>
    (kase.json(['list']) as { id: string; kind: string; quantity?: { text: string } }[]).find(
      (one) => one.kind === kind && one.quantity?.text === count,
    )?.id ?? ''
  const driftsIn = (kase: TestCase, name: string) =>
    (kase.json(['show', name]) as { drifts: { verdict: string; source: string; from?: string }[] }).drifts

  test.each([
    ['on a terminal', 110],
    ['in a pipe', false],
  ])('stands below the citations of an observation, %s', (_, tty) => {
    const kase = newCase(copies)
    const { stdout } = kase.trace(['show', idIn(kase, 'railcar-count', '~73')], { tty })
    const section = /^Drift\n((?: .*\n)*)/m.exec(stdout)?.[1]?.replace(/\s+/g, ' ') ?? ''
    expect(section).toContain(
      'lost-hedge Marine Paper (paper) states 73 railcars, where CSIS (csis-report), which it derives from, states about 73 railcars (“around 73”): the hedge is gone.',
    )
    expect(section).toContain(
      'flipped-bound daily states at least 70 railcars, where Marine Paper (paper), which it derives from, states 73 railcars: a figure became a bound.',
    )
  })

  test('is in the JSON, with the records it rests on', () => {
    const kase = newCase(copies)
    expect(driftsIn(kase, idIn(kase, 'statement', '>1000'))).toMatchObject([
      { rule: 'drift', verdict: 'flipped-bound', source: 'copy', before: '>1000 containers' },
      { rule: 'drift', verdict: 'total-became-event', source: 'copy' },
    ])
    expect(driftsIn(kase, idIn(kase, 'statement', '~290'))).toMatchObject([
      { verdict: 'changed-unit', after: '~290 miles' },
    ])
    expect(driftsIn(kase, idIn(kase, 'site-change')).map(({ verdict }) => verdict)).toEqual([
      'lost-likelihood',
      'changed-change',
      'changed-place',
    ])
  })

  test('is listed of the document in which it changed, each with its observation', () => {
    const kase = newCase(copies)
    expect(driftsIn(kase, 'copy')).toHaveLength(6)
    expect(driftsIn(kase, 'agency')).toEqual([])
    expect(kase.trace(['show', 'copy'], { tty: 110 }).stdout).toMatch(
      new RegExp(`^  ${idIn(kase, 'statement', '~290').slice(0, 4)}\\w*  changed-unit  copy states`, 'm'),
    )
  })

  test('is not said of those who were not public yet, nor before it was recorded', () => {
    const kase = newCase(copies)
    const railcars = idIn(kase, 'railcar-count', '~73')
    expect(kase.json(['show', railcars, '--public-by', '2023-10-20']).drifts).toHaveLength(1)
    expect(kase.json(['show', railcars, '--public-by', '2023-10-10']).drifts).toEqual([])
    expect(kase.traced(['show', railcars, '--public-by', '2023-10-10', '--quiet'])).not.toContain('Drift')
  })

  test('is printed harmlessly, whatever a document calls the place', () => {
    const kase = newCase(copies)
    const { stdout } = kase.trace(['show', idIn(kase, 'site-change')], { tty: 110 })
    expect(stdout).toContain('changed-place')
    expect(isHarmless(stdout)).toBe(true)
    expect(isHarmless(kase.traced(['diff', 'agency', 'copy']))).toBe(true)
  })

  test('what a document states beside a figure stands with its citation', () => {
    const kase = newCase(copies)
    const { stdout } = kase.trace(['show', idIn(kase, 'site-change')], { tty: 200 })
    expect(stdout).toMatch(/states \[stated as fact\] \[site built\] \[place: Rajin/)
    expect(kase.trace(['show', idIn(kase, 'statement', '>1000')], { tty: 200 }).stdout).toMatch(
      /states <=1000 \[one event\]/,
    )
  })
})

describe('trace diff SOURCE SOURCE', () => {
  test('sets two documents side by side, with the sentence where one has it from the other', () => {
    const kase = newCase(copies)
    const { code, stdout } = kase.trace(['diff', 'csis-report', 'paper'], { tty: 140 })
    expect(code).toBe(0)
    expect(stdout).toContain('B derives from A.\nBoth rest on CSIS.')
    expect(stdout).toMatch(
      /2023-10-05 railcar-count at Tumangang +quantity +~73 railcars +73 railcars +differs +lost-hedge/,
    )
    expect(stdout).toMatch(/date +· +2023-10-05 +B alone/)
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'states about 73 railcars (“around 73”): the hedge is gone.',
    )
    expect(stdout).toContain('Both are cited for 1 observation, A alone for 0, B alone for 0.')
  })

  test('says through which documents, and calls a drift so whichever is named first', () => {
    const kase = newCase(copies)
    const there = kase.json(['diff', 'daily', 'csis-report'])
    expect(there).toMatchObject({
      direction: 'first-repeats-second',
      through: ['daily', 'paper', 'csis-report'],
      observations: [{ fields: [{ relation: 'differs', how: ['flipped-bound'] }], drifts: [] }],
    })
    expect(kase.trace(['diff', 'csis-report', 'daily'], { tty: 110 }).stdout).toContain(
      'B derives from A through paper.',
    )
  })

  test('of two copies of one statement says what differs, and not which changed it', () => {
    const kase = newCase(copies)
    const rows = kase.traced(['diff', 'agency', 'copy']).trimEnd().split('\n')
    expect(rows[0]).toBe('observation\tobserved\tkind\tplace\tfield\tfirst\tsecond\trelation\thow')
    expect(rows.slice(1).map((row) => row.split('\t').slice(4, 9).join('|'))).toEqual(
      expect.arrayContaining([
        'quantity|>1000 containers|<=1000 containers|differs|bound',
        'quantity|~290 km|~290 miles|differs|unit',
        'change|expanded|built|differs|change',
      ]),
    )
    expect(kase.trace(['diff', 'agency', 'copy'], { tty: 110 }).stdout).toContain(
      'Neither is on record as deriving from the other.\nBoth rest on White House.',
    )
    const csv = kase.traced(['diff', 'agency', 'copy', '--csv'])
    expect(csv.split('\r\n')[0]).toBe(rows[0]?.replaceAll('\t', ','))
  })

  test('answers with its exit code', () => {
    const kase = newCase(copies)
    expect(kase.trace(['diff', 'agency', 'copy', '--exit-code']).code).toBe(1)
    expect(kase.trace(['diff', 'agency', 'paper', '--exit-code'])).toMatchObject({ code: 0 })
    expect(kase.trace(['diff', 'agency', 'paper'], { tty: 110 }).stdout).toContain(
      'Nothing is on record that both of them state.',
    )
  })

  test('reads as of an entry, and by what was public', () => {
    const kase = newCase(copies)
    const later = kase.trace(['diff', 'agency', 'paper', '--public-by', '2023-10-14'])
    expect(later.stderr).toContain('Left out: what was not yet public by 2023-10-14: paper.')
    const undated = kase.trace(['diff', 'agency', 'copy', '--public-by', '2023-12-31', '--json'])
    expect(JSON.parse(undated.stdout)).toMatchObject({ observations: [] })
    expect(undated.stderr).toContain('without a date of publication: copy')
    expect(kase.json(['diff', 'csis-report', 'paper', '--as-of', '12'])).toMatchObject({ observations: [] })
  })

  test.each([
    [['diff', 'copy', 'copy'], /Both names mean the same document, copy\./],
    [['diff', 'copy', 'copi'], /There is no source "copi"[^]*Did you mean copy\?/],
    [['diff', 'copy', 'tumangang'], /There is no source "tumangang"/],
  ])('refuses %j', (argv, message) => {
    const kase = newCase(copies)
    kase.refuses(argv, message)
  })
})
