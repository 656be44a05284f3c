import {
  checkpointText,
  readCheckpoint,
  type Checkpoint,
  type SignedCheckpoint,
} from '../custody/checkpoint.ts'
import { checkSignature, noteText, signatureLine, type Signer } from '../custody/note.ts'
import { Failure } from '../model/failure.ts'
import { refuseFaults, verifyCase, type Progress, type Verified } from './verify.ts'
import { originOfCase } from './checkpoints.ts'
import type { Case } from './case.ts'

interface SealOptions {
  readonly onProgress?: (progress: Progress) => void
}

/** A checkpoint with one more signature, and what the check before it found. */
export interface Sealed {
  readonly checkpoint: SignedCheckpoint
  readonly verified: Verified
  /** The key had signed it before. */
  readonly hadSigned: boolean
}

/**
 * Signs the head of a case's log (C2SP tlog-checkpoint), after everything in the case was checked.
 * @throws Failure `not-sound` when something in it is not as it was recorded
 */
export async function sealCase(
  kase: Pick<Case, 'folder' | 'store'>,
  signer: Signer,
  { onProgress }: SealOptions = {},
): Promise<Sealed> {
  const verified = await verifyCase(kase, onProgress === undefined ? {} : { onProgress })
  refuseToSign(verified)
  const head = headOf(verified)
  const origin = await originOfCase(kase.store, verified.head)
  return { checkpoint: signed({ origin, ...head }, signer), verified, hadSigned: false }
}

/**
 * Adds a signature to a checkpoint that others have signed, after the case was checked and held against it.
 * @throws Failure `not-sound` also when the case is not the one the checkpoint is of, or has another history
 */
export async function cosignCheckpoint(
  kase: Pick<Case, 'folder' | 'store'>,
  checkpoint: SignedCheckpoint,
  signer: Signer,
  { onProgress }: SealOptions = {},
): Promise<Sealed> {
  const status = checkSignature(checkpoint.note, signer)
  // A key that has signed it already is held to that signature.
  const against = { checkpoint, verifiers: status === 'absent' ? [] : [signer] }
  const verified = await verifyCase(kase, { against, ...(onProgress === undefined ? {} : { onProgress }) })
  const merged = verified.against?.merged
  if (merged !== undefined)
    throw new Failure(
      'not-sound',
      `Nothing was signed: the checkpoint is of the merged case "${merged.title}".`,
      {
        hint: 'It is for those to sign who hold that case itself.',
      },
    )
  refuseToSign(verified)
  if (status === 'good') return { checkpoint, verified, hadSigned: true }
  const text = `${checkpoint.text}${signatureLine(checkpoint.note.text, signer)}`
  return { checkpoint: readCheckpoint(text), verified, hadSigned: false }
}

/** A checkpoint signed by one key: always the same for the same log and key (RFC 8032: Ed25519 draws no lots). */
export function signed(checkpoint: Checkpoint, signer: Signer): SignedCheckpoint {
  const text = checkpointText(checkpoint)
  return readCheckpoint(noteText(text, [signatureLine(text, signer)]))
}

function headOf({ head }: Verified): Pick<Checkpoint, 'size' | 'root'> {
  if (head === undefined) throw new Error('a case without entries was sealed')
  return { size: head.size, root: head.root }
}

/** @throws Failure `not-sound` */
function refuseToSign(verified: Verified): void {
  const [first] = verified.faults
  if (first?.kind === 'checkpoint') {
    throw new Failure(
      'not-sound',
      `Nothing was signed: the ${first.name} does not fit: ${first.what.join('; ')}.`,
      {
        hint: 'See how the case stands to it with: trace verify --against CHECKPOINT',
      },
    )
  }
  refuseFaults(verified, 'Nothing was signed: the case', {
    hint: 'See everything that does not fit with: trace verify',
  })
}
