import { sha256 } from './sha256.ts'

/*
 * The Merkle tree of RFC 6962 section 2.1 (the same in RFC 9162 section 2.1.1), grown one leaf at a time. What has to be
 * kept for that is one hash per complete subtree, largest first: the peaks. A tree of n leaves has as many as n has
 * one bits.
 */

export const HASH_BYTES = 32

/** RFC 6962 section 2.1: SHA-256(0x00 ‖ data). A text is hashed as UTF-8. */
export function leafHash(data: string | Uint8Array): Buffer {
  return sha256(typeof data === 'string' ? `\u0000${data}` : Buffer.concat([Buffer.of(0), data]))
}

/** RFC 6962 section 2.1: SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  const node = Buffer.allocUnsafe(1 + 2 * HASH_BYTES)
  node[0] = 1
  node.set(left, 1)
  node.set(right, 1 + HASH_BYTES)
  return sha256(node)
}

/** A tree that only grows. */
export class Tree {
  #size: number
  readonly #peaks: Uint8Array[]

  /**
   * @param size number of leaves
   * @param peaks the peaks of a tree of that size, one after the other, largest first; {@link Tree.peaks} of an earlier tree
   */
  constructor(size = 0, peaks: Uint8Array = new Uint8Array()) {
    const expected = oneBits(size) * HASH_BYTES
    if (peaks.length !== expected) {
      throw new RangeError(
        `a tree of ${String(size)} leaves has peaks of ${String(expected)} bytes, not ${String(peaks.length)}`,
      )
    }
    this.#size = size
    this.#peaks = Array.from({ length: peaks.length / HASH_BYTES }, (_, i) =>
      peaks.slice(i * HASH_BYTES, (i + 1) * HASH_BYTES),
    )
  }

  get size(): number {
    return this.#size
  }

  append(leaf: Uint8Array): void {
    let node = leaf
    // Each trailing one bit of the size is a complete subtree that the new leaf completes into a larger one.
    for (let size = this.#size; size % 2 === 1; size = Math.floor(size / 2)) {
      const left = this.#peaks.pop()
      if (left === undefined) throw new RangeError('peaks do not fit the size of the tree')
      node = nodeHash(left, node)
    }
    this.#peaks.push(node)
    this.#size += 1
  }

  get peaks(): Buffer {
    return Buffer.concat(this.#peaks)
  }

  /** RFC 6962 section 2.1, Merkle Tree Hash: the root; of the empty tree, SHA-256 of nothing. */
  get root(): Buffer {
    const [last, ...rest] = this.#peaks.toReversed()
    if (last === undefined) return sha256('')
    return Buffer.from(rest.reduce((right, left) => nodeHash(left, right), last))
  }
}

function oneBits(n: number): number {
  let count = 0
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2
  return count
}
