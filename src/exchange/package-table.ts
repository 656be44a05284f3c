import { Failure } from '../model/failure.ts'
import { nearest } from '../model/nearest.ts'
import { CsvFault, type RawRow } from './csv-rows.ts'
import { csvBatches } from './csv-stream.ts'
import { fromCell } from './csv.ts'

/*
 * A table of a data package, read a piece at a time: texts by column, each row with the place it is at. Tables are comma-separated
 * values (RFC 4180) in UTF-8 under the heading that their columns make.
 */

/** A row with what names it in an error. */
export interface PackageRow {
  /** Name of the file. */
  readonly file: string
  /** Line of the file on which the row starts, from 1. */
  readonly line: number
  /** Texts by column; empty cells are left out. */
  readonly cells: Readonly<Record<string, string>>
}

/**
 * Reads a table. Lines end with CRLF, LF or CR; a byte order mark before the heading and lines with nothing on them are passed
 * over; what was done to cells when they were written (see {@link fromCell}) is undone.
 *
 * @param file name of the file, for messages
 * @param pieces its bytes
 * @param names the columns there may be
 * @returns rows in batches
 * @throws Failure `bad-package`
 */
export async function* readTable(
  file: string,
  pieces: AsyncIterable<Uint8Array>,
  names: readonly string[],
): AsyncGenerator<readonly PackageRow[]> {
  const table = new Rows(file, names)
  try {
    for await (const { rows, mayEscape } of csvBatches(pieces, 'utf-8', ',')) {
      const batch = table.read(rows, mayEscape)
      if (batch.length > 0) yield batch
    }
  } catch (error) {
    if (!(error instanceof CsvFault)) throw error
    throw badRow({ file, line: error.line }, undefined, error.message, error.hint ?? AS_CSV, error)
  }
}

/** A row that does not fit, with its place. */
export function badRow(
  row: Pick<PackageRow, 'file' | 'line'>,
  column: string | undefined,
  message: string,
  hint?: string,
  cause?: unknown,
): Failure {
  const place = [row.file, `line ${String(row.line)}`, ...(column === undefined ? [] : [column])].join(', ')
  return new Failure('bad-package', message, { where: place, ...(hint === undefined ? {} : { hint }), cause })
}

function hasText({ cells }: RawRow): boolean {
  return cells.some((cell) => cell.trim() !== '')
}

const AS_CSV =
  'CSV as RFC 4180 has it: commas, quotation marks doubled, as many cells in each row as in the heading.'

/** Gives the cells of rows their names. */
class Rows {
  readonly #file: string
  readonly #names: readonly string[]
  #columns: readonly string[] | undefined

  constructor(file: string, names: readonly string[]) {
    this.#file = file
    this.#names = names
  }

  /** @param mayEscape whether there may be escapes of ours in the cells */
  read(raw: readonly RawRow[], mayEscape: boolean): PackageRow[] {
    const rows: PackageRow[] = []
    for (const one of raw) {
      if (!hasText(one)) continue
      if (this.#columns === undefined) this.#columns = this.#heading(one)
      else rows.push({ file: this.#file, line: one.line, cells: this.#cells(one, this.#columns, mayEscape) })
    }
    return rows
  }

  #heading({ cells, line }: RawRow): readonly string[] {
    const columns = cells.map((cell) => cell.trim())
    const twice = columns.find((column, i) => column !== '' && columns.indexOf(column) !== i)
    if (twice !== undefined) throw this.#bad(line, `The heading has the column "${twice}" twice.`, AS_CSV)
    const unknown = columns.find((name) => name !== '' && !this.#names.includes(name))
    if (unknown === undefined) return columns
    const near = nearest(unknown, this.#names)
    throw this.#bad(
      line,
      `There is no column "${unknown}".`,
      near === undefined ? `The columns are ${this.#names.join(', ')}.` : `Did you mean ${near}?`,
    )
  }

  #cells({ cells, line }: RawRow, columns: readonly string[], mayEscape: boolean): Record<string, string> {
    if (cells.length !== columns.length) {
      const [here, above] = [cells.length, columns.length].map(String)
      throw this.#bad(line, `This row has ${here ?? ''} cells and the heading ${above ?? ''}.`, AS_CSV)
    }
    const named: Record<string, string> = {}
    for (let i = 0; i < columns.length; i += 1) {
      const [column = '', cell = ''] = [columns[i], cells[i]]
      if (cell === '') continue
      if (column === '')
        throw this.#bad(line, `Cell ${String(i + 1)} of this row stands under no heading.`, AS_CSV)
      const text = fromCell(cell)
      if (mayEscape && !text.isWellFormed()) {
        throw badRow(
          { file: this.#file, line },
          column,
          'This holds half a surrogate pair, which is no text.',
        )
      }
      named[column] = text
    }
    return named
  }

  #bad(line: number, message: string, hint: string): Failure {
    return badRow({ file: this.#file, line }, undefined, message, hint)
  }
}
