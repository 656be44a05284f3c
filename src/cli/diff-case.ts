import type { Case } from '../case/case.ts'
import { diffCase } from '../case/diff-case.ts'
import { renderCaseDiff } from '../render/diff-case.ts'
import type { Context } from './context.ts'
import { sidesOf, type BetweenOptions } from './diff-readings.ts'
import { print, type OutputOptions } from './output.ts'

export async function runDiffCase(
  context: Context,
  kase: Case,
  options: OutputOptions & BetweenOptions & { exitCode?: boolean },
): Promise<void> {
  const { from, to } = await sidesOf(kase, options)
  const difference = await diffCase(kase.store, from.reading, to.reading)
  if (options.exitCode === true && difference.counts.length > 0) context.answerNo()
  await print(renderCaseDiff({ ...difference, from: from.name, to: to.name }), options, context.stdout)
}
