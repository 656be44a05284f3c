import type { ObservationRecord, RecordOf } from '../../model/records.ts'
import type { Evidence, EvidenceOf, Stored } from '../port.ts'
import type { Run } from './statements.ts'
import { among, atPositions, indexedBy, inLogOrder, marksFor, unique, withKeys } from './stored.ts'

/** What the evidence rules need: see {@link EvidenceOf}. */
export function evidenceOf(run: Run, of: EvidenceOf, size: number): Evidence {
  const observations = unique(observationsOf(run, of, size))
  const ids = 'relations' in of ? of.relations : observations.map(({ record }) => record.id)
  const citations = indexedBy<RecordOf['citation']>(run, 'citation', 'about', ids, size)
  const sources = new Map<string, Stored<RecordOf['source']>>()
  const derivations: Stored<RecordOf['derivation']>[] = []
  const start = 'sources' in of ? of.sources : citations.map(({ record }) => record.source)
  const known = 'positions' in of ? of.known : undefined
  const isNew = (id: string) => !sources.has(id) && known?.has(id) !== true
  // From the cited documents to what they repeat, a step at a time.
  for (let wanted = start.filter(isNew); wanted.length > 0;) {
    const found = withKeys<RecordOf['source']>(run, 'source', wanted, size)
    for (const source of found) sources.set(source.record.id, source)
    const steps = indexedBy<RecordOf['derivation']>(
      run,
      'derivation',
      'source',
      found.map(({ record }) => record.id),
      size,
    )
    derivations.push(...steps)
    wanted = steps.map(({ record }) => record.from).filter(isNew)
  }
  return {
    observations,
    citations: inLogOrder(citations),
    sources: inLogOrder([...sources.values()]),
    derivations: inLogOrder(derivations),
  }
}

function observationsOf(run: Run, of: EvidenceOf, size: number): Stored<ObservationRecord>[] {
  if ('legs' in of) return indexedBy(run, 'observation_leg', 'leg', of.legs, size)
  if ('positions' in of) return atPositions(run, of.positions)
  if ('observations' in of) return withKeys(run, 'observation', of.observations, size)
  if (!('places' in of)) return []
  const elsewhere = `NOT EXISTS (SELECT 1 FROM observation_leg o WHERE o.position = t.position AND o.leg IN (${marksFor(of.notOn)}))`
  const around = (table: string, column: string, values: readonly string[]) =>
    among<ObservationRecord>(
      run,
      `${table} t JOIN record r ON r.position = t.position WHERE ${elsewhere} AND t.${column}`,
      values,
      size,
      of.notOn,
    )
  return [...around('observation', 'place', of.places), ...around('observation_vessel', 'vessel', of.vessels)]
}
