import { tidy } from '../model/loose-text.ts'
import { textsIn } from './import-values.ts'

/** Where an address begins. */
const ADDRESS = /https?:\/\/|www\./i

export function isAddress(word: string): boolean {
  return word.search(ADDRESS) === 0
}

/** Between two addresses: white space, or a comma or semicolon that another address, white space or the end follows. */
const BETWEEN = /\s+|[,;|]+(?=\s|https?:\/\/|www\.|$)/i

/**
 * The documents that a cell names: addresses, each of which is one; else a key, name or title, or several separated by
 * semicolons or line breaks.
 * @param isKnown whether a word is a document of the case: a title may hold a semicolon
 * @returns undefined when it holds addresses and other words, of which nobody can say whether they belong to one
 */
export function documentsIn(cell: string, isKnown: (word: string) => boolean): string[] | undefined {
  const whole = tidy(cell)
  if (ADDRESS.test(whole) && !isKnown(whole)) {
    const parts = cell
      .split(BETWEEN)
      .map(tidy)
      .filter((part) => part !== '')
    return parts.every(isAddress) ? unique(parts) : undefined
  }
  return isKnown(whole) || !/[;\r\n]/.test(cell) ? [whole] : unique(textsIn(cell))
}

function unique(parts: readonly string[]): string[] {
  return [...new Set(parts)]
}
