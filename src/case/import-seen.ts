/*
 * Which rows had which number, in so little memory that a million of them can be told apart: for each number and each
 * contents 53 bits of a hash. Two that differ are taken for one once in some ten thousand imports of a million rows.
 */

const FIRST_SIZE = 1 << 12

/** The row that had a number before, and whether it said the same. */
export interface Before {
  readonly line: number
  readonly isSame: boolean
}

export class SeenRows {
  #numbers = new Float64Array(FIRST_SIZE)
  #contents = new Float64Array(FIRST_SIZE)
  #lines = new Float64Array(FIRST_SIZE)
  #count = 0

  /** The first row of that number; undefined when this is it, which is then remembered. */
  note(number: string, contents: string, line: number): Before | undefined {
    const [key, content] = [hash(number), hash(contents)]
    const at = this.#slot(key)
    if (this.#numbers[at] === key)
      return { line: this.#lines[at] ?? 0, isSame: this.#contents[at] === content }
    this.#numbers[at] = key
    this.#contents[at] = content
    this.#lines[at] = line
    this.#count += 1
    if (this.#count * 2 > this.#numbers.length) this.#grow()
    return undefined
  }

  /** Where a number stands, or would. */
  #slot(key: number): number {
    const size = this.#numbers.length
    let at = key % size
    while (this.#numbers[at] !== 0 && this.#numbers[at] !== key) at = (at + 1) % size
    return at
  }

  #grow(): void {
    const [numbers, contents, lines] = [this.#numbers, this.#contents, this.#lines]
    const size = numbers.length * 2
    this.#numbers = new Float64Array(size)
    this.#contents = new Float64Array(size)
    this.#lines = new Float64Array(size)
    numbers.forEach((key, i) => {
      if (key === 0) return
      const at = this.#slot(key)
      this.#numbers[at] = key
      this.#contents[at] = contents[i] ?? 0
      this.#lines[at] = lines[i] ?? 0
    })
  }
}

/** 53 bits, never 0: two lanes of multiply and rotate (as in MurmurHash3), 32 of one and 21 of the other. */
function hash(text: string): number {
  let [a, b] = [0x9747b28c, 0x1b873593]
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    a = Math.imul(a ^ code, 0x85ebca6b)
    a = (a << 13) | (a >>> 19)
    b = Math.imul(b ^ code, 0xc2b2ae35)
    b = (b << 17) | (b >>> 15)
  }
  a = Math.imul(a ^ (a >>> 16) ^ text.length, 0x7feb352d)
  b = Math.imul(b ^ (b >>> 15) ^ a, 0x846ca68b)
  return (b >>> 11) * 0x1_0000_0000 + ((a ^ (a >>> 13)) >>> 0) || 1
}
