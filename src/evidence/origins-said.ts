import type { Finding } from './finding.ts'
import type { Lineage } from './origins.ts'
import type { Supported } from './support.ts'

/** What rule 1 has to say of some observations, as sentences. */
export interface OriginsFinding extends Finding {
  readonly rule: 'origins'
  readonly verdict: 'independent' | 'one-origin' | 'none' | 'unrooted' | 'cycle' | 'one-scene'
}

export function originsSaid(_supported: readonly Supported[], _lineage: Lineage): OriginsFinding[] {
  return []
}
