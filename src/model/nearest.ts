import { distance } from 'fastest-levenshtein'

/**
 * The word a person probably meant, for "did you mean".
 * @returns the nearest of `words` that is at most two fifths of its length away, or that starts with what was typed.
 */
export function nearest(typed: string, words: Iterable<string>): string | undefined {
  const wanted = typed.toLowerCase()
  let best: string | undefined
  let bestDistance = Infinity
  for (const word of words) {
    const lower = word.toLowerCase()
    const far = wanted.length >= 3 && lower.startsWith(wanted) ? 1 : distance(wanted, lower)
    if (far < bestDistance && far <= Math.max(1, Math.floor(Math.max(wanted.length, lower.length) * 0.4))) {
      best = word
      bestDistance = far
    }
  }
  return best
}
