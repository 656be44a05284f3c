import type { ObservationRecord } from '../model/records.ts'
import { momentText, windowOf, type Window } from './window.ts'

/** A window as a sentence names it: `2023-10-05`, `2023-09-07 to 2023-10-01`, `by 2023-10-01`, `from 2023-10-01 on`. */
export function windowText({ from, to }: Window): string {
  if (!Number.isFinite(from)) return Number.isFinite(to) ? `by ${momentText(to)}` : 'at any time'
  if (!Number.isFinite(to)) return `from ${momentText(from)} on`
  const [first, last] = [momentText(from), momentText(to)]
  return first === last ? first : `${first} to ${last}`
}

/** All of a window, after a verb: `on 2023-10-05`, `from 2023-08-01 to 2023-10-14`, `until 2023-10-01`, `from 2023-10-01 on`. */
export function duringText(window: Window): string {
  const { from, to } = window
  if (!Number.isFinite(from)) return Number.isFinite(to) ? `until ${momentText(to)}` : 'at any time'
  if (!Number.isFinite(to)) return windowText(window)
  return momentText(from) === momentText(to) ? `on ${momentText(from)}` : `from ${windowText(window)}`
}

/** When something was seen, as a sentence names it. */
export function seenWhen({ observed }: Pick<ObservationRecord, 'observed'>): string {
  const window = windowOf(observed)
  return window === undefined ? 'undated' : windowText(window)
}
