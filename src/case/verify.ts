import { join } from 'node:path'
import type { Fault } from '../model/fault.ts'
import { Failure } from '../model/failure.ts'
import { checkQuote } from '../model/quotation.ts'
import { Recent } from '../model/recent.ts'
import { schemas, type CitationRecord, type MergeRecord, type SourceRecord } from '../model/records.ts'
import type { Entry, Store } from '../store/port.ts'
import { ARCHIVE } from './case.ts'
import { holdAgainst, type Against, type Held } from './checkpoints.ts'
import { DocumentCheck } from './document-check.ts'
import { mergedLogFaults, nameOfLog } from './merged-logs.ts'

/** How far a check has come. */
export interface Progress {
  /** Leaves of the log, of how many. */
  readonly done: number
  readonly of: number
  /** Bytes of documents so far. */
  readonly bytes: number
}

/** What came of checking a case. */
export interface Verified {
  readonly faults: readonly Fault[]
  /** Faults beyond those that are named one by one. */
  readonly more: number
  readonly entries: number
  readonly records: number
  readonly files: number
  readonly bytes: number
  readonly quotations: Quotations
  /** Cases that were merged, whose logs were worked out again. */
  readonly merges: readonly MergedLog[]
  /** Whether the full-text index was held against the records: not in a case that cannot be written. */
  readonly searchChecked: boolean
  /** How many of the database's guards against changes are gone: somebody took them away, whatever was changed then. */
  readonly guardsMissing: number
  /** Files of the archive that no source names, by hash; undefined when there were too many to tell. */
  readonly strays: readonly string[] | undefined
  /** The newest entry, as it was when the check began. */
  readonly head: Entry | undefined
  /** How the log stands to a checkpoint, when it was held against one. */
  readonly against: Held | undefined
}

/** The log of a merged case, as it was checked. */
export interface MergedLog {
  readonly merge: MergeRecord
  readonly isSound: boolean
}

export interface Quotations {
  /** Found again in the document they are from. */
  readonly verified: number
  /** Nobody ever found them: the document has no text here, or somebody insisted. */
  readonly unverified: number
}

export interface VerifyOptions {
  readonly onProgress?: (progress: Progress) => void
  readonly against?: Against
}

/** How many faults are named one by one. */
const NAMED = 1000

/** Faults, of which the first are kept and the others counted. */
class Faults {
  readonly named: Fault[] = []
  more = 0

  add(fault: Fault): void {
    if (this.named.length < NAMED) this.named.push(fault)
    else this.more += 1
  }

  addAll({ named, more }: Faults): void {
    for (const fault of named) this.add(fault)
    this.more += more
  }
}

/**
 * Works out again everything a case keeps and compares: every leaf, root, reference and index row, every archived
 * document, every quotation that was once found in one. In constant memory, while others may write.
 *
 * @throws Failure `case-damaged` when the database cannot be read at all
 */
export async function verifyCase(
  { folder, store }: { folder: string; store: Store },
  { onProgress, against }: VerifyOptions = {},
): Promise<Verified> {
  const head = await store.head()
  const faults = new Faults()
  // They come up along the log, and are named after its own.
  const ofFiles = new Faults()
  let isLogFaulty = false
  const add = (fault: Fault): void => {
    // Leaves follow from records and entries; documents, quotations and the full-text index are beside the log.
    isLogFaulty ||= fault.kind === 'record' || fault.kind === 'entry'
    faults.add(fault)
  }
  let [done, of, bytes] = [0, head?.size ?? 0, 0]
  const report = (): void => onProgress?.({ done, of, bytes })
  const documents = new DocumentCheck(
    join(folder, ARCHIVE),
    (piece) => {
      bytes += piece
      report()
    },
    (fault) => {
      ofFiles.add(fault)
    },
  )
  const quotations = { verified: 0, unverified: 0 }
  const sources = new SoundSources(store)
  const merges: MergeRecord[] = []
  let end = { entries: 0, records: 0, searchChecked: false, guardsMissing: 0 }
  for await (const item of store.audit((source) => documents.textOf(source))) {
    switch (item.kind) {
      case 'fault':
        add(item.fault)
        break
      case 'progress':
        ;({ done, of } = item)
        report()
        break
      case 'citation': {
        const what = await checkQuotation(item.citation, sources, documents, quotations)
        if (what !== undefined) {
          const { entry, position } = item
          add({ kind: 'quotation', name: `citation ${item.citation.id}`, entry, position, what: [what] })
        }
        break
      }
      case 'merge':
        // Its log names records that may have faults themselves: those come first.
        merges.push(item.merge)
        break
      case 'end': {
        const { entries, records, searchChecked, guardsMissing } = item
        end = { entries, records, searchChecked, guardsMissing }
      }
    }
  }
  const view = { size: head?.size ?? 0 }
  const logs: MergedLog[] = []
  for (const merge of merges.filter(({ revision }) => revision === 1)) {
    documents.expect(merge.log)
    const what = await mergedLogFaults({ folder, store }, merge, view, (piece) => {
      bytes += piece
      report()
    })
    if (what.length > 0) faults.add({ kind: 'file', name: nameOfLog(merge), what })
    logs.push({ merge, isSound: what.length === 0 })
  }
  faults.addAll(ofFiles)
  const held =
    against === undefined ? undefined : await holdAgainst({ folder, store }, against, head, isLogFaulty, logs)
  for (const fault of held?.faults ?? []) faults.add(fault)
  return {
    faults: faults.named,
    more: faults.more,
    ...end,
    files: documents.files,
    bytes: documents.bytes,
    quotations,
    merges: logs,
    strays: await documents.strays(),
    head,
    against: held,
  }
}

/**
 * Looks a quotation up again in the text of its document.
 * @returns what is wrong with one that was found there once
 */
async function checkQuotation(
  { quote, source, retracted }: CitationRecord,
  sources: SoundSources,
  documents: DocumentCheck,
  counts: { verified: number; unverified: number },
): Promise<string | undefined> {
  if (quote === undefined || retracted === true) return undefined
  const document = await sources.get(source)
  const text = document === undefined ? null : await documents.textOf(document)
  // A file that is not what was archived, or a source that is gone, is named for itself.
  const { status } = text === null ? { status: 'unverified' as const } : checkQuote(quote, text)
  if (status === 'verified' || status === 'moved') counts.verified += 1
  else counts.unverified += 1
  if (status === 'missing') return `its quotation is not in the document of ${source}`
  return status === 'no-text'
    ? `the document of ${source} has no text to look its quotation up in`
    : undefined
}

/**
 * Refuses to go on with a case, or a copy of one, that is not sound.
 * @param what is not as it was recorded, with what was therefore not done
 * @throws Failure `not-sound`, naming the first fault
 */
export function refuseFaults(
  { faults, more }: Verified,
  what: string,
  details: { readonly where?: string; readonly hint: string },
): void {
  const [first] = faults
  if (first === undefined) return
  const others = faults.length + more - 1
  const named = `${first.name}: ${first.what.join('; ')}${others > 0 ? `; and ${String(others)} more` : ''}`
  throw new Failure('not-sound', `${what} is not as it was recorded. ${named}.`, details)
}

/** How many sources are remembered: those that quotations come from, one after the other, are few. */
const REMEMBERED = 10_000

/** Sources as they count now. */
class SoundSources {
  readonly #store: Store
  readonly #known = new Recent<{ readonly source: SourceRecord | undefined }>(REMEMBERED)

  constructor(store: Store) {
    this.#store = store
  }

  /** @returns undefined when what is kept of it is no source, which is named for itself */
  async get(id: string): Promise<SourceRecord | undefined> {
    const known = this.#known.get(id)
    if (known !== undefined) return known.source
    const source = await this.#read(id)
    this.#known.set(id, { source })
    return source
  }

  async #read(id: string): Promise<SourceRecord | undefined> {
    const head = await this.#store.head()
    if (head === undefined) return undefined
    const stored = await this.#store.get('source', id, head).catch((error: unknown) => {
      if (error instanceof Failure && error.code === 'case-damaged') return undefined
      throw error
    })
    return schemas.source.safeParse(stored?.record).data
  }
}
