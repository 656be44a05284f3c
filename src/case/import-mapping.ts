import type { Mapping, SheetType } from '../exchange/mapping.ts'
import { Failure } from '../model/failure.ts'
import { foldName } from '../model/names.ts'
import { nearest } from '../model/nearest.ts'
import {
  nearestField,
  OF_REJECTS,
  recordTypeOf,
  sheetField,
  sheetFields,
  workedOut,
  type SheetField,
} from './import-fields.ts'
import type { FieldSource } from './import-row.ts'
import { CellReader, type CellSettings } from './import-values.ts'

/** Fields that may be read from several columns: each adds to the others. */
function takesSeveral({ name, field }: SheetField): boolean {
  return name === 'source' || name === 'source_url' || field?.form === 'texts' || field?.form === 'shows'
}

/**
 * Where the fields of a sheet are read from, as a mapping says.
 * @throws Failure `bad-mapping` for a field that is not known or is told twice, `unknown-column`, those of a fixed value
 */
export function fieldsFrom(mapping: Mapping, columns: readonly string[]): FieldSource[] {
  const as = mapping.as ?? 'observations'
  const sources = new Map<string, FieldSource>()
  for (const [word, named] of Object.entries(mapping.map ?? {})) {
    const field = fieldNamed(as, word)
    const headings = [named].flat()
    if (headings.length > 1 && !takesSeveral(field)) {
      throw new Failure(
        'bad-mapping',
        `${field.name} is read from one column, not from ${String(headings.length)}.`,
        {
          hint: 'Only fields that take several values are read from several columns: source, vessels, shows and their like.',
        },
      )
    }
    if (sources.has(field.name)) throw twice(field)
    sources.set(field.name, {
      field,
      columns: headings.map((heading) => columnNamed(heading, columns)),
      fixed: undefined,
    })
  }
  for (const [word, value] of Object.entries(mapping.set ?? {})) {
    const field = fieldNamed(as, word)
    if (sources.has(field.name)) throw twice(field)
    sources.set(field.name, { field, columns: [], fixed: value })
  }
  return [...sources.values()]
}

function twice({ name }: SheetField): Failure {
  return new Failure('bad-mapping', `${name} is told twice.`, {
    hint: 'A field is read from a column, or it is the same for all rows.',
  })
}

/** @throws Failure `bad-mapping` with the nearest field */
function fieldNamed(as: SheetType, word: string): SheetField {
  const field = sheetField(as, word)
  if (field !== undefined) return field
  const near = nearestField(as, word)
  throw new Failure('bad-mapping', `${as} have no field "${word}".`, {
    hint:
      near === undefined
        ? `They have ${sheetFields(as)
            .slice(0, 12)
            .map(({ name }) => name)
            .join(', ')} and more; see the columns of trace export.`
        : `Did you mean ${near}?`,
  })
}

function columnNamed(heading: string, columns: readonly string[]): number {
  const exact = columns.indexOf(heading)
  const at = exact === -1 ? columns.findIndex((column) => foldName(column) === foldName(heading)) : exact
  if (at !== -1) return at
  const near = nearest(heading, columns)
  throw new Failure('unknown-column', `The sheet has no column "${heading}".`, {
    hint: near === undefined ? `It has ${columns.slice(0, 20).join(', ')}.` : `Did you mean "${near}"?`,
  })
}

/** The columns that are called as one of our fields is, and not told otherwise. */
export function namedAsOurs(as: SheetType, columns: readonly string[]): Record<string, string> {
  const map = new Map<string, string>()
  // A column with the very name comes before one that is called so, too.
  for (const isExact of [true, false]) {
    for (const column of columns) {
      const field = sheetField(as, column)
      if (field === undefined || map.has(field.name) || (isExact && field.name !== column)) continue
      map.set(field.name, column)
    }
  }
  return Object.fromEntries(map)
}

/** Whether a sheet looks like one of our own exports: it has columns that only those have. */
export function isOwnExport(as: SheetType, columns: readonly string[]): boolean {
  const marks =
    as === 'observations' ? ['observation', 'entry', 'recorded_at'] : ['id', 'revision', 'retracted']
  return marks.every((mark) => columns.includes(mark))
}

/** The columns that nothing is read from; in our own exports those that are worked out anew are not missed. */
export function unusedColumns(
  as: SheetType,
  sources: readonly FieldSource[],
  columns: readonly string[],
): string[] {
  const used = new Set(sources.flatMap((source) => source.columns))
  const ours = isOwnExport(as, columns) ? workedOut(as) : OF_REJECTS
  return columns.filter((column, i) => !used.has(i) && !ours.has(column))
}

/**
 * The fields every row needs and none is read from a column or fixed.
 * @param citesFile whether rows are cited from the file itself
 */
function missingFields(as: SheetType, names: ReadonlySet<string>, citesFile: boolean): string[] {
  const needed = (...any: string[]) => (any.some((name) => names.has(name)) ? [] : [any[0] ?? ''])
  switch (as) {
    case 'observations':
      return [...needed('kind'), ...(citesFile ? [] : needed('source', 'source_url', 'source_title'))]
    case 'relations':
      return [...needed('subject', 'subject_id'), ...needed('predicate'), ...needed('object')]
    default: {
      const byItself = new Set(['lineage', 'stance'])
      return sheetFields(as)
        .filter(({ field, statedOf }) => field?.required === true && statedOf === undefined)
        .filter(({ name }) => !byItself.has(name) && !names.has(name))
        .map(({ name }) => name)
    }
  }
}

/** @throws Failure `missing-fields` naming what every row needs */
export function requireFields(as: SheetType, sources: readonly FieldSource[], citesFile: boolean): void {
  const [first, ...more] = missingFields(as, new Set(sources.map(({ field }) => field.name)), citesFile)
  if (first === undefined) return
  const field = sheetField(as, first)
  const choices = field?.field?.choices
  const example = choices?.[0] ?? (field?.field?.ref ?? recordTypeOf(as)).toUpperCase()
  throw new Failure('missing-fields', `Each row needs ${[first, ...more].join(' and ')}.`, {
    hint: `Say which column has it with --map ${first}=COLUMN, or give it for all rows with --set ${first}=${example}${
      first === 'source' ? ', or cite the file itself with --cite-file' : ''
    }.`,
  })
}

/** @throws Failure of a value that is fixed for all rows and cannot be read, naming the field */
export function checkFixed(sources: readonly FieldSource[], settings: CellSettings): void {
  for (const { field, fixed } of sources) {
    if (fixed === undefined || field.field === undefined) continue
    try {
      new CellReader(field, settings, true).read(fixed)
    } catch (error) {
      throw error instanceof Failure
        ? new Failure(error.code, error.message, {
            where: `--set ${field.name}`,
            ...(error.hint === undefined ? {} : { hint: error.hint }),
          })
        : error
    }
  }
}

/** Tables of words by the names of our fields. @throws Failure `bad-mapping` */
export function valuesFrom(mapping: Mapping): Record<string, Readonly<Record<string, string>>> {
  const as = mapping.as ?? 'observations'
  return Object.fromEntries(
    Object.entries(mapping.values ?? {}).map(([word, table]) => [fieldNamed(as, word).name, table]),
  )
}
