import type { Drift } from '../evidence/drift.ts'
import { styled, type Line } from './document.ts'
import { flat } from './lineage.ts'

/**
 * What was changed on the way from one document to the next, a line each: the kind of change, the sentence, the citation.
 * @param shortId how an id is printed
 */
export function driftLines(drifts: readonly Drift[], shortId: (id: string) => string): Line[] {
  return drifts.map(({ verdict, sentence, citation }) => [
    styled('warn', verdict),
    `  ${flat(sentence)}`,
    styled('dim', `  ${shortId(citation)}`),
  ])
}
