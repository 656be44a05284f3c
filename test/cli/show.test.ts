import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { HOSTILE, isHarmless, newCase, type TestCase } from './cases.ts'
import { tempFolder, traced } from './harness.ts'

/** A small chain: a report, an article that repeats it, and one observation cited from both. */
function railcars(kase: TestCase): void {
  kase.traced(['organisation', 'add', 'CSIS', '--country', 'US'])
  kase.traced(['place', 'add', 'Tumangang', '--kind', 'station'])
  kase.traced(['place', 'add', 'Khasan'])
  kase.traced(['leg', 'add', 'Orient Express', 'tumangang', 'khasan', '--mode', 'rail'])
  kase.traced([
    'source',
    'add',
    '--kind',
    'report',
    '--title',
    'Rail traffic at Tumangang',
    '--originator',
    'csis',
    '--published',
    '2023-10-06',
    '--lineage',
    'original',
    '--reliability',
    'B',
  ])
  kase.traced([
    'source',
    'add',
    '--kind',
    'article',
    '--title',
    '73 railcars',
    '--publisher',
    'Kyiv Post',
    '--published',
    '2023-10-08',
    '--from',
    'csis-2023-10-06',
    '--as',
    'summary',
  ])
  const recorded = kase.json([
    'record', 'railcar-count', '--at', 'tumangang', '--on', '2023-10-05', '--count', '~73', '--count-stated', 'around 73', '--unit', 'railcars',
    '--source', 'csis-2023-10-06', '--locator', 'p. 2', '--quote', 'around 73 railcars', '--credibility', '2',
    '--judgement', 'munitions are being shipped', '--likelihood', 'likely', '--caveats', 'tarpaulins hide the loads',
    '--note', 'first line\nsecond line', '--leg', 'tumangang-khasan:loaded',
  ]) as { id: string } // prettier-ignore
  kase.traced(['link', recorded.id, 'kyiv-post-2023-10-08', '--states-quantity', '73'])
}

function started(): TestCase & { id: string } {
  const kase = newCase(railcars)
  const [{ id }] = kase.json(['list']) as [{ id: string }]
  return { ...kase, id }
}

describe('trace show', () => {
  test.each([{ tty: false }, { tty: true }])(
    'an observation, down to its origin (terminal: $tty)',
    ({ tty }) => {
      const kase = started()
      const shown = kase.traced(['show', kase.id.slice(0, 6)], { tty: tty ? 200 : false })
      for (const line of [
        `observation ${kase.id.slice(0, 4)}`,
        '  place          Tumangang (tumangang)',
        '  observed       2023-10-05',
        '  quantity       ~73 railcars  66 to 80; stated as “around 73”',
        '  judgement      munitions are being shipped  likely, 55 to 80 % (ICD 203)',
        '  credibility    2  probably true',
        '  caveats        tarpaulins hide the loads',
        '    second line',
        '               at p. 2',
        '               “around 73 railcars”',
        '               reliability B  usually reliable',
        '               └─ origin: CSIS',
        '               states 73',
        '               └─ summary of csis-2023-10-06  CSIS, “Rail traffic at Tumangang”  2023-10-06',
        '                  └─ origin: CSIS',
        '  rests on CSIS',
      ]) {
        expect(
          shown.split('\n').map((one) => one.replace(/^(\s+\w+) +(?=\S)/, '$1 ')),
          shown,
        ).toContain(line.replace(/^(\s+\w+) +(?=\S)/, '$1 '))
      }
      expect(shown).toMatch(/supports +csis-2023-10-06/)
      expect(shown).toMatch(/1 {2}entry 8, \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ, tester/)
    },
  )

  test('the history of a record, field by field', () => {
    const kase = started()
    kase.traced(['correct', kase.id, '--count', '73', '--because', 'counted again'])
    kase.traced(['retract', kase.id, '--because', 'the wrong yard'])
    const shown = kase.traced(['show', kase.id])
    expect(shown).toContain('RETRACTED: the wrong yard')
    expect(shown).toContain('because counted again')
    expect(shown).toContain('quantity: ~73 → 73')
    expect(shown).toContain('quantity_stated: around 73 → nothing')
    // Its citations were taken back with it, and are shown as they stood.
    expect(shown).toContain('“around 73 railcars”')
    expect(kase.json(['show', kase.id])).toMatchObject({
      retracted: true,
      history: [
        { revision: 1, entry: 8 },
        { revision: 2, entry: 10, reason: 'counted again' },
        { revision: 3, retracted: true, reason: 'the wrong yard' },
      ],
    })
    const before = kase.json(['show', kase.id, '--as-of', '9'])
    expect(before).toMatchObject({ retracted: false, record: { quantity: { text: '~73' } } })
    expect(before.history).toHaveLength(1)
  })

  test('a source: its lineage, what repeats it, what cites it', () => {
    const kase = started()
    const shown = kase.traced(['source', 'show', 'csis-2023-10-06'])
    expect(shown).toContain('source csis-2023-10-06  Rail traffic at Tumangang')
    expect(shown).toContain('  └─ origin: CSIS')
    expect(shown).toContain('Repeated by\n  kyiv-post-2023-10-08  summary')
    expect(shown).toContain('1 observation citing it')
    expect(kase.json(['show', '73 railcars'])).toMatchObject({
      id: 'kyiv-post-2023-10-08',
      restsOn: { origins: [{ name: 'CSIS' }] },
      lineage: { sources: [{}, {}], derivations: [{ how: 'summary' }] },
      observations: { total: 1, first: [{ id: kase.id }] },
    })
  })

  test.each([
    ['tumangang', /1 observation here[^]*railcar-count at Tumangang: ~73 railcars/],
    ['Orient Express', /route orient-express[^]*tumangang-khasan {2}Tumangang → Khasan, rail/],
    [
      'tumangang-khasan',
      /leg tumangang-khasan[^]*from +Tumangang \(tumangang\)[^]*1 observation of this leg/,
    ],
    ['csis', /organisation csis {2}CSIS[^]*1 observation resting on it/],
    ['khasan', /place khasan[^]*No observations here/],
  ])('%s', (word, expected) => {
    expect(started().traced(['show', word])).toMatch(expected)
  })

  test('citations and derivations, by their ids', () => {
    const kase = started()
    const { citations, lineage } = kase.json(['show', kase.id]) as {
      citations: { id: string; source: string }[]
      lineage: { derivations: { id: string }[] }
    }
    expect(kase.traced(['show', citations[0]!.id])).toMatch(
      /^citation [0-9a-z]{4}\n[^]*About\n {2}2023-10-05 {2}railcar-count at Tumangang: ~73 railcars/,
    )
    expect(kase.traced(['show', lineage.derivations[0]!.id])).toMatch(
      /^derivation [0-9a-z]{4}\n[^]*└─ summary of csis-2023-10-06/,
    )
  })

  test('--public-by leaves out citations of what was not public, and counts them', () => {
    const kase = started()
    const { stdout, stderr } = kase.trace(['show', kase.id, '--public-by', '2023-10-07', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      citations: [{ source: 'csis-2023-10-06' }],
      leftOut: [{ source: 'kyiv-post-2023-10-08' }],
    })
    expect(stderr).toContain(
      'Left out: 1 citation of documents not certain to have been public by 2023-10-07: kyiv-post-2023-10-08.',
    )
    expect(kase.trace(['show', kase.id, '--public-by', '2023-10-05']).stderr).toContain(
      'Nothing that says this observation',
    )
    expect(kase.json(['show', 'tumangang', '--public-by', '2023-10-05'])).toMatchObject({
      observations: { total: 0 },
    })
  })

  test('a cycle that came about is named, and ends', () => {
    // Commands refuse to make one; a package may bring one along.
    const cwd = tempFolder()
    const tables = {
      sources: 'id,kind,title,lineage\nfirst,note,First,derived\nsecond,note,Second,derived\n',
      derivations: 'source,from,how\nfirst,second,reprint\nsecond,first,reprint\n',
    }
    const resources = Object.keys(tables).map((name) => ({ name, path: `${name}.csv` }))
    writeFileSync(join(cwd, 'datapackage.json'), JSON.stringify({ name: 'cycle', resources }))
    for (const [name, text] of Object.entries(tables)) writeFileSync(join(cwd, `${name}.csv`), text)
    traced(['import', '.', 'case'], { cwd })
    expect(traced(['show', 'first'], { cwd: join(cwd, 'case') })).toContain('cycle: first → second → first')
  })

  test("a source that was taken back has its lineage, and is in nobody else's", () => {
    const kase = started()
    const add = ['source', 'add', '--kind', 'note', '--title', 'Wire copy', '--id', 'wire', '-q']
    kase.traced([...add, '--lineage', 'original'])
    const derivation = kase.json([
      'source',
      'derive',
      'kyiv-post-2023-10-08',
      '--from',
      'wire',
      '--as',
      'reprint',
    ])
    kase.traced(['retract', (derivation as { id: string }).id, '--because', 'another copy'])
    kase.traced(['retract', 'wire', '--because', 'never existed'])
    expect(kase.traced(['show', 'wire'])).toMatch(/RETRACTED: never existed[^]*└─ origin: Wire copy/)
    const { lineage } = kase.json(['show', 'kyiv-post-2023-10-08']) as {
      lineage: { sources: { id: string }[] }
    }
    expect(lineage.sources.map(({ id }) => id)).toEqual(['csis-2023-10-06', 'kyiv-post-2023-10-08'])
  })

  test('a key that is a route and a leg is told apart by its type', () => {
    const kase = started()
    kase.traced(['leg', 'add', 'Tumangang Khasan', 'khasan', 'tumangang', '--mode', 'rail', '--id', 'back'])
    expect(kase.refuses(['show', 'tumangang-khasan'], /fits 2: route tumangang-khasan/)).toContain('--type')
    expect(kase.json(['show', 'tumangang-khasan', '--type', 'leg'])).toMatchObject({
      type: 'leg',
      record: { route: 'orient-express' },
    })
  })

  test.each<[string[], RegExp]>([
    [['show'], /missing required argument/i],
    [['show', 'tumangan'], /There is no record "tumangan"[^]*Did you mean tumangang\?/],
    [['show', 'zzzz'], /There is no record "zzzz"/],
    [['show', 'csis', '--type', 'organization'], /Did you mean organisation\?/],
    [['show', 'csis', '--as-of', '2'], /^$/],
    [['show', 'csis', '--as-of', '1'], /There is no record "csis"/],
    [['show', 'csis', '--public-by', 'soon'], /"soon" is no EDTF date/],
    [['vessel', 'show', 'tumangang'], /There is no vessel "tumangang"/],
  ])('%j', (argv, message) => {
    const kase = started()
    if (message.source === '^$') kase.traced(argv)
    else kase.refuses(argv, message)
  })

  test.each([{ tty: false }, { tty: true }])(
    'text from outside is printed harmlessly (terminal: $tty)',
    ({ tty }) => {
      const kase = started()
      kase.traced([
        'correct',
        kase.id,
        '--note',
        HOSTILE,
        '--judgement',
        HOSTILE,
        '--caveats',
        HOSTILE,
        '--because',
        HOSTILE,
      ])
      kase.traced([
        'source',
        'add',
        '--kind',
        'note',
        '--title',
        `${HOSTILE}\nfake line`,
        '--id',
        'hostile',
        '--publisher',
        HOSTILE,
        '-q',
      ])
      kase.traced([
        'link',
        kase.id,
        'hostile',
        '--quote',
        HOSTILE,
        '--locator',
        HOSTILE,
        '--states-words',
        HOSTILE,
        '--note',
        HOSTILE,
      ])
      for (const argv of [
        ['show', kase.id],
        ['show', 'hostile'],
        ['show', kase.id, '--json'],
        ['show', kase.id, '--csv'],
      ]) {
        const { stdout, stderr } = kase.trace(argv, { tty })
        expect([stdout, stderr].map((text) => isHarmless(argv.includes('--csv') ? '' : text))).toEqual([
          true,
          true,
        ])
        // Of all these, only the note has lines of its own, and those are set off.
        expect(
          stdout.split('\n').filter((line) => line.startsWith('fake line') && !argv.includes('--csv')),
        ).toEqual([])
      }
      expect(kase.json(['show', kase.id])).toMatchObject({ record: { note: HOSTILE } })
    },
  )

  test('prints colour only where it may', () => {
    const kase = started()

    expect(kase.traced(['show', 'csis'], { tty: true, env: { FORCE_COLOR: '1' } })).toMatch(
      /\u001b\[1morganisation/,
    )
    expect(
      isHarmless(kase.traced(['show', 'csis'], { tty: true, env: { FORCE_COLOR: '1', NO_COLOR: '1' } })),
    ).toBe(true)
  })
})
