import type { EvidenceRow } from '../exchange/evidence-row.ts'
import { credibilityOf } from '../evidence/credibility.ts'
import { handlingIn, isAbove, strictest } from '../evidence/handling.ts'
import type { Lineage } from '../evidence/origins.ts'
import { originsOfCitation, supportOf, type Supported } from '../evidence/support.ts'
import { Failure } from '../model/failure.ts'
import type { CitationRecord, DerivationRecord, SourceRecord } from '../model/records.ts'
import type { Handling } from '../model/vocabulary.ts'
import type { Entry, Evidence, Store } from '../store/port.ts'
import type { Reading } from './case.ts'
import { judge, knownOf, type Known } from './trace.ts'

/** What was exported and what was left out; complete when the last row has been taken. */
export interface Tally {
  /** How many observations have been read. */
  done: number
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
    done: 0,
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
const BATCH = 128

/**
 * One row per observation and citation, and one for an observation without any, some at a time.
 * @param positions of the observations, as {@link chosenObservations} gives them
 * @param limit withholds the rows whose label is above it, and counts no origin by them
 */
export async function* evidenceRows(
  store: Store,
  positions: readonly number[],
  reading: Reading,
  tally: Tally,
  limit?: Handling,
): AsyncGenerator<readonly EvidenceRow[]> {
  const known = await knownOf(store, reading)
  const entryOf = entryReader(store)
  let documents = new Documents(known)
  for (let i = 0; i < positions.length; i += BATCH) {
    if (documents.sources.size > MOST_DOCUMENTS) documents = new Documents(known)
    const evidence = await store.evidence(
      { positions: positions.slice(i, i + BATCH), known: documents.sources },
      reading,
    )
    documents.add(evidence)
    const entries = new Map<number, Entry>()
    for (const { entry } of evidence.observations)
      if (!entries.has(entry)) entries.set(entry, await entryOf(entry))
    const rows = rowsOf(evidence, known, documents, reading, tally, entries, limit)
    tally.done += Math.min(BATCH, positions.length - i)
    for (const { tlp } of rows) {
      tally.rows += 1
      if (tlp === undefined) tally.handling.unlabelled += 1
      else tally.handling.strictest = strictest([tally.handling.strictest, tlp])
    }
    yield rows
  }
}

/** How many documents are remembered. */
const MOST_DOCUMENTS = 10_000

/** The documents that rows were cited from, which the next are likely to be cited from as well. */
class Documents {
  readonly sources = new Map<string, SourceRecord>()
  readonly lineage: Lineage
  readonly handlingOf: ReturnType<typeof handlingIn>
  readonly #parents = new Map<string, DerivationRecord[]>()

  constructor({ organisations }: Known) {
    this.lineage = {
      sources: this.sources,
      parents: this.#parents,
      organisationName: (key) => organisations.get(key)?.name ?? key,
    }
    this.handlingOf = handlingIn(this.lineage)
  }

  /** Each document comes once, with all that it derives from: what was worked out of those before stays as it is. */
  add({ sources, derivations }: Evidence): void {
    for (const { record } of sources) this.sources.set(record.id, record)
    for (const { record } of derivations)
      this.#parents.set(record.source, [...(this.#parents.get(record.source) ?? []), record])
  }
}

function rowsOf(
  evidence: Evidence,
  known: Known,
  { lineage, handlingOf }: Documents,
  reading: Reading,
  tally: Tally,
  entryOf: ReadonlyMap<number, Entry>,
  limit: Handling | undefined,
): EvidenceRow[] {
  const rows: EvidenceRow[] = []
  const { supported, leftOut, entries } = judge(evidence, known, reading, undefined, lineage)
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
      entry: entryOf.get(entries.get(observation.id) ?? 0),
    }
    for (const { citation, tlp } of kept) {
      if (citation === undefined) rows.push({ ...common, citation, source: undefined, origins: [], tlp })
      else {
        rows.push({
          ...common,
          citation,
          source: lineage.sources.get(citation.source),
          origins: originsOfCitation(citation, observation, lineage).origins.map(({ name }) => name),
          tlp,
        })
      }
    }
  }
  return rows
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
function entryReader(store: Store): (number: number) => Promise<Entry> {
  let last: Entry | undefined
  return async (number) => {
    if (last?.number !== number) [last] = await store.entries(number, number)
    if (last !== undefined) return last
    throw new Failure('case-damaged', `Entry ${String(number)} is named by a record and is not there.`, {
      hint: 'Find all that does not fit with: trace verify',
    })
  }
}
