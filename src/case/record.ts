import type { CredibilityWarning } from '../evidence/credibility.ts'
import type { CitationRecord, ObservationRecord } from '../model/records.ts'
import type { Receipt, View } from '../store/port.ts'
import { newest, write, type Case } from './case.ts'
import { complete, type Draft } from './complete.ts'
import { credibilityNow } from './credibility.ts'
import { proposeLeg, type Proposal } from './propose.ts'
import type { CheckedCitation, QuoteFinding } from './quoted.ts'
import { withQuoteChecked } from './quotes.ts'
import { refuseRetracted } from './reference-data.ts'
import { resolveReferences } from './references.ts'

export interface Recorded {
  observation: ObservationRecord
  citation: CitationRecord
  receipt: Receipt
  /** The leg that was linked because the program proposed it. */
  proposal: Proposal | undefined
  /** Undefined for a citation without a quotation. */
  quotation: QuoteFinding | undefined
  /** That its origins do not bear out its credibility. */
  warnings: readonly CredibilityWarning[]
}

export interface QuoteOptions {
  /** Records a quotation also when it is not in the document. */
  unverified?: boolean
}

export interface RecordOptions extends QuoteOptions {
  /** Asked about a proposed leg, which is linked when the answer is yes. Without it none is proposed. */
  accept?: (proposal: Proposal) => Promise<boolean>
}

/**
 * Records one observation and its first citation as one entry.
 *
 * @param observation its fields, with names where keys are wanted
 * @param citation its fields without `about`; an observation without a source is refused
 * @throws Failure of the values, the names, and the store; `quote-not-found`
 */
export async function recordObservation(
  kase: Case,
  observation: Record<string, unknown>,
  citation: Record<string, unknown>,
  options: RecordOptions = {},
): Promise<Recorded> {
  const view = await newest(kase.store)
  const draft = await resolveReferences(kase.store, { ...observation, type: 'observation' }, view)
  const { draft: cited, quotation } = await citing(kase, citation, view, options)
  const proposal = await proposalFor(kase, draft, options)
  const record = complete({
    ...draft,
    type: 'observation',
    ...(proposal === undefined ? {} : { shows: [linkOf(proposal)] }),
  })
  await refuseRetracted(kase.store, record, view)
  const first = complete({ ...cited, type: 'citation', about: record.id })
  await refuseRetracted(kase.store, first, view)
  const receipt = await write(kase, [record, first])
  const warnings = await credibilityNow(kase.store, record)
  return { observation: record, citation: first, receipt, proposal, quotation, warnings }
}

/** A citation with the keys of what it names, and its quotation looked up. */
async function citing(
  kase: Case,
  citation: Record<string, unknown>,
  view: View,
  { unverified }: QuoteOptions,
): Promise<CheckedCitation> {
  const cited = await resolveReferences(
    kase.store,
    { stance: 'supports', ...citation, type: 'citation' },
    view,
  )
  return withQuoteChecked(kase, cited, view, unverified)
}

async function proposalFor(
  kase: Case,
  draft: Draft,
  { accept }: RecordOptions,
): Promise<Proposal | undefined> {
  if (
    accept === undefined ||
    draft.shows !== undefined ||
    draft.along !== undefined ||
    draft.place === undefined
  )
    return undefined
  const legs = await kase.store.all('leg', await newest(kase.store))
  const proposal = proposeLeg(
    draft as unknown as ObservationRecord,
    legs.map(({ record }) => record),
  )
  return proposal !== undefined && (await accept(proposal)) ? proposal : undefined
}

function linkOf({ leg, stage }: Proposal): { leg: string; stage?: string } {
  return stage === undefined ? { leg } : { leg, stage }
}

export interface Linked {
  citation: CitationRecord
  receipt: Receipt
  /** Undefined for a citation without a quotation. */
  quotation: QuoteFinding | undefined
  /** That the origins of the observation do not bear out its credibility. */
  warnings: readonly CredibilityWarning[]
}

/**
 * Ties an observation or relation to another document.
 * @throws Failure of the values, the names, and the store; `quote-not-found`
 */
export async function linkSource(
  kase: Case,
  about: string,
  citation: Record<string, unknown>,
  options: QuoteOptions = {},
): Promise<Linked> {
  const view = await newest(kase.store)
  const { draft, quotation } = await citing(kase, citation, view, options)
  const record = complete({ ...draft, type: 'citation', about })
  await refuseRetracted(kase.store, record, view)
  const receipt = await write(kase, [record])
  return { citation: record, receipt, quotation, warnings: await credibilityNow(kase.store, record) }
}
