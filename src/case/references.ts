import type { Field } from '../model/fields.ts'
import { fieldsOf } from '../model/fields.ts'
import { locate } from '../model/failure.ts'
import type { Store, View } from '../store/port.ts'
import type { Draft } from './complete.ts'
import { resolve, resolveId } from './resolve.ts'

/**
 * Replaces the names in a draft ("Najin", "RUSI", the start of an id) by the keys they mean.
 * @throws Failure `unknown-name`, `ambiguous`, `retracted`, naming the flag
 */
export async function resolveReferences(store: Store, draft: Draft, view: View): Promise<Draft> {
  const resolved: Draft = { ...draft }
  if (draft.type === 'citation' && typeof draft.about === 'string') {
    resolved.about = (await resolve(store, draft.about, ['observation', 'relation'], view)).record.id
  }
  for (const field of fieldsOf(draft.type)) {
    const [name = ''] = field.path
    const value = resolved[name]
    if (value === undefined) continue
    if (field.form === 'shows') {
      const links = value as { leg: string; stage?: string }[]
      resolved[name] = await Promise.all(
        links.map(async (link) => ({
          ...link,
          leg: await at(field, () => resolveId(store, link.leg, 'leg', view)),
        })),
      )
    } else if (field.ref !== undefined) {
      const type = field.ref
      resolved[name] = Array.isArray(value)
        ? [
            ...new Set(
              await Promise.all(
                value.map((word: string) => at(field, () => resolveId(store, word, type, view))),
              ),
            ),
          ]
        : await at(field, () => resolveId(store, value as string, type, view))
    }
  }
  return resolved
}

async function at<T>(field: Field, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    return locate(field.flag === undefined ? field.column : `--${field.flag}`, () => {
      throw error
    })
  }
}
