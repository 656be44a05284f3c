import type { Correction } from '../evidence/correction.ts'
import { lines, styled, type Block, type Line } from './document.ts'

/** How many sentences a person is given at once; a program gets all of them. */
const SHOWN = 40

/** The sentences for a report that was published in between, ready to be pasted. */
export function correctionBlock(corrections: readonly Correction[]): Block {
  const shown = corrections.slice(0, SHOWN)
  const more = corrections.length - shown.length
  return lines(
    styled('strong', 'For a correction'),
    ...shown.map(({ sentence }): Line => [`  ${sentence}`]),
    ...(more === 0 ? [] : [styled('dim', `  … and ${String(more)} more; all of them with --json or --csv.`)]),
  )
}

/** As rows of the columns change, type, id, field, before, after: the sentence is what is to be said after. */
export function correctionRows(corrections: readonly Correction[]): (string | undefined)[][] {
  return corrections.map(({ about, leg, sentence }) => [
    'correction',
    leg === undefined ? 'route' : 'leg',
    leg,
    about,
    undefined,
    sentence,
  ])
}
