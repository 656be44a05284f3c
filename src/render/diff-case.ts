import type { LegDifference, RecordDifference } from '../evidence/difference.ts'
import type { RecordType } from '../model/vocabulary.ts'
import { DIFFERENCE_COLUMNS, legRows, legTable, recordData, recordLines, recordRows } from './diff.ts'
import { lines, styled, table, type Block, type Rendering } from './document.ts'

/** How many records a person is shown one by one. */
const SHOWN = 30

export interface CaseDiffView {
  /** How the two readings are called, such as "entry 5 (2026-11-20)". */
  readonly from: string
  readonly to: string
  readonly counts: readonly {
    readonly type: RecordType
    readonly added: number
    readonly revised: number
    readonly retracted: number
  }[]
  readonly records: readonly RecordDifference[]
  /** How many differ beside those. */
  readonly more: number
  readonly legs: readonly (LegDifference & { readonly route: string })[]
}

/** What was recorded in a case between two moments, and the legs that read otherwise by it. */
export function renderCaseDiff({ from, to, counts, records, more, legs }: CaseDiffView): Rendering {
  const blocks: Block[] = [lines([styled('strong', 'The case'), `   ${from} → ${to}`])]
  if (counts.length === 0) blocks.push(lines('Nothing differs.'))
  else
    blocks.push(
      table(
        [
          { key: 'records' },
          { key: 'added', align: 'right', grouped: true },
          { key: 'revised', align: 'right', grouped: true },
          { key: 'retracted', align: 'right', grouped: true },
        ],
        counts.map(({ type, added, revised, retracted }) => [type, added, revised, retracted]),
      ),
    )
  if (legs.length > 0) blocks.push(legTable(legs))
  else if (counts.length > 0) blocks.push(lines('No leg of any route reads otherwise by it.'))
  const shown = records.slice(0, SHOWN)
  const hidden = records.length - shown.length
  if (shown.length > 0) blocks.push(lines(...shown.flatMap(recordLines)))
  if (hidden > 0)
    blocks.push(lines(styled('dim', `… and ${String(hidden)} more; with --json or --csv they are listed.`)))
  if (more > 0)
    blocks.push(
      lines(styled('dim', `${String(more)} more are counted above, and are not listed in any form.`)),
    )
  return {
    blocks,
    rows: {
      columns: DIFFERENCE_COLUMNS,
      rows: [...legs.flatMap((leg) => legRows(leg)), ...records.flatMap(recordRows)],
    },
    data: { from, to, counts, legs, records: records.map(recordData), more },
  }
}
