import type { Stats } from 'node:fs'
import { lstat, readFile, realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { errnoOf, readFailure } from '../io/file-failures.ts'
import { readCsv, type CsvRow } from '../exchange/csv.ts'
import {
  DESCRIPTOR,
  ENTRY_COLUMNS,
  readDescriptor,
  tableColumns,
  typeOfResource,
  type PackageDescriptor,
} from '../exchange/package.ts'
import { Failure } from '../model/failure.ts'
import { nearest } from '../model/nearest.ts'
import type { RecordType } from '../model/vocabulary.ts'

/*
 * A data package as it stands in its folder: tables of texts, each row with the place it is at. Nothing outside the
 * folder is read.
 */

/** A row with what names it in an error. */
export interface PackageRow extends CsvRow {
  /** Name of the file. */
  file: string
}

export interface DataPackage {
  folder: string
  about: PackageDescriptor
  /** Rows by record type, in the order of the file. */
  records: ReadonlyMap<RecordType, readonly PackageRow[]>
  /** Undefined when the package has no table of entries. */
  entries: readonly PackageRow[] | undefined
}

/** The largest table that fits into one text. */
const MAX_BYTES = 2 ** 29 - 25

/**
 * Reads the tables of a package.
 * @param path its folder, or the descriptor in it
 * @throws Failure `unreadable-file`, `bad-package`
 */
export async function readPackage(path: string): Promise<DataPackage> {
  const folder = await folderOf(path)
  const about = readDescriptor(await readText(join(folder, DESCRIPTOR), DESCRIPTOR))
  const records = new Map<RecordType, readonly PackageRow[]>()
  let entries: readonly PackageRow[] | undefined
  for (const { name, file } of about.tables) {
    const type = typeOfResource(name)
    const rows = await readTable(folder, file, type === undefined ? ENTRY_COLUMNS : tableColumns(type, true))
    if (type === undefined) entries = rows
    else records.set(type, rows)
  }
  return { folder, about, records, entries }
}

async function folderOf(path: string): Promise<string> {
  const found = await statOf(path)
  if (found?.isDirectory() === true) return realpath(path)
  if (found?.isFile() === true && basename(path) === DESCRIPTOR) return dirname(await realpath(path))
  if (found === undefined) {
    throw new Failure('unreadable-file', 'There is no such folder.', {
      where: path,
      hint: 'Name the folder of a data package.',
    })
  }
  throw new Failure('usage', 'Only data packages can be imported so far.', {
    where: path,
    hint: `Name a folder with a ${DESCRIPTOR} in it, such as trace export --all -f datapackage -o FOLDER makes.`,
  })
}

async function statOf(path: string): Promise<Stats | undefined> {
  // The folder itself may be reached through a link; what is in it may not.
  const real = await realpath(path).catch(() => undefined)
  return real === undefined ? undefined : lstat(real)
}

async function readTable(
  folder: string,
  file: string,
  columns: readonly { name: string }[],
): Promise<PackageRow[]> {
  const table = readCsv(await readText(join(folder, file), file))
  const [problem] = table.problems
  if (problem !== undefined) {
    throw new Failure('bad-package', `This is no table of its heading: ${problem.message}.`, {
      where: `${file}, line ${String(problem.line)}`,
      hint: 'CSV as RFC 4180 has it: commas, quotation marks doubled, as many cells in each row as in the heading.',
    })
  }
  const names = columns.map(({ name }) => name)
  const unknown = table.columns.find((name) => name !== '' && !names.includes(name))
  if (unknown !== undefined) {
    const near = nearest(unknown, names)
    throw new Failure('bad-package', `There is no column "${unknown}".`, {
      where: `${file}, line 1`,
      hint: near === undefined ? `The columns are ${names.join(', ')}.` : `Did you mean ${near}?`,
    })
  }
  for (const row of table.rows) {
    const broken = Object.entries(row.cells).find(([, text]) => !text.isWellFormed())
    if (broken !== undefined)
      throw badRow({ ...row, file }, broken[0], 'This holds half a surrogate pair, which is no text.')
  }
  return table.rows.map((row) => ({ ...row, file }))
}

/** Reads a file of the package itself, never what a link in it leads to. */
async function readText(path: string, file: string): Promise<string> {
  const bytes = await readPlain(path, file)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new Failure('bad-package', 'This is not UTF-8.', {
      where: file,
      hint: 'Save it as CSV (UTF-8).',
      cause,
    })
  }
}

async function readPlain(path: string, file: string): Promise<Buffer> {
  try {
    checkPlain(await lstat(path), file)
    return await readFile(path)
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw readFailure(error, file)
    const hint =
      file === DESCRIPTOR
        ? `A data package is a folder with a ${DESCRIPTOR} in it.`
        : `${DESCRIPTOR} names it.`
    throw new Failure('bad-package', `There is no ${file} in the package.`, {
      where: path,
      hint,
      cause: error,
    })
  }
}

function checkPlain(found: Stats, file: string): void {
  if (!found.isFile())
    throw new Failure('bad-package', 'This is not an ordinary file of the package.', { where: file })
  if (found.size > MAX_BYTES)
    throw new Failure('bad-package', 'This table is larger than can be read so far (512 MiB).', {
      where: file,
    })
}

/** A row that does not fit, with its place. */
export function badRow(
  row: PackageRow,
  column: string | undefined,
  message: string,
  hint?: string,
  cause?: unknown,
): Failure {
  const place = [row.file, `line ${String(row.line)}`, ...(column === undefined ? [] : [column])].join(', ')
  return new Failure('bad-package', message, { where: place, ...(hint === undefined ? {} : { hint }), cause })
}
