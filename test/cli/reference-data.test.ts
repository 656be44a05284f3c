import { describe, expect, test } from 'vitest'
import { trace } from './harness.ts'
import { HOSTILE, isHarmless, newCase, type TestCase } from './cases.ts'

describe('trace place, vessel, organisation', () => {
  test.each([
    {
      tty: false,
      added: 'id\ttype\tentry\nrajin\tplace\t2\n',
      list: /^id\tname\tkind\tcountry\tlat\tlon\taliases\tentry\nrajin\tRajin\tport\tKP\t42\.2405\t130\.3\tNajin; Rason\t2\n$/,
    },
    {
      tty: true,
      added: 'id     type   entry\nrajin  place  2\n',
      list: /^id +name +kind +country +lat +lon +aliases\nrajin +Rajin +port +KP +42\.2405 +130\.3 +Najin; Rason\n$/,
    },
  ])('are added and listed (terminal: $tty)', ({ tty, added, list }) => {
    const kase = newCase()
    const add = [
      'place',
      'add',
      'Rajin',
      '--aliases',
      'Najin',
      '--aliases',
      'Rason',
      '--kind',
      'port',
      '--country',
      'KP',
      '--lat',
      '42.2405',
      '--lon',
      '130.3',
    ]
    const { code, stdout, stderr } = kase.trace(add, { tty })
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: added, stderr: 'Recorded as entry 2.\n' })
    expect(kase.traced(['place', 'list'], { tty })).toMatch(list)
  })

  test('a list in every form', () => {
    const kase = newCase()
    kase.traced(['organisation', 'add', '=RUSI', '--country', 'GB'])
    expect(kase.traced(['organisation', 'list', '--csv'])).toContain("rusi,'=RUSI,GB")
    expect(kase.json(['organisation', 'list'])).toEqual([
      { type: 'organisation', id: 'rusi', revision: 1, name: '=RUSI', country: 'GB', entry: 2 },
    ])
    expect(JSON.parse(kase.traced(['organisation', 'list', '--ndjson']))).toMatchObject({ id: 'rusi' })
    expect(kase.traced(['organisation', 'list', '--no-header'])).toBe('rusi\t=RUSI\tGB\t\t\t2\n')
    expect(kase.trace(['organisation', 'list', '--json', '--csv']).code).toBe(2)
  })

  test('an empty list says how to add to it', () => {
    const { stdout, stderr } = newCase().trace(['vessel', 'list', '--json'])
    expect(stdout).toBe('[]\n')
    expect(stderr).toContain('trace vessel add')
  })

  test('the same again writes nothing and says so', () => {
    const kase = newCase()
    kase.traced(['vessel', 'add', 'Angara', '--imo', '9179842', '--mmsi-valid', '2021/..'])
    const { code, stdout, stderr } = kase.trace([
      'vessel',
      'add',
      'Angara',
      '--mmsi-valid',
      '2021/..',
      '--imo',
      '9179842',
      '--json',
    ])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ id: 'angara', type: 'vessel', entry: null })
    expect(stderr).toContain('in the case already; nothing was written')
    expect(kase.entries()).toBe(2)
  })

  test('other contents under a key, and names that are taken, are refused', () => {
    const kase = newCase()
    kase.traced(['place', 'add', 'Rajin', '--aliases', 'Rasŏn'])
    kase.refuses(
      ['place', 'add', 'Rajin', '--kind', 'port'],
      /There is a place rajin already, with other contents/,
    )
    kase.refuses(['place', 'add', 'RASON'], /"RASON" is place rajin \(Rajin\) already/)
    kase.refuses(['place', 'add', 'Najin', '--aliases', 'rajin'], /"rajin" is place rajin/)
    expect(kase.json(['place', 'add', 'Rason', '--id', 'rason-city'])).toMatchObject({
      id: 'rason-city',
      entry: 3,
    })
    // A name is taken among records of its own type only.
    expect(kase.json(['vessel', 'add', 'Rajin'])).toMatchObject({ id: 'rajin', entry: 4 })
  })

  test('what was retracted keeps its key', () => {
    const kase = newCase()
    kase.traced(['place', 'add', 'Rajin'])
    kase.traced(['retract', 'rajin', '--because', 'spelt wrong'])
    expect(kase.refuses(['place', 'add', 'Rajin'], /it was retracted: spelt wrong/)).toContain('--restore')
  })

  test('a name without Latin letters needs a key', () => {
    const kase = newCase()
    expect(kase.refuses(['place', 'add', '나진항'], /No key can be made from "나진항"/)).toContain('--id')
    expect(kase.json(['place', 'add', '나진항', '--id', 'rajin-port'])).toMatchObject({ id: 'rajin-port' })
    expect(kase.json(['place', 'show', '나진항'])).toMatchObject({ id: 'rajin-port' })
  })

  test('a wrong IMO check digit is a warning, and is recorded as such', () => {
    const kase = newCase()
    const { code, stderr } = kase.trace(['vessel', 'add', 'Angara', '--imo', '9179843'])
    expect(code).toBe(0)
    expect(stderr).toContain('warning: The check digit of IMO number 9179843 is wrong')
    expect(kase.json(['vessel', 'list'])).toMatchObject([{ imo: '9179843', imoCheck: 'wrong' }])
    expect(kase.traced(['vessel', 'show', 'angara'])).toContain('9179843  wrong check digit')
  })

  test.each<[string[], RegExp]>([
    [['place', 'add'], /missing required argument/i],
    [['place', 'add', ''], /No key can be made from ""/],
    [['place', 'add', 'Rajin', '--lat', '91'], /may be at most 90/],
    [['place', 'add', 'Rajin', '--lat', 'north'], /"north" is no number[^]*at --lat/],
    [['place', 'add', 'Rajin', '--kind', 'prot'], /"prot" is not one of/],
    [['place', 'add', 'Rajin', '--country', 'North Korea'], /cannot be the country/],
    [['place', 'add', 'Rajin', '--id', 'Rajin Port'], /"Rajin Port" cannot be a key[^]*at --id/],
    [['place', 'add', 'Rajin', 'Dunai'], /too many arguments/i],
    [['place', 'add', 'Rajin', '--imo', '1'], /unknown option/i],
    [['vessel', 'add', 'Angara', '--imo', '917984'], /cannot be the imo/],
    [['vessel', 'add', 'Angara', '--flag-valid', '30 February'], /at --flag-valid/],
    [['place'], /Say what to do with places: add, list, show/],
    [['place', 'ad'], /There is no "trace place ad"[^]*Did you mean trace place add\?/],
    [['place', 'show', 'rajin'], /There is no place "rajin"/],
    [['place', 'list', '--as-of', '99'], /There is no entry 99/],
  ])('%j is refused', (argv, message) => {
    newCase().refuses(argv, message)
  })

  test.each([{ tty: false }, { tty: true }])(
    'text from outside is printed harmlessly (terminal: $tty)',
    ({ tty }) => {
      const kase = newCase()
      const printed = [
        kase.trace(
          ['place', 'add', HOSTILE, '--id', 'rajin', '--aliases', `x${HOSTILE}`, '--note', HOSTILE],
          { tty },
        ),
        kase.trace(['place', 'add', HOSTILE], { tty }),
        kase.trace(['place', 'list'], { tty }),
        kase.trace(['place', 'show', 'rajin'], { tty }),
        kase.trace(['place', 'show', HOSTILE, '--json'], { tty }),
      ]
      for (const { stdout, stderr } of printed) expect([stdout, stderr].map(isHarmless)).toEqual([true, true])
      expect(kase.json(['place', 'list'])).toMatchObject([{ name: HOSTILE, note: HOSTILE }])
      // A line break in a name makes no line of its own.
      expect(
        kase
          .traced(['place', 'show', 'rajin'], { tty })
          .split('\n')
          .filter((line) => line.startsWith('fake line')),
      ).toEqual([])
    },
  )

  test('--as-of sees what was there then', () => {
    const kase = newCase()
    kase.traced(['place', 'add', 'Rajin'])
    kase.traced(['place', 'add', 'Dunai'])
    expect(kase.json(['place', 'list', '--as-of', '2'])).toMatchObject([{ id: 'rajin' }])
    expect(kase.json(['place', 'list'])).toHaveLength(2)
  })
})

describe('trace leg', () => {
  const rajinAndDunai = (kase: TestCase): void => {
    kase.traced(['place', 'add', 'Rajin', '--aliases', 'Najin', '--lat', '42.2405', '--lon', '130.3'])
    kase.traced(['place', 'add', 'Dunai', '--lat', '42.88', '--lon', '132.35'])
  }
  const started = (): TestCase => newCase(rajinAndDunai)

  test('makes its route with the first leg, and says so', () => {
    const kase = started()
    const { stdout, stderr } = kase.trace([
      'leg',
      'add',
      'Orient Express',
      'Najin',
      'DUNAI',
      '--mode',
      'sea',
      '--speed-min',
      '15',
      '--speed-max',
      '35',
    ])
    expect(stdout).toBe('id\ttype\tentry\troute\nrajin-dunai\tleg\t4\torient-express\n')
    expect(stderr).toContain('first leg of a new route, "Orient Express" (orient-express)')
    expect(kase.json(['leg', 'list'])).toMatchObject([
      {
        id: 'rajin-dunai',
        route: 'orient-express',
        from: 'rajin',
        to: 'dunai',
        mode: 'sea',
        speed: { min: 15, max: 35 },
        length: { basis: 'great-circle' },
      },
    ])
    // By key, by name in any case, and by a name that makes the same key.
    for (const route of ['orient-express', 'ORIENT EXPRESS', 'Orient-Express!']) {
      const again = kase.trace([
        'leg',
        'add',
        route,
        'rajin',
        'dunai',
        '--mode',
        'sea',
        '--speed-min',
        '15',
        '--speed-max',
        '35',
      ])
      expect(again.stderr).toContain('in the case already')
    }
    expect(kase.entries()).toBe(4)
  })

  test('has its mode in its key when another leg has FROM-TO', () => {
    const kase = started()
    kase.traced(['leg', 'add', 'Orient Express', 'rajin', 'dunai', '--mode', 'sea'])
    expect(kase.json(['leg', 'add', 'orient-express', 'rajin', 'dunai', '--mode', 'rail'])).toMatchObject({
      id: 'rajin-dunai-rail',
    })
    expect(kase.json(['leg', 'add', 'orient-express', 'rajin', 'dunai', '--mode', 'rail'])).toMatchObject({
      id: 'rajin-dunai-rail',
      entry: null,
    })
    kase.refuses(
      ['leg', 'add', 'orient-express', 'rajin', 'dunai', '--mode', 'sea', '--km', '190'],
      /There is a leg rajin-dunai from rajin to dunai by sea already/,
    )
    kase.refuses(
      ['leg', 'add', 'Other', 'rajin', 'dunai', '--mode', 'rail', '--km', '1'],
      /There are legs rajin-dunai and rajin-dunai-rail already/,
    )
    expect(
      kase.json(['leg', 'add', 'Other', 'rajin', 'dunai', '--mode', 'rail', '--id', 'other-1']),
    ).toMatchObject({ id: 'other-1' })
  })

  test('warns of a new route that is nearly an old one', () => {
    const kase = started()
    kase.traced(['leg', 'add', 'Orient Express', 'rajin', 'dunai', '--mode', 'sea'])
    expect(kase.trace(['leg', 'add', 'Orient Expres', 'dunai', 'rajin', '--mode', 'sea']).stderr).toContain(
      'There is a route orient-express too',
    )
  })

  test.each<[string[], RegExp]>([
    [
      ['Orient Express', 'rajn', 'dunai', '--mode', 'sea'],
      /There is no place "rajn"[^]*at FROM[^]*Did you mean rajin\?/,
    ],
    [['Orient Express', 'rajin', 'nowhere', '--mode', 'sea'], /There is no place "nowhere"[^]*at TO/],
    [['Orient Express', 'rajin', 'najin', '--mode', 'sea'], /both of these are rajin/],
    [['Orient Express', 'rajin', 'dunai'], /A leg needs --mode/],
    [['Orient Express', 'rajin', 'dunai', '--mode', 'ship'], /"ship" is not one of/],
    [['Orient Express', 'rajin', 'dunai', '--mode', 'sea', '--km', '0'], /"0" cannot be the km/],
    [['Orient Express', 'rajin', 'dunai', '--mode', 'sea', '--km', '-5'], /"-5" cannot be the km/],
    [['동방', 'rajin', 'dunai', '--mode', 'sea'], /No key can be made from "동방"/],
  ])('add %j is refused', (argv, message) => {
    started().refuses(['leg', 'add', ...argv], message)
  })
})

describe('trace relation', () => {
  const angara = (kase: TestCase): void => {
    kase.traced(['vessel', 'add', 'Angara', '--imo', '9179842'])
    kase.traced(['organisation', 'add', 'M Leasing LLC'])
    kase.traced([
      'source',
      'add',
      '--kind',
      'report',
      '--title',
      'The Orient Express',
      '--publisher',
      'RUSI',
      '--published',
      '2023-10-16',
      '--lineage',
      'original',
      '-q',
    ])
  }
  const started = (): TestCase => newCase(angara)
  const relation = ['relation', 'add', '9179842', 'owned-by', 'm leasing llc', '--valid', '2022/..']

  test.each([{ tty: false }, { tty: true }])(
    'is added with the document that says so (terminal: $tty)',
    ({ tty }) => {
      const kase = started()
      const { code, stdout } = kase.trace(
        [...relation, '--source', 'rusi-2023-10-16', '--quote', 'owned by', '--locator', 'p. 4'],
        { tty },
      )
      expect(code).toBe(0)
      expect(stdout).toMatch(/[0-9a-z]{16}\s+relation\s+5\n$/)
      expect(kase.entries()).toBe(5)
      expect(kase.json(['relation', 'list'])).toMatchObject([
        {
          subject: { type: 'vessel', id: 'angara' },
          predicate: 'owned-by',
          object: 'm-leasing-llc',
          valid: { text: '2022/..' },
          sources: ['rusi-2023-10-16'],
        },
      ])
      const shown = kase.traced(['relation', 'show', stdout.trim().split('\n').at(-1)?.slice(0, 6) ?? ''], {
        tty,
      })
      expect(shown).toContain('supports')
      expect(shown).toContain('“owned by”')
      expect(shown).toContain('origin: The Orient Express')
    },
  )

  test('gets its document later too, and the same again writes nothing', () => {
    const kase = started()
    expect(kase.trace(relation).stderr).toContain('No document says so yet')
    expect(kase.trace([...relation, '--source', 'rusi-2023-10-16']).stderr).toContain(
      'what is new is the document',
    )
    expect(kase.trace([...relation, '--source', 'rusi-2023-10-16']).stderr).toContain('nothing was written')
    expect(kase.json(['relation', 'list'])).toHaveLength(1)
    expect(kase.entries()).toBe(6)
  })

  test('is left out by --public-by when only later documents say so, and stays when none does', () => {
    const kase = started()
    kase.traced(relation)
    expect(kase.json(['relation', 'list', '--public-by', '2023-10-15'])).toMatchObject([{ sources: [] }])
    const { id } = kase.json([...relation, '--source', 'rusi-2023-10-16']) as { id: string }
    const { stdout, stderr } = kase.trace(['relation', 'list', '--public-by', '2023-10-15', '--json'])
    expect(JSON.parse(stdout)).toEqual([])
    expect(stderr).toContain('Left out: 1 relation that no document certain to have been public')
    expect(kase.json(['relation', 'list', '--public-by', '2023-10-16'])).toMatchObject([
      { id, sources: ['rusi-2023-10-16'] },
    ])
    expect(kase.trace(['relation', 'show', id, '--public-by', '2023-10-15']).stderr).toContain(
      'Nothing that says this relation',
    )
  })

  test('a subject that may be a vessel or an organisation has to be told apart', () => {
    const kase = started()
    kase.traced(['organisation', 'add', 'Angara'])
    expect(
      kase.refuses(
        relation.map((word) => (word === '9179842' ? 'angara' : word)),
        /"angara" fits 2/,
      ),
    ).toContain('vessel:KEY')
    expect(
      kase.json(['relation', 'add', 'organisation:angara', 'linked-with', 'm-leasing-llc']),
    ).toMatchObject({
      record: { subject: { type: 'organisation', id: 'angara' } },
    })
  })

  test.each<[string[], RegExp]>([
    [
      ['angarra', 'owned-by', 'm-leasing-llc'],
      /There is no vessel or organisation "angarra"[^]*Did you mean angara\?/,
    ],
    [['angara', 'owns', 'm-leasing-llc'], /"owns" is not one of[^]*at PREDICATE/],
    [['angara', 'owned-by', 'angara'], /There is no organisation "angara"/],
    [['m-leasing-llc', 'parent-of', 'm-leasing-llc'], /both of these are m-leasing-llc/],
    [
      ['angara', 'owned-by', 'm-leasing-llc', '--quote', 'owned by'],
      /A quotation needs the document it is from/,
    ],
    [['angara', 'owned-by', 'm-leasing-llc', '--source', 'nowhere'], /There is no source "nowhere"/],
    [
      ['angara', 'owned-by', 'm-leasing-llc', '--valid', '2022-02-30'],
      /February 2022 has 28 days[^]*at --valid/,
    ],
  ])('add %j is refused', (argv, message) => {
    started().refuses(['relation', 'add', ...argv], message)
  })
})

describe('help', () => {
  test.each(
    ['source', 'place', 'vessel', 'organisation', 'relation', 'conversion', 'leg']
      .flatMap((noun) => [[noun], [noun, 'add'], [noun, 'list'], [noun, 'show']])
      .concat([['source', 'derive'], ['init'], ['show']]),
  )('trace %s %s says what it does and gives examples', (...words) => {
    const { code, stdout } = trace([...words, '--help'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Usage: trace /)
    expect(stdout.match(/^ {2}\$ trace .+/gm)?.length).toBeGreaterThanOrEqual(2)
  })
})
