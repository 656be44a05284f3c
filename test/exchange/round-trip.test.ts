import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { csvLine, type Value } from '../../src/exchange/csv.ts'
import { recordToRow, rowColumns, rowToRecord } from '../../src/exchange/rows.ts'
import { openSheet, type SheetFormat } from '../../src/exchange/sheet.ts'
import { tsvLine } from '../../src/exchange/tsv-out.ts'
import { xlsxPieces } from '../../src/exchange/xlsx-out.ts'
import { safeJson } from '../../src/io/untrusted.ts'
import type { AnyRecord } from '../../src/model/records.ts'
import { RECORD_TYPES, type RecordType } from '../../src/model/vocabulary.ts'
import { anyRecord } from '../model/arbitraries.ts'

const folder = mkdtempSync(join(tmpdir(), 'trace-round-trip-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

type Rows = readonly (readonly Value[])[]

/** The bytes of a file as our export writes it. */
const WRITERS: Record<SheetFormat, (columns: readonly string[], rows: Rows) => Promise<Buffer> | Buffer> = {
  csv: (columns, rows) => Buffer.from([columns, ...rows].map((row) => csvLine(row)).join('')),
  tsv: (columns, rows) => Buffer.from([columns, ...rows].map((row) => tsvLine(row)).join('')),
  json: (columns, rows) => Buffer.from(safeJson(rows.map((row) => asObject(columns, row)))),
  ndjson: (columns, rows) => Buffer.from(rows.map((row) => `${safeJson(asObject(columns, row))}\n`).join('')),
  xlsx: async (columns, rows) => {
    const pieces: Uint8Array[] = []
    const dates = columns.map((name) => ({ name, date: name === 'observed' || name === 'published' }))
    for await (const piece of xlsxPieces(dates, inTurn(rows))) pieces.push(piece)
    return Buffer.concat(pieces)
  },
}

const asObject = (columns: readonly string[], row: readonly Value[]) =>
  Object.fromEntries(columns.map((column, i) => [column, row[i] ?? null]))

async function* inTurn(rows: Rows): AsyncGenerator<readonly Value[]> {
  for (const row of rows) yield await Promise.resolve(row)
}

async function through(
  format: SheetFormat,
  type: RecordType,
  records: readonly AnyRecord[],
): Promise<unknown[]> {
  const columns = rowColumns(type).map(({ name }) => name)
  const path = join(folder, `${type}.${format}`)
  writeFileSync(
    path,
    await WRITERS[format](
      columns,
      records.map((record) => recordToRow(record)),
    ),
  )
  const sheet = await openSheet(path)
  expect(sheet.format).toBe(format)
  const read: unknown[] = []
  for await (const batch of sheet.rows) {
    for (const { cells, problem } of batch) {
      expect(problem).toBeUndefined()
      const named = sheet.columns.map((column, i) => [column, cells[i] ?? ''] as const)
      read.push(rowToRecord(type, Object.fromEntries(named.filter(([, cell]) => cell !== ''))))
    }
  }
  expect(sheet.read()).toBe(sheet.bytes)
  return read
}

/** Records of one type, with what a retraction adds. */
const someRecords = fc
  .constantFrom(...RECORD_TYPES)
  .chain((type) =>
    fc.array(
      fc.tuple(
        anyRecord.filter((record) => record.type === type),
        fc.boolean(),
      ),
      { minLength: 1, maxLength: 4 },
    ),
  )
  .map((pairs) =>
    pairs.map(([record, isRetraction]): AnyRecord =>
      isRetraction ? { ...record, revision: 2, retracted: true, reason: '=why\r\n"so"' } : record,
    ),
  )

test.each([
  ['csv', 100],
  ['tsv', 100],
  ['json', 100],
  ['ndjson', 100],
  ['xlsx', 60],
] as const)(
  'any records survive %s',
  async (format, numRuns) => {
    await fc.assert(
      fc.asyncProperty(someRecords, async (records) => {
        const [first] = records
        if (first === undefined) return
        expect(await through(format, first.type, records)).toEqual(records)
      }),
      { numRuns },
    )
  },
  120_000,
)
