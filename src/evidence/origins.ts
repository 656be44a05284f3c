import { compare } from '../model/order.ts'
import type { DerivationRecord, SourceRecord } from '../model/records.ts'
import { cyclesOf } from './cycles.ts'

/*
 * Rule 1, origins: what corroboration counts. Five articles that repeat one report are one origin, the report's
 * originator; images of one scene are one origin, the scene. The counterpart in the field is the "independent sources"
 * of the Admiralty code's credibility 1.
 */

/** What a document in the end rests on. */
export interface Origin {
  /** `organisation:rusi`, `scene:20231005_020817`, or `source:…` for an original document whose originator is not recorded. */
  key: string
  /** How it is printed: the organisation's name, the scene's id, or the source's title. */
  name: string
  /** Keys of the original sources that stand for it. */
  sources: string[]
  /**
   * Who read it, by name and at least one: of a scene everybody who counted on it, or {@link NOT_RECORDED}; of anything else
   * the originator. Two readings of one scene are two counts and one picture: they never make two origins.
   */
  readings: readonly string[]
}

/** The reading of a scene of which nobody says whose it is. Beside a reading that is known it may be the same, and is not kept. */
export const NOT_RECORDED = 'reader not recorded'

/** Whose reading of a scene it is, where no analysis on the way to it says so. */
export interface Reader {
  /** Name of the organisation that claims what is observed. */
  readonly claimedBy?: string | undefined
  /** Who recorded it: the reader of an image that is cited itself, or through a reprint of it. */
  readonly recordedBy?: string | undefined
}

/** A document from which no origin can be counted, and why. */
export interface Unrooted {
  source: string
  why: 'unknown lineage' | 'derived, but from what is not recorded' | 'not in the case'
}

export interface Origins {
  origins: Origin[]
  unrooted: Unrooted[]
  /** Sources that derive from themselves, each cycle in order, closed by its first source again. */
  cycles: string[][]
}

export interface Lineage {
  sources: ReadonlyMap<string, SourceRecord>
  /** Derivations by the source that repeats. */
  parents: ReadonlyMap<string, readonly DerivationRecord[]>
  /** Name of an organisation by its key. */
  organisationName: (key: string) => string
}

/** Puts the sources and derivations of some evidence in the form the rule walks. */
export function lineageOf(
  sources: readonly SourceRecord[],
  derivations: readonly DerivationRecord[],
  organisationName: (key: string) => string = (key) => key,
): Lineage {
  return {
    sources: new Map(sources.map((source) => [source.id, source])),
    parents: Map.groupBy(derivations, ({ source }) => source),
    organisationName,
  }
}

/**
 * Walks from the given sources along their derivations to the documents they rest on.
 *
 * An `original` source ends the walk, even if it also quotes others: what it is cited for it saw itself. A source of
 * unknown lineage, or a derived one whose parent is not recorded, ends it too and counts as none.
 *
 * A reading of a scene is named by the document that derives from its image by analysis, through which the walk came: by
 * its originator, else its author, else its key. Where there is none, by the claimant, then by who recorded it.
 *
 * @param ids keys of the sources to start from
 * @param reader whose reading it is where the lineage does not say
 * @returns origins and unrooted sources sorted by key, so that the order of recording does not matter
 */
export function originsOf(ids: Iterable<string>, lineage: Lineage, reader: Reader = {}): Origins {
  const found = new Tally()
  const unrooted = new Map<string, Unrooted>()
  const walked = new Map<string, readonly string[]>()
  const done = new Set<string>()
  const ahead: Step[] = [...ids].map((id) => ({ id, by: DIRECTLY }))
  for (let step = ahead.pop(); step !== undefined; step = ahead.pop()) {
    const { id, by } = step
    // Who came matters to images alone, so that most documents are walked once whoever came.
    const state = by.name === undefined ? `${by.how} ${id}` : `named ${id} ${by.name}`
    if (done.has(state)) continue
    done.add(state)
    const source = lineage.sources.get(id)
    if (source === undefined) {
      unrooted.set(id, { source: id, why: 'not in the case' })
      continue
    }
    if (source.lineage === 'original') {
      found.add(originOf(source, lineage, readingOf(by, reader)))
      continue
    }
    const edges = edgesWalked(source, lineage)
    walked.set(
      id,
      edges.map(({ from }) => from),
    )
    if (edges.length === 0) {
      const why = source.lineage === 'unknown' ? 'unknown lineage' : 'derived, but from what is not recorded'
      unrooted.set(id, { source: id, why })
    }
    for (const edge of edges) ahead.push({ id: edge.from, by: readerAfter(by, edge, source, lineage) })
  }
  return {
    origins: found.origins(),
    unrooted: [...unrooted.values()].sort((a, b) => compare(a.source, b.source)),
    cycles: cyclesOf(walked),
  }
}

interface Step {
  readonly id: string
  readonly by: By
}

/** How the walk came to a document: with nothing but copies on the way, through what somebody made of it, or by whose reading. */
interface By {
  readonly how: 'directly' | 'indirectly' | 'named'
  readonly name?: string
}
const DIRECTLY: By = { how: 'directly' }
const INDIRECTLY: By = { how: 'indirectly' }

/** @param child the document that repeats */
function readerAfter(by: By, { from, how }: DerivationRecord, child: SourceRecord, lineage: Lineage): By {
  const isImage = lineage.sources.get(from)?.kind === 'image'
  if (isImage && how === 'analysis') return { how: 'named', name: authorOf(child, lineage) }
  // The reading of one image is none of what other documents say of it, but is that of its copies.
  if (by.how === 'named' && !isImage) return INDIRECTLY
  return how === 'reprint' || by.how === 'named' ? by : INDIRECTLY
}

function readingOf({ how, name }: By, { claimedBy, recordedBy }: Reader): string {
  return name ?? claimedBy ?? (how === 'directly' ? recordedBy : undefined) ?? NOT_RECORDED
}

function authorOf({ id, originator, author }: SourceRecord, { organisationName }: Lineage): string {
  return originator === undefined ? (author ?? id) : organisationName(originator)
}

/** The derivations the walk of {@link originsOf} goes on along from a document: none from an original, and none from one of unknown lineage. */
export function edgesWalked(
  { id, lineage: own }: SourceRecord,
  { parents }: Lineage,
): readonly DerivationRecord[] {
  // A source of unknown lineage may have more to it than what is recorded of it.
  return own === 'derived' ? (parents.get(id) ?? []) : []
}

/** Every document on the walk of {@link originsOf}, the first ones included. @param ids keys of the sources to start from */
export function documentsWalked(ids: Iterable<string>, lineage: Lineage): SourceRecord[] {
  const walked = new Map<string, SourceRecord>()
  const ahead = [...ids]
  for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
    const source = lineage.sources.get(id)
    if (source === undefined || walked.has(id)) continue
    walked.set(id, source)
    for (const { from } of edgesWalked(source, lineage)) ahead.push(from)
  }
  return [...walked.values()]
}

/** @param reading who read it, if it is a scene */
function originOf(source: SourceRecord, lineage: Lineage, reading: string): Origin {
  const { id, kind, scene, originator, title } = source
  const sources = [id]
  if (kind === 'image' && scene?.item !== undefined)
    return { key: `scene:${scene.item}`, name: scene.item, sources, readings: [reading] }
  if (originator !== undefined) {
    const name = lineage.organisationName(originator)
    return { key: `organisation:${originator}`, name, sources, readings: [name] }
  }
  return { key: `source:${id}`, name: title, sources, readings: [authorOf(source, lineage)] }
}

/** Origins that are added up: each once, with everything that stands for it and everybody who read it. */
class Tally {
  readonly #byKey = new Map<string, { name: string; sources: Set<string>; readings: Set<string> }>()

  add({ key, name, sources, readings }: Origin): void {
    const known = this.#byKey.get(key)
    if (known === undefined)
      this.#byKey.set(key, { name, sources: new Set(sources), readings: new Set(readings) })
    else {
      for (const source of sources) known.sources.add(source)
      for (const reading of readings) known.readings.add(reading)
    }
  }

  /** By key; of everything in them the order is that of code units. */
  origins(): Origin[] {
    return [...this.#byKey]
      .sort(([a], [b]) => compare(a, b))
      .map(([key, { name, sources, readings }]) => ({
        key,
        name,
        sources: [...sources].sort(compare),
        readings: readings.size === 1 ? [...readings] : [...readings].filter(isRecorded).sort(compare),
      }))
  }
}

function isRecorded(reading: string): boolean {
  return reading !== NOT_RECORDED
}

/** The origins of several lists, each once with everything that stands for it, by key. */
export function eachOnce(parts: readonly (readonly Origin[])[]): Origin[] {
  const found = new Tally()
  for (const origins of parts) for (const origin of origins) found.add(origin)
  return found.origins()
}

/** Adds up origins of several results, for a leg from its observations. */
export function joinOrigins(parts: readonly Origins[]): Origins {
  // Most observations are cited once in support, and contradicted by nothing.
  const [only] = parts
  if (only === undefined) return { origins: [], unrooted: [], cycles: [] }
  if (parts.length === 1) return only
  const byText = <T>(items: readonly T[], text: (item: T) => string) =>
    [...new Map(items.map((item) => [text(item), item])).entries()]
      .sort(([a], [b]) => compare(a, b))
      .map(([, item]) => item)
  return {
    origins: eachOnce(parts.map(({ origins }) => origins)),
    unrooted: byText(
      parts.flatMap((part) => part.unrooted),
      ({ source }) => source,
    ),
    cycles: byText(
      parts.flatMap((part) => part.cycles),
      (cycle) => cycle.join(' '),
    ),
  }
}
