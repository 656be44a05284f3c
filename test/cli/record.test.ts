import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { smallCase } from './example.ts'
import { HOSTILE, isHarmless, newCase } from './cases.ts'

const SIGHTING = [
  'record',
  'ship-sighting',
  '--at',
  'rajin',
  '--on',
  '2023-10-05',
  '--source',
  'csis-2023-10-06',
]

describe('trace record', () => {
  test.each([
    ['in a pipe', false],
    ['on a terminal', 100],
  ])('%s prints the id, the bounds it understood and the leg it proposes', (_, tty) => {
    const small = smallCase()
    const { code, stdout, stderr } = small.trace(
      [
        'record',
        'ship-sighting',
        '--at',
        'Najin',
        '--on',
        '2023-08~/2023-10',
        '--count',
        '~20',
        '--unit',
        'ships',
        '--activity',
        'loading',
        '--vessel',
        'angara',
        '--source',
        'Synthetic report A',
      ],
      { tty },
    )
    expect({ code }).toEqual({ code: 0 })
    const [observation] = small.json(['list'])
    expect(observation).toMatchObject({
      kind: 'ship-sighting',
      place: 'rajin',
      vessels: ['angara'],
      observed: {
        text: '2023-08~/2023-10',
        earliest: '2023-08-01T00:00:00.000Z',
        latest: '2023-10-31T23:59:59.999Z',
      },
      quantity: { text: '~20', low: 18, best: 20, high: 22, qualifier: 'about' },
      shows: [{ leg: 'rajin-dunai', stage: 'loaded' }],
      origins: [{ name: 'CSIS' }],
    })
    expect(stdout).toContain(observation.id)
    expect(stdout).toContain('2023-08-01')
    expect(stdout).toContain('2023-10-31')
    expect(stdout).toContain('rajin-dunai:loaded')
    expect(stderr).toMatch(/trace proposed: the only leg by sea that starts at rajin/)
    expect(stderr).toMatch(/Recorded as entry 12/)
  })

  test('links nothing with --no-leg, and nothing when two legs fit', () => {
    const small = smallCase()
    small.traced([...SIGHTING, '--no-leg'])
    small.traced([
      'record',
      'container-count',
      '--at',
      'dunai',
      '--count',
      'dozens',
      '--source',
      'rusi-2023-10-16',
    ])
    const { stderr } = small.trace(['record', 'statement', '--source', 'rusi-2023-10-16'])
    expect(stderr).toMatch(/trace correct \w{8} --leg LEG:STAGE --because/)
    small.traced(['undo'])
    expect(small.json(['list']).map(({ shows }: { shows?: unknown }) => shows)).toEqual([
      undefined,
      undefined,
    ])
  })

  test('the same observation from another document is one observation with two citations', () => {
    const small = smallCase()
    small.traced(SIGHTING)
    small.traced([...SIGHTING.slice(0, -1), 'rusi-2023-10-16'])
    const [observation, ...others] = small.json(['list'])
    expect(others).toEqual([])
    expect(observation.origins.map(({ name }: { name: string }) => name)).toEqual(['CSIS', 'RUSI'])
  })

  test('the same again writes nothing and says so', () => {
    const small = smallCase()
    small.traced(SIGHTING)
    const before = small.entries()
    const again = small.trace(SIGHTING)
    expect(again).toMatchObject({ code: 0 })
    expect(again.stderr).toMatch(/was in the case already; nothing was written/)
    expect(small.entries()).toBe(before)
  })

  test('none seen, not visible and undated are kept as such', () => {
    const small = smallCase()
    for (const outcome of ['none-seen', 'not-visible'])
      small.traced([
        'record',
        'container-count',
        '--at',
        'rajin',
        '--on',
        '2023-09-14',
        '--outcome',
        outcome,
        '--source',
        'csis-2023-10-06',
      ])
    small.traced([
      'record',
      'container-count',
      '--at',
      'rajin',
      '--count',
      '3',
      '--source',
      'csis-2023-10-06',
    ])
    expect(
      small
        .json(['list'])
        .map(({ outcome, observed }: { outcome: string; observed?: unknown }) => [
          outcome,
          observed === undefined,
        ]),
    ).toEqual([
      ['none-seen', false],
      ['not-visible', false],
      ['seen', true],
    ])
  })

  test.each<[string, string[], RegExp]>([
    [
      'an unknown place, with a suggestion',
      [...SIGHTING.slice(0, 3), 'rajn', ...SIGHTING.slice(4)],
      /There is no place "rajn"[^]*at --at[^]*Did you mean rajin\?/,
    ],
    [
      '30 February',
      [...SIGHTING, '--on', '2023-02-30'],
      /"2023-02-30" is no date: February 2023 has 28 days/,
    ],
    [
      'an interval that ends before it starts',
      [...SIGHTING, '--on', '2023-10-05/2023-10-01'],
      /ends before it starts[^]*2023-10-01\/2023-10-05/,
    ],
    ['73ish', [...SIGHTING, '--count', '73ish'], /"73ish" is no quantity/],
    ['a negative count', [...SIGHTING, '--count', '-3'], /"-3" is negative/],
    ['credibility 7', [...SIGHTING, '--credibility', '7'], /"7" cannot be the credibility/],
    ['a missing source', SIGHTING.slice(0, -2), /needs --source SOURCE[^]*without a source is refused/],
    [
      'an unknown source',
      [...SIGHTING.slice(0, -1), 'csis-2023-10-05'],
      /There is no source "csis-2023-10-05"[^]*Did you mean csis-2023-10-06\?/,
    ],
    [
      'a quantity of what was not seen',
      [...SIGHTING, '--outcome', 'none-seen', '--count', '3'],
      /none-seen cannot have a quantity/,
    ],
    ['a count of 0', [...SIGHTING, '--count', '0'], /A count of 0 is not something seen/],
    ['a flag of another kind', [...SIGHTING, '--tarped'], /--tarped is for a railcar-count/],
    ['an unknown kind', ['record', 'ship-siting', ...SIGHTING.slice(2)], /Did you mean ship-sighting\?/],
    ['an unknown stage', [...SIGHTING, '--leg', 'rajin-dunai:loded'], /Did you mean loaded\?/],
    [
      'an unknown leg',
      [...SIGHTING, '--leg', 'rajin-danube'],
      /There is no leg "rajin-danube"[^]*Did you mean rajin-dunai\?/,
    ],
    ['no kind, no place and no source', ['record'], /needs KIND and --at PLACE and --source SOURCE/],
  ])('refuses %s, and writes nothing', (_, argv, message) => {
    smallCase().refuses(argv, message)
  })

  test('text that would drive a terminal is stored whole and printed harmlessly', () => {
    const small = smallCase()
    small.traced([...SIGHTING, '--note', HOSTILE, '--caveats', HOSTILE, '--quote', HOSTILE])
    const [observation] = small.json(['list'])
    expect(observation.note).toBe(HOSTILE)
    expect(observation.citations[0].quote.exact).toBe(HOSTILE)
    for (const argv of [
      ['show', observation.id.slice(0, 6)],
      ['route', 'rajin-dunai'],
      ['search', 'fake'],
      ['list'],
      ['list', '--json'],
      ['list', '--csv'],
      ['export', '--all'],
    ]) {
      for (const tty of [false, 100])
        expect(isHarmless(small.trace(argv, { tty }).stdout.replaceAll('\r\n', '\n'))).toBe(true)
    }
  })

  test('keeps the command with its words, so that the log tells what was typed', () => {
    const small = smallCase()
    small.traced([...SIGHTING, '--note', "the researcher's note"])
    const [entry] = small.json(['log', '--limit', '1'])
    expect(entry.command).toBe(
      String.raw`trace record ship-sighting --at rajin --on 2023-10-05 --source csis-2023-10-06 --note 'the researcher'\''s note'`,
    )
    expect(entry.analyst).toBe('tester')
  })
})

describe('questions on a terminal', () => {
  /** Runs `trace record` in this process, with somebody who presses these keys. */
  async function answer(folder: string, argv: string[], keys: string[]): Promise<string> {
    const { buildProgram, runProgram } = await import('../../src/cli/program.ts')
    const { SqliteStore } = await import('../../src/store/sqlite/store.ts')
    const [input, asked, printed] = [new PassThrough(), new PassThrough(), new PassThrough()]
    const output = (stream: PassThrough) => ({
      write: (text: string) => void stream.write(text),
      isTTY: true,
      columns: 100,
      colour: false,
      unicode: true,
      stream,
    })
    const now = () => new Date('2026-11-21T12:00:00Z')
    const packageRoot = new URL('../..', import.meta.url).pathname
    const program = buildProgram({
      stdin: { isTTY: true, stream: input },
      stdout: output(printed),
      stderr: output(asked),
      env: { TRACE_ANALYST: 'tester' },
      cwd: folder,
      argv,
      now,
      randomBytes: (length) => Buffer.alloc(length),
      packageRoot,
      version: '0',
      openStore: (file, options) =>
        Promise.resolve(
          new SqliteStore({ file, migrations: `${packageRoot}/migrations/sqlite`, ...options }),
        ),
      interrupted: new AbortController().signal,
      answerNo: () => undefined,
    })
    let shown = ''
    asked.on('data', (chunk: Buffer) => {
      shown += chunk.toString()
      // Each question ends its first drawing with its help line; answer it once it stands there.
      const key = keys[0]
      if (key !== undefined && /[│◆][^│◆]*$/.test(shown)) {
        keys.shift()
        shown = ''
        setImmediate(() => input.write(key))
      }
    })
    await runProgram(program, argv)
    return printed.read()?.toString() ?? ''
  }

  test('what is missing is asked for, with choices from the case', async () => {
    const small = smallCase()
    const printed = await answer(
      small.folder,
      [
        'record',
        'container-count',
        '--at',
        'rajin',
        '--on',
        '2023-10-05',
        '--outcome',
        'seen',
        '--count',
        '~300',
        '--unit',
        'containers',
        '--no-leg',
      ],
      ['\r', 'around 300\r', '\r'],
    )
    expect(printed).toContain('csis-2023-10-06')
    expect(small.json(['list'])).toMatchObject([
      {
        quantity: { text: '~300' },
        citations: [{ source: 'csis-2023-10-06', quote: { exact: 'around 300' } }],
      },
    ])
  })

  test('typing finds a place, and a no at the end records nothing', async () => {
    const small = smallCase()
    const before = small.entries()
    const argv = ['record', 'site-change', '--on', '2023-10', '--outcome', 'none-seen']
    const given = [...argv, '--quote', 'nothing', '--source', 'csis-2023-10-06', '--no-leg']
    await expect(answer(small.folder, given, ['dun', '\r', 'n'])).rejects.toThrow('nothing was recorded')
    expect(small.entries()).toBe(before)
    await answer(small.folder, given, ['dun', '\r', '\r'])
    expect(small.json(['list'])).toMatchObject([{ place: 'dunai' }])
  })

  test('a case without documents is refused before anything is asked', async () => {
    const { folder } = newCase()
    await expect(answer(folder, ['record', 'statement'], [])).rejects.toThrow('There is no source')
  })

  test('broken off, nothing is recorded', async () => {
    const small = smallCase()
    const before = small.entries()
    await expect(
      answer(
        small.folder,
        ['record', 'container-count', '--at', 'rajin', '--on', '2023-10', '--outcome', 'none-seen'],
        ['\u0003'],
      ),
    ).rejects.toThrow('Broken off')
    expect(small.entries()).toBe(before)
  })
})
