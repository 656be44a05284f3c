import { enumerated } from '../evidence/enumeration.ts'
import {
  fieldsAtOdds,
  leavesAtOdds,
  RETRACTED,
  type RevisionConflict,
  type Rivalry,
} from '../evidence/revision-conflicts.ts'
import { Failure } from '../model/failure.ts'
import { fieldsOf } from '../model/fields.ts'
import type { AnyRecord } from '../model/records.ts'
import { newest, type Case } from './case.ts'
import { conflictOf, openConflictOf } from './revision-conflicts.ts'
import type { Store, View } from '../store/port.ts'

/** What settles revisions that are at odds. */
export interface Resolving {
  /** Every revision at odds: the one that settles them takes all of them into account. */
  readonly leaves: readonly string[]
  /** The revision that the correction starts from. */
  readonly keep: AnyRecord
}

type Key = Pick<AnyRecord, 'type' | 'id'>

/**
 * What a correction that settles a conflict between revisions starts from.
 * @param keep the start of a leaf, at least four digits, or `other`: the one of two that is not read now; undefined for the one
 *   that is, when all that they differ in is said
 * @param said columns of the fields that are said anew; `retracted` when it is said that the record is not taken back
 * @throws Failure `nothing-to-change` when nothing is at odds, `unknown-name`, `ambiguous`, also when it is not said what holds
 */
export async function resolvingOf(
  kase: Case,
  key: Key,
  keep: string | undefined,
  said: readonly string[],
): Promise<Resolving> {
  const conflict = await openConflictOf(kase.store, key, await newest(kase.store))
  if (conflict === undefined) throw notAtOdds(key)
  if (keep === undefined) refuseUnsaid(conflict, said)
  return {
    leaves: leavesAtOdds(conflict),
    keep: keep === undefined ? conflict.current : keptOf(conflict, keep),
  }
}

/**
 * Which of them is read is nobody's judgement, so that it is not kept because nothing else was said. Whoever says what the record should
 * say says that it is not taken back.
 */
function refuseUnsaid(conflict: RevisionConflict, said: readonly string[]): void {
  const { type, id } = conflict
  const differing = fieldsAtOdds(conflict)
  const unsaid = differing.filter((field) => field !== RETRACTED && !said.includes(field))
  if (unsaid.length === 0 && said.length > 0) return
  const fields = enumerated(unsaid.length === 0 ? differing : unsaid)
  const versions = conflict.rivalries.flatMap((rivalry) =>
    rivalry.versions.map(
      ({ leaf, isRead }, i) =>
        `${leaf.slice(0, PRINTED_DIGITS)} says ${saidBy(rivalry, i)}${isRead ? ' (read now)' : ''}`,
    ),
  )
  throw new Failure(
    'ambiguous',
    `Revisions of ${type} ${id} are at odds, and it is not said which holds (${fields}): ${versions.join('; ')}.`,
    { hint: toSay(conflict, unsaid) },
  )
}

/** The command that says which holds, with each of the ways to say it. */
function toSay({ id, type, rivalries }: RevisionConflict, unsaid: readonly string[]): string {
  const versions = rivalries.flatMap((rivalry) => rivalry.versions)
  const kept = versions
    .filter(({ record }) => record.retracted !== true)
    .map(({ leaf }) => `--keep ${leaf.slice(0, PRINTED_DIGITS)}`)
  const typed = fieldsOf(type).flatMap(({ column, flag, value }) =>
    flag !== undefined && unsaid.includes(column) ? [`--${flag} ${value}`] : [],
  )
  const isAllTyped = unsaid.length > 0 && typed.length === unsaid.length
  const [first = '--keep LEAF', ...others] = [...kept, ...(isAllTyped ? [typed.join(' ')] : [])]
  const instead = others.length === 0 ? '' : ` (or ${others.join(', or ')})`
  const takenBack = kept.length < versions.length ? `, or: trace retract ${id} --resolves --because "…"` : ''
  return `Say which: trace correct ${id} --resolves ${first} --because "…"${instead}${takenBack}`
}

/** What one of the versions says where they differ, in a sentence: `lat 42.3, no note`. */
function saidBy({ differences }: Rivalry, i: number): string {
  return differences
    .map(({ field, values }) => {
      const value = values[i]
      if (value === undefined) return `no ${field}`
      return `${field} ${value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value}`
    })
    .join(', ')
}

/** How much of a leaf is printed: enough to name one of few. */
const PRINTED_DIGITS = 8
/** Longer values are cut, since they are only to be told apart. */
const LONGEST = 60

function keptOf(conflict: RevisionConflict, word: string): AnyRecord {
  const { id, rivalries } = conflict
  const versions = rivalries.flatMap((rivalry) => rivalry.versions)
  const newest = rivalries.at(-1)?.versions ?? []
  const others = newest.some(({ isRead }) => isRead) ? newest.filter(({ isRead }) => !isRead) : []
  const digits = word.toLowerCase()
  const isOther = digits === 'other'
  const fitting = isOther
    ? others
    : versions.filter(({ leaf }) => digits.length >= MIN_DIGITS && leaf.startsWith(digits))
  const [found] = fitting
  if (fitting.length === 1 && found !== undefined) {
    if (found.record.retracted !== true) return found.record
    throw new Failure('retracted', `That revision takes the ${conflict.type} ${id} back.`, {
      hint: `To take it back for good: trace retract ${id} --resolves --because "…"`,
    })
  }
  const named = versions.map(
    ({ leaf, record }) => `${leaf.slice(0, PRINTED_DIGITS)} (revision ${String(record.revision)})`,
  )
  const hint = `The revisions at odds are ${named.join(', ')}. See them with: trace conflicts`
  throw fitting.length > 1 || isOther
    ? new Failure('ambiguous', `"${word}" does not single out one of the revisions of ${id}.`, { hint })
    : new Failure('unknown-name', `No revision of ${id} that is at odds has a leaf "${word}".`, { hint })
}

const MIN_DIGITS = 4

export function notAtOdds(key: Key | undefined): Failure {
  const { type = 'record', id = '' } = key ?? {}
  return new Failure('nothing-to-change', `No revisions of the ${type} ${id} are at odds.`, {
    hint: 'Leave out --resolves. What is at odds is listed by: trace conflicts',
  })
}

/** The leaves that a retraction settles; undefined when nothing of the record is at odds. */
export async function openLeaves(store: Store, key: Key, view: View): Promise<string[] | undefined> {
  const conflict = await conflictOf(store, key, view)
  return conflict?.isOpen === true ? leavesAtOdds(conflict) : undefined
}

/** @throws Failure `in-use` for the record of a merge, which says what happened and not what is so */
export function refuseMerge({ type, id }: Key): void {
  if (type !== 'merge') return
  throw new Failure('in-use', `The merge ${id} says what was done, and is not changed or taken back.`, {
    hint: 'Retract or correct single records that came with it.',
  })
}
