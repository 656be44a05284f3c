import { Failure } from '../model/failure.ts'
import {
  RELIABILITIES,
  type ObservationKind,
  type Outcome,
  type RecordType,
  type Stage,
} from '../model/vocabulary.ts'
import type { ObservationRecord } from '../model/records.ts'
import { credibilityOf, type CredibilityWarning } from '../evidence/credibility.ts'
import type { Supported } from '../evidence/support.ts'
import type { Found, ObservationFilter, Page, Stored, Store } from '../store/port.ts'
import type { Reading } from './case.ts'
import { readersOf } from './readers.ts'
import { resolveId } from './resolve.ts'
import { judge, knownOf, type Judged } from './trace.ts'

/** A filter as it was typed: names where keys are wanted. */
export interface TypedFilter {
  kind?: ObservationKind[]
  place?: string[]
  vessel?: string[]
  leg?: string[]
  stage?: Stage[]
  source?: string[]
  originator?: string[]
  analyst?: string[]
  /** Admiralty code: `B`, `2` or `B2`. */
  grade?: string[]
  outcome?: Outcome[]
  /** EDTF date or interval. */
  observed?: string
  text?: string
}

/** @throws Failure `unknown-name`, `ambiguous`, `bad-filter`, `bad-date` and its kin */
export async function filterFrom(
  store: Store,
  typed: TypedFilter,
  reading: Reading,
): Promise<ObservationFilter> {
  const keys = async (words: string[] | undefined, type: RecordType) =>
    words === undefined ? undefined : Promise.all(words.map((word) => resolveId(store, word, type, reading)))
  const filter = {
    kinds: typed.kind,
    places: await keys(typed.place, 'place'),
    vessels: await keys(typed.vessel, 'vessel'),
    legs: await keys(typed.leg, 'leg'),
    stages: typed.stage,
    sources: await keys(typed.source, 'source'),
    originators: await keys(typed.originator, 'organisation'),
    analysts: typed.analyst,
    outcomes: typed.outcome,
    grades: typed.grade?.map(readGrade),
    observed: typed.observed === undefined ? undefined : await windowOf(typed.observed),
    words: typed.text,
    publicBy: reading.publicBy,
  }
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined))
}

/** The reader of dates is loaded only when a date was typed. */
async function windowOf(text: string): Promise<{ earliest?: string; latest?: string }> {
  const { parseWhen } = await import('../model/when.ts')
  const { earliest, latest } = parseWhen(text)
  return { ...(earliest === undefined ? {} : { earliest }), ...(latest === undefined ? {} : { latest }) }
}

function readGrade(text: string): { reliability?: string; credibility?: number } {
  const match = /^([A-F])?([1-6])?$/i.exec(text.trim())
  if (match === null || text.trim() === '') {
    throw new Failure('bad-filter', `"${text}" is no grade of the Admiralty code.`, {
      where: '--grade',
      hint: `Write the reliability of the source (${RELIABILITIES.join(', ')}), the credibility of the information (1 to 6), or both: B2.`,
    })
  }
  const [, letter, digit] = match
  return {
    ...(letter === undefined ? {} : { reliability: letter.toUpperCase() }),
    ...(digit === undefined ? {} : { credibility: Number(digit) }),
  }
}

/** An observation of a list, with what it rests on. */
export interface Listed {
  stored: Stored<ObservationRecord>
  supported: Supported
  /** That its origins do not bear out its credibility. */
  warnings: CredibilityWarning[]
  /** Admiralty reliability of the sources in support. */
  reliabilities: (string | undefined)[]
  shortId: string
}

export interface Listing extends Judged {
  found: Found
  rows: Listed[]
}

export async function listObservations(
  store: Store,
  filter: ObservationFilter,
  page: Page,
  reading: Reading,
): Promise<Listing> {
  const found = await store.find(filter, page, reading)
  const ids = found.observations.map(({ record }) => record.id)
  const evidence = await store.evidence({ observations: ids }, reading)
  const readers = await readersOf(store, [evidence])
  const judged = judge(evidence, await knownOf(store, reading), reading, readers)
  const byId = new Map(judged.supported.map((supported) => [supported.observation.id, supported]))
  const rows = await Promise.all(
    found.observations.map(async (stored) => {
      const supported = byId.get(stored.record.id) ?? {
        observation: stored.record,
        citations: [],
        origins: NONE,
        against: NONE,
      }
      return {
        stored,
        supported,
        warnings: [credibilityOf(supported) ?? []].flat(),
        reliabilities: reliabilitiesOf(supported, judged),
        shortId: await store.shortId(stored.record.id, reading),
      }
    }),
  )
  return { ...judged, leftOut: found.leftOut, found, rows }
}

const NONE = { origins: [], unrooted: [], cycles: [] }

/** Reliability of each source that supports an observation. */
function reliabilitiesOf(
  { citations }: Supported,
  { lineage }: Pick<Judged, 'lineage'>,
): (string | undefined)[] {
  return citations
    .filter(({ stance }) => stance === 'supports')
    .map(({ source }) => lineage.sources.get(source)?.reliability)
}
