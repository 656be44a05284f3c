import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { leafHash, nodeHash, Tree } from '../../src/custody/merkle.ts'
import {
  consistencyRanges,
  hashRanges,
  inclusionRanges,
  provesConsistency,
  rootFromInclusion,
  type Range,
} from '../../src/custody/proofs.ts'
import { PlainTree } from './merkle-proofs.ts'

/** How large the trees are that are checked leaf by leaf and size by size. */
const MOST = 300
const LEAVES = Array.from({ length: MOST }, (_, i) => leafHash(`leaf ${String(i)}`))
const PLAIN = new PlainTree(LEAVES)

async function* given(leaves: readonly Buffer[]): AsyncGenerator<Uint8Array> {
  for (const leaf of leaves) yield await Promise.resolve(leaf)
}

const hashed = (tree: PlainTree, ranges: readonly Range[]): Buffer[] =>
  ranges.map(({ from, to }) => tree.root(from, to))
const hex = (hashes: readonly Uint8Array[]): string[] =>
  hashes.map((hash) => Buffer.from(hash).toString('hex'))
const head = (size: number) => ({ size, root: PLAIN.root(0, size) })
const isIn = (index: number, size: number, leaf: Uint8Array, proof: readonly Uint8Array[]): boolean => {
  const root = rootFromInclusion(index, size, leaf, proof)
  return root !== undefined && Buffer.compare(root, PLAIN.root(0, size)) === 0
}

/** Pairs of numbers up to a size, the first from `least`. */
function* pairsUpTo(most: number, least: number): Generator<readonly [m: number, n: number]> {
  for (let n = 1; n <= most; n += 1) for (let m = least; m < n + least; m += 1) yield [m, n]
}

describe('every proof in trees of 1 to 300 leaves', () => {
  test('that a leaf is in them is that of RFC 6962, and leads to the root', () => {
    let proofs = 0
    for (const [m, n] of pairsUpTo(MOST, 0)) {
      const proof = PLAIN.path(m, 0, n)
      if (!sameHashes(hashed(PLAIN, inclusionRanges(m, n)), proof)) expect.fail(named('leaf', m, n))
      if (!isIn(m, n, PLAIN.root(m, m + 1), proof)) expect.fail(named('not proved', m, n))
      proofs += 1
    }
    expect(proofs).toBe((MOST * (MOST + 1)) / 2)
  })

  test('that one is the beginning of another is that of RFC 6962, and is consistent with both roots', () => {
    let proofs = 0
    for (const [m, n] of pairsUpTo(MOST, 1)) {
      const proof = PLAIN.proof(m, n)
      if (!sameHashes(hashed(PLAIN, consistencyRanges(m, n)), proof)) expect.fail(named('tree', m, n))
      if (!provesConsistency(head(m), head(n), proof)) expect.fail(named('not proved', m, n))
      proofs += 1
    }
    expect(proofs).toBe((MOST * (MOST + 1)) / 2)
  })

  // All of the small ones, and those around the powers of two: reading every leaf again for each proof takes its time.
  const read = [...Array.from({ length: 66 }, (_, i) => i + 1), 127, 128, 129, 255, 256, 257, 299, 300]

  test('comes out the same from one pass over the leaves', async () => {
    for (const n of read) {
      for (let m = 0; m < n; m += 1) {
        const inclusion = await hashRanges(given(LEAVES.slice(0, n)), inclusionRanges(m, n))
        if (!sameHashes(inclusion, PLAIN.path(m, 0, n))) expect.fail(named('leaf', m, n))
        // More leaves than are needed do no harm: the log may have grown.
        const consistency = await hashRanges(given(LEAVES), consistencyRanges(m + 1, n))
        if (!sameHashes(consistency, PLAIN.proof(m + 1, n))) expect.fail(named('tree', m + 1, n))
      }
    }
    expect(read).toContain(MOST)
  })
})

function named(what: string, m: number, n: number): string {
  return `${what}: ${String(m)} of ${String(n)}`
}

function sameHashes(some: readonly Uint8Array[], others: readonly Uint8Array[]): boolean {
  return Buffer.concat(some).equals(Buffer.concat(others)) && some.length === others.length
}

describe('the example of RFC 6962, section 2.1.3', () => {
  const D = LEAVES.slice(0, 7)
  const [a, b, c, d, e, f, j] = D as [Buffer, Buffer, Buffer, Buffer, Buffer, Buffer, Buffer]
  const [g, h, i] = [nodeHash(a, b), nodeHash(c, d), nodeHash(e, f)]
  const [k, l] = [nodeHash(g, h), nodeHash(i, j)]
  const hash = nodeHash(k, l)
  const [hash0, hash1, hash2] = [nodeHash(g, c), k, nodeHash(k, i)]

  test('has that root', () => {
    expect(PLAIN.root(0, 7)).toEqual(hash)
  })

  test.each([
    ['d0', 0, a, [b, h, l]],
    ['d3', 3, d, [c, g, l]],
    ['d4', 4, e, [f, j, k]],
    ['d6', 6, j, [i, k]],
  ])('the audit path for %s', async (_name, index, leaf, path) => {
    expect(hex(await hashRanges(given(D), inclusionRanges(index, 7)))).toEqual(hex(path))
    expect(rootFromInclusion(index, 7, leaf, path)).toEqual(hash)
  })

  test.each([
    ['PROOF(3, D[7])', 3, hash0, [c, d, g, l]],
    ['PROOF(4, D[7])', 4, hash1, [l]],
    ['PROOF(6, D[7])', 6, hash2, [i, j, k]],
  ])('%s', async (_name, size, root, proof) => {
    expect(hex(await hashRanges(given(D), consistencyRanges(size, 7)))).toEqual(hex(proof))
    expect(provesConsistency({ size, root }, { size: 7, root: hash }, proof)).toBe(true)
  })
})

/*
 * The leaves and proofs of the reference tests of Certificate Transparency, as they stand in
 * transparency-dev/merkle, proof/verify_test.go. Leaves are counted from 0 here.
 */
describe('the reference tests of Certificate Transparency', () => {
  const reference = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657']
    .concat('606162636465666768696a6b6c6d6e6f')
    .map((data) => leafHash(Buffer.from(data, 'hex')))
  const tree = new PlainTree(reference)
  const n0 = '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'
  const n1 = '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7'
  const n4 = 'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b'
  const n6 = 'b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f'
  const n01 = 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'
  const n23 = '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e'
  const n45 = '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a'
  const n67 = 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0'
  const n0123 = 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7'
  const n4567 = '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4'
  const root = '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'

  test('are of the published tree', () => {
    expect(hex([tree.root(0, 8)])).toEqual([root])
  })

  test.each<[index: number, size: number, proof: string[]]>([
    [0, 1, []],
    [0, 8, [n1, n23, n4567]],
    [5, 8, [n4, n67, n0123]],
    [2, 3, [n01]],
    [1, 5, [n0, n23, n4]],
  ])('leaf %i in a tree of %i', async (index, size, proof) => {
    expect(hex(await hashRanges(given(reference), inclusionRanges(index, size)))).toEqual(proof)
    const hashes = proof.map((hash) => Buffer.from(hash, 'hex'))
    const leaf = tree.root(index, index + 1)
    expect(rootFromInclusion(index, size, leaf, hashes)).toEqual(tree.root(0, size))
  })

  test.each<[first: number, second: number, proof: string[]]>([
    [1, 1, []],
    [1, 8, [n1, n23, n4567]],
    [6, 8, [n45, n67, n0123]],
    [2, 5, [n23, n4]],
    [6, 7, [n45, n6, n0123]],
  ])('a tree of %i in one of %i', async (first, second, proof) => {
    expect(hex(await hashRanges(given(reference), consistencyRanges(first, second)))).toEqual(proof)
    const hashes = proof.map((hash) => Buffer.from(hash, 'hex'))
    const headOf = (size: number) => ({ size, root: tree.root(0, size) })
    expect(provesConsistency(headOf(first), headOf(second), hashes)).toBe(true)
  })
})

/** What can be done to a proof so that it is another one. */
const alteration = fc.oneof(
  fc.record({ how: fc.constant('flip' as const), at: fc.nat(), bit: fc.nat(255) }),
  fc.record({ how: fc.constantFrom('drop' as const, 'repeat' as const, 'swap' as const), at: fc.nat() }),
  fc.record({ how: fc.constant('add' as const), at: fc.nat(), hash: hashes() }),
)

function hashes(): fc.Arbitrary<Buffer> {
  return fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes))
}

type Alteration = typeof alteration extends fc.Arbitrary<infer T> ? T : never

/** @returns undefined when there is nothing that could be done so */
function altered(proof: readonly Buffer[], one: Alteration): Buffer[] | undefined {
  if (one.how === 'add') return proof.toSpliced(one.at % (proof.length + 1), 0, one.hash)
  const at = one.at % Math.max(proof.length, 1)
  const hash = proof[at]
  if (hash === undefined) return undefined
  switch (one.how) {
    case 'flip': {
      const other = Buffer.from(hash)
      const byte = one.bit >> 3
      other[byte] = (other[byte] ?? 0) ^ (1 << (one.bit & 7))
      return proof.with(at, other)
    }
    case 'drop':
      return proof.toSpliced(at, 1)
    case 'repeat':
      return proof.toSpliced(at, 0, hash)
    case 'swap': {
      const next = proof[at + 1]
      return next === undefined ? undefined : proof.with(at, next).with(at + 1, hash)
    }
  }
}

/** A leaf and the size of a tree that has it. */
const place = fc
  .integer({ min: 1, max: MOST })
  .chain((n) => fc.record({ n: fc.constant(n), m: fc.nat(n - 1) }))
const RUNS = { numRuns: 2000 }

describe('a proof that a leaf is in a tree', () => {
  test('with a hash altered, dropped, added or swapped is refused', () => {
    fc.assert(
      fc.property(place, alteration, ({ m, n }, one) => {
        const other = altered(PLAIN.path(m, 0, n), one)
        fc.pre(other !== undefined)
        expect(isIn(m, n, PLAIN.root(m, m + 1), other)).toBe(false)
      }),
      RUNS,
    )
  })

  test('of another leaf, another index or another tree is refused', () => {
    fc.assert(
      fc.property(place, fc.nat(MOST), fc.integer({ min: 1, max: MOST }), ({ m, n }, index, size) => {
        const proof = PLAIN.path(m, 0, n)
        const leaf = PLAIN.root(m, m + 1)
        expect(isIn(m, n, leafHash('another leaf'), proof)).toBe(false)
        if (index !== m) expect(isIn(index, n, leaf, proof)).toBe(false)
        if (size !== n) expect(isIn(m, size, leaf, proof)).toBe(false)
      }),
      RUNS,
    )
  })

  test.each([
    ['after the last', 3, 3],
    ['in a tree of none', 0, 0],
    ['before the first', -1, 3],
    ['of no number', NaN, 3],
  ])('%s proves nothing, and none can be made', (_which, index, size) => {
    expect(rootFromInclusion(index, size, leafHash('Rajin'), [])).toBeUndefined()
    expect(() => inclusionRanges(index, size)).toThrow(RangeError)
  })
})

describe('a proof that a tree is the beginning of another', () => {
  test('with a hash altered, dropped, added or swapped is refused', () => {
    fc.assert(
      fc.property(place, alteration, ({ m, n }, one) => {
        const other = altered(PLAIN.proof(m + 1, n), one)
        fc.pre(other !== undefined)
        expect(provesConsistency(head(m + 1), head(n), other)).toBe(false)
      }),
      RUNS,
    )
  })

  test('of other trees is refused, and so is one of another history', () => {
    const size = fc.integer({ min: 1, max: MOST })
    fc.assert(
      fc.property(place, size, size, ({ m, n }, first, second) => {
        const proof = PLAIN.proof(m + 1, n)
        if (first !== m + 1) expect(provesConsistency(head(first), head(n), proof)).toBe(false)
        if (second !== n) expect(provesConsistency(head(m + 1), head(second), proof)).toBe(false)
        const other = { size: m + 1, root: leafHash('another history') }
        expect(provesConsistency(other, head(n), proof)).toBe(false)
        expect(provesConsistency(head(m + 1), { ...head(n), root: other.root }, proof)).toBe(false)
      }),
      RUNS,
    )
  })

  test('is not needed for trees of one size, nor for the empty one', () => {
    const empty = { size: 0, root: new Tree().root }
    expect(provesConsistency(head(7), head(7), [])).toBe(true)
    expect(provesConsistency(empty, empty, [])).toBe(true)
    expect(provesConsistency(empty, head(7), [])).toBe(true)
    expect(provesConsistency(head(7), { ...head(7), root: head(6).root }, [])).toBe(false)
    expect(provesConsistency({ ...empty, root: head(1).root }, head(7), [])).toBe(false)
    expect(provesConsistency(head(7), head(7), [leafHash('Rajin')])).toBe(false)
    expect(provesConsistency(empty, head(7), [leafHash('Rajin')])).toBe(false)
  })

  test('never shows that a larger tree is the beginning of a smaller one', () => {
    expect(provesConsistency(head(7), head(6), [])).toBe(false)
    expect(provesConsistency(head(7), head(3), PLAIN.proof(3, 7))).toBe(false)
    expect(provesConsistency(head(7), { size: 0, root: new Tree().root }, [])).toBe(false)
  })

  test.each([
    ['of the empty tree', 0, 3],
    ['of a larger one', 4, 3],
    ['of no number', NaN, 3],
  ])('%s cannot be made', (_which, first, second) => {
    expect(() => consistencyRanges(first, second)).toThrow(RangeError)
  })
})

describe('hashing ranges', () => {
  test('of any part of the leaves, in any order, gives their roots in that order', async () => {
    const cuts = fc.uniqueArray(fc.nat(60), { minLength: 2, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(cuts, fc.infiniteStream(fc.nat()), async (at, lots) => {
        const bounds = at.toSorted((a, b) => a - b)
        const ranges = bounds
          .slice(1)
          .map((to, i) => ({ from: bounds[i] ?? 0, to, lot: lots.next().value as number }))
          .filter(({ lot }) => lot % 4 > 0)
          .sort((a, b) => a.lot - b.lot)
        expect(hex(await hashRanges(given(LEAVES.slice(0, 60)), ranges))).toEqual(hex(hashed(PLAIN, ranges)))
      }),
    )
  })

  test('of none reads nothing to its end', async () => {
    expect(await hashRanges(given(LEAVES), [])).toEqual([])
  })

  test('needs as many leaves as they end at', async () => {
    const ranges = inclusionRanges(0, 8)
    await expect(hashRanges(given(LEAVES.slice(0, 7)), ranges)).rejects.toThrow(RangeError)
    await expect(hashRanges(given([]), ranges)).rejects.toThrow('there are 0 leaves, and 2 are needed')
  })
})

/*
 * Trees with more leaves than 32 bits can count. Their leaves are of two sorts, one up to a turning point and one after
 * it, so that whole subtrees are alike and need to be hashed once.
 */
describe('a tree of more than 2^32 leaves', () => {
  class Vast {
    readonly #turn: number
    readonly #alike = new Map<string, Buffer>()
    constructor(turn: number) {
      this.#turn = turn
    }
    root(from: number, to: number): Buffer {
      const sort = to <= this.#turn ? 'early' : from >= this.#turn ? 'late' : undefined
      const key = sort === undefined ? `${String(from)} ${String(to)}` : `${sort} ${String(to - from)}`
      const known = this.#alike.get(key)
      if (known !== undefined) return known
      const n = to - from
      const middle = from + 2 ** (Math.ceil(Math.log2(n)) - 1)
      const root = n === 1 ? leafHash(sort ?? '') : nodeHash(this.root(from, middle), this.root(middle, to))
      this.#alike.set(key, root)
      return root
    }
    hashed(ranges: readonly Range[]): Buffer[] {
      return ranges.map(({ from, to }) => this.root(from, to))
    }
  }

  const size = fc.oneof(
    fc.integer({ min: 2 ** 31, max: 2 ** 36 }),
    fc.tuple(fc.integer({ min: 32, max: 46 }), fc.integer({ min: -2, max: 2 })).map(([p, n]) => 2 ** p + n),
  )
  const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

  test('proves its leaves and its beginnings, and nothing else', () => {
    fc.assert(
      fc.property(size, share, share, (n, part, turn) => {
        const m = Math.floor(n * part)
        // The turning point is the leaf itself as often as not, which makes it unlike those before it.
        const tree = new Vast(turn < 0.5 ? Math.max(m, 1) : Math.max(Math.floor(n * turn), 1))
        const [root, leaf] = [tree.root(0, n), tree.root(m, m + 1)]
        const path = tree.hashed(inclusionRanges(m, n))
        expect(path.length).toBeLessThanOrEqual(Math.ceil(Math.log2(n)) + 1)
        expect(rootFromInclusion(m, n, leaf, path)).toEqual(root)
        expect(rootFromInclusion(m, n, leaf, path.slice(1))).not.toEqual(root)
        // What the operators on bits would take the index for.
        const wrapped = m % 2 ** 32
        if (wrapped !== m) expect(rootFromInclusion(wrapped, n, leaf, path)).not.toEqual(root)

        const first = { size: m + 1, root: tree.root(0, m + 1) }
        const proof = tree.hashed(consistencyRanges(m + 1, n))
        expect(provesConsistency(first, { size: n, root }, proof)).toBe(true)
        expect(provesConsistency({ ...first, root: leaf }, { size: n, root }, proof)).toBe(m === 0)
      }),
      { numRuns: 300 },
    )
  })

  test('is split where the smaller half is complete', () => {
    expect(inclusionRanges(0, 2 ** 40 + 1).at(-1)).toEqual({ from: 2 ** 40, to: 2 ** 40 + 1 })
    expect(consistencyRanges(2 ** 40, 2 ** 40 + 1)).toEqual([{ from: 2 ** 40, to: 2 ** 40 + 1 }])
    expect(inclusionRanges(2 ** 40, 2 ** 40 + 1)).toEqual([{ from: 0, to: 2 ** 40 }])
    expect(inclusionRanges(2 ** 53 - 1, 2 ** 53)).toHaveLength(53)
  })
})
