import type { AnyRecord, RecordOf } from '../../model/records.ts'
import type { RecordType } from '../../model/vocabulary.ts'
import type { Stored } from '../port.ts'
import type { Run } from './statements.ts'
import { Failure } from '../../model/failure.ts'

/*
 * Rows of the table `record` as records, and the questions that most others are made of. `size` is always that of
 * the view, in leaves of the log.
 */

export interface RecordRow {
  position: number
  entry: number
  body: string
}

/** Holds for a row `r` of `record` that is the newest in the view; needs the parameter `size`. */
export const NEWEST = `r.position < @size AND NOT EXISTS (
  SELECT 1 FROM record newer WHERE newer.supersedes = r.position AND newer.position < @size)`
/** The same, and it does not take the record back. */
export const CURRENT = `${NEWEST} AND r.retracted = 0`

/** Values in one question, of which SQLite takes 32 766; rows read at a time. */
export const MANY = 1024

/** @throws Failure `case-damaged` for a body that is no record: nothing this program wrote. */
export function toStored<T extends AnyRecord = AnyRecord>({ body, position, entry }: RecordRow): Stored<T> {
  try {
    const record = JSON.parse(body) as Partial<T> | null
    if (typeof record?.id === 'string') return { record: record as T, position, entry }
  } catch {
    // Said below.
  }
  throw new Failure(
    'case-damaged',
    `The record at position ${String(position)} (entry ${String(entry)}) cannot be read.`,
    {
      hint: 'The file was changed by something other than trace. Work on a copy, and restore the newest backup.',
    },
  )
}

/** The current records of a type, by key. */
export function allOf<T extends RecordType>(run: Run, type: T, size: number): Stored<RecordOf[T]>[] {
  const rows = run(
    `SELECT r.position, r.entry, r.body FROM record r WHERE r.type = @type AND ${CURRENT} ORDER BY r.id`,
  ).all({ type, size }) as RecordRow[]
  return rows.map(toStored<RecordOf[T]>)
}

/** The revisions at these positions, in the order of the log. */
export function atPositions<T extends AnyRecord>(run: Run, positions: readonly number[]): Stored<T>[] {
  const found: Stored<T>[] = []
  for (let i = 0; i < positions.length; i += MANY) {
    const some = filledUp(positions.slice(i, i + MANY))
    const rows = run(
      `SELECT position, entry, body FROM record WHERE position IN (${marksFor(some)}) ORDER BY position`,
    ).all(...some) as RecordRow[]
    for (const row of rows) found.push(toStored<T>(row))
  }
  return inLogOrder(found)
}

/** The current records of these keys. */
export function withKeys<T extends AnyRecord>(
  run: Run,
  type: RecordType,
  ids: readonly string[],
  size: number,
): Stored<T>[] {
  return among<T>(run, `record r WHERE r.type = '${type}' AND r.id`, ids, size)
}

/**
 * The current records whose row in an index table has one of these values.
 * @param table the table of that index
 * @param column its column
 */
export function indexedBy<T extends AnyRecord>(
  run: Run,
  table: string,
  column: string,
  values: readonly string[],
  size: number,
): Stored<T>[] {
  return among<T>(run, `${table} t JOIN record r ON r.position = t.position WHERE t.${column}`, values, size)
}

/**
 * Asks once for many values: a question for each would be most of the time that `trace route` takes.
 * @param from tables, one of which is `record r`, and the condition up to the column the values are of
 * @param before values of the marks that stand before them
 */
export function among<T extends AnyRecord>(
  run: Run,
  from: string,
  values: readonly string[],
  size: number,
  before: readonly string[] = [],
): Stored<T>[] {
  const distinct = [...new Set(values)]
  // Once each is seen to here: DISTINCT would sort the bodies, which took a quarter of the time of a large leg.
  const found = new Map<number, Stored<T>>()
  for (let i = 0; i < distinct.length; i += MANY) {
    const some = filledUp(distinct.slice(i, i + MANY))
    const rows = run(
      `SELECT r.position, r.entry, r.body FROM ${from} IN (${marksFor(some)}) AND ${CURRENT}`,
    ).all(...before, ...some, { size }) as RecordRow[]
    for (const row of rows) if (!found.has(row.position)) found.set(row.position, toStored<T>(row))
  }
  return [...found.values()]
}

/** Each once, in the order of the log. */
export function unique<T extends AnyRecord>(stored: Stored<T>[]): Stored<T>[] {
  return inLogOrder([...new Map(stored.map((one) => [one.position, one])).values()])
}

export function inLogOrder<T extends AnyRecord>(stored: Stored<T>[]): Stored<T>[] {
  return stored.sort((a, b) => a.position - b.position)
}

export function marksFor(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ')
}

/**
 * Values with one of them repeated until they are as many as a power of two, so that questions about any number of them are a few
 * texts, each of which is prepared once.
 */
function filledUp<T>(values: readonly T[]): readonly T[] {
  const [first] = values
  if (first === undefined) return values
  const size = 2 ** Math.ceil(Math.log2(values.length))
  return [...values, ...Array<T>(size - values.length).fill(first)]
}
