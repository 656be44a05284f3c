import type { Finding } from './finding.ts'
import type { Supported } from './support.ts'

/** Credibility 1 that the origins of an observation do not bear out. */
export interface CredibilityWarning extends Finding {
  readonly rule: 'origins'
  readonly verdict: 'not-confirmed'
  /** Id of the observation. */
  readonly about: string
}

/** Admiralty code credibility 1 is "confirmed by other independent sources": with fewer than two origins it is not. */
export function credibilityOf(_one: Supported): CredibilityWarning | undefined {
  return undefined
}
