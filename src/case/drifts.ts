import type { Drifted } from '../evidence/dossier.ts'
import { driftsOf, type Drift } from '../evidence/drift.ts'
import type { Lineage } from '../evidence/origins.ts'
import type { Supported } from '../evidence/support.ts'
import type { Store } from '../store/port.ts'
import type { Reading } from './case.ts'
import { judge, knownOf, type Known } from './trace.ts'

/** Of how many observations that cite a document its drifts are looked for: a data set may be cited by any number. */
const AMONG = 500

/** What documents state of one observation otherwise than those they derive from. */
export async function driftedAbout(
  store: Store,
  one: Supported,
  { lineage, known, reading }: { lineage: Lineage; known: Known; reading: Reading },
): Promise<Drifted> {
  return withIds(store, driftsOf(one, lineage, known.places), reading)
}

/** What a document states otherwise than those it derives from, of the first observations that cite it. */
export async function driftedIn(store: Store, source: string, reading: Reading): Promise<Drifted> {
  const { publicBy } = reading
  const found = await store.find(
    { sources: [source], ...(publicBy === undefined ? {} : { publicBy }) },
    { sort: 'observed', reverse: false, limit: AMONG, offset: 0 },
    reading,
  )
  const observations = found.observations.map(({ record }) => record.id)
  const known = await knownOf(store, reading)
  const { supported, lineage } = judge(await store.evidence({ observations }, reading), known, reading)
  const drifts = supported.flatMap((one) => driftsOf(one, lineage, known.places))
  const drifted = await withIds(
    store,
    drifts.filter((drift) => drift.source === source),
    reading,
  )
  return found.total > AMONG ? { ...drifted, among: AMONG } : drifted
}

async function withIds(store: Store, drifts: readonly Drift[], reading: Reading): Promise<Drifted> {
  const shortIds = new Map<string, string>()
  for (const id of new Set(drifts.flatMap(({ about, citation }) => [about, citation])))
    shortIds.set(id, await store.shortId(id, reading))
  return { drifts, shortIds, among: undefined }
}
