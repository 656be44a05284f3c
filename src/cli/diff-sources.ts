import type { ReadingOptions } from '../case/case.ts'
import { diffSources } from '../case/diff-sources.ts'
import { resolve } from '../case/resolve.ts'
import { Failure } from '../model/failure.ts'
import { renderSources } from '../render/diff-sources.ts'
import type { Context } from './context.ts'
import { noticeLeftOut } from './left-out.ts'
import { print, type OutputOptions } from './output.ts'
import { notice, withReading, type GlobalOptions } from './session.ts'

export type DiffSourcesOptions = GlobalOptions & ReadingOptions & OutputOptions & { exitCode?: boolean }

/**
 * Sets two documents side by side on what both state.
 * @param a key or title, as is `b`
 * @throws Failure `usage` when both are one document, `unknown-name`, `ambiguous`, `retracted`
 */
export async function runDiffSources(
  context: Context,
  a: string,
  b: string,
  options: DiffSourcesOptions,
): Promise<void> {
  const difference = await withReading(context, options, async ({ store }, reading) => {
    const { record: first } = await resolve(store, a, ['source'], reading)
    const { record: second } = await resolve(store, b, ['source'], reading)
    if (first.id === second.id) {
      throw new Failure('usage', `Both names mean the same document, ${first.id}.`, {
        hint: 'Name two documents. See what one of them states with: trace show SOURCE',
      })
    }
    return diffSources(store, first, second, reading)
  })
  const { compared, known, hidden } = difference
  const differs = compared.some(({ rows }) => rows.some(({ relation }) => relation === 'differs'))
  // The answer stands even when nobody reads to the end of it.
  if (options.exitCode === true && differs) context.answerNo()
  await print(renderSources({ ...difference, places: known.places }), options, context.stdout)
  await noticeLeftOut(context, options, hidden)
  if (hidden.later.length > 0)
    await notice(
      context,
      options,
      `Left out: what was not yet public by ${options.publicBy ?? ''}: ${hidden.later.join(', ')}.`,
    )
}
