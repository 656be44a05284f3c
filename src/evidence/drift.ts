import { compare } from '../model/order.ts'
import type { CitationRecord, DerivationRecord, ObservationRecord, PlaceRecord } from '../model/records.ts'
import { departuresIn, type Departure, type DRIFTS } from './departure.ts'
import { used, type Finding, type Used } from './finding.ts'
import { originsOf, type Lineage } from './origins.ts'
import {
  comparedIn,
  COMPARED_FIELDS,
  namesOfPlace,
  recordedWith,
  recordedWords,
  STATED_FIELDS,
  statedBy,
  statedText,
  statedWords,
  type ComparedField,
  type Stated,
  type StatedField,
} from './stated.ts'
import type { Supported } from './support.ts'
import { nearestUpstream, type Upstream } from './upstream.ts'

export { DRIFTS } from './departure.ts'

/*
 * Rule 2, drift: what one document states otherwise than the documents it has it from. A copy that drops "around", turns
 * "up to" into "over", or miles for kilometres, adds nothing to what is known and takes from it what was certain.
 *
 * Every citation says what its document states; where it says nothing of a field, nothing is held against it. It is
 * compared with the nearest documents upstream that are cited for the same observation and state the same field. When one
 * of them states what it states, the change, if there was one, was made before it. When none states the field, it is
 * compared with the observation as recorded, provided that this stands for what is upstream: all its origins are known, and
 * one of them is the observation's claimant, or a document upstream is cited in support.
 *
 * Citations that contradict the observation are no drift but a conflict (rule 10); what they state still counts as upstream
 * of others. An original document has nothing upstream.
 */

/** Of a longer way from one document to another only the two ends are listed: nobody has ever followed so many copies. */
const LISTED = 20

/** What one document states otherwise than what it derives from. */
export interface Drift extends Finding {
  readonly rule: 'drift'
  readonly verdict: (typeof DRIFTS)[number]
  /** Id of the observation. */
  readonly about: string
  readonly field: StatedField
  /** As typed, with the unit. */
  readonly before: string
  readonly after: string
  /** The document it is compared with; undefined when nobody upstream states it, and it is the observation as recorded. */
  readonly from: string | undefined
  /** The document in which it changed. */
  readonly source: string
  readonly citation: string
}

/** A document that states a field, with each citation that says so. */
interface Statement {
  readonly citation: CitationRecord
  readonly stated: Stated
}

interface Setting {
  readonly observation: ObservationRecord
  readonly lineage: Lineage
  /** What documents state of the observation, by source, in the order of ids. */
  readonly statements: ReadonlyMap<string, readonly Statement[]>
  /** Documents cited in support. */
  readonly supporting: ReadonlyMap<string, CitationRecord>
  readonly recorded: Stated
  readonly placeNames: readonly string[]
}

/**
 * What documents state otherwise than those they derive from, of one observation: named where it changed, and not again
 * where it was only passed on. In the order of field, document and the document it is compared with.
 *
 * @param one an observation with its citations
 * @param lineage the cited documents and all they derive from
 * @param places to know a place's other names
 */
export function driftsOf(
  { observation, citations }: Pick<Supported, 'observation' | 'citations'>,
  lineage: Lineage,
  places: ReadonlyMap<string, PlaceRecord>,
): Drift[] {
  const sorted = citations.toSorted((a, b) => compare(a.id, b.id))
  const statements = sorted.flatMap((citation): Statement[] => {
    const stated = statedBy(citation, observation)
    return stated === undefined ? [] : [{ citation, stated }]
  })
  if (statements.length === 0) return []
  const setting: Setting = {
    observation,
    lineage,
    statements: Map.groupBy(statements, ({ citation }) => citation.source),
    supporting: new Map(
      sorted
        .filter(({ stance }) => stance === 'supports')
        .map((citation) => [citation.source, citation] as const),
    ),
    recorded: recordedWith(observation, places),
    placeNames: namesOfPlace(observation.place, places),
  }
  const drifts = new Map<string, Drift>()
  for (const field of COMPARED_FIELDS) {
    for (const statement of statements) {
      if (statement.citation.stance === 'contradicts' || statement.stated[field] === undefined) continue
      for (const drift of driftsIn(field, statement, setting)) {
        // A document that says it twice has said it.
        const key = [drift.field, drift.verdict, drift.source, drift.from, drift.after].join('\n')
        if (!drifts.has(key)) drifts.set(key, drift)
      }
    }
  }
  return [...drifts.values()].sort(inOrder)
}

function inOrder(a: Drift, b: Drift): number {
  return (
    STATED_FIELDS.indexOf(a.field) - STATED_FIELDS.indexOf(b.field) ||
    compare(a.source, b.source) ||
    compare(a.from ?? '', b.from ?? '') ||
    compare(a.verdict, b.verdict) ||
    compare(a.citation, b.citation)
  )
}

/** What one citation states otherwise than everything it is to be compared with. */
function driftsIn(field: ComparedField, statement: Statement, setting: Setting): Drift[] {
  const { lineage, statements, recorded, placeNames } = setting
  const statesIt = (source: string): Statement[] =>
    (statements.get(source) ?? []).filter(({ stated }) => stated[field] !== undefined)
  const upstream = nearestUpstream(
    statement.citation.source,
    lineage,
    (source) => statesIt(source).length > 0,
  )
  if (upstream.length === 0) {
    const departures = departuresIn(field, recorded, statement.stated, placeNames)
    const behind = departures.length === 0 ? undefined : standsFor(statement.citation, setting)
    return behind === undefined
      ? []
      : departures.map((departure) => ofRecorded(departure, statement, behind, setting))
  }
  const drifts: Drift[] = []
  for (const way of upstream) {
    const compared = statesIt(way.source).map((before) => ({
      before,
      departures: departuresIn(field, before.stated, statement.stated, placeNames),
    }))
    // It says what one of them says: whatever became of it became of it before.
    const [first] = compared
    if (first === undefined || compared.some(({ departures }) => departures.length === 0)) return []
    drifts.push(
      ...first.departures.map((departure) => ofUpstream(departure, statement, first.before, way, setting)),
    )
  }
  return drifts
}

/** Why the observation as recorded stands for what is upstream of a document: whose it is, and the records that say so. */
interface Behind {
  readonly words: string
  readonly records: readonly (Used | undefined)[]
}

function standsFor(
  { source }: CitationRecord,
  { observation, lineage, supporting }: Setting,
): Behind | undefined {
  if (lineage.sources.get(source)?.lineage === 'original') return undefined
  const { origins, unrooted, cycles } = originsOf([source], lineage)
  if (unrooted.length > 0 || cycles.length > 0) return undefined
  const claimant = observation.claimedBy
  const claims = origins.find(({ key }) => key === `organisation:${claimant ?? ''}`)
  if (claims !== undefined && claimant !== undefined) {
    const isRoot = (id: string): boolean => claims.sources.includes(id)
    const ways = nearestUpstream(source, lineage, isRoot)
    return {
      words: `${claims.name}, which it rests on,`,
      records: [{ type: 'organisation', id: claimant }, ...ways.flatMap((way) => recordsOn(way, lineage))],
    }
  }
  const cited = nearestUpstream(source, lineage, (id) => supporting.has(id))
  const [first] = cited
  if (first === undefined) return undefined
  return {
    words: `${sourceName(first.source, lineage)}, which it derives from${through(first)},`,
    records: cited.flatMap((way) => [supporting.get(way.source), ...recordsOn(way, lineage)]),
  }
}

function ofRecorded(departure: Departure, statement: Statement, behind: Behind, setting: Setting): Drift {
  const { field } = departure
  const compared = comparedIn(field)
  const after = `${subject(statement, setting)} states ${statedWords(compared, statement.stated)}`
  return {
    ...drift(departure, statement, setting.recorded, setting),
    sentence: `${after}; what is on record for ${behind.words} is ${recordedWords(compared, setting.recorded)}: ${departure.how}.`,
    from: undefined,
    records: used(...ownRecords(statement, setting), ...behind.records),
  }
}

function ofUpstream(
  departure: Departure,
  statement: Statement,
  before: Statement,
  way: Upstream,
  setting: Setting,
): Drift {
  const { lineage } = setting
  const { field } = departure
  const compared = comparedIn(field)
  const after = `${subject(statement, setting)} states ${statedWords(compared, statement.stated)}`
  return {
    ...drift(departure, statement, before.stated, setting),
    sentence: `${after}, where ${sourceName(way.source, lineage)}, which it derives from${through(way)}, states ${statedWords(compared, before.stated)}: ${departure.how}.`,
    from: way.source,
    records: used(...ownRecords(statement, setting), before.citation, ...recordsOn(way, lineage)),
  }
}

function drift(
  { field, verdict }: Departure,
  { citation, stated }: Statement,
  before: Stated,
  { observation }: Setting,
): Omit<Drift, 'sentence' | 'from' | 'records'> {
  const compared = comparedIn(field)
  return {
    rule: 'drift',
    verdict,
    about: observation.id,
    field,
    before: statedText(compared, before) ?? '',
    after: statedText(compared, stated) ?? '',
    source: citation.source,
    citation: citation.id,
  }
}

function ownRecords({ citation }: Statement, { observation, lineage }: Setting): (Used | undefined)[] {
  return [observation, citation, lineage.sources.get(citation.source)]
}

function recordsOn({ source, path }: Upstream, { sources }: Lineage): (Used | undefined)[] {
  const listed = path.length <= LISTED ? path : [...path.slice(0, LISTED / 2), ...path.slice(-LISTED / 2)]
  return [sources.get(source), ...listed, ...listed.map((step: DerivationRecord) => sources.get(step.from))]
}

function subject({ citation }: Statement, { lineage }: Setting): string {
  return sourceName(citation.source, lineage)
}

/** `Marine Insight (marine-insight-2023-10)`; the key alone when nobody is named as its maker. */
function sourceName(id: string, { sources, organisationName }: Lineage): string {
  const source = sources.get(id)
  const maker =
    source?.publisher ?? (source?.originator === undefined ? undefined : organisationName(source.originator))
  return maker === undefined ? id : `${maker} (${id})`
}

/** ` through moscow-times-2023-10`, when it is not at second hand but at third. */
function through({ path }: Upstream): string {
  const between = path.slice(0, -1).map(({ from }) => from)
  if (between.length === 0) return ''
  const [first = ''] = between
  return ` through ${first}${between.length === 1 ? '' : ` and ${String(between.length - 1)} more`}`
}
