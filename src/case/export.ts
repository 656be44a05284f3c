import type { EvidenceRow } from '../exchange/evidence-row.ts'
import { credibilityOf } from '../evidence/credibility.ts'
import { handlingIn, isAbove, strictest } from '../evidence/handling.ts'
import type { Lineage } from '../evidence/origins.ts'
import { originsOfCitation, supportOf, type Supported } from '../evidence/support.ts'
import type { CitationRecord } from '../model/records.ts'
import type { Handling } from '../model/vocabulary.ts'
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
  /** The strictest label of these rows, and how many of them have none. */
  handling: { strictest: Handling | undefined; unlabelled: number }
  /** Rows above the label asked for, and how many observations they are of. */
  withheld: { rows: number; observations: number }
  /** Observations of credibility 1 that rest on fewer than two of the origins that were written, and ids of the first. */
  unconfirmed: { observations: number; first: string[] }
}

export function newTally(): Tally {
  return {
    rows: 0,
    observations: 0,
    notPublic: { observations: 0, citations: 0 },
    uncertain: new Set(),
    undated: new Set(),
    handling: { strictest: undefined, unlabelled: 0 },
    withheld: { rows: 0, observations: 0 },
    unconfirmed: { observations: 0, first: [] },
  }
}

/** How many observations are held in memory at a time. */
const BATCH = 500

/**
 * One row per observation and citation, and one for an observation without any, in the order of the log.
 * @param limit withholds the rows whose label is above it, and counts no origin by them
 * @throws Failure `unknown-name`, `ambiguous`, `retracted`
 */
export async function* evidenceRows(
  store: Store,
  scope: Scope,
  reading: Reading,
  tally: Tally,
  limit?: Handling,
): AsyncGenerator<EvidenceRow> {
  const known = await knownOf(store, reading)
  const entryOf = entryReader(store)
  for await (const evidence of scope === 'all'
    ? everything(store, reading)
    : [await along(store, scope.name, reading)]) {
    for await (const row of rowsOf(evidence, known, reading, tally, entryOf, limit)) {
      tally.rows += 1
      tally.handling.strictest = strictest([tally.handling.strictest, row.tlp])
      if (row.tlp === undefined) tally.handling.unlabelled += 1
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
  limit: Handling | undefined,
): AsyncGenerator<EvidenceRow> {
  const { supported, lineage, leftOut, entries } = judge(evidence, known, reading)
  const handlingOf = handlingIn(lineage)
  const visible = supported.reduce((sum, { citations }) => sum + citations.length, 0)
  tally.notPublic.observations += evidence.observations.length - supported.length
  tally.notPublic.citations += evidence.citations.length - visible
  for (const key of leftOut.uncertain) tally.uncertain.add(key)
  for (const key of leftOut.undated) tally.undated.add(key)
  for (const one of supported) {
    const { observation, citations } = one
    const all = (citations.length === 0 ? [undefined] : citations).map((citation) => ({
      citation,
      tlp: handlingOf(observation, citation?.source),
    }))
    const kept = all.filter(({ tlp }) => limit === undefined || !isAbove(tlp, limit))
    if (kept.length < all.length) {
      tally.withheld.rows += all.length - kept.length
      tally.withheld.observations += 1
    }
    if (kept.length === 0) continue
    tally.observations += 1
    // What is withheld is not counted either: the number would tell of it.
    const written =
      kept.length === all.length
        ? one
        : supportedBy(
            one,
            kept.flatMap(({ citation }) => citation ?? []),
            lineage,
          )
    if (credibilityOf(written) !== undefined) noteUnconfirmed(tally, observation.id)
    const common = {
      observation,
      place: observation.place === undefined ? undefined : known.places.get(observation.place),
      originCount: written.origins.origins.length,
      entry: await entryOf(entries.get(observation.id)),
    }
    for (const { citation, tlp } of kept) {
      if (citation === undefined) yield { ...common, citation, source: undefined, origins: [], tlp }
      else {
        yield {
          ...common,
          citation,
          source: lineage.sources.get(citation.source),
          origins: originsOfCitation(citation, observation, lineage).origins.map(({ name }) => name),
          tlp,
        }
      }
    }
  }
}

/** An observation with these of its citations alone. */
function supportedBy(one: Supported, citations: readonly CitationRecord[], lineage: Lineage): Supported {
  return supportOf([one.observation], citations, lineage)[0] ?? one
}

/** As many ids as are named in a notice. */
const NAMED = 8

function noteUnconfirmed({ unconfirmed }: Tally, id: string): void {
  unconfirmed.observations += 1
  if (unconfirmed.first.length < NAMED) unconfirmed.first.push(id)
}

/** Reads entries one after the other: the observations come in their order. */
function entryReader(store: Store): (number: number | undefined) => Promise<Entry | undefined> {
  let last: Entry | undefined
  return async (number) => {
    if (number !== undefined && last?.number !== number) [last] = await store.entries(number, number)
    return number === undefined ? undefined : last
  }
}
