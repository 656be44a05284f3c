import type {
  ConversionRecord,
  JudgementRecord,
  LegRecord,
  ObservationRecord,
  PlaceRecord,
} from '../model/records.ts'
import { bracketsOf, type Bracket } from './brackets.ts'
import { inRouteOrder, outlineOf, type LegOutline } from './chain.ts'
import { conflictsOf, isOpen, type Conflict, type RelationSaid } from './conflicts.ts'
import { conservationOf, type Conservation } from './conservation.ts'
import { credibilityOf, type CredibilityWarning } from './credibility.ts'
import { driftsOf, type Drift } from './drift.ts'
import { exclusivityOf, type Exclusivity } from './exclusivity.ts'
import { RULES, type Finding, type Names } from './finding.ts'
import { gapsOf, type Gaps } from './gaps.ts'
import { matchesOf, type Match } from './match.ts'
import type { Lineage } from './origins.ts'
import { originsSaid, type OriginsFinding } from './origins-said.ts'
import { strengthOf, type LegStrength } from './strength.ts'
import type { Supported } from './support.ts'
import { mostTelling, type Telling } from './telling.ts'
import { transitOf, transitsOf, type TransitFinding } from './transit.ts'
import { voyagesOf, type StatedVoyages, type Voyages } from './voyages.ts'

/*
 * All rules together. A leg's origins, stages and strength rest on the observations that an analyst linked to it.
 * The rules about ships, sites and days also look at what was seen at its ends and is not linked: they name what they
 * used, and link nothing.
 */

/** What every rule found of a leg. */
export interface LegFindings {
  readonly origins: readonly OriginsFinding[]
  readonly credibility: readonly CredibilityWarning[]
  readonly drift: readonly Drift[]
  readonly brackets: readonly Bracket[]
  readonly voyages: readonly (Voyages | StatedVoyages)[]
  readonly transit: readonly TransitFinding[]
  readonly exclusivity: readonly Exclusivity[]
  readonly conservation: readonly Conservation[]
  readonly match: readonly Match[]
  readonly conflicts: readonly Conflict[]
  readonly gaps: readonly Gaps[]
}

/** A leg with everything the rules say of it. */
export interface TracedLeg extends LegOutline {
  readonly strength: LegStrength
  /** Those that concern it, settled ones too. */
  readonly conflicts: readonly Conflict[]
  readonly findings: LegFindings
  /** What was seen at its ends or along it, linked to it or not, by time: what a time line shows. */
  readonly sightings: readonly ObservationRecord[]
}

/** What the rules are given beside the legs. */
export interface Given {
  readonly places: ReadonlyMap<string, PlaceRecord>
  readonly names: Names
  readonly lineage: Lineage
  /** Observations that are linked to the legs. */
  readonly supported: readonly Supported[]
  /** Observations at the ends of the legs or about their vessels that are not linked to them. */
  readonly around: readonly Supported[]
  readonly relations: readonly RelationSaid[]
  readonly conversions: readonly ConversionRecord[]
  readonly judgements: readonly JudgementRecord[]
  /** What goes into or comes out of the legs: other legs that meet them, with what is linked to those. */
  readonly meeting?: { readonly legs: readonly LegRecord[]; readonly supported: readonly Supported[] }
}

export interface Appraisal {
  readonly legs: TracedLeg[]
  /** Every conflict, settled ones too, of the legs, the vessels on them and who is behind those. */
  readonly conflicts: readonly Conflict[]
  /** Where one more image would change the chain most. */
  readonly telling: Telling | undefined
}

/** Puts legs of one route through every rule. @param legs in the order in which they are wanted */
export function appraise(legs: readonly LegRecord[], given: Given): Appraisal {
  const { places, names, supported, around, meeting } = given
  const outlines = legs.map((leg) => outlineOf(leg, places, supported))
  const everything = [...supported, ...around].map(({ observation }) => observation)
  const moves = outlines.map((outline) => {
    const sightings = sightingsOf(outline, everything)
    return { outline, sightings, transit: transitsOf(outline.leg, outline.length, sightings, names, places) }
  })
  const exclusivity = exclusivityOf(everything, places, names)
  const chain = inRouteOrder([...legs, ...(meeting?.legs ?? [])])
  const moved = uniqueById(
    [...supported, ...(meeting?.supported ?? [])].map(({ observation }) => observation),
  )
  const conservation = once(() =>
    chain.flatMap((leg) =>
      chain
        .filter((next) => next.from === leg.to)
        .flatMap((next) => conservationOf(leg, next, sharedBy(leg, next, moved), given.conversions, names)),
    ),
  )
  const conflicts = conflictsOf(
    {
      supported: [...supported, ...around],
      relations: given.relations,
      exclusivity,
      transits: moves.flatMap(({ transit }) => transit),
      places,
      lineage: given.lineage,
    },
    given.judgements,
    names,
  )
  const traced = moves.map(({ outline, sightings, transit }): TracedLeg => {
    const { leg, coverage, supported: own } = outline
    const vessels = new Set(sightings.flatMap((sighting) => sighting.vessels ?? []))
    const its = conflicts.filter((conflict) => conflict.legs.includes(leg.id))
    const strength = strengthOf(own, coverage, transitOf(transit), its.filter(isOpen))
    const findings = once((): LegFindings => ({
      origins: originsSaid(own, given.lineage),
      credibility: own.flatMap((one) => credibilityOf(one) ?? []),
      drift: own.flatMap((one) => driftsOf(one, given.lineage, places)),
      brackets: bracketsOf(sightings, names),
      voyages: voyagesOf(leg, everything, names),
      transit,
      exclusivity: exclusivity.filter(({ vessel }) => vessels.has(vessel)),
      conservation: conservation().filter((one) => one.legs.includes(leg.id)),
      match: matchesOf(leg, sightings, names),
      conflicts: its,
      gaps: [gapsOf({ leg }, sightings, names)],
    }))
    return {
      ...outline,
      strength,
      sightings,
      conflicts: its,
      // A route that is only summed up does without most of them.
      get findings() {
        return findings()
      },
    }
  })
  return { legs: traced, conflicts, telling: mostTelling(traced, everything, names) }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}

/** What is linked to a leg, and what else was seen at its ends, linked to another leg or to none. */
function sightingsOf(
  { leg, supported }: LegOutline,
  everything: readonly ObservationRecord[],
): ObservationRecord[] {
  const near = everything.filter(
    ({ place, along }) => place === leg.from || place === leg.to || along === leg.id,
  )
  return uniqueById([...supported.map(({ observation }) => observation), ...near])
}

function uniqueById(observations: readonly ObservationRecord[]): ObservationRecord[] {
  return [...new Map(observations.map((observation) => [observation.id, observation])).values()]
}

function sharedBy(leg: LegRecord, next: LegRecord, moved: readonly ObservationRecord[]): ObservationRecord[] {
  return moved.filter(
    ({ shows }) => shows?.some((show) => show.leg === leg.id || show.leg === next.id) === true,
  )
}

/** Everything that was found of a leg, rule after rule. */
export function findingsOf(findings: LegFindings): Finding[] {
  const all: readonly Finding[] = [
    ...findings.origins,
    ...findings.credibility,
    ...findings.drift,
    ...findings.brackets,
    ...findings.voyages,
    ...findings.transit,
    ...findings.exclusivity,
    ...findings.conservation,
    ...findings.match,
    ...findings.conflicts,
    ...findings.gaps,
  ]
  return RULES.flatMap((rule) => all.filter((finding) => finding.rule === rule))
}
