import { composed } from '../../model/composed.ts'
import { foldName, namesOf, searchTextsOf } from '../../model/names.ts'
import type { AnyRecord } from '../../model/records.ts'

/**
 * The index tables with their columns. All they hold follows from a record's body (and, for a source, from the text of
 * its archived document): it is written from it, and `trace verify` works it out again and compares. So what an index
 * holds of a record only ever changes together with a migration that rebuilds it.
 */
export const INDEX_COLUMNS = {
  source: [
    'position',
    'id',
    'kind',
    'lineage',
    'originator',
    'reliability',
    'published_first',
    'published_last',
  ],
  derivation: ['position', 'source', 'parent'],
  relation: ['position', 'subject', 'object'],
  leg: ['position', 'route', 'from_place', 'to_place'],
  observation: [
    'position',
    'kind',
    'place',
    'claimed_by',
    'outcome',
    'credibility',
    'first',
    'last',
    'dated',
    'quantity',
  ],
  citation: ['position', 'about', 'source', 'stance'],
  search_text: ['position', 'words'],
  observation_leg: ['leg', 'position', 'stage'],
  observation_vessel: ['vessel', 'position'],
  name: ['folded', 'type', 'position'],
} as const

export type IndexTable = keyof typeof INDEX_COLUMNS

export interface IndexRow {
  readonly table: IndexTable
  /** In the order of {@link INDEX_COLUMNS}. */
  readonly values: readonly (string | number | null)[]
}

/**
 * What the indexes hold of a record: plain columns to filter, sort and join by.
 * @param document text of the source's archived document, when it has one
 */
export function indexRows(position: number, record: AnyRecord, document?: string): IndexRow[] {
  const names = [...new Set(namesOf(record).map(foldName))]
  const words = searchWords(record, document)
  return [
    ...ownRows(position, record),
    ...names.map((folded): IndexRow => ({ table: 'name', values: [folded, record.type, position] })),
    ...(words === '' ? [] : [{ table: 'search_text' as const, values: [position, words] }]),
  ]
}

function ownRows(position: number, record: AnyRecord): IndexRow[] {
  switch (record.type) {
    case 'source': {
      const { id, kind, lineage, originator, reliability, published } = record
      const bounds = [published?.earliest ?? null, published?.latest ?? null]
      return [
        {
          table: 'source',
          values: [position, id, kind, lineage, originator ?? null, reliability ?? null, ...bounds],
        },
      ]
    }
    case 'derivation':
      return [{ table: 'derivation', values: [position, record.source, record.from] }]
    case 'relation':
      return [{ table: 'relation', values: [position, record.subject.id, record.object] }]
    case 'leg':
      return [{ table: 'leg', values: [position, record.route, record.from, record.to] }]
    case 'citation':
      return [{ table: 'citation', values: [position, record.about, record.source, record.stance] }]
    case 'observation': {
      const { kind, place, claimedBy, outcome, credibility, observed, quantity, shows, vessels } = record
      const links = new Map((shows ?? []).map(({ leg, stage = '' }) => [`${leg} ${stage}`, [leg, stage]]))
      return [
        {
          table: 'observation',
          values: [
            position,
            kind,
            place ?? null,
            claimedBy ?? null,
            outcome,
            credibility ?? null,
            observed?.earliest ?? null,
            observed?.latest ?? null,
            observed === undefined ? 0 : 1,
            quantity?.best ?? quantity?.low ?? null,
          ],
        },
        ...[...links.values()].map(([leg = '', stage = '']): IndexRow => ({
          table: 'observation_leg',
          // '' when the link names no stage.
          values: [leg, position, stage],
        })),
        ...[...new Set(vessels)].map((vessel): IndexRow => ({
          table: 'observation_vessel',
          values: [vessel, position],
        })),
      ]
    }
    default:
      return []
  }
}

/** What `trace search` finds a record by; empty when there is nothing to find. */
function searchWords(record: AnyRecord, document: string | undefined): string {
  return composed([...searchTextsOf(record), ...(document === undefined ? [] : [document])].join('\n'))
}
