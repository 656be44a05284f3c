import { countedAs } from '../evidence/conflict-counts.ts'
import type { RevisionOrigin } from '../evidence/dossier.ts'
import {
  conflictsOf,
  isOpen,
  revisionsIn,
  type Conflict,
  type ConflictGrounds,
} from '../evidence/conflicts.ts'
import { lengthOf } from '../evidence/distance.ts'
import { exclusivityOf } from '../evidence/exclusivity.ts'
import type { Names } from '../evidence/finding.ts'
import type { RevisionConflict } from '../evidence/revision-conflicts.ts'
import type { RevisionOf } from '../evidence/settled.ts'
import { transitsOf } from '../evidence/transit.ts'
import type { EntryHead } from '../model/entry.ts'
import type { LegRecord, ObservationRecord, RouteRecord } from '../model/records.ts'
import type { Stored, Store } from '../store/port.ts'
import { readingOf, type Case, type Reading } from './case.ts'
import { danglingReferences, type Dangling } from './dangling.ts'
import { readersOf } from './readers.ts'
import { saidOf } from './relations.ts'
import { resolve } from './resolve.ts'
import { conflictsUsed, originsOfConflicts, revisionConflicts } from './revision-conflicts.ts'
import { judge, knownOf, namesOf, traceLegs, traceRoute, type Known, type LeftOut } from './trace.ts'
import { judgementsIn } from './visible.ts'

/** Conflicts, with who settled those that are. */
export interface ConflictsFound {
  readonly conflicts: readonly Conflict[]
  /** The entry of each judgement, by its id. */
  readonly settledIn: ReadonlyMap<string, EntryHead>
  readonly leftOut: LeftOut
  /** Undefined for the whole case. */
  readonly of: RouteRecord | LegRecord | undefined
  /** Revisions at odds since a merge: of the whole case, or of what the route or leg uses. */
  readonly revisions: readonly RevisionConflict[]
  /** Who recorded those revisions, by leaf in hexadecimal. */
  readonly revisionOrigins: ReadonlyMap<string, RevisionOrigin>
  /** Of the whole case: what is used although it was taken back. */
  readonly dangling: readonly Dangling[]
}

/**
 * What is at odds in a route, a leg, or the whole case.
 * @param word key or name of a route or a leg; undefined for the case
 * @throws Failure `unknown-name`, `ambiguous`
 */
export async function findConflicts(
  { folder, store }: Pick<Case, 'folder' | 'store'>,
  word: string | undefined,
  reading: Reading,
): Promise<ConflictsFound> {
  const { of, conflicts, leftOut, revisions } = await conflictsFor(store, word, reading)
  const ids = new Set(conflicts.flatMap(({ settled }) => settled?.judgement.id ?? []))
  const stored = ids.size === 0 ? [] : await store.all('judgement', reading)
  const settledIn = new Map<string, EntryHead>()
  for (const { record, entry } of stored.filter((one) => ids.has(one.record.id))) {
    const [head] = await store.entries(entry, entry)
    if (head !== undefined) settledIn.set(record.id, head)
  }
  return {
    of,
    conflicts,
    leftOut,
    settledIn,
    revisions,
    revisionOrigins: await originsOfConflicts({ folder, store }, revisions, reading),
    dangling: of === undefined ? await danglingReferences({ folder, store }, reading) : [],
  }
}

async function conflictsFor(
  store: Store,
  word: string | undefined,
  reading: Reading,
): Promise<Pick<ConflictsFound, 'of' | 'conflicts' | 'leftOut' | 'revisions'>> {
  if (word === undefined) {
    const revisions = await revisionConflicts(store, reading)
    return { of: undefined, ...(await conflictsOfCase(store, reading)), revisions }
  }
  const { record } = await resolve(store, word, ['route', 'leg'], reading)
  if (record.type === 'route') {
    const traced = await traceRoute(store, record, reading)
    const { conflicts, leftOut } = traced
    return { of: record, conflicts, leftOut, revisions: await conflictsUsed(store, traced, reading) }
  }
  const { record: route } = await resolve(store, record.route, ['route'], reading)
  const traced = await traceLegs(store, route, [record], reading)
  const { conflicts, leftOut } = traced
  return { of: record, conflicts, leftOut, revisions: await conflictsUsed(store, traced, reading) }
}

/** Words that stand for the conflicts still to be settled, each with what is at odds. */
export async function openConflictsOf(store: Store): Promise<{ value: string; description: string }[]> {
  const { conflicts } = await conflictsOfCase(store, await readingOf(store))
  return conflicts
    .filter(isOpen)
    .map(({ key, verdict, sentence }) => ({ value: key, description: `${verdict}: ${sentence}` }))
}

export interface CaseConflicts {
  readonly conflicts: readonly Conflict[]
  readonly leftOut: LeftOut
  /** The revision of each record at odds, as a judgement keeps it. */
  readonly revisionOf: RevisionOf
}

/**
 * What is at odds in the whole case, on a route or not. Every record is read once, to see which observations can be at
 * odds with anything; only those are looked at with their documents.
 */
export async function conflictsOfCase(store: Store, reading: Reading): Promise<CaseConflicts> {
  const known = await knownOf(store, reading)
  const vessels = new Map((await store.all('vessel', reading)).map(({ record }) => [record.id, record]))
  const names = namesOf(known, vessels)
  const legs = (await store.all('leg', reading)).map(({ record }) => record)
  const ends = new Set(legs.flatMap(({ from, to }) => [from, to]))
  const candidates = new Candidates(ends)
  for await (const { record } of store.written({ size: 0 }, reading)) candidates.look(record)
  const evidence = await store.evidence({ observations: candidates.ids() }, reading)
  const judged = judge(evidence, known, reading, await readersOf(store, [evidence]))
  const relations = (await store.all('relation', reading)).map(({ record }) => record)
  const judgements = await judgementsIn(store, reading)
  const grounds: ConflictGrounds = {
    supported: judged.supported,
    relations: await saidOf(store, relations, known, reading),
    ...movesIn(
      judged.supported.map(({ observation }) => observation),
      legs,
      known,
      names,
    ),
    places: known.places,
    lineage: judged.lineage,
  }
  return {
    conflicts: conflictsOf(grounds, judgements, names),
    leftOut: judged.leftOut,
    revisionOf: revisionsIn(grounds),
  }
}

/** Which observations can be at odds with anything, going by what is written of them; of no revision too few. */
class Candidates {
  readonly #ends: ReadonlySet<string>
  readonly #found = new Set<string>()
  /** The first observation that counts a thing; it is taken only when there is a second. */
  readonly #counting = new Map<string, string>()

  constructor(ends: ReadonlySet<string>) {
    this.#ends = ends
  }

  look(record: Stored['record']): void {
    if (record.type === 'citation') {
      if (record.states !== undefined || record.stance === 'contradicts') this.#found.add(record.about)
    } else if (record.type === 'observation') this.#lookAt(record)
  }

  #lookAt(observation: ObservationRecord): void {
    const { id, vessels, place, outcome } = observation
    if (outcome !== 'seen') return
    // Ships move, and what is seen at the end of a leg may be seen at its other end.
    if (vessels !== undefined || (place !== undefined && this.#ends.has(place) && isRecognised(observation)))
      this.#found.add(id)
    const thing = countedAs(observation)
    if (thing === undefined) return
    const first = this.#counting.get(thing)
    if (first === undefined) this.#counting.set(thing, id)
    else if (first !== id) this.#found.add(first).add(id)
  }

  ids(): string[] {
    return [...this.#found]
  }
}

/** Whether what was seen can be told from others of its kind: a lot of containers, a train by its cars. */
function isRecognised({ details }: ObservationRecord): boolean {
  return details !== undefined && ('lot' in details || 'consist' in details)
}

/** What no ship or train can have done. */
function movesIn(
  observations: readonly ObservationRecord[],
  legs: readonly LegRecord[],
  { places }: Known,
  names: Names,
): Pick<ConflictGrounds, 'exclusivity' | 'transits'> {
  const byPlace = Map.groupBy(observations, ({ place }) => place ?? '')
  const linked = new Map<string, ObservationRecord[]>()
  for (const observation of observations) {
    for (const { leg } of observation.shows ?? []) {
      const known = linked.get(leg)
      if (known === undefined) linked.set(leg, [observation])
      else known.push(observation)
    }
  }
  const transits = legs.flatMap((leg) => {
    const near = [leg.from, leg.to].flatMap((place) => byPlace.get(place) ?? [])
    const sightings = [...new Set([...(linked.get(leg.id) ?? []), ...near])]
    return transitsOf(leg, lengthOf(leg, places.get(leg.from), places.get(leg.to)), sightings, names, places)
  })
  return { exclusivity: exclusivityOf(observations, places, names), transits }
}
