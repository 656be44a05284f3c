import { contentId } from '../custody/content-id.ts'
import { bodyAndLeaf } from '../custody/record-leaf.ts'
import { badRow, type PackageRow } from '../exchange/package-table.ts'
import { resourceOf } from '../exchange/package.ts'
import { rowToRecord, wholeNumber } from '../exchange/rows.ts'
import { Failure } from '../model/failure.ts'
import { snake } from '../model/fields.ts'
import { checkSlug } from '../model/identifiers.ts'
import { schemas, type AnyRecord } from '../model/records.ts'
import { referencesOf } from '../model/references.ts'
import { isContentKeyed, SLUG_TYPES, type RecordType } from '../model/vocabulary.ts'
import type { Prepared } from '../store/port.ts'
import { checkRules, complete } from './complete.ts'

/*
 * What the rows of a package say, checked as far as that goes without a case to write into: records and entries with
 * their places in the log.
 */

/** A row of a table of records as a revision, ready to be written. */
export interface PlannedRecord extends Prepared {
  row: PackageRow
  /** Leaf index the package gives it. */
  position: number | undefined
}

/** What the package says of an entry; what it leaves out is this import's own. */
export interface PlannedHead {
  /** Undefined for the one entry of a package without a table of entries. */
  row: PackageRow | undefined
  analyst: string | undefined
  command: string | undefined
  note: string | undefined
  recordedAt: string | undefined
  clock: string | undefined
}

export interface PlannedEntry extends PlannedHead {
  records: PlannedRecord[]
}

/** All rows of a package. */
export interface PackageRows {
  /** Rows by record type, in the order of the file. */
  records: ReadonlyMap<RecordType, readonly PackageRow[]>
  /** Undefined when the package has no table of entries. */
  entries: readonly PackageRow[] | undefined
}

/** The order in which records without positions are written: each after those it may name. */
const ORDER: readonly RecordType[] = [
  'merge',
  'case',
  'organisation',
  'place',
  'vessel',
  'source',
  'derivation',
  'relation',
  'route',
  'leg',
  'observation',
  'citation',
  'conversion',
  'judgement',
]

/**
 * The entries of a package whose rows stand in any order.
 * @throws Failure `bad-package`, naming file, line and column
 */
export function planEntries(source: PackageRows): PlannedEntry[] {
  const planned = ORDER.flatMap((type) =>
    (source.records.get(type) ?? []).map((row) => planRecord(type, row)),
  )
  const entries = source.entries === undefined ? [oneEntry(planned)] : plannedEntries(source.entries, planned)
  for (const { records } of entries) putInOrder(records)
  checkHistory(entries)
  return entries
}

/**
 * The revision a row holds, complete, with the leaf that it gives.
 * @throws Failure `bad-package`, naming file, line and column
 */
export function planRecord(type: RecordType, row: PackageRow): PlannedRecord {
  return inRow(row, () => {
    const { cells } = row
    const draft = rowToRecord(type, cells)
    // What was recorded once is taken as it was, even where it would be completed otherwise today.
    const asRecorded = cells.leaf === undefined ? undefined : schemas[type].safeParse(draft)
    const record = asRecorded?.success === true ? asRecorded.data : complete(draft)
    if (asRecorded?.success === true) checkRules(record)
    if (record.revision === 1) checkKey(record)
    const { body, leaf } = bodyAndLeaf(record)
    if (cells.leaf !== undefined && leaf.toString('hex') !== cells.leaf) {
      throw new Failure('bad-package', 'This row is not what was recorded: its leaf is another.', {
        where: 'leaf',
        hint: 'To import a package that was edited, leave out the columns leaf, position, size and root.',
      })
    }
    return {
      record,
      body,
      leaf,
      row,
      position: cells.position === undefined ? undefined : wholeNumber('position', cells.position, 0),
    }
  })
}

function checkKey(record: AnyRecord): void {
  if ((SLUG_TYPES as readonly string[]).includes(record.type)) checkSlug(record.id)
  const { type, id } = record
  if (isContentKeyed(type) && id !== contentId({ ...record, type })) {
    throw new Failure('bad-package', `The id ${id} does not follow from what the row holds.`, {
      where: 'id',
      hint: 'Leave the id out of a new row; it is worked out.',
    })
  }
}

function oneEntry(planned: PlannedRecord[]): PlannedEntry {
  const numbered = planned.find(({ row }) => row.cells.entry !== undefined)
  if (numbered !== undefined) {
    throw badRow(
      numbered.row,
      'entry',
      'The package has no table of entries that this could be the number of.',
    )
  }
  const unknown = {
    analyst: undefined,
    command: undefined,
    note: undefined,
    recordedAt: undefined,
    clock: undefined,
  }
  return { row: undefined, ...unknown, records: planned }
}

function plannedEntries(rows: readonly PackageRow[], planned: readonly PlannedRecord[]): PlannedEntry[] {
  const entries: PlannedEntry[] = []
  for (const row of rows) entries.push({ ...planEntry(row, entries.length + 1, entries.at(-1)), records: [] })
  for (const one of planned) {
    const number = entryNumberOf(one.row)
    const entry = entries[number - 1]
    if (entry === undefined) throw badRow(one.row, 'entry', `There is no entry ${String(number)}.`)
    entry.records.push(one)
  }
  const empty = entries.find(({ records }) => records.length === 0)
  if (empty?.row !== undefined) throw badRow(empty.row, undefined, 'This entry has no records.')
  return entries
}

/** @throws Failure `bad-package` */
export function entryNumberOf(row: PackageRow): number {
  return inRow(row, () => wholeNumber('entry', row.cells.entry ?? '', 1))
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/

/**
 * What a row of the table of entries says.
 * @param number the one it has to be
 * @param before the entry before
 * @throws Failure `bad-package`, naming file, line and column
 */
export function planEntry(row: PackageRow, number: number, before: PlannedHead | undefined): PlannedHead {
  const { cells } = row
  if (cells.number !== String(number))
    throw badRow(row, 'number', `This should be entry ${String(number)}: they are in order, from 1.`)
  const instant = (column: 'recorded_at' | 'clock') => {
    const text = cells[column]
    if (text !== undefined && (!INSTANT.test(text) || Number.isNaN(Date.parse(text)))) {
      throw badRow(
        row,
        column,
        `"${text}" is no instant in UTC with milliseconds, such as 2023-10-16T09:00:00.000Z.`,
      )
    }
    return text
  }
  const [recordedAt, clock] = [instant('recorded_at'), instant('clock')]
  if (clock !== undefined && (recordedAt === undefined || clock >= recordedAt)) {
    throw badRow(row, 'clock', 'This is kept only when the clock was behind the time of the entry.')
  }
  if (recordedAt !== undefined && before?.recordedAt !== undefined && recordedAt < before.recordedAt)
    throw badRow(row, 'recorded_at', 'This is earlier than the entry before.')
  const { analyst, command, note } = cells
  return { row, analyst, command, note, recordedAt, clock }
}

/** Puts the records of one entry in the order of the log, which is that of their positions, given all have one. */
function putInOrder(records: PlannedRecord[]): void {
  const without = records.find(({ position }) => position === undefined)
  const having = records.find(({ position }) => position !== undefined)
  if (without !== undefined && having !== undefined) {
    throw badRow(
      without.row,
      'position',
      'Other records of this entry have a position, and this one has none.',
    )
  }
  records.sort((a, b) => (a.position ?? 0) - (b.position ?? 0))
}

/** The revision of a record that is read so far. */
interface Known {
  revision: number
  leaf: string
  retracted: boolean
  /** Leaves of all its revisions, in hexadecimal. */
  leaves: Set<string>
}

/** What an entry may not add: a revision out of turn, or a record that names one that is not there. */
function checkHistory(entries: readonly PlannedEntry[]): void {
  const known = new Map<string, Known>()
  for (const { records } of entries) {
    // What a merge brings comes from another log, where it was in turn.
    const merges = records[0]?.record.type === 'merge'
    for (const planned of records) {
      checkTurn(planned, known, merges)
      checkReferences(planned, known, merges)
    }
  }
}

function checkTurn({ record, row, leaf }: PlannedRecord, known: Map<string, Known>, merges: boolean): void {
  const { type, id, revision, retracted } = record
  const key = `${type} ${id}`
  const before = known.get(key)
  const hex = Buffer.from(leaf).toString('hex')
  const next = (before?.revision ?? 0) + 1
  if (merges ? before?.leaves.has(hex) === true : revision !== next) {
    const message =
      revision < next
        ? `There is a revision ${String(revision)} of ${key} already.`
        : `Before it comes revision ${String(next)} of ${key}.`
    throw badRow(row, revision === 1 ? 'id' : 'revision', message)
  }
  const leaves = (before?.leaves ?? new Set()).add(hex)
  // Of two of one number, which only a merge brings, the one with the greater leaf is read.
  if (
    before !== undefined &&
    (revision < before.revision || (revision === before.revision && hex < before.leaf))
  )
    return
  known.set(key, { revision, leaf: hex, retracted: retracted === true, leaves })
}

function checkReferences(
  { record, row }: PlannedRecord,
  known: ReadonlyMap<string, Known>,
  merges: boolean,
): void {
  for (const { types, id: named, field } of referencesOf(record)) {
    const found = types.map((one) => known.get(`${one} ${named}`)).find((one) => one !== undefined)
    if (found === undefined) {
      const tables = types.map((one) => `${resourceOf(one)}.csv`).join(' or ')
      throw badRow(
        row,
        snake(field),
        `There is no ${types.join(' or ')} ${named} before this row.`,
        `Add it to ${tables}, in this entry or an earlier one.`,
      )
    }
    if (found.retracted && record.retracted !== true && !merges)
      throw badRow(row, snake(field), `The ${types.join(' or ')} ${named} was retracted before.`)
  }
}

/** Runs `work`, and says of any failure in which row it was. */
function inRow<T>(row: PackageRow, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    // Flags are for the command line; in a table it is the column that is missing.
    const hint = error.code === 'missing-fields' ? undefined : error.hint
    throw badRow(row, error.where, error.message, hint, error)
  }
}
