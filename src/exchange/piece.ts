/** How much text is written at a time, in UTF-16 code units. */
const FULL = 1 << 16

/**
 * Text that is put together until it is worth writing. It is joined in the end: a text that grows bit by bit is thousands of objects
 * for as long as nobody reads it.
 */
export class Piece {
  #texts: string[] = []
  #length = 0

  add(text: string): void {
    this.#texts.push(text)
    this.#length += text.length
  }

  get isFull(): boolean {
    return this.#length >= FULL
  }

  /** What there is, which is forgotten. */
  take(): string {
    const text = this.#texts.join('')
    this.#texts = []
    this.#length = 0
    return text
  }
}
