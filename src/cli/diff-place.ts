import type { Case, Reading } from '../case/case.ts'
import { diffPlace } from '../case/diff-place.ts'
import { overlaps, windowOf, type Window } from '../evidence/window.ts'
import { Failure } from '../model/failure.ts'
import type { PlaceRecord } from '../model/records.ts'
import { OBSERVATION_KINDS } from '../model/vocabulary.ts'
import { parseWhen } from '../model/when.ts'
import { renderBaselines } from '../render/baseline.ts'
import type { Context } from './context.ts'
import { noticeLeftOut } from './left-out.ts'
import { print, type OutputOptions } from './output.ts'
import type { GlobalOptions } from './session.ts'

export interface DiffPlaceOptions extends GlobalOptions, OutputOptions {
  window?: string[]
  kind?: string[]
  publicBy?: string
  exitCode?: boolean
}

/** @param windows as typed: A, then B; EDTF dates or intervals */
export async function runDiffPlace(
  context: Context,
  { store }: Case,
  place: PlaceRecord,
  reading: Reading,
  options: DiffPlaceOptions,
): Promise<void> {
  const windows = windowsOf(options.window ?? [])
  const kinds = OBSERVATION_KINDS.filter((kind) => options.kind?.includes(kind) !== false)
  const { baselines, leftOut } = await diffPlace(store, place, windows, reading, kinds)
  // There is a difference where a ratio leaves out 1; where there is no ratio nobody can say that there is none.
  const isOther = baselines.some(({ ratio }) => ratio !== undefined && (ratio.low > 1 || ratio.high < 1))
  if (options.exitCode === true && isOther) context.answerNo()
  await print(renderBaselines({ place, ...windows, baselines }), options, context.stdout)
  await noticeLeftOut(context, options, leftOut)
}

/** @throws Failure `usage`, `bad-filter`, `bad-date` and its kin */
function windowsOf(typed: readonly string[]): { a: Window; b: Window } {
  const [first, second, ...more] = typed
  if (first === undefined || second === undefined || more.length > 0) {
    throw new Failure(
      'usage',
      'A place is compared between two windows: give --window twice, A and then B.',
      {
        hint: 'For instance --window 2018/2023-09 --window 2023-10-05',
      },
    )
  }
  const [a, b] = [windowOf(parseWhen(first)), windowOf(parseWhen(second))]
  if (a === undefined || b === undefined) throw new Error('a date that was read has a window')
  if (overlaps(a, b)) {
    throw new Failure('bad-filter', `The windows ${first} and ${second} overlap.`, {
      hint: 'A count would stand on both sides. End the one before the other begins.',
    })
  }
  return { a, b }
}
