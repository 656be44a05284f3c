import { countsResting } from '../evidence/derivation-tree.ts'
import { lengthOf, type Length } from '../evidence/distance.ts'
import { lineageOf, originsOf, type Origins } from '../evidence/origins.ts'
import { isPublicBy, publicityOf } from '../evidence/public.ts'
import type { AnyRecord, RecordOf } from '../model/records.ts'
import { isContentKeyed } from '../model/vocabulary.ts'
import type { Stored, Store } from '../store/port.ts'
import type { Reading } from './case.ts'
import type { LeftOut } from './trace.ts'
import { citationsOf, isPublic } from './visible.ts'

export type ListedType = 'source' | 'place' | 'vessel' | 'organisation' | 'relation' | 'conversion' | 'leg'

/** A record of a list, with what the list says beside its own fields. */
export interface ListedRecord<T extends AnyRecord> {
  record: T
  entry: number
  shortId: string
  restsOn?: Origins
  repeatedBy?: number
  length?: Length
  sources?: string[]
}

export interface ReferenceList<T extends ListedType> {
  rows: ListedRecord<RecordOf[T]>[]
  /** Sources that `--public-by` left out though they may have been public. */
  leftOut: LeftOut
  /** How many records it left out, for whatever reason. */
  hidden: number
}

type Beside = Pick<ListedRecord<AnyRecord>, 'restsOn' | 'repeatedBy' | 'length' | 'sources'>

/**
 * The current records of a type, by key.
 *
 * A reading limited to what was public leaves out sources that were not, conversions from such sources, and relations that
 * only such sources support.
 * Places, vessels, organisations and legs rest on no single document and are all listed.
 * @param options `repeated` counts for every original source the listed documents that rest on it
 */
export async function listReference<T extends ListedType>(
  store: Store,
  type: T,
  reading: Reading,
  options: { repeated?: boolean } = {},
): Promise<ReferenceList<T>> {
  const all = await store.all(type, reading)
  const { kept, leftOut } = await publicOnes(store, all, reading)
  const beside = await besideOf(store, type, reading, options)
  const rows = await Promise.all(
    kept.map(async ({ record, entry }) => ({
      record,
      entry,
      shortId: isContentKeyed(type) ? await store.shortId(record.id, reading) : record.id,
      ...(await beside(record)),
    })),
  )
  return { rows, leftOut, hidden: all.length - kept.length }
}

async function publicOnes<T extends AnyRecord>(
  store: Store,
  all: readonly Stored<T>[],
  reading: Reading,
): Promise<{ kept: readonly Stored<T>[]; leftOut: LeftOut }> {
  const { publicBy } = reading
  if (publicBy === undefined) return { kept: all, leftOut: { undated: [], uncertain: [] } }
  const isShown = await Promise.all(all.map(({ record }) => isPublic(store, record, reading)))
  const by = Map.groupBy(
    all.map(({ record }): AnyRecord => record).filter((record) => record.type === 'source'),
    (source) => publicityOf(source, publicBy),
  )
  const keys = (publicity: 'undated' | 'uncertain'): string[] => (by.get(publicity) ?? []).map(({ id }) => id)
  return {
    kept: all.filter((_, i) => isShown[i] === true),
    leftOut: { undated: keys('undated'), uncertain: keys('uncertain') },
  }
}

/** What stands beside the records of a type; what they share is read once. */
async function besideOf(
  store: Store,
  type: ListedType,
  reading: Reading,
  { repeated = false }: { repeated?: boolean },
): Promise<(record: AnyRecord) => Promise<Beside> | Beside> {
  const records = async <R extends 'source' | 'derivation' | 'organisation' | 'place'>(
    of: R,
  ): Promise<RecordOf[R][]> => (await store.all(of, reading)).map(({ record }) => record)
  if (type === 'source') {
    const names = new Map((await records('organisation')).map(({ id, name }) => [id, name]))
    const sources = await records('source')
    const derivations = await records('derivation')
    const lineage = lineageOf(sources, derivations, (key) => names.get(key) ?? key)
    const shown = new Set(
      sources.filter((source) => isPublicBy(source, reading.publicBy)).map(({ id }) => id),
    )
    const counts = countsResting(lineage, shown)
    return ({ id }) => ({
      restsOn: originsOf([id], lineage),
      ...(repeated && lineage.sources.get(id)?.lineage === 'original' ? { repeatedBy: counts(id) } : {}),
    })
  }
  if (type === 'leg') {
    const places = new Map((await records('place')).map((place) => [place.id, place]))
    return (record) => {
      const length =
        record.type === 'leg' ? lengthOf(record, places.get(record.from), places.get(record.to)) : undefined
      return length === undefined ? {} : { length }
    }
  }
  if (type !== 'relation') return () => ({})
  const sources = new Map((await records('source')).map((source) => [source.id, source]))
  return async ({ id }) => {
    const cited = (await citationsOf(store, { type, id }, reading))
      .filter(({ stance }) => stance === 'supports')
      .map(({ source }) => source)
    return {
      sources: [...new Set(cited)].filter((key) => isPublicBy(sources.get(key), reading.publicBy)),
    }
  }
}
