import type { Drift } from '../evidence/drift.ts'
import { styled, type Line } from './document.ts'
import { flat } from './lineage.ts'

/** What was changed on the way from one document to the next, a line each. */
export function driftLines(drifts: readonly Drift[], shortId: (id: string) => string): Line[] {
  return drifts.map(({ sentence, citation }) => [flat(sentence), styled('dim', `  ${shortId(citation)}`)])
}
