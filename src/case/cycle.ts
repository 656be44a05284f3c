import { Failure } from '../model/failure.ts'
import type { DerivationRecord } from '../model/records.ts'
import type { Store, View } from '../store/port.ts'

/**
 * Looks for the way back from the document repeated to the one that repeats it.
 * @throws Failure `derivation-cycle` that names every step
 */
export async function refuseCycle(
  store: Store,
  { source, from }: DerivationRecord,
  view: View,
): Promise<void> {
  const parents = Map.groupBy(
    (await store.all('derivation', view)).map(({ record }) => record),
    (derivation) => derivation.source,
  )
  const waiting: (readonly string[])[] = [[from]]
  const seen = new Set<string>()
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    const last = path.at(-1) ?? ''
    if (last === source) {
      throw new Failure(
        'derivation-cycle',
        `${source} would derive from itself: ${[source, ...path].join(' → ')}.`,
        {
          hint: 'Check which of them was published first; take a wrong derivation back with: trace retract ID --because "…"',
        },
      )
    }
    if (seen.has(last)) continue
    seen.add(last)
    for (const derivation of parents.get(last) ?? []) waiting.push([...path, derivation.from])
  }
}
