import { isOpen, type Conflict, type Side } from '../evidence/conflicts.ts'
import { counted } from '../evidence/enumeration.ts'
import type { RevisionConflict } from '../evidence/revision-conflicts.ts'
import type { Used } from '../evidence/finding.ts'
import type { EntryHead } from '../model/entry.ts'
import { MIN_PREFIX } from '../model/identifiers.ts'
import { readJudged } from '../model/judged.ts'
import { lines, styled, table, type Block, type Line, type Rendering, type Span } from './document.ts'
import { flat } from './lineage.ts'
import {
  danglingData,
  danglingLines,
  danglingSentence,
  revisionConflictData,
  revisionConflictLines,
  revisionSentence,
  saidText,
  type DanglingView,
  type Origins,
} from './revision-conflicts.ts'

export interface ConflictsView {
  /** Those that are listed. */
  readonly conflicts: readonly Conflict[]
  /** All that were found, of which those may be a part: they are counted. */
  readonly all: readonly Conflict[]
  /** The entry of each judgement, by its id. */
  readonly settledIn: ReadonlyMap<string, EntryHead>
  /** Revisions at odds since a merge; those that are listed, and all. */
  readonly revisions: readonly RevisionConflict[]
  readonly allRevisions: readonly RevisionConflict[]
  readonly revisionOrigins: Origins
  /** What is used although it was taken back. */
  readonly dangling: readonly DanglingView[]
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
      ...revisionBlocks(view),
      lines(summary(view)),
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
      rows: [
        ...conflicts.map((conflict) => {
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
        ...mergeRows(view),
      ],
    },
    data: [
      ...conflicts.map((conflict) => ({
        ...conflict,
        state: stateOf(conflict),
        ...settledData(conflict, view),
      })),
      ...view.revisions.map((conflict) => revisionConflictData(conflict, view.revisionOrigins)),
      ...view.dangling.map(danglingData),
    ],
  }
}

/** What a merge left: revisions of one number that differ, and what is used although it was taken back. */
function revisionBlocks({ revisions, revisionOrigins, dangling }: ConflictsView): Block[] {
  return [
    ...(revisions.length === 0
      ? []
      : [
          lines(
            styled('strong', 'Revisions at odds since a merge'),
            ...revisions.flatMap((conflict) => revisionConflictLines(conflict, revisionOrigins)),
          ),
        ]),
    ...(dangling.length === 0
      ? []
      : [lines(styled('strong', 'Used, though taken back'), ...danglingLines(dangling))]),
  ]
}

/** Those as rows of the same columns. */
function mergeRows({ revisions, dangling }: ConflictsView): (string | number | undefined)[][] {
  return [
    ...revisions.map((conflict) => [
      conflict.id,
      'revisions',
      '',
      conflict.isOpen ? 'open' : 'settled',
      'no',
      conflict.rivalries
        .flatMap((rivalry) => rivalry.versions.map((_, i) => saidText(rivalry, i)))
        .join('; '),
      '',
      `${conflict.type}:${conflict.id}`,
      revisionSentence(conflict),
      undefined,
      undefined,
      conflict.isOpen ? undefined : conflict.resolvedBy?.reason,
    ]),
    ...dangling.map((one) => [
      one.record.id,
      'retracted',
      '',
      'open',
      'no',
      '',
      '',
      [one.record, ...one.usedBy].map(({ type, id }) => `${type}:${id}`).join('; '),
      danglingSentence(one),
    ]),
  ]
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

function summary({ all: conflicts, allRevisions, dangling }: ConflictsView): Line {
  const merged = [
    ...(allRevisions.length === 0
      ? []
      : [
          `${counted(allRevisions.length, 'record')} with revisions at odds since a merge: ${String(allRevisions.filter(({ isOpen: is }) => is).length)} open.`,
        ]),
    ...(dangling.length === 0 ? [] : [`${counted(dangling.length, 'record')} used, though taken back.`]),
  ].join(' ')
  if (conflicts.length === 0) return [merged === '' ? 'Nothing that is recorded is at odds.' : merged]
  const open = conflicts.filter(isOpen)
  const drift = open.filter((conflict) => conflict.drift).length
  const settled = conflicts.length - open.length
  const copies = drift === 0 ? '' : ` (${String(drift)} without two origins of their own)`
  return [
    `${counted(conflicts.length, 'conflict')}: ${String(open.length)} open${copies}, ${String(settled)} settled.${merged === '' ? '' : ` ${merged}`}`,
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
