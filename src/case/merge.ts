import { join } from 'node:path'
import { archivedPath, stageFile, stageTexts, type StagedText, type Tools } from '../custody/archive.ts'
import { isArchived } from '../custody/archived-document.ts'
import type { RevisionConflict } from '../evidence/revision-conflicts.ts'
import { Failure } from '../model/failure.ts'
import type { CaseRecord, MergeRecord } from '../model/records.ts'
import type { RecordType } from '../model/vocabulary.ts'
import type { BulkReceipt, Entry, Prepared, Store } from '../store/port.ts'
import { ARCHIVE, newest, recordOfCase, type Case } from './case.ts'
import { complete } from './complete.ts'
import { danglingReferences, type Dangling } from './dangling.ts'
import { documentsOf } from './documents.ts'
import {
  isTaken,
  logLines,
  revisionLeaf,
  revisionsOfCase,
  survey,
  type Foreign,
  type Survey,
} from './merge-survey.ts'
import { bringsNothing, knownLeaves } from './merge-known.ts'
import { revisionConflicts } from './revision-conflicts.ts'
import { refuseFaults, verifyCase, type Progress } from './verify.ts'
import { inPortions, prepared } from './prepared.ts'

/*
 * Taking in another analyst's case: every revision of it that is not here becomes one of this case, in one entry, as it was
 * recorded. Two cases that merge each other end up with the same revisions of the same records, and read them alike. The log of the
 * other case is archived, so that what its analysts did and when can be held against its checkpoints.
 */

export interface OtherCase {
  readonly folder: string
  readonly store: Store
}

/** What a merge is doing, and how far it has come. */
export type MergeProgress =
  | { readonly step: 'checking'; readonly progress: Progress }
  | { readonly step: 'comparing' | 'merging'; readonly done: number; readonly of: number }
  | { readonly step: 'copying'; readonly done: number; readonly of: number }

export interface MergeOptions {
  readonly tools: Tools
  /** Says what would come of it, and writes nothing. */
  readonly dryRun?: boolean
  readonly onProgress?: (progress: MergeProgress) => void
  /** Ends it before it is written; nothing is left behind then. */
  readonly signal?: AbortSignal
}

export interface Merged {
  /** The other case as it describes itself. */
  readonly other: CaseRecord
  readonly otherHead: Entry
  /** A copy of this very case: an earlier one, a later one, or one in which somebody else went on. */
  readonly isCopy: boolean
  /** Undefined when there was nothing to add, and of a dry run. */
  readonly entry: Entry | undefined
  /** What was merged; of a dry run, what would be. Undefined when there was nothing to add. */
  readonly record: MergeRecord | undefined
  readonly added: ReadonlyMap<RecordType, number>
  readonly repeated: ReadonlyMap<RecordType, number>
  /** Files that were copied, or would be. */
  readonly files: number
  /** Records of which both cases now hold revisions at odds, that nobody settled; undefined of a dry run. */
  readonly conflicts: readonly RevisionConflict[] | undefined
  /** Records that would get another revision of a number that is here; of a dry run. */
  readonly rivals: Survey['rivals']
  /** What is used although it was taken back; undefined of a dry run. */
  readonly dangling: readonly Dangling[] | undefined
}

/**
 * Merges another case into this one.
 * @throws Failure `not-sound` when the other case is not as it was recorded, `not-a-case`, and those of the store; there is no entry
 *   then, though files that nothing names may stay in the archive
 */
export async function mergeCase(kase: Case, other: OtherCase, options: MergeOptions): Promise<Merged> {
  const { onProgress = () => undefined, signal } = options
  const view = await newest(kase.store)
  const own = await recordOfCase(kase.store, view)
  const known = await describe(other.store)
  if (own === undefined) throw notACase()
  const nothing = {
    other: known.record,
    otherHead: known.head,
    isCopy: known.record.id === own.id,
    entry: undefined,
    record: undefined,
    added: new Map<RecordType, number>(),
    repeated: new Map<RecordType, number>(),
    files: 0,
    rivals: [],
  }
  const at = { folder: kase.folder, store: kase.store, view, ownCase: own.id }
  const before = await knownLeaves(at, other.store, known)
  if (before === known.head.size) return { ...nothing, ...(await openNow(kase)) }

  const verified = await verifyCase(other, {
    onProgress: (progress) => {
      signal?.throwIfAborted()
      onProgress({ step: 'checking', progress })
    },
  })
  refuseFaults(verified, 'Nothing was merged: the other case', {
    where: other.folder,
    hint: 'See what does not fit with: trace verify --case OTHER. Ask for a copy that is sound.',
  })
  // What was written to it since is for the next merge.
  const { record, head } = await describe(other.store, verified.head)
  const found = await survey(at, { store: other.store, view: head }, before, (done) => {
    signal?.throwIfAborted()
    onProgress({ step: 'comparing', done, of: head.size })
  })
  if (await bringsNothing(at, found))
    return { ...nothing, repeated: found.repeated, ...(await openNow(kase)) }

  const log = await stageTexts(
    interruptible(logLines(other.store, head), signal),
    join(kase.folder, ARCHIVE),
    options.tools,
  )
  try {
    const merge = complete({
      type: 'merge',
      case: record.id,
      title: record.title,
      size: head.size,
      root: head.root.toString('hex'),
      entries: head.number,
      log: { sha256: log.sha256, bytes: log.bytes },
    })
    const files = await missingFiles(kase, found, signal)
    const report = { ...nothing, otherHead: head, other: record, record: merge, files: files.length }
    if (options.dryRun === true) {
      const { added, repeated, rivals } = found
      return { ...report, added, repeated, rivals, conflicts: undefined, dangling: undefined }
    }
    const receipt = await takeIn(kase, other, { head, merge, log, files, ownCase: own.id }, options)
    // Somebody else may have merged it meanwhile, in part or all of it.
    if (receipt.entry === undefined) return { ...nothing, repeated: found.repeated, ...(await openNow(kase)) }
    return { ...report, ...broughtBy(receipt), ...(await openNow(kase)) }
  } finally {
    await log.discard()
  }
}

/** What a merge brought beside the record of itself. */
function broughtBy({ entry, added, repeated }: BulkReceipt): Pick<Merged, 'entry' | 'added' | 'repeated'> {
  const brought = new Map(added)
  const merges = (added.get('merge') ?? 0) - 1
  if (merges > 0) brought.set('merge', merges)
  else brought.delete('merge')
  return { entry, added: brought, repeated }
}

async function openNow(kase: Case): Promise<Pick<Merged, 'conflicts' | 'dangling'>> {
  const { store } = kase
  const view = await newest(store)
  const conflicts = (await revisionConflicts(store, view)).filter(({ isOpen }) => isOpen)
  return { conflicts, dangling: await danglingReferences(kase, view) }
}

interface Described {
  readonly record: CaseRecord
  readonly head: Entry
}

/** @throws Failure `not-a-case` */
async function describe(store: Store, at?: Entry): Promise<Described> {
  const head = at ?? (await store.head())
  const record = head === undefined ? undefined : await recordOfCase(store, head)
  if (head === undefined || record === undefined) throw notACase()
  return { record, head }
}

function notACase(): Failure {
  return new Failure('not-a-case', 'This case holds no record of itself.', {
    hint: 'It was not started properly; start a new one with: trace init FOLDER',
  })
}

/** Hashes of the files that are not in the archive here: what stands under a hash may be something else. */
async function missingFiles(
  { folder }: Case,
  { files }: Survey,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const missing: string[] = []
  for (const sha256 of files.keys()) {
    signal?.throwIfAborted()
    if (!(await isArchived(join(folder, ARCHIVE), sha256))) missing.push(sha256)
  }
  return missing
}

interface Intake {
  readonly head: Entry
  readonly merge: MergeRecord
  readonly log: StagedText
  readonly files: readonly string[]
  readonly ownCase: string
}

async function takeIn(
  kase: Case,
  other: OtherCase,
  { head, merge, log, files, ownCase }: Intake,
  { tools, onProgress = () => undefined, signal }: MergeOptions,
): Promise<BulkReceipt> {
  const [from, to] = [join(other.folder, ARCHIVE), join(kase.folder, ARCHIVE)]
  const view = await newest(kase.store)
  for (const [i, sha256] of files.entries()) {
    signal?.throwIfAborted()
    onProgress({ step: 'copying', done: i, of: files.length })
    await copyFile(sha256, from, to, tools)
  }
  await log.keep()
  /** Of a source each revision is indexed with the words of its own document; of one that is here it is. */
  const wordsOf = async (foreign: Foreign): Promise<string | undefined> => {
    const { record } = foreign.stored
    const [isHere] = await kase.store.holds([revisionLeaf(foreign)], view)
    return isHere === true ? undefined : (await documentsOf(from, [record])).get(record.id)
  }
  const records = async function* (): AsyncGenerator<readonly Prepared[]> {
    // First of all: with it the store knows that this entry may bring revisions beside those that are there.
    yield [prepared(merge)]
    for await (const batch of revisionsOfCase(other.store, head)) {
      signal?.throwIfAborted()
      onProgress({ step: 'merging', done: batch.at(-1)?.stored.position ?? 0, of: head.size })
      const taken = batch.filter(({ stored }) => isTaken(stored.record, ownCase))
      yield* inPortions(taken, async (foreign) => {
        const { stored, body, leaf } = foreign
        const { record } = stored
        const document = record.type === 'source' ? await wordsOf(foreign) : undefined
        return { record, body, leaf, ...(document === undefined ? {} : { document }) }
      })
    }
  }
  return kase.store.appendAll({
    analyst: kase.analyst,
    command: kase.command,
    ...(kase.note === undefined ? {} : { note: kase.note }),
    now: kase.now,
    records: records(),
  })
}

/** @throws Failure `case-damaged` when it is not what was archived there */
async function copyFile(sha256: string, from: string, to: string, tools: Tools): Promise<void> {
  const path = archivedPath(from, sha256)
  const staged = await stageFile(path, to, tools)
  try {
    if (staged.file.sha256 !== sha256)
      throw new Failure('case-damaged', 'An archived document of the other case was changed.', {
        where: path,
        hint: 'Nothing was merged. Restore it from a backup of that case.',
      })
    await staged.keep()
  } finally {
    await staged.discard()
  }
}

async function* interruptible<T>(
  items: AsyncIterable<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T> {
  for await (const item of items) {
    signal?.throwIfAborted()
    yield item
  }
}
