import { mkdir, open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { archivedDocument } from '../custody/archived-document.ts'
import { canonicalJson } from '../custody/canonical.ts'
import { leafHash } from '../custody/merkle.ts'
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
import { recordToRow } from '../exchange/rows.ts'
import { writeAll } from '../io/durable.ts'
import { filesOf } from '../model/archived-files.ts'
import { slugify } from '../model/identifiers.ts'
import type { Handling, RecordType } from '../model/vocabulary.ts'
import type { Entry, Store, Stored } from '../store/port.ts'
import { ARCHIVE, type Reading } from './case.ts'

export interface Packed {
  entries: number
  records: number
  files: number
  /** The strictest label of any revision; undefined when none has one. */
  handling: Handling | undefined
}

/**
 * Writes a whole case, as far as a reading sees it, as a data package. The same case gives the same bytes.
 *
 * @param kase.folder the case's own folder, with the archived documents in it
 * @param folder an empty folder to write into
 * @throws Failure `case-damaged` when an archived document is missing or is not what was archived
 */
export async function writePackage(
  kase: { folder: string; store: Store },
  reading: Reading,
  folder: string,
): Promise<Packed> {
  const hasMerges = (await kase.store.all('merge', reading)).length > 0
  const tables = await Promise.all(
    packageTypes(hasMerges).map(async (type) => [type, await startTable(folder, type, hasMerges)] as const),
  )
  const byType = new Map<RecordType, Table>(tables)
  const files = new Map<string, string>()
  let title: string | undefined
  let records = 0
  let handling: Handling | undefined
  try {
    for await (const stored of kase.store.written({ size: 0 }, reading)) {
      const { record } = stored
      await byType.get(record.type)?.add(rowOf(stored, hasMerges))
      for (const { sha256 } of filesOf(record)) files.set(sha256, record.id)
      if ('handling' in record) handling = strictest([handling, record.handling])
      if (record.type === 'case') title = record.title
      records += 1
    }
  } finally {
    for (const [, table] of tables) await table.end()
  }
  const entries = await kase.store.entries(1, reading.entry.number)
  await writeNew(
    join(folder, `${ENTRIES}.csv`),
    [
      csvLine(ENTRY_COLUMNS.map(({ name }) => name)),
      ...entries.map((entry) => csvLine(entryRow(entry))),
    ].join(''),
  )
  if (files.size > 0) await mkdir(join(folder, FILES))
  for (const [sha256, source] of files)
    await writeNew(join(folder, FILES, sha256), archivedDocument(join(kase.folder, ARCHIVE), sha256, source))
  const name = title === undefined ? undefined : slugify(title)
  const about = { name: name ?? 'case', title: title ?? 'Case', created: reading.entry.recordedAt, hasMerges }
  await writeNew(join(folder, DESCRIPTOR), describePackage(about))
  return { entries: entries.length, records, files: files.size, handling }
}

function rowOf({ record, position, entry }: Stored, hasMerges: boolean): Value[] {
  return [position, entry, ...recordToRow(record, hasMerges), leafHash(canonicalJson(record)).toString('hex')]
}

function entryRow(entry: Entry): Value[] {
  const { number, position, recordedAt, clock, analyst, command, note, records, size, root } = entry
  return [number, position, recordedAt, clock, analyst, command, note, records, size, root.toString('hex')]
}

interface Table {
  add(row: readonly Value[]): Promise<void>
  end(): Promise<void>
}

/** How much of a table is kept in memory before it is written, in UTF-16 code units. */
const BUFFER = 1 << 16

async function startTable(folder: string, type: RecordType, hasMerges: boolean): Promise<Table> {
  const handle = await open(join(folder, `${resourceOf(type)}.csv`), 'wx')
  let waiting = csvLine(tableColumns(type, hasMerges).map(({ name }) => name))
  const flush = async () => {
    await writeAll(handle, waiting)
    waiting = ''
  }
  return {
    async add(row) {
      waiting += csvLine(row)
      if (waiting.length > BUFFER) await flush()
    },
    async end() {
      try {
        await flush()
        await handle.sync()
      } finally {
        await handle.close()
      }
    },
  }
}

async function writeNew(path: string, contents: string | AsyncIterable<Buffer>): Promise<void> {
  await writeFile(path, contents, { flag: 'wx', flush: true })
}
