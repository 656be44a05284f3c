import { HASH_BYTES, Tree } from './merkle.ts'

/*
 * Recomputes the part of the tree that one entry added. What was stored can be wrong in two ways, in a record's contents
 * or in its leaf, and the entry's root tells which: it fits the one or the other.
 */

/** What an entry says the tree was after it. */
export interface StoredHead {
  readonly size: number
  readonly root: Uint8Array
  /** Roots of the complete subtrees, largest first, one after the other. */
  readonly peaks: Uint8Array
}

export interface Verdict {
  /**
   * Which of the two gives the root: the contents (and then every leaf that differs from them is wrong), the leaves
   * (and then the contents that differ are), neither, or nothing can be said because a record is missing.
   */
  readonly fits: 'contents' | 'leaves' | 'neither' | 'unknown'
  readonly rootFits: boolean
  readonly peaksFit: boolean
  /** What the next entry starts from; undefined when that cannot be told. */
  readonly next: Tree | undefined
}

/** The leaves of one entry, added one after the other. */
export class EntryCheck {
  readonly #byContents: Tree
  /** Differs from the other from the first leaf on that does not fit its contents. */
  #byLeaves: Tree | undefined
  #incomplete: boolean

  /** @param before the tree before the entry, which grows; undefined when it cannot be told */
  constructor(before: Tree | undefined) {
    this.#byContents = before ?? new Tree()
    this.#incomplete = before === undefined
  }

  /**
   * Adds a record's leaf.
   * @param computed from its contents
   * @param stored beside them
   * @returns whether the two are the same
   */
  add(computed: Uint8Array, stored: Uint8Array): boolean {
    const isSame = Buffer.compare(computed, stored) === 0
    if (!isSame && this.#byLeaves === undefined) this.#byLeaves = copyOf(this.#byContents)
    this.#byContents.append(computed)
    this.#byLeaves?.append(stored.length === HASH_BYTES ? stored : computed)
    return isSame
  }

  /** A record is not there, and with it what follows from it. */
  miss(): void {
    this.#incomplete = true
  }

  /** @param leaf of the entry itself, the last */
  close(leaf: Uint8Array, stored: StoredHead): Verdict {
    const asStored = treeOf(stored)
    if (this.#incomplete) return { fits: 'unknown', rootFits: true, peaksFit: true, next: asStored }
    this.#byContents.append(leaf)
    this.#byLeaves?.append(leaf)
    const candidates = [
      { fits: 'contents' as const, tree: this.#byContents },
      ...(this.#byLeaves === undefined ? [] : [{ fits: 'leaves' as const, tree: this.#byLeaves }]),
    ]
    for (const isRight of [hasRootOf(stored), hasPeaksOf(stored)]) {
      const found = candidates.find(({ tree }) => isRight(tree))
      if (found === undefined) continue
      return {
        fits: found.fits,
        rootFits: hasRootOf(stored)(found.tree),
        peaksFit: hasPeaksOf(stored)(found.tree),
        next: found.tree,
      }
    }
    // What was stored agrees with itself: what follows can be checked from there, and is not blamed for this entry.
    return { fits: 'neither', rootFits: false, peaksFit: true, next: asStored }
  }
}

function hasRootOf({ root }: StoredHead): (tree: Tree) => boolean {
  return (tree) => Buffer.compare(tree.root, root) === 0
}

function hasPeaksOf({ peaks }: StoredHead): (tree: Tree) => boolean {
  return (tree) => Buffer.compare(tree.peaks, peaks) === 0
}

function copyOf(tree: Tree): Tree {
  return new Tree(tree.size, tree.peaks)
}

/** The tree an entry says it ended with; undefined when its peaks do not give its root. */
function treeOf(stored: StoredHead): Tree | undefined {
  try {
    const tree = new Tree(stored.size, stored.peaks)
    return hasRootOf(stored)(tree) ? tree : undefined
  } catch {
    return undefined
  }
}
