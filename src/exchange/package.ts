import { z } from 'zod'
import { Failure } from '../model/failure.ts'
import { RECORD_TYPES, type RecordType } from '../model/vocabulary.ts'
import type { FieldColumn } from './cells.ts'
import { escapeUnsafe } from './csv.ts'
import { columnsIn } from './rows.ts'

/*
 * A case as a Frictionless Data Package v2 (datapackage.org): `datapackage.json`, one table per record type with a row
 * for each revision, a table of the entries, and the archived documents in `files/` under their hashes.
 */

export const DESCRIPTOR = 'datapackage.json'
export const ENTRIES = 'entries'
export const FILES = 'files'
/** A descriptor is a page of text; what is larger is something else. In bytes. */
export const MAX_DESCRIPTOR = 16 * 1024 * 1024
/** The first form of such packages. A later one that this program cannot read gets the next number. */
const FORMAT = 1

/** `observations` for observations; there is one case. */
export function resourceOf(type: RecordType): string {
  return type === 'case' ? 'case' : `${type}s`
}

export function typeOfResource(name: string): RecordType | undefined {
  return RECORD_TYPES.find((type) => resourceOf(type) === name)
}

/** Whether a file beside the descriptor is called as a table that this program writes. */
export function isTableName(name: string): boolean {
  return [ENTRIES, ...RECORD_TYPES.map(resourceOf)].some((resource) => name === `${resource}.csv`)
}

type TableColumn = Omit<FieldColumn, 'of'>
const column = (
  name: string,
  type: FieldColumn['type'],
  description: string,
  required = true,
): TableColumn => ({
  name,
  type,
  description,
  required,
})

/** Where a revision stands in the log, before its own columns. */
const PLACE_IN_LOG: readonly TableColumn[] = [
  column('position', 'integer', 'leaf index in the log, from 0'),
  column('entry', 'integer', 'number of the entry that added it'),
]
const LEAF = column(
  'leaf',
  'string',
  'SHA-256 of 0x00 and the canonical JSON (RFC 8785) of the revision, in hexadecimal',
)

export const ENTRY_COLUMNS: readonly TableColumn[] = [
  column('number', 'integer', '1 for the first'),
  column('position', 'integer', "leaf index of the entry's own leaf, the last it adds"),
  column('recorded_at', 'datetime', 'when it was recorded, UTC'),
  column('clock', 'datetime', 'what the clock said, when it was behind the entry before', false),
  column('analyst', 'string', 'who recorded it'),
  column('command', 'string', 'the command that wrote it'),
  column('note', 'string', 'note', false),
  column('records', 'integer', 'how many revisions it added'),
  column('size', 'integer', 'leaves in the tree after it'),
  column('root', 'string', 'root of the Merkle tree (RFC 6962) after it, in hexadecimal'),
]

/**
 * The tables of a package. What came with merges is only in a package of a case into which another was merged, so that
 * all others are written as they always were.
 */
export function packageTypes(hasMerges: boolean): readonly RecordType[] {
  return RECORD_TYPES.filter((type) => hasMerges || type !== 'merge')
}

/** The columns of the table of a record type. @param hasMerges see {@link packageTypes} */
export function tableColumns(type: RecordType, hasMerges: boolean): readonly TableColumn[] {
  return [...PLACE_IN_LOG, ...columnsIn(type, hasMerges), LEAF]
}

export interface About {
  name: string
  title: string
  /** RFC 3339: of the last entry, so that the same case gives the same package. */
  created: string
  /** Whether another case was merged into it. */
  hasMerges: boolean
}

/** The descriptor of a package with all its tables, as it stands in the file. */
export function describePackage({ name, title, created, hasMerges }: About): string {
  const descriptor = {
    $schema: 'https://datapackage.org/profiles/2.0/datapackage.json',
    name,
    title,
    description: DESCRIPTION,
    created,
    trace: { format: FORMAT },
    resources: [
      resource(ENTRIES, 'Entries of the custody log, oldest first', ENTRY_COLUMNS, ['number']),
      ...packageTypes(hasMerges).map((type) =>
        resource(
          resourceOf(type),
          `Revisions of each ${type}, in the order of the log`,
          tableColumns(type, hasMerges),
          // Two cases may each have their own second revision of a record.
          hasMerges ? ['position'] : ['id', 'revision'],
        ),
      ),
    ],
  }
  return `${escapeUnsafe(JSON.stringify(descriptor, undefined, 2))}\n`
}

const DESCRIPTION = [
  'A case of trace, with its whole history: make a case of it with `trace import FOLDER`.',
  'In cells, an apostrophe before = + - @ keeps a spreadsheet from running a formula; control characters and marks that',
  'reorder text are written \\u001B, and such a cell has its backslashes doubled. Archived documents are in files/, each',
  'under its SHA-256.',
].join(' ')

function resource(
  name: string,
  description: string,
  columns: readonly TableColumn[],
  primaryKey: readonly string[],
): object {
  return {
    $schema: 'https://datapackage.org/profiles/2.0/dataresource.json',
    name,
    path: `${name}.csv`,
    type: 'table',
    description,
    format: 'csv',
    mediatype: 'text/csv',
    encoding: 'utf-8',
    schema: {
      $schema: 'https://datapackage.org/profiles/2.0/tableschema.json',
      fields: columns.map(tableField),
      primaryKey,
    },
  }
}

function tableField({ name, type, description, required, choices, none }: TableColumn): object {
  const constraints = {
    ...(required ? { required } : {}),
    ...(choices === undefined ? {} : { enum: choices }),
  }
  return {
    name,
    type,
    description,
    ...(Object.keys(constraints).length === 0 ? {} : { constraints }),
    ...(none === undefined ? {} : { missingValues: ['', none] }),
  }
}

const Descriptor = z.object({
  name: z.string().optional(),
  title: z.string().optional(),
  trace: z.object({ format: z.number().int().min(1) }).optional(),
  resources: z
    .array(
      z.object({
        name: z.string(),
        path: z.unknown(),
        encoding: z.string().optional(),
        dialect: z.object({ delimiter: z.string().optional(), quoteChar: z.string().optional() }).optional(),
      }),
    )
    .min(1),
})

export interface PackageDescriptor {
  name: string | undefined
  title: string | undefined
  /** Plain file names by the name of their resource. */
  tables: { name: string; file: string }[]
  /** Names of resources that a case has no place for. */
  others: string[]
}

/**
 * Reads a descriptor.
 * @throws Failure `bad-package`: no descriptor, one of a later form, or a table that is not one CSV file in UTF-8 beside it
 */
export function readDescriptor(text: string): PackageDescriptor {
  const descriptor = parse(text)
  if ((descriptor.trace?.format ?? FORMAT) > FORMAT) {
    throw bad(
      'It was written by a newer trace.',
      'Install the newer version; this one would not understand all of it.',
    )
  }
  const known = descriptor.resources.filter(
    ({ name }) => name === ENTRIES || typeOfResource(name) !== undefined,
  )
  const names = known.map(({ name }) => name)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) throw bad(`It has the resource "${twice}" twice.`)
  if (known.length === 0) {
    throw bad(
      'It has none of the tables of a case.',
      `They are ${[ENTRIES, ...RECORD_TYPES.map(resourceOf)].join(', ')}.`,
    )
  }
  return {
    name: descriptor.name,
    title: descriptor.title,
    tables: known.map(({ name, path, encoding, dialect }) => {
      if (
        (dialect?.delimiter ?? ',') !== ',' ||
        (dialect?.quoteChar ?? '"') !== '"' ||
        !/^utf-?8$/i.test(encoding ?? 'utf-8')
      ) {
        throw bad(
          `The resource "${name}" is not comma-separated text in UTF-8.`,
          'Save it as CSV (UTF-8), with commas.',
        )
      }
      return { name, file: plainFileName(name, path) }
    }),
    others: descriptor.resources.map(({ name }) => name).filter((name) => !names.includes(name)),
  }
}

/** Whether a descriptor is one that this program wrote, and not one of somebody's own tables. */
export function isOwnDescriptor(text: string): boolean {
  try {
    readDescriptor(text)
    return parse(text).trace !== undefined
  } catch (error) {
    if (error instanceof Failure) return false
    throw error
  }
}

function parse(text: string): z.infer<typeof Descriptor> {
  let json: unknown
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw bad(`It is no JSON: ${(error as Error).message}.`)
  }
  const parsed = Descriptor.safeParse(json)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw bad(
    `It is no descriptor of a data package: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}.`.replace(
      '..',
      '.',
    ),
  )
}

/** A package is read from its own folder and nowhere else: no addresses, no folders, no way up. */
function plainFileName(name: string, path: unknown): string {
  if (typeof path === 'string' && /^[^/\\:\u0000]+$/.test(path) && !path.startsWith('.')) return path
  throw bad(
    `The path of the resource "${name}" is not the name of one file beside ${DESCRIPTOR}.`,
    `Put the table into the folder of the package and name it plainly, for instance ${name}.csv.`,
  )
}

function bad(message: string, hint?: string): Failure {
  return new Failure('bad-package', message, { where: DESCRIPTOR, ...(hint === undefined ? {} : { hint }) })
}
