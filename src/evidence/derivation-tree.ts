import { compare } from '../model/order.ts'
import type { DerivationRecord, SourceRecord } from '../model/records.ts'
import { cyclesOf } from './cycles.ts'
import { edgesWalked, type Lineage } from './origins.ts'

/*
 * Who repeats whom, as a tree: upwards from a document to those it rests on, or downwards from those to what repeats them.
 * A document with several parents hangs below each of them; what hangs below itself is drawn once.
 */

/** How many levels are drawn apart. What is deeper stands at the last of them: a chain of copies may have any number. */
export const DEEPEST = 6
/** How many documents of a circle are named beside it. */
const NAMED = 8

export interface TreeRow {
  readonly id: string
  /** The derivation between it and the row it hangs below; undefined for a root. */
  readonly by: DerivationRecord | undefined
  /** Key of the document it hangs below. */
  readonly above: string | undefined
  /** Steps from the root, which is 0. */
  readonly level: number
  /** Whether it and each of those it hangs below is the last at its level; not more than {@link DEEPEST}. */
  readonly last: readonly boolean[]
  /**
   * `again`: what hangs below it was drawn before; `cycle`: it hangs below itself; `elsewhere`: it starts a tree of its own,
   * and does not rest on what it hangs below.
   */
  readonly as: 'first' | 'again' | 'cycle' | 'elsewhere'
  /** Whether nothing hangs below it. */
  readonly isLeaf: boolean
  /** Of a cycle: its documents in order, closed by the first; shortened when they are many. */
  readonly cycle: readonly string[]
}

/** A document that hangs below another. */
export interface Hanging {
  readonly id: string
  readonly by: DerivationRecord
}

interface Frame {
  readonly id: string
  readonly last: readonly boolean[]
  readonly below: readonly Hanging[]
  next: number
}

/**
 * The rows of some trees, from above.
 * @param below what hangs below a document, in order
 * @param startsItself whether a document starts a tree of its own, wherever it hangs
 * @param drawn keys of the documents that are drawn already; those of the rows are added, and roots among them left out
 */
export function treesFrom(
  roots: readonly string[],
  below: (id: string) => readonly Hanging[],
  { startsItself = () => false, drawn = new Set() }: Partial<TreeOptions> = {},
): TreeRow[] {
  const rows: TreeRow[] = []
  // An explicit stack: a chain of copies may be longer than the call stack.
  const path: Frame[] = []
  const depths = new Map<string, number>()
  const enter = (id: string, by: DerivationRecord | undefined, last: readonly boolean[]): void => {
    const level = path.length
    const above = path.at(-1)?.id
    const depth = depths.get(id)
    const hanging = depth === undefined ? below(id) : []
    const row = { id, by, above, level, last, isLeaf: hanging.length === 0, cycle: [] }
    if (depth !== undefined) {
      rows.push({ ...row, as: 'cycle', cycle: closedAt(depth, path, id) })
      return
    }
    const as = level > 0 && startsItself(id) ? 'elsewhere' : drawn.has(id) ? 'again' : 'first'
    rows.push({ ...row, as })
    if (as !== 'first') return
    drawn.add(id)
    depths.set(id, level)
    path.push({ id, last, below: hanging, next: 0 })
  }
  for (const root of roots) {
    if (drawn.has(root)) continue
    enter(root, undefined, [])
    for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
      const one = frame.below[frame.next]
      frame.next += 1
      if (one === undefined) {
        depths.delete(frame.id)
        path.pop()
      } else enter(one.id, one.by, [...frame.last.slice(0, DEEPEST - 1), frame.next === frame.below.length])
    }
  }
  return rows
}

interface TreeOptions {
  readonly startsItself: (id: string) => boolean
  readonly drawn: Set<string>
}

function closedAt(depth: number, path: readonly Frame[], id: string): string[] {
  const ids = path.slice(depth, depth + NAMED).map((frame) => frame.id)
  return [...ids, ...(path.length - depth > NAMED ? ['…'] : []), id]
}

/** Upwards: the documents that one rests on, by their time. */
export function restingOn(lineage: Lineage): (id: string) => readonly Hanging[] {
  const byTime = inOrderOf(lineage)
  return (id) => {
    const source = lineage.sources.get(id)
    if (source === undefined) return []
    return edgesWalked(source, lineage)
      .map((by): Hanging => ({ id: by.from, by }))
      .sort(byTime)
  }
}

/** Downwards: the documents that repeat one, by their time, also those that do not rest on it. */
export function repeating(lineage: Lineage): (id: string) => readonly Hanging[] {
  const byTime = inOrderOf(lineage)
  const children = Map.groupBy(
    [...lineage.parents.values()].flat().map((by): Hanging => ({ id: by.source, by })),
    ({ by }) => by.from,
  )
  for (const [from, some] of children) children.set(from, some.sort(byTime))
  return (id) => children.get(id) ?? []
}

/**
 * How many documents rest on one, directly or through others.
 * @param among keys of the documents that are counted; the way to them may lead through any
 */
export function countsResting(lineage: Lineage, among: ReadonlySet<string>): (id: string) => number {
  const below = repeating(lineage)
  const startsItself = (id: string) => startsTree(id, lineage)
  return (id) =>
    restingIn(treesFrom([id], below, { startsItself }).filter((row) => row.level === 0 || among.has(row.id)))
}

/** How many documents rest on the first of the rows of a tree that grows downwards. */
export function restingIn(rows: readonly TreeRow[]): number {
  return rows.filter(({ as, level }) => as === 'first' && level > 0).length
}

/** Whether a document starts a tree: an original rests on nothing else, and of unknown lineage it is not known on what. */
export function startsTree(id: string, { sources }: Lineage): boolean {
  const lineage = sources.get(id)?.lineage
  return lineage === 'original' || lineage === 'unknown'
}

/**
 * The trees of all documents: originals, then those of unknown lineage, then those that derive from what is not recorded,
 * then those from which only a circle leads, each in order of time.
 */
export function forestOf(lineage: Lineage): TreeRow[] {
  const all = [...lineage.sources.values()].sort((a, b) => compare(timeKey(a), timeKey(b)))
  const keys = (some: readonly SourceRecord[]) => some.map(({ id }) => id)
  const derived = all.filter((source) => source.lineage === 'derived')
  const parents = new Map(
    derived.map((source) => [source.id, edgesWalked(source, lineage).map(({ from }) => from)]),
  )
  const missing = new Set([...parents.values()].flat().filter((id) => !lineage.sources.has(id)))
  const drawn = new Set<string>()
  const grow = (roots: readonly string[]) =>
    treesFrom(roots, below, { startsItself: (id) => startsTree(id, lineage), drawn })
  const below = repeating(lineage)
  return [
    ...grow(keys(all.filter((source) => source.lineage === 'original'))),
    ...grow(keys(all.filter((source) => source.lineage === 'unknown'))),
    ...grow(keys(derived.filter(({ id }) => parents.get(id)?.length === 0))),
    ...grow([...missing].sort(compare)),
    ...grow(cyclesOf(parents).flatMap(([first]) => first ?? [])),
  ]
}

function inOrderOf({ sources }: Lineage): (a: Hanging, b: Hanging) => number {
  const key = ({ id, by }: Hanging): string => {
    const source = sources.get(id)
    return `${source === undefined ? `${UNDATED} ${id}` : timeKey(source)} ${by.id}`
  }
  return (a, b) => compare(key(a), key(b))
}

/** After every date. */
const UNDATED = '~'

/** By the first moment at which it may have been published, undated ones last, then by key. */
function timeKey({ id, published }: SourceRecord): string {
  return `${published?.earliest ?? published?.latest ?? UNDATED} ${id}`
}
