import type { Conflict } from '../evidence/conflicts.ts'
import type { Store } from '../store/port.ts'
import type { Reading } from './case.ts'
import type { TracedRoute } from './trace.ts'

/** What is at odds in the evidence of a route, and what was judged of it. */
export function conflictsIn(_store: Store, _traced: TracedRoute, _reading: Reading): Promise<Conflict[]> {
  return Promise.resolve([])
}
