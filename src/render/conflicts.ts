import { isOpen, type Conflict, type Side } from '../evidence/conflicts.ts'
import { counted } from '../evidence/enumeration.ts'
import type { Used } from '../evidence/finding.ts'
import type { EntryHead } from '../model/entry.ts'
import { MIN_PREFIX } from '../model/identifiers.ts'
import { readJudged } from '../model/judged.ts'
import { lines, styled, table, type Line, type Rendering, type Span } from './document.ts'
import { flat } from './lineage.ts'

export interface ConflictsView {
  /** Those that are listed. */
  readonly conflicts: readonly Conflict[]
  /** All that were found, of which those may be a part: they are counted. */
  readonly all: readonly Conflict[]
  /** The entry of each judgement, by its id. */
  readonly settledIn: ReadonlyMap<string, EntryHead>
  /** The name of the route or leg; undefined for the whole case. */
  readonly title: string | undefined
  readonly entry: { readonly number: number; readonly recordedAt: string }
  readonly publicBy: string | undefined
}

/** Conflicts: a line each, and below what is at odds, in a sentence, and how it was settled. */
export function renderConflicts(view: ConflictsView): Rendering {
  const { conflicts } = view
  const short = shortKeys(conflicts.map(({ key }) => key))
  return {
    blocks: [
      heading(view),
      ...(conflicts.length === 0
        ? []
        : [
            table(
              [
                { key: 'conflict' },
                { key: 'kind' },
                { key: 'leg', flexible: 'last' },
                { key: 'sides', flexible: true },
                { key: 'state' },
              ],
              conflicts.map((conflict) => [
                styled('key', short(conflict.key)),
                conflict.verdict,
                conflict.legs.join(', ') || styled('dim', '–'),
                conflict.sides.map(sideText).join(' / '),
                stateSpan(conflict),
              ]),
              { wrap: true },
            ),
            ...conflicts.map((conflict) =>
              lines(
                [styled('key', `${short(conflict.key)}  `), flat(conflict.sentence)],
                ...settledLines(conflict, view.settledIn),
              ),
            ),
          ]),
      lines(summary(view.all)),
    ],
    rows: {
      columns: [
        'conflict',
        'kind',
        'legs',
        'state',
        'drift',
        'sides',
        'origins',
        'records',
        'sentence',
        'judgement',
        'judged',
        'because',
        'by',
        'entry',
      ],
      rows: conflicts.map((conflict) => {
        const judgement = conflict.settled?.judgement
        const entry = judgement === undefined ? undefined : view.settledIn.get(judgement.id)
        return [
          conflict.key,
          conflict.verdict,
          conflict.legs.join('; '),
          stateOf(conflict),
          conflict.drift ? 'yes' : 'no',
          conflict.sides.map(({ text }) => text).join('; '),
          conflict.sides.map(({ origins }) => origins.join(', ') || 'unknown').join('; '),
          conflict.records.map(({ type, id }) => `${type}:${id}`).join('; '),
          conflict.sentence,
          judgement?.id,
          judgement?.judgement,
          judgement?.because,
          entry?.analyst,
          entry?.number,
        ]
      }),
    },
    data: conflicts.map((conflict) => ({
      ...conflict,
      state: stateOf(conflict),
      ...settledData(conflict, view),
    })),
  }
}

function heading({ title, entry, publicBy }: ConflictsView) {
  const seen = publicBy === undefined ? '' : `, public by ${publicBy.slice(0, 10)}`
  return lines([
    styled('strong', title === undefined ? 'Conflicts of the case' : `Conflicts: ${flat(title)}`),
    styled('dim', `   as of entry ${String(entry.number)}, ${entry.recordedAt.slice(0, 10)}${seen}`),
  ])
}

/** What a side says, and what it rests on. */
function sideText({ text, origins }: Side): string {
  return `${flat(text)} [${origins.map(flat).join(', ') || 'no known origin'}]`
}

export function stateOf(conflict: Pick<Conflict, 'settled'>): 'open' | 'open again' | 'settled' {
  if (conflict.settled === undefined) return 'open'
  return isOpen(conflict) ? 'open again' : 'settled'
}

function stateSpan(conflict: Conflict): Span {
  const state = stateOf(conflict)
  if (state === 'settled') return styled('good', state)
  return styled(conflict.drift ? 'warn' : 'bad', state)
}

/** Who judged it to be what, when and why; and what changed since. */
function settledLines({ settled }: Conflict, settledIn: ReadonlyMap<string, EntryHead>): Line[] {
  if (settled === undefined) return []
  const { judgement, stale } = settled
  const entry = settledIn.get(judgement.id)
  const when =
    entry === undefined
      ? ''
      : ` by ${flat(entry.analyst)} on ${entry.recordedAt.slice(0, 10)} (entry ${String(entry.number)})`
  const likely = judgement.likelihood === undefined ? '' : ` (${judgement.likelihood})`
  return [
    [
      styled('dim', stale.length === 0 ? `  settled${when}: ` : `  was settled${when}: `),
      `${flat(judgement.judgement)}${likely}`,
      styled('dim', '  because '),
      flat(judgement.because),
      styled('dim', `  judgement ${judgement.id}`),
    ],
    ...(stale.length === 0 ? [] : [[styled('warn', `  ${staleText(judgement.about, stale)}`)]]),
  ]
}

/** `settled before observation 6g2k… was corrected and citation 4sxw… was recorded`. */
function staleText(about: readonly string[], stale: readonly Used[]): string {
  const judged = new Set(about.map(readJudged).map(({ type, id }) => `${type} ${id}`))
  const said = stale.map(({ type, id }) => {
    const name = `${type} ${id}`
    return `${name} was ${judged.has(name) ? 'corrected' : 'recorded'}`
  })
  const shown = said.slice(0, 3)
  const rest = said.length - shown.length
  return `settled before ${shown.join(', before ')}${rest > 0 ? `, and before ${String(rest)} more were` : ''}`
}

function settledData(
  { settled }: Conflict,
  { settledIn }: ConflictsView,
): { by?: { analyst: string; recordedAt: string; entry: number } } {
  const entry = settled === undefined ? undefined : settledIn.get(settled.judgement.id)
  return entry === undefined
    ? {}
    : { by: { analyst: entry.analyst, recordedAt: entry.recordedAt, entry: entry.number } }
}

function summary(conflicts: readonly Conflict[]): Line {
  if (conflicts.length === 0) return ['Nothing that is recorded is at odds.']
  const open = conflicts.filter(isOpen)
  const drift = open.filter((conflict) => conflict.drift).length
  const settled = conflicts.length - open.length
  const copies = drift === 0 ? '' : ` (${String(drift)} without two origins of their own)`
  return [
    `${counted(conflicts.length, 'conflict')}: ${String(open.length)} open${copies}, ${String(settled)} settled.`,
  ]
}

/** The shortest starts, of at least four characters, that tell these keys apart. */
function shortKeys(keys: readonly string[]): (key: string) => string {
  const sorted = [...new Set(keys)].sort()
  const common = (a: string, b: string | undefined): number => {
    let n = 0
    while (b !== undefined && n < a.length && a[n] === b[n]) n += 1
    return n
  }
  const lengths = new Map(
    sorted.map((key, i) => [
      key,
      Math.max(MIN_PREFIX, 1 + Math.max(common(key, sorted[i - 1]), common(key, sorted[i + 1]))),
    ]),
  )
  return (key) => key.slice(0, lengths.get(key) ?? key.length)
}
