import { mkdir, open, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { archivedDocument } from '../custody/archived-document.ts'
import { recordLeaf } from '../custody/record-leaf.ts'
import { strictest } from '../evidence/handling.ts'
import { csvLine, type Value } from '../exchange/csv.ts'
import {
  describePackage,
  DESCRIPTOR,
  ENTRIES,
  ENTRY_COLUMNS,
  FILES,
  packageTypes,
  resourceOf,
  tableColumns,
} from '../exchange/package.ts'
import { folderFiles } from '../exchange/package-files.ts'
import { zipPieces } from '../exchange/package-zip-out.ts'
import { recordToRow } from '../exchange/rows.ts'
import { writeAll } from '../io/durable.ts'
import { filesOf } from '../model/archived-files.ts'
import { slugify } from '../model/identifiers.ts'
import { RECORD_TYPES, type Handling, type RecordType } from '../model/vocabulary.ts'
import type { Entry, Store, Stored } from '../store/port.ts'
import { ARCHIVE, type Reading } from './case.ts'

export interface Packed {
  entries: number
  records: number
  files: number
  /** The strictest label of any revision; undefined when none has one. */
  handling: Handling | undefined
}

/** Told after every revision, and before every document, or every piece of a zip: what it throws ends the work. @param done leaves of the log, of `of` */
export type OnPacked = (done: number, of: number) => void

interface Source {
  /** The case's own folder, with the archived documents in it. */
  readonly folder: string
  readonly store: Store
}

/**
 * Writes a whole case, as far as a reading sees it, as a data package, in constant memory. The same case gives the same bytes.
 *
 * @param folder an empty folder to write into
 * @throws Failure `case-damaged` when an archived document is missing or is not what was archived
 */
export async function writePackage(
  kase: Source,
  reading: Reading,
  folder: string,
  onPacked?: OnPacked,
): Promise<Packed> {
  const { documents, ...packed } = await writeTables(kase, reading, folder, onPacked)
  if (documents.size > 0) await mkdir(join(folder, FILES))
  for (const [sha256, source] of documents) {
    onPacked?.(reading.size, reading.size)
    await writeNew(join(folder, FILES, sha256), archivedDocument(join(kase.folder, ARCHIVE), sha256, source))
  }
  return packed
}

/**
 * Packs a whole case as {@link writePackage} does, as a zip archive: the descriptor, the tables, the documents.
 *
 * @param folder an empty folder, where the tables stand meanwhile
 * @param onDone told before the last piece what was packed
 * @throws Failure `case-damaged`
 */
export async function* zipPackage(
  kase: Source,
  reading: Reading,
  folder: string,
  onDone: (packed: Packed) => void,
  onPacked?: OnPacked,
): AsyncGenerator<Buffer> {
  const { documents, ...packed } = await writeTables(kase, reading, folder, onPacked)
  const texts = [DESCRIPTOR, `${ENTRIES}.csv`, ...RECORD_TYPES.map((type) => `${resourceOf(type)}.csv`)]
  const written = new Set(await readdir(folder))
  onDone(packed)
  const pieces = zipPieces([
    ...texts
      .filter((name) => written.has(name))
      .map((name) => ({ name, isText: true, pieces: () => folderFiles(folder).pieces(name) })),
    ...[...documents].map(([sha256, source]) => ({
      name: `${FILES}/${sha256}`,
      isText: false,
      pieces: () => archivedDocument(join(kase.folder, ARCHIVE), sha256, source),
    })),
  ])
  for await (const piece of pieces) {
    onPacked?.(reading.size, reading.size)
    yield piece
  }
}

interface Tables extends Packed {
  /** Keys of the records that name them, by the hashes of documents. */
  documents: ReadonlyMap<string, string>
}

async function writeTables(
  kase: Source,
  reading: Reading,
  folder: string,
  onPacked: OnPacked | undefined,
): Promise<Tables> {
  const hasMerges = (await kase.store.all('merge', reading)).length > 0
  const tables = new Map<RecordType, Table>()
  const documents = new Map<string, string>()
  let title: string | undefined
  let records = 0
  let handling: Handling | undefined
  try {
    for (const type of packageTypes(hasMerges))
      tables.set(type, await startTable(folder, resourceOf(type), tableColumns(type, hasMerges)))
    for await (const stored of kase.store.written({ size: 0 }, reading)) {
      const { record } = stored
      const table = tables.get(record.type)
      if (table === undefined) throw new Error(`no table for ${record.type}`)
      const writing = table.add(rowOf(stored, hasMerges))
      if (writing !== undefined) await writing
      for (const { sha256 } of filesOf(record)) documents.set(sha256, record.id)
      if ('handling' in record) handling = strictest([handling, record.handling])
      if (record.type === 'case') title = record.title
      records += 1
      onPacked?.(stored.position, reading.size)
    }
    for (const table of tables.values()) await table.end()
  } catch (error) {
    // What came first is told, and not what else follows from it.
    for (const table of tables.values()) await table.end().catch(() => undefined)
    throw error
  }
  const entries = await writeEntries(kase.store, reading, folder)
  const name = title === undefined ? undefined : slugify(title)
  const about = { name: name ?? 'case', title: title ?? 'Case', created: reading.entry.recordedAt, hasMerges }
  await writeNew(join(folder, DESCRIPTOR), describePackage(about))
  return { entries, records, files: documents.size, documents, handling }
}

/** How many entries are asked for at a time. */
const PAGE = 1000

async function writeEntries(store: Store, { entry: last }: Reading, folder: string): Promise<number> {
  const table = await startTable(folder, ENTRIES, ENTRY_COLUMNS)
  try {
    for (let from = 1; from <= last.number; from += PAGE) {
      const entries = await store.entries(from, Math.min(from + PAGE - 1, last.number))
      for (const entry of entries) await table.add(entryRow(entry))
    }
  } finally {
    await table.end()
  }
  return last.number
}

function rowOf({ record, position, entry }: Stored, hasMerges: boolean): Value[] {
  return [position, entry, ...recordToRow(record, hasMerges), recordLeaf(record)]
}

function entryRow(entry: Entry): Value[] {
  const { number, position, recordedAt, clock, analyst, command, note, records, size, root } = entry
  return [number, position, recordedAt, clock, analyst, command, note, records, size, root.toString('hex')]
}

interface Table {
  /** @returns undefined when there is nothing to wait for */
  add(row: readonly Value[]): Promise<void> | undefined
  /** Writes the rest and closes the file; a second time does nothing. */
  end(): Promise<void>
}

/** How much of a table is kept in memory before it is written, in UTF-16 code units. */
const BUFFER = 1 << 16

async function startTable(
  folder: string,
  name: string,
  columns: readonly { readonly name: string }[],
): Promise<Table> {
  const handle = await open(join(folder, `${name}.csv`), 'wx')
  let waiting = csvLine(columns.map((column) => column.name))
  const flush = async () => {
    await writeAll(handle, waiting)
    waiting = ''
  }
  const end = async () => {
    try {
      await flush()
      await handle.sync()
    } finally {
      await handle.close()
    }
  }
  let ended: Promise<void> | undefined
  return {
    add(row) {
      waiting += csvLine(row)
      return waiting.length > BUFFER ? flush() : undefined
    },
    end: () => (ended ??= end()),
  }
}

async function writeNew(path: string, contents: string | AsyncIterable<Buffer>): Promise<void> {
  await writeFile(path, contents, { flag: 'wx', flush: true })
}
