import { formatDistance } from 'date-fns/formatDistance'
import type { Revision } from '../evidence/dossier.ts'
import { counted } from '../evidence/enumeration.ts'
import type { EntryHead } from '../model/entry.ts'
import type { RecordType } from '../model/vocabulary.ts'
import { hex } from './amounts.ts'
import { changeLine, newLine } from './change.ts'
import { lines, styled, table, type Cell, type Column, type Line, type Rendering } from './document.ts'

interface TreeHead extends EntryHead {
  /** Leaves in the tree after it. */
  readonly size: number
  /** Root of the tree after it. */
  readonly root: Uint8Array
}

export interface LogLine {
  readonly entry: TreeHead
  readonly added: ReadonlyMap<RecordType, number>
  /** Time stamps of the log as the entry left it. */
  readonly stamps: readonly {
    readonly source: string
    readonly time: string
    readonly authority: string | undefined
  }[]
}

/** How much of a root is printed for a person. */
const ROOT_DIGITS = 16

/** The entries of a case. @param now what "3 days ago" is counted from */
export function renderLog(log: readonly LogLine[], now: Date): Rendering {
  const columns: Column[] = [
    { key: 'entry', align: 'right' },
    { key: 'when' },
    { key: 'analyst' },
    { key: 'added', flexible: true },
    { key: 'command', flexible: true },
    { key: 'note', flexible: true },
    { key: 'root' },
    { key: 'stamped', flexible: true },
  ]
  const rows = log.map(({ entry, added, stamps }): Cell[] => [
    entry.number,
    ago(entry.recordedAt, now),
    entry.analyst,
    countsText(added),
    entry.command,
    entry.note,
    styled('dim', hex(entry.root).slice(0, ROOT_DIGITS)),
    stampsText(stamps),
  ])
  // An empty column would only take the room of the others.
  const isUsed: Partial<Record<string, boolean>> = {
    note: log.some(({ entry }) => entry.note !== undefined),
    stamped: log.some(({ stamps }) => stamps.length > 0),
  }
  const shown = columns.map(({ key }) => isUsed[key] !== false)
  return {
    blocks: [
      table(
        columns.filter((_, i) => shown[i]),
        rows.map((row) => row.filter((_, i) => shown[i])),
      ),
    ],
    rows: {
      columns: [
        'entry',
        'recorded_at',
        'clock',
        'analyst',
        'command',
        'note',
        'records',
        'added',
        'size',
        'root',
        'stamped',
      ],
      rows: log.map(({ entry, added, stamps }) => [
        entry.number,
        entry.recordedAt,
        entry.clock,
        entry.analyst,
        entry.command,
        entry.note,
        entry.records,
        [...added].map(([type, n]) => `${type}=${String(n)}`).join('; '),
        entry.size,
        hex(entry.root),
        stampsText(stamps),
      ]),
    },
    data: log.map(({ entry, added, stamps }) => ({
      entry: entry.number,
      recordedAt: entry.recordedAt,
      clock: entry.clock,
      analyst: entry.analyst,
      command: entry.command,
      note: entry.note,
      records: entry.records,
      added: Object.fromEntries(added),
      size: entry.size,
      root: hex(entry.root),
      stamps,
    })),
  }
}

function stampsText(stamps: LogLine['stamps']): string | undefined {
  if (stamps.length === 0) return undefined
  return stamps
    .map(
      ({ source, time, authority }) =>
        `${time}${authority === undefined ? '' : ` by ${authority}`} (${source})`,
    )
    .join('; ')
}

/** The history of one record, revision by revision. */
export function renderRevisions(revisions: readonly Revision[], now: Date): Rendering {
  return {
    blocks: revisions.map(({ record, entry, action, changes }) => {
      const head: Line = [
        styled('key', record.id),
        `  revision ${String(record.revision)} ${action} by ${entry.analyst} ${ago(entry.recordedAt, now)}`,
        styled('dim', ` (entry ${String(entry.number)}, ${entry.recordedAt})`),
      ]
      const reason: Line[] = record.reason === undefined ? [] : [[styled('dim', '  because '), record.reason]]
      return lines(
        head,
        ...reason,
        ...changes.map((change) => (action === 'recorded' ? newLine(change) : changeLine(change))),
      )
    }),
    rows: {
      columns: [
        'type',
        'id',
        'revision',
        'action',
        'entry',
        'recorded_at',
        'analyst',
        'reason',
        'field',
        'before',
        'after',
      ],
      rows: revisions.flatMap(({ record, entry, action, changes }) => {
        const head = [
          record.type,
          record.id,
          record.revision,
          action,
          entry.number,
          entry.recordedAt,
          entry.analyst,
          record.reason,
        ]
        return changes.length === 0
          ? [[...head, undefined, undefined, undefined]]
          : changes.map(({ field, before, after }) => [...head, field, before, after])
      }),
    },
    data: revisions.map(({ record, entry, action, changes }) => ({
      type: record.type,
      id: record.id,
      revision: record.revision,
      action,
      entry: entry.number,
      recordedAt: entry.recordedAt,
      analyst: entry.analyst,
      reason: record.reason,
      changes,
    })),
  }
}

function ago(instant: string, now: Date): string {
  return formatDistance(new Date(instant), now, { addSuffix: true })
}

function countsText(added: ReadonlyMap<RecordType, number>): string {
  return [...added].map(([type, n]) => counted(n, type)).join(', ')
}
