import { compare } from '../model/order.ts'
import type {
  CitationRecord,
  JudgementRecord,
  ObservationRecord,
  PlaceRecord,
  RelationRecord,
} from '../model/records.ts'
import { CONFLICTS, type ConflictKind } from '../model/vocabulary.ts'
import { datesOf, placeNamedIn, placesOf, stanceOf } from './conflict-citations.ts'
import { countedThings, sameWindow } from './conflict-counts.ts'
import { figuresWithin } from './conflict-figures.ts'
import { relationConflicts } from './conflict-relations.ts'
import {
  observationWords,
  originNames,
  voicesOf,
  type Disagreement,
  type Position,
} from './conflict-sides.ts'
import { totalsInTotals } from './conflict-totals.ts'
import type { Exclusivity } from './exclusivity.ts'
import { used, type Finding, type Names, type Used } from './finding.ts'
import type { Lineage, Origins } from './origins.ts'
import { Judgements, keyOf, subjectsOf, type RevisionOf, type Settled } from './settled.ts'
import type { Supported } from './support.ts'
import type { TransitFinding } from './transit.ts'
import { windowOf } from './window.ts'

/*
 * Rule 10, contradictions: what cannot all be true. What may all be true is none: lower bounds beside higher ones,
 * windows that overlap, counts of two moments. Quantities that do not add up from one leg to the next (rule 7) are no
 * contradiction either: what is missing may have gone elsewhere, and what is too much may have lain there before.
 */

/** One of the things that are said, of which not all can be true. */
export interface Side {
  readonly text: string
  /** Who says so: the observation or relation, and the citations that state it. */
  readonly records: readonly Used[]
  /** Names of the origins behind it. */
  readonly origins: readonly string[]
}

export interface Conflict extends Finding {
  readonly rule: 'conflicts'
  readonly verdict: ConflictKind
  /** Crockford base32 of what is at odds, whatever the revisions; named by any unique prefix. */
  readonly key: string
  /** Legs that the observations at odds are linked to. */
  readonly legs: readonly string[]
  readonly sides: readonly Side[]
  /** Only copies differ from what they repeat, or nobody knows where a side has it from: no two sides have an origin of their own. */
  readonly drift: boolean
  readonly settled: Settled | undefined
}

/** A relation with what is said for and against it. */
export interface RelationSaid {
  readonly relation: RelationRecord
  readonly citations: readonly CitationRecord[]
  /** Of the citations that support it. */
  readonly origins: Origins
  /** Of the citations that contradict it. */
  readonly against: Origins
}

export interface ConflictGrounds {
  readonly supported: readonly Supported[]
  readonly relations: readonly RelationSaid[]
  readonly exclusivity: readonly Exclusivity[]
  readonly transits: readonly TransitFinding[]
  readonly places: ReadonlyMap<string, PlaceRecord>
  /** Of the documents cited for the observations. */
  readonly lineage: Lineage
}

/**
 * Everything that is at odds, settled or not: by the time of what was observed, the undated last, then by kind.
 * @param judgements those of the case; each settles what it was made of, as long as that is as it was then
 */
export function conflictsOf(
  given: ConflictGrounds,
  judgements: readonly JudgementRecord[],
  names: Names,
): Conflict[] {
  const { supported, relations, lineage, places } = given
  const placeNamed = placeNamedIn(places)
  const found: Disagreement[] = [
    ...supported.flatMap((one) =>
      [
        stanceOf(one, lineage, names),
        figuresWithin(one, lineage, names),
        datesOf(one, lineage, names),
        placesOf(one, places, placeNamed, lineage, names),
      ].filter((disagreement) => disagreement !== undefined),
    ),
    ...countedThings(supported).flatMap((group) => [
      ...sameWindow(group, lineage, names),
      ...totalsInTotals(group, lineage, names),
    ]),
    ...relationConflicts(relations, names),
    ...movesOf(given, names),
  ]
  const settledBy = new Judgements(judgements, revisionsIn(given))
  const movedOn = new Map<string, string[]>()
  for (const { verdict, leg, records } of given.transits) {
    if (verdict !== 'impossible') continue
    const subjects = subjectsOf(records).join(' ')
    movedOn.set(subjects, [...(movedOn.get(subjects) ?? []), leg])
  }
  return found
    .map(({ kind, positions, drift, sentence, observations }) => {
      const sides = positions.map(({ text, records, voices }) => ({
        text,
        records: used(...records),
        origins: originNames(voices),
      }))
      const records = used(...sides.flatMap((side) => side.records))
      const subjects = subjectsOf(records).join(' ')
      const legs = [
        ...observations.flatMap(({ shows }) => (shows ?? []).map(({ leg }) => leg)),
        ...(kind === 'transit' ? (movedOn.get(subjects) ?? []) : []),
      ]
      const conflict: Conflict = {
        rule: 'conflicts',
        verdict: kind,
        // Made when it is asked for: a route that only counts its conflicts does without hashing.
        get key() {
          return keyOf(kind, records)
        },
        legs: [...new Set(legs)].sort(compare),
        sides,
        drift,
        sentence,
        records,
        settled: settledBy.of({ verdict: kind, sides }),
      }
      return { conflict, from: startOf(observations), subjects }
    })
    .sort(
      (a, b) =>
        compare(a.from, b.from) ||
        CONFLICTS.indexOf(a.conflict.verdict) - CONFLICTS.indexOf(b.conflict.verdict) ||
        compare(a.subjects, b.subjects),
    )
    .map(({ conflict }) => conflict)
}

/** When the first of what is at odds may have been; what has no date comes last. */
function startOf(observations: readonly ObservationRecord[]): number {
  return observations.reduce(
    (first, { observed }) => Math.min(first, windowOf(observed)?.from ?? Infinity),
    Infinity,
  )
}

/** Sightings that no ship or train can have joined; one pair is one conflict, on however many legs. */
function movesOf(
  { supported, exclusivity, transits, lineage }: ConflictGrounds,
  names: Names,
): Disagreement[] {
  const impossible = transits.filter(({ verdict }) => verdict === 'impossible')
  if (exclusivity.length + impossible.length === 0) return []
  const byId = new Map(supported.map((one) => [one.observation.id, one]))
  const moves = [
    ...exclusivity.map((finding) => ({ kind: 'exclusivity' as const, finding })),
    ...impossible.map((finding) => ({ kind: 'transit' as const, finding })),
  ]
  const byKey = Map.groupBy(moves, ({ kind, finding }) => keyOf(kind, finding.records))
  return [...byKey.values()].flatMap((same) => {
    const [move] = same.toSorted((a, b) => compare(a.finding.sentence, b.finding.sentence))
    if (move === undefined) return []
    const seen = move.finding.records.flatMap(({ type, id }) => {
      const one = type === 'observation' ? byId.get(id) : undefined
      return one === undefined ? [] : [one]
    })
    const positions = seen.map((one): Position<string> => ({
      value: one.observation.id,
      text: observationWords(one.observation, names),
      records: [{ type: 'observation', id: one.observation.id }],
      voices: voicesOf(one, lineage),
    }))
    const observations = seen.map(({ observation }) => observation)
    const { sentence } = move.finding
    return [{ kind: move.kind, positions, drift: false, sentence, observations }]
  })
}

/** The revisions of the records that may be at odds, as they were given. */
export function revisionsIn({
  supported,
  relations,
}: Pick<ConflictGrounds, 'supported' | 'relations'>): RevisionOf {
  const revisions = new Map<string, number>()
  for (const { observation, citations } of supported)
    for (const { type, id, revision } of [observation, ...citations]) revisions.set(`${type}:${id}`, revision)
  for (const { relation, citations } of relations)
    for (const { type, id, revision } of [relation, ...citations]) revisions.set(`${type}:${id}`, revision)
  return ({ type, id }) => revisions.get(`${type}:${id}`)
}

/** Whether it still has to be settled. */
export function isOpen({ settled }: Pick<Conflict, 'settled'>): boolean {
  return settled === undefined || settled.stale.length > 0
}

/**
 * Whether a leg is contested by it. A copy that differs from what it repeats says nothing of the leg: it is the copy
 * that is wrong. Nor does who owns a ship.
 */
export function isContesting(conflict: Pick<Conflict, 'settled' | 'drift' | 'verdict'>): boolean {
  return isOpen(conflict) && !conflict.drift && conflict.verdict !== 'relations'
}
