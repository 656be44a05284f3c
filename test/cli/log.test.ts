import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { granted, stampInfo, token } from '../custody/timestamp-reply.ts'
import { smallCase } from './example.ts'
import { trace, traced } from './harness.ts'
import { keyed } from './keyed.ts'

const ROOT = /^[0-9a-f]{64}$/

function entries(cwd: string, ...more: string[]) {
  return JSON.parse(traced(['log', '--json', ...more], { cwd })) as {
    entry: number
    recordedAt: string
    analyst: string
    command: string
    added: Record<string, number>
    records: number
    size: number
    root: string
  }[]
}

describe('trace log', () => {
  test('lists the entries newest first, with what each added', () => {
    const { folder } = smallCase()
    const log = entries(folder)
    expect(log.map(({ entry }) => entry)).toEqual(log.map((_, i) => log.length - i))
    expect(log.at(-1)).toMatchObject({ entry: 1, analyst: 'tester', added: { case: 1 }, records: 1, size: 2 })
    expect(log.find(({ command }) => command.includes('rajin dunai'))).toMatchObject({
      added: { route: 1, leg: 1 },
      records: 2,
    })
    expect(new Set(log.map(({ root }) => root)).size).toBe(log.length)
    for (const { recordedAt, root, added, records } of log) {
      expect(recordedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
      expect(root).toMatch(ROOT)
      expect(Object.values(added).reduce((sum, n) => sum + n, 0)).toBe(records)
    }
  })

  test('in a pipe it is tab-separated, with instants in UTC and whole roots', () => {
    const { folder } = smallCase()
    const [heading, newest] = traced(['log', '--limit', '1'], { cwd: folder }).trimEnd().split('\n')
    expect(heading).toBe(
      'entry\trecorded_at\tclock\tanalyst\tcommand\tnote\trecords\tadded\tsize\troot\tstamped',
    )
    const cells = newest?.split('\t') ?? []
    expect(cells[1]).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/)
    expect(cells[7]).toBe('source=1')
    expect(cells[9]).toMatch(ROOT)
  })

  test('on a terminal it says how long ago, and the start of the root', () => {
    const { folder } = smallCase()
    const text = traced(['log', '--limit', '1'], { cwd: folder, tty: 140 })
    expect(text).toMatch(/less than a minute ago +tester +1 source +trace source add .*[0-9a-f]{16}\n/)
    expect(text).not.toMatch(/[0-9a-f]{17}/)
    expect(text).not.toContain('note')
  })

  test('--limit says how many it leaves out', () => {
    const { folder } = smallCase()
    const { code, stdout, stderr } = trace(['log', '--limit', '2', '--ndjson'], { cwd: folder })
    expect(code).toBe(0)
    expect(stdout.trimEnd().split('\n')).toHaveLength(2)
    expect(stderr).toMatch(/^\d+ older: --limit \d+ shows all\.\n$/)
    expect(trace(['log', '--limit', '2', '--quiet'], { cwd: folder }).stderr).toBe('')
  })

  test('--as-of shows the log as it was then', () => {
    const { folder } = smallCase()
    expect(entries(folder, '--as-of', '3').map(({ entry }) => entry)).toEqual([3, 2, 1])
  })

  test.each(['0', '-1', '2.5', 'many'])('--limit %s is refused', (limit) => {
    const { folder } = smallCase()
    const { code, stdout, stderr } = trace(['log', `--limit=${limit}`], { cwd: folder })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('It has to be a whole number from 1.')
  })
})

test('trace log has a column of time stamps, which a terminal does not show while there are none', () => {
  const small = smallCase()
  const kim = keyed('kim')
  expect(small.traced(['log'], { tty: 200 })).not.toContain('stamped')
  const digest = createHash('sha256')
    .update(kim.traced(small, ['seal', '--quiet']))
    .digest()
  writeFileSync(join(small.folder, 'reply.tsr'), granted(token(stampInfo({ digest }))))
  const [stamped] = entries(small.folder)
  kim.traced(small, ['seal', '--attach', 'reply.tsr', '--quiet'])
  const source = `timestamp-${String(stamped?.entry)}`
  const stamps = [{ source, time: '2026-11-21T12:00:00Z' }]
  const logged = entries(small.folder) as { entry: number; stamps?: unknown }[]
  expect(logged.filter((one) => JSON.stringify(one.stamps) !== '[]')).toEqual([{ ...stamped, stamps }])
  expect(small.traced(['log', '--no-header'])).toContain(`\t2026-11-21T12:00:00Z (${source})\n`)
  const seen = small.traced(['log'], { tty: 200 })
  expect(seen).toMatch(/ stamped *\n/)
  expect(seen).toContain(`2026-11-21T12:00:00Z (${source})`)
})

describe('trace log ID', () => {
  test('is the history of a record, oldest first, field by field', () => {
    const { folder } = smallCase()
    traced(['correct', 'rajin', '--country', 'KP', '--because', 'the port is in the DPRK'], { cwd: folder })
    const history = JSON.parse(traced(['log', 'rajin', '--json'], { cwd: folder }))
    expect(history).toMatchObject([
      { type: 'place', id: 'rajin', revision: 1, action: 'recorded', analyst: 'tester' },
      {
        revision: 2,
        action: 'corrected',
        reason: 'the port is in the DPRK',
        changes: [{ field: 'country', after: 'KP' }],
      },
    ])
    expect(history[0].changes).toContainEqual({ field: 'name', after: 'Rajin' })
  })

  test('finds a record by its alias, and one that was retracted', () => {
    const { folder } = smallCase()
    expect(traced(['log', 'Najin', '--ndjson'], { cwd: folder })).toContain('"id":"rajin"')
    traced(['place', 'add', 'Vostochny'], { cwd: folder })
    traced(['retract', 'vostochny', '--because', 'entered by mistake'], { cwd: folder })
    const text = traced(['log', 'vostochny'], { cwd: folder, tty: 120 })
    expect(text).toMatch(/revision 1 recorded by tester less than a minute ago/)
    expect(text).toMatch(/revision 2 retracted by tester .*\n +because entered by mistake\n/)
  })

  test('a row of tab-separated text is one change', () => {
    const { folder } = smallCase()
    traced(['correct', 'rajin', '--country', 'KP', '--because', 'the port is in the DPRK'], { cwd: folder })
    const rows = traced(['log', 'rajin', '--no-header'], { cwd: folder }).trimEnd().split('\n')
    expect(rows.at(-1)).toMatch(
      /^place\trajin\t2\tcorrected\t\d+\t[^\t]+\ttester\tthe port is in the DPRK\tcountry\t\tKP$/,
    )
  })

  test('an unknown one is refused with a suggestion', () => {
    const { folder } = smallCase()
    const { code, stderr } = trace(['log', 'rajn'], { cwd: folder })
    expect(code).toBe(2)
    expect(stderr).toContain('Did you mean rajin?')
  })
})

test('--public-by leaves nothing out of the log, and it says so', () => {
  const small = smallCase()
  const { code, stdout, stderr } = small.trace(['log', '--public-by', '2000-01-01'])
  expect(code).toBe(0)
  expect(stdout).toBe(small.traced(['log']))
  expect(stderr).toContain('leaves nothing out of it')
})
