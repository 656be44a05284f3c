import {
  expressionBuilder,
  sql,
  type CompiledQuery,
  type Expression,
  type ExpressionBuilder,
  type QueryCreator,
  type SqlBool,
} from 'kysely'
import type { ObservationRecord } from '../../model/records.ts'
import type { Found, ObservationFilter, Page, View } from '../port.ts'
import type { Run } from './statements.ts'
import { ftsQuery } from './fts.ts'
import { builder, isCurrent, isNotGone, type Tables } from './query.ts'
import { toStored } from './stored.ts'

type Within = ExpressionBuilder<Tables, 'observation' | 'record'>

/** A page of the observations that fit, how many there are in all, and how many a window or a day of publication leaves out. */
export function findObservations(run: Run, filter: ObservationFilter, page: Page, view: View): Found {
  const { observed, ...rest } = filter
  const rows = matching(filter, view)
    .select(['observation.position', 'record.entry', 'record.body'])
    // What has no value comes last whichever way round, on every engine.
    .orderBy(SORT_COLUMNS[page.sort], (ob) => (page.reverse ? ob.desc().nullsLast() : ob.asc().nullsLast()))
    .orderBy('observation.position', page.reverse ? 'desc' : 'asc')
    .limit(page.limit)
    .offset(page.offset)
    .compile()
  const undated = matching(rest, view)
    .where('observation.dated', '=', 0)
    .select((eb) => eb.fn.countAll<number>().as('n'))
  const uncertain =
    filter.publicBy === undefined ? [] : rowsOf(run, leftOutQuery(filter, filter.publicBy, view))
  const isUndated = (source: (typeof uncertain)[number]) =>
    source.published_first === null && source.published_last === null
  return {
    observations: rowsOf(run, rows).map(toStored<ObservationRecord>),
    total: numberOf(run, totalQuery(filter, view)),
    undated: observed === undefined ? 0 : numberOf(run, undated.compile()),
    leftOut: {
      undated: uncertain.filter(isUndated).map(({ id }) => id),
      uncertain: uncertain.filter((source) => !isUndated(source)).map(({ id }) => id),
    },
  }
}

/** Positions of all that fits, in the order of the log. */
export function positionsOf(run: Run, filter: ObservationFilter, view: View): number[] {
  const query = matching(filter, view).select('record.position').orderBy('record.position').compile()
  return run(query.sql)
    .pluck()
    .all(...query.parameters) as number[]
}

function rowsOf<T>(run: Run, query: CompiledQuery<T>): T[] {
  return run(query.sql).all(...query.parameters) as T[]
}

function numberOf(run: Run, query: CompiledQuery<{ n: number }>): number {
  return rowsOf(run, query)[0]?.n ?? 0
}

const SORT_COLUMNS = {
  observed: 'observation.first',
  recorded: 'observation.position',
  kind: 'observation.kind',
  place: 'observation.place',
  quantity: 'observation.quantity',
} as const

function totalQuery(filter: ObservationFilter, view: View): CompiledQuery<{ n: number }> {
  const { kinds: _, outcomes: _o, observed: _w, ...narrow } = filter
  const n = builder.fn.countAll<number>().as('n')
  if (Object.keys(narrow).length > 0) return matching(filter, view).select(n).compile()
  // What leaves much is counted without reading each record.
  return builder
    .selectFrom('observation')
    .where(isNotGone(view))
    .where(isOfItself(filter))
    .select(n)
    .compile()
}

function matching(filter: ObservationFilter, view: View) {
  let query = (filter.originators === undefined ? builder : withRests(view))
    .selectFrom('observation')
    .innerJoin('record', 'record.position', 'observation.position')
    .where(isCurrent('record', view))
    .where(isOfItself(filter))
  const among = <T>(
    values: readonly T[] | undefined,
    condition: (eb: Within, values: readonly T[]) => Expression<SqlBool>,
  ) => {
    if (values !== undefined) query = query.where((eb) => condition(eb, values))
  }
  among(filter.places, (eb, places) => eb('observation.place', 'in', places))
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
  among(filter.sources, (eb, sources) => isAmong(eb, cited(eb, view).where('citation.source', 'in', sources)))
  among(filter.grades, (eb, grades) =>
    eb.or(
      grades.map(({ reliability, credibility }) =>
        eb.and([
          ...(credibility === undefined ? [] : [eb('observation.credibility', '=', credibility)]),
          ...(reliability === undefined
            ? []
            : [isAmong(eb, supporting(eb, view).where('source.reliability', '=', reliability))]),
        ]),
      ),
    ),
  )
  among(filter.originators, (eb, originators) => restingOn(eb, originators, view))
  if (filter.publicBy !== undefined) {
    const by = filter.publicBy
    query = query.where((eb) => isAmong(eb, supporting(eb, view).where('source.published_last', '<=', by)))
  }
  if (filter.words !== undefined) {
    const words = ftsQuery(filter.words)
    query = query.where((eb) => {
      const hits = eb.selectFrom('search').select('search.rowid').where('search.search', '=', words)
      return eb.or([
        eb('observation.position', 'in', hits),
        isAmong(eb, cited(eb, view).where('citation.position', 'in', hits)),
      ])
    })
  }
  return query
}

/** What a filter asks of an observation alone. */
function isOfItself({ kinds, outcomes, observed }: ObservationFilter): Expression<SqlBool> {
  const eb = expressionBuilder<Tables, 'observation'>()
  const parts: Expression<SqlBool>[] = []
  if (kinds !== undefined) parts.push(eb('observation.kind', 'in', kinds))
  if (outcomes !== undefined) parts.push(eb('observation.outcome', 'in', outcomes))
  if (observed !== undefined) {
    const { earliest, latest } = observed
    parts.push(eb('observation.dated', '=', 1))
    if (latest !== undefined) {
      parts.push(eb.or([eb('observation.first', 'is', null), eb('observation.first', '<=', latest)]))
    }
    if (earliest !== undefined) {
      parts.push(eb.or([eb('observation.last', 'is', null), eb('observation.last', '>=', earliest)]))
    }
  }
  return eb.and(parts)
}

/** The observations of these ids. */
function isAmong(eb: Within, ids: ReturnType<typeof cited>): Expression<SqlBool> {
  // With the type the index of keys is of use.
  return eb.and([eb('record.type', '=', 'observation'), eb('record.id', 'in', ids)])
}

/** Ids of what current citations are about. */
function cited(eb: Within, view: View) {
  return eb
    .selectFrom('citation')
    .innerJoin('record as said', 'said.position', 'citation.position')
    .where(isCurrent('said', view))
    .select('citation.about')
}

/** Ids of what current citations support, with the current revision of their source. */
function supporting(eb: Within, view: View) {
  return cited(eb, view)
    .where('citation.stance', '=', 'supports')
    .innerJoin('source', 'source.id', 'citation.source')
    .innerJoin('record as document', 'document.position', 'source.position')
    .where(isCurrent('document', view))
}

/**
 * What each document rests on: its key with the organisation of every original document it leads back to. Only a derived
 * document passes on what it repeats (src/evidence/origins.ts).
 */
function withRests(view: View): QueryCreator<Tables> {
  return builder.withRecursive('rests', (db) =>
    db
      .selectFrom('source')
      .innerJoin('record', 'record.position', 'source.position')
      .where(isCurrent('record', view))
      .where('source.lineage', '=', 'original')
      .select(['source.originator', 'source.id'])
      .union(
        db
          .selectFrom('rests')
          .innerJoin('derivation', 'derivation.parent', 'rests.id')
          .innerJoin('record as link', 'link.position', 'derivation.position')
          .innerJoin('source', 'source.id', 'derivation.source')
          .innerJoin('record', 'record.position', 'source.position')
          .where(isCurrent('link', view))
          .where(isCurrent('record', view))
          .where('source.lineage', '=', 'derived')
          .select(['rests.originator', 'derivation.source as id']),
      ),
  )
}

/** Observations that have one of these organisations as origin; a citation that leads back to the claimant has that alone. */
function restingOn(eb: Within, originators: readonly string[], view: View): Expression<SqlBool> {
  const leadsTo = (organisations: Expression<SqlBool>) =>
    sql<SqlBool>`exists (select 1 from rests where rests.id = citation.source and ${organisations})`
  const these = sql.join(originators)
  const supports = cited(eb, view)
    .where('citation.stance', '=', 'supports')
    .where(leadsTo(sql<SqlBool>`rests.originator in (${these})`))
    .where(
      sql<SqlBool>`(observation.claimed_by is null or observation.claimed_by in (${these})
        or not ${leadsTo(sql<SqlBool>`rests.originator = observation.claimed_by`)})`,
    )
  return isAmong(eb, supports)
}

/** Sources cited that were perhaps public by then: undated, or dated so loosely that it cannot be told. */
function leftOutQuery(filter: ObservationFilter, by: string, view: View) {
  const { publicBy: _, ...rest } = filter
  return builder
    .selectFrom('citation')
    .innerJoin('record as said', 'said.position', 'citation.position')
    .innerJoin('source', 'source.id', 'citation.source')
    .innerJoin('record as document', 'document.position', 'source.position')
    .where(isCurrent('said', view))
    .where(isCurrent('document', view))
    .where('citation.about', 'in', matching(rest, view).select('record.id'))
    .where((eb) => eb.or([eb('source.published_last', 'is', null), eb('source.published_last', '>', by)]))
    .where((eb) => eb.or([eb('source.published_first', 'is', null), eb('source.published_first', '<=', by)]))
    .select(['source.id', 'source.published_first', 'source.published_last'])
    .distinct()
    .orderBy('source.id')
    .compile()
}
