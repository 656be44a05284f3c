import { escaped } from './csv.ts'

/** What XML 1.0 cannot hold (section 2.2) or changes when it is read (2.11), beside what no text of ours holds. */
const NOT_IN_XML = /[\r\uFFFE\uFFFF]/g
const MARKUP = /[&<>"]/
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** A text as the contents of an element or an attribute; control characters are written `\u001B`. */
export function xmlText(text: string): string {
  return xmlEscaped(xmlVisible(text))
}

/** A text with what XML cannot hold written `\u001B`, and its markup as it is. */
export function xmlVisible(text: string): string {
  return escaped(text, NOT_IN_XML)
}

/** A text that holds nothing but what XML can hold, with its markup escaped. */
export function xmlEscaped(text: string): string {
  return MARKUP.test(text) ? text.replace(/[&<>"]/g, (c) => ENTITIES[c] ?? c) : text
}
