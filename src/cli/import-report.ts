import type { SheetImported } from '../case/import-sheet.ts'
import type { RecordType } from '../model/vocabulary.ts'
import { lines, styled, table, type Block, type Line, type Rendering } from '../render/document.ts'

/** Rejected rows that are printed one by one for people; all of them are counted. */
const SHOWN = 20
/** What was made, named one by one. */
const NAMED = 20

export interface ReportSettings {
  readonly isDryRun: boolean
  /** Columns that nothing was read from. */
  readonly unused: readonly string[]
  /** The file that rejected rows were written to. */
  readonly rejects: string | undefined
}

/** What came of an import. */
export function renderImport(imported: SheetImported, settings: ReportSettings): Rendering {
  const { rows, accepted, rejected, headings, added, repeated, made, rejections, groups } = imported
  const counts: (readonly [string, number])[] = [
    ['rows', rows],
    ['accepted', accepted],
    ['rejected', rejected],
    ...(headings === 0 ? [] : [['headings repeated', headings] as const]),
    ...byType(added, settings.isDryRun ? 'would be added' : 'added'),
    ...byType(repeated, 'already there'),
  ]
  const blocks: Block[] = [
    table(
      [{ key: 'what' }, { key: 'count', align: 'right', grouped: true }],
      counts.map(([what, count]) => [what, count]),
    ),
    ...(rejections.length === 0 ? [] : [rejectedTable(imported), ...moreRejected(imported)]),
    ...(made.length === 0 ? [] : [madeTable(imported, settings)]),
  ]
  return {
    blocks,
    data: {
      rows,
      accepted,
      rejected,
      headings,
      dryRun: settings.isDryRun,
      written: imported.entry !== undefined && !settings.isDryRun,
      entry: settings.isDryRun ? null : (imported.entry?.number ?? null),
      added: Object.fromEntries(added),
      repeated: Object.fromEntries(repeated),
      made,
      source: imported.cited?.record.id ?? null,
      unused: settings.unused,
      rejects: settings.rejects ?? null,
      groups: groups.map(({ first, count }) => ({
        count,
        code: first.code,
        column: first.column ?? null,
        first,
      })),
      rejections,
      notes: imported.notes,
    },
  }
}

function byType(counts: ReadonlyMap<RecordType, number>, what: string): (readonly [string, number])[] {
  return [...counts].filter(([, n]) => n > 0).map(([type, n]) => [`${type}s ${what}`, n])
}

function rejectedTable({ rejections }: SheetImported): Block {
  return table(
    [
      { key: 'row', align: 'right' },
      { key: 'column' },
      { key: 'value', flexible: true },
      { key: 'reason', flexible: 'last' },
    ],
    rejections.slice(0, SHOWN).map(({ line, column, value, reason }) => [line, column, value, reason]),
    { wrap: true },
  )
}

/** How many more there are of which sort, and what to do about each sort. */
function moreRejected({ groups, rejected }: SheetImported): Block[] {
  const many = rejected > SHOWN
  const said: Line[] = groups.slice(0, SHOWN).flatMap(({ first, count }): Line[] => {
    const where = first.column === undefined ? '' : ` in ${first.column}`
    const sort = `${String(count)} row${count === 1 ? '' : 's'}${where}, first row ${String(first.line)}: `
    if (first.hint === undefined) return many ? [[sort, first.reason]] : []
    return [[sort, ...(many ? [first.reason, ' '] : []), first.hint]]
  })
  return said.length === 0 ? [] : [lines(...said)]
}

function madeTable({ made, entry }: SheetImported, { isDryRun }: ReportSettings): Block {
  const isMade = entry !== undefined && !isDryRun
  const more = made.length - NAMED
  const named = made
    .slice(0, NAMED)
    .map(({ type, id, title, line }): Line => [
      isMade ? 'new: ' : 'would be new: ',
      `${type} `,
      styled('key', id),
      title === id ? '' : ` (${title})`,
      `, row ${String(line)}`,
    ])
  return lines(...named, ...(more > 0 ? [[`and ${String(more)} more`]] : []))
}
