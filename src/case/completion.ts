import { titleOf } from '../model/names.ts'
import type { AnyRecord } from '../model/records.ts'
import type { RecordType } from '../model/vocabulary.ts'
import type { Store, View } from '../store/port.ts'

/** A word that may stand here, and what it is. */
export interface Suggestion {
  readonly value: string
  readonly description: string
}

const LIMIT = 200
/** Names come beside keys from the store; enough of them that the keys are not crowded out. */
const LOOKED_AT = 1000

/**
 * The keys of a case that start with what was typed, each with its name; names and aliases only where no key fits.
 * @param types what the word may be, in the order in which they are offered
 */
export async function suggest(
  store: Store,
  types: readonly RecordType[],
  prefix: string,
  view: View,
): Promise<Suggestion[]> {
  const [keys, names]: [Suggestion[], Suggestion[]] = [[], []]
  for (const type of types) {
    for (const word of await store.names([type], prefix, LOOKED_AT, view)) {
      const stored = keys.length < LIMIT ? await store.get(type, word, view) : undefined
      if (stored !== undefined) keys.push({ value: word, description: describe(stored.record) })
      else names.push({ value: word, description: type })
    }
  }
  return (keys.length > 0 ? keys : names).slice(0, LIMIT)
}

function describe(record: AnyRecord): string {
  switch (record.type) {
    case 'leg':
      return `${record.mode}, ${record.from} to ${record.to}`
    case 'observation':
      return [record.kind, record.place ?? record.along, record.observed?.text]
        .filter((part) => part !== undefined)
        .join(', ')
    case 'relation':
      return `${record.subject.id} ${record.predicate} ${record.object}`
    case 'conversion':
      return `${record.from} to ${record.to}, ${record.factor.text}`
    default:
      return titleOf(record)
  }
}
