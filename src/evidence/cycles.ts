import { compare } from '../model/order.ts'

/*
 * Documents that derive from themselves. A command refuses to record such a thing; an import or two merged cases may hold
 * it all the same, and then it is named, and counts as no origin.
 */

/**
 * One circle for each set of documents that all derive from each other: the shortest through the first of them by key.
 * Which it is depends on nothing but the derivations, wherever a walk entered the set.
 *
 * @param parents keys of the documents that each document derives from
 * @returns each starting and ending with its smallest key, in the order of those
 */
export function cyclesOf(parents: ReadonlyMap<string, readonly string[]>): string[][] {
  return knotsOf(parents)
    .map((knot) => shortestCycle(knot, parents))
    .sort((a, b) => compare(a[0] ?? '', b[0] ?? ''))
}

/** R. Tarjan, "Depth-first search and linear graph algorithms" (1972): components from each member of which all others are reached. */
function knotsOf(parents: ReadonlyMap<string, readonly string[]>): Set<string>[] {
  const knots: Set<string>[] = []
  const order = new Map<string, number>()
  const lowest = new Map<string, number>()
  const open: string[] = []
  const isOpen = new Set<string>()
  const enter = (id: string) => {
    order.set(id, order.size)
    lowest.set(id, order.size - 1)
    open.push(id)
    isOpen.add(id)
    return { id, next: 0 }
  }
  const lower = (id: string, to: number | undefined) => {
    lowest.set(id, Math.min(lowest.get(id) ?? 0, to ?? Infinity))
  }
  for (const start of parents.keys()) {
    if (order.has(start)) continue
    // An explicit stack: a chain of copies may be longer than the call stack.
    const path = [enter(start)]
    for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
      const parent = parents.get(step.id)?.[step.next]
      step.next += 1
      if (parent !== undefined) {
        if (!parents.has(parent)) continue
        if (!order.has(parent)) path.push(enter(parent))
        else if (isOpen.has(parent)) lower(step.id, order.get(parent))
        continue
      }
      path.pop()
      const above = path.at(-1)
      if (above !== undefined) lower(above.id, lowest.get(step.id))
      if (lowest.get(step.id) !== order.get(step.id)) continue
      const knot = new Set(open.splice(open.lastIndexOf(step.id)))
      for (const id of knot) isOpen.delete(id)
      if (knot.size > 1 || parents.get(step.id)?.includes(step.id) === true) knots.push(knot)
    }
  }
  return knots
}

function shortestCycle(knot: ReadonlySet<string>, parents: ReadonlyMap<string, readonly string[]>): string[] {
  const first = [...knot].reduce((least, id) => (id < least ? id : least))
  const cameFrom = new Map<string, string>()
  const ahead = [first]
  for (const id of ahead) {
    for (const parent of (parents.get(id) ?? []).toSorted()) {
      if (parent === first) {
        const cycle = [first]
        for (let at: string | undefined = id; at !== undefined; at = cameFrom.get(at)) cycle.push(at)
        return cycle.reverse()
      }
      if (!knot.has(parent) || cameFrom.has(parent)) continue
      cameFrom.set(parent, id)
      ahead.push(parent)
    }
  }
  return [first, first]
}
