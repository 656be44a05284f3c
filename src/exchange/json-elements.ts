/*
 * The elements of a JSON array (RFC 8259), cut out of a text that comes in pieces, so that no more than one of them is
 * in memory. Only where they begin and end is found here; what is in them is left to `JSON.parse`.
 *
 * Not left to stream-json 3, whose README ("Intended input") warns of files of strangers: it stops at the first element that is
 * no JSON, which is a problem of its row here, does not say where it stopped, and has no limit on the length of a text.
 */

/** What is no JSON, or no array of objects, as a sentence. */
export class JsonFault extends Error {
  /** Line of the text, from 1. */
  readonly line: number

  constructor(message: string, line: number) {
    super(message)
    this.name = 'JsonFault'
    this.line = line
  }
}

/** Longest element, in UTF-16 code units. */
export const MAX_ELEMENT = 1 << 24

/** What is to come next. */
type Place =
  'start' | 'first member' | 'member' | 'after member' | 'first element' | 'element' | 'after element' | 'end'

const WHITE = /[ \t\n\r]*/y

/** Finds the elements of the array that a text is, or of the one array of objects that an object has as a member. */
export class ElementScanner {
  #place: Place = 'start'
  #rest = ''
  #line = 1
  /** Whether the array is a member of an object, and of which name. */
  #member: string | undefined
  #isNested = false
  #text = ''
  #at = 0
  /** Up to where lines are counted. */
  #counted = 0

  /** @param piece what follows the piece before. @returns the elements that end in it, as texts. @throws JsonFault */
  scan(piece: string): string[] {
    this.#text = this.#rest + piece
    this.#at = 0
    this.#counted = 0
    const elements: string[] = []
    while (this.#step(elements)) {
      // Each step goes on by one sign or one value.
    }
    this.#countTo(this.#at)
    this.#rest = this.#text.slice(this.#at)
    if (this.#rest.length > MAX_ELEMENT) {
      throw this.#fault(
        `What starts here is longer than the ${String(MAX_ELEMENT >> 20)} Mi characters that a row may have`,
      )
    }
    return elements
  }

  /** @throws JsonFault when the text is not whole */
  end(): void {
    this.scan(' ')
    if (this.#place === 'start') throw this.#fault('There is nothing in this file')
    if (this.#place !== 'end')
      throw this.#fault('The file ends here, in the middle of its array: it may be cut off')
    if (this.#isNested && this.#member === undefined)
      throw this.#fault('There is no list of objects in this file')
  }

  /** Line of the text that {@link scan} has come to. */
  get line(): number {
    return this.#line
  }

  /** @returns whether it went on; false when more text is needed */
  #step(elements: string[]): boolean {
    this.#at = pastWhite(this.#text, this.#at)
    if (this.#at >= this.#text.length) return false
    const sign = this.#text.charAt(this.#at)
    switch (this.#place) {
      case 'start':
        if (sign === '[') return this.#go('first element')
        if (sign !== '{') throw this.#fault('This is no JSON array of objects')
        this.#isNested = true
        return this.#go('first member')
      case 'first member':
      case 'member':
        if (sign === '}' && this.#place === 'first member') return this.#go('end')
        return this.#memberAt(sign)
      case 'after member':
        if (sign === ',') return this.#go('member')
        if (sign === '}') return this.#go('end')
        throw this.#fault('Here a comma or the end of the object should stand')
      case 'first element':
      case 'element':
        if (sign === ']' && this.#place === 'first element') return this.#endArray()
        return this.#elementAt(elements)
      case 'after element':
        if (sign === ',') return this.#go('element')
        if (sign === ']') return this.#endArray()
        throw this.#fault('Here a comma or the end of the list should stand')
      case 'end':
        throw this.#fault(
          'Here the file should end. (If each of its lines is an object, say --format ndjson.)',
        )
    }
  }

  #go(place: Place): boolean {
    this.#at++
    this.#place = place
    return true
  }

  #endArray(): boolean {
    return this.#go(this.#isNested ? 'after member' : 'end')
  }

  #memberAt(sign: string): boolean {
    if (sign !== '"') throw this.#fault('Here the name of a member should stand, in quotation marks')
    const nameEnd = stringEnd(this.#text, this.#at)
    if (nameEnd < 0) return false
    const colon = pastWhite(this.#text, nameEnd)
    if (colon >= this.#text.length) return false
    if (this.#text.charAt(colon) !== ':') throw this.#fault('After the name of a member a colon should stand')
    const value = pastWhite(this.#text, colon + 1)
    if (value >= this.#text.length) return false
    if (this.#text.charAt(value) === '[') {
      const first = this.#text.charAt(pastWhite(this.#text, value + 1))
      if (first === '') return false
      if (first === '{') {
        const name = this.#text.slice(this.#at + 1, nameEnd - 1)
        if (this.#member !== undefined)
          throw this.#fault(
            `There are two lists of objects, "${this.#member}" and "${name}": leave one in the file`,
          )
        this.#member = name
        this.#at = value
        return this.#go('first element')
      }
    }
    const end = valueEnd(this.#text, value)
    if (end < 0) return false
    this.#at = end
    this.#place = 'after member'
    return true
  }

  #elementAt(elements: string[]): boolean {
    const end = valueEnd(this.#text, this.#at)
    if (end < 0) return false
    if (end === this.#at) throw this.#fault('Here an object should stand')
    elements.push(this.#text.slice(this.#at, end))
    this.#at = end
    this.#place = 'after element'
    return true
  }

  #countTo(at: number): void {
    for (
      let i = this.#text.indexOf('\n', this.#counted);
      i >= 0 && i < at;
      i = this.#text.indexOf('\n', i + 1)
    )
      this.#line++
    this.#counted = at
  }

  #fault(message: string): JsonFault {
    this.#countTo(this.#at)
    return new JsonFault(message.endsWith(')') ? message : `${message}.`, this.#line)
  }
}

/** Where the next sign stands that is no white space. */
export function pastWhite(text: string, at: number): number {
  WHITE.lastIndex = at
  WHITE.test(text)
  return WHITE.lastIndex
}

const SIGN = /["[\]{}]/g
const BARE = /[^\s,\]}[{":]*/y

/** Where a value ends; -1 when that is not in the text; `at` when there is none. */
function valueEnd(text: string, at: number): number {
  const first = text.charAt(at)
  if (first !== '{' && first !== '[') {
    if (first === '"') return stringEnd(text, at)
    BARE.lastIndex = at
    BARE.test(text)
    return BARE.lastIndex < text.length ? BARE.lastIndex : -1
  }
  let depth = 0
  SIGN.lastIndex = at
  for (let found = SIGN.exec(text); found !== null; found = SIGN.exec(text)) {
    const sign = found[0]
    if (sign === '"') {
      const end = stringEnd(text, found.index)
      if (end < 0) return -1
      SIGN.lastIndex = end
    } else if (sign === '{' || sign === '[') depth++
    else if (--depth === 0) return SIGN.lastIndex
  }
  return -1
}

/** Where the string ends that starts at `at`; -1 when that is not in the text. */
export function stringEnd(text: string, at: number): number {
  for (let mark = text.indexOf('"', at + 1); mark >= 0; mark = text.indexOf('"', mark + 1)) {
    let slashes = 0
    while (text.charAt(mark - 1 - slashes) === '\\') slashes++
    if (slashes % 2 === 0) return mark + 1
  }
  return -1
}
