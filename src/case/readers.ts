import type { Evidence, Store } from '../store/port.ts'

/**
 * Who recorded observations that are cited from an image directly: nobody else has read it for the case.
 * Of all others the document says who saw it, and who recorded them is not asked for.
 */
export async function readersOf(
  store: Store,
  evidence: readonly Pick<Evidence, 'observations' | 'citations' | 'sources'>[],
): Promise<(observation: string) => string | undefined> {
  const analysts = new Map<string, string>()
  for (const { observations, citations, sources } of evidence) {
    const images = new Set(
      sources.filter(({ record }) => record.kind === 'image').map(({ record }) => record.id),
    )
    const ofImages = new Set(
      citations.filter(({ record }) => images.has(record.source)).map(({ record }) => record.about),
    )
    const byEntry = Map.groupBy(
      observations.filter(({ record }) => ofImages.has(record.id)),
      ({ entry }) => entry,
    )
    for (const [number, recorded] of byEntry) {
      const [entry] = await store.entries(number, number)
      for (const { record } of recorded) if (entry !== undefined) analysts.set(record.id, entry.analyst)
    }
  }
  return (id) => analysts.get(id)
}
