/**
 * Compares keys by code unit, which is the same order everywhere, whatever the locale; and moments and numbers without
 * subtracting them, which makes nothing of two infinities.
 */
export function compare<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Index of the first of which it holds, in a list in which it holds from somewhere on; its length when it holds of none. */
export function firstIndex<T>(sorted: readonly T[], holds: (item: T) => boolean): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(sorted[middle] as T)) high = middle
    else low = middle + 1
  }
  return low
}
