import type { LegRecord, ObservationRecord, SourceRecord } from '../model/records.ts'
import type { Stage } from '../model/vocabulary.ts'
import type { TracedLeg } from './appraisal.ts'
import type { Conflict } from './conflicts.ts'
import { recordCorrections } from './correction-records.ts'
import type { ConflictDifference, LegDifference, RecordDifference } from './difference.ts'
import { clause, counted, enumerated } from './enumeration.ts'
import { used, type Names, type Used } from './finding.ts'
import type { Supported } from './support.ts'

/*
 * Rule 12 of the list of findings, report lock: for a report that was published on some day, what of its chain is no longer
 * what it was, in sentences that can be pasted into a correction. Nothing is left to the reader to compare: each says
 * what was, and what is.
 */

export interface Correction {
  readonly about: 'leg' | 'origins' | 'stage' | 'strength' | 'conflict' | 'figure' | 'record' | 'nothing'
  /** Key of the leg, where it is about one. */
  readonly leg?: string
  /** One sentence; names and words of sources in it are untrusted text. */
  readonly sentence: string
  /** The records it rests on, as far as they are known at either reading. */
  readonly records: readonly Used[]
}

export interface CorrectionGrounds {
  /** What the chain is of: the name of the route. */
  readonly title: string
  /** How a sentence says when it was: "As recorded by entry 5 (2026-11-20)", "Of what was public by 2023-10-17". */
  readonly then: string
  /** The same of the later reading, or "now". */
  readonly now: string
  readonly before: readonly TracedLeg[]
  readonly after: readonly TracedLeg[]
  /** Of those legs. */
  readonly legs: readonly LegDifference[]
  /** Conflicts that are of no leg: about who is behind the ships. */
  readonly conflicts: readonly ConflictDifference[]
  readonly records: readonly RecordDifference[]
  /** Sources of both readings, the later revision where both have one. */
  readonly sources: ReadonlyMap<string, SourceRecord>
  readonly names: Names
}

/** @returns at least one sentence: where nothing differs, one says so */
export function correctionsOf(given: CorrectionGrounds): Correction[] {
  const { legs, records, title, then, now } = given
  const [was, is] = [given.before, given.after].map((some) => new Map(some.map((one) => [one.leg.id, one])))
  const corrections = [
    ...legs.flatMap((difference) =>
      legCorrections(difference, was?.get(difference.leg), is?.get(difference.leg), given),
    ),
    ...given.conflicts.map((one) => conflictCorrection(one, '')),
    ...recordCorrections(records, { ...given, observations: observationsOf(given.before, given.after) }),
  ]
  if (corrections.length > 0) return corrections
  const rest = new Set(records.map(({ record }) => `${record.type} ${record.id}`)).size
  return [
    {
      about: 'nothing',
      sentence:
        rest + legs.length === 0
          ? `${then}, the chain of ${title} was what it is ${now}: nothing that it rests on has changed.`
          : `${then}, no origin, stage, strength, conflict or figure of ${title} was other than it is ${now}, though ${rest === 0 ? 'the number of its observations' : `${counted(rest, 'record')} beside them`} changed.`,
      records: used(...records.map(({ record }) => record)),
    },
  ]
}

function legCorrections(
  difference: LegDifference,
  was: TracedLeg | undefined,
  is: TracedLeg | undefined,
  { then, now, names }: CorrectionGrounds,
): Correction[] {
  const leg = is?.leg ?? was?.leg
  if (leg === undefined) return []
  const name = legName(leg, names)
  const say = (about: Correction['about'], sentence: string, records: readonly Used[]): Correction => ({
    about,
    leg: leg.id,
    sentence,
    records,
  })
  if (was === undefined || is === undefined) {
    const { before, after, why } = difference
    return [
      say(
        'leg',
        was === undefined
          ? `${then}, there was no leg ${name}; ${now} there is one: ${strengthWords(after, why.after)}.`
          : `${then}, there was a leg ${name}: ${strengthWords(before, why.before)}; ${now} there is none.`,
        used(
          leg,
          ...[...(was?.supported ?? []), ...(is?.supported ?? [])].map(({ observation }) => observation),
        ),
      ),
    ]
  }
  const { origins, coverage, conflicts, before, after, why } = difference
  const all: Correction[] = []
  if (origins.gained.length + origins.lost.length > 0) {
    const [names1, names2] = [was, is].map((one) => one.origins.origins.map((origin) => origin.name).sort())
    all.push(
      say(
        'origins',
        `${then}, the leg ${name} rested on ${originsWords(names1 ?? [])}; ${now} it rests on ${String(names2?.length ?? 0)}: ${movesWords(origins)}.`,
        used(leg, ...changedSupport(was, is)),
      ),
    )
  }
  for (const cell of coverage) {
    const observations = [was, is].flatMap(
      (one) => one.coverage.find(({ stage }) => stage === cell.stage)?.observations ?? [],
    )
    all.push(
      say(
        'stage',
        `${then}, ${stageWords(cell.stage, leg, names)} was shown by ${shownBy(cell.before)}; ${now} it is shown by ${shownBy(cell.after)}.`,
        used(leg, ...observations.map((id): Used => ({ type: 'observation', id }))),
      ),
    )
  }
  // A reason that only counts the origins anew has been said with them.
  if (before !== after || (why.before !== why.after && all.length === 0))
    all.push(
      say(
        'strength',
        `${then}, the leg ${name} ${strengthSaid('was', before, why.before)}; ${now} it ${strengthSaid('is', after, why.after)}.`,
        used(leg, ...is.strength.observations.map((id): Used => ({ type: 'observation', id }))),
      ),
    )
  return [
    ...all,
    ...conflicts.map((one) => ({ ...conflictCorrection(one, ` on the leg ${name}`), leg: leg.id })),
  ]
}

/** @param on where it is, such as ` on the leg Rajin–Dunai (sea)`; empty for one that is of no leg */
function conflictCorrection({ how, conflict }: ConflictDifference, on: string): Correction {
  const words = {
    opened: `Since then a conflict has come up${on}`,
    settled: `A conflict${on} has been settled since`,
    'come-and-settled': `Since then a conflict has come up${on} and been settled`,
    reopened: `A conflict${on} that had been settled is open again`,
    gone: `A conflict${on} is no more`,
  }[how]
  const isSettled = how === 'settled' || how === 'come-and-settled'
  return {
    about: 'conflict',
    sentence: `${words}${isSettled ? judgedWords(conflict) : ''}: ${conflict.sentence}`,
    records: conflict.records,
  }
}

function judgedWords({ settled }: Conflict): string {
  if (settled === undefined) return ''
  const { judgement, because } = settled.judgement
  return ` (judged: ${clause(judgement)}; because: ${clause(because)})`
}

/** Observations whose own origins are not what they were: what made the origins of the leg change. */
function changedSupport(was: TracedLeg, is: TracedLeg): Used[] {
  const text = ({ origins, observation }: Supported) =>
    `${observation.outcome} ${origins.origins.map(({ key }) => key).join(' ')}`
  const before = new Map(was.supported.map((one) => [one.observation.id, text(one)]))
  const after = new Map(is.supported.map((one) => [one.observation.id, text(one)]))
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((id) => before.get(id) !== after.get(id))
    .map((id): Used => ({ type: 'observation', id }))
}

function observationsOf(...sides: readonly (readonly TracedLeg[])[]): {
  before: ReadonlyMap<string, ObservationRecord>
  after: ReadonlyMap<string, ObservationRecord>
} {
  const [before = new Map(), after = new Map()] = sides.map(
    (legs) =>
      new Map(
        legs.flatMap(({ supported }) => supported.map(({ observation }) => [observation.id, observation])),
      ),
  )
  return { before, after }
}

/** `Rajin–Dunai (sea)`. */
function legName({ from, to, mode }: LegRecord, names: Names): string {
  return `${names.place(from)}–${names.place(to)} (${mode})`
}

function stageWords(stage: Stage, { from, to }: LegRecord, names: Names): string {
  const [start, end] = [names.place(from), names.place(to)]
  switch (stage) {
    case 'loaded':
      return `the loading at ${start} for ${end}`
    case 'departed':
      return `the departure from ${start} for ${end}`
    case 'in-transit':
      return `the passage from ${start} to ${end}`
    case 'arrived':
      return `the arrival at ${end} from ${start}`
    case 'unloaded':
      return `the unloading at ${end} from ${start}`
    case 'contents':
      return `what was carried from ${start} to ${end}`
  }
}

function strengthWords(strength: string | undefined, why: string): string {
  return why === '' ? (strength ?? 'unknown') : `${strength ?? 'unknown'} (${why})`
}

function strengthSaid(verb: 'was' | 'is', strength: string | undefined, why: string): string {
  const has = verb === 'was' ? 'had' : 'has'
  return `${strength === 'no evidence' ? has : verb} ${strengthWords(strength, why)}`
}

function originsWords(names: readonly string[]): string {
  if (names.length === 0) return 'no known origin'
  return `${counted(names.length, 'origin')} (${named(names)})`
}

function movesWords({ gained, lost }: LegDifference['origins']): string {
  const moves = [
    [gained, 'added'],
    [lost, 'dropped'],
  ] as const
  return moves
    .filter(([some]) => some.length > 0)
    .map(([some, how]) => `${named(some)} ${some.length === 1 ? 'has' : 'have'} been ${how}`)
    .join(', and ')
}

/** In a correction everybody is named, up to as many as anybody would read. */
function named(names: readonly string[]): string {
  return enumerated(names, 20)
}

function shownBy(names: readonly string[]): string {
  return names.length === 0 ? 'nobody' : named(names)
}
