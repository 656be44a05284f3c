import {
  DummyDriver,
  Kysely,
  sql,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type Expression,
  type SqlBool,
} from 'kysely'
import type { View } from '../port.ts'

/** The tables as far as questions are built about them. */
export interface Tables {
  record: {
    position: number
    entry: number
    type: string
    id: string
    supersedes: number | null
    retracted: number
    body: string
  }
  entry: { number: number; analyst: string }
  source: {
    position: number
    id: string
    lineage: string
    originator: string | null
    reliability: string | null
    published_first: string | null
    published_last: string | null
  }
  derivation: { position: number; source: string; parent: string }
  observation: {
    position: number
    kind: string
    place: string | null
    claimed_by: string | null
    outcome: string
    credibility: number | null
    first: string | null
    last: string | null
    dated: number
    quantity: number | null
  }
  observation_leg: { leg: string; position: number; stage: string }
  observation_vessel: { vessel: string; position: number }
  citation: { position: number; about: string; source: string; stance: string }
  search: { rowid: number; search: string }
  rests: { originator: string | null; id: string }
}

/** Builds SQL text and parameters only; the adapter runs them itself. */
export const builder = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
})

/** The newest revision in the view, and not one that takes the record back. @param record alias of the table `record` */
export function isCurrent(record: string, { size }: View): Expression<SqlBool> {
  const position = sql.ref(`${record}.position`)
  // The plus keeps SQLite from taking this for a good place to begin: nearly all positions are below.
  return sql<SqlBool>`(+${position} < ${size} and ${sql.ref(`${record}.retracted`)} = 0 and not exists (
    select 1 from record newer where newer.supersedes = ${position} and newer.position < ${size}))`
}

/**
 * The same of the observations, from what is superseded or retracted, which is little: a retraction supersedes something too. With the
 * plus the smallest index will do.
 */
export function isNotGone({ size }: View): Expression<SqlBool> {
  return sql<SqlBool>`(+observation.position < ${size} and observation.position not in (
    select supersedes from record indexed by record_supersedes
      where supersedes is not null and position < ${size}
    union all
    select position from record indexed by record_supersedes
      where supersedes is not null and retracted = 1 and position < ${size}))`
}
