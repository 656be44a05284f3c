import { readingOf, type Case, type Reading } from '../case/case.ts'
import type { ReadingWords } from '../case/diff.ts'
import { capital } from '../evidence/enumeration.ts'
import { Failure } from '../model/failure.ts'

/** Between what `diff` compares: moments of recording, days of publication, or both. */
export interface BetweenOptions {
  from?: string
  to?: string
  publicFrom?: string
  publicTo?: string
}

export interface Side {
  readonly reading: Reading
  /** How the head of the output calls it: `entry 5 (2026-11-20)`, `public by 2023-10-17`. */
  readonly name: string
}

export interface Sides {
  readonly from: Side
  readonly to: Side
  readonly words: ReadingWords
}

/** @throws Failure `usage` when no beginning is named, `bad-filter` when they are the wrong way round */
export async function sidesOf({ store }: Case, options: BetweenOptions): Promise<Sides> {
  if (options.from === undefined && options.publicFrom === undefined) {
    throw new Failure('usage', 'Say from when: --from (recorded) or --public-from (published).', {
      hint: 'For instance --from 5 for entry 5, or --public-from 2023-10-17. See the entries with: trace log',
    })
  }
  const side = async (asOf: string | undefined, publicBy: string | undefined): Promise<Side> => {
    const reading = await readingOf(store, {
      ...(asOf === undefined ? {} : { asOf }),
      ...(publicBy === undefined ? {} : { publicBy }),
    })
    return { reading, name: publicBy === undefined ? entryName(reading) : `public by ${publicBy}` }
  }
  const from = await side(options.from ?? options.to, options.publicFrom ?? options.publicTo)
  const to = await side(options.to, options.publicTo)
  const backwards =
    from.reading.size > to.reading.size ||
    (to.reading.publicBy !== undefined &&
      from.reading.publicBy !== undefined &&
      from.reading.publicBy > to.reading.publicBy)
  if (backwards)
    throw new Failure('bad-filter', `${from.name} is later than ${to.name}.`, {
      hint: 'Put the earlier one first.',
    })
  const then = readingWords(from.reading, options.publicFrom ?? options.publicTo, options.from ?? options.to)
  const isNow = options.to === undefined && options.publicTo === undefined
  const now = isNow ? 'now' : readingWords(to.reading, options.publicTo, options.to)
  return { from, to, words: { then: capital(then), now } }
}

function entryName({ entry }: Reading): string {
  return `entry ${String(entry.number)} (${entry.recordedAt.slice(0, 10)})`
}

/** How a sentence says what a reading is of. @param publicBy, @param asOf as typed; undefined where nobody asked */
function readingWords(reading: Reading, publicBy: string | undefined, asOf: string | undefined): string {
  const recorded = `recorded by ${entryName(reading)}`
  if (publicBy === undefined) return `as ${recorded}`
  return `of what was public by ${publicBy}${asOf === undefined ? '' : ` and ${recorded}`}`
}
