import { describe, expect, test } from 'vitest'
import { HOSTILE, isHarmless, type TestCase } from './cases.ts'
import { orientExpress, smallCase } from './example.ts'

/** The number of the newest entry. */
function last(kase: TestCase): string {
  return `#${String(kase.entries())}`
}

describe('trace diff', () => {
  test('of a route says that a conflict was settled in what is linked to no leg, and what was judged', () => {
    const example = orientExpress()
    const before = String(example.entries())
    const [conflict] = (
      example.json(['conflicts', 'orient-express', '--open']) as {
        key: string
        verdict: string
        legs: string[]
      }[]
    ).filter(({ verdict, legs }) => verdict === 'stance' && legs.length === 0)
    example.traced(['settle', conflict?.key ?? '', '--judgement', 'a misprint', '--because', 'read again'])
    const route = example.trace(['diff', 'orient-express', '--from', before], { tty: 200 }).stdout
    expect(route).toContain('A conflict has been settled since (judged: a misprint; because: read again):')
    expect(route).not.toContain('was other than it is')
    const whole = example.trace(['diff', '--from', before], { tty: 200 }).stdout
    expect(whole).toMatch(/^\+ added {2}judgement \w+ {2}stance: a misprint$/m)
  })

  test.each([false, 100])(
    'what was recorded: added, revised field by field, retracted, and each leg (terminal: %s)',
    (tty) => {
      const small = smallCase()
      small.traced([
        'record',
        'ship-sighting',
        '--at',
        'rajin',
        '--on',
        '2023-10-05',
        '--count',
        '73',
        '--source',
        'csis-2023-10-06',
        '--activity',
        'loading',
      ])
      small.traced([
        'record',
        'ship-sighting',
        '--at',
        'rajin',
        '--on',
        '2023-10-06',
        '--source',
        'rusi-2023-10-16',
      ])
      const [first, second] = small.json(['list']) as { id: string }[]
      small.traced(['correct', first?.id ?? '', '--count', '~73', '--because', 'the report says around 73'])
      small.traced(['retract', second?.id ?? '', '--because', 'the wrong day'])
      small.traced([
        'record',
        'ship-sighting',
        '--at',
        'dunai',
        '--on',
        '2023-10-07',
        '--activity',
        'unloading',
        '--source',
        'rusi-2023-10-16',
      ])
      const { stdout, code } = small.trace(['diff', 'orient-express', '--from', '13'], { tty })
      expect(code).toBe(0)
      if (tty === false) {
        expect(stdout).toMatch(/leg\tleg\trajin-dunai\tstrength\tthin\tcorroborated/)
        expect(stdout).toMatch(/leg\tleg\trajin-dunai\tunloaded\t\tRUSI/)
        expect(stdout).toMatch(/revised\tobservation\t\w+\tquantity\t73\t~73/)
        expect(stdout).toContain(`retracted\tobservation\t${second?.id ?? ''}`)
        expect(stdout).toMatch(/added\tobservation\t/)
      } else {
        expect(stdout).toMatch(/rajin-dunai .*thin → corroborated/)
        expect(stdout).toMatch(
          /~ revised {2}observation .*\n\s+because: the report says around 73\n\s+quantity: 73 → ~73/,
        )
        expect(stdout).toMatch(/− retracted {2}observation .*\n\s+because: the wrong day/)
        expect(stdout).toMatch(/\+ added {2}observation .*2023-10-07 ship-sighting dunai/)
      }
    },
  )

  test('what was published', () => {
    const { legs, records } = orientExpress().json([
      'diff',
      'orient-express',
      '--public-from',
      '2023-10-10',
      '--public-to',
      '2023-10-17',
    ])
    expect(legs.find(({ leg }: { leg: string }) => leg === 'rajin-dunai')).toMatchObject({
      before: 'no evidence',
      origins: { gained: expect.arrayContaining(['RUSI', 'White House']) as string[] },
    })
    expect(records.every(({ how }: { how: string }) => how === 'added')).toBe(true)
  })

  test('a correction of a source shows in the route that rests on it', () => {
    const { records } = orientExpress().json(['diff', 'orient-express', '--from', '12', '--to', '13'])
    expect(records).toMatchObject([
      {
        how: 'revised',
        record: { id: 'rusi-2023-10-16' },
        changes: [{ field: 'published', before: '2023-10-17', after: '2023-10-16' }],
      },
    ])
  })

  test('of one leg, and of nothing', () => {
    const example = orientExpress()
    expect(example.json(['diff', 'rajin-dunai', '--from', '8']).legs).toMatchObject([{ leg: 'rajin-dunai' }])
    expect(
      example.trace(['diff', 'orient-express', '--from', last(example)], { tty: true }).stdout,
    ).toContain('Nothing differs.')
  })

  test('--exit-code answers with 1 when something differs, else with 0', () => {
    const example = orientExpress()
    expect(example.trace(['diff', 'orient-express', '--from', '8', '--exit-code']).code).toBe(1)
    expect(example.trace(['diff', 'orient-express', '--from', last(example), '--exit-code']).code).toBe(0)
    expect(example.trace(['diff', 'orient-express', '--from', '8']).code).toBe(0)
  })

  test.each([
    [[], /Say from when/],
    [['--from', '99'], /There is no entry 99/],
    [['--from', '10', '--to', '8'], /is later than/],
    [['--public-from', '2023-10-17', '--public-to', '2023-10-10'], /is later than/],
    [['--from', 'noon'], /no EDTF date/],
  ])('refuses %j', (argv, message) => {
    orientExpress().refuses(['diff', 'orient-express', ...argv], message)
  })

  test.each([false, 110])('sentences for a correction stand first (terminal: %s)', (tty) => {
    const example = orientExpress()
    const { stdout, stderr } = example.trace(['diff', 'rajin-dunai', '--public-from', '2023-10-15'], { tty })
    const first = stdout.split('\n').slice(0, 4).join('\n')
    if (tty === false) {
      expect(first).toMatch(
        /^change\ttype\tid\tfield\tbefore\tafter\ncorrection\tleg\trajin-dunai\torigins\t\t/,
      )
    } else {
      expect(first).toMatch(
        /\n\nFor a correction\n {2}Of what was public by 2023-10-15, the leg Rajin–Dunai \(sea\) /,
      )
    }
    expect(stderr).toMatch(/Left out: \d+ documents/)
    const { corrections } = example.json(['diff', 'rajin-dunai', '--public-from', '2023-10-15'])
    expect(corrections).toContainEqual(
      expect.objectContaining({
        about: 'strength',
        leg: 'rajin-dunai',
        sentence: expect.stringMatching(/; now it is /) as string,
      }),
    )
  })

  test('a figure that was corrected is named with its reason, whatever its text holds', () => {
    const example = orientExpress()
    const from = last(example)
    const reason = `misread ${HOSTILE}`
    example.traced(['correct', '91j0', '--count', '73', '--because', reason])
    const { stdout } = example.trace(['diff', 'orient-express', '--from', from], { tty: 110 })
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'The figure for 2023-10-05 at Tumangang was ~73 railcars; it was corrected to 73 railcars in entry ',
    )
    expect(isHarmless(stdout)).toBe(true)
    expect(example.trace(['diff', 'orient-express', '--from', from, '--csv']).stdout).not.toMatch(/(^|,)=/m)
  })

  test.each([false, 110])('the whole case: how many of each type, and the legs (terminal: %s)', (tty) => {
    const example = orientExpress()
    const { stdout, code } = example.trace(['diff', '--from', '12', '--to', '13', '--exit-code'], { tty })
    expect(code).toBe(1)
    if (tty === false)
      expect(stdout).toBe(
        'change\ttype\tid\tfield\tbefore\tafter\nrevised\tsource\trusi-2023-10-16\tpublished\t2023-10-17\t2023-10-16\n',
      )
    else
      expect(stdout).toMatch(
        /The case {3}entry 12 .* → entry 13 .*\n\nrecords +added +revised +retracted\nsource +0 +1 +0\n\nNo leg of any route reads otherwise by it\.\n\n~ revised {2}source rusi-2023-10-16/,
      )
    const all = example.json(['diff', '--from', '8'])
    const route = example.json(['diff', 'orient-express', '--from', '8'])
    expect(all.legs.map(({ route: _, ...rest }: { route: string }) => rest)).toEqual(route.legs)
    const listed = all.records.filter((one: { how: string }) => one.how === 'added')
    expect(listed.length).toBeGreaterThan(100)
    expect(all.counts.reduce((sum: number, { added }: { added: number }) => sum + added, 0)).toBe(
      listed.length,
    )
    expect(example.trace(['diff', '--from', last(example), '--exit-code'], { tty: true })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Nothing differs.') as string,
    })
  })

  test.each([false, 110])('a place: one count against one stated maximum (terminal: %s)', (tty) => {
    const example = orientExpress()
    if (example.json(['show', '1013']).record.baseline !== true)
      example.traced(['correct', '1013', '--baseline', '--because', 'it states what was usual'])
    const argv = [
      'diff',
      'tumangang',
      '--window',
      '2023-09-01/2023-10-04',
      '--window',
      '2023-10-05',
      '--kind',
      'railcar-count',
    ]
    const { stdout, code } = example.trace([...argv, '--exit-code'], { tty })
    expect(code).toBe(1)
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'At Tumangang ~73 railcars (66 to 80; 1 count in 2023-10-05) are 3.3 to 4 times the stated maximum of 20 (CSIS: “about 20 at most”, 2018~/2023), and so at least 3.3 times any number that it allows: from one count and one stated maximum,',
    )
    if (tty === false) expect(stdout).toMatch(/^kind\tunit\twindow\tfrom_to\tcounts\t/)
    else expect(stdout).toMatch(/^Tumangang {3}A 2023-09-01 to 2023-10-04 → B 2023-10-05\n/)
    expect(example.json(argv).baselines).toMatchObject([
      { verdict: 'compared-with-stated', timesMaximum: { low: 3.3, high: 4 } },
    ])
    expect(example.json([...argv, '--public-by', '2023-10-05']).baselines).toEqual([])
    expect(example.json([...argv, '--as-of', '3']).baselines).toEqual([])
  })

  test.each([
    [['tumangang'], /is a place, and is compared in another way[^]*--window/],
    [['rusi-2023-10-16', '--from', '5'], /is a source, and is compared in another way[^]*SOURCE/],
    [
      ['orient-express', '--window', '2022', '--window', '2023'],
      /is a route, and is compared in another way[^]*--from 5/,
    ],
    [['tumangang', '--window', '2022'], /give --window twice/],
    [['tumangang', '--window', '2022', '--window', '2022-12/2023'], /overlap/],
    [['tumangang', '--window', '2022', '--window', 'soon'], /no EDTF date/],
    [['tumangang', '--window', '2022', '--window', '2023', '--kind', 'railcar'], /railcar-count/],
    [
      ['tumangang', '--window', '2022', '--window', '2023', '--from', '5'],
      /--from says nothing when a place is compared/,
    ],
    [['--public-from', '2023-10-17'], /--public-from says nothing when the whole case is compared/],
    [[], /Say from when/],
    [
      ['orient-express', '--from', '5', '--as-of', '7'],
      /--as-of says nothing when a route or a leg is compared/,
    ],
    [
      ['csis-2023-10-06', 'rusi-2023-10-16', '--from', '5'],
      /--from says nothing when two documents are compared/,
    ],
    [['tumangong', '--window', '2022', '--window', '2023'], /There is no place "tumangong"[^]*tumangang/],
  ])('refuses %j', (argv, message) => {
    orientExpress().refuses(['diff', ...argv], message)
  })

  test('two documents', () => {
    const { stdout, code } = orientExpress().trace(['diff', 'csis-2023-10-06', 'marine-insight-2023-10'])
    expect({ code, isEmpty: stdout === '' }).toEqual({ code: 0, isEmpty: false })
  })
})
