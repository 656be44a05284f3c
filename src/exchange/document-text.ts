/*
 * The words of an archived document, for `trace search`, and for quotations to be looked up in. It need not be pretty, but
 * it must never hang on a hostile page: every search below moves forward only.
 */

/** A document larger than that is kept but not searched in. */
export const MAX_SEARCHED_BYTES = 32 << 20

/** A longer text than that is not taken from a document, in bytes of UTF-8. */
export const MAX_TEXT_BYTES = 32 << 20

/**
 * What takes the text from a web page, as a source keeps it. Raised when {@link stripTags} comes to give another text: what
 * was taken before stays as it was.
 */
export const HTML_FORM = 'trace html 1'

/** Whether documents of that type have text that {@link documentText} reads. */
export function hasText(mediaType: string): boolean {
  return mediaType === 'text/plain' || mediaType === 'text/markdown' || mediaType === 'text/html'
}

/**
 * The text of a document.
 * @returns undefined when it has none that can be read: another type, or bytes in an encoding that is not told
 */
export function documentText(bytes: Uint8Array, mediaType: string): string | undefined {
  if (!hasText(mediaType)) return undefined
  const text = decode(bytes, mediaType)
  if (text === undefined) return undefined
  return (mediaType === 'text/html' ? stripTags(text) : text).replaceAll('\u0000', ' ')
}

/** Reads the encoding off the byte order mark or the page's own `charset`; else it has to be UTF-8. */
function decode(bytes: Uint8Array, mediaType: string): string | undefined {
  const marked =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : undefined
  const head = mediaType === 'text/html' ? new TextDecoder('latin1').decode(bytes.subarray(0, 4096)) : ''
  const told = /<meta[^>]{0,200}charset\s{0,20}=\s{0,20}["']?([\w-]{1,40})/i.exec(head)?.[1]
  for (const label of [marked ?? 'utf-8', ...(told === undefined ? [] : [told])]) {
    try {
      return new TextDecoder(label, { fatal: true }).decode(bytes)
    } catch {
      // Not in this encoding, or the page names one that does not exist.
    }
  }
  return undefined
}

/** Elements whose content is no text of the page. */
const SILENT = new Set(['script', 'style', 'template'])
/** Elements inside a line; every other tag ends the word before it. */
const INLINE = new Set(
  'a abbr b bdi bdo cite code em font i mark q s small span strong sub sup u wbr'.split(' '),
)

/** Takes the tags off a page and decodes its entities, so that its words can be found. */
export function stripTags(html: string): string {
  const parts: string[] = []
  let at = 0
  while (at < html.length) {
    const tag = html.indexOf('<', at)
    if (tag < 0) break
    parts.push(html.slice(at, tag))
    const after = pastTag(html, tag)
    if (after === undefined) {
      parts.push('<')
      at = tag + 1
      continue
    }
    if (!after.inline) parts.push('\n')
    at = after.end
  }
  parts.push(html.slice(at))
  return decodeEntities(parts.join(''))
    .replace(/[ \t\u00a0]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .trim()
}

/** Where the text goes on after a tag or comment; undefined when the `<` starts none. */
function pastTag(html: string, start: number): { end: number; inline: boolean } | undefined {
  if (html.startsWith('<!--', start)) return { end: endOf(html, '-->', start), inline: true }
  const name = nameAt(html, start)
  if (name === undefined) return undefined
  const end = endOf(html, '>', start)
  if (!SILENT.has(name)) return { end, inline: INLINE.has(name) }
  const close = new RegExp(`</${name}`, 'gi')
  close.lastIndex = end
  const closing = close.exec(html)
  return { end: closing === null ? html.length : endOf(html, '>', closing.index), inline: false }
}

function nameAt(html: string, start: number): string | undefined {
  const name = /<(?:\/?([a-z][a-z0-9-]{0,40})|[!?])/iy
  name.lastIndex = start
  const match = name.exec(html)
  return match === null ? undefined : (match[1] ?? '').toLowerCase()
}

function endOf(html: string, mark: string, from: number): number {
  const found = html.indexOf(mark, from)
  return found < 0 ? html.length : found + mark.length
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
}

function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,8}));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return Object.hasOwn(ENTITIES, name) ? (ENTITIES[name] ?? whole) : whole
      const code = hex === undefined ? Number(decimal) : parseInt(hex, 16)
      const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
      return isCharacter ? String.fromCodePoint(code) : '\ufffd'
    },
  )
}
