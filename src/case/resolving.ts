import { leavesAtOdds, type RevisionConflict } from '../evidence/revision-conflicts.ts'
import { Failure } from '../model/failure.ts'
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
 *   that is
 * @throws Failure `nothing-to-change` when nothing is at odds, `unknown-name`, `ambiguous`
 */
export async function resolvingOf(kase: Case, key: Key, keep: string | undefined): Promise<Resolving> {
  const conflict = await openConflictOf(kase.store, key, await newest(kase.store))
  if (conflict === undefined) throw notAtOdds(key)
  return {
    leaves: leavesAtOdds(conflict),
    keep: keep === undefined ? conflict.current : keptOf(conflict, keep),
  }
}

function keptOf(conflict: RevisionConflict, word: string): AnyRecord {
  const { id, current, rivalries } = conflict
  const versions = rivalries.flatMap((rivalry) => rivalry.versions)
  const others = versions.filter(({ record }) => record !== current)
  const digits = word.toLowerCase()
  const isOther = digits === 'other'
  const fitting = isOther
    ? others.filter(({ record }) => record.revision === current.revision)
    : versions.filter(({ leaf }) => digits.length >= MIN_DIGITS && leaf.startsWith(digits))
  const [found] = fitting
  if (fitting.length === 1 && found !== undefined) {
    if (found.record.retracted !== true) return found.record
    throw new Failure('retracted', `That revision takes the ${conflict.type} ${id} back.`, {
      hint: `To take it back for good: trace retract ${id} --resolves --because "…"`,
    })
  }
  const named = versions.map(
    ({ leaf, record }) => `${leaf.slice(0, 8)} (revision ${String(record.revision)})`,
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
