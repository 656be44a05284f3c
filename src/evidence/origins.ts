import type { DerivationRecord, SourceRecord } from '../model/records.ts'

/*
 * Rule 1, origins: what corroboration counts. Five articles that repeat one report are one origin, the report's
 * originator; images of one scene are one origin, the scene. The counterpart in the field is the "independent sources"
 * of the Admiralty code's credibility 1.
 */

/** What a document in the end rests on. */
export interface Origin {
  /** `organisation:rusi`, `scene:20231005_020817`, or `source:…` for an original document whose originator is not recorded. */
  key: string
  /** How it is printed: the organisation's name, the scene's id, or the source's title. */
  name: string
  /** Keys of the original sources that stand for it. */
  sources: string[]
}

/** A document from which no origin can be counted, and why. */
export interface Unrooted {
  source: string
  why: 'unknown lineage' | 'derived, but from what is not recorded' | 'not in the case'
}

export interface Origins {
  origins: Origin[]
  unrooted: Unrooted[]
  /** Sources that derive from themselves, each cycle in order, closed by its first source again. */
  cycles: string[][]
}

export interface Lineage {
  sources: ReadonlyMap<string, SourceRecord>
  /** Derivations by the source that repeats. */
  parents: ReadonlyMap<string, readonly DerivationRecord[]>
  /** Name of an organisation by its key. */
  organisationName: (key: string) => string
}

/** Puts the sources and derivations of some evidence in the form the rule walks. */
export function lineageOf(
  sources: readonly SourceRecord[],
  derivations: readonly DerivationRecord[],
  organisationName: (key: string) => string = (key) => key,
): Lineage {
  return {
    sources: new Map(sources.map((source) => [source.id, source])),
    parents: Map.groupBy(derivations, ({ source }) => source),
    organisationName,
  }
}

/**
 * Walks from the given sources along their derivations to the documents they rest on.
 *
 * An `original` source ends the walk, even if it also quotes others: what it is cited for it saw itself. A source of
 * unknown lineage, or a derived one whose parent is not recorded, ends it too and counts as none.
 *
 * @param ids keys of the sources to start from
 * @returns origins and unrooted sources sorted by key, so that the order of recording does not matter
 */
export function originsOf(ids: Iterable<string>, lineage: Lineage): Origins {
  const origins = new Map<string, Origin>()
  const unrooted = new Map<string, Unrooted>()
  const cycles = new Map<string, string[]>()
  const done = new Set<string>()

  /** Notes what a source ends the walk with; else returns the parents to walk on to. */
  const parentsOf = (id: string): readonly string[] => {
    const source = lineage.sources.get(id)
    if (source === undefined) {
      unrooted.set(id, { source: id, why: 'not in the case' })
      return []
    }
    if (source.lineage === 'original') {
      const { key, name } = originOf(source, lineage)
      const known = origins.get(key)
      if (known === undefined) origins.set(key, { key, name, sources: [id] })
      else known.sources.push(id)
      return []
    }
    const parents = walkedOnTo(source, lineage)
    if (parents.length === 0) {
      const why = source.lineage === 'unknown' ? 'unknown lineage' : 'derived, but from what is not recorded'
      unrooted.set(id, { source: id, why })
    }
    return parents
  }

  // An explicit stack: a chain of copies may be longer than the call stack.
  const path: { id: string; parents: readonly string[]; next: number }[] = []
  const onPath = new Set<string>()
  const enter = (id: string): void => {
    if (onPath.has(id)) {
      const cycle = path.slice(path.findIndex((step) => step.id === id)).map((step) => step.id)
      cycles.set(cycle.toSorted().join(' '), closed(cycle))
    } else if (!done.has(id)) {
      path.push({ id, parents: parentsOf(id), next: 0 })
      onPath.add(id)
    }
  }
  for (const start of ids) {
    enter(start)
    for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
      const parent = step.parents[step.next]
      step.next += 1
      if (parent !== undefined) enter(parent)
      else {
        done.add(step.id)
        onPath.delete(step.id)
        path.pop()
      }
    }
  }

  return {
    origins: [...origins.values()]
      .map((origin) => ({ ...origin, sources: origin.sources.toSorted() }))
      .sort((a, b) => compare(a.key, b.key)),
    unrooted: [...unrooted.values()].sort((a, b) => compare(a.source, b.source)),
    cycles: [...cycles.entries()].sort(([a], [b]) => compare(a, b)).map(([, cycle]) => cycle),
  }
}

/** The documents the walk goes on to from one: an original ends it, and so does one of unknown lineage. */
function walkedOnTo({ id, lineage: own }: SourceRecord, { parents }: Lineage): readonly string[] {
  // A source of unknown lineage may have more to it than what is recorded of it.
  return own === 'derived' ? (parents.get(id) ?? []).map(({ from }) => from) : []
}

/** Every document on the walk of {@link originsOf}, the first ones included. @param ids keys of the sources to start from */
export function documentsWalked(ids: Iterable<string>, lineage: Lineage): SourceRecord[] {
  const walked = new Map<string, SourceRecord>()
  const ahead = [...ids]
  for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
    const source = lineage.sources.get(id)
    if (source === undefined || walked.has(id)) continue
    walked.set(id, source)
    ahead.push(...walkedOnTo(source, lineage))
  }
  return [...walked.values()]
}

function originOf(source: SourceRecord, lineage: Lineage): { key: string; name: string } {
  if (source.kind === 'image' && source.scene?.item !== undefined) {
    return { key: `scene:${source.scene.item}`, name: source.scene.item }
  }
  if (source.originator !== undefined) {
    return { key: `organisation:${source.originator}`, name: lineage.organisationName(source.originator) }
  }
  return { key: `source:${source.id}`, name: source.title }
}

/** Starts a cycle at its smallest key, so that it is named the same wherever the walk entered it. */
function closed(cycle: readonly string[]): string[] {
  const first = cycle.indexOf(cycle.toSorted()[0] ?? '')
  const turned = [...cycle.slice(first), ...cycle.slice(0, first)]
  return [...turned, turned[0] ?? '']
}

/** Compares keys by code unit: the same order everywhere, whatever the locale. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Adds up origins of several results, for a leg from its observations. */
export function joinOrigins(parts: readonly Origins[]): Origins {
  const origins = new Map<string, Origin>()
  for (const origin of parts.flatMap((part) => part.origins)) {
    const known = origins.get(origin.key)
    origins.set(origin.key, {
      ...origin,
      sources: [...new Set([...(known?.sources ?? []), ...origin.sources])].sort(compare),
    })
  }
  const byText = <T>(items: readonly T[], text: (item: T) => string) =>
    [...new Map(items.map((item) => [text(item), item])).entries()]
      .sort(([a], [b]) => compare(a, b))
      .map(([, item]) => item)
  return {
    origins: [...origins.values()].sort((a, b) => compare(a.key, b.key)),
    unrooted: byText(
      parts.flatMap((part) => part.unrooted),
      ({ source }) => source,
    ),
    cycles: byText(
      parts.flatMap((part) => part.cycles),
      (cycle) => cycle.join(' '),
    ),
  }
}
