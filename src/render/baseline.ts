import type { Baseline, WindowCounts } from '../evidence/baseline.ts'
import { timesWords } from '../evidence/baseline-sentence.ts'
import { intervalWords, type Interval } from '../evidence/interval.ts'
import { windowText } from '../evidence/window-text.ts'
import type { Window } from '../evidence/window.ts'
import type { PlaceRecord } from '../model/records.ts'
import { lines, styled, table, type Block, type Rendering } from './document.ts'

export interface BaselineView {
  readonly place: PlaceRecord
  readonly a: Window
  readonly b: Window
  readonly baselines: readonly Baseline[]
}

/** What was counted at a place in two windows: a line for each window, and what that amounts to in a sentence. */
export function renderBaselines({ place, a, b, baselines }: BaselineView): Rendering {
  const head = lines([styled('strong', place.name), `   A ${windowText(a)} → B ${windowText(b)}`])
  const found: Block[] =
    baselines.length === 0
      ? [lines('Nobody is recorded to have looked for anything that is counted there in either window.')]
      : [
          table(
            [
              { key: 'kind' },
              { key: 'unit' },
              { key: 'window' },
              { key: 'counts', align: 'right', grouped: true },
              { key: 'none_seen', title: 'none seen', align: 'right', grouped: true },
              { key: 'without_sight', title: 'without sight', align: 'right', grouped: true },
              { key: 'range' },
              { key: 'median' },
              { key: 'ratio', title: 'B ÷ A', flexible: true },
            ],
            // Several stated baselines stand beside the same counts; those are printed once.
            countedOnce(baselines).flatMap((one) => [row('A', one, one.a), row('B', one, one.b)]),
            { wrap: true },
          ),
          lines(...baselines.map(({ sentence }) => sentence)),
        ]
  return {
    blocks: [head, ...found],
    rows: {
      columns: COLUMNS,
      rows: baselines.flatMap((one) => [plainRow('A', one, one.a), plainRow('B', one, one.b)]),
    },
    data: { place: place.id, a: windowText(a), b: windowText(b), baselines },
  }
}

const COLUMNS = [
  'kind',
  'unit',
  'window',
  'from_to',
  'counts',
  'none_seen',
  'without_sight',
  'uncounted',
  'totals',
  'uncertain',
  'range',
  'median',
  'ratio',
  'stated',
  'verdict',
  'sentence',
]

function countedOnce(baselines: readonly Baseline[]): Baseline[] {
  const once = new Map<string, Baseline>()
  for (const one of baselines) {
    const key = JSON.stringify([one.kind, one.unit])
    if (!once.has(key)) once.set(key, one)
  }
  return [...once.values()]
}

function row(window: 'A' | 'B', { kind, unit, ratio, stated }: Baseline, counts: WindowCounts) {
  return [
    window === 'A' ? kind : '',
    window === 'A' ? unit : '',
    styled('key', window),
    counts.n,
    counts.noneSeen,
    counts.withoutSight,
    words(counts.range),
    words(counts.median),
    window === 'B' && ratio !== undefined && stated === undefined ? timesWords(ratio) : '',
  ]
}

function plainRow(
  window: 'A' | 'B',
  { kind, unit, ratio, stated, verdict, sentence }: Baseline,
  counts: WindowCounts,
): (string | number | undefined)[] {
  return [
    kind,
    unit,
    window,
    windowText(counts.window),
    counts.n,
    counts.noneSeen,
    counts.withoutSight,
    counts.uncounted,
    counts.totals,
    counts.uncertain,
    words(counts.range),
    words(counts.median),
    ...(window === 'B'
      ? [ratio === undefined ? undefined : timesWords(ratio), stated, verdict, sentence]
      : [undefined, undefined, undefined, undefined]),
  ]
}

function words(interval: Interval | undefined): string | undefined {
  return interval === undefined ? undefined : intervalWords(interval)
}
