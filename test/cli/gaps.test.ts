import { beforeAll, describe, expect, test } from 'vitest'
import { orientExpress, smallCase } from './example.ts'
import type { TestCase } from './cases.ts'

describe('trace gaps on the worked example', () => {
  let example: TestCase
  // These tests only read, so they share one copy.
  beforeAll(() => {
    example = orientExpress()
  })

  test('on a terminal has a row for each leg and its ends, and says where to look next', () => {
    const { code, stdout } = example.trace(['gaps', 'orient-express'], { tty: 130 })
    expect(code).toBe(0)
    expect(stdout).toMatch(/leg +place +from … to +looked +no sight +perhaps +nobody +longest gap in days/)
    for (const leg of [
      'rajin-dunai',
      'dunai-tikhoretsk',
      'tikhoretsk-front',
      'rajin-vostochny',
      'tumangang-khasan',
    ])
      expect(stdout).toMatch(new RegExp(`^${leg} +either end`, 'm'))
    expect(stdout).toMatch(/The front .*nobody ever looked/)
    expect(stdout.replace(/\n/g, ' ')).toMatch(
      /tikhoretsk-front is the weakest leg \(no evidence\), and its departure is not shown: one more image of Tikhoretsk depot from .* could change the chain most\./,
    )
  })

  test.each([80, 110, 200])('no line is wider than a terminal of %i columns', (tty) => {
    const { stdout } = example.trace(['gaps', 'orient-express'], { tty })
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(tty)
    // No date is broken after a hyphen.
    expect(stdout).not.toMatch(/\d-(?: |$)/m)
  })

  test('in a pipe has keys and plain dates', () => {
    const [head, ...rows] = example.traced(['gaps', 'tumangang-khasan']).trimEnd().split('\n')
    expect(head).toBe(
      'leg\tplace\tfrom\tto\tlooked\twithout_sight\tperhaps\tnobody\tlongest_from\tlongest_to\tlongest_days\tunsure_from\tunsure_to\tunsure_days',
    )
    expect(rows.map((row) => row.split('\t').slice(0, 4))).toEqual([
      ['tumangang-khasan', '', '2022-11-29', '2024-06-17'],
      ['tumangang-khasan', 'tumangang', '2022-11-30', '2024-06-17'],
      ['tumangang-khasan', 'khasan', '2022-11-29', '2024-06-17'],
    ])
    expect(example.traced(['gaps', 'tumangang-khasan', '--csv'])).toBe(
      `${[head, ...rows].join('\r\n').replaceAll('\t', ',')}\r\n`,
    )
  })

  test('of a place says in a sentence what of a window was looked at', () => {
    const argv = ['gaps', 'Tumangang', '--window', '2023-09']
    const { place } = example.json(argv)
    expect(place).toMatchObject({
      rule: 'gaps',
      place: 'tumangang',
      window: { first: '2023-09-01', last: '2023-09-30' },
      days: { looked: 2, withoutSight: 0 },
    })
    const counts: number[] = Object.values(place.days)
    expect(counts.reduce((sum, days) => sum + days, 0)).toBe(30)
    const { stdout } = example.trace(argv, { tty: 300 })
    expect(stdout).toContain(place.sentence)
    expect(stdout).toContain('somebody looked on 2 of the 30 days from 2023-09-01 to 2023-09-30')
  })

  test('sees no look that was not public', () => {
    const rows = (...more: string[]) =>
      example.traced(['gaps', 'tumangang', '--no-header', ...more]).split('\t')
    expect(rows('--public-by', '2023-10-10').slice(2, 4)).toEqual(['2022-11-30', '2023-10-05'])
    expect(rows().slice(2, 4)).toEqual(['2022-11-30', '2024-06-17'])
    expect(rows('--as-of', '5')[2]).toBe('')
  })

  test.each([
    [
      ['gaps', 'orient-expres'],
      /There is no route or leg or place "orient-expres"[^]*Did you mean orient-express\?/,
    ],
    [['gaps', 'tumangang', '--window', 'October'], /"October" is no EDTF date/],
    [['gaps'], /Missing required argument/],
  ])('refuses %j', (argv, message) => {
    example.refuses(argv, message)
  })
})

test('a route on which nobody looked yet says so, and where to look', () => {
  const { stdout } = smallCase().trace(['gaps', 'orient-express'], { tty: 120 })
  expect(stdout).toContain('nobody ever looked')
  expect(stdout.replace(/\n/g, ' ')).toContain(
    'rajin-dunai is one of the 2 weakest legs (no evidence), and its departure is not shown: one more image of Rajin at whatever date could change the chain most.',
  )
})

test('names of a case complete the argument', () => {
  const { stdout } = smallCase().trace(['__complete', '--', 'gaps', 'r'])
  expect(stdout).toMatch(/^rajin-dunai\t/m)
  expect(stdout).toMatch(/^rajin\t/m)
})
