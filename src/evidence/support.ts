import type { CitationRecord, ObservationRecord } from '../model/records.ts'
import { joinOrigins, originsOf, type Lineage, type Origins } from './origins.ts'

/** An observation with what is said for and against it. */
export interface Supported {
  observation: ObservationRecord
  citations: readonly CitationRecord[]
  /** Origins of the citations that support it; mentions and contradictions count for none. */
  origins: Origins
  /** Origins of the citations that contradict it. */
  against: Origins
}

/**
 * Brings each observation together with its citations and the origins they rest on.
 *
 * An article often repeats several reports at once, and its lineage does not say which of them a claim is from. When
 * the observation says who claims it, and a citation leads back to that organisation, then only that organisation
 * counts for the citation: a piece that repeats RUSI and CSIS makes no second origin of what RUSI alone has said.
 *
 * @param recordedBy the analyst who recorded the observation of that id, where it is known: the reader of an image that
 *   it cites itself, unless it says who claims what it shows
 */
export function supportOf(
  observations: readonly ObservationRecord[],
  citations: readonly CitationRecord[],
  lineage: Lineage,
  recordedBy: (observation: string) => string | undefined = () => undefined,
): Supported[] {
  const about = Map.groupBy(citations, (citation) => citation.about)
  return observations.map((observation) => {
    const own = about.get(observation.id) ?? []
    const recorder = recordedBy(observation.id)
    const cited = (stance: CitationRecord['stance']) =>
      joinOrigins(
        own
          .filter((citation) => citation.stance === stance)
          .map((citation) => originsOfCitation(citation, observation, lineage, recorder)),
      )
    return { observation, citations: own, origins: cited('supports'), against: cited('contradicts') }
  })
}

/**
 * The origins one citation brings to an observation: those of its document, or the claimant alone when it is among them.
 * @param recordedBy the analyst who recorded the observation, where it is known
 */
export function originsOfCitation(
  { source }: Pick<CitationRecord, 'source'>,
  { claimedBy }: Pick<ObservationRecord, 'claimedBy'>,
  lineage: Lineage,
  recordedBy?: string,
): Origins {
  const known = WALKED.get(lineage) ?? new Map<string, Origins>()
  WALKED.set(lineage, known)
  const key = JSON.stringify([source, claimedBy, recordedBy])
  const origins = known.get(key) ?? walked(source, claimedBy, lineage, recordedBy)
  known.set(key, origins)
  return origins
}

/** Many observations are cited from few documents, and several rules ask for the origins of each. */
const WALKED = new WeakMap<Lineage, Map<string, Origins>>()

function walked(
  source: string,
  claimedBy: string | undefined,
  lineage: Lineage,
  recordedBy: string | undefined,
): Origins {
  const found = originsOf([source], lineage, {
    claimedBy: claimedBy === undefined ? undefined : lineage.organisationName(claimedBy),
    recordedBy,
  })
  const own = found.origins.filter(({ key }) => key === `organisation:${claimedBy ?? ''}`)
  return own.length === 0 ? found : { ...found, origins: own }
}
