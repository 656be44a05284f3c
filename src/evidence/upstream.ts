import { compare } from '../model/order.ts'
import type { DerivationRecord } from '../model/records.ts'
import type { Lineage } from './origins.ts'

/** A document that another derives from, with the derivations in between, the other's own first. */
export interface Upstream {
  readonly source: string
  readonly path: readonly DerivationRecord[]
}

/**
 * The nearest documents of some sort that a document derives from, each by a shortest way. Nothing is looked for behind one
 * that was found, nor behind an original: what an original is cited for it saw itself. Circles end where they close.
 * @param isWanted by key
 * @param behindOriginals to look there too, for what is on record rather than for what counts
 */
export function nearestUpstream(
  source: string,
  { sources, parents }: Lineage,
  isWanted: (source: string) => boolean,
  { behindOriginals = false }: { behindOriginals?: boolean } = {},
): Upstream[] {
  const found: Upstream[] = []
  const seen = new Set([source])
  // Of each document the step that led to it: the ways to it are put together only when they are needed.
  const steps = new Map<string, DerivationRecord>()
  for (let round = [source]; round.length > 0;) {
    const next: string[] = []
    for (const id of round) {
      if (!behindOriginals && sources.get(id)?.lineage === 'original') continue
      for (const step of byParent(parents.get(id) ?? [])) {
        if (seen.has(step.from)) continue
        seen.add(step.from)
        steps.set(step.from, step)
        if (isWanted(step.from)) found.push({ source: step.from, path: wayTo(step.from, source, steps) })
        else next.push(step.from)
      }
    }
    round = next
  }
  return found.sort((a, b) => compare(a.source, b.source))
}

function byParent(derivations: readonly DerivationRecord[]): DerivationRecord[] {
  return derivations.length < 2
    ? [...derivations]
    : derivations.toSorted((a, b) => compare(a.from, b.from) || compare(a.id, b.id))
}

function wayTo(end: string, start: string, steps: ReadonlyMap<string, DerivationRecord>): DerivationRecord[] {
  const way: DerivationRecord[] = []
  for (let id = end; id !== start;) {
    const step = steps.get(id)
    if (step === undefined) break
    way.push(step)
    id = step.source
  }
  return way.reverse()
}
