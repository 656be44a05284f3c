import { describe, expect, test } from 'vitest'
import { smallCase } from './example.ts'
import type { TestCase } from './cases.ts'

/** A small case with one observation, by its id. */
function withObservation(): { small: TestCase; id: string } {
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
  ])
  return { small, id: small.json(['list'])[0].id as string }
}
const because = ['--because', 'the report says around 73']

describe('trace link', () => {
  test.each([false, 100])(
    'ties an observation to another document, with what that states (terminal: %s)',
    (tty) => {
      const { small, id } = withObservation()
      const { code, stdout } = small.trace(
        [
          'link',
          id.slice(0, 5),
          'rusi-2023-10-16',
          '--quote',
          'some 70 ships',
          '--states-quantity',
          '~70',
          '--locator',
          'p. 4',
        ],
        { tty },
      )
      expect(code).toBe(0)
      expect(stdout).toContain('rusi-2023-10-16')
      const [observation] = small.json(['list'])
      expect(observation.citations).toHaveLength(2)
      expect(observation.citations[1]).toMatchObject({
        stance: 'supports',
        locator: 'p. 4',
        quote: { exact: 'some 70 ships' },
        states: { quantity: { low: 63, high: 77 } },
      })
    },
  )

  test('a document that contradicts makes the leg contested and counts as no origin', () => {
    const { small, id } = withObservation()
    small.traced(['correct', id, '--leg', 'rajin-dunai:loaded', ...because])
    small.traced(['link', id, 'rusi-2023-10-16', '--contradicts'])
    const [sea] = small.json(['route', 'orient-express']).legs
    expect(sea).toMatchObject({
      strength: { strength: 'contested' },
      origins: { origins: [{ name: 'CSIS' }] },
    })
  })

  test.each<[string, (id: string) => string[], RegExp]>([
    [
      'both stances',
      (id) => ['link', id, 'rusi-2023-10-16', '--contradicts', '--mentions'],
      /cannot be given together/,
    ],
    [
      'an unknown observation',
      () => ['link', 'zzzzz', 'rusi-2023-10-16'],
      /There is no observation or relation "zzzzz"/,
    ],
    ['an unknown document', (id) => ['link', id, 'rusi-2023-10-17'], /Did you mean rusi-2023-10-16\?/],
    [
      'an empty figure',
      (id) => ['link', id, 'rusi-2023-10-16', '--states-quantity', 'many'],
      /"many" is no quantity/,
    ],
  ])('refuses %s', (_, argv, message) => {
    const { small, id } = withObservation()
    small.refuses(argv(id), message)
  })
})

describe('trace correct', () => {
  test.each([false, 100])('adds a revision and keeps what was said before (terminal: %s)', (tty) => {
    const { small, id } = withObservation()
    const { stdout } = small.trace(
      ['correct', id.slice(0, 4), '--count', '~73', '--count-stated', 'around 73', ...because],
      { tty },
    )
    expect(stdout).toMatch(/quantity[^]*73[^]*~73/)
    const shown = small.json(['list'])[0]
    expect(shown).toMatchObject({
      id,
      revision: 2,
      reason: 'the report says around 73',
      quantity: { text: '~73', stated: 'around 73', low: 66, high: 80 },
    })
    expect(small.json(['list', '--as-of', '12'])[0]).toMatchObject({ revision: 1, quantity: { text: '73' } })
  })

  test('takes a field off', () => {
    const { small, id } = withObservation()
    small.traced(['correct', id, '--unset', 'count', '--unset', 'leg', ...because])
    const [observation] = small.json(['list'])
    expect([observation.quantity, observation.shows]).toEqual([undefined, undefined])
  })

  test('corrects any kind of record', () => {
    const small = smallCase()
    small.traced([
      'correct',
      'rusi-2023-10-16',
      '--published',
      '2023-10-17',
      '--gsd',
      '0.5',
      '--because',
      'a test of groups',
    ])
    small.traced(['correct', 'Najin', '--aliases', 'Rason', '--lat', '-1.5', ...because])
    small.traced(['correct', 'rajin-dunai', '--km', '190', '--speed-max', '25', ...because])
    small.traced(['correct', 'orient-express', '--name', 'The Orient Express', ...because])
    expect(small.json(['place', 'list']).find(({ id }: { id: string }) => id === 'rajin')).toMatchObject({
      aliases: ['Rason'],
      lat: -1.5,
    })
    expect(small.json(['route', 'orient-express'])).toMatchObject({
      route: { name: 'The Orient Express' },
      legs: [{ km: 190, speed: { max: 25 } }, {}],
    })
  })

  test.each<[string, (id: string) => string[], RegExp]>([
    ['without a reason', (id) => ['correct', id, '--count', '70'], /--because/],
    ['what it says already', (id) => ['correct', id, '--count', '73', ...because], /says that already/],
    ['nothing', (id) => ['correct', id, ...because], /says that already/],
    [
      'a field the record has not',
      (id) => ['correct', id, '--imo', '9179842', ...because],
      /An? observation has no --imo/,
    ],
    [
      'an unknown field to take off',
      (id) => ['correct', id, '--unset', 'quantty', ...because],
      /no field "quantty"/,
    ],
    [
      'a value that does not fit',
      (id) => ['correct', id, '--on', '2023-13', ...because],
      /there is no month 13[^]*at --on/,
    ],
    [
      'an unknown record',
      () => ['correct', 'rajim', '--kind', 'port', ...because],
      /There is no record "rajim"[^]*Did you mean rajin\?/,
    ],
    [
      'a prefix that is too short',
      (id) => ['correct', id.slice(0, 3), '--count', '70', ...because],
      /There is no record/,
    ],
  ])('refuses %s', (_, argv, message) => {
    const { small, id } = withObservation()
    small.refuses(argv(id), message)
  })
})

describe('trace retract', () => {
  test('takes an observation back with its citations; it counts no more and is still there to see', () => {
    const { small, id } = withObservation()
    const { stdout } = small.trace(['retract', id, '--because', 'a caption date is no event date'])
    expect(stdout.trim().split('\n')).toHaveLength(3)
    expect(small.json(['list'])).toEqual([])
    expect(small.json(['list', '--as-of', '12'])).toHaveLength(1)
    expect(small.trace(['show', id]).stdout).toMatch(/retracted/i)
    small.refuses(['link', id, 'rusi-2023-10-16'], /was retracted: a caption date is no event date/)
    small.refuses(['retract', id, '--because', 'again'], /was retracted already/)
    small.refuses(['correct', id, '--count', '70', ...because], /--restore/)
    small.traced(['correct', id, '--restore', '--because', 'it was right after all'])
    expect(small.json(['list'])).toHaveLength(1)
  })

  test.each([
    ['csis-2023-10-06', /1 record rests on source csis-2023-10-06: citation/],
    ['rajin', /2 records rest on place rajin/],
    ['orient-express', /2 records rest on route orient-express: leg/],
  ])('refuses %s, on which others rest', (id, message) => {
    withObservation().small.refuses(['retract', id, '--because', 'tidying'], message)
  })
})

describe('trace undo', () => {
  test('takes back the last entry, and itself', () => {
    const { small, id } = withObservation()
    small.traced(['correct', id, '--count', '~73', ...because])
    small.traced(['undo'])
    expect(small.json(['list'])[0]).toMatchObject({ revision: 3, quantity: { text: '73' }, reason: 'undone' })
    const { stderr } = small.trace(['undo', '--because', 'it was right'])
    expect(stderr).toMatch(/Entry 14 was itself an undo[^]*trace undo N/)
    expect(small.json(['list'])[0]).toMatchObject({ revision: 4, quantity: { text: '~73' } })
    expect(small.entries()).toBe(15)
  })

  test('takes back an observation recorded in error, and brings back one retracted in error', () => {
    const { small, id } = withObservation()
    small.traced(['undo'])
    expect(small.json(['list'])).toEqual([])
    small.traced(['undo'])
    expect(small.json(['list'])[0]).toMatchObject({ id, citations: [{ source: 'csis-2023-10-06' }] })
  })

  test.each([
    ['the entry that started the case', ['undo', '1'], /Entry 1 cannot be undone: it started the case/],
    [
      'an entry that others build on',
      ['undo', '4'],
      /Entry 4 cannot be undone: \S+ \S+ of entry \d+ rests on its place rajin/,
    ],
    ['an entry that is not there', ['undo', '99'], /There is no entry 99/],
    ['a word', ['undo', 'last'], /It has to be the number of an entry/],
  ])('refuses %s', (_, argv, message) => {
    withObservation().small.refuses(argv, message)
  })
})

describe('what a reason and a source are for', () => {
  test.each([
    ['correct', (id: string) => ['correct', id, '--count', '70', '--because', ' ']],
    ['retract', (id: string) => ['retract', id, '--because', '']],
    ['undo', () => ['undo', '--because', '']],
  ])('%s needs a reason that says something', (_, argv) => {
    const { small, id } = withObservation()
    small.refuses(argv(id), /A reason is needed/)
  })

  test('an observation brought back has its citations again', () => {
    const { small, id } = withObservation()
    small.traced(['retract', id, '--because', 'the wrong day'])
    small.traced(['correct', id, '--restore', '--because', 'the right day after all'])
    expect(small.json(['list'])).toMatchObject([{ id, citations: [{ source: 'csis-2023-10-06' }] }])
  })

  test('the last citation of an observation is not taken from it', () => {
    const { small, id } = withObservation()
    const [first] = small.json(['list'])[0].citations as { id: string }[]
    small.refuses(['retract', first?.id ?? '', '--because', 'a typo'], /would be left without a source/)
    small.traced(['link', id, 'rusi-2023-10-16'])
    expect(small.trace(['retract', first?.id ?? '', '--because', 'a typo']).code).toBe(0)
  })

  test('what was seen along a leg moves with it, and a check digit with its number', () => {
    const small = smallCase()
    small.traced(['record', 'ship-sighting', '--along', 'rajin-dunai', '--source', 'csis-2023-10-06'])
    const [{ id }] = small.json(['list']) as [{ id: string }]
    small.traced(['correct', id, '--along', 'dunai-tikhoretsk-depot', ...because])
    expect(small.json(['list'])[0].shows).toEqual([{ leg: 'dunai-tikhoretsk-depot', stage: 'in-transit' }])
    small.traced(['vessel', 'add', 'Maria', '--imo', '1234568'])
    small.traced(['correct', 'maria', '--unset', 'imo', ...because])
    expect(small.json(['show', 'maria']).record).not.toHaveProperty('imoCheck')
  })

  test('a correction cannot make what could not be added', () => {
    const small = smallCase()
    small.refuses(['correct', 'rajin-dunai', '--to', 'rajin', ...because], /from one place to another/)
    small.refuses(
      ['correct', 'rajin-dunai', '--speed-min', '50', '--speed-max', '10', ...because],
      /slowest speed is above the fastest/,
    )
    const json = small.json([
      'source',
      'derive',
      'csis-2023-10-06',
      '--from',
      'rusi-2023-10-16',
      '--as',
      'summary',
    ])
    small.refuses(
      ['source', 'derive', 'rusi-2023-10-16', '--from', 'csis-2023-10-06', '--as', 'summary'],
      /would derive from itself/,
    )
    small.refuses(
      ['correct', json.id as string, '--from', 'csis-2023-10-06', ...because],
      /would derive from itself/,
    )
  })
})
