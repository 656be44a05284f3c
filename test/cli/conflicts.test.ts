import { beforeAll, describe, expect, test } from 'vitest'
import { HOSTILE, isHarmless, newCase, type TestCase } from './cases.ts'
import { orientExpress } from './example.ts'

interface Listed {
  key: string
  verdict: string
  legs: string[]
  drift: boolean
  state: string
  sentence: string
  settled?: { judgement: { id: string; judgement: string } }
  by?: { analyst: string; entry: number }
}

describe('trace conflicts on the worked example', () => {
  let example: TestCase
  // These tests only read, so they share one copy.
  beforeAll(() => {
    example = orientExpress()
  })
  const found = (...argv: string[]): Listed[] => example.json(['conflicts', ...argv])

  test.each([
    ['on a terminal', 110],
    ['in a pipe', false],
  ])('%s names each with who says so', (_, tty) => {
    const { code, stdout } = example.trace(['conflicts', 'orient-express'], { tty })
    expect(code).toBe(0)
    expect(stdout).toMatch(/figures\s+rajin-dunai/)
    expect(stdout.replace(/\s+/g, ' ')).toMatch(
      /1000 or fewer containers in total \(crywnews-2023-10\) against .*; no number fits both; both rest on White House\./,
    )
  })

  test('finds over against up to a thousand, and says that only copies of one origin differ', () => {
    const [figures] = found('orient-express').filter(({ legs }) => legs.includes('rajin-dunai'))
    expect(figures).toMatchObject({ verdict: 'figures', drift: true, state: 'settled' })
    expect(figures?.settled?.judgement.judgement).toBe('The White House said more than 1,000 containers.')
    const [before] = found('orient-express', '--as-of', '23').filter(({ legs }) =>
      legs.includes('rajin-dunai'),
    )
    expect(before).toMatchObject({ key: figures?.key, state: 'open' })
  })

  test('finds who denies a sanction, which depends on the date', () => {
    expect(found('orient-express').map(({ sentence }) => sentence)).toContainEqual(
      expect.stringMatching(/^That Maria is sanctioned by .* contradicted by kbs-183254/),
    )
  })

  test('lower bounds, windows that overlap and a lost hedge are none', () => {
    const sentences = found().map(({ sentence }) => sentence)
    expect(sentences.filter((sentence) => /trips|73 railcars/.test(sentence))).toEqual([])
  })

  test('of the whole case finds what is on no route too', () => {
    const whole = found()
    expect(whole.filter(({ verdict }) => verdict === 'stance').length).toBeGreaterThanOrEqual(2)
    const keys = new Set(whole.map(({ key }) => key))
    for (const { key } of found('orient-express')) expect(keys).toContain(key)
  })

  test('sees what was public and what was recorded by then', () => {
    expect(found('--public-by', '2023-10-05')).toEqual([])
    expect(found('--as-of', '7')).toEqual([])
  })

  test('without a settled one says how many are open', () => {
    const { stdout } = example.trace(['conflicts', '--settled', '--as-of', '23'], { tty: 110 })
    expect(stdout).toMatch(
      /\n\n(\d+) conflicts: \1 open \(2 without two origins of their own\), 0 settled\.\n$/,
    )
  })

  test('CSV and tab-separated text have a row for each', () => {
    const rows = example.traced(['conflicts', '--csv']).trimEnd().split('\r\n')
    expect(rows).toHaveLength(1 + found().length)
    expect(rows[0]).toBe(
      'conflict,kind,legs,state,drift,sides,origins,records,sentence,judgement,judged,because,by,entry',
    )
    expect(example.traced(['conflicts', '--no-header']).trimEnd().split('\n')).toHaveLength(found().length)
  })

  test('answers no while any is open', () => {
    expect(example.trace(['conflicts', 'orient-express', '--exit-code']).code).toBe(1)
    expect(example.trace(['conflicts', '--exit-code', '--public-by', '2023-10-05']).code).toBe(0)
  })

  test.each([
    [
      ['conflicts', 'orient-expres'],
      /There is no route or leg "orient-expres"[^]*Did you mean orient-express\?/,
    ],
    [['conflicts', '--open', '--settled'], /--open.*--settled/],
    [['settle', '0000', '--judgement', 'so', '--because', 'of it'], /There is no conflict "0000"/],
    [['settle', 'h3', '--judgement', 'so', '--because', 'of it'], /There is no conflict "h3"/],
    [['settle', '0000', '--because', 'of it'], /--judgement/],
    [['settle', '0000', '--judgement', 'so', '--because', ' '], /A reason is needed/],
  ])('refuses %j', (argv, message) => {
    example.refuses(argv, message)
  })
})

/** Two first-hand counts of one thing that do not meet, on a leg with both its ends seen. */
function disputed(kase: TestCase): void {
  for (const argv of [
    ['organisation', 'add', 'RUSI'],
    ['organisation', 'add', 'CSIS'],
    ['place', 'add', 'Rajin'],
    ['place', 'add', 'Dunai'],
    ['leg', 'add', 'Orient Express', 'rajin', 'dunai', '--mode', 'sea'],
    [
      'source',
      'add',
      '--kind',
      'report',
      '--title',
      'A',
      '--originator',
      'rusi',
      '--lineage',
      'original',
      '--id',
      'a',
    ],
    [
      'source',
      'add',
      '--kind',
      'report',
      '--title',
      'B',
      '--originator',
      'csis',
      '--lineage',
      'original',
      '--id',
      'b',
    ],
    [
      'record',
      'ship-sighting',
      '--at',
      'dunai',
      '--on',
      '2023-09-10',
      '--leg',
      'rajin-dunai:arrived',
      '--source',
      'b',
    ],
    [
      'record',
      'container-count',
      '--at',
      'rajin',
      '--on',
      '2023-09-08',
      '--count',
      '300',
      '--unit',
      'containers',
      '--leg',
      'rajin-dunai:loaded',
      '--source',
      'a',
    ],
  ])
    kase.traced(argv)
  kase.traced(['link', observationAt(kase, 'rajin'), 'b', '--states-quantity', '80'])
}

function observationAt(kase: TestCase, place: string): string {
  return (kase.json(['list', '--place', place]) as { id: string }[])[0]!.id
}

describe('trace settle', () => {
  const listed = (kase: TestCase, ...argv: string[]): Listed[] =>
    kase.json(['conflicts', 'orient-express', ...argv])
  const strength = (kase: TestCase): string =>
    kase.json(['route', 'orient-express']).legs[0].strength.strength
  const settle = (kase: TestCase, ...more: string[]) =>
    kase.json([
      'settle',
      listed(kase)[0]!.key.slice(0, 4),
      '--judgement',
      '300',
      '--because',
      'the image was counted again',
      ...more,
    ])

  test('settles, stays visible, and the leg is no longer contested', () => {
    const kase = newCase(disputed)
    expect(strength(kase)).toBe('contested')
    const { judgement } = settle(kase, '--likelihood', 'likely')
    expect(listed(kase)).toMatchObject([
      {
        state: 'settled',
        settled: { judgement: { id: judgement.id, judgement: '300' } },
        by: { analyst: 'tester' },
      },
    ])
    expect(listed(kase, '--open')).toEqual([])
    expect(strength(kase)).toBe('corroborated')
    expect(kase.trace(['conflicts', '--exit-code']).code).toBe(0)
    expect(kase.trace(['conflicts'], { tty: 140 }).stdout.replace(/\s+/g, ' ')).toMatch(
      /settled by tester on \d{4}-\d\d-\d\d \(entry \d+\): 300 \(likely\) because the image was counted again/,
    )
    expect(kase.trace(['show', judgement.id], { tty: 110 }).stdout).toMatch(
      /judgement\s+300\s+likely, 55 to 80 %/,
    )
  })

  test('is refused when it is settled already, unless --again, which takes the judgement before back', () => {
    const kase = newCase(disputed)
    const first = settle(kase).judgement.id
    const key = listed(kase)[0]!.key
    kase.refuses(['settle', key, '--judgement', '80', '--because', 'no'], /is settled: 300\.[^]*--again/)
    kase.refuses(
      ['settle', key, '--judgement', '300', '--because', 'the image was counted again', '--again'],
      /is settled in these words already/,
    )
    kase.traced(['settle', key, '--judgement', '80', '--because', 'the deck alone', '--again'])
    expect(listed(kase)).toMatchObject([{ state: 'settled', settled: { judgement: { judgement: '80' } } }])
    expect(kase.json(['show', first]).retracted).toBe(true)
    kase.traced(['undo', '--because', 'too soon'])
    expect(listed(kase)).toMatchObject([{ state: 'settled', settled: { judgement: { judgement: '300' } } }])
  })

  test('is open again when a record at odds is corrected, and can be settled anew', () => {
    const kase = newCase(disputed)
    settle(kase)
    kase.traced(['correct', observationAt(kase, 'rajin'), '--count', '320', '--because', 'counted again'])
    expect(listed(kase)).toMatchObject([{ state: 'open again' }])
    expect(strength(kase)).toBe('contested')
    expect(kase.trace(['conflicts'], { tty: 140 }).stdout).toMatch(
      /settled before observation \w+ was corrected/,
    )
    kase.traced(['settle', listed(kase)[0]!.key, '--judgement', '320', '--because', 'counted again'])
    expect(listed(kase)).toMatchObject([{ state: 'settled' }])
  })

  test.each([['retract'], ['undo']])('trace %s of the judgement opens it again', (how) => {
    const kase = newCase(disputed)
    const { judgement } = settle(kase)
    kase.traced([...(how === 'undo' ? ['undo'] : ['retract', judgement.id]), '--because', 'too soon'])
    expect(listed(kase)).toMatchObject([{ state: 'open' }])
    expect(strength(kase)).toBe('contested')
  })

  test('a judgement that weighed what was published later says nothing of the days before', () => {
    const kase = newCase(disputed)
    kase.traced(['correct', 'a', '--published', '2023-09-09', '--because', 'found'])
    kase.traced(['correct', 'b', '--published', '2023-09-10', '--because', 'found'])
    const later = ['--kind', 'report', '--title', 'C', '--originator', 'rusi', '--lineage', 'original']
    kase.traced(['source', 'add', ...later, '--published', '2024-05', '--id', 'c'])
    kase.traced(['link', observationAt(kase, 'rajin'), 'c', '--states-quantity', '555'])
    kase.traced(['settle', listed(kase)[0]!.key, '--judgement', '555', '--because', 'told in May 2024 by C'])
    expect(listed(kase)).toMatchObject([{ state: 'settled' }])
    expect(listed(kase, '--public-by', '2024-05')).toMatchObject([{ state: 'settled' }])
    expect(listed(kase, '--public-by', '2023-10')).toMatchObject([{ state: 'open' }])
    for (const argv of [
      ['conflicts'],
      ['conflicts', 'orient-express'],
      ['route', 'orient-express', '--json'],
    ])
      expect(kase.traced([...argv, '--public-by', '2023-10'])).not.toMatch(/555|May 2024/)
    expect(kase.json(['search', '555', '--public-by', '2023-10'])).toEqual([])
  })

  test('completes the ids of what is open', () => {
    const kase = newCase(disputed)
    const [conflict] = listed(kase)
    expect(kase.traced(['__complete', '--', 'settle', ''])).toMatch(
      new RegExp(`^${conflict!.key}\tfigures: `),
    )
    settle(kase)
    expect(kase.traced(['__complete', '--', 'settle', ''])).toBe('')
  })

  test('prints hostile words harmlessly', () => {
    const kase = newCase(disputed)
    kase.traced(['settle', listed(kase)[0]!.key, '--judgement', HOSTILE, '--because', HOSTILE])
    for (const tty of [100, false]) expect(isHarmless(kase.trace(['conflicts'], { tty }).stdout)).toBe(true)
  })

  test('says what it wrote', () => {
    const kase = newCase(disputed)
    const { code, stdout, stderr } = kase.trace(
      ['settle', listed(kase)[0]!.key, '--judgement', '300', '--because', 'counted again'],
      { tty: 110 },
    )
    expect(code).toBe(0)
    expect(stdout).toMatch(/^\w{16} {2}settles figures \w{16}\nThe container count at Rajin, 2023-09-08: /)
    expect(stderr).toMatch(/Recorded as entry \d+\./)
  })
})
