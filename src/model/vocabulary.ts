/**
 * The words of the field that records may use. Plain arrays, so that commands which only read (list, route, show) can
 * offer them as choices without loading the schemas; the schemas in records.ts are built from them.
 */

export const RECORD_TYPES = [
  'case',
  'source',
  'derivation',
  'place',
  'vessel',
  'organisation',
  'relation',
  'route',
  'leg',
  'observation',
  'citation',
  'conversion',
  'judgement',
  'merge',
] as const
export type RecordType = (typeof RECORD_TYPES)[number]

/** Record types whose key is a readable slug; the others are keyed by a content id. */
export const SLUG_TYPES = ['source', 'place', 'vessel', 'organisation', 'route', 'leg'] as const

/** Record types whose key is a content id, of which a prefix is enough to name them. */
export const CONTENT_TYPES = [
  'observation',
  'citation',
  'relation',
  'derivation',
  'conversion',
  'judgement',
  'merge',
] as const
export type ContentType = (typeof CONTENT_TYPES)[number]

/** @param type any text; only those types are keyed by content */
export function isContentKeyed(type: string): type is ContentType {
  return (CONTENT_TYPES as readonly string[]).includes(type)
}

export const SOURCE_KINDS = ['report', 'article', 'statement', 'image', 'dataset', 'note'] as const
export const LINEAGES = ['original', 'derived', 'unknown'] as const
export const DERIVATION_KINDS = ['reprint', 'quotation', 'summary', 'translation', 'analysis'] as const

export const PLACE_KINDS = [
  'port',
  'rail-yard',
  'station',
  'border-crossing',
  'depot',
  'shipyard',
  'town',
  'area',
] as const
export const VESSEL_KINDS = [
  'cargo',
  'ro-ro',
  'container',
  'tanker',
  'bulk',
  'passenger',
  'naval',
  'other',
] as const
export const PREDICATES = [
  'owned-by',
  'operated-by',
  'managed-by',
  'sanctioned-by',
  'parent-of',
  'linked-with',
] as const
export const MODES = ['sea', 'rail', 'road', 'air', 'river'] as const

export const OBSERVATION_KINDS = [
  'ship-sighting',
  'railcar-count',
  'container-count',
  'container-arrival',
  'site-change',
  'statement',
] as const
export type ObservationKind = (typeof OBSERVATION_KINDS)[number]

/**
 * Three different things everywhere: it was there; somebody looked, would have seen it, and it was not there; somebody
 * looked and could not have seen it (cloud, tarpaulin, roof). Nobody having looked is no observation at all.
 */
export const OUTCOMES = ['seen', 'none-seen', 'not-visible'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** What an observation shows of a leg, in the order in which it happens. */
export const STAGES = ['loaded', 'departed', 'in-transit', 'arrived', 'unloaded', 'contents'] as const
export type Stage = (typeof STAGES)[number]

export const ACTIVITIES = ['moored', 'anchored', 'loading', 'unloading', 'underway', 'absent'] as const
export const SITE_CHANGES = ['built', 'expanded', 'cleared', 'damaged', 'removed'] as const
/** What a figure stands for: all there was over its window, or what was there at one time. */
export const SCOPES = ['total', 'event'] as const
export type Scope = (typeof SCOPES)[number]
export const STANCES = ['supports', 'contradicts', 'mentions'] as const

/** Admiralty code (NATO AJP-2.1), reliability of a source. */
export const RELIABILITIES = ['A', 'B', 'C', 'D', 'E', 'F'] as const
export const RELIABILITY_WORDS: Record<(typeof RELIABILITIES)[number], string> = {
  A: 'completely reliable',
  B: 'usually reliable',
  C: 'fairly reliable',
  D: 'not usually reliable',
  E: 'unreliable',
  F: 'reliability cannot be judged',
}

/** Admiralty code (NATO AJP-2.1), credibility of a piece of information. */
export const CREDIBILITY_WORDS: Record<number, string> = {
  1: 'confirmed by other independent sources',
  2: 'probably true',
  3: 'possibly true',
  4: 'doubtful',
  5: 'improbable',
  6: 'truth cannot be judged',
}

/** ICD 203 (2015), section D.6.e(2)(a): the terms of likelihood, with their ranges in per cent. */
export const LIKELIHOODS = [
  'almost no chance',
  'very unlikely',
  'unlikely',
  'roughly even chance',
  'likely',
  'very likely',
  'almost certain',
] as const
export const LIKELIHOOD_PER_CENT: Record<(typeof LIKELIHOODS)[number], readonly [number, number]> = {
  'almost no chance': [1, 5],
  'very unlikely': [5, 20],
  unlikely: [20, 45],
  'roughly even chance': [45, 55],
  likely: [55, 80],
  'very likely': [80, 95],
  'almost certain': [95, 99],
}

/** What a source says of the likelihood of a judgement that it passes on: a term of ICD 203, or that it is so. */
export const STATED_LIKELIHOODS = [...LIKELIHOODS, 'stated as fact'] as const

/** Traffic Light Protocol 2.0 (FIRST, 2022), least restricted first. */
export const TLP = ['CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED'] as const
export type Handling = (typeof TLP)[number]

export const QUALIFIERS = [
  'exact',
  'about',
  'range',
  'at-least',
  'more-than',
  'at-most',
  'less-than',
  'vague',
] as const
export type Qualifier = (typeof QUALIFIERS)[number]

/** What may be at odds; rule 10, contradictions. */
export const CONFLICTS = [
  'stance',
  'figures',
  'dates',
  'places',
  'relations',
  'exclusivity',
  'transit',
] as const
export type ConflictKind = (typeof CONFLICTS)[number]
