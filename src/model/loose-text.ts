import { isPlain } from './plain.ts'

/*
 * Cells as people leave them in spreadsheets: with spaces no keyboard has, and with words that say that nothing is there.
 */

/** Characters that show nothing and say nothing: zero-width spaces and joiners, the byte order mark, soft hyphens. */
const UNSEEN = /[\u00ad\u200b-\u200d\u2060\ufeff]/g

/** A cell with every kind of white space as one plain space, and none at its ends. */
export function tidy(cell: string): string {
  // Most cells are plain, and then there is nothing to do.
  if (isPlain(cell)) return cell
  return cell.replace(UNSEEN, '').replace(/\s+/gu, ' ').trim()
}

const NOTHING = new Set(
  'n/a|n.a.|na|#n/a|nil|null|none|-|--|–|—|―|?|??|unknown|unk|unk.|tbd|not available|not known|not stated'.split(
    '|',
  ),
)

/** Whether a tidied cell says that there is nothing, or that it is not known. */
export function saysNothing(text: string): boolean {
  return text === '' || NOTHING.has(text.toLowerCase())
}

/** Whether a tidied cell says that there were none: looked for and not found, or not looked for, it does not say which. */
export function saysNone(text: string): boolean {
  return /^(?:0+|none|nil|zero|no|not? any)$/i.test(text)
}
