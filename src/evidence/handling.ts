import type { ObservationRecord } from '../model/records.ts'
import { TLP, type Handling } from '../model/vocabulary.ts'
import { documentsWalked, type Lineage } from './origins.ts'

/*
 * Who may see something: the labels of the Traffic Light Protocol 2.0 (FIRST, 2022), which restrict more from one to the
 * next: CLEAR, GREEN, AMBER, AMBER+STRICT, RED. What is put together from several things is as restricted as the
 * strictest of them. A thing without a label states no restriction.
 */

/** @returns undefined when there is no label at all */
export function strictest(labels: Iterable<Handling | undefined>): Handling | undefined {
  let found = -1
  for (const label of labels) if (label !== undefined) found = Math.max(found, TLP.indexOf(label))
  return TLP[found]
}

/** Whether a label restricts more than another. @param label undefined for what has none, which is above nothing */
export function isAbove(label: Handling | undefined, limit: Handling): boolean {
  return label !== undefined && TLP.indexOf(label) > TLP.indexOf(limit)
}

/**
 * Tells the label of an observation together with one of the documents it is cited from: the strictest of its own, the
 * document's, and those of all documents that one was followed to on the way to its origins.
 */
export function handlingIn(
  lineage: Lineage,
): (observation: Pick<ObservationRecord, 'handling'>, source: string | undefined) => Handling | undefined {
  // Many observations are cited from one document.
  const known = new Map<string, Handling | undefined>()
  const ofSource = (key: string): Handling | undefined => {
    if (!known.has(key))
      known.set(key, strictest(documentsWalked([key], lineage).map(({ handling }) => handling)))
    return known.get(key)
  }
  return ({ handling }, source) => strictest([handling, source === undefined ? undefined : ofSource(source)])
}
