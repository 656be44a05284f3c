import { Failure } from '../model/failure.ts'
import { HASH_BYTES } from './merkle.ts'
import { fromBase64, readNote, type Note } from './note.ts'
import type { TreeHead } from './proofs.ts'

/*
 * Checkpoints (C2SP tlog-checkpoint): the size and root of a log in three lines, as the text of a signed note.
 */

export interface Checkpoint extends TreeHead {
  /** What log it is of. */
  readonly origin: string
}

export interface SignedCheckpoint extends Checkpoint {
  readonly note: Note
  /** The whole note, as it stands in the file. */
  readonly text: string
}

/** The origin of a case's log: its random id, which nothing else has, in the form of a path without a host. */
export function originOf(caseId: string): string {
  return `trace-case/${caseId}`
}

/** The text that is signed. */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${String(size)}\n${Buffer.from(root).toString('base64')}\n`
}

/**
 * Reads a checkpoint; its signatures are not checked. Further lines are allowed, and mean nothing here.
 * @throws Failure `bad-checkpoint`
 */
export function readCheckpoint(text: string): SignedCheckpoint {
  const note = readNote(text)
  const [origin = '', size = '', encoded = '', ...rest] = note.text.split('\n')
  const root = fromBase64(encoded)
  const hasGaps = rest.pop() !== '' || rest.includes('')
  if (origin === '' || !/^(?:0|[1-9]\d{0,14})$/.test(size) || root?.length !== HASH_BYTES || hasGaps) {
    throw new Failure(
      'bad-checkpoint',
      'This note is no checkpoint: it needs an origin, a size and a root.',
      {
        hint: 'A checkpoint is the file that trace seal -o FILE wrote, unchanged.',
      },
    )
  }
  return { origin, size: Number(size), root, note, text }
}
