import { baselineOf, type Baseline } from '../evidence/baseline.ts'
import type { Window } from '../evidence/window.ts'
import type { PlaceRecord } from '../model/records.ts'
import type { ObservationKind } from '../model/vocabulary.ts'
import type { Store } from '../store/port.ts'
import type { Reading } from './case.ts'
import { judge, knownOf, namesOf, type LeftOut } from './trace.ts'

export interface PlaceDifference {
  readonly baselines: readonly Baseline[]
  readonly leftOut: LeftOut
}

/** What was counted at a place in window B against window A. @param kinds all when left out */
export async function diffPlace(
  store: Store,
  place: PlaceRecord,
  windows: { readonly a: Window; readonly b: Window },
  reading: Reading,
  kinds?: readonly ObservationKind[],
): Promise<PlaceDifference> {
  const known = await knownOf(store, reading)
  const evidence = await store.evidence({ places: [place.id], vessels: [], notOn: [] }, reading)
  const { supported, leftOut } = judge(evidence, known, reading)
  const observations = supported.map(({ observation }) => observation)
  const names = namesOf(known, new Map())
  return { baselines: baselineOf(place.id, observations, windows, names, kinds), leftOut }
}
