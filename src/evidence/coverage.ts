import { STAGES, type Stage } from '../model/vocabulary.ts'
import { joinOrigins, type Origin } from './origins.ts'
import type { Supported } from './support.ts'

/** Rule 3, coverage: one cell of leg × stage. */
export interface Cell {
  stage: Stage
  /** The independent origins that show this stage. None is a finding too: the cell is blank, and is shown. */
  origins: Origin[]
  /** Ids of the observations it rests on. */
  observations: string[]
}

/**
 * For each stage of a leg, the origins of the observations that show it.
 *
 * Only what was seen shows a stage. `none-seen` and `not-visible` are observations of the leg, and leave the cell blank.
 */
export function coverageOf(leg: string, supported: readonly Supported[]): Cell[] {
  return STAGES.map((stage) => {
    const showing = supported.filter(({ observation }) => shows(observation, leg, stage))
    return {
      stage,
      origins: joinOrigins(showing.map(({ origins }) => origins)).origins,
      observations: showing.map(({ observation }) => observation.id).sort(),
    }
  })
}

function shows(observation: Supported['observation'], leg: string, stage: Stage): boolean {
  return (
    observation.outcome === 'seen' &&
    (observation.shows ?? []).some((link) => link.leg === leg && link.stage === stage)
  )
}
