import type { LegRecord, ObservationRecord } from '../model/records.ts'
import type { ObservationKind, Stage } from '../model/vocabulary.ts'

/** A leg the program thinks an observation is evidence for, with its reason. The analyst can refuse it. */
export interface Proposal {
  leg: string
  stage?: Stage
  why: string
}

/** The modes that a kind of observation speaks of; the others speak of any. */
const MODES: Partial<Record<ObservationKind, readonly LegRecord['mode'][]>> = {
  'ship-sighting': ['sea', 'river'],
  'railcar-count': ['rail'],
}

/**
 * Proposes a leg when the place and the mode single one out, and the stage when what was seen leaves no doubt of it.
 * @param legs all legs of the case
 */
export function proposeLeg(
  observation: Pick<ObservationRecord, 'kind' | 'place' | 'details'>,
  legs: readonly LegRecord[],
): Proposal | undefined {
  const { place, kind } = observation
  if (place === undefined || kind === 'statement') return undefined
  const modes = MODES[kind]
  const fitting = legs.filter(
    (leg) => (leg.from === place || leg.to === place) && (modes === undefined || modes.includes(leg.mode)),
  )
  const [leg, another] = fitting
  if (leg === undefined || another !== undefined) return undefined
  const end = leg.from === place ? 'from' : 'to'
  const stage = stageOf(observation, end)
  const only = `the only leg${modes === undefined ? '' : ` by ${leg.mode}`} that ${end === 'from' ? 'starts' : 'ends'} at ${place}`
  return { leg: leg.id, ...(stage === undefined ? {} : { stage }), why: only }
}

function stageOf(
  observation: Pick<ObservationRecord, 'kind' | 'details'>,
  end: 'from' | 'to',
): Stage | undefined {
  if (observation.kind === 'container-arrival' && end === 'to') return 'arrived'
  const activity =
    observation.kind === 'ship-sighting'
      ? (observation.details as { activity?: string } | undefined)?.activity
      : undefined
  if (activity === 'loading' && end === 'from') return 'loaded'
  if (activity === 'unloading' && end === 'to') return 'unloaded'
  return undefined
}
