import { nodeHash, Tree } from './merkle.ts'

/*
 * Proofs over the Merkle tree (RFC 6962 sections 2.1.1 and 2.1.2; checked as RFC 9162 sections 2.1.3.2 and 2.1.4.2
 * have it). A proof is a list of hashes of ranges of leaves, so it is first worked out which ranges, and then all of
 * them are hashed in one pass over the leaves. Sizes are counted in leaves, up to 2^53.
 */

/** The leaves at `from`, up to but not including `to`. */
export interface Range {
  readonly from: number
  readonly to: number
}

/**
 * The ranges whose hashes prove that a leaf is in a tree, from the leaf's sibling up to the root's child
 * (RFC 6962 section 2.1.1, PATH(m, D[n])).
 * @param index of the leaf, from 0
 * @param size of the tree
 * @throws RangeError for a leaf that is not in the tree
 */
export function inclusionRanges(index: number, size: number): Range[] {
  if (!(index >= 0 && index < size))
    throw new RangeError(`there is no leaf ${String(index)} in a tree of ${String(size)}`)
  const path = (m: number, from: number, to: number): Range[] => {
    if (to - from === 1) return []
    const middle = from + splitOf(to - from)
    return m < middle
      ? [...path(m, from, middle), { from: middle, to }]
      : [...path(m, middle, to), { from, to: middle }]
  }
  return path(index, 0, size)
}

/**
 * The ranges whose hashes prove that a tree is the beginning of a larger one (RFC 6962 section 2.1.2, PROOF(m, D[n])).
 * @param first size of the smaller tree, at least 1
 * @param second size of the larger one
 * @throws RangeError when the first is empty or larger than the second
 */
export function consistencyRanges(first: number, second: number): Range[] {
  if (!(first >= 1 && first <= second)) {
    throw new RangeError(`a tree of ${String(first)} is not the beginning of one of ${String(second)}`)
  }
  // `whole`: the smaller tree is a complete subtree of the larger one so far, whose hash the checker has.
  const proof = (m: number, from: number, to: number, whole: boolean): Range[] => {
    if (m === to) return whole ? [] : [{ from, to }]
    const middle = from + splitOf(to - from)
    return m <= middle
      ? [...proof(m, from, middle, whole), { from: middle, to }]
      : [...proof(m, middle, to, false), { from, to: middle }]
  }
  return proof(first, 0, second, true)
}

/** The largest power of two that is smaller than n: where a tree of n leaves is split. */
function splitOf(n: number): number {
  let split = 1
  while (split * 2 < n) split *= 2
  return split
}

/**
 * The hashes of some ranges, in the order in which they are named, from one pass over the leaves.
 * @param leaves all leaves of the tree, the first at index 0
 * @param ranges that do not overlap
 * @throws RangeError when there are fewer leaves than the ranges need
 */
export async function hashRanges(
  leaves: AsyncIterable<Uint8Array>,
  ranges: readonly Range[],
): Promise<Buffer[]> {
  const byStart = ranges.toSorted((a, b) => a.from - b.from)
  const roots = new Map<Range, Buffer>()
  let [range] = byStart
  let tree = new Tree()
  let index = 0
  for await (const leaf of leaves) {
    if (range === undefined) break
    if (index >= range.from) tree.append(leaf)
    index += 1
    if (index < range.to) continue
    roots.set(range, tree.root)
    tree = new Tree()
    range = byStart[roots.size]
  }
  return ranges.map((one) => {
    const root = roots.get(one)
    if (root === undefined)
      throw new RangeError(`there are ${String(index)} leaves, and ${String(one.to)} are needed`)
    return root
  })
}

/**
 * The root of the tree that an inclusion proof speaks of (RFC 9162 section 2.1.3.2, steps 1 to 4).
 * @param index of the leaf, from 0
 * @param size of the tree
 * @returns undefined when the proof has too few or too many hashes for a leaf of such a tree
 */
export function rootFromInclusion(
  index: number,
  size: number,
  leaf: Uint8Array,
  proof: readonly Uint8Array[],
): Uint8Array | undefined {
  if (!(index >= 0 && index < size)) return undefined
  let [fn, sn] = [index, size - 1]
  let root = leaf
  for (const hash of proof) {
    if (sn === 0) return undefined
    if (isOdd(fn) || fn === sn) {
      root = nodeHash(hash, root)
      while (!isOdd(fn) && fn !== 0) [fn, sn] = [half(fn), half(sn)]
    } else {
      root = nodeHash(root, hash)
    }
    ;[fn, sn] = [half(fn), half(sn)]
  }
  return sn === 0 ? root : undefined
}

/** A tree by what is published of it. */
export interface TreeHead {
  /** Number of leaves. */
  readonly size: number
  readonly root: Uint8Array
}

/**
 * Whether a consistency proof shows that one tree is the beginning of another (RFC 9162 section 2.1.4.2). Of two trees
 * of one size the roots have to be equal, and every tree begins with the empty one; neither needs a proof.
 */
export function provesConsistency(first: TreeHead, second: TreeHead, proof: readonly Uint8Array[]): boolean {
  if (first.size > second.size) return false
  if (first.size === second.size) return proof.length === 0 && isSame(first.root, second.root)
  if (first.size === 0) return proof.length === 0 && isSame(first.root, new Tree().root)
  const [start, ...rest] = isPowerOfTwo(first.size) ? [first.root, ...proof] : proof
  if (start === undefined) return false
  let [fn, sn] = [first.size - 1, second.size - 1]
  while (isOdd(fn)) [fn, sn] = [half(fn), half(sn)]
  let [fr, sr] = [start, start]
  for (const hash of rest) {
    if (sn === 0) return false
    if (isOdd(fn) || fn === sn) {
      fr = nodeHash(hash, fr)
      sr = nodeHash(hash, sr)
      while (!isOdd(fn) && fn !== 0) [fn, sn] = [half(fn), half(sn)]
    } else {
      sr = nodeHash(sr, hash)
    }
    ;[fn, sn] = [half(fn), half(sn)]
  }
  return sn === 0 && isSame(fr, first.root) && isSame(sr, second.root)
}

/* Sizes may be larger than 2^32, where the operators on bits give out. */

function isOdd(n: number): boolean {
  return n % 2 === 1
}

function half(n: number): number {
  return Math.floor(n / 2)
}

function isPowerOfTwo(n: number): boolean {
  return n === 1 || splitOf(n) * 2 === n
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}
