import type { Cited, Dossier, Mentioned, Revision } from '../evidence/dossier.ts'
import { lengthOf, type Length } from '../evidence/distance.ts'
import { lineageOf, originsOf, type Lineage, type Origins } from '../evidence/origins.ts'
import { publicityOf } from '../evidence/public.ts'
import { supportOf } from '../evidence/support.ts'
import { changesOf } from '../model/changes.ts'
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
import { SLUG_TYPES, type RecordType } from '../model/vocabulary.ts'
import type { ObservationFilter, Stored, Store } from '../store/port.ts'
import type { Reading } from './case.ts'
import { resolve } from './resolve.ts'
import { isPublic } from './visible.ts'

/** How many observations are named where a record may have any number. */
const FIRST = 10

/**
 * Everything known about the record a word means, also when it was retracted.
 * @param types what it may be
 * @throws Failure `unknown-name`, `ambiguous`
 */
export async function showRecord(
  store: Store,
  word: string,
  types: readonly RecordType[],
  reading: Reading,
): Promise<Dossier> {
  const stored = await find(store, word, types, reading)
  const { record } = stored
  const said = await saidOf(store, stored, reading)
  const lineage = await lineageFrom(store, documentsOf(record, said), reading)
  const { citations, notPublic } = await citationsOf(store, said, lineage, reading)
  const relations = await relationsOf(store, record, reading)
  const legs = await legsOf(store, record, reading)
  const observations = await observationsOf(store, record, reading)
  const seen = observations?.first.map(({ observation }) => observation) ?? []
  const about = record.type === 'citation' ? await aboutOf(store, record, reading) : undefined
  return {
    record,
    shortId: isKeyed(record) ? record.id : await store.shortId(record.id, reading),
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
    lineage,
    history: await historyOf(store, record, reading),
    citations,
    restsOn: restsOn(record, citations, lineage),
    about,
    repeatedBy: record.type === 'source' ? await repeatedBy(store, record, reading) : [],
    relations,
    legs,
    length: record.type === 'leg' ? await lengthIn(store, record, reading) : undefined,
    observations,
    notPublic,
    isPublic: await isPublic(store, record, reading),
  }
}

function isKeyed({ type }: AnyRecord): boolean {
  return (SLUG_TYPES as readonly string[]).includes(type) || type === 'case'
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
  if (record.type === 'citation' || record.type === 'derivation') return [record.source]
  return citations.map(({ source }) => source)
}

/** The citations of an observation or relation; of a retracted one those that were taken back with it. */
async function saidOf(store: Store, { record, entry }: Stored, reading: Reading): Promise<CitationRecord[]> {
  if (record.type !== 'observation' && record.type !== 'relation') return []
  const [before] = record.retracted === true ? await store.entries(entry - 1, entry - 1) : []
  const dependents = await store.dependents(record.type, record.id, before ?? reading)
  return dependents.flatMap((one) => (one.record.type === 'citation' ? [one.record] : []))
}

/** The given sources and all they derive from. */
async function lineageFrom(store: Store, keys: readonly string[], reading: Reading): Promise<Lineage> {
  if (keys.length === 0) return lineageOf([], [])
  const derivations = (await store.all('derivation', reading)).map(({ record }) => record)
  const parents = Map.groupBy(derivations, ({ source }) => source)
  const sources = new Map<string, SourceRecord>()
  const used: DerivationRecord[] = []
  const waiting = [...keys]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (sources.has(id)) continue
    const stored = await store.get('source', id, reading)
    if (stored === undefined) continue
    sources.set(id, stored.record)
    for (const derivation of parents.get(id) ?? []) {
      used.push(derivation)
      waiting.push(derivation.from)
    }
  }
  const organisations = new Map(
    (await store.all('organisation', reading)).map(({ record }) => [record.id, record.name]),
  )
  return lineageOf([...sources.values()], used, (key) => organisations.get(key) ?? key)
}

async function citationsOf(
  store: Store,
  all: readonly CitationRecord[],
  lineage: Lineage,
  reading: Reading,
): Promise<{ citations: Cited[]; notPublic: CitationRecord[] }> {
  const isKnown = ({ source }: CitationRecord): boolean => {
    const document = lineage.sources.get(source)
    return (
      reading.publicBy === undefined ||
      (document !== undefined && publicityOf(document, reading.publicBy) === 'public')
    )
  }
  const citations = await Promise.all(
    all.filter(isKnown).map(async (citation) => ({
      citation,
      shortId: await store.shortId(citation.id, reading),
      source: lineage.sources.get(citation.source),
      origins: originsOf([citation.source], lineage),
    })),
  )
  return { citations, notPublic: all.filter((citation) => !isKnown(citation)) }
}

function restsOn(record: AnyRecord, cited: readonly Cited[], lineage: Lineage): Origins | undefined {
  const citations = cited.map(({ citation }) => citation)
  switch (record.type) {
    case 'observation':
      return supportOf([record], citations, lineage)[0]?.origins
    case 'relation':
      return originsOf(
        citations.filter(({ stance }) => stance === 'supports').map(({ source }) => source),
        lineage,
      )
    case 'source':
      return originsOf([record.id], lineage)
    case 'citation':
    case 'derivation':
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

async function historyOf(store: Store, { type, id }: AnyRecord, reading: Reading): Promise<Revision[]> {
  const revisions = await store.history(type, id, reading)
  return Promise.all(
    revisions.map(async ({ record, entry: number }, i) => {
      const [entry] = await store.entries(number, number)
      return {
        revision: record.revision,
        entry: number,
        recordedAt: entry?.recordedAt ?? '',
        analyst: entry?.analyst ?? '',
        command: entry?.command ?? '',
        retracted: record.retracted === true,
        reason: record.reason,
        changes: changesOf(revisions[i - 1]?.record, record),
      }
    }),
  )
}
