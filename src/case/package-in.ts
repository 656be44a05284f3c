import { lstat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { stageFile, type Tools } from '../custody/archive.ts'
import { errnoOf, readFailure } from '../io/file-failures.ts'
import { FILES } from '../exchange/package.ts'
import { wholeNumber } from '../exchange/rows.ts'
import { Failure } from '../model/failure.ts'
import { base32 } from '../model/identifiers.ts'
import type { AnyRecord, SourceRecord } from '../model/records.ts'
import type { EntryDraft, Receipt } from '../store/port.ts'
import { ARCHIVE, type Case } from './case.ts'
import { complete } from './complete.ts'
import { documentsOf } from './documents.ts'
import { planEntries, type PlannedEntry, type PlannedRecord } from './package-plan.ts'
import { badRow, type DataPackage } from './package-read.ts'
import { makeCase, type NewCase } from './start.ts'

export interface Unpacked {
  entries: number
  records: number
  files: number
  observations: number
}

/**
 * Makes a new case from a data package: its entries are replayed in order with their own numbers, times, analysts and
 * commands. What the package does not say (a time, an analyst, a case record) is this import's own. Leaves, positions,
 * sizes and roots that it gives have to be those that come out.
 *
 * @throws Failure `case-exists`, `bad-package` naming file, line and column; there is no case then
 */
export async function importPackage(source: DataPackage, settings: NewCase): Promise<Unpacked> {
  const entries = planEntries(source)
  addCaseRecord(source, entries, settings)
  return makeCase(settings, async (kase) => {
    const planned = entries.flatMap(({ records }) => records)
    const files = await copyDocuments(source, planned, kase, settings)
    for (const entry of entries) await replay(entry, kase)
    return {
      entries: entries.length,
      records: planned.length,
      files,
      observations: new Set(
        planned.flatMap(({ record }) => (record.type === 'observation' ? [record.id] : [])),
      ).size,
    }
  })
}

/** A package of reference data and observations alone becomes a case of its own. */
function addCaseRecord(
  source: DataPackage,
  entries: readonly PlannedEntry[],
  { randomBytes }: NewCase,
): void {
  const planned = entries.flatMap(({ records }) => records)
  const own = planned.filter(({ record }) => record.type === 'case')
  const second = own.find(({ record }) => record.id !== own[0]?.record.id)
  if (second !== undefined) throw badRow(second.row, 'id', 'A package holds one case.')
  if (own.length > 0) return
  const [first] = entries
  const [place] = planned
  if (first === undefined || place === undefined) {
    throw new Failure('bad-package', 'The package has no records.', {
      where: source.folder,
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
  first.records.unshift({ record, row: place.row, position: undefined })
}

async function replay(entry: PlannedEntry, kase: Case): Promise<void> {
  const { recordedAt, clock, records } = entry
  // Entries of the package keep what they say; the one of a package without entries is this import's own.
  const note = entry.row === undefined ? kase.note : entry.note
  const draft: EntryDraft = {
    analyst: entry.analyst ?? kase.analyst,
    command: entry.command ?? kase.command,
    now: kase.now,
    records: records.map(({ record }) => record),
    documents: await documentsOf(
      join(kase.folder, ARCHIVE),
      records.map(({ record }) => record),
    ),
    ...(note === undefined ? {} : { note }),
    ...(recordedAt === undefined
      ? {}
      : { replay: { recordedAt, ...(clock === undefined ? {} : { clock }) } }),
  }
  checkReceipt(entry, await kase.store.append(draft))
}

/** What the package says of its log has to be what came out. */
function checkReceipt({ row, records }: PlannedEntry, { entry, added }: Receipt): void {
  records.forEach(({ position, row: place }, i) => {
    if (position !== undefined && position !== added[i]?.position) {
      throw badRow(
        place,
        'position',
        `This stands at position ${String(added[i]?.position)}, not ${String(position)}.`,
      )
    }
  })
  if (row === undefined || entry === undefined) return
  for (const column of ['position', 'records', 'size'] as const) {
    const text = row.cells[column]
    if (text !== undefined && numberIn(text) !== entry[column]) {
      throw badRow(row, column, `It comes out as ${String(entry[column])}, not ${text}.`)
    }
  }
  const root = entry.root.toString('hex')
  if (row.cells.root !== undefined && row.cells.root !== root) {
    throw badRow(
      row,
      'root',
      `The root of the log comes out as ${root}.`,
      'The entry, or one before it, is not as it was recorded.',
    )
  }
}

function numberIn(text: string): number | undefined {
  try {
    return wholeNumber('', text, 0)
  } catch {
    return undefined
  }
}

type WithFile = SourceRecord & { file: NonNullable<SourceRecord['file']> }

function hasFile(record: AnyRecord): record is WithFile {
  return record.type === 'source' && record.file !== undefined
}

/** A file of the archive, with the columns that say what it has to be. */
interface Archived {
  readonly sha256: string
  readonly bytes: number
  readonly column: 'file' | 'file_text'
}

/** What a source keeps in the archive: its document, and the text that was taken from it. */
function archivedBy({ file: { sha256, bytes, text } }: WithFile): Archived[] {
  return [
    { sha256, bytes, column: 'file' },
    ...(text === undefined ? [] : [{ sha256: text.sha256, bytes: text.bytes, column: 'file_text' } as const]),
  ]
}

/** Copies each file of the archive once, checking that it has the hash and length its source gives. */
async function copyDocuments(
  source: DataPackage,
  planned: readonly PlannedRecord[],
  kase: Case,
  tools: Tools,
): Promise<number> {
  const copied = new Map<string, number>()
  for (const { record, row } of planned) {
    for (const archived of hasFile(record) ? archivedBy(record) : []) {
      const { sha256, bytes, column } = archived
      const length = copied.get(sha256) ?? (await copyDocument(source, archived, row, kase, tools))
      if (length !== bytes)
        throw badRow(row, `${column}_bytes`, `The file has ${String(length)} bytes, not ${String(bytes)}.`)
      copied.set(sha256, length)
    }
  }
  return copied.size
}

async function copyDocument(
  source: DataPackage,
  { sha256, column }: Archived,
  row: PlannedRecord['row'],
  kase: Case,
  tools: Tools,
): Promise<number> {
  const where = `${column}_sha256`
  // The schema lets only 64 hexadecimal digits be a hash, so this is a plain name.
  const path = join(source.folder, FILES, sha256)
  await checkInside(source.folder, path, row, where)
  const staged = await stageFile(path, join(kase.folder, ARCHIVE), tools)
  try {
    if (staged.file.sha256 !== sha256) {
      throw badRow(
        row,
        where,
        `The file in ${FILES} has another hash: ${staged.file.sha256}.`,
        'Restore the file from where the package came from.',
      )
    }
    await staged.keep()
    return staged.file.bytes
  } finally {
    await staged.discard()
  }
}

/** Neither the folder of the documents nor a document may be a link: it could lead anywhere. */
async function checkInside(
  folder: string,
  path: string,
  row: PlannedRecord['row'],
  where: string,
): Promise<void> {
  try {
    const isPlain = (await lstat(join(folder, FILES))).isDirectory() && (await lstat(path)).isFile()
    if (!isPlain)
      throw badRow(row, where, `${relative(folder, path)} is not an ordinary file of the package.`)
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw readFailure(error, path)
    throw badRow(row, where, `There is no ${relative(folder, path)} in the package.`, undefined, error)
  }
}
