import type { Correction } from '../evidence/correction.ts'
import type { ConflictDifference, LegDifference, RecordDifference } from '../evidence/difference.ts'
import { titleOf } from '../model/names.ts'
import type { AnyRecord, RouteRecord } from '../model/records.ts'
import { changeLine } from './change.ts'
import { correctionBlock, correctionRows } from './correction.ts'
import { lines, styled, table, type Block, type Line, type Rendering, type Tone } from './document.ts'
import { whatText } from './phrases.ts'

export interface DiffView {
  route: RouteRecord
  /** How the two readings are called, such as "entry 5" or "public by 2023-10-10". */
  from: string
  to: string
  corrections: readonly Correction[]
  legs: readonly LegDifference[]
  /** About who is behind the ships: those are of no leg. */
  conflicts: readonly ConflictDifference[]
  records: readonly RecordDifference[]
}

export const DIFFERENCE_COLUMNS = ['change', 'type', 'id', 'field', 'before', 'after']

/** What was known then and what is known now. */
export function renderDiff(view: DiffView): Rendering {
  const { route, from, to, corrections, legs, conflicts, records } = view
  const nothing = legs.length + conflicts.length + records.length === 0
  const blocks: Block[] = [lines([styled('strong', route.name), `   ${from} → ${to}`])]
  if (nothing) blocks.push(lines('Nothing differs.'))
  blocks.push(correctionBlock(corrections))
  if (legs.length > 0) blocks.push(legTable(legs))
  if (records.length > 0) blocks.push(lines(...records.flatMap(recordLines)))
  return {
    blocks,
    rows: {
      columns: DIFFERENCE_COLUMNS,
      rows: [
        ...correctionRows(corrections),
        ...legs.flatMap((leg) => legRows(leg)),
        ...conflicts.map((one) => conflictRow(one, undefined)),
        ...records.flatMap(recordRows),
      ],
    },
    data: { route: route.id, from, to, corrections, legs, conflicts, records: records.map(recordData) },
  }
}

/** A record's difference as programs get it. */
export function recordData({ how, record, changes, entry }: RecordDifference): object {
  return { how, record, changes, ...(entry === undefined ? {} : { entry }) }
}

export function recordRows({ how, record, changes }: RecordDifference): (string | undefined)[][] {
  return changes.length === 0
    ? [[how, record.type, record.id, undefined, undefined, undefined]]
    : changes.map(({ field, before, after }) => [how, record.type, record.id, field, before, after])
}

export function legTable(legs: readonly LegDifference[]): Block {
  const hasConflicts = legs.some(({ conflicts }) => conflicts.length > 0)
  return table(
    [
      { key: 'leg' },
      { key: 'obs', align: 'right' },
      { key: 'chain' },
      { key: 'origins', flexible: true },
      { key: 'stages', flexible: true },
      ...(hasConflicts ? [{ key: 'conflicts', flexible: true }] : []),
    ],
    legs.map(({ leg, before, after, observations, origins, coverage, conflicts }) => [
      styled('key', leg),
      arrow(String(observations.before), String(observations.after)),
      arrow(before ?? 'no such leg', after ?? 'no such leg'),
      [...origins.gained.map((name) => `+${name}`), ...origins.lost.map((name) => `−${name}`)].join(', '),
      coverage
        .map((cell) => `${cell.stage} ${String(cell.before.length)} → ${String(cell.after.length)}`)
        .join(', '),
      ...(hasConflicts
        ? [conflicts.map(({ how, conflict }) => `${conflict.verdict} ${how.replaceAll('-', ' ')}`).join(', ')]
        : []),
    ]),
    { wrap: true },
  )
}

function arrow(before: string, after: string): string {
  return before === after ? after : `${before} → ${after}`
}

export function legRows({
  leg,
  before,
  after,
  why,
  observations,
  origins,
  coverage,
  conflicts,
}: LegDifference): (string | undefined)[][] {
  const row = (field: string, was: string | undefined, is: string | undefined) =>
    was === is ? [] : [['leg', 'leg', leg, field, was, is]]
  return [
    ...row('strength', before, after),
    ...row('why', why.before, why.after),
    ...row('observations', String(observations.before), String(observations.after)),
    ...origins.gained.map((name) => ['leg', 'leg', leg, 'origin', undefined, name]),
    ...origins.lost.map((name) => ['leg', 'leg', leg, 'origin', name, undefined]),
    ...coverage.flatMap((cell) => row(cell.stage, cell.before.join('; '), cell.after.join('; '))),
    ...conflicts.map((one) => conflictRow(one, leg)),
  ]
}

/** @param leg undefined for one that is of no leg */
function conflictRow({ how, conflict }: ConflictDifference, leg: string | undefined): (string | undefined)[] {
  const of = [leg === undefined ? 'route' : 'leg', leg, `conflict ${how}`]
  return how === 'settled' || how === 'gone'
    ? ['leg', ...of, conflict.sentence, undefined]
    : ['leg', ...of, undefined, conflict.sentence]
}

const SIGNS: Record<string, { sign: string; tone: Tone }> = {
  added: { sign: '+', tone: 'good' },
  revised: { sign: '~', tone: 'warn' },
  retracted: { sign: '−', tone: 'bad' },
}

export function recordLines({ how, record, changes }: RecordDifference): Line[] {
  const { sign, tone } = SIGNS[how] ?? { sign: ' ', tone: 'dim' }
  return [
    [
      styled(tone, `${sign} ${how}`),
      `  ${record.type} `,
      styled('key', record.id.slice(0, 40)),
      `  ${summaryOf(record)}`,
    ],
    ...(record.reason === undefined || how === 'added'
      ? []
      : [[styled('dim', '      because: '), record.reason]]),
    ...changes.map((change) => changeLine(change, 6)),
  ]
}

function summaryOf(record: AnyRecord): string {
  switch (record.type) {
    case 'observation':
      return [record.observed?.text ?? 'undated', record.kind, record.place ?? '', whatText(record)]
        .filter((part) => part !== '')
        .join(' ')
    case 'citation':
      return `${record.source} ${record.stance} ${record.about}`
    case 'derivation':
      return `${record.source}: ${record.how} of ${record.from}`
    case 'conversion':
      return `${record.from} to ${record.to}: ${record.factor.text}`
    case 'judgement':
      return `${record.conflict}: ${record.judgement}`
    default:
      return titleOf(record) === record.id ? '' : titleOf(record)
  }
}
