import { fieldsOf } from '../model/fields.ts'
import { joinTexts } from '../model/field-text.ts'
import type {
  AnyRecord,
  CitationRecord,
  ObservationRecord,
  PlaceRecord,
  SourceRecord,
} from '../model/records.ts'
import type { Handling, RecordType } from '../model/vocabulary.ts'
import type { ColumnType } from './cells.ts'
import type { Value } from './csv.ts'
import { ofRecord } from './rows.ts'

/** One observation with one of its citations, and what a report says of them. */
export interface EvidenceRow {
  observation: ObservationRecord
  place: PlaceRecord | undefined
  /** Undefined for an observation that has none. */
  citation: CitationRecord | undefined
  source: SourceRecord | undefined
  /** Names of the origins this citation rests on. */
  origins: readonly string[]
  /** How many origins support the observation. */
  originCount: number
  /** The strictest of the observation's and those of all documents this citation was followed to. */
  tlp: Handling | undefined
  /** The entry that recorded the observation's current revision. */
  entry: { readonly number: number; readonly recordedAt: string; readonly analyst: string } | undefined
}

export interface EvidenceColumn {
  name: string
  description: string
  type: ColumnType
  /** The text of a date, as typed. */
  date?: true
  of: (row: EvidenceRow) => Value
}

type Part = (row: EvidenceRow) => AnyRecord | undefined

/** Columns made from the schema: `names` are columns of fields, each with the bounds and wording that go with it. */
function fields(type: RecordType, names: readonly string[], part: Part, prefix = ''): EvidenceColumn[] {
  return names.flatMap((name) => {
    const field = fieldsOf(type).find((candidate) => candidate.column === name)
    if (field === undefined) throw new TypeError(`${type} has no field ${name}`)
    return ofRecord(field).map((column) => ({
      name: `${prefix}${column.name}`,
      description: column.description,
      type: column.type,
      ...(column.date === undefined ? {} : { date: column.date }),
      of: (row: EvidenceRow) => {
        const record = part(row)
        return record === undefined ? undefined : column.of(record)
      },
    }))
  })
}

function column(
  name: string,
  type: ColumnType,
  description: string,
  of: EvidenceColumn['of'],
): EvidenceColumn {
  return { name, type, description, of }
}

const observation: Part = (row) => row.observation
const citation: Part = (row) => row.citation
const source: Part = (row) => row.source

/** Fields that only some kinds of observation have, but for those that came later and stand at the end. */
const DETAILS = fieldsOf('observation')
  .filter(({ kinds, column: name }) => kinds !== undefined && name !== 'details_lot')
  .map((field) => field.column)

/**
 * The columns of an export, in their order. Spreadsheets and scripts rely on them: a column is never renamed or taken
 * away, and the order of those there are never changes.
 */
export const EVIDENCE_COLUMNS: readonly EvidenceColumn[] = [
  column('observation', 'string', 'id of the observation', (row) => row.observation.id),
  column('revision', 'integer', 'its revision, 1 for the first', (row) => row.observation.revision),
  ...fields('observation', ['kind', 'place'], observation),
  column('place_name', 'string', 'name of the place', (row) => row.place?.name),
  column(
    'lat',
    'number',
    'latitude of the place in degrees, WGS 84, north positive',
    (row) => row.place?.lat,
  ),
  column(
    'lon',
    'number',
    'longitude of the place in degrees, WGS 84, east positive',
    (row) => row.place?.lon,
  ),
  ...fields(
    'observation',
    ['along', 'shows', 'observed', 'outcome', 'quantity', 'unit', 'vessels', ...DETAILS],
    observation,
  ),
  ...fields('observation', ['claimed_by', 'judgement', 'likelihood', 'credibility'], observation),
  ...fields('observation', ['caveats', 'coverage', 'handling', 'note'], observation),
  column(
    'citation',
    'string',
    'id of the citation; empty when the observation has none',
    (row) => row.citation?.id,
  ),
  ...fields('citation', ['stance', 'locator', 'quote_exact', 'quote_prefix', 'quote_suffix'], citation),
  ...fields('citation', ['states_quantity', 'states_unit', 'states_observed', 'states_words'], citation),
  ...fields('citation', ['note'], citation, 'citation_'),
  column('source', 'string', 'key of the cited document', (row) => row.citation?.source),
  ...fields('source', ['kind', 'title', 'publisher', 'originator', 'author', 'published'], source, 'source_'),
  ...fields(
    'source',
    ['url', 'archived_url', 'lineage', 'reliability', 'handling', 'file_sha256'],
    source,
    'source_',
  ),
  column('origins', 'string', 'what this citation in the end rests on (several separated by "; ")', (row) =>
    row.origins.length === 0 ? undefined : joinTexts(row.origins),
  ),
  column(
    'origin_count',
    'integer',
    'how many independent origins support the observation',
    (row) => row.originCount,
  ),
  column(
    'entry',
    'integer',
    'entry that recorded this revision of the observation',
    (row) => row.entry?.number,
  ),
  column('recorded_at', 'datetime', 'when that was, UTC', (row) => row.entry?.recordedAt),
  column('analyst', 'string', 'who recorded it', (row) => row.entry?.analyst),
  ...fields('citation', ['quote_start', 'quote_end', 'quote_unverified'], citation),
  column('tlp', 'string', 'strictest TLP 2.0 label of the row', (row) => row.tlp),
  ...fields('observation', ['scope', 'baseline', 'details_lot'], observation),
  ...fields('citation', ['states_scope', 'states_likelihood', 'states_change', 'states_place'], citation),
]
