import type { Dossier } from '../evidence/dossier.ts'
import { styled, type Line } from './document.ts'
import { driftLines } from './drift.ts'
import { flat } from './lineage.ts'
import { heading } from './show-fields.ts'

/** Below the citations of an observation, or with a source: what changed on its way. */
export function driftSection({ record, drifted }: Dossier): Line[] {
  if (drifted === undefined) return []
  const { drifts, shortIds, among } = drifted
  const shortId = (id: string): string => shortIds.get(id) ?? id
  const limit =
    among === undefined ? [] : [[styled('dim', `  looked for in the first ${String(among)} observations`)]]
  if (drifts.length === 0) return limit.length === 0 ? [] : [heading('Drift'), ...limit]
  const found =
    record.type === 'source'
      ? drifts.map(({ about, verdict, sentence }): Line => [
          '  ',
          styled('key', shortId(about)),
          '  ',
          styled('warn', verdict),
          `  ${flat(sentence)}`,
        ])
      : driftLines(drifts, shortId).map((line): Line => ['  ', ...line])
  return [heading('Drift'), ...found, ...limit]
}
