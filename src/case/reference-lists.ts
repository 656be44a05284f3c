import { lengthOf, type Length } from '../evidence/distance.ts'
import { lineageOf, originsOf, type Origins } from '../evidence/origins.ts'
import { publicityOf } from '../evidence/public.ts'
import type { AnyRecord, RecordOf } from '../model/records.ts'
import type { Stored, Store } from '../store/port.ts'
import type { Reading } from './case.ts'
import type { LeftOut } from './trace.ts'

export type ListedType = 'source' | 'place' | 'vessel' | 'organisation' | 'relation' | 'leg'

/** A record of a list, with what the list says beside its own fields. */
export interface ListedRecord<T extends AnyRecord> {
  record: T
  entry: number
  shortId: string
  restsOn?: Origins
  length?: Length
  sources?: string[]
}

export interface ReferenceList<T extends ListedType> {
  rows: ListedRecord<RecordOf[T]>[]
  /** Sources that `--public-by` left out though they may have been public. */
  leftOut: LeftOut
}

type Beside = Pick<ListedRecord<AnyRecord>, 'restsOn' | 'length' | 'sources'>

/**
 * The current records of a type, by key.
 *
 * A reading limited to what was public leaves out sources that were not, and does not name them beside a relation.
 * Places, vessels, organisations, relations and legs rest on no single document and are all listed.
 */
export async function listReference<T extends ListedType>(
  store: Store,
  type: T,
  reading: Reading,
): Promise<ReferenceList<T>> {
  const all = await store.all(type, reading)
  const { kept, leftOut } = publicOnes(all, reading)
  const beside = await besideOf(store, type, reading)
  const rows = await Promise.all(
    kept.map(async ({ record, entry }) => ({
      record,
      entry,
      shortId: type === 'relation' ? await store.shortId(record.id, reading) : record.id,
      ...(await beside(record)),
    })),
  )
  return { rows, leftOut }
}

function publicOnes<T extends AnyRecord>(
  all: readonly Stored<T>[],
  { publicBy }: Reading,
): { kept: readonly Stored<T>[]; leftOut: LeftOut } {
  if (publicBy === undefined) return { kept: all, leftOut: { undated: [], uncertain: [] } }
  const by = Map.groupBy(all, ({ record }) =>
    record.type === 'source' ? publicityOf(record, publicBy) : 'public',
  )
  const keys = (publicity: 'undated' | 'uncertain'): string[] =>
    (by.get(publicity) ?? []).map(({ record }) => record.id)
  return { kept: by.get('public') ?? [], leftOut: { undated: keys('undated'), uncertain: keys('uncertain') } }
}

/** What stands beside the records of a type; what they share is read once. */
async function besideOf(
  store: Store,
  type: ListedType,
  reading: Reading,
): Promise<(record: AnyRecord) => Promise<Beside> | Beside> {
  const records = async <R extends 'source' | 'derivation' | 'organisation' | 'place'>(
    of: R,
  ): Promise<RecordOf[R][]> => (await store.all(of, reading)).map(({ record }) => record)
  if (type === 'source') {
    const names = new Map((await records('organisation')).map(({ id, name }) => [id, name]))
    const lineage = lineageOf(
      await records('source'),
      await records('derivation'),
      (key) => names.get(key) ?? key,
    )
    return ({ id }) => ({ restsOn: originsOf([id], lineage) })
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
    const cited = (await store.dependents('relation', id, reading)).flatMap(({ record }) =>
      record.type === 'citation' && record.stance === 'supports' ? [record.source] : [],
    )
    const { publicBy } = reading
    const isPublic = (key: string): boolean => {
      const source = sources.get(key)
      return publicBy === undefined || (source !== undefined && publicityOf(source, publicBy) === 'public')
    }
    return { sources: [...new Set(cited)].filter(isPublic) }
  }
}
