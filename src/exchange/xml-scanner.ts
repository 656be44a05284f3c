import { SaxesParser, type SaxesTagPlain } from 'saxes'

/*
 * XML 1.0 of spreadsheets, a piece at a time: elements with their attributes, and text. saxes holds it to the rules of XML.
 * There is no document type, so that no entity can be declared, and nothing can be made to grow (section 4.1 has five
 * without one).
 */

/** What is no XML, or more than a spreadsheet has, as a sentence. */
export class XmlFault extends Error {
  override readonly name = 'XmlFault'
}

/** Most between two tags, and longest tag, in UTF-16 code units, give or take a piece. */
const MAX_LENGTH = 1 << 20
const MAX_DEPTH = 256

/** Values by names without their prefixes. */
export type XmlAttributes = Readonly<Partial<Record<string, string>>>

export interface XmlHandler {
  /** @param name without its prefix */
  readonly open: (name: string, attributes: XmlAttributes) => void
  readonly close: (name: string) => void
  /** Text between two tags may come in several pieces. */
  readonly text: (text: string) => void
}

export class XmlScanner {
  readonly #parser = new SaxesParser({ xmlns: false, position: false })
  readonly #handler: XmlHandler
  #depth = 0
  /** How much has come since the last tag. */
  #length = 0

  constructor(handler: XmlHandler) {
    this.#handler = handler
    this.#parser.on('opentag', this.#open)
    this.#parser.on('closetag', this.#close)
    this.#parser.on('text', this.#text)
    this.#parser.on('cdata', handler.text)
    this.#parser.on('doctype', refuseType)
    this.#parser.on('error', refuse)
  }

  /** @param piece what follows the piece before. @throws XmlFault */
  scan(piece: string): void {
    this.#length += piece.length
    this.#parser.write(piece)
    if (this.#length > MAX_LENGTH) throw new XmlFault('A tag or a text in it is longer than any cell.')
  }

  /** @throws XmlFault when it ends within something */
  end(): void {
    this.#parser.close()
  }

  readonly #open = ({ name, attributes }: SaxesTagPlain): void => {
    if (++this.#depth > MAX_DEPTH) throw new XmlFault('Its elements are nested too deep.')
    this.#length = 0
    this.#handler.open(localName(name), localNames(attributes))
  }

  readonly #close = ({ name }: SaxesTagPlain): void => {
    this.#depth--
    this.#length = 0
    this.#handler.close(localName(name))
  }

  /** White space around the root element comes as text too. */
  readonly #text = (text: string): void => {
    if (this.#depth > 0) this.#handler.text(text)
  }
}

function refuseType(): never {
  throw new XmlFault('It declares entities or a document type, which no spreadsheet has.')
}

/** The parser's sentence may name what is wrong, which may be of any length. */
function refuse({ message }: Error): never {
  const [said] = /^.{0,100}/su.exec(message) ?? ['']
  throw new XmlFault(`It is no XML: ${said.replace(/\.$/, '')}${said === message ? '' : '…'}.`)
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1)

function localNames(attributes: XmlAttributes): XmlAttributes {
  for (const name in attributes) {
    if (name.includes(':')) {
      return Object.fromEntries(Object.entries(attributes).map(([full, value]) => [localName(full), value]))
    }
  }
  return attributes
}
