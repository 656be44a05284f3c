import { hash } from 'node:crypto'
import { basename, join } from 'node:path'
import {
  stageFile,
  stageText,
  type ArchivedFile,
  type Staged,
  type StagedText,
  type Tools,
} from '../custody/archive.ts'
import type { SignedCheckpoint } from '../custody/checkpoint.ts'
import type { Signer } from '../custody/note.ts'
import { MAX_TIMESTAMP, readTimestamp, type Timestamp } from '../custody/timestamp.ts'
import { Failure, locate } from '../model/failure.ts'
import type { SourceRecord } from '../model/records.ts'
import { parseWhen } from '../model/when.ts'
import type { Entry, Receipt, Store } from '../store/port.ts'
import { ARCHIVE, newest, write, type Case } from './case.ts'
import { originOfCase } from './checkpoints.ts'
import { complete } from './complete.ts'
import { numberedKey } from './new-key.ts'
import { signed } from './seal.ts'
import { readSmallFile } from './small-file.ts'

/** A time stamp that was attached. */
export interface Attached {
  readonly stamp: Timestamp
  /** The entry whose log was stamped. */
  readonly entry: Entry
  /** The reply, as a source of the case. */
  readonly source: SourceRecord
  /** The checkpoint that was stamped, as a source of the case. */
  readonly checkpoint: SourceRecord
  readonly receipt: Receipt
}

/**
 * Keeps the reply of a time-stamping authority (RFC 3161) as a source of the case, and beside it the checkpoint it is of, so
 * that both can be checked together later. The authority's signature is not checked: OpenSSL does that.
 *
 * @param path of the reply
 * @param of the checkpoint that was stamped; left out, it is looked for among those that `signer` can have signed, which
 *   come out the same each time
 * @throws Failure `bad-timestamp`, `bad-checkpoint` for one that is not of this case, `no-key`
 */
export async function attachTimestamp(
  kase: Case,
  path: string,
  of: SignedCheckpoint | (() => Promise<Signer>),
  tools: Tools,
): Promise<Attached> {
  const reply = await readSmallFile(path, MAX_TIMESTAMP)
  const stamp = locate(path, () => readTimestamp(reply))
  const { checkpoint, entry } =
    typeof of === 'function'
      ? await findStamped(kase.store, stamp, await of(), path)
      : await stampedEntry(kase.store, stamp, of, path)
  const archive = join(kase.folder, ARCHIVE)
  const staged: (Staged | StagedText)[] = []
  try {
    const token = await stageFile(path, archive, tools)
    staged.push(token)
    const note = await stageText(checkpoint.text, archive, tools)
    staged.push(note)
    const number = String(entry.number)
    const noteSource = await sourceWith(kase.store, `checkpoint-${number}`, {
      title: `Checkpoint of entry ${number}`,
      file: {
        sha256: note.sha256,
        bytes: note.bytes,
        mediaType: 'text/plain',
        name: `checkpoint-${number}.txt`,
      },
    })
    const source = await sourceWith(kase.store, `timestamp-${number}`, {
      title: `Time stamp of the checkpoint of entry ${number}`,
      file: { ...token.file, name: basename(path) },
      ...(stamp.authority === undefined ? {} : { publisher: stamp.authority }),
      published: parseWhen(stamp.time),
      timestamp: {
        size: checkpoint.size,
        root: Buffer.from(checkpoint.root).toString('hex'),
        time: stamp.time,
        ...(stamp.authority === undefined ? {} : { authority: stamp.authority }),
      },
    })
    for (const one of staged) await one.keep()
    const receipt = await write(kase, [noteSource, source])
    return { stamp, entry, source, checkpoint: noteSource, receipt }
  } finally {
    for (const one of staged) await one.discard()
  }
}

/** Looks for the checkpoint that was stamped, the newest entry first. */
async function findStamped(
  store: Store,
  stamp: Timestamp,
  signer: Signer,
  path: string,
): Promise<{ checkpoint: SignedCheckpoint; entry: Entry }> {
  const head = await store.head()
  const origin = await originOfCase(store, head)
  for (let number = head?.number ?? 0; number > 0; number -= 1) {
    const entry = await store.entryAt({ number })
    if (entry === undefined) break
    const checkpoint = signed({ origin, size: entry.size, root: entry.root }, signer)
    if (isStampOf(stamp, checkpoint, path)) return { checkpoint, entry }
  }
  throw new Failure(
    'bad-timestamp',
    'This is a stamp of something else than a checkpoint of this case that you signed.',
    {
      where: path,
      hint: 'If somebody else signed it too, name the file that was stamped: --checkpoint FILE',
    },
  )
}

async function stampedEntry(
  store: Store,
  stamp: Timestamp,
  checkpoint: SignedCheckpoint,
  path: string,
): Promise<{ checkpoint: SignedCheckpoint; entry: Entry }> {
  if (!isStampOf(stamp, checkpoint, path)) {
    throw new Failure('bad-timestamp', 'This is a stamp of something else than that checkpoint.', {
      where: path,
      hint: 'Name the file that was stamped, unchanged.',
    })
  }
  const head = await store.head()
  for (let number = head?.number ?? 0; number > 0; number -= 1) {
    const entry = await store.entryAt({ number })
    if (entry === undefined || entry.size < checkpoint.size) break
    const isIt = entry.size === checkpoint.size && Buffer.compare(entry.root, checkpoint.root) === 0
    if (isIt && checkpoint.origin === (await originOfCase(store, head))) return { checkpoint, entry }
  }
  throw new Failure('bad-checkpoint', 'The checkpoint is not one of this case as it is now.', {
    hint: 'See what is wrong with: trace verify --against CHECKPOINT',
  })
}

/** @throws Failure `bad-timestamp` for a digest that nothing here can make */
function isStampOf({ hashAlgorithm, imprint }: Timestamp, { text }: SignedCheckpoint, path: string): boolean {
  if (!/^sha(?:256|384|512)$/.test(hashAlgorithm)) {
    throw new Failure('bad-timestamp', `The stamp is of a ${hashAlgorithm} digest, which is not used here.`, {
      where: path,
      hint: 'Ask for one of a SHA-256 digest, as trace seal prints the query.',
    })
  }
  return Buffer.compare(hash(hashAlgorithm, text, 'buffer'), imprint) === 0
}

/** A source with this file: the one that is there, or a new one under the first key that is free. */
async function sourceWith(
  store: Store,
  key: string,
  fields: Readonly<Record<string, unknown>> & { file: ArchivedFile },
): Promise<SourceRecord> {
  const view = await newest(store)
  const sources = (await store.all('source', view)).map(({ record }) => record)
  const known = sources.find(({ id, file }) => id.startsWith(key) && file?.sha256 === fields.file.sha256)
  if (known !== undefined) return known
  for (let n = 1; ; n += 1) {
    const id = numberedKey(key, n)
    if ((await store.get('source', id, view)) !== undefined) continue
    return complete({ ...fields, type: 'source', id, kind: 'note', lineage: 'original' })
  }
}
