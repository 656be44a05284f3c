import type { CredibilityWarning } from '../evidence/credibility.ts'
import { Failure } from '../model/failure.ts'
import { changesOf } from '../model/changes.ts'
import type { AnyRecord, CitationRecord, ObservationRecord } from '../model/records.ts'
import { RECORD_TYPES } from '../model/vocabulary.ts'
import type { Receipt, Stored, Store, View } from '../store/port.ts'
import { newest, write, type Case } from './case.ts'
import { complete } from './complete.ts'
import { refuseAtOdds } from './revision-conflicts.ts'
import { notAtOdds, openLeaves, refuseMerge, type Resolving } from './resolving.ts'
import { credibilityNow } from './credibility.ts'
import type { QuoteFinding } from './quoted.ts'
import { withQuoteCheckedAgain } from './quotes.ts'
import { resolveReferences } from './references.ts'
import { resolve } from './resolve.ts'

/** The record a correction or retraction means, also when it was taken back before. */
export async function forRevision(kase: Case, word: string): Promise<Stored> {
  return resolve(kase.store, word, RECORD_TYPES, await newest(kase.store), { retracted: true })
}

export interface Revised {
  before: AnyRecord
  after: AnyRecord
  receipt: Receipt
  /** Undefined when no quotation was looked up. */
  quotation: QuoteFinding | undefined
  /** That the origins of the observation it is, or is about, do not bear out its credibility. */
  warnings: readonly CredibilityWarning[]
}

export interface CorrectOptions {
  readonly restore?: boolean
  readonly unverified?: boolean
  readonly resolving?: Resolving
}

/**
 * Adds a revision that says something else.
 *
 * @param changes new values by field, with names where keys are wanted; undefined takes a field off
 * @param restore brings back a record that was retracted
 * @param resolving settles revisions that are at odds since a merge; the correction starts from the one that is kept
 * @param unverified records a quotation also when it is not in the document
 * @throws Failure `nothing-to-change`, `retracted`, `quote-not-found`, `ambiguous` for a record with revisions at odds, and those of the values and the store
 */
export async function correctRecord(
  kase: Case,
  stored: Stored,
  changes: Readonly<Record<string, unknown>>,
  because: string,
  { restore = false, unverified = false, resolving }: CorrectOptions = {},
): Promise<Revised> {
  const record = resolving?.keep ?? stored.record
  const reason = reasonFrom(because)
  refuseMerge(record)
  if (resolving === undefined) await refuseAtOdds(kase.store, record, await newest(kase.store))
  if (record.retracted === true && !restore) {
    throw new Failure('retracted', `The ${record.type} ${record.id} was retracted: ${record.reason ?? ''}.`, {
      hint: 'Add --restore to bring it back with this correction.',
    })
  }
  const view = await newest(kase.store)
  const resolved = await resolveReferences(kase.store, { ...changes, type: record.type }, view)
  const contents = withoutOldLink(record, { ...record, ...resolved })
  const { draft, quotation } =
    record.type === 'citation'
      ? await withQuoteCheckedAgain(kase, record, { ...contents, type: 'citation' }, view, unverified)
      : { draft: contents, quotation: undefined }
  const number = stored.record.revision
  const after = nextRevision({ ...record, revision: number }, draft, reason, { resolves: resolving?.leaves })
  const saysNothing = changesOf(record, after).length === 0 && record.retracted !== true
  if (saysNothing && resolving === undefined) {
    throw new Failure('nothing-to-change', `The ${record.type} ${record.id} says that already.`, {
      hint: `Look at it with: trace show ${record.id}`,
    })
  }
  const parts = stored.record.retracted === true ? await takenBackWith(kase.store, stored, reason) : []
  const receipt = await write(kase, [after, ...parts])
  const warnings = await credibilityNow(kase.store, after)
  return { before: stored.record, after, receipt, quotation, warnings }
}

/** @throws Failure `missing-fields`: a change without a reason cannot be defended. */
export function reasonFrom(because: string): string {
  const reason = because.trim()
  if (reason !== '') return reason
  throw new Failure('missing-fields', 'A reason is needed.', { hint: 'Say why: --because "counted again"' })
}

/** The citations that were taken back in the same entry as what they are about: they come back with it. */
async function takenBackWith(store: Store, { record, entry }: Stored, because: string): Promise<AnyRecord[]> {
  const [head] = await store.entries(entry, entry)
  if (head === undefined || (record.type !== 'observation' && record.type !== 'relation')) return []
  const parts: AnyRecord[] = []
  for await (const { record: other } of store.written({ size: head.size - head.records - 1 }, head)) {
    if (other.type !== 'citation' || other.about !== record.id || other.retracted !== true) continue
    const now = await store.get('citation', other.id, await newest(store))
    if (now?.record.revision === other.revision) parts.push(nextRevision(other, { ...other }, because))
  }
  return parts
}

/** The link to a leg that came with `along` goes when `along` changes, unless the links were given anew. */
function withoutOldLink(before: AnyRecord, after: Record<string, unknown>): Record<string, unknown> {
  if (before.type !== 'observation' || before.along === undefined || after.along === before.along)
    return after
  const isOld = ({ leg, stage }: { leg: string; stage?: string | undefined }) =>
    leg === before.along && stage === 'in-transit'
  return { ...after, shows: (after.shows as ObservationRecord['shows'])?.filter((link) => !isOld(link)) }
}

/** What a revision says of others of its record: which at odds it settles, or which that did so it undoes. By leaves in hexadecimal. */
type OfOthers = Pick<AnyRecord, 'undoes'> & { readonly resolves?: readonly string[] | undefined }

/** A complete revision after `before`, with the contents of `contents`. */
export function nextRevision(
  before: Pick<AnyRecord, 'type' | 'id' | 'revision'>,
  contents: Record<string, unknown>,
  because: string,
  ofOthers: OfOthers = {},
): AnyRecord {
  const { retracted: _, resolves: _resolved, undoes: _undone, ...rest } = contents
  return complete({
    ...rest,
    type: before.type,
    id: before.id,
    revision: before.revision + 1,
    reason: because,
    ...ofOthers,
  })
}

export function retraction(before: AnyRecord, because: string, resolves?: string[]): AnyRecord {
  const { resolves: _, undoes: _undone, ...contents } = before
  return {
    ...contents,
    revision: before.revision + 1,
    reason: because,
    retracted: true,
    ...(resolves === undefined ? {} : { resolves }),
  }
}

/** How often a decision is made again when others write meanwhile, before giving up. */
const ATTEMPTS = 20

/** Writes what `decide` makes of the case as it is now; when somebody else writes in between, decides again. */
export async function writeDecided<T extends { records: AnyRecord[] }>(
  kase: Case,
  decide: (view: View) => Promise<T>,
): Promise<T & { receipt: Receipt }> {
  for (let attempt = 1; ; attempt += 1) {
    const view = await newest(kase.store)
    const decided = await decide(view)
    try {
      return { ...decided, receipt: await write(kase, decided.records, { decidedAt: view.size }) }
    } catch (error) {
      const isOvertaken = error instanceof Failure && error.code === 'changed-meanwhile'
      if (!isOvertaken || attempt === ATTEMPTS) throw error
    }
  }
}

/**
 * Takes a record back; an observation or relation with its citations, which say nothing without it.
 * @param resolves settles revisions that are at odds since a merge: it is taken back, whatever they say
 * @returns every record that was taken back
 * @throws Failure `retracted`, `in-use` when other records rest on it, `ambiguous` for revisions at odds
 */
export function retractRecord(
  kase: Case,
  { record: { type, id } }: Stored,
  because: string,
  { resolves = false }: { readonly resolves?: boolean } = {},
): Promise<{ records: AnyRecord[]; receipt: Receipt }> {
  const reason = reasonFrom(because)
  return writeDecided(kase, async (view) => {
    const record = (await kase.store.get(type, id, view))?.record
    if (record !== undefined) refuseMerge(record)
    if (record === undefined || (record.retracted === true && !resolves)) {
      throw new Failure('retracted', `The ${type} ${id} was retracted already: ${record?.reason ?? ''}.`)
    }
    if (type === 'case') {
      throw new Failure('in-use', 'The case itself cannot be retracted.', {
        hint: 'Correct its title, or delete its folder.',
      })
    }
    const dependents = (await kase.store.dependents(type, id, view)).map((stored) => stored.record)
    const ownParts = type === 'observation' || type === 'relation'
    if (!ownParts && dependents.length > 0) throw inUse(record, dependents)
    if (record.type === 'citation') await refuseLastCitation(kase.store, record, view)
    return { records: await retractions(kase.store, [...dependents, record], reason, resolves, view) }
  })
}

async function retractions(
  store: Store,
  records: readonly AnyRecord[],
  because: string,
  resolves: boolean,
  view: View,
): Promise<AnyRecord[]> {
  const retracted: AnyRecord[] = []
  for (const record of records) {
    const leaves = resolves ? await openLeaves(store, record, view) : undefined
    if (!resolves) await refuseAtOdds(store, record, view)
    retracted.push(retraction(record, because, leaves))
  }
  // What is named itself comes last.
  const isNothing = resolves && retracted.every((record) => record.resolves === undefined)
  if (isNothing) throw notAtOdds(records.at(-1))
  return retracted
}

/** An observation without a source is refused, and so is what would leave one. @throws Failure `in-use` */
async function refuseLastCitation(store: Store, { id, about }: CitationRecord, view: View): Promise<void> {
  const others = (await store.dependents('observation', about, view)).filter(({ record }) => record.id !== id)
  const observation = await store.get('observation', about, view)
  if (others.length > 0 || observation === undefined || observation.record.retracted === true) return
  throw new Failure('in-use', `The observation ${about} would be left without a source.`, {
    hint: `Retract the observation itself, or tie it to another document first: trace link ${about} SOURCE`,
  })
}

function inUse(record: AnyRecord, dependents: readonly AnyRecord[]): Failure {
  const [first] = dependents
  const named = dependents.slice(0, 5).map((one) => `${one.type} ${one.id}`)
  const more = dependents.length - named.length
  return new Failure(
    'in-use',
    `${String(dependents.length)} record${dependents.length === 1 ? ' rests' : 's rest'} on ${record.type} ${record.id}: ${named.join(', ')}${more > 0 ? ` and ${String(more)} more` : ''}.`,
    { hint: `Retract or correct those first, for instance: trace show ${first?.id ?? ''}` },
  )
}
