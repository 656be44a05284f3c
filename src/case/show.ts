import type { Cited, Dossier, Mentioned } from '../evidence/dossier.ts'
import { lengthOf, type Length } from '../evidence/distance.ts'
import { credibilityOf } from '../evidence/credibility.ts'
import { originsOf, type Lineage, type Origins } from '../evidence/origins.ts'
import { isPublicBy } from '../evidence/public.ts'
import { originsOfCitation } from '../evidence/support.ts'
import { Failure } from '../model/failure.ts'
import { titleOf } from '../model/names.ts'
import type {
  AnyRecord,
  CitationRecord,
  DerivationRecord,
  LegRecord,
  ObservationRecord,
  RelationRecord,
  SourceRecord,
} from '../model/records.ts'
import { referencesOf } from '../model/references.ts'
import { isContentKeyed, type RecordType } from '../model/vocabulary.ts'
import type { ObservationFilter, Stored, Store } from '../store/port.ts'
import type { Case, Reading } from './case.ts'
import { driftedAbout, driftedIn } from './drifts.ts'
import { historyOf } from './log.ts'
import { QuoteReader } from './quotes.ts'
import { readersOf } from './readers.ts'
import { resolve } from './resolve.ts'
import { conflictOf, originsOfConflicts } from './revision-conflicts.ts'
import { judge, knownOf } from './trace.ts'
import { isPublic } from './visible.ts'

/** How many observations are named where a record may have any number. */
const FIRST = 10

/**
 * Everything known about the record a word means, also when it was retracted.
 * @param types what it may be
 * @throws Failure `unknown-name`, `ambiguous`
 */
export async function showRecord(
  { store, folder }: Pick<Case, 'store' | 'folder'>,
  word: string,
  types: readonly RecordType[],
  reading: Reading,
): Promise<Dossier> {
  const quotes = new QuoteReader(folder)
  const stored = await find(store, word, types, reading)
  const { record } = stored
  const relations = await relationsOf(store, record, reading)
  const legs = await legsOf(store, record, reading)
  const observations = await observationsOf(store, record, reading)
  const seen = observations?.first.map(({ observation }) => observation) ?? []
  const revisions = await conflictOf(store, record, reading)
  const about = record.type === 'citation' ? await aboutOf(store, record, reading) : undefined
  return {
    record,
    shortId: isContentKeyed(record.type) ? await store.shortId(record.id, reading) : record.id,
    names: await namesIn(
      store,
      [
        record,
        ...relations.map(({ relation }) => relation),
        ...legs,
        ...seen,
        ...(about === undefined ? [] : [about]),
      ],
      reading,
    ),
    ...(await evidenceOf(store, stored, reading, quotes)),
    ...(record.type === 'source' ? { drifted: await driftedIn(store, record.id, reading) } : {}),
    history: await historyOf({ store, folder }, record, reading),
    revisions,
    revisionOrigins: await originsOfConflicts(
      { store, folder },
      revisions === undefined ? [] : [revisions],
      reading,
    ),
    about,
    repeatedBy: record.type === 'source' ? await repeatedBy(store, record, reading) : [],
    relations,
    legs,
    length: record.type === 'leg' ? await lengthIn(store, record, reading) : undefined,
    observations,
    isPublic: await isPublic(store, record, reading),
  }
}

async function find(
  store: Store,
  word: string,
  types: readonly RecordType[],
  reading: Reading,
): Promise<Stored> {
  try {
    return await resolve(store, word, types, reading, { retracted: true })
  } catch (error) {
    // One key may be a route's and a leg's; only naming the type tells them apart.
    if (!(error instanceof Failure) || error.code !== 'ambiguous' || types.length === 1) throw error
    throw new Failure('ambiguous', error.message, {
      hint: 'Type more of it, or say which sort is meant with --type TYPE.',
      cause: error,
    })
  }
}

/** Keys of the documents the record rests on, or is. */
function documentsOf(record: AnyRecord, citations: readonly CitationRecord[]): string[] {
  if (record.type === 'source') return [record.id]
  if (record.type === 'citation' || record.type === 'derivation' || record.type === 'conversion')
    return [record.source]
  return citations.map(({ source }) => source)
}

/** The citations of an observation or relation; of a retracted one those that were taken back with it. */
async function saidOf(
  store: Store,
  { record, entry }: Stored,
  reading: Reading,
): Promise<Stored<CitationRecord>[]> {
  if (record.type !== 'observation' && record.type !== 'relation') return []
  const [before] = record.retracted === true ? await store.entries(entry - 1, entry - 1) : []
  return (await store.dependents(record.type, record.id, before ?? reading)).filter(isCitation)
}

function isCitation(stored: Stored): stored is Stored<CitationRecord> {
  return stored.record.type === 'citation'
}

/** What is said about a record, as far as it may be shown, and what it all rests on. */
async function evidenceOf(
  store: Store,
  stored: Stored,
  reading: Reading,
  quotes: QuoteReader,
): Promise<
  Pick<Dossier, 'citations' | 'drifted' | 'notPublic' | 'lineage' | 'restsOn' | 'warnings' | 'quotation'>
> {
  const { record } = stored
  const said = await saidOf(store, stored, reading)
  const documents = documentsOf(
    record,
    said.map((one) => one.record),
  )
  const found = await store.evidence({ sources: documents }, reading)
  // One that was taken back is still shown when it is asked for itself.
  const isMissing = isSource(stored) && found.sources.length === 0
  const sources = isMissing ? [stored] : found.sources
  const byKey = new Map(sources.map((source) => [source.record.id, source.record]))
  const isShown = (one: Stored<CitationRecord>) => isPublicBy(byKey.get(one.record.source), reading.publicBy)
  const observations = isObservation(stored) ? [stored] : []
  const known = await knownOf(store, reading)
  const evidence = { ...found, sources, observations, citations: said.filter(isShown) }
  const readers = await readersOf(store, [evidence])
  const { supported, lineage } = judge(evidence, known, {}, readers)
  const citations = await Promise.all(
    said.filter(isShown).map(async ({ record: citation }) => ({
      citation,
      shortId: await store.shortId(citation.id, reading),
      source: byKey.get(citation.source),
      origins:
        record.type === 'observation'
          ? originsOfCitation(citation, record, lineage, readers(record.id))
          : originsOf([citation.source], lineage),
      quotation: await quotes.check(citation, byKey.get(citation.source)),
    })),
  )
  const [about] = supported
  return {
    citations,
    drifted: about === undefined ? undefined : await driftedAbout(store, about, { lineage, known, reading }),
    quotation: record.type === 'citation' ? await quotes.check(record, byKey.get(record.source)) : undefined,
    notPublic: said.filter((one) => !isShown(one)).map((one) => one.record),
    lineage,
    restsOn: isObservation(stored) ? about?.origins : restsOn(record, citations, lineage),
    warnings: about === undefined ? [] : [credibilityOf(about) ?? []].flat(),
  }
}

function isSource(stored: Stored): stored is Stored<SourceRecord> {
  return stored.record.type === 'source'
}

function isObservation(stored: Stored): stored is Stored<ObservationRecord> {
  return stored.record.type === 'observation'
}

function restsOn(record: AnyRecord, cited: readonly Cited[], lineage: Lineage): Origins | undefined {
  const citations = cited.map(({ citation }) => citation)
  switch (record.type) {
    case 'relation':
      return originsOf(
        citations.filter(({ stance }) => stance === 'supports').map(({ source }) => source),
        lineage,
      )
    case 'source':
      return originsOf([record.id], lineage)
    case 'citation':
    case 'derivation':
    case 'conversion':
      return originsOf([record.source], lineage)
    default:
      return undefined
  }
}

async function aboutOf(
  store: Store,
  { about }: CitationRecord,
  reading: Reading,
): Promise<ObservationRecord | RelationRecord | undefined> {
  return ((await store.get('observation', about, reading)) ?? (await store.get('relation', about, reading)))
    ?.record
}

async function repeatedBy(store: Store, { id }: SourceRecord, reading: Reading): Promise<DerivationRecord[]> {
  const derivations = (await store.all('derivation', reading))
    .map(({ record }) => record)
    .filter(({ from }) => from === id)
  const shown = await Promise.all(derivations.map((derivation) => isPublic(store, derivation, reading)))
  return derivations.filter((_, i) => shown[i] === true)
}

async function relationsOf(store: Store, record: AnyRecord, reading: Reading): Promise<Dossier['relations']> {
  if (record.type !== 'vessel' && record.type !== 'organisation') return []
  const all = (await store.all('relation', reading)).map((stored) => stored.record)
  const own = all.filter(
    ({ subject, object }) =>
      (subject.type === record.type && subject.id === record.id) ||
      (record.type === 'organisation' && object === record.id),
  )
  return Promise.all(
    own.map(async (relation) => ({ relation, shortId: await store.shortId(relation.id, reading) })),
  )
}

async function legsOf(store: Store, record: AnyRecord, reading: Reading): Promise<LegRecord[]> {
  if (record.type !== 'place' && record.type !== 'route') return []
  const legs = (await store.all('leg', reading)).map((stored) => stored.record)
  return legs.filter(({ route, from, to }) =>
    record.type === 'route' ? route === record.id : from === record.id || to === record.id,
  )
}

async function lengthIn(store: Store, leg: LegRecord, reading: Reading): Promise<Length | undefined> {
  const [from, to] = [await store.get('place', leg.from, reading), await store.get('place', leg.to, reading)]
  return lengthOf(leg, from?.record, to?.record)
}

/** Names of the records that these ones name. */
async function namesIn(
  store: Store,
  records: readonly AnyRecord[],
  reading: Reading,
): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  for (const { types, id } of records.flatMap((record) => referencesOf(record))) {
    for (const type of types) {
      if (names.has(`${type} ${id}`)) continue
      const stored = await store.get(type, id, reading)
      if (stored !== undefined) names.set(`${type} ${id}`, titleOf(stored.record))
    }
  }
  return names
}

/** Observations at a place, about a vessel, on a leg, cited from a source, or resting on an organisation. */
async function observationsOf(
  store: Store,
  { type, id }: AnyRecord,
  reading: Reading,
): Promise<Mentioned | undefined> {
  const filters: Partial<Record<RecordType, ObservationFilter>> = {
    place: { places: [id] },
    vessel: { vessels: [id] },
    leg: { legs: [id] },
    source: { sources: [id] },
    organisation: { originators: [id] },
  }
  const filter = filters[type]
  if (filter === undefined) return undefined
  const { publicBy } = reading
  const found = await store.find(
    { ...filter, ...(publicBy === undefined ? {} : { publicBy }) },
    { sort: 'observed', reverse: false, limit: FIRST, offset: 0 },
    reading,
  )
  const first = found.observations.map(async ({ record }) => ({
    observation: record,
    shortId: await store.shortId(record.id, reading),
  }))
  return { total: found.total, first: await Promise.all(first) }
}
