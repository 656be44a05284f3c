import { CONFLICTS, type Stage } from '../model/vocabulary.ts'
import { isContesting, type Conflict } from './conflicts.ts'
import type { Cell } from './coverage.ts'
import { counted } from './enumeration.ts'
import { ARRIVAL, DEPARTURE } from './leg-ends.ts'
import { eachOnce, type Origin } from './origins.ts'
import type { Supported } from './support.ts'

/**
 * Rule 10, strength of a leg, weakest first. A contested leg ranks below a thin one: what is thin may be true as it
 * stands, what is contested cannot all be.
 */
export const STRENGTHS = ['no evidence', 'contested', 'thin', 'corroborated', 'strong'] as const
export type Strength = (typeof STRENGTHS)[number]

/** How many independent origins a corroborated leg needs, and each end of a strong one. */
const MIN_ORIGINS = 2

export type Transit = 'impossible' | 'strained' | 'plausible' | 'unconstrained'

export interface LegStrength {
  strength: Strength
  /** One clause that says why, such as "departure not seen". */
  why: string
  /** Ids of the observations it rests on. */
  observations: string[]
  /** Of a contested leg: keys of the conflicts that contest it, where they were looked for. */
  conflicts?: string[]
}

/**
 * How well a leg is evidenced.
 *
 * - no evidence: nothing seen that rests on a known origin
 * - contested: what is said of it cannot all be true, and that is not settled (see {@link isContesting})
 * - thin: one end only, or one origin only
 * - corroborated: both ends, by at least two origins
 * - strong: each end by at least two origins, and the time between them plausible
 *
 * @param supported the leg's observations
 * @param coverage the leg's cells, one per stage
 * @param transit the result of the transit rule; a leg without one is never called strong
 * @param conflicts those that concern the leg, settled ones too. They count instead of an impossible transit, which is one
 *   of them. Without them a leg is contested by documents that contradict what others support
 */
export function strengthOf(
  supported: readonly Supported[],
  coverage: readonly Cell[],
  transit?: Transit,
  conflicts?: readonly Conflict[],
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
  const contested = conflicts === undefined ? disputeIn(supported) : contestOf(supported, conflicts)
  if (contested !== undefined) return contested
  const departure = originsAt(coverage, DEPARTURE)
  const arrival = originsAt(coverage, ARRIVAL)
  const origins = eachOnce(seen.map(({ origins }) => origins.origins))
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
  if (transit === 'impossible' && conflicts === undefined)
    return { strength: 'contested', why: 'the time between its ends is too short', observations: ids(seen) }
  if (transit === 'plausible' && departure.length >= MIN_ORIGINS && arrival.length >= MIN_ORIGINS) {
    return result(
      'strong',
      `each end by ${String(Math.min(departure.length, arrival.length))} origins, transit plausible`,
    )
  }
  return result('corroborated', `both ends, ${String(ends.size)} origins`)
}

/** What is at odds, in the words of the strength of a leg; several of one sort are counted. */
const CONTEST: Readonly<Record<Conflict['verdict'], readonly [one: string, several: string]>> = {
  stance: ['1 observation contradicted', 'observations contradicted'],
  figures: ['figures that cannot all be true', 'sets of figures that cannot all be true'],
  dates: ['dates that cannot all be true', 'sets of dates that cannot all be true'],
  places: ['places that cannot all be true', 'sets of places that cannot all be true'],
  relations: ['a relation disputed', 'relations disputed'],
  exclusivity: ['one vessel in two places', 'times one vessel in two places'],
  transit: ['the time between its ends is too short', 'times too little time between its ends'],
}

/** What contests a leg, of the conflicts that concern it; undefined when nothing does. */
function contestOf(supported: readonly Supported[], conflicts: readonly Conflict[]): LegStrength | undefined {
  const contesting = conflicts.filter(isContesting)
  if (contesting.length === 0) return undefined
  const byKind = Map.groupBy(contesting, ({ verdict }) => verdict)
  const words = CONFLICTS.flatMap((kind) => {
    const n = byKind.get(kind)?.length ?? 0
    return n === 0 ? [] : [n === 1 ? CONTEST[kind][0] : `${String(n)} ${CONTEST[kind][1]}`]
  })
  const own = new Set(supported.map(({ observation }) => observation.id))
  const records = contesting.flatMap((conflict) => conflict.records)
  const observations = records.flatMap(({ type, id }) => (type === 'observation' && own.has(id) ? [id] : []))
  return {
    strength: 'contested',
    why: words.join(', '),
    observations: [...new Set(observations)].sort(),
    conflicts: contesting.map(({ key }) => key),
  }
}

/** The same for callers that have not looked for conflicts: one source supports what another contradicts. */
function disputeIn(supported: readonly Supported[]): LegStrength | undefined {
  const disputed = supported.filter(({ citations }) => {
    const stances = new Set(citations.map(({ stance }) => stance))
    return stances.has('supports') && stances.has('contradicts')
  })
  if (disputed.length === 0) return undefined
  return {
    strength: 'contested',
    why: `${counted(disputed.length, 'observation')} contradicted`,
    observations: disputed.map(({ observation }) => observation.id).sort(),
  }
}

function originsAt(coverage: readonly Cell[], stages: readonly Stage[]): Origin[] {
  const cells = coverage.filter(({ stage }) => stages.includes(stage))
  return eachOnce(cells.map(({ origins }) => origins))
}
