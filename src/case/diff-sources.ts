import { byTime } from '../evidence/chain.ts'
import { driftsOf, type Drift } from '../evidence/drift.ts'
import { originsOf, type Lineage, type Origin } from '../evidence/origins.ts'
import { sideBySide, type Direction, type Document, type Row } from '../evidence/side-by-side.ts'
import { nearestUpstream } from '../evidence/upstream.ts'
import { isPublicBy, publicityOf, type Publicity } from '../evidence/public.ts'
import type { ObservationRecord, SourceRecord } from '../model/records.ts'
import type { Store } from '../store/port.ts'
import type { Reading } from './case.ts'
import { judge, knownOf, type Known, type LeftOut } from './trace.ts'

/** An observation that two documents are cited for, with what each states of it. */
export interface Compared {
  readonly observation: ObservationRecord
  readonly shortId: string
  readonly rows: readonly Row[]
  /** What the one that repeats states otherwise, where nothing upstream of it is nearer than the other. */
  readonly drifts: readonly Drift[]
}

export interface SourcesDifference {
  readonly first: SourceRecord
  readonly second: SourceRecord
  readonly direction: Direction
  /** Keys of the documents from the one that repeats to the one it repeats, both included; empty when neither does. */
  readonly through: readonly string[]
  /** The one that repeats is first-hand all the same: what it is cited for it saw itself. */
  readonly firstHand: boolean
  /** Origins that both rest on. */
  readonly sharedOrigins: readonly Origin[]
  /** In order of time, undated ones last. */
  readonly compared: readonly Compared[]
  /** How many observations only the one of them is cited for. */
  readonly only: { readonly first: number; readonly second: number }
  readonly known: Known
  readonly hidden: Hidden
}

/** Which of the two a limit to what was public leaves out, by key: then nothing of it is compared. */
export interface Hidden extends LeftOut {
  readonly later: readonly string[]
}

/** Sets two documents side by side on the observations that both are cited for. */
export async function diffSources(
  store: Store,
  first: SourceRecord,
  second: SourceRecord,
  reading: Reading,
): Promise<SourcesDifference> {
  const known = await knownOf(store, reading)
  const relations = new Set((await store.all('relation', reading)).map(({ record }) => record.id))
  const aboutOf = async (source: SourceRecord): Promise<Set<string>> =>
    isPublicBy(source, reading.publicBy)
      ? new Set(
          (await store.dependents('source', source.id, reading)).flatMap(({ record }) =>
            record.type === 'citation' && !relations.has(record.about) ? [record.about] : [],
          ),
        )
      : new Set()
  const [ofFirst, ofSecond] = [await aboutOf(first), await aboutOf(second)]
  const both = [...ofFirst].filter((id) => ofSecond.has(id))
  const { supported, lineage: behind } = judge(
    await store.evidence({ observations: both }, reading),
    known,
    reading,
  )
  const documents = await store.evidence({ sources: [first.id, second.id] }, reading)
  const { lineage } = judge(documents, known, {})
  const derivation = derivationBetween(first, second, lineage)
  const compared: Compared[] = []
  const [child, parent] = [derivation.through[0], derivation.through.at(-1)]
  for (const one of supported.sort(byTime)) {
    const { observation, citations } = one
    const by = ({ id, lineage: own }: SourceRecord): Document => ({
      citations: citations.filter(({ source }) => source === id),
      isOriginal: own === 'original',
    })
    const { direction, firstHand } = derivation
    compared.push({
      observation,
      shortId: await store.shortId(observation.id, reading),
      rows: sideBySide(observation, by(first), by(second), firstHand ? 'neither' : direction, known.places),
      drifts: driftsOf(one, behind, known.places).filter(
        ({ source, from }) => source === child && from === parent,
      ),
    })
  }
  return {
    first,
    second,
    ...derivation,
    sharedOrigins: sharedOrigins(first, second, lineage),
    compared,
    only: { first: ofFirst.size - both.length, second: ofSecond.size - both.length },
    known,
    hidden: hiddenOf([first, second], reading),
  }
}

function derivationBetween(
  first: SourceRecord,
  second: SourceRecord,
  lineage: Lineage,
): Pick<SourcesDifference, 'direction' | 'through' | 'firstHand'> {
  for (const [child, parent, direction] of [
    [second, first, 'second-repeats-first'],
    [first, second, 'first-repeats-second'],
  ] as const) {
    for (const behindOriginals of [false, true]) {
      const [way] = nearestUpstream(child.id, lineage, (id) => id === parent.id, { behindOriginals })
      if (way === undefined) continue
      return {
        direction,
        through: [child.id, ...way.path.map(({ from }) => from)],
        firstHand: behindOriginals,
      }
    }
  }
  return { direction: 'neither', through: [], firstHand: false }
}

function sharedOrigins(first: SourceRecord, second: SourceRecord, lineage: Lineage): Origin[] {
  const others = new Set(originsOf([second.id], lineage).origins.map(({ key }) => key))
  return originsOf([first.id], lineage).origins.filter(({ key }) => others.has(key))
}

function hiddenOf(sources: readonly SourceRecord[], { publicBy }: Reading): Hidden {
  const of = (publicity: Publicity): string[] =>
    sources
      .filter((source) => publicBy !== undefined && publicityOf(source, publicBy) === publicity)
      .map(({ id }) => id)
  return { later: of('later'), undated: of('undated'), uncertain: of('uncertain') }
}
