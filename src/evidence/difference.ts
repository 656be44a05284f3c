import type { Change } from '../model/changes.ts'
import { compare } from '../model/order.ts'
import type { AnyRecord } from '../model/records.ts'
import { STAGES, type Stage } from '../model/vocabulary.ts'
import type { TracedLeg } from './appraisal.ts'
import { isOpen, type Conflict } from './conflicts.ts'
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
  conflicts: ConflictDifference[]
}

/** A conflict that is not as it was. */
export interface ConflictDifference {
  /**
   * `come-and-settled`: it was not there, and is settled already; `gone`: its records no longer are at odds, or no longer
   * are there.
   */
  how: 'opened' | 'settled' | 'come-and-settled' | 'reopened' | 'gone'
  key: string
  conflict: Conflict
}

/** One record that one reading has and the other has not, or has otherwise. */
export interface RecordDifference {
  how: 'added' | 'revised' | 'retracted'
  record: AnyRecord
  /** For a revised record, field by field. */
  changes: Change[]
  /** The revision that the earlier reading has. */
  was?: AnyRecord
  /** Entry that revised or retracted it, and when that was recorded (RFC 3339). */
  entry?: { number: number; recordedAt: string }
}

/** Legs of which something differs that is compared; the others are left out. */
export function legDifferences(before: readonly TracedLeg[], after: readonly TracedLeg[]): LegDifference[] {
  const [was, is] = [before, after].map((legs) => new Map(legs.map((one) => [one.leg.id, one])))
  return [...new Set([...after, ...before].map(({ leg }) => leg.id))].flatMap((id) => {
    const difference = compareLeg(id, was?.get(id), is?.get(id))
    const same =
      difference.before === difference.after &&
      difference.why.before === difference.why.after &&
      difference.observations.before === difference.observations.after &&
      difference.origins.gained.length + difference.origins.lost.length === 0 &&
      difference.coverage.length + difference.conflicts.length === 0
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
    conflicts: conflictDifferences(was?.conflicts ?? [], is?.conflicts ?? []),
  }
}

/** Conflicts that came up, were settled, are open again, or are no more, in the order of their keys. */
export function conflictDifferences(
  before: readonly Conflict[],
  after: readonly Conflict[],
): ConflictDifference[] {
  const [was, is] = [before, after].map((some) => new Map(some.map((one) => [one.key, one])))
  return [...new Set([...before, ...after].map(({ key }) => key))].sort(compare).flatMap((key) => {
    const [then, now] = [was?.get(key), is?.get(key)]
    const how = howItChanged(then, now)
    const conflict = now ?? then
    return how === undefined || conflict === undefined ? [] : [{ how, key, conflict }]
  })
}

function howItChanged(
  then: Conflict | undefined,
  now: Conflict | undefined,
): ConflictDifference['how'] | undefined {
  if (now === undefined) return 'gone'
  if (then === undefined) return isOpen(now) ? 'opened' : 'come-and-settled'
  if (isOpen(then) === isOpen(now)) return undefined
  return isOpen(now) ? 'reopened' : 'settled'
}

function names(origins: readonly Origin[] = []): string[] {
  return origins.map(({ name }) => name).sort(compare)
}
