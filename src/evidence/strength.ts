import type { Stage } from '../model/vocabulary.ts'
import type { Cell } from './coverage.ts'
import { joinOrigins, type Origin } from './origins.ts'
import type { Supported } from './support.ts'

/**
 * Rule 10, strength of a leg, weakest first. A contested leg ranks below a thin one: what is thin may be true as it
 * stands, what is contested cannot all be.
 */
export const STRENGTHS = ['no evidence', 'contested', 'thin', 'corroborated', 'strong'] as const
export type Strength = (typeof STRENGTHS)[number]

/** How many independent origins a corroborated leg needs, and each end of a strong one. */
const MIN_ORIGINS = 2

/** The stages that show the one end of a leg and the other. */
const DEPARTURE: readonly Stage[] = ['loaded', 'departed']
const ARRIVAL: readonly Stage[] = ['arrived', 'unloaded']

export type Transit = 'impossible' | 'strained' | 'plausible' | 'unconstrained'

export interface LegStrength {
  strength: Strength
  /** One clause that says why, such as "departure not seen". */
  why: string
  /** Ids of the observations it rests on. */
  observations: string[]
}

/**
 * How well a leg is evidenced.
 *
 * - no evidence: nothing seen that rests on a known origin
 * - contested: a source contradicts an observation that another supports
 * - thin: one end only, or one origin only
 * - corroborated: both ends, by at least two origins
 * - strong: each end by at least two origins, and the time between them plausible
 *
 * @param supported the leg's observations
 * @param coverage the leg's cells, one per stage
 * @param transit the result of the transit rule; a leg without one is never called strong
 */
export function strengthOf(
  supported: readonly Supported[],
  coverage: readonly Cell[],
  transit?: Transit,
): LegStrength {
  const seen = supported.filter(
    ({ observation, origins }) => observation.outcome === 'seen' && origins.origins.length > 0,
  )
  const ids = (some: readonly Supported[]) => some.map(({ observation }) => observation.id).sort()
  if (seen.length === 0) {
    return {
      strength: 'no evidence',
      why: supported.length === 0 ? '' : 'nothing seen that has a known origin',
      observations: ids(supported),
    }
  }
  const disputed = supported.filter(isDisputed)
  if (disputed.length > 0) {
    return {
      strength: 'contested',
      why: `${String(disputed.length)} observation${disputed.length === 1 ? '' : 's'} contradicted`,
      observations: ids(disputed),
    }
  }
  const departure = originsAt(coverage, DEPARTURE)
  const arrival = originsAt(coverage, ARRIVAL)
  const origins = joinOrigins(seen.map((one) => one.origins)).origins
  const result = (strength: Strength, why: string): LegStrength => ({
    strength,
    why,
    observations: ids(seen),
  })
  if (departure.length === 0 && arrival.length === 0) return result('thin', 'neither end seen')
  if (departure.length === 0) return result('thin', 'departure not seen')
  if (arrival.length === 0) return result('thin', 'arrival not seen')
  const ends = new Set([...departure, ...arrival].map(({ key }) => key))
  if (ends.size < MIN_ORIGINS)
    return result('thin', origins.length < MIN_ORIGINS ? 'one origin' : 'one origin for both ends')
  if (transit === 'impossible')
    return { strength: 'contested', why: 'the time between its ends is too short', observations: ids(seen) }
  if (transit === 'plausible' && departure.length >= MIN_ORIGINS && arrival.length >= MIN_ORIGINS) {
    return result(
      'strong',
      `each end by ${String(Math.min(departure.length, arrival.length))} origins, transit plausible`,
    )
  }
  return result('corroborated', `both ends, ${String(ends.size)} origins`)
}

/** Whether one source supports an observation that another contradicts. */
function isDisputed({ citations }: Supported): boolean {
  const stances = new Set(citations.map(({ stance }) => stance))
  return stances.has('supports') && stances.has('contradicts')
}

function originsAt(coverage: readonly Cell[], stages: readonly Stage[]): Origin[] {
  const cells = coverage.filter(({ stage }) => stages.includes(stage))
  return joinOrigins(cells.map(({ origins }) => ({ origins, unrooted: [], cycles: [] }))).origins
}
