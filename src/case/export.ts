import type { EvidenceRow } from '../exchange/evidence-row.ts'
import { originsOfCitation } from '../evidence/support.ts'
import type { Entry, Evidence, Store } from '../store/port.ts'
import type { Reading } from './case.ts'
import { resolve } from './resolve.ts'
import { judge, knownOf, legsOf, type Known } from './trace.ts'

/** What to export: the observations of a route or leg, by its key or name, or all of them. */
export type Scope = { readonly name: string } | 'all'

/** What was exported and what was left out; complete when the last row has been taken. */
export interface Tally {
  rows: number
  observations: number
  /** Observations and citations that do not rest on sources that were certainly public by then. */
  notPublic: { observations: number; citations: number }
  /** Keys of sources that may have been public, but are dated too loosely, or not at all. */
  uncertain: Set<string>
  undated: Set<string>
}

export function newTally(): Tally {
  return {
    rows: 0,
    observations: 0,
    notPublic: { observations: 0, citations: 0 },
    uncertain: new Set(),
    undated: new Set(),
  }
}

/** How many observations are held in memory at a time. */
const BATCH = 500

/**
 * One row per observation and citation, and one for an observation without any, in the order of the log.
 * @throws Failure `unknown-name`, `ambiguous`, `retracted`
 */
export async function* evidenceRows(
  store: Store,
  scope: Scope,
  reading: Reading,
  tally: Tally,
): AsyncGenerator<EvidenceRow> {
  const known = await knownOf(store, reading)
  const entryOf = entryReader(store)
  for await (const evidence of scope === 'all'
    ? everything(store, reading)
    : [await along(store, scope.name, reading)]) {
    for await (const row of rowsOf(evidence, known, reading, tally, entryOf)) {
      tally.rows += 1
      yield row
    }
  }
}

async function along(store: Store, name: string, reading: Reading): Promise<Evidence> {
  const { record } = await resolve(store, name, ['route', 'leg'] as const, reading)
  const legs =
    record.type === 'leg' ? [record.id] : (await legsOf(store, record.id, reading)).map(({ id }) => id)
  return store.evidence({ legs }, reading)
}

/** The evidence of every observation, a batch at a time. */
async function* everything(store: Store, reading: Reading): AsyncGenerator<Evidence> {
  const start = { size: 0 }
  // Few observations are ever revised: what has to be remembered is which of their revisions counts.
  const revised = new Map<string, number>()
  for await (const { record } of store.written(start, reading)) {
    if (record.type === 'observation' && record.revision > 1) revised.set(record.id, record.revision)
  }
  let batch: string[] = []
  for await (const { record } of store.written(start, reading)) {
    if (record.type !== 'observation' || record.retracted === true) continue
    if ((revised.get(record.id) ?? 1) !== record.revision) continue
    batch.push(record.id)
    if (batch.length < BATCH) continue
    yield await store.evidence({ observations: batch }, reading)
    batch = []
  }
  if (batch.length > 0) yield await store.evidence({ observations: batch }, reading)
}

async function* rowsOf(
  evidence: Evidence,
  known: Known,
  reading: Reading,
  tally: Tally,
  entryOf: (number: number | undefined) => Promise<Entry | undefined>,
): AsyncGenerator<EvidenceRow> {
  const { supported, lineage, leftOut, entries } = judge(evidence, known, reading)
  const kept = supported.reduce((sum, { citations }) => sum + citations.length, 0)
  tally.observations += supported.length
  tally.notPublic.observations += evidence.observations.length - supported.length
  tally.notPublic.citations += evidence.citations.length - kept
  for (const key of leftOut.uncertain) tally.uncertain.add(key)
  for (const key of leftOut.undated) tally.undated.add(key)
  for (const { observation, citations, origins } of supported) {
    const common = {
      observation,
      place: observation.place === undefined ? undefined : known.places.get(observation.place),
      originCount: origins.origins.length,
      entry: await entryOf(entries.get(observation.id)),
    }
    if (citations.length === 0) yield { ...common, citation: undefined, source: undefined, origins: [] }
    for (const citation of citations) {
      yield {
        ...common,
        citation,
        source: lineage.sources.get(citation.source),
        origins: originsOfCitation(citation, observation, lineage).origins.map(({ name }) => name),
      }
    }
  }
}

/** Reads entries one after the other: the observations come in their order. */
function entryReader(store: Store): (number: number | undefined) => Promise<Entry | undefined> {
  let last: Entry | undefined
  return async (number) => {
    if (number !== undefined && last?.number !== number) [last] = await store.entries(number, number)
    return number === undefined ? undefined : last
  }
}
