import { compare } from '../model/order.ts'
import type { CitationRecord, ObservationRecord } from '../model/records.ts'
import type { ConflictKind } from '../model/vocabulary.ts'
import type { Names, Used } from './finding.ts'
import { documentsWalked, eachOnce, type Lineage, type Origin } from './origins.ts'
import { originsOfCitation, type Supported } from './support.ts'

/*
 * What the rules of contradiction have in common: the sides, who is behind each, and whether there is more to it than
 * a copy that differs from what it repeats.
 */

/** So many sides of one conflict are compared with one another; a convention that keeps a case made to be slow fast. */
const MAX_SIDES = 200
/** So many documents are named in a sentence; the rest are counted. A convention: a sentence has to be read. */
const MAX_NAMED = 3

/** One document that takes a side. */
export interface Voice {
  readonly citation: CitationRecord
  readonly origins: readonly Origin[]
  /** The document is an original: its figure is its own, and no copy's. */
  readonly firsthand: boolean
}

/** One side before it is known whether another is at odds with it. */
export interface Position<T> {
  readonly value: T
  readonly text: string
  /** What takes this side: observations as they are recorded, and citations that state it. */
  readonly records: readonly Used[]
  /** Documents that take it; those of an observation as recorded are the ones that state nothing else. */
  readonly voices: readonly Voice[]
}

/** What is said of which not all can be true. */
export interface Disagreement {
  readonly kind: ConflictKind
  readonly positions: readonly Position<unknown>[]
  readonly drift: boolean
  readonly sentence: string
  /** Observations it is about. */
  readonly observations: readonly ObservationRecord[]
}

/** The documents that support an observation, each with what it rests on. */
export function voicesOf({ observation, citations }: Supported, lineage: Lineage): Voice[] {
  return citations
    .filter(({ stance }) => stance === 'supports')
    .map((citation) => voiceOf(citation, observation, lineage))
}

export function voiceOf(
  citation: CitationRecord,
  about: Pick<ObservationRecord, 'claimedBy'>,
  lineage: Lineage,
): Voice {
  return {
    citation,
    origins: originsOfCitation(citation, about, lineage).origins,
    firsthand: lineage.sources.get(citation.source)?.lineage === 'original',
  }
}

/** Positions with the same text are one side, with the records and documents of all. */
export function merged<T>(positions: readonly Position<T>[]): Position<T>[] {
  return [...Map.groupBy(positions, ({ text }) => text).values()].flatMap(([first, ...rest]) =>
    first === undefined
      ? []
      : [
          rest.length === 0
            ? first
            : {
                ...first,
                records: [first, ...rest].flatMap(({ records }) => records),
                voices: [first, ...rest].flatMap(({ voices }) => voices),
              },
        ],
  )
}

/**
 * The sides that are at odds with at least one other.
 * @param sorted sides in the order in which they are printed; of more than {@link MAX_SIDES} the outermost are compared
 */
export function atOdds<T>(sorted: readonly Position<T>[], excludes: (a: T, b: T) => boolean): Position<T>[] {
  const half = MAX_SIDES / 2
  const compared = sorted.length <= MAX_SIDES ? sorted : [...sorted.slice(0, half), ...sorted.slice(-half)]
  return compared.filter((one) => compared.some((other) => excludes(one.value, other.value)))
}

/**
 * Whether only copies differ from what they repeat. A copy's word counts for nothing where a document that it repeats
 * supports the same observation: that one is to be asked. Two copies of one origin differ as copies do. So there is
 * more to it only when two sides at odds are taken by documents of different origins, or by two originals.
 */
export function isDrift<T>(
  sides: readonly Position<T>[],
  excludes: (a: T, b: T) => boolean,
  /** Documents that support what it is about. */
  cited: ReadonlySet<string>,
  lineage: Lineage,
): boolean {
  const own = sides.map(({ voices }) => ownWords(voices, cited, lineage))
  return !sides.some((one, i) =>
    sides.some(
      (other, j) => j > i && excludes(one.value, other.value) && isContest(own[i] ?? [], own[j] ?? []),
    ),
  )
}

/** What is behind a side, each set of origins once. */
interface Word {
  readonly origins: ReadonlySet<string>
  readonly firsthand: boolean
}

function ownWords(voices: readonly Voice[], cited: ReadonlySet<string>, lineage: Lineage): Word[] {
  const words = new Map<string, Word>()
  for (const { citation, origins, firsthand } of voices) {
    if (origins.length === 0) continue
    if (!firsthand && repeatsOneOf(citation.source, cited, lineage)) continue
    const keys = origins.map(({ key }) => key)
    words.set(`${String(firsthand)} ${keys.join(' ')}`, { origins: new Set(keys), firsthand })
  }
  return [...words.values()]
}

function repeatsOneOf(source: string, cited: ReadonlySet<string>, lineage: Lineage): boolean {
  return documentsWalked([source], lineage).some(({ id }) => id !== source && cited.has(id))
}

function isContest(a: readonly Word[], b: readonly Word[]): boolean {
  return a.some((one) =>
    b.some(
      (other) =>
        (one.firsthand && other.firsthand) || ![...one.origins].some((key) => other.origins.has(key)),
    ),
  )
}

/** Names of the origins behind a side, in order. */
export function originNames(voices: readonly Voice[]): string[] {
  return eachOnce(voices.map(({ origins }) => origins))
    .map(({ name }) => name)
    .sort(compare)
}

/** `1000 or fewer containers (crywnews-2023-10)`. */
function sideWords({ text, records, voices }: Position<unknown>): string {
  const stating = new Set(records.flatMap(({ type, id }) => (type === 'citation' ? [id] : [])))
  const isRecorded = records.some(({ type }) => type === 'observation')
  const documents = voices.filter(({ citation }) => isRecorded || stating.has(citation.id))
  const names = [...new Set(documents.map(({ citation }) => citation.source))].sort(compare)
  const who = [...(isRecorded && stating.size === 0 ? ['as recorded'] : []), ...named(names)]
  return who.length === 0 ? text : `${text} (${who.join(', ')})`
}

/** The first few, and how many more. */
export function named(names: readonly string[]): string[] {
  const rest = names.length - MAX_NAMED
  return rest <= 1 ? [...names] : [...names.slice(0, MAX_NAMED), `${String(rest)} more`]
}

/** `a against b`, `a against b against c`. */
export function againstWords(sides: readonly Position<unknown>[]): string {
  const rest = sides.length - 2 * MAX_NAMED
  const shown = rest <= 1 ? sides : sides.slice(0, 2 * MAX_NAMED)
  return [...shown.map(sideWords), ...(rest <= 1 ? [] : [`${String(rest)} more`])].join(' against ')
}

/** What the sides rest on, where that says what the conflict is worth. */
export function originWords(sides: readonly Position<unknown>[], drift: boolean): string {
  const names = originNames(sides.flatMap(({ voices }) => voices))
  const [only] = names
  const all = sides.length === 2 ? 'both' : 'all'
  if (only === undefined) return `; no known origin is behind ${sides.length === 2 ? 'either' : 'any'}`
  const unknown = sides.filter(({ voices }) => voices.length > 0 && originNames(voices).length === 0)
  if (unknown.length > 0)
    return `; no known origin is behind ${named(unknown.map(({ text }) => text)).join(', ')}`
  if (names.length === 1) return `; ${all} rest on ${only}`
  return drift ? '; only copies differ from what they repeat' : ''
}

/** `the container count at Rajin, 2023-09-07/2023-10-01`. */
export function observationWords(observation: ObservationRecord, names: Names): string {
  const { kind, place, along, vessels, observed, details } = observation
  const topic = details !== undefined && 'topic' in details ? details.topic : undefined
  const of = vessels === undefined ? '' : ` of ${named(vessels.map(names.vessel)).join(', ')}`
  const where =
    place === undefined ? (along === undefined ? '' : ` on ${along}`) : ` at ${names.place(place)}`
  const about = topic === undefined ? '' : ` on “${topic}”`
  return `the ${kind.replace('-', ' ')}${about}${of}${where}, ${observed?.text ?? 'undated'}`
}
