import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EntryCheck, type StoredHead, type Verdict } from '../../src/custody/log-check.ts'
import { leafHash, Tree } from '../../src/custody/merkle.ts'
import { merkleTreeHash } from './merkle-tree-hash.ts'

/** Leaves of the log before an entry, and those that it adds, its own at the end. */
const BEFORE = ['case', 'entry 1', 'Rajin', 'Dunai', 'entry 2'].map((name) => leafHash(name))
const ADDED = ['Tikhoretsk', 'Tumangang', 'Angara'].map((name) => leafHash(name))
const OWN = leafHash('entry 3')
const OTHER = leafHash('something else')

function grown(leaves: readonly Uint8Array[]): Tree {
  const tree = new Tree()
  for (const leaf of leaves) tree.append(leaf)
  return tree
}

function headOf(leaves: readonly Uint8Array[]): StoredHead {
  const { size, root, peaks } = grown(leaves)
  return { size, root, peaks }
}

const HEAD = headOf([...BEFORE, ...ADDED, OWN])

interface Differing {
  /** Leaves that the contents give. */
  readonly computed?: readonly Uint8Array[]
  /** Leaves that are kept beside them. */
  readonly stored?: readonly Uint8Array[]
  readonly own?: Uint8Array
  readonly head?: StoredHead
}

function verdictOn({ computed = ADDED, stored = ADDED, own = OWN, head = HEAD }: Differing): {
  verdict: Verdict
  same: boolean[]
} {
  const check = new EntryCheck(grown(BEFORE))
  const same = computed.map((leaf, i) => check.add(leaf, stored[i] ?? Buffer.alloc(0)))
  return { same, verdict: check.close(own, head) }
}

const NEXT = merkleTreeHash([...BEFORE, ...ADDED, OWN])

describe('an entry', () => {
  test('that is as it was recorded fits, and the next one follows on it', () => {
    const { same, verdict } = verdictOn({})
    expect(same).toEqual([true, true, true])
    expect(verdict).toMatchObject({ fits: 'contents', rootFits: true, peaksFit: true })
    expect(verdict.next?.root).toEqual(NEXT)
    expect(verdict.next?.size).toBe(9)
  })

  test.each([
    [
      'the contents of a record were changed',
      { computed: ADDED.with(1, OTHER) },
      'leaves',
      [true, false, true],
    ],
    ['the leaf of a record was changed', { stored: ADDED.with(1, OTHER) }, 'contents', [true, false, true]],
    [
      'a leaf was cut short',
      { stored: ADDED.with(0, ADDED[0]?.subarray(1) ?? OTHER) },
      'contents',
      [false, true, true],
    ],
    [
      'the contents of all were changed',
      { computed: ADDED.map(() => OTHER) },
      'leaves',
      [false, false, false],
    ],
  ] as const)('tells when %s', (_what, differing, fits, expected) => {
    const { same, verdict } = verdictOn(differing)
    expect(same).toEqual(expected)
    expect(verdict).toMatchObject({ fits, rootFits: true, peaksFit: true })
    expect(verdict.next?.root).toEqual(NEXT)
  })

  test('whose root alone was changed is known by its peaks, and the other way round', () => {
    const byPeaks = verdictOn({ head: { ...HEAD, root: OTHER } }).verdict
    expect(byPeaks).toMatchObject({ fits: 'contents', rootFits: false, peaksFit: true })
    expect(byPeaks.next?.root).toEqual(NEXT)
    const byRoot = verdictOn({ head: { ...HEAD, peaks: Buffer.alloc(32) } }).verdict
    expect(byRoot).toMatchObject({ fits: 'contents', rootFits: true, peaksFit: false })
    expect(byRoot.next?.root).toEqual(NEXT)
  })

  test.each([
    ['its own leaf is another', { own: OTHER }],
    ['a record was changed with its leaf', { computed: ADDED.with(2, OTHER), stored: ADDED.with(2, OTHER) }],
    [
      'contents and leaves were changed in different records',
      { computed: ADDED.with(0, OTHER), stored: ADDED.with(2, OTHER) },
    ],
  ])('fits neither way when %s; the next one is checked from what it says of itself', (_what, differing) => {
    const { verdict } = verdictOn(differing)
    expect(verdict).toMatchObject({ fits: 'neither', rootFits: false })
    expect(verdict.next?.root).toEqual(NEXT)
  })

  test('that does not agree with itself either leaves nothing to start from', () => {
    const torn = { ...HEAD, root: OTHER, peaks: Buffer.alloc(HEAD.peaks.length, 7) }
    expect(verdictOn({ head: torn }).verdict).toMatchObject({ fits: 'neither', next: undefined })
    const cut = { ...HEAD, root: OTHER, peaks: HEAD.peaks.subarray(1) }
    expect(verdictOn({ head: cut }).verdict).toMatchObject({ fits: 'neither', next: undefined })
  })

  test('of which a record is missing, or that follows on what cannot be told, is not blamed', () => {
    const unknown = { fits: 'unknown', rootFits: true, peaksFit: true }
    const missing = new EntryCheck(grown(BEFORE))
    missing.add(ADDED[0] ?? OTHER, ADDED[0] ?? OTHER)
    missing.miss()
    const verdict = missing.close(OWN, HEAD)
    expect(verdict).toMatchObject(unknown)
    expect(verdict.next?.root).toEqual(NEXT)
    const following = new EntryCheck(undefined)
    expect(following.add(OTHER, OTHER)).toBe(true)
    expect(following.close(OWN, { ...HEAD, root: OTHER })).toMatchObject({ ...unknown, next: undefined })
  })

  test('of any length in any log fits when nothing was changed, and its own change is told from that of a leaf', () => {
    const leaves = (minLength: number) =>
      fc.array(
        fc.string().map((text) => leafHash(text)),
        { minLength, maxLength: 20 },
      )
    fc.assert(
      fc.property(leaves(0), leaves(1), fc.nat(), (before, added, at) => {
        const head = headOf([...before, ...added, OWN])
        const verdictFor = (computed: readonly Uint8Array[], stored: readonly Uint8Array[]) => {
          const check = new EntryCheck(grown(before))
          for (const [i, leaf] of computed.entries()) check.add(leaf, stored[i] ?? OTHER)
          return check.close(OWN, head).fits
        }
        const changed = added.with(at % added.length, OTHER)
        expect([verdictFor(added, added), verdictFor(added, changed), verdictFor(changed, added)]).toEqual([
          'contents',
          'contents',
          'leaves',
        ])
        expect(verdictFor(changed, changed)).toBe('neither')
      }),
    )
  })
})
