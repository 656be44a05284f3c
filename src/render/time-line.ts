import type { Bracket } from '../evidence/brackets.ts'
import type { Names } from '../evidence/finding.ts'
import type { ObservationRecord } from '../model/records.ts'
import type { LinesBlock } from './document.ts'

/** @returns undefined when nothing is dated */
export function timeLine(
  _observations: readonly ObservationRecord[],
  _brackets: readonly Bracket[],
  _names: Names,
  _options: { width: number; unicode: boolean },
): LinesBlock | undefined {
  return undefined
}
