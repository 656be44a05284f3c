import type { LegRecord, ObservationRecord } from '../model/records.ts'
import { used, type Finding, type Names } from './finding.ts'
import type { Window } from './window.ts'

/** Days of a window, UTC, by what is known of them. */
export interface DayCounts {
  /** Somebody looked and could have seen. */
  readonly looked: number
  /** Somebody looked and could not have seen anything. */
  readonly withoutSight: number
  /** Within a longer window of an observation: somebody may have looked. */
  readonly perhaps: number
  readonly nobody: number
}

/** Rule 11, gaps: the days on which nobody looked, at a place or at either end of a leg. */
export interface Gaps extends Finding {
  readonly rule: 'gaps'
  readonly verdict: 'gap' | 'no-gap' | 'never'
  readonly place: string | undefined
  readonly leg: string | undefined
  /** Calendar days, both inclusive; undefined when nobody ever looked and no window was asked for. */
  readonly window: { readonly first: string; readonly last: string } | undefined
  readonly days: DayCounts
  readonly longest: { readonly first: string; readonly last: string; readonly days: number } | undefined
}

/** @param subject a place, or a leg, which stands for its two ends */
export function gapsOf(
  subject: { place: string } | { leg: LegRecord },
  _observations: readonly ObservationRecord[],
  _names: Names,
  _window?: Window,
): Gaps {
  return {
    rule: 'gaps',
    verdict: 'never',
    sentence: '',
    records: used(),
    place: 'place' in subject ? subject.place : undefined,
    leg: 'leg' in subject ? subject.leg.id : undefined,
    window: undefined,
    days: { looked: 0, withoutSight: 0, perhaps: 0, nobody: 0 },
    longest: undefined,
  }
}
