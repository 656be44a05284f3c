import { Failure } from '../model/failure.ts'
import { CsvFault, type RawRow } from './csv-rows.ts'
import { csvBatches, type RawBatch } from './csv-stream.ts'
import { fromCell } from './csv.ts'
import { delimiterName, delimiterOf } from './delimiter.ts'
import { encodingOf } from './encoding.ts'
import type { SheetBytes } from './sheet-bytes.ts'
import { headingOf, isBlank, underHeading } from './sheet-heading.ts'
import type { Sheet, SheetRow } from './sheet.ts'

/*
 * Comma-separated and tab-separated text as programs and people leave it: in several encodings, with the separators of
 * European spreadsheets, and with rows that are shorter than the heading. What our own export wrote into cells so that no
 * spreadsheet takes them for a formula is undone (csv.ts), and how often is noted.
 */

/** @throws Failure `unreadable-file`, `ambiguous`, `bad-choice` */
export async function openDelimited(
  file: SheetBytes,
  format: 'csv' | 'tsv',
  asked: string | undefined,
): Promise<Sheet> {
  const isAll = file.head.length === file.size
  const { encoding, by } = await encodingOf(file.head, isAll, asked, file.path)
  const start = new TextDecoder(encoding).decode(file.head)
  const { delimiter, isSaid } = format === 'tsv' ? TABS : delimiterOf(start, isAll)
  const notes: string[] = []
  if (by === 'letters') notes.push(`The encoding was told by the letters: ${encoding}.`)
  if (format === 'csv' && delimiter !== ',')
    notes.push(`The cells are separated by ${delimiterName(delimiter)}.`)

  const batches = locatedBatches(csvBatches(file.pieces(), encoding, delimiter), file.path)
  const first = await headingBatch(batches, isSaid)
  if (first === undefined) {
    throw new Failure('unreadable-file', 'There is nothing in this file.', {
      where: file.path,
      hint: 'A table has a heading in its first line, with the names of its columns.',
    })
  }
  const heading = headingOf(first.cells.map(fromCell))
  notes.push(...heading.notes)
  return {
    format,
    encoding,
    columns: heading.columns,
    rows: sheetRows(first.rest, batches, heading.columns.length, notes),
    bytes: file.size,
    read: file.read,
    notes,
    close: file.close,
  }
}

const TABS = { delimiter: '\t', isSaid: false } as const

async function* locatedBatches(batches: AsyncIterable<RawBatch>, path: string): AsyncGenerator<RawBatch> {
  try {
    yield* batches
  } catch (error) {
    throw error instanceof CsvFault ? faultAt(error, path) : error
  }
}

function faultAt(fault: CsvFault, path: string): Failure {
  return new Failure('unreadable-file', fault.message, {
    where: `${path}, line ${String(fault.line)}`,
    hint: fault.hint ?? 'Mend the file there, or export it anew from where it comes.',
    cause: fault,
  })
}

interface Start {
  readonly cells: string[]
  readonly rest: RawBatch
}

/** The first row with something in it, and what follows it in its batch. */
async function headingBatch(batches: AsyncIterator<RawBatch>, isSaid: boolean): Promise<Start | undefined> {
  let isPast = !isSaid
  for (let next = await batches.next(); next.done !== true; next = await batches.next()) {
    const { rows, mayEscape } = next.value
    for (const [i, { cells }] of rows.entries()) {
      if (isBlank(cells)) continue
      if (isPast) return { cells, rest: { rows: rows.slice(i + 1), mayEscape } }
      isPast = true
    }
  }
  return undefined
}

async function* sheetRows(
  first: RawBatch,
  batches: AsyncIterable<RawBatch>,
  width: number,
  notes: string[],
): AsyncGenerator<readonly SheetRow[]> {
  const reader = new RowReader(width)
  const rows = reader.read(first)
  if (rows.length > 0) yield rows
  for await (const batch of batches) {
    const read = reader.read(batch)
    if (read.length > 0) yield read
  }
  if (reader.undone > 0) {
    notes.push(
      `In ${String(reader.undone)} ${reader.undone === 1 ? 'cell' : 'cells'} the signs that keep a spreadsheet from taking text for a formula were taken off again.`,
    )
  }
}

/** Makes rows of cells into rows under a heading. */
class RowReader {
  readonly #width: number
  #hasShort = false
  /** In how many cells an escape of ours was undone. */
  undone = 0

  constructor(width: number) {
    this.#width = width
  }

  read({ rows, mayEscape }: RawBatch): SheetRow[] {
    const read: SheetRow[] = []
    for (const row of rows) {
      if (!isBlank(row.cells)) read.push(this.#row(row, mayEscape))
    }
    return read
  }

  #row({ line, cells, isCut }: RawRow, mayEscape: boolean): SheetRow {
    const length = cells.length
    for (let i = 0; i < length; i++) {
      const cell = cells[i] ?? ''
      if (!mayEscape && cell.charCodeAt(0) !== APOSTROPHE) continue
      const bare = fromCell(cell)
      if (bare === cell) continue
      cells[i] = bare
      this.undone++
    }
    const isShort = length < this.#width
    // Where every row before has all its cells, the last one is not short by its nature.
    if (isShort && isCut && !this.#hasShort) {
      return {
        line,
        ...underHeading(cells, this.#width),
        problem: `The file ends in the middle of this row: it has ${String(length)} of ${String(this.#width)} cells and no line break.`,
      }
    }
    this.#hasShort ||= isShort
    return { line, ...underHeading(cells, this.#width) }
  }
}

const APOSTROPHE = 0x27
