import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  countsResting,
  DEEPEST,
  forestOf,
  repeating,
  restingOn,
  startsTree,
  treesFrom,
} from '../../src/evidence/derivation-tree.ts'
import { lineageOf, originsOf, type Lineage } from '../../src/evidence/origins.ts'
import type { DerivationRecord, SourceRecord } from '../../src/model/records.ts'
import { derives, report, source } from './synthetic.ts'

const drawn = (lineage: Lineage) =>
  forestOf(lineage).map(({ id, level, as }) => `${' '.repeat(level)}${id}${as === 'first' ? '' : ` (${as})`}`)

describe('the trees of all documents', () => {
  test('originals first, then what counts as none: unknown lineage, no recorded parent, not in the case, circles', () => {
    const sources = [
      source('a-circle', 'derived'),
      source('b-circle', 'derived'),
      source('blog', 'unknown'),
      source('forum', 'derived'),
      source('copy-of-gone', 'derived'),
      source('lost', 'derived'),
      report('rusi-2023-10-16', 'rusi', '2023-10-16'),
      report('csis-2023-10-06', 'csis', '2023-10-06'),
    ]
    const derivations = [
      derives('a-circle', 'b-circle'),
      derives('b-circle', 'a-circle'),
      derives('forum', 'blog'),
      derives('copy-of-gone', 'gone'),
    ]
    expect(drawn(lineageOf(sources, derivations))).toEqual([
      'csis-2023-10-06',
      'rusi-2023-10-16',
      'blog',
      ' forum',
      'lost',
      'gone',
      ' copy-of-gone',
      'a-circle',
      ' b-circle',
      '  a-circle (cycle)',
    ])
  })

  test('a document that repeats two hangs below both, and what hangs below it is drawn once', () => {
    const sources = [
      report('csis', 'csis'),
      report('rusi', 'rusi'),
      source('paper', 'derived'),
      source('copy', 'derived'),
    ]
    const derivations = [derives('paper', 'csis'), derives('paper', 'rusi'), derives('copy', 'paper')]
    expect(drawn(lineageOf(sources, derivations))).toEqual([
      'csis',
      ' paper',
      '  copy',
      'rusi',
      ' paper (again)',
    ])
  })

  test('an original that repeats another too stands below it, and has a tree of its own', () => {
    const sources = [report('csis', 'csis'), report('rusi', 'rusi'), source('paper', 'derived')]
    const derivations = [derives('rusi', 'csis'), derives('paper', 'rusi')]
    const lineage = lineageOf(sources, derivations)
    expect(drawn(lineage)).toEqual(['csis', ' rusi (elsewhere)', 'rusi', ' paper'])
    const count = countsResting(lineage, new Set(lineage.sources.keys()))
    expect([count('csis'), count('rusi')]).toEqual([0, 1])
  })

  test('what hangs below one is in the order of publication, undated ones last', () => {
    const on = (id: string, day?: string): SourceRecord => ({
      ...report(id, 'press', day),
      lineage: 'derived',
    })
    const sources = [
      report('rusi', 'rusi'),
      on('a'),
      on('b', '2024'),
      on('c', '2023-10-17'),
      on('d', '2023-10-16'),
    ]
    const derivations = ['a', 'b', 'c', 'd'].map((id) => derives(id, 'rusi'))
    expect(drawn(lineageOf(sources, derivations))).toEqual(['rusi', ' d', ' c', ' b', ' a'])
  })

  test('a chain of any length is drawn, at no more than a few levels', () => {
    const copies = Array.from({ length: 20_000 }, (_, i) => `copy-${String(i)}`)
    const lineage = lineageOf(
      [report('rusi', 'rusi'), ...copies.map((id) => source(id, 'derived'))],
      copies.map((id, i) => derives(id, copies[i + 1] ?? 'rusi')),
    )
    for (const rows of [forestOf(lineage), treesFrom(['copy-0'], restingOn(lineage))]) {
      expect(rows).toHaveLength(20_001)
      expect(rows.at(-1)?.level).toBe(20_000)
      expect(rows.at(-1)?.last).toEqual([true, true, true, true, true, true])
      expect(Math.max(...rows.map(({ last }) => last.length))).toBe(DEEPEST)
    }
    expect(countsResting(lineage, new Set(copies))('rusi')).toBe(20_000)
  })

  test('of a long circle some documents are named', () => {
    const ids = Array.from({ length: 100 }, (_, i) => `s${String(i).padStart(2, '0')}`)
    const lineage = lineageOf(
      ids.map((id) => source(id, 'derived')),
      ids.map((id, i) => derives(id, ids[(i + 1) % 100] ?? '')),
    )
    const last = forestOf(lineage).at(-1)
    expect(last?.as).toBe('cycle')
    expect(last?.cycle).toEqual(['s00', 's99', 's98', 's97', 's96', 's95', 's94', 's93', '…', 's00'])
  })
})

/** Sources s0…sn with any derivations between them, circles too. */
const tangle = fc.integer({ min: 1, max: 9 }).chain((n) =>
  fc.record({
    sources: fc.tuple(
      ...Array.from({ length: n }, (_, i) =>
        fc
          .constantFrom('original', 'derived', 'derived', 'unknown' as const)
          .map((lineage) => source(`s${String(i)}`, lineage)),
      ),
    ),
    derivations: fc.uniqueArray(
      fc
        .tuple(fc.nat(n - 1), fc.nat(n))
        .map(([child, from]): DerivationRecord => derives(`s${String(child)}`, `s${String(from)}`)),
      { selector: ({ id }) => id, maxLength: 20 },
    ),
  }),
)

describe('properties of the trees', () => {
  test('every document is drawn once with what hangs below it, and every derivation once', () => {
    fc.assert(
      fc.property(tangle, ({ sources, derivations }) => {
        const rows = forestOf(lineageOf(sources, derivations))
        const first = rows.filter(({ as }) => as === 'first').map(({ id }) => id)
        const missing = first.filter((id) => !sources.some((one) => one.id === id))
        expect(new Set(first).size).toBe(first.length)
        expect(first.toSorted()).toEqual([...sources.map(({ id }) => id), ...missing].sort())
        const edges = rows.flatMap(({ by }) => (by === undefined ? [] : [by.id]))
        expect(new Set(edges).size).toBe(edges.length)
      }),
      { numRuns: 200 },
    )
  })

  test('the order in which anything was recorded does not matter', () => {
    fc.assert(
      fc.property(tangle, ({ sources, derivations }) => {
        const backward = lineageOf(sources.toReversed(), derivations.toReversed())
        expect(forestOf(backward)).toEqual(forestOf(lineageOf(sources, derivations)))
      }),
      { numRuns: 100 },
    )
  })

  test('what hangs below an original downwards is what leads to it upwards', () => {
    fc.assert(
      fc.property(tangle, ({ sources, derivations }) => {
        const lineage = lineageOf(sources, derivations)
        for (const { id } of sources.filter((one) => one.lineage === 'original')) {
          const below = treesFrom([id], repeating(lineage), {
            startsItself: (one) => startsTree(one, lineage),
          })
          const resting = below.filter(({ as, level }) => as === 'first' && level > 0).map((row) => row.id)
          const leading = sources
            .filter((one) => one.id !== id)
            .filter((one) =>
              originsOf([one.id], lineage).origins.some((origin) => origin.sources.includes(id)),
            )
          expect(resting.toSorted()).toEqual(leading.map((one) => one.id).toSorted())
        }
      }),
      { numRuns: 100 },
    )
  })
})
