import { compare } from '../model/order.ts'
import { counted, enumerated } from './enumeration.ts'
import { used, type Finding, type Used } from './finding.ts'
import {
  documentsWalked,
  joinOrigins,
  NOT_RECORDED,
  originsOf,
  type Lineage,
  type Origin,
  type Origins,
  type Unrooted,
} from './origins.ts'
import type { Supported } from './support.ts'

/* Rule 1 in sentences: on how few origins the documents rest, which of them count as none, and what is one picture. */

/** How many scenes or circles have a sentence of their own before one says how many more there are. A convention of this program. */
const SAID = 10

/** What rule 1 has to say of some observations, as sentences. */
export interface OriginsFinding extends Finding {
  readonly rule: 'origins'
  /**
   * `independent`: two origins or more; `one-origin`; `none`: of no document it is known where it has it from; `unrooted`:
   * documents that count as no origin; `cycle`: documents that derive from themselves; `one-scene`: a scene held as several
   * images or read by several, which is one origin.
   */
  readonly verdict: 'independent' | 'one-origin' | 'none' | 'unrooted' | 'cycle' | 'one-scene'
}

/**
 * @param supported the observations that are spoken of together: those of a leg, or one alone
 * @param lineage the documents they are cited from and all those derive from
 * @returns nothing where no document is cited in support; first what all rests on, then scenes, then what counts as none
 */
export function originsSaid(supported: readonly Supported[], lineage: Lineage): OriginsFinding[] {
  const documents = new Set(
    supported.flatMap(({ citations }) =>
      citations.flatMap(({ stance, source }) => (stance === 'supports' ? [source] : [])),
    ),
  )
  const found = joinOrigins(supported.map(({ origins }) => origins))
  const against = joinOrigins(supported.map((one) => one.against))
  const circles = joinOrigins([found, against]).cycles
  return [
    ...(documents.size === 0 ? [] : [restsSaid(documents, found, lineage)]),
    ...limited(
      found.origins.filter((origin) => isOneScene(origin)).map(sceneSaid),
      'one-scene',
      (n) => `So are ${counted(n, 'other scene')} that several have read or that are held as several images.`,
    ),
    ...UNROOTED.flatMap((why) => unrootedSaid(why, found.unrooted)),
    ...limited(
      circles.map((cycle) => cycleSaid(cycle, lineage)),
      'cycle',
      (n) => `There are ${counted(n, 'more circle')} of derivations, none of which counts as an origin.`,
    ),
  ]
}

function restsSaid(
  documents: ReadonlySet<string>,
  { origins, unrooted, cycles }: Origins,
  lineage: Lineage,
): OriginsFinding {
  const records = [
    ...recordsWalked(documents, lineage),
    ...sourcesOf(origins.flatMap(({ sources }) => sources)),
  ]
  const all = `${counted(documents.size, 'document')} cited in support`
  if (origins.length === 0)
    return said(
      'none',
      `${all} ${documents.size === 1 ? 'rests' : 'rest'} on no origin that is known, and so nothing counts.`,
      records,
    )
  const isRooted = (id: string) => originsOf([id], lineage).origins.length > 0
  const n =
    unrooted.length + cycles.length === 0
      ? documents.size
      : [...documents].filter((id) => isRooted(id)).length
  const who = n === documents.size ? all : `Of ${all} ${String(n)}`
  const names = enumerated(origins.map(({ name }) => name))
  const rests = `${who} ${n === 1 ? 'rests' : 'rest'} on ${counted(origins.length, 'origin')}, ${names}`
  if (origins.length === 1)
    return said('one-origin', n === 1 ? `${rests}.` : `${rests}, and do not confirm each other.`, records)
  const also = repeatingEachOther(origins, lineage)
  return said('independent', `${rests}${also === '' ? '' : `; ${also}`}.`, records)
}

/** First-hand documents that are recorded as repeating another of these origins too: they may have it from there after all. */
function repeatingEachOther(origins: readonly Origin[], lineage: Lineage): string {
  const keys = new Set(origins.map(({ key }) => key))
  const pairs = origins.flatMap(({ key, name, sources }) => {
    const from = sources.flatMap((id) => (lineage.parents.get(id) ?? []).map((derivation) => derivation.from))
    const others = originsOf(from, lineage).origins.filter((one) => one.key !== key && keys.has(one.key))
    if (others.length === 0) return []
    return [`${name} is first-hand and repeats ${enumerated(others.map((other) => other.name))} too`]
  })
  return enumerated(pairs)
}

function isOneScene({ key, sources, readings }: Origin): boolean {
  return key.startsWith('scene:') && (sources.length > 1 || readings.length > 1)
}

function sceneSaid({ name, sources, readings }: Origin): OriginsFinding {
  const images =
    sources.length === 1
      ? `The image of scene ${name} is`
      : `${counted(sources.length, 'image')} of scene ${name} are`
  const readers = enumerated(readings)
  const read =
    readings.length > 1
      ? `; ${readers} each read it, which makes ${counted(readings.length, 'reading')} of one picture`
      : readings[0] === NOT_RECORDED
        ? '; who read it is not recorded'
        : `, read by ${readers}`
  return said('one-scene', `${images} 1 origin${read}.`, sourcesOf(sources))
}

const UNROOTED = ['unknown lineage', 'derived, but from what is not recorded', 'not in the case'] as const

function unrootedSaid(why: Unrooted['why'], unrooted: readonly Unrooted[]): OriginsFinding[] {
  const keys = unrooted.filter((one) => one.why === why).map(({ source }) => source)
  if (keys.length === 0) return []
  const isOne = keys.length === 1
  const [one, named] = [isOne ? 'counts' : 'count', enumerated(keys)]
  const sentences: Record<Unrooted['why'], string> = {
    'unknown lineage': `Where ${named} ${isOne ? 'has' : 'have'} it from is not known, so ${isOne ? 'it' : 'they'} may repeat any of the others and ${one} as no origin.`,
    'derived, but from what is not recorded': `What ${named} ${isOne ? 'repeats' : 'repeat'} is not recorded, so ${isOne ? 'it counts' : 'they count'} as no origin.`,
    'not in the case': `${named} ${isOne ? 'is' : 'are'} not in the case, and ${one} as no origin.`,
  }
  return [said('unrooted', sentences[why], sourcesOf(keys))]
}

/** @param cycle closed by its first document again */
function cycleSaid(cycle: readonly string[], lineage: Lineage): OriginsFinding {
  const documents = cycle.slice(1)
  const sentence =
    documents.length === 1
      ? `${documents.join('')} is recorded as deriving from itself, which cannot be, and counts as no origin.`
      : `${enumerated(documents.toSorted(compare))} are recorded as deriving from each other in a circle, which cannot be and counts as no origin.`
  const steps = documents.flatMap((from, i) =>
    (lineage.parents.get(cycle[i] ?? '') ?? []).filter((derivation) => derivation.from === from),
  )
  return said('cycle', sentence, [...sourcesOf(documents), ...steps])
}

/** Every document on the way to the origins, and the derivations between them. */
function recordsWalked(documents: ReadonlySet<string>, lineage: Lineage): Used[] {
  return documentsWalked(documents, lineage).flatMap((source) => [
    source,
    ...(source.lineage === 'derived' ? (lineage.parents.get(source.id) ?? []) : []),
  ])
}

function sourcesOf(ids: readonly string[]): Used[] {
  return ids.map((id) => ({ type: 'source', id }))
}

function limited(
  findings: readonly OriginsFinding[],
  verdict: OriginsFinding['verdict'],
  more: (n: number) => string,
): OriginsFinding[] {
  const rest = findings.slice(SAID)
  if (rest.length === 0) return [...findings]
  const records = rest.flatMap((finding) => finding.records)
  return [...findings.slice(0, SAID), said(verdict, more(rest.length), records)]
}

function said(
  verdict: OriginsFinding['verdict'],
  sentence: string,
  records: readonly Used[],
): OriginsFinding {
  return { rule: 'origins', verdict, sentence, records: used(...records) }
}
