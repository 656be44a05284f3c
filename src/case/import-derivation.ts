import { Failure } from '../model/failure.ts'
import type { AnyRecord } from '../model/records.ts'
import { complete, type Draft } from './complete.ts'
import type { RowRecords, Surroundings } from './import-observation.ts'

/**
 * A row that says that one document repeats another; then it is known that it is second-hand.
 * @throws Failure `derivation-cycle`
 */
export function derivationRow(draft: Draft, around: Surroundings): RowRecords {
  const { maker, derivesFrom, corrected } = around
  const record = complete({ ...draft, type: 'derivation' })
  const corrects = corrected.get(record.id)
  if (corrects !== undefined) return { id: corrects, records: [], repeated: ['derivation'] }
  const way = wayTo(record.from, record.source, derivesFrom)
  if (way !== undefined) {
    throw new Failure(
      'derivation-cycle',
      `${record.source} would derive from itself: ${[record.source, ...way].join(' → ')}.`,
      { where: 'from', hint: 'Name the document it repeats.' },
    )
  }
  const written = maker.revived(record)
  const known = derivesFrom.get(record.source) ?? []
  derivesFrom.set(record.source, [...known, record.from])
  maker.ifDropped(() => derivesFrom.set(record.source, known))
  const child = maker.names.withKey('source', record.source)
  const records: AnyRecord[] = []
  if (child?.record?.type === 'source' && child.record.lineage === 'unknown') {
    const { record: before } = child
    const after = {
      ...before,
      lineage: 'derived' as const,
      revision: before.revision + 1,
      reason: `${record.how} of ${record.from}`,
    }
    records.push(after)
    const derived = { ...child, record: after }
    maker.names.remove(child)
    maker.names.add(derived)
    maker.ifDropped(() => {
      maker.names.remove(derived)
      maker.names.add(child)
    })
  }
  return { id: record.id, records: [...records, written], repeated: [] }
}

/** The documents from one to another along what they derive from. */
function wayTo(
  from: string,
  to: string,
  edges: ReadonlyMap<string, readonly string[]>,
): string[] | undefined {
  const before = new Map<string, string | undefined>([[from, undefined]])
  for (const [here] of before) {
    if (here === to) {
      const way: string[] = []
      for (let at: string | undefined = here; at !== undefined; at = before.get(at)) way.unshift(at)
      return way
    }
    for (const next of edges.get(here) ?? []) if (!before.has(next)) before.set(next, here)
  }
  return undefined
}
