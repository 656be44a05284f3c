import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import { bracketsOf } from '../../src/evidence/brackets.ts'
import type { ObservationRecord } from '../../src/model/records.ts'
import { plainText } from '../../src/render/document.ts'
import { timeLine, type TimeLineOptions } from '../../src/render/time-line.ts'
import { NAMES, sighting, windowOn } from '../evidence/looked.ts'
import { observation } from '../evidence/synthetic.ts'

const drawn = (observations: ObservationRecord[], options: TimeLineOptions, names = NAMES) =>
  timeLine(observations, bracketsOf(observations, names), names, options)?.lines.map((line) =>
    plainText(line),
  )

const yard = { place: 'tumangang', unit: 'lines of containers' }
const LOOKS = [
  observation('empty', { ...yard, on: '2023-09-14', outcome: 'none-seen' }),
  observation('lines', { ...yard, on: '2023-09-22', count: '2' }),
  observation('increase', {
    place: 'tumangang',
    on: '2023-09-18~/2023-10-05',
    kind: 'railcar-count',
  } as object),
  observation('tarps', { place: 'tumangang', on: '2023-10-09', outcome: 'not-visible' }),
  sighting('khasan', 'khasan', '2023-09-30', {}),
  sighting('train', undefined, '2023-09-20/2023-09-25', { along: 'tumangang-khasan' }),
  observation('undated', { place: 'tumangang' }),
  observation('usual', { place: 'tumangang', on: '2018/2023', baseline: true }),
]

describe('a time line', () => {
  test.each([
    [60, true],
    [60, false],
    [80, true],
    [80, false],
    [110, true],
    [110, false],
  ])('%i columns wide, in Unicode: %s', (width, unicode) => {
    expect(drawn(LOOKS, { width, unicode })?.join('\n')).toMatchSnapshot()
  })

  test('draws a day as a mark, and two that differ in one column as both', () => {
    const [rajin] =
      drawn(
        [
          sighting('a', 'rajin', '2023-09-01', {}),
          sighting('b', 'rajin', '2023-09-10', {}),
          sighting('c', 'rajin', '2023-09-10', { vessels: ['angara'], outcome: 'none-seen' }),
          sighting('d', 'rajin', '2023-09-12', { outcome: 'not-visible' }),
        ],
        { width: 7 + 24, unicode: false, places: ['rajin'] },
      ) ?? []
    // 24 columns for 12 days: a mark stands in the middle of its day.
    expect(rajin).toBe('Rajin   #                 %   x')
  })

  test('keeps to the places it is given, in their order, and counts the rest', () => {
    const lines = drawn(LOOKS, { width: 80, unicode: true, places: ['tumangang', 'khasan', 'rajin'] })
    expect(lines?.[0]).toMatch(/^Tumangang/)
    expect(drawn(LOOKS, { width: 80, unicode: true, places: ['tumangang'] })?.join('\n')).toContain(
      '1 elsewhere',
    )
  })

  test('is none when nothing is dated', () => {
    expect(drawn([observation('undated')], { width: 80, unicode: true })).toBeUndefined()
    expect(drawn([], { width: 80, unicode: true })).toBeUndefined()
  })

  test('shows an open window to its edge, and one day alone', () => {
    const lines = drawn(
      [sighting('a', 'rajin', '../2023-09-05', {}), sighting('b', 'rajin', '2023-09-08', {})],
      {
        width: 40,
        unicode: false,
      },
    )
    expect(lines?.[0]).toMatch(/^Rajin {2,}=+ +# +$|^Rajin {2,}=+ *#$/)
    expect(
      drawn([sighting('b', 'rajin', '2023-09-08', {})], { width: 40, unicode: false })?.join('\n'),
    ).toContain('|2023-09-08')
  })

  test('a name with control characters or wide ones moves nothing', () => {
    const names = { ...NAMES, place: () => '라진\u001b[2J\u202eRajin\nport' }
    const [first = ''] =
      drawn([sighting('b', 'rajin', '2023-09-08', {})], { width: 80, unicode: true }, names) ?? []
    expect(first).toMatch(/^라진\?\[2J\?Rajin\?port +●$/)
    const [ascii = ''] =
      drawn([sighting('b', 'rajin', '2023-09-08', {})], { width: 80, unicode: false }, names) ?? []
    expect(ascii).toMatch(/^[ -~]+$/)
  })

  test('no line is wider than it may be, and every sign of ASCII is ASCII', () => {
    const looks = fc.array(
      fc.record({
        place: fc.constantFrom('rajin', 'dunai', '두만강 a station with a very long name indeed', undefined),
        from: fc.integer({ min: -4000, max: 4000 }),
        days: fc.constantFrom(0, 1, 30, 2000),
        outcome: fc.constantFrom('seen' as const, 'none-seen' as const, 'not-visible' as const),
        vessel: fc.constantFrom('angara', 'a vessel with a name that goes on and on', ''),
      }),
      { minLength: 1, maxLength: 12 },
    )
    fc.assert(
      fc.property(looks, fc.integer({ min: 40, max: 250 }), fc.boolean(), (some, width, unicode) => {
        const observations = some.map(({ place, from, days, outcome, vessel }, i) =>
          sighting(`look-${String(i)}`, place, windowOn(from, from + days), {
            outcome,
            ...(vessel === '' ? {} : { vessels: [vessel] }),
            ...(place === undefined ? { along: 'rajin-dunai' } : {}),
          }),
        )
        const lines = drawn(observations, { width, unicode }) ?? []
        expect(lines.length).toBeGreaterThan(1)
        for (const line of lines) {
          expect(stringWidth(line)).toBeLessThanOrEqual(width)
          if (!unicode) expect(line).toMatch(/^[ -~]*$/)
        }
        expect(drawn(observations.toReversed(), { width, unicode })).toEqual(lines)
      }),
      { numRuns: 150 },
    )
  })
})
