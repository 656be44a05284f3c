import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HASH_BYTES, leafHash, nodeHash, Tree } from '../../src/custody/merkle.ts'
import { merkleTreeHash } from './merkle-tree-hash.ts'

/** The leaves and roots of the reference tests of Certificate Transparency. */
const LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((hex) => Buffer.from(hex, 'hex'))
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

function grown(leaves: readonly Uint8Array[], tree = new Tree()): Tree {
  for (const leaf of leaves) tree.append(leaf)
  return tree
}

describe('the tree of the reference leaves', () => {
  test.each(ROOTS.map((root, size) => [size, root] as const))(
    'with %i leaves has the published root',
    (size, root) => {
      const leaves = LEAVES.slice(0, size).map(leafHash)
      const tree = grown(leaves)
      expect(tree.root.toString('hex')).toBe(root)
      expect(tree.size).toBe(size)
      expect(merkleTreeHash(leaves).toString('hex')).toBe(root)
    },
  )
})

describe('a leaf', () => {
  test('is SHA-256 of a zero byte and the data', () => {
    const expected = createHash('sha256')
      .update(Buffer.of(0))
      .update('{"name":"Rasŏn"}', 'utf8')
      .digest('hex')
    expect(leafHash('{"name":"Rasŏn"}').toString('hex')).toBe(expected)
  })

  test('of a text is that of its UTF-8 bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(leafHash(text)).toEqual(leafHash(Buffer.from(text, 'utf8')))
      }),
    )
  })

  test('is never a node', () => {
    const [left, right] = [leafHash('Rajin'), leafHash('Dunai')]
    expect(nodeHash(left, right)).not.toEqual(leafHash(Buffer.concat([left, right])))
    expect(nodeHash(left, right)).not.toEqual(nodeHash(right, left))
  })
})

describe('any tree', () => {
  const leaves = fc.array(
    fc.string().map((text) => leafHash(text)),
    { maxLength: 300, size: 'max' },
  )

  test('of up to 300 leaves has the root of the definition at every size', () => {
    const all = Array.from({ length: 300 }, (_, i) => leafHash(`leaf ${String(i)}`))
    const tree = new Tree()
    expect(tree.root).toEqual(merkleTreeHash([]))
    for (const [i, leaf] of all.entries()) {
      tree.append(leaf)
      expect(tree.root).toEqual(merkleTreeHash(all.slice(0, i + 1)))
    }
  })

  test('has the root of the definition', () => {
    fc.assert(
      fc.property(leaves, (hashes) => {
        expect(grown(hashes).root).toEqual(merkleTreeHash(hashes))
      }),
      { numRuns: 50 },
    )
  })

  test('can be taken up again from its peaks at any size', () => {
    fc.assert(
      fc.property(leaves, fc.nat(), (hashes, at) => {
        const size = at % (hashes.length + 1)
        const before = grown(hashes.slice(0, size))
        const after = grown(hashes.slice(size), new Tree(size, before.peaks))
        expect(after.root).toEqual(merkleTreeHash(hashes))
        expect(after.size).toBe(hashes.length)
        // Growing another tree from its peaks left the first alone.
        expect(before.root).toEqual(merkleTreeHash(hashes.slice(0, size)))
      }),
      { numRuns: 50 },
    )
  })

  test('has as many peaks as its size has one bits', () => {
    fc.assert(
      fc.property(leaves, (hashes) => {
        const ones = [...hashes.length.toString(2)].filter((bit) => bit === '1').length
        expect(grown(hashes).peaks).toHaveLength(ones * HASH_BYTES)
      }),
      { numRuns: 50 },
    )
  })
})

describe('peaks that do not fit the size', () => {
  test.each([
    [0, 1],
    [1, 0],
    [2, 2],
    [3, 1],
    [4, 3],
  ])('of %i leaves are refused when there are %i', (size, peaks) => {
    expect(() => new Tree(size, Buffer.alloc(peaks * HASH_BYTES))).toThrow(RangeError)
  })
  test('are refused when one is cut short', () => {
    expect(() => new Tree(1, Buffer.alloc(HASH_BYTES - 1))).toThrow(RangeError)
  })
})
