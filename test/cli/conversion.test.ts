import { describe, expect, test } from 'vitest'
import { HOSTILE, isHarmless, newCase, type TestCase } from './cases.ts'

/** A case with the document that the figures of the Korean ministry are from. */
function withSource(kase: TestCase): void {
  kase.traced([
    'source',
    'add',
    '--kind',
    'article',
    '--title',
    'Press on the ministry',
    '--published',
    '2024-02-26',
    '--lineage',
    'original',
    '--id',
    'rok-figures-press',
    '-q',
  ])
}

const ADD = [
  'conversion',
  'add',
  'containers',
  '152 mm shells',
  '--factor',
  '~448',
  '--source',
  'rok-figures-press',
]

describe('trace conversion', () => {
  const started = (): TestCase => newCase(withSource)

  test.each([
    {
      tty: false,
      added: /^id\ttype\tentry\n[0-9a-z]{16}\tconversion\t3\n$/,
      list: /^id\tfrom\tfactor\tto\tsource\tlocator\tnote\tentry\n[0-9a-z]{16}\tcontainers\t~448\t152 mm shells\trok-figures-press\t\t\t3\n$/,
    },
    {
      tty: true,
      added: /^id +type +entry\n[0-9a-z]{16} +conversion +3\n$/,
      list: /^id +one of +is +of +source\n[0-9a-z]{4} +containers +~448 +152 mm shells +rok-figures-press\n$/,
    },
  ])('is added, listed and shown (terminal: $tty)', ({ tty, added, list }) => {
    const kase = started()
    const { code, stdout, stderr } = kase.trace(ADD, { tty })
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Recorded as entry 3.\n' })
    expect(stdout).toMatch(added)
    expect(kase.traced(['conversion', 'list'], { tty })).toMatch(list)
    const [{ id }] = kase.json(['conversion', 'list']) as [{ id: string }]
    const shown = kase.traced(['conversion', 'show', id.slice(0, 4)], { tty })
    expect(shown).toMatch(/factor\s.*~448/)
    expect(shown).toContain('152 mm shells')
    expect(shown).toContain('Press on the ministry')
  })

  test('the same again writes nothing and says so', () => {
    const kase = started()
    kase.traced(ADD)
    expect(kase.trace(ADD).stderr).toMatch(
      /The conversion [0-9a-z]{8} is in the case already; nothing was written/,
    )
    expect(kase.entries()).toBe(3)
  })

  test('is corrected, retracted, brought back and undone like any record', () => {
    const kase = started()
    const { id } = kase.json(ADD) as { id: string }
    kase.traced(['correct', id, '--factor', '440..450', '--locator', 'p. 2', '--because', 'read again'])
    const factor = () => (kase.json(['conversion', 'list']) as { factor: { text: string } }[])[0]?.factor.text
    expect(factor()).toBe('440..450')
    kase.refuses(['retract', 'rok-figures-press', '--because', 'wrong'], /1 record rests on source/)
    kase.traced(['retract', id, '--because', 'nobody knows'])
    expect(kase.json(['conversion', 'list'])).toEqual([])
    expect(kase.traced(['show', id])).toContain('nobody knows')
    kase.traced(['correct', id, '--restore', '--because', 'it is stated'])
    expect(factor()).toBe('440..450')
    kase.traced(['undo', '--because', 'tried out'])
    expect(kase.json(['conversion', 'list'])).toEqual([])
  })

  test('is found by its words, and completed by its id', () => {
    const kase = started()
    const { id } = kase.json([...ADD, '--note', 'by volume of a 20 ft container']) as { id: string }
    expect(kase.traced(['search', 'volume'])).toContain(id.slice(0, 4))
    expect(kase.traced(['search', 'shells'])).toContain(id.slice(0, 4))
    expect(kase.traced(['__complete', '--', 'show', id.slice(0, 5)])).toBe(
      `${id}\tcontainers to 152 mm shells, ~448\n`,
    )
    expect(kase.traced(['__complete', '--', 'conversion', 'a'])).toMatch(/^add\t/)
    expect(kase.traced(['__complete', '--', 'conversion', 'add', 'a', 'b', '--source', 'rok'])).toMatch(
      /^rok-figures-press\t/,
    )
  })

  test('is public when its document is', () => {
    const kase = started()
    kase.traced(ADD)
    const { stdout, stderr } = kase.trace(['conversion', 'list', '--public-by', '2024-02-25', '--json'])
    expect(JSON.parse(stdout)).toEqual([])
    expect(stderr).toContain('Left out: 1 conversion that no document certain to have been public')
    expect(kase.json(['conversion', 'list', '--public-by', '2024-02-26'])).toHaveLength(1)
    expect(kase.json(['conversion', 'list', '--as-of', '2'])).toEqual([])
  })

  test('comes out of a data package as it went in', () => {
    const kase = started()
    kase.traced(ADD)
    kase.traced(['export', '--all', '-f', 'datapackage', '-o', '../package'])
    kase.traced(['import', '../package', '../copy'])
    expect(kase.json(['-C', '../copy', 'conversion', 'list'])).toMatchObject([
      { from: 'containers', to: '152 mm shells', factor: { text: '~448', low: 404, high: 492 } },
    ])
  })

  test('hostile units and notes print harmlessly in every form', () => {
    const kase = started()
    kase.traced([
      'conversion',
      'add',
      HOSTILE,
      `to ${HOSTILE}`,
      '--factor',
      '2',
      '--source',
      'rok-figures-press',
      '--note',
      HOSTILE,
    ])
    for (const form of ['--table', '--plain', '--csv', '--json'])
      expect(isHarmless(kase.traced(['conversion', 'list', form]).replaceAll('\r\n', '\n'))).toBe(true)
  })

  test.each<[string[], RegExp]>([
    [['containers', 'shells', '--source', 'rok-figures-press'], /A conversion needs --factor QUANTITY/],
    [['containers', 'shells', '--factor', '448'], /A conversion needs --source SOURCE/],
    [
      ['containers', 'shells', '--factor', 'many', '--source', 'rok-figures-press'],
      /"many" is no quantity[^]*at --factor/,
    ],
    [
      ['containers', 'shells', '--factor', '0', '--source', 'rok-figures-press'],
      /One of containers would be none of shells/,
    ],
    [
      ['containers', 'shells', '--factor', '448', '--source', 'rok-figures'],
      /There is no source "rok-figures"[^]*Did you mean/,
    ],
    [
      ['containers', 'Containers ', '--factor', '2', '--source', 'rok-figures-press'],
      /both of these are containers/,
    ],
    [['containers', '--factor', '2', '--source', 'rok-figures-press'], /TO-UNIT/],
  ])('add %j is refused', (argv, message) => {
    started().refuses(['conversion', 'add', ...argv], message)
  })
})
