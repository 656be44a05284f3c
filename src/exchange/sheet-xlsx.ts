import { Failure } from '../model/failure.ts'
import type { SheetBytes } from './sheet-bytes.ts'
import { headingOf, isBlank, underHeading } from './sheet-heading.ts'
import type { Sheet, SheetRow } from './sheet.ts'
import { WorkbookArchive } from './xlsx-archive.ts'
import { WorksheetReader, type WorksheetRow } from './xlsx-rows.ts'
import { readWorkbook, type Workbook } from './xlsx-workbook.ts'

/*
 * A worksheet of a workbook (.xlsx). Read here rather than by hucre, whose reader keeps all rows in memory that are not
 * asked for yet (925 MB for a million rows that are taken slowly; 155 MB here), and does not tell an error from a text, a
 * day from a moment, nor what is hidden.
 */

/** @param wanted name of a worksheet. @throws Failure `unreadable-file`, `unknown-name` */
export async function openWorkbook(file: SheetBytes, wanted: string | undefined): Promise<Sheet> {
  const archive = await WorkbookArchive.open(file)
  const book = await readWorkbook(archive, wanted, file.path)
  const reader = new WorksheetReader(book)
  const batches = rowBatches(archive, book, reader)
  const first = await headingRow(batches)
  if (first === undefined) {
    throw new Failure('unreadable-file', `There is nothing on the worksheet "${book.sheet}".`, {
      where: file.path,
      hint: book.others.length === 0 ? 'A table has a heading in its first row.' : othersOf(book),
    })
  }
  const heading = headingOf(first.cells)
  const notes = [...heading.notes]
  if (wanted === undefined && book.others.length > 0)
    notes.push(`The worksheet "${book.sheet}" is read. ${othersOf(book)}`)
  let isDone = false
  const rows = async function* (): AsyncGenerator<readonly SheetRow[]> {
    try {
      yield* sheetRows(first.rest, batches, heading.columns.length)
      notes.push(...notesOf(reader))
      isDone = true
    } finally {
      await file.close()
    }
  }
  return {
    format: 'xlsx',
    encoding: undefined,
    columns: heading.columns,
    rows: rows(),
    bytes: file.size,
    read: () => (isDone ? file.size : Math.min(Math.round(archive.read), file.size)),
    notes,
    close: file.close,
  }
}

async function* rowBatches(
  archive: WorkbookArchive,
  book: Workbook,
  reader: WorksheetReader,
): AsyncGenerator<readonly WorksheetRow[]> {
  for await (const _ of archive.scan(book.part, reader)) {
    const rows = reader.take()
    if (rows.length > 0) yield rows
  }
}

interface Start {
  readonly cells: readonly string[]
  readonly rest: readonly WorksheetRow[]
}

/** The first row with something in it, and what follows it in its batch. */
async function headingRow(batches: AsyncIterator<readonly WorksheetRow[]>): Promise<Start | undefined> {
  for (let next = await batches.next(); next.done !== true; next = await batches.next()) {
    const at = next.value.findIndex(({ cells }) => !isBlank(cells))
    const row = next.value[at]
    if (row !== undefined) return { cells: row.cells, rest: next.value.slice(at + 1) }
  }
  return undefined
}

async function* sheetRows(
  first: readonly WorksheetRow[],
  batches: AsyncIterable<readonly WorksheetRow[]>,
  width: number,
): AsyncGenerator<readonly SheetRow[]> {
  const under = (rows: readonly WorksheetRow[]) =>
    rows
      .filter(({ cells, problem }) => problem !== undefined || !isBlank(cells))
      .map(({ line, cells, problem }) => ({
        line,
        ...underHeading(cells, width),
        ...(problem === undefined ? {} : { problem }),
      }))
  const rows = under(first)
  if (rows.length > 0) yield rows
  for await (const batch of batches) {
    const read = under(batch)
    if (read.length > 0) yield read
  }
}

function othersOf({ others }: Workbook): string {
  return `There ${others.length === 1 ? 'is another' : `are ${String(others.length)} others`}: ${others.map((name) => `"${name}"`).join(', ')} (--sheet NAME).`
}

function notesOf({ hiddenRows, hiddenColumns, mergedCells, undone }: WorksheetReader): string[] {
  const notes: string[] = []
  if (hiddenRows > 0)
    notes.push(
      `${count(hiddenRows, 'row is', 'rows are')} hidden in the worksheet, and read like the others.`,
    )
  if (hiddenColumns > 0)
    notes.push(
      `${count(hiddenColumns, 'column is', 'columns are')} hidden in the worksheet, and read like the others.`,
    )
  if (mergedCells > 0)
    notes.push(
      `${count(mergedCells, 'group of cells is', 'groups of cells are')} merged: only the first cell of each has its text.`,
    )
  if (undone > 0)
    notes.push(
      `In ${count(undone, 'cell', 'cells')} the signs that keep a spreadsheet from changing a text were taken off again.`,
    )
  return notes
}

const count = (n: number, one: string, several: string): string => `${String(n)} ${n === 1 ? one : several}`
