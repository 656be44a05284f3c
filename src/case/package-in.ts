import { join, resolve } from 'node:path'
import { bodyAndLeaf } from '../custody/record-leaf.ts'
import { FILES } from '../exchange/package.ts'
import { badRow } from '../exchange/package-table.ts'
import { wholeNumber } from '../exchange/rows.ts'
import { Failure } from '../model/failure.ts'
import { base32 } from '../model/identifiers.ts'
import type { BulkDraft, BulkReceipt, Prepared } from '../store/port.ts'
import { ARCHIVE, isInside, realPlace, type Case } from './case.ts'
import { complete } from './complete.ts'
import { documentsOf } from './documents.ts'
import { DocumentCopies } from './package-documents.ts'
import {
  batchesOf,
  entriesInOrder,
  entriesPutInOrder,
  fitsInMemory,
  OutOfOrder,
  type LogEntry,
} from './package-log.ts'
import type { PlannedEntry, PlannedHead, PlannedRecord } from './package-plan.ts'
import type { DataPackage } from './package-read.ts'
import { inPortions } from './prepared.ts'
import { makeCase, type NewCase } from './start.ts'

export interface Unpacked {
  entries: number
  records: number
  files: number
  observations: number
  /** Whether the package gave the root of its log, which came out: without one nobody can tell whether it was changed. */
  isRooted: boolean
}

/** Told after every few hundred records, and after every document: what it throws ends the work. @param records how many were written */
export type OnProgress = (records: number) => void

/**
 * Makes a new case from a data package and closes the package: its entries are replayed in order with their own numbers,
 * times, analysts and commands. What the package does not say (a time, an analyst, a case record) is this import's own.
 * Leaves, positions, sizes and roots that it gives have to be those that come out. Takes constant memory for a package as
 * this program writes it.
 *
 * @throws Failure `case-exists`, `cannot-write` in the folder of the package, `bad-package` naming file, line and column; there is no case then
 */
export async function importPackage(
  source: DataPackage,
  settings: NewCase,
  onProgress: OnProgress = () => undefined,
): Promise<Unpacked> {
  const folder = resolve(settings.folder)
  const inOrder = (documents: DocumentCopies) =>
    makeCase(settings, async (kase) => {
      const replay = new Replay(source, kase, documents, onProgress, false)
      for await (const entry of entriesInOrder(source)) await replay.entry(entry)
      // Whether one may be made up depends on what else the package says.
      if (replay.caseId === undefined) throw new OutOfOrder('There is no case record.')
      return replay.done()
    })
  const putInOrder = async (documents: DocumentCopies) => {
    const entries = await entriesPutInOrder(source)
    addCaseRecord(source, entries, settings)
    return makeCase(settings, async (kase) => {
      const replay = new Replay(source, kase, documents, onProgress, true)
      for (const { records, ...head } of entries) await replay.entry({ head, batches: batchesOf(records) })
      return replay.done()
    })
  }
  // Whatever fails leaves no documents of the package in a folder that was there before.
  const withDocuments = async (work: (documents: DocumentCopies) => Promise<Unpacked>) => {
    const documents = new DocumentCopies(source, folder, settings)
    try {
      return await work(documents)
    } catch (error) {
      await documents.takeBack()
      throw error
    }
  }
  try {
    refuseInPackage(source, folder)
    return await withDocuments(inOrder).catch((error: unknown) => {
      if (error instanceof OutOfOrder) return withDocuments(putInOrder)
      throw error
    })
  } finally {
    await source.files.close()
  }
}

/** A case may stand beside the tables of a package, but not be the same folder, nor among its documents. @throws Failure `cannot-write` */
function refuseInPackage({ path }: DataPackage, folder: string): void {
  const [from, to] = [realPlace(path), realPlace(folder)]
  if (from !== to && !isInside(join(from, FILES), to)) return
  throw new Failure('cannot-write', 'This belongs to the package, and no case is made in it.', {
    where: folder,
    hint: 'Name another folder: trace import PACKAGE FOLDER',
  })
}

/** A package of reference data and observations alone becomes a case of its own. */
function addCaseRecord(
  source: DataPackage,
  entries: readonly PlannedEntry[],
  { randomBytes }: NewCase,
): void {
  const planned = entries.flatMap(({ records }) => records)
  if (planned.some(({ record }) => record.type === 'case')) return
  const [first] = entries
  const [place] = planned
  if (first === undefined || place === undefined) {
    throw new Failure('bad-package', 'The package has no records.', {
      where: source.path,
      hint: 'A case starts with at least one.',
    })
  }
  const fixed = entries
    .flatMap(({ row }) => row ?? [])
    .find(({ cells }) => (cells.position ?? cells.size ?? cells.root) !== undefined)
  const placed = planned.find(({ position }) => position !== undefined)?.row ?? fixed
  if (placed !== undefined) {
    throw badRow(
      placed,
      undefined,
      'The package gives positions in the log, but no case record.',
      'Add case.csv, or leave out the columns position, size and root.',
    )
  }
  const { title, name } = source.about
  const record = complete({ type: 'case', id: base32(randomBytes(10)), title: title ?? name ?? 'case' })
  first.records.unshift({ record, ...bodyAndLeaf(record), row: place.row, position: undefined })
}

/** What the store says of records that do not follow on those before: which row it is, is found by reading them all. */
const OUT_OF_TURN: readonly string[] = ['already-exists', 'changed-meanwhile', 'unknown-name', 'retracted']

/** Writes the entries of a package into a new case. */
class Replay {
  /** Key of the case record. */
  caseId: string | undefined
  readonly #source: DataPackage
  readonly #kase: Case
  readonly #onProgress: OnProgress
  readonly #documents: DocumentCopies
  readonly #isInOrder: boolean
  /** Leaves in the log. */
  #size = 0
  #entries = 0
  #records = 0
  #observations = 0
  /** Whether the last entry had a root. */
  #isRooted = false

  /** @param isInOrder whether its records were put in order, so that whatever does not fit is wrong */
  constructor(
    source: DataPackage,
    kase: Case,
    documents: DocumentCopies,
    onProgress: OnProgress,
    isInOrder: boolean,
  ) {
    this.#source = source
    this.#kase = kase
    this.#onProgress = onProgress
    this.#isInOrder = isInOrder
    this.#documents = documents
  }

  done(): Unpacked {
    return {
      entries: this.#entries,
      records: this.#records,
      files: this.#documents.count,
      observations: this.#observations,
      isRooted: this.#isRooted,
    }
  }

  /** @throws OutOfOrder; Failure `bad-package` */
  async entry({ head, batches }: LogEntry): Promise<void> {
    const { recordedAt, clock, row } = head
    const { store, analyst, command, note: own, now } = this.#kase
    // Entries of the package keep what they say; the one of a package without entries is this import's own.
    const note = row === undefined ? own : head.note
    const draft: BulkDraft = {
      analyst: head.analyst ?? analyst,
      command: head.command ?? command,
      now,
      records: this.#prepared(batches),
      ...(note === undefined ? {} : { note }),
      ...(recordedAt === undefined
        ? {}
        : { replay: { recordedAt, ...(clock === undefined ? {} : { clock }) } }),
    }
    const receipt = await store.appendAll(draft).catch((error: unknown) => {
      throw this.#refused(error, head)
    })
    const fault = faultOf(head, receipt)
    if (fault !== undefined) throw this.#asFound(fault)
    this.#entries += 1
    this.#isRooted = row?.cells.root !== undefined
    this.#size = receipt.entry?.size ?? this.#size
  }

  async *#prepared(batches: LogEntry['batches']): AsyncGenerator<readonly Prepared[]> {
    for await (const batch of batches) {
      yield* inPortions(batch, async (planned) => {
        this.#check(planned)
        const document = await this.#documentOf(planned)
        return document === undefined ? planned : { ...planned, document }
      })
      this.#onProgress(this.#records)
    }
  }

  #check({ record, row, position }: PlannedRecord): void {
    if (position !== undefined && position !== this.#size) {
      const message = `This stands at position ${String(this.#size)}, not ${String(position)}.`
      throw this.#asFound(badRow(row, 'position', message))
    }
    if (record.type === 'case') {
      this.caseId ??= record.id
      if (record.id !== this.caseId) throw badRow(row, 'id', 'A package holds one case.')
    }
    if (record.type === 'observation' && record.revision === 1) this.#observations += 1
    this.#records += 1
    this.#size += 1
  }

  /** Archives what the record keeps; the text to search in of a source. */
  async #documentOf({ record, row }: PlannedRecord): Promise<string | undefined> {
    if (await this.#documents.copy(record, row)) this.#onProgress(this.#records)
    if (record.type !== 'source' || record.file === undefined) return undefined
    return (await documentsOf(join(this.#kase.folder, ARCHIVE), [record])).get(record.id)
  }

  /** What does not fit may be wrong, or in another order; which of the two is found by reading all of it, if that can be. */
  #asFound(fault: Failure): Error {
    if (this.#isInOrder) return fault
    if (fitsInMemory(this.#source)) return new OutOfOrder(fault.message)
    const { code, message, where, hint } = fault
    const order = 'If its rows do not stand in the order of the log, sort each table by its column position.'
    return new Failure(code, message, {
      ...(where === undefined ? {} : { where }),
      hint: hint === undefined ? order : `${hint} ${order}`,
      cause: fault,
    })
  }

  /** Says where, of what the store does not take. */
  #refused(error: unknown, { row }: PlannedHead): unknown {
    if (!(error instanceof Failure) || !OUT_OF_TURN.includes(error.code)) return error
    const message = `One of its records does not follow on those before: ${error.message}`
    return this.#asFound(row === undefined ? error : badRow(row, undefined, message))
  }
}

/** What the package says of its log has to be what came out. */
function faultOf({ row }: PlannedHead, { entry, repeated }: BulkReceipt): Failure | undefined {
  if (row === undefined) return undefined
  if ([...repeated.values()].some((count) => count > 0))
    return badRow(row, undefined, 'One of its records is there twice.')
  if (entry === undefined) return badRow(row, undefined, 'This entry has no records.')
  for (const column of ['position', 'records', 'size'] as const) {
    const text = row.cells[column]
    if (text !== undefined && numberIn(text) !== entry[column])
      return badRow(row, column, `It comes out as ${String(entry[column])}, not ${text}.`)
  }
  const root = entry.root.toString('hex')
  if (row.cells.root === undefined || row.cells.root === root) return undefined
  return badRow(
    row,
    'root',
    `The root of the log comes out as ${root}.`,
    'The entry, or one before it, is not as it was recorded.',
  )
}

function numberIn(text: string): number | undefined {
  try {
    return wholeNumber('', text, 0)
  } catch {
    return undefined
  }
}
