import type { JudgementRecord } from '../model/records.ts'
import type { Used } from './finding.ts'

/** What was judged of a conflict. */
export interface Settled {
  readonly judgement: JudgementRecord
  /** Records at odds that the judgement did not see as they are now. With any of them the conflict is open again. */
  readonly stale: readonly Used[]
}
