import { counted } from '../evidence/enumeration.ts'
import type { RevisionConflict } from '../evidence/revision-conflicts.ts'
import type { AnyRecord, MergeRecord } from '../model/records.ts'
import { RECORD_TYPES, type RecordType } from '../model/vocabulary.ts'
import { lines, styled, table, type Block, type Line, type Rendering } from './document.ts'
import { flat } from './lineage.ts'
import {
  danglingData,
  danglingLines,
  revisionConflictLines,
  type DanglingView,
} from './revision-conflicts.ts'

/** What a merge did, or would do. */
export interface MergeView {
  readonly other: { readonly id: string; readonly title: string }
  readonly otherHead: { readonly number: number; readonly size: number }
  readonly isCopy: boolean
  readonly isDryRun: boolean
  readonly entry: { readonly number: number } | undefined
  readonly record: MergeRecord | undefined
  readonly added: ReadonlyMap<RecordType, number>
  readonly repeated: ReadonlyMap<RecordType, number>
  readonly files: number
  readonly rivals: readonly Pick<AnyRecord, 'type' | 'id'>[]
  /** Undefined of a dry run. */
  readonly conflicts: readonly RevisionConflict[] | undefined
  readonly dangling: readonly DanglingView[] | undefined
}

/** The counts of a merge by type, and what it left to be settled. */
export function renderMerge(view: MergeView): Rendering {
  const rows = RECORD_TYPES.flatMap((type) => {
    const [added, repeated] = [view.added.get(type) ?? 0, view.repeated.get(type) ?? 0]
    return added + repeated === 0 ? [] : [[type, added, repeated] as const]
  })
  return {
    blocks: [
      lines(mergeLine(view)),
      ...(view.record === undefined || rows.length === 0
        ? []
        : [
            table(
              [{ key: 'record' }, { key: 'added', align: 'right' }, { key: 'here already', align: 'right' }],
              rows.map(([type, added, repeated]) => [type, added, repeated]),
            ),
          ]),
      ...leftBlocks(view),
    ],
    rows: { columns: ['type', 'added', 'repeated'], rows: rows.map((row) => [...row]) },
    data: {
      case: view.other.id,
      title: view.other.title,
      entries: view.otherHead.number,
      size: view.otherHead.size,
      isCopy: view.isCopy,
      dryRun: view.isDryRun,
      entry: view.entry?.number ?? null,
      merge: view.record,
      added: Object.fromEntries(view.added),
      repeated: Object.fromEntries(view.repeated),
      files: view.files,
      rivals: view.isDryRun ? view.rivals : undefined,
      conflicts: view.conflicts?.map(({ type, id }) => ({ type, id })),
      dangling: view.dangling?.map(danglingData),
    },
  }
}

/** What was done, in a sentence. */
export function mergeLine(view: MergeView): Line {
  const { other, otherHead, record, entry, isDryRun } = view
  const name = `"${flat(other.title)}" (${other.id}, ${counted(otherHead.number, 'entry', 'entries')})`
  if (record === undefined)
    return [styled('good', 'Nothing to add: '), `everything in ${name} is here already.`]
  const total = [...view.added.values()].reduce((sum, n) => sum + n, 0)
  const what = `${counted(total, 'revision')} and ${counted(view.files, 'file')}`
  return isDryRun
    ? [`Merging ${name} would add ${what}.`]
    : [styled('good', 'Merged '), `${name} as entry ${String(entry?.number ?? '')}: ${what} added.`]
}

/** What is to be settled after it. */
function leftBlocks({ isDryRun, rivals, conflicts = [], dangling = [] }: MergeView): Block[] {
  if (isDryRun) {
    if (rivals.length === 0) return []
    const named = rivals.slice(0, NAMED).map(({ type, id }): Line => [`  ${type} `, styled('key', id)])
    return [
      lines(
        [
          styled('warn', `${counted(rivals.length, 'record')} `),
          'would get another revision of a number that is here; those that say something else would be at odds:',
        ],
        ...named,
        ...moreLine(rivals.length),
      ),
    ]
  }
  return [
    ...(conflicts.length === 0
      ? []
      : [
          lines(
            [
              styled('bad', `${counted(conflicts.length, 'record')} `),
              `${conflicts.length === 1 ? 'has' : 'have'} revisions at odds:`,
            ],
            ...conflicts.slice(0, NAMED).flatMap((conflict) => revisionConflictLines(conflict)),
            ...moreLine(conflicts.length),
          ),
        ]),
    ...(dangling.length === 0
      ? []
      : [lines(...danglingLines(dangling.slice(0, NAMED)), ...moreLine(dangling.length))]),
  ]
}

const NAMED = 10

function moreLine(count: number): Line[] {
  return count > NAMED ? [[styled('dim', `  and ${String(count - NAMED)} more: trace conflicts`)]] : []
}
