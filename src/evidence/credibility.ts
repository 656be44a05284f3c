import { counted, enumerated } from './enumeration.ts'
import { used, type Finding } from './finding.ts'
import type { Supported } from './support.ts'

/*
 * Rule 1 applied to a grade: the Admiralty code (NATO AJP-2.1) calls information of credibility
 * 1 "confirmed by other independent sources". What that takes is at least one other source: two origins.
 */

/** The grade of the Admiralty code that speaks of other sources. */
const CONFIRMED = 1
/** The source itself, and one other. */
const ORIGINS_NEEDED = 2

/** Credibility 1 that the origins of an observation do not bear out. */
export interface CredibilityWarning extends Finding {
  readonly rule: 'origins'
  readonly verdict: 'not-confirmed'
  /** Id of the observation. */
  readonly about: string
}

/**
 * Admiralty code credibility 1 is "confirmed by other independent sources": with fewer than two origins it is not.
 * Two readings of one scene are one origin, and confirm nothing but the reading.
 * @returns undefined for every other grade, and where two origins support it
 */
export function credibilityOf({
  observation,
  citations,
  origins: { origins },
}: Supported): CredibilityWarning | undefined {
  if (observation.credibility !== CONFIRMED || origins.length >= ORIGINS_NEEDED) return undefined
  const [only] = origins
  const readings = only?.readings ?? []
  const rests =
    only === undefined
      ? 'it rests on no origin that is known'
      : `it rests on ${counted(origins.length, 'origin')}, ${only.name}${
          readings.length > 1 ? ` (one scene, read by ${enumerated(readings)})` : ''
        }`
  return {
    rule: 'origins',
    verdict: 'not-confirmed',
    about: observation.id,
    sentence: `Credibility 1 of the Admiralty code means “confirmed by other independent sources”, but ${rests}.`,
    records: used(
      observation,
      ...citations.filter(({ stance }) => stance === 'supports'),
      ...(only?.sources ?? []).map((id) => ({ type: 'source' as const, id })),
    ),
  }
}
