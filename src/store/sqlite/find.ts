import {
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type CompiledQuery,
  type Expression,
  type ExpressionBuilder,
  type SqlBool,
} from 'kysely'
import type { ObservationFilter, Page, View } from '../port.ts'
import { ftsQuery } from './fts.ts'

interface Tables {
  record: {
    position: number
    entry: number
    id: string
    supersedes: number | null
    retracted: number
    body: string
  }
  entry: { number: number; analyst: string }
  source: {
    position: number
    id: string
    originator: string | null
    reliability: string | null
    published_last: string | null
  }
  derivation: { position: number; source: string; parent: string }
  observation: {
    position: number
    kind: string
    place: string | null
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
  descendant: { id: string }
}

/** Builds SQL text and parameters only; the adapter runs them itself. */
const builder = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
})

type Within = ExpressionBuilder<Tables, 'observation' | 'record'>

/** The three questions a page of `trace list` asks: the rows, how many in all, how many a window cannot place. */
export interface FindQueries {
  rows: CompiledQuery<{ position: number; entry: number; body: string }>
  total: CompiledQuery<{ n: number }>
  undated: CompiledQuery<{ n: number }> | undefined
}

export function findQueries(filter: ObservationFilter, page: Page, view: View): FindQueries {
  const { observed, ...rest } = filter
  const all = matching(filter, view)
  return {
    rows: all
      .select(['record.position', 'record.entry', 'record.body'])
      // What has no value comes last whichever way round, on every engine.
      .orderBy(SORT_COLUMNS[page.sort], (ob) => (page.reverse ? ob.desc().nullsLast() : ob.asc().nullsLast()))
      .orderBy('record.position', page.reverse ? 'desc' : 'asc')
      .limit(page.limit)
      .offset(page.offset)
      .compile(),
    total: all.select((eb) => eb.fn.countAll<number>().as('n')).compile(),
    undated:
      observed === undefined
        ? undefined
        : matching(rest, view)
            .where('observation.dated', '=', 0)
            .select((eb) => eb.fn.countAll<number>().as('n'))
            .compile(),
  }
}

const SORT_COLUMNS = {
  observed: 'observation.first',
  recorded: 'record.position',
  kind: 'observation.kind',
  place: 'observation.place',
  quantity: 'observation.quantity',
} as const

function matching(filter: ObservationFilter, view: View) {
  let query = builder
    .selectFrom('observation')
    .innerJoin('record', 'record.position', 'observation.position')
    .where((eb) => isCurrent(eb, view))
  const among = <T>(
    values: readonly T[] | undefined,
    condition: (eb: Within, values: readonly T[]) => Expression<SqlBool>,
  ) => {
    if (values !== undefined) query = query.where((eb) => condition(eb, values))
  }
  among(filter.kinds, (eb, kinds) => eb('observation.kind', 'in', kinds))
  among(filter.places, (eb, places) => eb('observation.place', 'in', places))
  among(filter.outcomes, (eb, outcomes) => eb('observation.outcome', 'in', outcomes))
  among(filter.credibility, (eb, grades) => eb('observation.credibility', 'in', grades))
  among(filter.analysts, (eb, analysts) =>
    eb(
      'record.entry',
      'in',
      eb.selectFrom('entry').select('entry.number').where('entry.analyst', 'in', analysts),
    ),
  )
  among(filter.vessels, (eb, vessels) =>
    eb(
      'observation.position',
      'in',
      eb
        .selectFrom('observation_vessel')
        .select('observation_vessel.position')
        .where('observation_vessel.vessel', 'in', vessels),
    ),
  )
  if (filter.legs !== undefined || filter.stages !== undefined) {
    query = query.where((eb) => {
      let links = eb.selectFrom('observation_leg').select('observation_leg.position')
      if (filter.legs !== undefined) links = links.where('observation_leg.leg', 'in', filter.legs)
      if (filter.stages !== undefined) links = links.where('observation_leg.stage', 'in', filter.stages)
      return eb('observation.position', 'in', links)
    })
  }
  among(filter.sources, (eb, sources) =>
    eb('record.id', 'in', cited(eb, view).where('citation.source', 'in', sources)),
  )
  among(filter.reliability, (eb, grades) =>
    eb('record.id', 'in', supporting(eb, view).where('source.reliability', 'in', grades)),
  )
  among(filter.originators, (eb, originators) =>
    eb('record.id', 'in', cited(eb, view).where('citation.source', 'in', descendants(originators, view))),
  )
  if (filter.publicBy !== undefined) {
    const by = filter.publicBy
    query = query.where((eb) =>
      eb('record.id', 'in', supporting(eb, view).where('source.published_last', '<=', by)),
    )
  }
  if (filter.observed !== undefined) {
    const { earliest, latest } = filter.observed
    query = query.where('observation.dated', '=', 1)
    if (latest !== undefined) {
      query = query.where((eb) =>
        eb.or([eb('observation.first', 'is', null), eb('observation.first', '<=', latest)]),
      )
    }
    if (earliest !== undefined) {
      query = query.where((eb) =>
        eb.or([eb('observation.last', 'is', null), eb('observation.last', '>=', earliest)]),
      )
    }
  }
  if (filter.words !== undefined) {
    const words = ftsQuery(filter.words)
    query = query.where((eb) => {
      const hits = eb.selectFrom('search').select('search.rowid').where('search.search', '=', words)
      return eb.or([
        eb('observation.position', 'in', hits),
        eb('record.id', 'in', cited(eb, view).where('citation.position', 'in', hits)),
      ])
    })
  }
  return query
}

/** The newest revision in the view, and not one that takes the record back. */
function isCurrent(eb: ExpressionBuilder<Tables, 'record'>, view: View): Expression<SqlBool> {
  return eb.and([
    eb('record.position', '<', view.size),
    eb('record.retracted', '=', 0),
    eb.not(
      eb.exists(
        eb
          .selectFrom('record as newer')
          .select('newer.position')
          .whereRef('newer.supersedes', '=', 'record.position')
          .where('newer.position', '<', view.size),
      ),
    ),
  ])
}

/** Ids of what current citations are about. */
function cited(eb: Within, view: View) {
  return eb
    .selectFrom('citation')
    .innerJoin('record as said', 'said.position', 'citation.position')
    .where('said.position', '<', view.size)
    .where('said.retracted', '=', 0)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('record as newer')
            .select('newer.position')
            .whereRef('newer.supersedes', '=', 'said.position')
            .where('newer.position', '<', view.size),
        ),
      ),
    )
    .select('citation.about')
}

/** Ids of what current citations support, with the current revision of their source. */
function supporting(eb: Within, view: View) {
  return cited(eb, view)
    .where('citation.stance', '=', 'supports')
    .innerJoin('source', 'source.id', 'citation.source')
    .innerJoin('record as document', 'document.position', 'source.position')
    .where('document.position', '<', view.size)
    .where('document.retracted', '=', 0)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('record as newer')
            .select('newer.position')
            .whereRef('newer.supersedes', '=', 'document.position')
            .where('newer.position', '<', view.size),
        ),
      ),
    )
}

/** Sources of these organisations, and everything that repeats them, however many steps away. */
function descendants(originators: readonly string[], view: View) {
  return builder
    .withRecursive('descendant', (db) =>
      db
        .selectFrom('source')
        .innerJoin('record', 'record.position', 'source.position')
        .where((eb) => isCurrent(eb, view))
        .where('source.originator', 'in', originators)
        .select('source.id')
        .union(
          db
            .selectFrom('derivation')
            .innerJoin('descendant', 'descendant.id', 'derivation.parent')
            .innerJoin('record', 'record.position', 'derivation.position')
            .where((eb) => isCurrent(eb, view))
            .select('derivation.source as id'),
        ),
    )
    .selectFrom('descendant')
    .select('descendant.id')
}
