import { recordLeaf } from '../custody/record-leaf.ts'
import type { RevisionOrigin } from '../evidence/dossier.ts'
import { revisionConflictOf, type RevisionConflict } from '../evidence/revision-conflicts.ts'
import { Failure } from '../model/failure.ts'
import type { AnyRecord, CitationRecord, LegRecord, ObservationRecord } from '../model/records.ts'
import { referencesOf } from '../model/references.ts'
import type { Store, View } from '../store/port.ts'
import type { Case } from './case.ts'
import { originsOfRevisions } from './merged-logs.ts'

type Key = Pick<AnyRecord, 'type' | 'id'>

/** Every record of which merged cases hold revisions that are at odds, settled or not. Costs what was merged so, and not what the case holds. */
export async function revisionConflicts(store: Store, view: View): Promise<RevisionConflict[]> {
  const found: RevisionConflict[] = []
  for (const key of await store.rivals(view)) {
    const conflict = await conflictOf(store, key, view)
    if (conflict !== undefined) found.push(conflict)
  }
  return found
}

/** What a traced route or leg rests on, as far as it is recorded. */
interface UsedBy {
  readonly route: Pick<AnyRecord, 'type' | 'id'>
  readonly legs: readonly {
    readonly leg: LegRecord
    readonly supported: readonly {
      readonly observation: ObservationRecord
      readonly citations: readonly CitationRecord[]
    }[]
  }[]
}

/** Revisions at odds of what a route or leg uses: its own records, observations linked to it, their citations and documents. */
export async function conflictsUsed(
  store: Store,
  { route, legs }: UsedBy,
  view: View,
): Promise<RevisionConflict[]> {
  const conflicts = await revisionConflicts(store, view)
  if (conflicts.length === 0) return []
  const used = new Set([
    nameOf(route),
    ...legs.flatMap(({ leg, supported }) =>
      [leg, ...supported.flatMap(({ observation, citations }) => [observation, ...citations])].flatMap(
        (record) => [
          nameOf(record),
          ...referencesOf(record).flatMap(({ types, id }) => types.map((type) => nameOf({ type, id }))),
        ],
      ),
    ),
  ])
  return conflicts.filter((conflict) => used.has(nameOf(conflict)))
}

function nameOf({ type, id }: Key): string {
  return `${type} ${id}`
}

/** Who recorded the revisions that are at odds, by leaf in hexadecimal. */
export async function originsOfConflicts(
  kase: Pick<Case, 'folder' | 'store'>,
  conflicts: readonly RevisionConflict[],
  view: View,
): Promise<ReadonlyMap<string, RevisionOrigin>> {
  const revisions = []
  for (const { type, id, rivalries } of conflicts) {
    const wanted = new Set(rivalries.flatMap(({ versions }) => versions.map(({ leaf }) => leaf)))
    for (const { record, entry } of await kase.store.history(type, id, view)) {
      const leaf = recordLeaf(record)
      if (wanted.has(leaf))
        revisions.push({ type, id, revision: record.revision, leaf: Buffer.from(leaf, 'hex'), entry })
    }
  }
  return originsOfRevisions(kase, revisions, view)
}

/** The conflict in the revisions of one record. */
export async function conflictOf(
  store: Store,
  { type, id }: Key,
  view: View,
): Promise<RevisionConflict | undefined> {
  const history = await store.history(type, id, view)
  return revisionConflictOf(history.map(({ record }) => ({ record, leaf: recordLeaf(record) })))
}

/** The open conflict in the revisions of one record; asks for its history only when some record has rivals at all. */
export async function openConflictOf(
  store: Store,
  key: Key,
  view: View,
): Promise<RevisionConflict | undefined> {
  const rivals = await store.rivals(view)
  if (!rivals.some(({ type, id }) => type === key.type && id === key.id)) return undefined
  const conflict = await conflictOf(store, key, view)
  return conflict?.isOpen === true ? conflict : undefined
}

/** @throws Failure `ambiguous` for a record that would be revised while it is not settled which of its revisions holds */
export async function refuseAtOdds(store: Store, key: Key, view: View): Promise<void> {
  const conflict = await openConflictOf(store, key, view)
  if (conflict === undefined) return
  throw atOdds(conflict)
}

/**
 * The same for the undoing of a revision that left something open: what it leaves open is no hindrance, since its own undoing settles
 * that again. Beside another revision of its number it is, for it is not settled which of them holds.
 * @throws Failure `ambiguous`
 */
export async function refuseAtOddsBeside(
  store: Store,
  { type, id, revision }: Pick<AnyRecord, 'type' | 'id' | 'revision'>,
  view: View,
): Promise<void> {
  const conflict = await openConflictOf(store, { type, id }, view)
  if (conflict === undefined) return
  const ofNumber = (await store.history(type, id, view)).filter(({ record }) => record.revision === revision)
  if (ofNumber.length > 1) throw atOdds(conflict)
}

function atOdds({ type, id, rivalries }: RevisionConflict): Failure {
  const numbers = rivalries.map(({ revision }) => String(revision)).join(', ')
  return new Failure(
    'ambiguous',
    `The ${type} ${id} has revisions at odds since a merge (revision ${numbers}): what it is that would be changed is not settled.`,
    {
      hint: `See them with: trace conflicts. Settle it with: trace correct ${id} --resolves --because "…" and what it should say, or --keep LEAF; to take it back: trace retract ${id} --resolves --because "…"`,
    },
  )
}
