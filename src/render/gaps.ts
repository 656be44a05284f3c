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
          { key: 'days', title: 'days, UTC', flexible: true },
          { key: 'looked', align: 'right', grouped: true },
          { key: 'without_sight', title: 'no sight', align: 'right', grouped: true },
          { key: 'perhaps', align: 'right', grouped: true },
          { key: 'nobody', align: 'right', grouped: true },
          { key: 'longest', title: 'longest gap', flexible: true },
          { key: 'unsure', title: 'longest without a certain look', flexible: true },
        ],
        rows.map(({ leg, place: at, gaps }) => [
          // A leg is named once, on the row of both its ends.
          ...(hasLegs ? [at === undefined ? styled('key', leg ?? '') : ''] : []),
          at === undefined ? 'either end' : names.place(at),
          ...cellsOf(gaps),
        ]),
        { wrap: true },
      ),
      ...(place === undefined ? [] : [lines(place.sentence)]),
      ...(telling === undefined ? [] : [lines(telling.sentence)]),
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
  if (window === undefined) return ['nobody ever looked', NONE, NONE, NONE, NONE, NONE, NONE]
  const { looked, withoutSight, perhaps, nobody } = days
  return [
    `${window.first} to ${window.last}`,
    looked,
    withoutSight,
    perhaps,
    nobody === 0 ? 0 : styled('warn', String(nobody)),
    stretchCell(longest),
    stretchCell(unsure),
  ]
}

function stretchCell(stretch: Stretch | undefined): Cell {
  if (stretch === undefined) return NONE
  const { first, last, days } = stretch
  return first === last ? `${first}, 1 day` : `${first} to ${last}, ${String(days)} days`
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
