import { inRouteOrder } from '../evidence/chain.ts'
import type { LegRecord } from '../model/records.ts'
import type { ObservationFilter, Store } from '../store/port.ts'
import { recordOfCase, type Reading } from './case.ts'
import { filterFrom, type TypedFilter } from './list.ts'
import { resolve } from './resolve.ts'
import { legsOf } from './trace.ts'

/** What to export: the observations of a route or leg, by its key or name, or all of them. */
export type Scope = { readonly name: string } | 'all'

/** What was named, looked up. */
export interface Chosen {
  /** Name of the route, or key of the leg, or title of the case. */
  readonly title: string | undefined
  /** The legs it is about, in the order of their route; of everything, all legs there are. */
  readonly legs: readonly LegRecord[]
  /** Which observations: of those legs, unless everything was named, and such as fit the filters. */
  readonly filter: ObservationFilter
  /** How many observations a window of time left out because they have no date. */
  readonly undated: number
}

/**
 * Looks up what is to be exported.
 * @param typed filters; with a route or leg both have to hold
 * @throws Failure `unknown-name`, `ambiguous`, `retracted`, `bad-filter`, `bad-date` and its kin
 */
export async function chosenObservations(
  store: Store,
  scope: Scope,
  typed: TypedFilter,
  reading: Reading,
): Promise<Chosen> {
  // What was not public is counted where it is left out, and not left out here.
  const { publicBy: _, ...filter } = await filterFrom(store, typed, reading)
  const { title, legs } = await named(store, scope, reading)
  const chosen =
    scope === 'all'
      ? filter
      : {
          ...filter,
          legs: legs
            .map(({ id }) => id)
            .filter((id) => filter.legs === undefined || filter.legs.includes(id)),
        }
  const undated =
    filter.observed === undefined
      ? 0
      : (await store.find(chosen, { sort: 'recorded', reverse: false, limit: 0, offset: 0 }, reading)).undated
  const wanted = chosen.legs
  return {
    title,
    legs: wanted === undefined ? legs : legs.filter(({ id }) => wanted.includes(id)),
    filter: chosen,
    undated,
  }
}

async function named(
  store: Store,
  scope: Scope,
  reading: Reading,
): Promise<{ title: string | undefined; legs: readonly LegRecord[] }> {
  if (scope === 'all') {
    const legs = (await store.all('leg', reading)).map(({ record }) => record)
    return {
      title: (await recordOfCase(store, reading))?.title,
      legs: [...Map.groupBy(legs, ({ route }) => route).values()].flatMap((own) => inRouteOrder(own)),
    }
  }
  const { record } = await resolve(store, scope.name, ['route', 'leg'] as const, reading)
  return record.type === 'leg'
    ? { title: record.id, legs: [record] }
    : { title: record.name, legs: inRouteOrder(await legsOf(store, record.id, reading)) }
}
