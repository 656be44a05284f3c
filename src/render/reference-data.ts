import type { Length } from '../evidence/distance.ts'
import type { Origins } from '../evidence/origins.ts'
import type { AnyRecord, RecordOf } from '../model/records.ts'
import { styled, table, type Cell, type Column, type Rendering } from './document.ts'

/** A record of a list, with what the list says beside its own fields. */
export interface Listed<T extends AnyRecord = AnyRecord> {
  readonly record: T
  readonly entry: number
  readonly shortId: string
  /** Of a source: what it rests on. */
  readonly restsOn?: Origins
  /** Of an original source: how many documents rest on it. */
  readonly repeatedBy?: number
  /** Of a leg. */
  readonly length?: Length
  /** Of a relation: keys of the documents that support it. */
  readonly sources?: readonly string[]
}

export type ListedType = 'source' | 'place' | 'vessel' | 'organisation' | 'relation' | 'conversion' | 'leg'

interface ListColumn<T extends AnyRecord> extends Column {
  readonly cell: (row: Listed<T>) => string | number | undefined
  /** Is in no output unless it was asked for, and so is filled. */
  readonly onlyFilled?: true
  /** Goes without saying on a terminal beside the column of that key. */
  readonly notBeside?: string
}

type Columns = { readonly [T in ListedType]: readonly ListColumn<RecordOf[T]>[] }

const COLUMNS: Columns = {
  source: [
    { key: 'published', cell: ({ record }) => record.published?.text },
    { key: 'kind', cell: ({ record }) => record.kind },
    { key: 'lineage', notBeside: 'repeated_by', cell: ({ record }) => record.lineage },
    { key: 'originator', notBeside: 'repeated_by', cell: ({ record }) => record.originator },
    { key: 'repeated_by', align: 'right', onlyFilled: true, cell: ({ repeatedBy }) => repeatedBy },
    { key: 'rests_on', flexible: true, cell: ({ restsOn }) => restsOnText(restsOn) },
    { key: 'title', flexible: true, cell: ({ record }) => record.title },
  ],
  place: [
    { key: 'name', flexible: true, cell: ({ record }) => record.name },
    { key: 'kind', cell: ({ record }) => record.kind },
    { key: 'country', cell: ({ record }) => record.country },
    { key: 'lat', align: 'right', cell: ({ record }) => record.lat },
    { key: 'lon', align: 'right', cell: ({ record }) => record.lon },
    { key: 'aliases', flexible: true, cell: ({ record }) => record.aliases?.join('; ') },
  ],
  vessel: [
    { key: 'name', flexible: true, cell: ({ record }) => record.name },
    { key: 'kind', cell: ({ record }) => record.kind },
    { key: 'imo', cell: ({ record }) => record.imo },
    { key: 'imo_check', title: 'check digit', cell: ({ record }) => record.imoCheck },
    { key: 'mmsi', cell: ({ record }) => record.mmsi },
    { key: 'flag', cell: ({ record }) => record.flag },
    { key: 'former_names', flexible: true, cell: ({ record }) => record.formerNames?.join('; ') },
  ],
  organisation: [
    { key: 'name', flexible: true, cell: ({ record }) => record.name },
    { key: 'country', cell: ({ record }) => record.country },
    { key: 'aliases', flexible: true, cell: ({ record }) => record.aliases?.join('; ') },
    { key: 'identifiers', flexible: true, cell: ({ record }) => record.identifiers?.join('; ') },
  ],
  relation: [
    { key: 'subject_type', title: 'of', cell: ({ record }) => record.subject.type },
    { key: 'subject', flexible: true, cell: ({ record }) => record.subject.id },
    { key: 'predicate', cell: ({ record }) => record.predicate },
    { key: 'object', flexible: true, cell: ({ record }) => record.object },
    { key: 'valid', cell: ({ record }) => record.valid?.text },
    { key: 'sources', flexible: true, cell: ({ sources }) => sources?.join('; ') },
  ],
  conversion: [
    { key: 'from', title: 'one of', flexible: true, cell: ({ record }) => record.from },
    { key: 'factor', title: 'is', align: 'right', cell: ({ record }) => record.factor.text },
    { key: 'to', title: 'of', flexible: true, cell: ({ record }) => record.to },
    { key: 'source', flexible: true, cell: ({ record }) => record.source },
    { key: 'locator', flexible: true, cell: ({ record }) => record.locator },
    { key: 'note', flexible: true, cell: ({ record }) => record.note },
  ],
  leg: [
    { key: 'route', cell: ({ record }) => record.route },
    { key: 'from', cell: ({ record }) => record.from },
    { key: 'to', cell: ({ record }) => record.to },
    { key: 'mode', cell: ({ record }) => record.mode },
    {
      key: 'km',
      align: 'right',
      grouped: true,
      cell: ({ length }) => (length === undefined ? undefined : Math.round(length.km)),
    },
    { key: 'km_basis', title: 'length', cell: ({ length }) => length?.basis },
    { key: 'speed_min', title: 'km/h from', align: 'right', cell: ({ record }) => record.speed?.min },
    { key: 'speed_max', title: 'to', align: 'right', cell: ({ record }) => record.speed?.max },
  ],
}

/** The names of what a source rests on; "unknown" when no origin can be counted. */
function restsOnText(origins: Origins | undefined): string {
  if (origins === undefined || origins.origins.length === 0) return 'unknown'
  return origins.origins.map(({ name }) => name).join('; ')
}

/** A list of reference data. On a terminal, columns that no row fills are left out. */
export function renderReferenceData<T extends ListedType>(
  type: T,
  rows: readonly Listed<RecordOf[T]>[],
): Rendering {
  const columns: readonly ListColumn<RecordOf[T]>[] = COLUMNS[type]
  const filled = columns.filter(({ cell }) => rows.some((row) => cell(row) !== undefined))
  const shown = filled.filter(({ notBeside }) => !filled.some(({ key }) => key === notBeside))
  const fields = columns.filter((column) => column.onlyFilled !== true || filled.includes(column))
  return {
    blocks: [
      table(
        [{ key: 'id' }, ...shown.map(({ cell: _, onlyFilled: __, notBeside: ___, ...column }) => column)],
        rows.map((row) => [
          styled('key', row.shortId),
          ...shown.map(({ key, cell }) => toned(key, cell(row))),
        ]),
      ),
    ],
    rows: {
      columns: ['id', ...fields.map(({ key }) => key), 'entry'],
      rows: rows.map((row) => [row.record.id, ...fields.map(({ cell }) => cell(row)), row.entry]),
    },
    data: rows.map(({ record, shortId: _, ...beside }) => ({ ...record, ...beside })),
  }
}

function toned(key: string, value: string | number | undefined): Cell {
  return (key === 'rests_on' && value === 'unknown') || (key === 'imo_check' && value !== undefined)
    ? styled('warn', String(value))
    : value
}

/** What a command has written: one row. Without an entry it was there already. */
export function renderWritten(
  record: AnyRecord,
  entry: number | undefined,
  beside: Readonly<Record<string, string>> = {},
): Rendering {
  return {
    blocks: [
      table(
        ['id', 'type', 'entry', ...Object.keys(beside)].map((key) => ({ key })),
        [[styled('key', record.id), record.type, entry, ...Object.values(beside)]],
      ),
    ],
    data: { id: record.id, type: record.type, entry: entry ?? null, ...beside, record },
  }
}
