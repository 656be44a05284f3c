import { describe, expect, test } from 'vitest'
import { orientExpress, smallCase } from './example.ts'

describe('trace diff', () => {
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
    expect(example.trace(['diff', 'orient-express', '--from', '19'], { tty: true }).stdout).toContain(
      'Nothing differs.',
    )
  })

  test('--exit-code answers with 1 when something differs, else with 0', () => {
    const example = orientExpress()
    expect(example.trace(['diff', 'orient-express', '--from', '8', '--exit-code']).code).toBe(1)
    expect(example.trace(['diff', 'orient-express', '--from', '19', '--exit-code']).code).toBe(0)
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
})
