import { compare } from '../model/order.ts'
import type { ObservationRecord } from '../model/records.ts'
import type { Window } from './window.ts'

/** An observation with its window. */
export interface Dated {
  readonly observation: ObservationRecord
  readonly window: Window
}

/** By the first moment, then by the last, then by id: the same whatever order they were recorded in. */
export function byTime(a: Dated, b: Dated): number {
  return compare(a.window.from, b.window.from) || compare(a.window.to, b.window.to) || byId(a, b)
}

export function byId(a: Pick<Dated, 'observation'>, b: Pick<Dated, 'observation'>): number {
  return compare(a.observation.id, b.observation.id)
}
