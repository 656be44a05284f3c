import type { CitationRecord, ObservationRecord } from '../model/records.ts'
import { originsOf, type Lineage, type Origins } from './origins.ts'

/** An observation with what is said for and against it. */
export interface Supported {
  observation: ObservationRecord
  citations: readonly CitationRecord[]
  /** Origins of the citations that support it; mentions and contradictions count for none. */
  origins: Origins
  /** Origins of the citations that contradict it. */
  against: Origins
}

/** Brings each observation together with its citations and the origins they rest on. */
export function supportOf(
  observations: readonly ObservationRecord[],
  citations: readonly CitationRecord[],
  lineage: Lineage,
): Supported[] {
  const about = Map.groupBy(citations, (citation) => citation.about)
  return observations.map((observation) => {
    const own = about.get(observation.id) ?? []
    const cited = (stance: CitationRecord['stance']) =>
      own.filter((citation) => citation.stance === stance).map((citation) => citation.source)
    return {
      observation,
      citations: own,
      origins: originsOf(cited('supports'), lineage),
      against: originsOf(cited('contradicts'), lineage),
    }
  })
}
