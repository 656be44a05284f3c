import type Database from 'better-sqlite3'
import { foldName, namesOf, searchTextsOf } from '../../model/names.ts'
import type { AnyRecord } from '../../model/records.ts'

type Run = (sql: string) => Database.Statement

/**
 * Writes what the indexes hold of a record: plain columns to filter, sort and join by. All of it follows from the
 * record's body (and, for a source, from its archived text), so it can be checked against it.
 *
 * @param document text of the source's archived document, when it has one
 */
export function indexRecord(run: Run, position: number, record: AnyRecord, document?: string): void {
  switch (record.type) {
    case 'source':
      run(
        `INSERT INTO source (position, id, kind, lineage, originator, reliability, published_first, published_last)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      ).run(
        position,
        record.id,
        record.kind,
        record.lineage,
        record.originator ?? null,
        record.reliability ?? null,
        record.published?.earliest ?? null,
        record.published?.latest ?? null,
      )
      break
    case 'derivation':
      run('INSERT INTO derivation (position, source, parent) VALUES (?, ?, ?)').run(
        position,
        record.source,
        record.from,
      )
      break
    case 'relation':
      run('INSERT INTO relation (position, subject, object) VALUES (?, ?, ?)').run(
        position,
        record.subject.id,
        record.object,
      )
      break
    case 'leg':
      run('INSERT INTO leg (position, route, from_place, to_place) VALUES (?, ?, ?, ?)').run(
        position,
        record.route,
        record.from,
        record.to,
      )
      break
    case 'observation':
      run(
        `INSERT INTO observation (position, kind, place, claimed_by, outcome, credibility, first, last, dated, quantity)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ).run(
        position,
        record.kind,
        record.place ?? null,
        record.claimedBy ?? null,
        record.outcome,
        record.credibility ?? null,
        record.observed?.earliest ?? null,
        record.observed?.latest ?? null,
        record.observed === undefined ? 0 : 1,
        record.quantity?.best ?? record.quantity?.low ?? null,
      )
      for (const { leg, stage } of record.shows ?? []) {
        run('INSERT OR IGNORE INTO observation_leg (leg, position, stage) VALUES (?, ?, ?)').run(
          leg,
          position,
          stage ?? '',
        )
      }
      for (const vessel of record.vessels ?? []) {
        run('INSERT OR IGNORE INTO observation_vessel (vessel, position) VALUES (?, ?)').run(vessel, position)
      }
      break
    case 'citation':
      run('INSERT INTO citation (position, about, source, stance) VALUES (?, ?, ?, ?)').run(
        position,
        record.about,
        record.source,
        record.stance,
      )
      break
    default:
  }
  for (const name of namesOf(record)) {
    run('INSERT OR IGNORE INTO name (folded, type, position) VALUES (?, ?, ?)').run(
      foldName(name),
      record.type,
      position,
    )
  }
  const words = [...searchTextsOf(record), ...(document === undefined ? [] : [document])]
    .join('\n')
    .normalize('NFC')
  if (words !== '') {
    run('INSERT INTO search_text (position, words) VALUES (?, ?)').run(position, words)
    run('INSERT INTO search (rowid, words) VALUES (?, ?)').run(position, words)
  }
}
