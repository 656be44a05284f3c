import { originOf, type SignedCheckpoint } from '../custody/checkpoint.ts'
import type { Fault } from '../model/fault.ts'
import { checkSignature, type Verifier } from '../custody/note.ts'
import { consistencyRanges, hashRanges, provesConsistency, type TreeHead } from '../custody/proofs.ts'
import { Failure } from '../model/failure.ts'
import type { MergeRecord } from '../model/records.ts'
import type { Entry, Store } from '../store/port.ts'
import { recordOfCase } from './case.ts'
import { mergedRootAt } from './merged-logs.ts'
import type { MergedLog } from './verify.ts'

/** A checkpoint to hold a case against. */
export interface Against {
  readonly checkpoint: SignedCheckpoint
  /** Whose signatures are checked; each of them has to be there. */
  readonly verifiers: readonly Verifier[]
}

export interface CheckedSignature {
  /** Name of the key. */
  readonly name: string
  readonly keyId: string
  readonly status: 'good' | 'bad' | 'not checked'
}

/** How a case stands to a checkpoint. */
export interface Held {
  readonly checkpoint: SignedCheckpoint
  readonly signatures: readonly CheckedSignature[]
  /** Whether the log begins with exactly what the checkpoint is of; undefined when that could not be asked. */
  readonly isConsistent: boolean | undefined
  /** The merged case that the checkpoint is of, when it is not of this one's own log. */
  readonly merged: MergeRecord | undefined
  readonly faults: readonly Fault[]
}

/** What is said of a checkpoint of another case. */
export function otherLog({ origin }: SignedCheckpoint, own: string): string {
  return `it is of another log, ${origin}; this one is ${own}`
}

/** The origin of a case's checkpoints. @throws Failure `not-a-case` for one without a record of itself */
export async function originOfCase(store: Store, head: Entry | undefined): Promise<string> {
  const record = head === undefined ? undefined : await recordOfCase(store, head)
  if (record !== undefined) return originOf(record.id)
  throw new Failure('not-a-case', 'This case holds no record of itself.', {
    hint: 'It was not started properly; start a new one with: trace init FOLDER',
  })
}

/** Undefined when the record that says so is among what was damaged. */
async function readableOrigin(store: Store, head: Entry | undefined): Promise<string | undefined> {
  try {
    return await originOfCase(store, head)
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  }
}

/**
 * Checks the signatures of a checkpoint, and that the log of a case still begins with exactly what it is of (RFC 9162,
 * section 2.1.4).
 * @param head the newest entry
 * @param isFaulty the log does not fit itself: nothing can be proved of it then
 * @param merged logs of cases that were merged: a checkpoint of one of them is held against that
 */
export async function holdAgainst(
  { folder, store }: { readonly folder: string; readonly store: Store },
  { checkpoint, verifiers }: Against,
  head: Entry | undefined,
  isFaulty: boolean,
  merged: readonly MergedLog[] = [],
): Promise<Held> {
  const { note } = checkpoint
  const checks = verifiers.map((verifier) => ({ verifier, status: checkSignature(note, verifier) }))
  const signatures = note.signatures.map(({ name, keyId }): CheckedSignature => {
    const check = checks.find(({ verifier }) => verifier.name === name && verifier.keyId === keyId)
    return {
      name,
      keyId,
      status: check?.status === 'good' || check?.status === 'bad' ? check.status : 'not checked',
    }
  })
  const unsigned = checks.flatMap(({ verifier: { name, keyId }, status }) =>
    status === 'good'
      ? []
      : [
          status === 'bad'
            ? `the signature of ${name} does not fit it`
            : `it is not signed by the key ${keyId} of ${name}`,
        ],
  )
  const origin = await (isFaulty ? readableOrigin : originOfCase)(store, head)
  const isOther = origin !== undefined && checkpoint.origin !== origin
  const holder = await holderOf(folder, checkpoint, merged)
  const size = head?.size ?? 0
  const name = `checkpoint of ${String(checkpoint.size)} leaves`
  const isShorter = checkpoint.size > size
  const isConsistent =
    isOther || isFaulty
      ? undefined
      : !isShorter && (await beginsWith(store, checkpoint, { size, root: rootOf(head) }))
  // A case that was merged, be it a copy of this one, has a history of its own.
  if (holder !== undefined && isConsistent !== true) {
    const faults: Fault[] = unsigned.length === 0 ? [] : [{ kind: 'checkpoint', name, what: unsigned }]
    return { checkpoint, signatures, isConsistent: true, merged: holder, faults }
  }
  const what = [
    ...unsigned,
    ...(isOther ? [otherLog(checkpoint, origin)] : []),
    ...(!isOther && isShorter
      ? [
          `it is of ${String(checkpoint.size)} leaves, and the log has ${String(size)}: the last entries were taken away`,
        ]
      : []),
    ...(isConsistent === false && !isShorter
      ? ['the log does not begin with what it is of: its history is another']
      : []),
    ...(!isOther && isFaulty ? ['the log cannot be held against it, as it does not fit itself'] : []),
  ]
  return {
    checkpoint,
    signatures,
    isConsistent,
    merged: undefined,
    faults: what.length === 0 ? [] : [{ kind: 'checkpoint', name, what }],
  }
}

/** The merge whose log begins with what a checkpoint is of. */
async function holderOf(
  folder: string,
  { origin, size, root }: SignedCheckpoint,
  merged: readonly MergedLog[],
): Promise<MergeRecord | undefined> {
  for (const { merge, isSound } of merged) {
    if (!isSound || originOf(merge.case) !== origin) continue
    const had = await mergedRootAt(folder, merge, size)
    if (had !== undefined && Buffer.compare(had, root) === 0) return merge
  }
  return undefined
}

function rootOf(head: Entry | undefined): Uint8Array {
  return head?.root ?? new Uint8Array()
}

/** Whether a log begins with a tree of that size and root; the proof is made from its leaves, and checked. */
async function beginsWith(store: Store, first: TreeHead, second: TreeHead): Promise<boolean> {
  const needsProof = first.size > 0 && first.size < second.size
  const proof = needsProof
    ? await hashRanges(store.leaves({ size: second.size }), consistencyRanges(first.size, second.size))
    : []
  return provesConsistency(first, second, proof)
}
