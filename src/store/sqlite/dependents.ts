import type { RecordType } from '../../model/vocabulary.ts'
import type { Stored } from '../port.ts'
import type { Run } from './statements.ts'
import { allOf, CURRENT, toStored, unique, type RecordRow } from './stored.ts'

/** Current records that name this one; judgements, which name revisions, are not among them. */
export function dependentsOf(run: Run, type: RecordType, id: string, size: number): Stored[] {
  // CROSS JOIN: the few that name it are looked at first. Left to itself SQLite may start from every record there is.
  const through = (table: string, ...columns: string[]) =>
    columns.flatMap((column) =>
      (
        run(
          `SELECT r.position, r.entry, r.body FROM ${table} t CROSS JOIN record r ON r.position = t.position WHERE t.${column} = @id AND ${CURRENT}`,
        ).all({ id, size }) as RecordRow[]
      ).map((row) => toStored(row)),
    )
  switch (type) {
    case 'source':
      return unique([
        ...through('citation', 'source'),
        ...through('derivation', 'source', 'parent'),
        ...allOf(run, 'conversion', size).filter(({ record }) => record.source === id),
      ])
    case 'place':
      return unique([...through('observation', 'place'), ...through('leg', 'from_place', 'to_place')])
    case 'vessel':
      return unique([
        ...through('observation_vessel', 'vessel'),
        ...through('relation', 'subject').filter(isAbout(type)),
      ])
    case 'organisation':
      return unique([
        ...through('source', 'originator'),
        ...through('observation', 'claimed_by'),
        ...through('relation', 'subject').filter(isAbout(type)),
        ...through('relation', 'object'),
      ])
    case 'route':
      return through('leg', 'route')
    case 'leg':
      return unique(through('observation_leg', 'leg'))
    case 'observation':
    case 'relation':
      return through('citation', 'about')
    case 'case':
    case 'derivation':
    case 'citation':
    case 'conversion':
    case 'judgement':
    case 'merge':
      return []
  }
}

function isAbout(type: RecordType): (stored: Stored) => boolean {
  return ({ record }) => record.type === 'relation' && record.subject.type === type
}
