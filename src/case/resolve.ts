import { Failure } from '../model/failure.ts'
import { nearest } from '../model/nearest.ts'
import { titleOf } from '../model/names.ts'
import type { RecordOf } from '../model/records.ts'
import { RECORD_TYPES, type RecordType } from '../model/vocabulary.ts'
import type { Stored, Store, View } from '../store/port.ts'

/*
 * Names on the command line. A key, a name or alias, or the start of a content id will do, as long as it means one
 * record; anything else is refused with what it might have meant.
 */

const MANY = 50_000

/**
 * The record a word means.
 * @param options `retracted` finds records that were taken back too, for showing and for history
 * @throws Failure `unknown-name` with a suggestion, `ambiguous` with the candidates, `retracted`
 */
export async function resolve<T extends RecordType>(
  store: Store,
  word: string,
  types: readonly T[],
  view: View,
  options: { retracted?: boolean } = {},
): Promise<Stored<RecordOf[T]>> {
  const candidates = await store.candidates(word, types, view)
  const [first] = candidates
  if (first === undefined) throw await unknown(store, word, types, view)
  if (candidates.length > 1) {
    const described = await Promise.all(
      candidates.map(async ({ type, id }) => {
        const stored = await store.get(type, id, view)
        return `${type} ${id}${stored === undefined || titleOf(stored.record) === id ? '' : ` (${titleOf(stored.record)})`}`
      }),
    )
    throw new Failure('ambiguous', `"${word}" fits ${String(candidates.length)}: ${described.join(', ')}.`, {
      hint: first.by === 'prefix' ? 'Type more of the id.' : 'Use the key of the one you mean.',
    })
  }
  const stored = await store.get(first.type as T, first.id, view)
  if (stored === undefined) throw await unknown(store, word, types, view)
  if (stored.record.retracted === true && options.retracted !== true) {
    throw new Failure(
      'retracted',
      `The ${first.type} ${first.id} was retracted: ${stored.record.reason ?? 'no reason given'}.`,
      {
        hint: `See its history with: trace show ${first.id}`,
      },
    )
  }
  return stored
}

/** The key a word means, for fields that hold one. */
export async function resolveId(store: Store, word: string, type: RecordType, view: View): Promise<string> {
  return (await resolve(store, word, [type], view)).record.id
}

async function unknown(
  store: Store,
  word: string,
  types: readonly RecordType[],
  view: View,
): Promise<Failure> {
  const named = types.filter((type) => type !== 'citation' && type !== 'derivation')
  const what = types.length >= RECORD_TYPES.length - 2 ? 'record' : named.join(' or ')
  const near = nearest(word, await store.names(named, '', MANY, view))
  const [only] = types
  const hint =
    near !== undefined
      ? `Did you mean ${near}?`
      : types.length === 1 && only !== undefined && ADDED.has(only)
        ? `See what there is with: trace ${only} list. Add it with: trace ${only} add`
        : 'See what there is with: trace list'
  return new Failure('unknown-name', `There is no ${what} "${word}" in this case.`, { hint })
}

const ADDED: ReadonlySet<RecordType> = new Set([
  'source',
  'place',
  'vessel',
  'organisation',
  'relation',
  'conversion',
  'leg',
])
