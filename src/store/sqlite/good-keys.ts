import { Recent } from '../../model/recent.ts'
import { isContentKeyed, type RecordType } from '../../model/vocabulary.ts'

/** How many keys of a type are remembered. */
const REMEMBERED = 20_000

/**
 * Keys that were found good to refer to, as far as they are likely to be named again: of sources and places, and not of the one
 * observation that a citation is about.
 */
export class GoodKeys {
  readonly #keys = new Map<RecordType, Recent<boolean>>()

  has(type: RecordType, id: string): boolean {
    return this.#keys.get(type)?.get(id) === true
  }

  add(type: RecordType, id: string): void {
    if (isContentKeyed(type)) return
    let keys = this.#keys.get(type)
    if (keys === undefined) this.#keys.set(type, (keys = new Recent(REMEMBERED)))
    keys.set(id, true)
  }

  delete({ type, id }: { readonly type: RecordType; readonly id: string }): void {
    this.#keys.get(type)?.set(id, false)
  }
}
