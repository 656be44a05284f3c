import { Failure } from '../model/failure.ts'
import { readCheckpoint, type SignedCheckpoint } from './checkpoint.ts'
import { HASH_BYTES, leafHash } from './merkle.ts'
import { fromBase64, MAX_NOTE } from './note.ts'
import { rootFromInclusion } from './proofs.ts'

/*
 * A proof that one leaf is in a log (C2SP tlog-proof): what was hashed, its index, the hashes from it up to the root,
 * and the checkpoint that has the root.
 */

export interface LogProof {
  /** What the leaf is the hash of: canonical JSON (RFC 8785) of a revision or an entry. */
  readonly contents: string
  /** Leaf index, from 0. */
  readonly index: number
  /** From the leaf's sibling up to the root's child, 32 bytes each. */
  readonly hashes: readonly Uint8Array[]
}

export interface ReadProof extends LogProof {
  readonly checkpoint: SignedCheckpoint
}

/** The most hashes that lead to a root: a log has fewer than 2^64 leaves. */
const MOST_HASHES = 64
const HEADING = 'c2sp.org/tlog-proof@v1'
/** The most that is read as a proof; a record with long notes has a hundred thousand. */
export const MAX_PROOF = 16 << 20

/** @param checkpoint the signed note, as it is */
export function proofText({ contents, index, hashes }: LogProof, checkpoint: string): string {
  return [
    HEADING,
    `extra ${Buffer.from(contents).toString('base64')}`,
    `index ${String(index)}`,
    ...hashes.map((hash) => Buffer.from(hash).toString('base64')),
    '',
    checkpoint,
  ].join('\n')
}

/**
 * Takes a proof apart; nothing is checked but its form.
 * @throws Failure `bad-proof`, `bad-checkpoint`
 */
export function readProof(text: string): ReadProof {
  const end = text.indexOf('\n\n')
  const [heading, extra = '', index = '', ...encoded] = text.slice(0, Math.max(end, 0)).split('\n')
  if (end < 0 || heading !== HEADING) {
    throw badProof(
      'This is no proof of a log.',
      'A proof is the file that trace prove ID -o FILE wrote, unchanged.',
    )
  }
  const contents = fromBase64(/^extra (.+)$/.exec(extra)?.[1] ?? '')
  const number = /^index (0|[1-9]\d{0,14})$/.exec(index)?.[1]
  if (contents === undefined) throw broken('what was recorded')
  if (number === undefined) throw broken('its index')
  if (encoded.length > MOST_HASHES) throw broken('its hashes')
  const hashes = encoded.map(fromBase64)
  if (!hashes.every((hash) => hash?.length === HASH_BYTES)) throw broken('its hashes')
  return {
    contents: decoded(contents),
    index: Number(number),
    hashes: hashes.flatMap((hash) => hash ?? []),
    checkpoint: readCheckpoint(text.slice(end + 2, end + 3 + MAX_NOTE)),
  }
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw broken('what was recorded')
  }
}

function broken(part: string): Failure {
  return badProof(`This proof is damaged: ${part} cannot be read.`, 'Ask for the file again.')
}

function badProof(message: string, hint: string): Failure {
  return new Failure('bad-proof', message, { hint })
}

/** Whether the hashes lead from the contents to the root of the checkpoint (tlog-proof, "Verifying a tlog proof", step 4). */
export function provesInclusion({ contents, index, hashes, checkpoint }: ReadProof): boolean {
  const root = rootFromInclusion(index, checkpoint.size, leafHash(contents), hashes)
  return root !== undefined && Buffer.compare(root, checkpoint.root) === 0
}
