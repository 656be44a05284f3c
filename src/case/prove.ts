import { canonicalJson } from '../custody/canonical.ts'
import type { SignedCheckpoint } from '../custody/checkpoint.ts'
import { proofText, provesInclusion, readProof, type ReadProof } from '../custody/proof-file.ts'
import { hashRanges, inclusionRanges } from '../custody/proofs.ts'
import { headOf, type EntryHead } from '../model/entry.ts'
import { Failure } from '../model/failure.ts'
import type { AnyRecord } from '../model/records.ts'
import { RECORD_TYPES } from '../model/vocabulary.ts'
import type { Store } from '../store/port.ts'
import { originOfCase, otherLog } from './checkpoints.ts'
import { resolve } from './resolve.ts'

/** What is to be proved: a revision of a record (the current one when left out), or an entry, with who wrote it and when. */
export type ToProve = { readonly word: string; readonly revision?: number } | { readonly entry: number }

/** A leaf of the log: what it is the hash of, and where it stands. */
interface Leaf {
  readonly contents: AnyRecord | EntryHead
  readonly position: number
}

/**
 * Makes a proof that something stands in the log that a checkpoint is of (C2SP tlog-proof; RFC 6962, section 2.1.1).
 * @param checkpoint of this case; a proof can only be made of what it covers
 * @throws Failure `unknown-name`, `ambiguous`, `no-such-entry`, `bad-checkpoint` for one that this log does not fit,
 *   `case-damaged` when the log has gaps
 */
export async function proveLeaf(
  store: Store,
  what: ToProve,
  checkpoint: SignedCheckpoint,
): Promise<{ proof: ReadProof; text: string }> {
  const { size } = checkpoint
  await refuseForeign(store, checkpoint)
  const { contents, position } =
    'entry' in what ? await entryLeaf(store, what.entry, size) : await recordLeaf(store, what, size)
  const hashes = await hashesFor(store, position, size)
  const text = proofText({ contents: canonicalJson(contents), index: position, hashes }, checkpoint.text)
  const proof = readProof(text)
  if (provesInclusion(proof)) return { proof, text }
  throw new Failure('bad-checkpoint', 'The log of this case does not begin with what the checkpoint is of.', {
    hint: 'See what is wrong with: trace verify --against CHECKPOINT',
  })
}

/** @throws Failure `bad-checkpoint` for a checkpoint of another log, or of more than this one has */
async function refuseForeign(store: Store, checkpoint: SignedCheckpoint): Promise<void> {
  const head = await store.head()
  const own = await originOfCase(store, head)
  const have = head?.size ?? 0
  const what =
    checkpoint.origin !== own
      ? otherLog(checkpoint, own)
      : checkpoint.size > have
        ? `it is of ${String(checkpoint.size)} leaves, and the log has ${String(have)}`
        : undefined
  if (what === undefined) return
  throw new Failure('bad-checkpoint', `Nothing here can be proved with this checkpoint: ${what}.`, {
    hint: 'Name a checkpoint of this case, or leave --checkpoint out.',
  })
}

async function hashesFor(store: Store, position: number, size: number): Promise<Buffer[]> {
  try {
    return await hashRanges(store.leaves({ size }), inclusionRanges(position, size))
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw new Failure('case-damaged', 'The log of this case has a gap, so nothing in it can be proved.', {
      hint: 'See what is missing with: trace verify',
      cause,
    })
  }
}

async function recordLeaf(
  store: Store,
  { word, revision }: { word: string; revision?: number },
  size: number,
): Promise<Leaf> {
  const head = await store.head()
  const view = { size: Math.min(size, head?.size ?? 0) }
  const { record } = await resolve(store, word, RECORD_TYPES, head ?? view, { retracted: true })
  const history = await store.history(record.type, record.id, view)
  const stored = revision === undefined ? history.at(-1) : history[revision - 1]
  if (stored !== undefined) return { contents: stored.record, position: stored.position }
  if (history.length === 0)
    throw new Failure(
      'bad-checkpoint',
      `The ${record.type} ${record.id} was recorded after this checkpoint.`,
      {
        hint: 'Prove it with a newer one: leave --checkpoint out, or make one with: trace seal',
      },
    )
  throw new Failure(
    'unknown-name',
    `The ${record.type} ${record.id} has no revision ${String(revision ?? 0)} there.`,
    {
      hint: `It has ${String(history.length)}: see them with: trace log ${record.id}`,
    },
  )
}

async function entryLeaf(store: Store, number: number, size: number): Promise<Leaf> {
  const entry = await store.entryAt({ number })
  if (entry === undefined)
    throw new Failure('no-such-entry', `There is no entry ${String(number)}.`, {
      hint: 'See the entries with: trace log',
    })
  if (entry.position < size) return { contents: headOf(entry), position: entry.position }
  throw new Failure('bad-checkpoint', `Entry ${String(number)} was written after this checkpoint.`, {
    hint: 'Prove it with a newer one: leave --checkpoint out, or make one with: trace seal',
  })
}
