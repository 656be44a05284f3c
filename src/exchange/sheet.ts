import { extname } from 'node:path'
import { Failure } from '../model/failure.ts'
import { openBytes, type SheetBytes } from './sheet-bytes.ts'

/*
 * A file of rows, whatever its format, read in batches: what is in memory at one time does not grow with the file.
 */

export const SHEET_FORMATS = ['csv', 'tsv', 'xlsx', 'json', 'ndjson'] as const
export type SheetFormat = (typeof SHEET_FORMATS)[number]

export interface SheetRow {
  /** Line of the file on which the row starts, row of a worksheet, or number of an object in an array; from 1. */
  readonly line: number
  /**
   * Texts in the order of the columns, as many as there are columns; '' where there is nothing. They may share memory
   * with the piece of the file they were cut from: whoever keeps one longer than its batch copies it.
   */
  readonly cells: readonly string[]
  /** Why the row cannot be taken as it stands, as a sentence: more cells than the heading, a formula's error. */
  readonly problem?: string
  /**
   * What the row has and no cell under the heading can hold: cells beyond it, an object that is no row. Goes with a problem,
   * so that a rejected row is given back whole.
   */
  readonly surplus?: readonly string[]
}

export interface Sheet {
  readonly format: SheetFormat
  /** Undefined where the format knows no other than its own (`xlsx`). */
  readonly encoding: string | undefined
  /** Names of the columns, each once and none empty. */
  readonly columns: readonly string[]
  /** Can be read once. Rows with nothing in them are passed over. @throws Failure `unreadable-file` while it is read */
  readonly rows: AsyncIterable<readonly SheetRow[]>
  /** Size of the file. */
  readonly bytes: number
  /** Bytes of the file read so far. */
  readonly read: () => number
  /** What a person should know of how the file was read, as sentences; complete when all rows are read. */
  readonly notes: readonly string[]
  /** Closes the file before all rows are read; reading them to the end does so too. */
  readonly close: () => Promise<void>
}

export interface SheetOptions {
  /** Undefined: by the ending of the name, or else by what the file begins with. */
  readonly format?: SheetFormat
  /** Any name of the WHATWG Encoding Standard, section 4.2; undefined: found out, or refused with the candidates. */
  readonly encoding?: string
  /** Name of a worksheet; undefined: the first that is not hidden. */
  readonly sheet?: string
}

const BY_ENDING: Readonly<Record<string, SheetFormat>> = {
  '.csv': 'csv',
  '.txt': 'csv',
  '.tsv': 'tsv',
  '.tab': 'tsv',
  '.xlsx': 'xlsx',
  '.xlsm': 'xlsx',
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
}

/**
 * Opens a file of rows and reads its heading.
 * @param path an ordinary file, or a link to one; a pipe is refused
 * @throws Failure `unreadable-file` when it cannot be read as such; `ambiguous` when its encoding cannot be told;
 *   `bad-choice` for an encoding that is not known; `unknown-name` for a worksheet that is not there, `usage` for one of a
 *   format that has none
 */
export async function openSheet(path: string, options: SheetOptions = {}): Promise<Sheet> {
  const file = await openBytes(path)
  try {
    return await sheetOf(file, options)
  } catch (error) {
    await file.close()
    throw error
  }
}

async function sheetOf(file: SheetBytes, options: SheetOptions): Promise<Sheet> {
  const format = options.format ?? BY_ENDING[extname(file.path).toLowerCase()] ?? formatOf(file.head)
  checkKind(file, format)
  if (options.sheet !== undefined && format !== 'xlsx') {
    throw new Failure('usage', `This is read as ${format}, which has no worksheets to choose from.`, {
      where: file.path,
      hint: 'Leave --sheet out, or say --format xlsx if it is a workbook after all.',
    })
  }
  switch (format) {
    case 'csv':
    case 'tsv': {
      const { openDelimited } = await import('./sheet-csv.ts')
      return openDelimited(file, format, options.encoding)
    }
    case 'ndjson': {
      const { openLines } = await import('./sheet-ndjson.ts')
      return openLines(file, options.encoding)
    }
    case 'json': {
      const { openJson } = await import('./sheet-json.ts')
      return openJson(file, options.encoding)
    }
    case 'xlsx': {
      const { openWorkbook } = await import('./sheet-xlsx.ts')
      return openWorkbook(file, options.sheet)
    }
  }
}

const startsWith = (head: Uint8Array, ...bytes: readonly number[]) =>
  bytes.every((byte, i) => head[i] === byte)

const isZip = (head: Uint8Array) => startsWith(head, 0x50, 0x4b, 0x03, 0x04)

/** What a file whose name says nothing seems to be. */
function formatOf(head: Uint8Array): SheetFormat {
  if (isZip(head)) return 'xlsx'
  const text = new TextDecoder().decode(head.subarray(0, 1 << 16)).trimStart()
  if (text.startsWith('[')) return 'json'
  if (!text.startsWith('{')) return 'csv'
  try {
    JSON.parse(text.split(/\r?\n/, 1)[0] ?? '')
    return 'ndjson'
  } catch {
    return 'json'
  }
}

/** Says of a file that is something else altogether what it is, rather than that its first line is odd. */
function checkKind({ head, path }: SheetBytes, format: SheetFormat): void {
  const refuse = (message: string, hint: string) => {
    throw new Failure('unreadable-file', message, { where: path, hint })
  }
  if (startsWith(head, 0xd0, 0xcf, 0x11, 0xe0)) {
    refuse(
      'This is a workbook that is protected by a password, or one of Excel 97 to 2003 (.xls).',
      'Open it in a spreadsheet program and save it as .xlsx without a password, or as CSV (UTF-8).',
    )
  }
  if (startsWith(head, 0x1f, 0x8b))
    refuse('This file is compressed with gzip.', 'Unpack it first: gunzip FILE.')
  if (startsWith(head, 0x25, 0x50, 0x44, 0x46))
    refuse('This is a PDF, not a table.', 'Save its table as CSV or .xlsx.')
  if (format === 'xlsx' && !isZip(head)) {
    refuse(
      'This is no .xlsx workbook.',
      'Check what it is, and say so: --format csv (or tsv, json, ndjson); or save it as .xlsx anew.',
    )
  }
  if (format !== 'xlsx' && isZip(head)) {
    refuse('This is a workbook or another zip archive, not text.', 'If it is a workbook, say --format xlsx.')
  }
}
