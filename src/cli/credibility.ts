import type { CredibilityWarning } from '../evidence/credibility.ts'
import { counted } from '../evidence/enumeration.ts'
import { styled } from '../render/document.ts'
import type { Context } from './context.ts'
import { notice, warning, type GlobalOptions } from './session.ts'

/** Says of what was written that its credibility is not borne out; what was recorded stays. */
export async function warnCredibility(
  context: Context,
  options: GlobalOptions,
  warnings: readonly CredibilityWarning[],
): Promise<void> {
  for (const { sentence } of warnings) await warning(context, options, sentence)
}

/** How many ids are named before it says how many more there are: a line on a terminal. */
const NAMED = 8

/**
 * Says which of the observations that are printed have credibility 1 on fewer than two origins.
 * @param unconfirmed how many, and the ids of at least the first of them, as they are printed
 * @param mark how they are marked where they are printed
 */
export async function noticeCredibility(
  context: Context,
  options: GlobalOptions,
  { observations, first }: { readonly observations: number; readonly first: readonly string[] },
  mark?: string,
): Promise<void> {
  if (observations === 0) return
  const named = first.slice(0, NAMED)
  const more = observations - named.length
  await notice(context, options, [
    styled('warn', 'warning: '),
    `${counted(observations, 'observation')} of credibility 1, “confirmed by other independent sources”, ${observations === 1 ? 'rests' : 'rest'} on fewer than two origins`,
    mark === undefined ? '' : `, and ${observations === 1 ? 'is' : 'are'} marked ${mark}`,
    `: ${named.join(', ')}${more === 0 ? '' : ` and ${String(more)} more`}.`,
  ])
}
