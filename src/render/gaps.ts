import type { Names } from '../evidence/finding.ts'
import type { Gaps, Stretch } from '../evidence/gaps.ts'
import type { Telling } from '../evidence/telling.ts'
import { lines, styled, table, type Cell, type Rendering } from './document.ts'

/** The days of legs and their ends, or of one place. */
export interface GapsView {
  readonly legs: readonly {
    readonly leg: { readonly id: string }
    readonly both: Gaps
    readonly ends: readonly Gaps[]
  }[]
  readonly place: Gaps | undefined
  readonly telling: Telling | undefined
  readonly names: Names
}

/** A row for each leg and each of its ends: days with a look, days without, and the longest stretches of those. */
export function renderGaps({ legs, place, telling, names }: GapsView): Rendering {
  const rows = [
    ...legs.flatMap(({ leg, both, ends }) => [
      { leg: leg.id, place: undefined, gaps: both },
      ...ends.map((gaps) => ({ leg: leg.id, place: gaps.place, gaps })),
    ]),
    ...(place === undefined ? [] : [{ leg: undefined, place: place.place, gaps: place }]),
  ]
  const hasLegs = legs.length > 0
  return {
    blocks: [
      table(
        [
          ...(hasLegs ? [{ key: 'leg', flexible: true }] : []),
          { key: 'place', flexible: true },
          // Where there is no room for both dates one is below the other, and neither is broken.
          { key: 'window', title: 'from … to', flexible: 'last' },
          { key: 'looked', align: 'right', grouped: true },
          { key: 'without_sight', title: 'no sight', align: 'right', grouped: true },
          { key: 'perhaps', align: 'right', grouped: true },
          { key: 'nobody', align: 'right', grouped: true },
          { key: 'longest', title: 'longest gap in days', flexible: 'last' },
        ],
        rows.map(({ leg, place: at, gaps }) => [
          // A leg is named once, on the row of both its ends.
          ...(hasLegs ? [at === undefined ? styled('key', leg ?? '') : ''] : []),
          at === undefined ? 'either end' : names.place(at),
          ...cellsOf(gaps),
        ]),
        { wrap: true },
      ),
      ...[place, legs.length === 1 ? legs[0]?.both : undefined, telling].flatMap((finding) =>
        finding === undefined ? [] : [lines(finding.sentence)],
      ),
    ],
    rows: {
      columns: ROWS,
      rows: rows.map(({ leg, place: at, gaps }) => [leg, at, ...rowOf(gaps)]),
    },
    data: {
      ...(place === undefined
        ? { legs: legs.map((one) => ({ leg: one.leg.id, either: one.both, ends: one.ends })) }
        : { place }),
      telling,
    },
  }
}

const NONE = styled('dim', '–')

function cellsOf({ window, days, longest, unsure }: Gaps): Cell[] {
  if (window === undefined) return [NONE, NONE, NONE, NONE, NONE, 'nobody ever looked']
  const { looked, withoutSight, perhaps, nobody } = days
  return [
    `${window.first} … ${window.last}`,
    looked,
    withoutSight,
    perhaps,
    nobody,
    longest !== undefined
      ? stretchText(longest)
      : unsure !== undefined
        ? `perhaps ${stretchText(unsure)}`
        : NONE,
  ]
}

function stretchText({ first, days }: Stretch): string {
  return `${String(days)} from ${first}`
}

/** For CSV and pipes: a row for each leg and place, with keys and plain dates; `place` is blank for both ends of a leg. */
const ROWS = [
  'leg',
  'place',
  'from',
  'to',
  'looked',
  'without_sight',
  'perhaps',
  'nobody',
  'longest_from',
  'longest_to',
  'longest_days',
  'unsure_from',
  'unsure_to',
  'unsure_days',
]

function rowOf({ window, days, longest, unsure }: Gaps): (string | number | undefined)[] {
  const counts = [days.looked, days.withoutSight, days.perhaps, days.nobody]
  return [
    window?.first,
    window?.last,
    ...(window === undefined ? counts.map(() => undefined) : counts),
    ...[longest, unsure].flatMap((stretch) => [stretch?.first, stretch?.last, stretch?.days]),
  ]
}
