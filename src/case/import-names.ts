import { Failure } from '../model/failure.ts'
import { foldName } from '../model/names.ts'
import { nearest } from '../model/nearest.ts'
import { isContentKeyed, type RecordType } from '../model/vocabulary.ts'
import { idPrefix } from '../model/identifiers.ts'
import type { Directory, Gone, Known } from './import-directory.ts'

/** Sentences are made for so many words; the same ones come again and again. */
const REMEMBERED = 1000

/** Values by record type and word. One map inside the other: a text made of both for each look took a tenth of the time of an import. */
class ByWord<T> {
  readonly #types = new Map<RecordType, Map<string, T>>()

  get(type: RecordType, word: string): T | undefined {
    return this.#types.get(type)?.get(word)
  }

  set(type: RecordType, word: string, value: T): void {
    const words = this.#types.get(type)
    if (words === undefined) this.#types.set(type, new Map([[word, value]]))
    else words.set(word, value)
  }

  delete(type: RecordType, word: string): void {
    this.#types.get(type)?.delete(word)
  }

  of(type: RecordType): Iterable<T> {
    return this.#types.get(type)?.values() ?? []
  }
}

/** What a word in a row means: the case's records and those that the rows before it made. */
export class Names {
  readonly #byKey = new ByWord<Known>()
  readonly #byName = new ByWord<readonly Known[]>()
  readonly #gone = new ByWord<Gone>()
  readonly #unknown = new Map<string, Failure>()
  readonly #words = new Map<RecordType, string[]>()

  constructor({ known, gone }: Directory) {
    for (const one of known) this.add(one)
    for (const one of gone) this.#gone.set(one.type, one.id, one)
  }

  add(one: Known): void {
    this.#byKey.set(one.type, one.id, one)
    for (const name of new Set(one.names.map(foldName))) {
      this.#byName.set(one.type, name, [...(this.#byName.get(one.type, name) ?? []), one])
    }
    this.#unknown.clear()
    this.#words.delete(one.type)
  }

  /** Takes one away that was added. */
  remove(one: Known): void {
    this.#byKey.delete(one.type, one.id)
    for (const name of new Set(one.names.map(foldName))) {
      const others = (this.#byName.get(one.type, name) ?? []).filter((other) => other !== one)
      if (others.length === 0) this.#byName.delete(one.type, name)
      else this.#byName.set(one.type, name, others)
    }
    this.#unknown.clear()
    this.#words.delete(one.type)
  }

  withKey(type: RecordType, id: string): Known | undefined {
    return this.#byKey.get(type, id)
  }

  /** A retracted record with this key. */
  gone(type: RecordType, id: string): Gone | undefined {
    return this.#gone.get(type, id)
  }

  /** What has this key, name or start of a content id; none, one, or several. */
  find(word: string, types: readonly RecordType[]): readonly Known[] {
    const byKey = types.flatMap((type) => this.withKey(type, word) ?? [])
    if (byKey.length > 0) return byKey
    const folded = foldName(word)
    const byName = types.flatMap((type) => this.#byName.get(type, folded) ?? [])
    if (byName.length > 0 || !types.some(isContentKeyed)) return byName
    const prefix = idPrefix(word)
    if (prefix === undefined) return []
    return types.flatMap((type) => this.#withPrefix(type, prefix))
  }

  #withPrefix(type: RecordType, prefix: string): Known[] {
    const exact = this.withKey(type, prefix)
    if (exact !== undefined) return [exact]
    return [...this.#byKey.of(type)].filter((one) => one.id.startsWith(prefix))
  }

  /**
   * What a word means.
   * @returns undefined when nothing is called so
   * @throws Failure `ambiguous` with the candidates, `retracted`
   */
  meant(word: string, types: readonly RecordType[]): Known | undefined {
    const found = this.find(word, types)
    const [first, another] = found
    if (another !== undefined) {
      const candidates = found.map(
        ({ type, id, title }) => `${type} ${id}${title === id ? '' : ` (${title})`}`,
      )
      throw new Failure('ambiguous', `"${word}" fits ${String(found.length)}: ${candidates.join(', ')}.`, {
        hint: 'Write the key of the one you mean.',
      })
    }
    if (first !== undefined) return first
    for (const type of types) {
      const gone = this.gone(type, word)
      if (gone !== undefined) throw goneFailure(gone)
    }
    return undefined
  }

  /** That nothing is called so, with what is called nearly so. @param hint what to do where something can be made of it */
  unknown(word: string, types: readonly RecordType[], hint?: string): Failure {
    const key = `${types.join()} ${hint ?? ''} ${word}`
    const before = this.#unknown.get(key)
    if (before !== undefined) return before
    if (this.#unknown.size >= REMEMBERED) this.#unknown.clear()
    const near = nearest(word, this.#wordsOf(types))
    const failure = new Failure(
      'unknown-name',
      `There is no ${types.join(' or ')} "${word}" in this case${near === undefined ? '' : `; the nearest name is ${near}`}.`,
      hint === undefined ? {} : { hint },
    )
    this.#unknown.set(key, failure)
    return failure
  }

  *#wordsOf(types: readonly RecordType[]): Iterable<string> {
    for (const type of types) {
      if (isContentKeyed(type)) continue
      let words = this.#words.get(type)
      if (words === undefined) {
        words = [...this.#byKey.of(type)].flatMap((one) => [one.id, ...one.names])
        this.#words.set(type, words)
      }
      yield* words
    }
  }
}

/** That a record was taken back, and how it comes back. */
export function goneFailure({ type, id, reason }: Gone): Failure {
  return new Failure(
    'retracted',
    `The ${type} ${id} was retracted: ${(reason ?? 'no reason given').replace(/\.$/, '')}.`,
    {
      hint: 'Bring back what rows say again with --restore, or leave the row out.',
    },
  )
}
