import type { CitationRecord } from '../model/records.ts'
import { complete, type Draft } from './complete.ts'
import type { Names } from './import-names.ts'
import { quoted } from './quoted.ts'

/** That the words of a document are needed before a row can be planned. */
export class WantsText extends Error {
  readonly source: string

  constructor(source: string) {
    super(`The words of ${source} are needed.`)
    this.source = source
  }
}

/** So many documents are kept at hand; rows that cite one often stand together. */
const KEPT = 8

/** The words of documents that rows quote. */
export class TextShelf {
  readonly #names: Names
  readonly #texts = new Map<string, string | undefined>()

  constructor(names: Names) {
    this.#names = names
  }

  put(source: string, text: string | undefined): void {
    const [first] = this.#texts.keys()
    if (this.#texts.size >= KEPT && first !== undefined) this.#texts.delete(first)
    this.#texts.set(source, text)
  }

  /**
   * A citation with its quotation as the document has it. One that was exported is recorded as it was, whatever the
   * document says: it is the same citation, as its id shows.
   * @param exported the id it had where it was exported
   * @throws Failure `quote-not-found`, {@link WantsText}
   */
  cited(draft: Draft, isInsisted: boolean, exported: string | undefined): CitationRecord {
    if (exported !== undefined) {
      const asItWas = complete({ ...draft, type: 'citation' })
      if (asItWas.id === exported.trim()) return asItWas
    }
    return complete({ ...this.checked(draft, isInsisted), type: 'citation' })
  }

  /**
   * A citation with its quotation as the document has it.
   * @throws Failure `quote-not-found`, {@link WantsText}
   */
  checked(cited: Draft, isInsisted: boolean): Draft {
    const quote = cited.quote as { exact?: unknown; unverified?: boolean } | undefined
    if (typeof quote?.exact !== 'string') return cited
    const source = cited.source as string
    const mayHave = this.#names.withKey('source', source)?.hasText === true
    if (mayHave && !this.#texts.has(source)) throw new WantsText(source)
    return quoted(
      cited,
      mayHave ? this.#texts.get(source) : undefined,
      isInsisted || quote.unverified === true,
    ).draft
  }
}
