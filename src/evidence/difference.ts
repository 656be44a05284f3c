import { STAGES, type Stage } from '../model/vocabulary.ts'
import type { TracedLeg } from './appraisal.ts'
import type { Origin } from './origins.ts'
import type { Strength } from './strength.ts'

/** How what is known of a leg differs between two readings. */
export interface LegDifference {
  leg: string
  /** Undefined where the leg did not exist. */
  before: Strength | undefined
  after: Strength | undefined
  why: { before: string; after: string }
  observations: { before: number; after: number }
  origins: { gained: string[]; lost: string[] }
  coverage: { stage: Stage; before: string[]; after: string[] }[]
}

/** Legs whose origins, coverage, strength or number of observations differ; the others are left out. */
export function legDifferences(before: readonly TracedLeg[], after: readonly TracedLeg[]): LegDifference[] {
  const ids = [...new Set([...after, ...before].map(({ leg }) => leg.id))]
  return ids.flatMap((id) => {
    const [was, is] = [before, after].map((legs) => legs.find(({ leg }) => leg.id === id))
    const difference = compareLeg(id, was, is)
    const same =
      difference.before === difference.after &&
      difference.why.before === difference.why.after &&
      difference.observations.before === difference.observations.after &&
      difference.origins.gained.length + difference.origins.lost.length + difference.coverage.length === 0
    return same ? [] : [difference]
  })
}

function compareLeg(leg: string, was: TracedLeg | undefined, is: TracedLeg | undefined): LegDifference {
  const [before, after] = [names(was?.origins.origins), names(is?.origins.origins)]
  return {
    leg,
    before: was?.strength.strength,
    after: is?.strength.strength,
    why: { before: was?.strength.why ?? '', after: is?.strength.why ?? '' },
    observations: { before: was?.supported.length ?? 0, after: is?.supported.length ?? 0 },
    origins: {
      gained: after.filter((name) => !before.includes(name)),
      lost: before.filter((name) => !after.includes(name)),
    },
    coverage: STAGES.flatMap((stage) => {
      const [cellBefore, cellAfter] = [was, is].map((traced) =>
        names(traced?.coverage.find((cell) => cell.stage === stage)?.origins),
      )
      return String(cellBefore) === String(cellAfter)
        ? []
        : [{ stage, before: cellBefore ?? [], after: cellAfter ?? [] }]
    }),
  }
}

function names(origins: readonly Origin[] = []): string[] {
  return origins.map(({ name }) => name).sort()
}
