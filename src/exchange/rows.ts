import { Failure } from '../model/failure.ts'
import { fieldsOf, type Field } from '../model/fields.ts'
import { readerOf, setAt } from '../model/path.ts'
import type { AnyRecord } from '../model/records.ts'
import type { RecordType } from '../model/vocabulary.ts'
import { columnsOf, valueFrom, type FieldColumn } from './cells.ts'
import type { Value } from './csv.ts'

/*
 * One revision of a record as a row of cells and back. Every record that can be in a case survives the way there and
 * back unchanged; an empty cell is a field that the record does not have.
 */

/** The columns of what a revision settles, or undoes of that: only cases into which another was merged have anything in them. */
const OF_MERGES: readonly string[] = ['resolves', 'undoes']

/** The part of a row that every revision has, before its own fields. */
const ENVELOPE: readonly FieldColumn[] = [
  {
    name: 'id',
    description: 'key, or content id',
    type: 'string',
    required: true,
    of: (record) => (record as AnyRecord).id,
  },
  {
    name: 'revision',
    description: '1 for the first; a correction or retraction adds one',
    type: 'integer',
    required: true,
    of: (record) => (record as AnyRecord).revision,
  },
  {
    name: 'retracted',
    description: 'true when this revision takes the record back',
    type: 'boolean',
    required: false,
    of: (record) => ((record as AnyRecord).retracted === true ? 'true' : undefined),
  },
  {
    name: 'reason',
    description: 'why it was corrected or retracted',
    type: 'string',
    required: false,
    of: (record) => (record as AnyRecord).reason,
  },
  {
    name: 'resolves',
    description:
      'leaves of the revisions that were at odds after a merge and that this one settles; several separated by ;',
    type: 'string',
    required: false,
    of: (record) => (record as AnyRecord).resolves?.join('; '),
  },
  {
    name: 'undoes',
    description:
      'leaf of the revision that this one undoes, where that settled revisions at odds, or undid that',
    type: 'string',
    required: false,
    of: (record) => (record as AnyRecord).undoes,
  },
]

/** A column of a record type's table; `of` takes the record. */
export type RowColumn = FieldColumn

const cache = new Map<RecordType, RowColumn[]>()

/** The columns of a record type, in order: id, revision, retracted, reason, resolves, undoes, then its fields as the schema has them. */
export function rowColumns(type: RecordType): readonly RowColumn[] {
  const known = cache.get(type)
  if (known !== undefined) return known
  const columns = [...ENVELOPE, ...fieldsOf(type).flatMap(ofRecord)]
  cache.set(type, columns)
  return columns
}

/** The columns of a record type. @param hasMerges false leaves out what only cases have into which another was merged */
export function columnsIn(type: RecordType, hasMerges: boolean): readonly RowColumn[] {
  const columns = rowColumns(type)
  return hasMerges ? columns : columns.filter(({ name }) => !OF_MERGES.includes(name))
}

/** The columns of a field, each taking the whole record. */
export function ofRecord(field: Field): RowColumn[] {
  const read = readerOf(field.path)
  return columnsOf(field).map((column) => ({
    ...column,
    of: (record) => {
      const value = read(record)
      return value === undefined ? undefined : column.of(value)
    },
  }))
}

/**
 * The cells of one revision, in the order of {@link rowColumns}.
 * @param hasMerges false leaves out what only cases have into which another was merged
 */
export function recordToRow(record: AnyRecord, hasMerges = true): Value[] {
  return columnsIn(record.type, hasMerges).map((column) => column.of(record))
}

/**
 * The revision a row holds, not checked against its schema yet.
 * @param cells texts by column; columns of no field are the caller's business. A row without `revision` is a first one;
 *   one without `id` has none.
 * @throws Failure `bad-number`, `bad-choice`, `bad-value`, `bad-date` and the like, with the column as `where`
 */
export function rowToRecord<T extends RecordType>(
  type: T,
  cells: Readonly<Record<string, string>>,
): { type: T } & Record<string, unknown> {
  const draft: Record<string, unknown> = { revision: 1 }
  if (cells.id !== undefined) draft.id = cells.id
  if (cells.revision !== undefined) draft.revision = wholeNumber('revision', cells.revision, 1)
  if (cells.retracted !== undefined && isTrue(cells.retracted)) draft.retracted = true
  if (cells.reason !== undefined) draft.reason = cells.reason
  if (cells.resolves !== undefined) draft.resolves = cells.resolves.split(/\s*;\s*/)
  if (cells.undoes !== undefined) draft.undoes = cells.undoes
  for (const field of fieldsOf(type)) {
    const value = valueFrom(field, cells)
    if (value !== undefined) setAt(draft, field.path, value)
  }
  return { ...draft, type }
}

/** @throws Failure `bad-number`, naming the column */
export function wholeNumber(column: string, text: string, least: number): number {
  const number = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number) || number < least) {
    throw new Failure('bad-number', `"${text}" is no whole number of ${String(least)} or more.`, {
      where: column,
    })
  }
  return number
}

function isTrue(text: string): boolean {
  if (/^(?:true|yes|1)$/i.test(text)) return true
  if (/^(?:false|no|0)$/i.test(text)) return false
  throw new Failure('bad-choice', `"${text}" is neither true nor false.`, { where: 'retracted' })
}
