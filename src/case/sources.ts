import { basename, extname, join } from 'node:path'
import { canonicalJson } from '../custody/canonical.ts'
import { stageFile, stageText, type Staged, type StagedText, type Tools } from '../custody/archive.ts'
import { Failure, locate } from '../model/failure.ts'
import { checkSlug } from '../model/identifiers.ts'
import type { DerivationRecord, SourceRecord } from '../model/records.ts'
import type { Receipt, Store, View } from '../store/port.ts'
import { ARCHIVE, newest, write, type Case } from './case.ts'
import { complete, type Draft } from './complete.ts'
import { takeText, type TakenText, type Unsearched } from './documents.ts'
import { numberedKey, sourceKey } from './new-key.ts'
import { refuseRetracted, type Added } from './reference-data.ts'
import { resolveReferences } from './references.ts'
import { resolveId } from './resolve.ts'

export interface NewSource {
  /** The source's fields, with names where keys are wanted. */
  readonly fields: Readonly<Record<string, unknown>>
  /** Path of the document to archive. */
  readonly file?: string
  /** Key chosen by a person. */
  readonly key?: string
  /** What it repeats: `from`, `how` and perhaps a note. */
  readonly derivation?: Readonly<Record<string, unknown>>
}

export interface AddedSource extends Added<SourceRecord> {
  /** The key it would have had, when another source has that. */
  readonly taken: string | undefined
  /** Keys of other sources with the same address or the same file. */
  readonly alike: readonly string[]
  /** Why the archived document cannot be searched, when it is of a type that could be. */
  readonly unsearched: Unsearched | undefined
}

/**
 * Adds a source, and archives its document when there is one. The document is copied first, the text that was taken from
 * it beside it, and both become part of the archive only when everything else is known to be right.
 *
 * Left out, the title is the name of the file, the kind of a picture is image, the lineage is `derived` when it is
 * told what it repeats, else `unknown`; the key is made from the originator or publisher and the date of publication,
 * else from the title.
 *
 * @throws Failure `unreadable-file`, `missing-fields`, `bad-slug`, `already-exists`, `retracted`, `unknown-name`, and
 *   those of the values and the store
 */
export async function addSource(kase: Case, source: NewSource, tools: Tools): Promise<AddedSource> {
  const archive = join(kase.folder, ARCHIVE)
  const staged = source.file === undefined ? undefined : await stageFile(source.file, archive, tools)
  let pinned: StagedText | undefined
  try {
    const taken = staged === undefined ? undefined : await takeText(staged.file, staged.path)
    const words = typeof taken === 'object' ? taken : undefined
    if (words?.by !== undefined) pinned = await stageText(words.text, archive, tools)
    const document = staged === undefined ? undefined : { staged, pinned, words }
    const added = await addDocument(kase, source, document)
    return { ...added, unsearched: typeof taken === 'string' ? taken : undefined }
  } finally {
    // What was kept is no longer there under its first name.
    await staged?.discard()
    await pinned?.discard()
  }
}

/** A document that is ready to be archived. */
interface NewDocument {
  readonly staged: Staged
  /** The text that was taken from it, when that is archived too. */
  readonly pinned: StagedText | undefined
  readonly words: TakenText | undefined
}

async function addDocument(
  kase: Case,
  source: NewSource,
  document: NewDocument | undefined,
): Promise<Omit<AddedSource, 'unsearched'>> {
  const { store } = kase
  const view = await newest(store)
  const fields = await resolveReferences(store, withDefaults(source, document), view)
  const parent = source.derivation === undefined ? undefined : await parentOf(store, source.derivation, view)
  const text = document?.words?.text
  for (;;) {
    const now = await newest(store)
    const { record, taken } = await keyed(store, fields, source.key, now)
    const derivation =
      parent === undefined ? undefined : complete({ ...parent, type: 'derivation', source: record.id })
    const records = derivation === undefined ? [record] : [record, derivation]
    const alike = await alikeOf(store, record, now)
    await document?.staged.keep()
    // One that was added before keeps the text that was taken from it then.
    if (record.file?.text?.sha256 === document?.pinned?.sha256) await document?.pinned?.keep()
    try {
      const receipt = await write(
        kase,
        records,
        text === undefined ? {} : { documents: new Map([[record.id, text]]) },
      )
      return { record, receipt, taken, alike }
    } catch (error) {
      // Somebody else took that key since it was found free; the next one will do.
      const isTaken = error instanceof Failure && error.code === 'already-exists'
      if (!isTaken || source.key !== undefined) throw error
    }
  }
}

function withDefaults({ fields, file, derivation }: NewSource, document: NewDocument | undefined): Draft {
  const isImage = document?.staged.file.mediaType.startsWith('image/') === true
  return {
    ...(file === undefined ? {} : { title: basename(file, extname(file)) }),
    ...(isImage ? { kind: 'image' } : {}),
    lineage: derivation === undefined ? 'unknown' : 'derived',
    ...fields,
    type: 'source',
    ...(document === undefined ? {} : { file: fileOf(document) }),
  }
}

function fileOf({ staged, pinned, words }: NewDocument): SourceRecord['file'] {
  const { file } = staged
  if (pinned === undefined || words?.by === undefined) return file
  return { ...file, text: { sha256: pinned.sha256, bytes: pinned.bytes, by: words.by } }
}

async function parentOf(
  store: Store,
  derivation: Readonly<Record<string, unknown>>,
  view: View,
): Promise<Draft> {
  return resolveReferences(store, { ...derivation, type: 'derivation' }, view)
}

/** The source under its key: the one chosen, or the first made from its fields that is its own or free. */
async function keyed(
  store: Store,
  fields: Draft,
  key: string | undefined,
  view: View,
): Promise<{ record: SourceRecord; taken: string | undefined }> {
  const draft = (id: string): SourceRecord => complete({ ...fields, type: 'source', id })
  if (key !== undefined) {
    const record = draft(locate('--id', () => checkSlug(key)))
    await refuseRetracted(store, record, view)
    const first = await firstOf(store, record, view)
    return { record: first !== undefined && isSame(first, record) ? first : record, taken: undefined }
  }
  const wanted = sourceKey(draft('source'))
  for (let n = 1; ; n += 1) {
    const record = draft(numberedKey(wanted, n))
    const first = await firstOf(store, record, view)
    const isOwn = first !== undefined && isSame(first, record)
    const isGone = isOwn && (await store.get('source', record.id, view))?.record.retracted === true
    if (first === undefined || (isOwn && !isGone))
      return { record: first ?? record, taken: n === 1 ? undefined : wanted }
  }
}

async function firstOf(store: Store, { id }: SourceRecord, view: View): Promise<SourceRecord | undefined> {
  const first = (await store.history('source', id, view))[0]?.record
  return first?.type === 'source' ? first : undefined
}

/** Whether two say the same of the same document, whatever took the text from it. */
function isSame(one: SourceRecord, other: SourceRecord): boolean {
  const bare = ({ file, ...rest }: SourceRecord): string => {
    const { text: _, ...document } = file ?? {}
    return canonicalJson({ ...rest, document })
  }
  return bare(one) === bare(other)
}

/** Sources that may be this one under another key. */
async function alikeOf(store: Store, source: SourceRecord, view: View): Promise<string[]> {
  const { url, file } = source
  if (url === undefined && file === undefined) return []
  const all = await store.all('source', view)
  return all
    .filter(({ record }) => record.id !== source.id)
    .filter(
      ({ record }) =>
        (url !== undefined && record.url === url) ||
        (file !== undefined && record.file?.sha256 === file.sha256),
    )
    .map(({ record }) => record.id)
}

/** A derivation that was added, with the source that repeats as it stands. */
export interface Derived {
  readonly record: DerivationRecord
  readonly receipt: Receipt
  readonly source: SourceRecord
}

/**
 * Records that one source repeats another.
 * @param fields `source`, `from`, `how` and perhaps a note, with names where keys are wanted
 * @throws Failure `derivation-cycle` when the other already rests on this one, and those of the names and values
 */
export async function deriveSource(
  kase: Case,
  fields: Readonly<Record<string, unknown>> & { source: string },
): Promise<Derived> {
  const { store } = kase
  const view = await newest(store)
  const source = await resolveId(store, fields.source, 'source', view)
  const record = complete({
    ...(await resolveReferences(store, { ...fields, source, type: 'derivation' }, view)),
    type: 'derivation',
  })
  await refuseRetracted(store, record, view)
  const stored = await store.get('source', source, view)
  if (stored === undefined) throw new Error(`source ${source} was there and is not`)
  // Now that it is known what it repeats, its lineage is known too.
  const { record: child } = stored
  const known = child.lineage === 'unknown' ? [nowDerived(child, record)] : []
  const receipt = await write(kase, [...known, record])
  return { record, receipt, source: known[0] ?? child }
}

function nowDerived(
  { resolves: _, undoes: _undone, ...source }: SourceRecord,
  { how, from }: DerivationRecord,
): SourceRecord {
  const reason = `${how} of ${from}`
  return { ...source, lineage: 'derived', revision: source.revision + 1, reason }
}
