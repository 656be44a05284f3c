/** Slots at first, and at most: eight bytes each. */
const FIRST_SLOTS = 2 ** 16
const MOST_SLOTS = 2 ** 23
/** How much of it may be in use: fuller, looking up takes longer. */
const LOAD = 0.6
export const MOST_KEYS = MOST_SLOTS * LOAD

/**
 * Where keys stand in the log, in memory: 8 bytes of a hash and a position for each, and none of the keys themselves. What it finds has
 * to be looked at, since two keys may have the same hash.
 */
export class KeyTable {
  /** Hash and position + 1, by turns; 0 where a slot is free. The hash tells the slot, too, so that a larger table can be made of it. */
  #slots = new Uint32Array(2 * FIRST_SLOTS)
  #mask = FIRST_SLOTS - 1
  #size = 0

  /** Whether no more keys may be added. */
  get isFull(): boolean {
    return this.#size >= MOST_KEYS
  }

  /**
   * @param isIt whether the record at this position has the key
   * @returns its position; undefined when the key is not there
   */
  find(key: string, isIt: (position: number) => boolean): number | undefined {
    const hash = hashOf(key)
    for (let slot = hash & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const taken = this.#slots[2 * slot + 1] ?? 0
      if (taken === 0) return undefined
      if (this.#slots[2 * slot] === hash && isIt(taken - 1)) return taken - 1
    }
  }

  /** Adds a key that is not there. */
  add(key: string, position: number): void {
    if (this.#size >= (this.#mask + 1) * LOAD) this.#grow()
    this.#put(hashOf(key), position + 1)
    this.#size += 1
  }

  /** Gives a key that is there another position. */
  move(key: string, from: number, to: number): void {
    const hash = hashOf(key)
    for (let slot = hash & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const taken = this.#slots[2 * slot + 1] ?? 0
      if (taken === 0) throw new RangeError(`${key} is not at position ${String(from)}`)
      if (this.#slots[2 * slot] !== hash || taken !== from + 1) continue
      this.#slots[2 * slot + 1] = to + 1
      return
    }
  }

  #grow(): void {
    const before = this.#slots
    this.#slots = new Uint32Array(2 * before.length)
    this.#mask = before.length - 1
    for (let i = 0; i < before.length; i += 2) {
      const taken = before[i + 1] ?? 0
      if (taken !== 0) this.#put(before[i] ?? 0, taken)
    }
  }

  #put(hash: number, taken: number): void {
    let slot = hash & this.#mask
    while (this.#slots[2 * slot + 1] !== 0) slot = (slot + 1) & this.#mask
    this.#slots[2 * slot] = hash
    this.#slots[2 * slot + 1] = taken
  }
}

/** MurmurHash3, 32 bits, over the UTF-16 code units of a text. */
function hashOf(text: string): number {
  let hash = 0
  for (let i = 0; i < text.length; i += 1) {
    let k = Math.imul(text.charCodeAt(i), 0xcc9e2d51)
    k = Math.imul((k << 15) | (k >>> 17), 0x1b873593)
    hash ^= k
    hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64
  }
  hash ^= text.length
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
