import type { LeftOut } from '../case/trace.ts'
import { counted } from '../evidence/enumeration.ts'
import type { Context } from './context.ts'
import { notice, type GlobalOptions } from './session.ts'

/** Says which documents `--public-by` left out though they may have been public by then. */
export async function noticeLeftOut(
  context: Context,
  options: GlobalOptions & { publicBy?: string },
  { undated, uncertain }: LeftOut,
): Promise<void> {
  const by = options.publicBy
  if (by === undefined) return
  const documents = (keys: readonly string[]) => counted(keys.length, 'document')
  if (undated.length > 0) {
    await notice(
      context,
      options,
      `Left out: ${documents(undated)} without a date of publication: ${undated.join(', ')}.`,
    )
  }
  if (uncertain.length > 0) {
    await notice(
      context,
      options,
      `Left out: ${documents(uncertain)} dated too loosely to tell whether public by ${by}: ${uncertain.join(', ')}.`,
    )
  }
}
