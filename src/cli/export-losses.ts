import { counted } from '../evidence/enumeration.ts'
import type { Context } from './context.ts'
import { notice, type GlobalOptions } from './session.ts'

/** What a format could not hold, counted while it is written. */
export interface Losses {
  /** Texts of which a worksheet has only the beginning. */
  cut: number
  /** Observations, or rows, without a position. */
  unlocated: number
  /** Observations whose date has no bounds, or that have none. */
  undated: number
  /** Legs of which an end has no position. */
  legs: number
}

export function newLosses(): Losses {
  return { cut: 0, unlocated: 0, undated: 0, legs: 0 }
}

/** What was lost, a sentence each. */
export function lossesSaid({ cut, unlocated, undated, legs }: Losses): string[] {
  return [
    ...(cut === 0
      ? []
      : [
          `${counted(cut, 'text')} longer than a cell holds: cut at 32,767 characters, and marked. Other formats have all of it.`,
        ]),
    ...(unlocated === 0
      ? []
      : [`${counted(unlocated, 'feature')} without a position: no place that has one is recorded.`]),
    ...(undated === 0 ? [] : [`${counted(undated, 'observation')} without a time: nothing bounds the date.`]),
    ...(legs === 0 ? [] : [`${counted(legs, 'leg')} without a line: an end has no position.`]),
  ]
}

export async function noticeLosses(context: Context, options: GlobalOptions, losses: Losses): Promise<void> {
  for (const sentence of lossesSaid(losses)) await notice(context, options, sentence)
}
