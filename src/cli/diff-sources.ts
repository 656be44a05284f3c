import type { ReadingOptions } from '../case/case.ts'
import type { Context } from './context.ts'
import type { OutputOptions } from './output.ts'
import type { GlobalOptions } from './session.ts'

export type DiffSourcesOptions = GlobalOptions & ReadingOptions & OutputOptions & { exitCode?: boolean }

/** Sets two documents side by side on what both state. */
export async function runDiffSources(
  _context: Context,
  _a: string,
  _b: string,
  _options: DiffSourcesOptions,
): Promise<void> {
  // Follows in the next minutes.
}
