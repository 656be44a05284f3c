import { distance } from 'fastest-levenshtein'

/** So many letters in common at the start make a word likely, however it goes on: railcars → railcar-count. */
const COMMON_START = 5
/** So many do when at least half of the letters fit: unloding → unloaded. */
const SHORT_START = 4

/**
 * The word a person probably meant, for "did you mean".
 * @returns the nearest of `words` that is at most two fifths of its length away, else the first that starts as what was
 *   typed does
 */
export function nearest(typed: string, words: Iterable<string>): string | undefined {
  const wanted = typed.toLowerCase()
  let best: string | undefined
  let bestDistance = Infinity
  let alike: string | undefined
  for (const word of words) {
    const lower = word.toLowerCase()
    const far = wanted.length >= 3 && lower.startsWith(wanted) ? 1 : distance(wanted, lower)
    if (far < bestDistance && far <= Math.max(1, Math.floor(Math.max(wanted.length, lower.length) * 0.4))) {
      best = word
      bestDistance = far
    }
    const start = far <= Math.max(wanted.length, lower.length) / 2 ? SHORT_START : COMMON_START
    if (wanted.length >= start && lower.startsWith(wanted.slice(0, start))) alike ??= word
  }
  return best ?? alike
}
