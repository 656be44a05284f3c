import { changesOf } from '../model/changes.ts'
import { fieldsOf } from '../model/fields.ts'
import type { AnyRecord } from '../model/records.ts'

/*
 * What a merge may leave: two revisions of one number of the same record, one of each case. They are at odds when they say
 * different things. What is read until they are settled is the same in both cases, and means nothing else.
 */

/** A revision with its leaf, in hexadecimal. */
export interface Leafed {
  readonly record: AnyRecord
  readonly leaf: string
}

/** One of the revisions of a number. */
export interface Version extends Leafed {
  /** Whether a later revision takes it into account. */
  readonly isResolved: boolean
}

/** A field in which versions differ, with what each says, as text; undefined where one says nothing. */
export interface Difference {
  readonly field: string
  readonly values: readonly (string | undefined)[]
}

/** Revisions of one number that say different things. */
export interface Rivalry {
  readonly revision: number
  readonly versions: readonly Version[]
  readonly differences: readonly Difference[]
}

export interface RevisionConflict {
  readonly type: AnyRecord['type']
  readonly id: string
  /** What is read now. */
  readonly current: AnyRecord
  /** In the order of their numbers. */
  readonly rivalries: readonly Rivalry[]
  /** The newest revision that settles some of it. */
  readonly resolvedBy: AnyRecord | undefined
  readonly isOpen: boolean
}

/**
 * The conflict in the revisions of a record.
 * @param history all of them, oldest first and the one that is read last
 * @returns undefined when no two of one number say different things
 */
export function revisionConflictOf(history: readonly Leafed[]): RevisionConflict | undefined {
  const current = history.at(-1)?.record
  if (current === undefined) return undefined
  const resolved = new Set(history.flatMap(({ record }) => record.resolves ?? []))
  const rivalries = [...Map.groupBy(history, ({ record }) => record.revision)].flatMap(
    ([revision, rivals]) => {
      const differences = rivals.length < 2 ? [] : differencesOf(rivals.map(({ record }) => record))
      if (differences.length === 0) return []
      const versions = rivals.map((one): Version => ({ ...one, isResolved: resolved.has(one.leaf) }))
      return [{ revision, versions, differences }]
    },
  )
  if (rivalries.length === 0) return undefined
  return {
    type: current.type,
    id: current.id,
    current,
    rivalries,
    resolvedBy: history.findLast(({ record }) => record.resolves !== undefined)?.record,
    isOpen: rivalries.some(({ versions }) => versions.some(({ isResolved }) => !isResolved)),
  }
}

/** Every revision that is at odds, as the one that settles it names them. */
export function leavesAtOdds({ rivalries }: RevisionConflict): string[] {
  return rivalries.flatMap(({ versions }) => versions.map(({ leaf }) => leaf)).sort()
}

/** Whether a record was taken back, as if it were a field of it. */
const RETRACTED = 'retracted'

function differencesOf(records: readonly AnyRecord[]): Difference[] {
  const [first, ...others] = records
  if (first === undefined) return []
  const derived = new Set(
    fieldsOf(first.type)
      .filter((field) => field.derived)
      .map(({ column }) => column),
  )
  const changed = others.map((other) => new Map(changesOf(first, other).map((one) => [one.field, one])))
  const names = [...new Set(changed.flatMap((changes) => [...changes.keys()]))].filter(
    (name) => !derived.has(name),
  )
  const fields = names.map((field): Difference => {
    const own = changed.find((changes) => changes.has(field))?.get(field)?.before
    return {
      field,
      values: [own, ...changed.map((changes) => (changes.has(field) ? changes.get(field)?.after : own))],
    }
  })
  const isRetracted = records.map(({ retracted }) => retracted === true)
  return new Set(isRetracted).size === 1
    ? fields
    : [{ field: RETRACTED, values: isRetracted.map((is) => (is ? 'yes' : 'no')) }, ...fields]
}
