import type { CitationRecord, ObservationRecord, SourceRecord } from '../model/records.ts'

/*
 * What was public by a day. A source counts when it was certainly public: its publication date ends on or before that
 * day. One dated too loosely ("2023-10" asked for the 10th) or not at all is left out, and counted, never guessed.
 */

export type Publicity = 'public' | 'later' | 'uncertain' | 'undated'

/** @param by instant, UTC, inclusive */
export function publicityOf(source: SourceRecord, by: string): Publicity {
  const { published } = source
  if (published === undefined) return 'undated'
  if (published.latest !== undefined && published.latest <= by) return 'public'
  if (published.earliest !== undefined && published.earliest > by) return 'later'
  return 'uncertain'
}

/** Whether a source was certainly public. @param by undefined when nobody asked: then everything counts */
export function isPublicBy(source: SourceRecord | undefined, by: string | undefined): boolean {
  return by === undefined || (source !== undefined && publicityOf(source, by) === 'public')
}

export interface PublicEvidence {
  observations: ObservationRecord[]
  citations: CitationRecord[]
  /** Keys of the cited sources left out though they may have been public, by why. */
  uncertain: string[]
  undated: string[]
}

/** Keeps the citations of sources public by then, and the observations that still have one in support. */
export function publicBy(
  observations: readonly ObservationRecord[],
  citations: readonly CitationRecord[],
  sources: ReadonlyMap<string, SourceRecord>,
  by: string,
): PublicEvidence {
  const leftOut = { uncertain: new Set<string>(), undated: new Set<string>() }
  const kept = citations.filter((citation) => {
    const source = sources.get(citation.source)
    const publicity = source === undefined ? 'undated' : publicityOf(source, by)
    if (publicity === 'uncertain' || publicity === 'undated') leftOut[publicity].add(citation.source)
    return publicity === 'public'
  })
  const supported = new Set(kept.filter(({ stance }) => stance === 'supports').map(({ about }) => about))
  const remaining = observations.filter(({ id }) => supported.has(id))
  return {
    observations: remaining,
    citations: kept.filter(({ about }) => supported.has(about)),
    uncertain: [...leftOut.uncertain].sort(),
    undated: [...leftOut.undated].sort(),
  }
}
