import { merkleTreeHash } from './merkle-tree-hash.ts'

/* The proofs as RFC 6962 defines them, by recursion over the leaves themselves, to check those of ranges against. */

/** A tree of leaf hashes, of which every subtree is hashed once. */
export class PlainTree {
  readonly #leaves: readonly Buffer[]
  readonly #roots = new Map<number, Buffer>()

  /** @param leaves hashes of fewer than 65536 leaves */
  constructor(leaves: readonly Buffer[]) {
    this.#leaves = leaves
  }

  /** MTH(D[from:to]), section 2.1. */
  root(from: number, to: number): Buffer {
    const key = from * 65_536 + to
    const known = this.#roots.get(key)
    if (known !== undefined) return known
    const n = to - from
    const root =
      n < 2
        ? merkleTreeHash(this.#leaves.slice(from, to))
        : merkleTreeHash([this.root(from, from + k(n)), this.root(from + k(n), to)])
    this.#roots.set(key, root)
    return root
  }

  /** PATH(m, D[from:to]), section 2.1.1. @param m index of the leaf in that part */
  path(m: number, from: number, to: number): Buffer[] {
    const n = to - from
    if (n === 1) return []
    const split = from + k(n)
    if (m < k(n)) return this.path(m, from, split).concat(this.root(split, to))
    return this.path(m - k(n), split, to).concat(this.root(from, split))
  }

  /** PROOF(m, D[n]), section 2.1.2. */
  proof(m: number, n: number): Buffer[] {
    return this.#subproof(m, 0, n, true)
  }

  /** SUBPROOF(m, D[from:to], b), section 2.1.2. */
  #subproof(m: number, from: number, to: number, b: boolean): Buffer[] {
    const n = to - from
    if (m === n) return b ? [] : [this.root(from, to)]
    const split = from + k(n)
    if (m <= k(n)) return this.#subproof(m, from, split, b).concat(this.root(split, to))
    return this.#subproof(m - k(n), split, to, false).concat(this.root(from, split))
  }
}

/** The largest power of two smaller than n. */
function k(n: number): number {
  return 2 ** Math.floor(Math.log2(n - 1))
}
