import type { CredibilityWarning } from '../evidence/credibility.ts'
import type { Supported } from '../evidence/support.ts'
import type { ObservationRecord } from '../model/records.ts'
import { styled, table, type Cell, type Rendering } from './document.ts'
import { gradeText, showsText, whatText } from './phrases.ts'

/** What a list needs to know of an observation. */
export interface ListRow {
  stored: { record: ObservationRecord; entry: number }
  supported: Supported
  warnings: readonly CredibilityWarning[]
  reliabilities: (string | undefined)[]
  shortId: string
}

/** A list of observations, one a line. */
export function renderList(rows: readonly ListRow[]): Rendering {
  const originsOf = ({ supported }: ListRow) => supported.origins.origins.map(({ name }) => name)
  return {
    blocks: [
      table(
        [
          { key: 'id' },
          { key: 'observed' },
          { key: 'kind', flexible: true },
          { key: 'where', flexible: true },
          { key: 'what', flexible: 'last' },
          { key: 'grade' },
          { key: 'origins', flexible: true },
        ],
        rows.map((row) => {
          const { record } = row.stored
          return [
            styled('key', row.shortId),
            record.observed?.text ?? styled('dim', 'undated'),
            record.kind,
            placeText(record),
            whatText(record),
            gradeCell(row),
            originsOf(row).join(', ') || styled('dim', 'none'),
          ]
        }),
      ),
    ],
    rows: {
      columns: [
        'id',
        'observed',
        'earliest',
        'latest',
        'kind',
        'place',
        'along',
        'outcome',
        'quantity',
        'unit',
        'vessels',
        'shows',
        'credibility',
        'origins',
        'sources',
        'entry',
      ],
      rows: rows.map((row) => {
        const { record, entry } = row.stored
        return [
          record.id,
          record.observed?.text,
          record.observed?.earliest,
          record.observed?.latest,
          record.kind,
          record.place,
          record.along,
          record.outcome,
          record.quantity?.text,
          record.unit,
          record.vessels?.join('; '),
          showsText(record),
          record.credibility,
          originsOf(row).join('; '),
          row.supported.citations.map(({ source }) => source).join('; '),
          entry,
        ]
      }),
    },
    data: rows.map((row) => ({
      ...row.stored.record,
      entry: row.stored.entry,
      origins: row.supported.origins.origins,
      citations: row.supported.citations,
      warnings: row.warnings,
    })),
  }
}

/** What stands after a grade that the origins do not bear out. */
export const UNCONFIRMED = '!'

function gradeCell({ stored, reliabilities, warnings }: ListRow): Cell {
  const grade = gradeText(reliabilities, stored.record.credibility)
  return warnings.length === 0 ? grade : styled('warn', `${grade}${UNCONFIRMED}`)
}

function placeText(observation: ObservationRecord): string {
  return observation.place ?? (observation.along === undefined ? '' : `on ${observation.along}`)
}
