import { contentId } from '../custody/content-id.ts'
import { hasText } from '../exchange/document-text.ts'
import { namesOf, titleOf } from '../model/names.ts'
import type { AnyRecord, SourceRecord } from '../model/records.ts'
import { CONTENT_TYPES, isContentKeyed, SLUG_TYPES, type RecordType } from '../model/vocabulary.ts'
import type { Store, Stored, View } from '../store/port.ts'

/*
 * What rows may name, as it stood when an import began: plain data, so that it can be handed to another thread.
 */

/** A record that is in the case, as far as a row may ask for it. */
export interface Known {
  readonly type: RecordType
  readonly id: string
  /** What it may be called by beside its key. */
  readonly names: readonly string[]
  /** Its title or name, for sentences. */
  readonly title: string
  readonly lat?: number
  readonly lon?: number
  /** How far off the position may be, in metres. */
  readonly accuracy?: number
  /** Its current revision, where the rows are records of this type themselves, or say something of it. */
  readonly record?: AnyRecord
  /** Whether its archived document may have words that quotations are looked up in. */
  readonly hasText?: boolean
}

/** A record that was taken back, whose key stays taken. */
export interface Gone {
  readonly type: RecordType
  readonly id: string
  readonly revision: number
  readonly reason: string | undefined
}

/** The reference data of a case by name. */
export interface Directory {
  readonly known: readonly Known[]
  readonly gone: readonly Gone[]
  /** The content id that a corrected record would have if it were recorded now, and the one it has. */
  readonly corrected: readonly (readonly [now: string, id: string])[]
  /** Where rows are derivations: which document derives from which. */
  readonly derivations: readonly (readonly [source: string, from: string])[]
}

/** Records read at a time. */
const MANY = 1000

/**
 * Reads what rows may name.
 * @param as the type of the rows' own records; those in the case are given whole. Rows that are citations name observations
 *   and relations, of which there may be many: only then are their ids among what is known.
 * @param described other types of which the rows say something; theirs are given whole as well
 */
export async function directoryOf(
  store: Store,
  view: View,
  as: RecordType,
  described: readonly RecordType[] = [],
): Promise<Directory> {
  const known: Known[] = []
  // Of a document that is derived from another it is asked whether that is known.
  const whole = new Set([as, ...described, ...(as === 'derivation' ? (['source'] as const) : [])])
  for (const type of SLUG_TYPES) {
    for (const { record } of await store.all(type, view)) known.push(knownOf(record, whole.has(type)))
  }
  if (as === 'citation') {
    for (const type of ['observation', 'relation'] as const) {
      for await (const { record } of inParts(store, await store.positions(type, view)))
        known.push({ type, id: record.id, names: [], title: record.id })
    }
  }
  const gone: Gone[] = []
  const corrected: [string, string][] = []
  for await (const { record } of inParts(
    store,
    await store.revised([...SLUG_TYPES, ...CONTENT_TYPES], view),
  )) {
    const { type, id, revision, reason } = record
    if (record.retracted === true) gone.push({ type, id, revision, reason })
    else if (isContentKeyed(type)) {
      const now = contentId({ ...record, type })
      if (now !== id) corrected.push([now, id])
    }
  }
  return { known, gone, corrected, derivations: as === 'derivation' ? await derivationsOf(store, view) : [] }
}

async function derivationsOf(store: Store, view: View): Promise<[string, string][]> {
  const all = await store.all('derivation', view)
  return all.map(({ record }) => [record.source, record.from])
}

async function* inParts(store: Store, positions: readonly number[]): AsyncIterable<Stored> {
  for (let at = 0; at < positions.length; at += MANY) yield* await store.at(positions.slice(at, at + MANY))
}

function knownOf(record: AnyRecord, isWhole: boolean): Known {
  const { type, id } = record
  return {
    type,
    id,
    names: namesOf(record),
    title: titleOf(record),
    ...positionOf(record),
    ...(record.type === 'source' && mayHaveText(record) ? { hasText: true } : {}),
    ...(isWhole ? { record } : {}),
  }
}

/** Where a record is, if it is a place whose position is known. */
export function positionOf(record: AnyRecord): Pick<Known, 'lat' | 'lon' | 'accuracy'> {
  if (record.type !== 'place') return {}
  const { lat, lon, accuracy } = record
  return {
    ...(lat === undefined ? {} : { lat }),
    ...(lon === undefined ? {} : { lon }),
    ...(accuracy === undefined ? {} : { accuracy }),
  }
}

function mayHaveText({ file }: SourceRecord): boolean {
  return file !== undefined && (file.text !== undefined || hasText(file.mediaType))
}
