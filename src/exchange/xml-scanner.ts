/*
 * XML 1.0 (fifth edition) of spreadsheets, a piece at a time: elements with their attributes, and text. There is no
 * document type, so that no entity can be declared, and nothing can be made to grow (section 4.1 has five without one).
 */

/** What is no XML, or more than a spreadsheet has, as a sentence. */
export class XmlFault extends Error {
  override readonly name = 'XmlFault'
}

/** Longest tag, comment or stretch of text, in UTF-16 code units. */
const MAX_TOKEN = 1 << 20
const MAX_DEPTH = 256

export interface XmlHandler {
  /** @param name without its prefix. @param attributes as they are written; see {@link attributesOf} */
  readonly open: (name: string, attributes: string) => void
  readonly close: (name: string) => void
  /** Text between two tags may come in several pieces. */
  readonly text: (text: string) => void
}

export class XmlScanner {
  readonly #handler: XmlHandler
  readonly #open: string[] = []
  #rest = ''
  #hasElement = false

  constructor(handler: XmlHandler) {
    this.#handler = handler
  }

  /** @param piece what follows the piece before. @throws XmlFault */
  scan(piece: string): void {
    const text = this.#rest + piece
    let at = 0
    while (at < text.length) {
      const end = text.charCodeAt(at) === LESS ? this.#markup(text, at) : this.#run(text, at)
      if (end < 0) break
      at = end
    }
    this.#rest = text.slice(at)
    if (this.#rest.length > MAX_TOKEN) throw new XmlFault('A tag or a text in it is longer than any cell.')
  }

  /** @throws XmlFault when it ends within something */
  end(): void {
    if (this.#rest.trim() !== '' || this.#open.length > 0 || !this.#hasElement)
      throw new XmlFault('It ends in the middle.')
  }

  /** Text up to the next tag. */
  #run(text: string, at: number): number {
    const end = text.indexOf('<', at)
    if (end < 0) return -1
    if (this.#open.length > 0) this.#handler.text(decodeEntities(text.slice(at, end)))
    return end
  }

  #markup(text: string, at: number): number {
    if (text.startsWith('<?', at)) return after(text, '?>', at)
    if (text.startsWith('<!', at)) return this.#declaration(text, at)
    const end = tagEnd(text, at)
    if (end < 0) return -1
    this.#hasElement = true
    if (text.charCodeAt(at + 1) === SLASH) {
      const name = localName(text.slice(at + 2, end).trim())
      if (this.#open.pop() !== name) throw new XmlFault(`Its tags do not fit: </${name}> closes another.`)
      this.#handler.close(name)
      return end + 1
    }
    const isEmpty = text.charCodeAt(end - 1) === SLASH
    const tag = text.slice(at + 1, isEmpty ? end - 1 : end)
    const space = tag.search(/\s/)
    const name = localName(space < 0 ? tag : tag.slice(0, space))
    if (this.#open.length >= MAX_DEPTH) throw new XmlFault('Its elements are nested too deep.')
    this.#handler.open(name, space < 0 ? '' : tag.slice(space))
    if (isEmpty) this.#handler.close(name)
    else this.#open.push(name)
    return end + 1
  }

  #declaration(text: string, at: number): number {
    if (text.startsWith('<!--', at)) return after(text, '-->', at + 4)
    if (text.startsWith('<![CDATA[', at)) {
      const end = text.indexOf(']]>', at)
      if (end < 0) return -1
      this.#handler.text(text.slice(at + 9, end))
      return end + 3
    }
    if (text.length - at < 9) return -1
    throw new XmlFault('It declares entities or a document type, which no spreadsheet has.')
  }
}

const LESS = 0x3c
const SLASH = 0x2f

function after(text: string, mark: string, from: number): number {
  const end = text.indexOf(mark, from)
  return end < 0 ? -1 : end + mark.length
}

/** Where the `>` of a tag is; one in an attribute's value is passed over. */
function tagEnd(text: string, at: number): number {
  let end = text.indexOf('>', at)
  for (let from = at; end >= 0;) {
    const mark = quoteIn(text, from, end)
    if (mark < 0) return end
    const closing = text.indexOf(text.charAt(mark), mark + 1)
    if (closing < 0) return -1
    from = closing + 1
    if (closing > end) end = text.indexOf('>', closing)
  }
  return -1
}

/** The first quotation mark of a stretch. */
function quoteIn(text: string, from: number, to: number): number {
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x22 || code === 0x27) return i
  }
  return -1
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1)

const ATTRIBUTE = /(?:[^\s=:]*:)?([^\s=:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g

/** Attributes by their names without prefixes. @throws XmlFault */
export function attributesOf(attributes: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const [, name = '', double, single] of attributes.matchAll(ATTRIBUTE))
    found.set(name, decodeEntities(double ?? single ?? ''))
  return found
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** @throws XmlFault for an entity of no meaning */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&([^;&\s]{0,12});?/g, (whole, name: string) => {
    const code = /^#(?:x([0-9a-f]{1,6})|([0-9]{1,7}))$/i.exec(name)
    const point =
      code === null ? undefined : Number.parseInt(code[1] ?? code[2] ?? '', code[1] === undefined ? 10 : 16)
    const character =
      point === undefined ? ENTITIES[name] : point <= 0x10ffff ? String.fromCodePoint(point) : undefined
    if (character === undefined || !whole.endsWith(';')) throw new XmlFault(`"${whole}" is no character.`)
    return character
  })
}
