import type { RelationSaid } from '../evidence/conflicts.ts'
import { originsOf } from '../evidence/origins.ts'
import type { RelationRecord } from '../model/records.ts'
import type { Store } from '../store/port.ts'
import type { Reading } from './case.ts'
import { judge, type Known } from './trace.ts'

/** The relations of these vessels, and of the organisations that those lead to. */
export async function relationsOfVessels(
  store: Store,
  vessels: Iterable<string>,
  known: Known,
  reading: Reading,
): Promise<RelationSaid[]> {
  const all = (await store.all('relation', reading)).map(({ record }) => record)
  return saidOf(store, reachedFrom(vessels, all), known, reading)
}

/** Relations with what is said for and against them. Without a citation that a reading may see, one is left out. */
export async function saidOf(
  store: Store,
  relations: readonly RelationRecord[],
  known: Known,
  reading: Reading,
): Promise<RelationSaid[]> {
  if (relations.length === 0) return []
  const evidence = await store.evidence({ relations: relations.map(({ id }) => id) }, reading)
  const { citations, lineage } = judge(evidence, known, reading)
  const about = Map.groupBy(citations, (citation) => citation.about)
  return relations.flatMap((relation) => {
    const own = about.get(relation.id) ?? []
    if (reading.publicBy !== undefined && own.length === 0) return []
    const restsOn = (wanted: (typeof own)[number]['stance']) =>
      originsOf(
        own.filter(({ stance }) => stance === wanted).map(({ source }) => source),
        lineage,
      )
    return [{ relation, citations: own, origins: restsOn('supports'), against: restsOn('contradicts') }]
  })
}

/** Relations step by step from the vessels to whoever is behind them. */
function reachedFrom(vessels: Iterable<string>, relations: readonly RelationRecord[]): RelationRecord[] {
  const bySubject = Map.groupBy(relations, ({ subject }) => `${subject.type} ${subject.id}`)
  const found = new Set<RelationRecord>()
  const waiting = [...new Set(vessels)].map((id) => `vessel ${id}`)
  const seen = new Set(waiting)
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    for (const relation of bySubject.get(key) ?? []) {
      found.add(relation)
      const next = `organisation ${relation.object}`
      if (seen.has(next)) continue
      seen.add(next)
      waiting.push(next)
    }
  }
  return [...found]
}
