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
  /** Whether a later revision takes it into account, and that was not undone. */
  readonly isResolved: boolean
  /** Whether it is what is read until that is settled: by itself, or because what is read says the same. */
  readonly isRead: boolean
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
  /** The newest revision that settles some of it, and was not undone. */
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
  const settlements = settlementsIn(history)
  const resolved = new Set(settlements.flatMap(({ leaves }) => leaves))
  const rivalries = [...Map.groupBy(history, ({ record }) => record.revision)].flatMap(
    ([revision, rivals]) => {
      const differences = rivals.length < 2 ? [] : differencesOf(rivals.map(({ record }) => record))
      if (differences.length === 0) return []
      const versions = rivals.map((one): Version => ({
        ...one,
        isResolved: resolved.has(one.leaf),
        isRead: differencesOf([current, one.record]).length === 0,
      }))
      return [{ revision, versions, differences }]
    },
  )
  if (rivalries.length === 0) return undefined
  return {
    type: current.type,
    id: current.id,
    current,
    rivalries,
    resolvedBy: settlements.at(-1)?.record,
    isOpen: rivalries.some(({ versions }) => versions.some(({ isResolved }) => !isResolved)),
  }
}

/** A revision that settles others, and which of them: none that it named before that was undone. */
interface Settlement {
  readonly record: AnyRecord
  readonly leaves: readonly string[]
}

/**
 * What settles revisions. Undoing a settlement opens again all that it settled, also what another revision of no greater number
 * settled alike, since what is read from then on is neither's; undoing that undoing makes it count again. A later correction of what
 * was settled opens nothing. Numbers and leaves decide, and no order of recording: cases merged either way read alike.
 * @param history in the order of numbers, and of leaves within one
 */
function settlementsIn(history: readonly Leafed[]): Settlement[] {
  const byLeaf = new Map(history.map(({ leaf, record }) => [leaf, record]))
  const undone = new Set<string>()
  /** The greatest number of a revision that opened a leaf again. */
  const openedBy = new Map<string, number>()
  // The last first: whether an undoing counts is known once all that may undo it are.
  for (const { leaf, record } of history.toReversed()) {
    if (record.undoes === undefined || undone.has(leaf)) continue
    undone.add(record.undoes)
    for (const opened of byLeaf.get(record.undoes)?.resolves ?? [])
      openedBy.set(opened, Math.max(openedBy.get(opened) ?? 0, record.revision))
  }
  return history.flatMap(({ leaf, record }) => {
    if (undone.has(leaf)) return []
    const leaves = (record.resolves ?? []).filter((one) => record.revision > (openedBy.get(one) ?? 0))
    return leaves.length === 0 ? [] : [{ record, leaves }]
  })
}

/** Every revision that is at odds, as the one that settles it names them. */
export function leavesAtOdds({ rivalries }: RevisionConflict): string[] {
  return rivalries.flatMap(({ versions }) => versions.map(({ leaf }) => leaf)).sort()
}

/**
 * The fields in which revisions differ that are at odds.
 * @returns columns, and `retracted` where one takes the record back
 */
export function fieldsAtOdds({ rivalries }: RevisionConflict): string[] {
  return [...new Set(rivalries.flatMap(({ differences }) => differences.map(({ field }) => field)))]
}

/** Whether a record was taken back, as if it were a field of it. */
export const RETRACTED = 'retracted'

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
