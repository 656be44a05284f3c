import { Failure } from '../model/failure.ts'
import { nearest } from '../model/nearest.ts'

/*
 * Bytes as text. What a file says of itself comes first (a byte order mark), then what it must be (UTF-16 by its zero
 * bytes; UTF-8, which other encodings are not by chance), and only then what it seems to be by the letters it would
 * have, which is refused when two answers are about as good.
 */

/** A byte that is no text, or half a character at the end; all text before it has been handed out. */
export class NotText extends Error {
  override readonly name = 'NotText'
}

/** What a person is told of {@link NotText}: a sentence, and what to do. */
export function notTextMessage(encoding: string): [string, string] {
  return [
    `There is a byte here that is not ${encoding.toUpperCase()}.`,
    'Say which encoding it is, for instance --encoding windows-1252 or windows-1251, or save the file as UTF-8.',
  ]
}

export interface EncodedText {
  /** Name of the encoding in the WHATWG Encoding Standard, in lower case. */
  readonly encoding: string
  /** How it was told. */
  readonly by: 'asked' | 'mark' | 'bytes' | 'letters'
}

const UTF_8_MARK = [0xef, 0xbb, 0xbf]
const UTF_16LE_MARK = [0xff, 0xfe]
const UTF_16BE_MARK = [0xfe, 0xff]

const startsWith = (bytes: Uint8Array, mark: readonly number[]) => mark.every((byte, i) => bytes[i] === byte)

/**
 * The encoding of a text.
 * @param head the start of it
 * @param isAll whether that is all of it
 * @param asked what somebody said it is
 * @param where named in a failure
 * @throws Failure `bad-choice` for an encoding that is not known, `ambiguous` when it cannot be told,
 *   `unreadable-file` when it is no text
 */
export async function encodingOf(
  head: Uint8Array,
  isAll: boolean,
  asked: string | undefined,
  where: string,
): Promise<EncodedText> {
  if (asked !== undefined) return { encoding: readEncoding(asked), by: 'asked' }
  if (startsWith(head, UTF_8_MARK)) return { encoding: 'utf-8', by: 'mark' }
  if (startsWith(head, UTF_16LE_MARK)) return { encoding: 'utf-16le', by: 'mark' }
  if (startsWith(head, UTF_16BE_MARK)) return { encoding: 'utf-16be', by: 'mark' }
  const wide = wideEncodingOf(head)
  if (wide !== undefined) return { encoding: wide, by: 'bytes' }
  if (head.includes(0)) {
    throw new Failure('unreadable-file', 'This is no text: there are zero bytes in it.', {
      where,
      hint: 'Check that it is the file you mean, and that it was saved whole.',
    })
  }
  if (isUtf8(head, isAll)) return { encoding: 'utf-8', by: 'bytes' }
  const { encodingByLetters } = await import('./encoding-letters.ts')
  return { encoding: encodingByLetters(head, where), by: 'letters' }
}

/** @throws Failure `bad-choice` */
function readEncoding(name: string): string {
  try {
    return new TextDecoder(name).encoding
  } catch {
    const known = [
      'utf-8',
      'utf-16le',
      'utf-16be',
      'windows-1252',
      'windows-1251',
      'koi8-r',
      'euc-kr',
      'gb18030',
    ]
    const near = nearest(name.toLowerCase(), known)
    throw new Failure('bad-choice', `There is no encoding "${name}".`, {
      where: '--encoding',
      hint: near === undefined ? `Some that there are: ${known.join(', ')}.` : `Did you mean ${near}?`,
    })
  }
}

/**
 * UTF-16 without a mark shows by its zero bytes: spaces, digits, commas and line breaks have one each, all on the same
 * side. No other text has any.
 */
function wideEncodingOf(head: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const zeros = [0, 0]
  for (let i = 0; i < head.length; i++) if (head[i] === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  if (even + odd === 0 || (even > 0 && odd > 0)) return undefined
  const encoding = odd > 0 ? 'utf-16le' : 'utf-16be'
  const text = decodes(encoding, head.subarray(0, head.length - (head.length % 2)), false)
  if (text === undefined || text.includes('\0')) return undefined
  // A zero byte here and there that belongs to no separator is damage to a text of another encoding.
  const isPlain = (even + odd) * 4 > head.length
  return isPlain || /[\s,;|{}"]/.test(text) ? encoding : undefined
}

function isUtf8(bytes: Uint8Array, isAll: boolean): boolean {
  return decodes('utf-8', isAll ? bytes : bytes.subarray(0, wholeLength(bytes)), true) !== undefined
}

/** @returns undefined when the bytes are no text in the encoding. @param isAll whether half a character at the end counts */
export function decodes(encoding: string, bytes: Uint8Array, isAll: boolean): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes, { stream: !isAll })
  } catch {
    return undefined
  }
}

/**
 * The text of the bytes, without its mark, in pieces that never end within a character.
 * @throws NotText
 */
export async function* decodeText(
  bytes: AsyncIterable<Uint8Array>,
  encoding: string,
): AsyncGenerator<string> {
  const decode = decoderOf(encoding)
  let isFirst = true
  for await (const piece of bytes) {
    yield* pieceOf(decode, piece, false)
  }
  yield* pieceOf(decode, new Uint8Array(), true)

  function* pieceOf(decoder: Decoder, piece: Uint8Array, isLast: boolean): Generator<string> {
    const { text, isBroken } = decoder(piece, isLast)
    if (text !== '') {
      yield isFirst && text.startsWith('\uFEFF') ? text.slice(1) : text
      isFirst = false
    }
    if (isBroken) throw new NotText()
  }
}

type Decoder = (piece: Uint8Array, isLast: boolean) => { text: string; isBroken?: true }

function decoderOf(encoding: string): Decoder {
  if (encoding === 'utf-8') return utf8Decoder()
  if (encoding === 'windows-1252') return (piece) => ({ text: fromWindows1252(piece) })
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true })
  return (piece, isLast) => {
    try {
      return { text: decoder.decode(piece, { stream: !isLast }) }
    } catch {
      return { text: '', isBroken: true }
    }
  }
}

/** Each piece decoded as a whole, which is ten times as fast as Node's decoder with `stream`. */
function utf8Decoder(): Decoder {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let rest: Uint8Array = new Uint8Array()
  return (piece, isLast) => {
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece])
    const length = isLast ? bytes.length : wholeLength(bytes)
    rest = bytes.subarray(length)
    const whole = bytes.subarray(0, length)
    try {
      return { text: decoder.decode(whole) }
    } catch {
      return { text: textBefore(whole), isBroken: true }
    }
  }
}

/** The text before the first byte that is not UTF-8. */
function textBefore(bytes: Uint8Array): string {
  const lossy = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  // What stands for the broken byte may also stand in the text itself: the first at which the bytes differ is meant.
  for (let at = lossy.indexOf('\uFFFD'); at >= 0; at = lossy.indexOf('\uFFFD', at + 1)) {
    const offset = Buffer.byteLength(lossy.slice(0, at))
    if (!startsWith(bytes.subarray(offset), [0xef, 0xbf, 0xbd])) return lossy.slice(0, at)
  }
  return lossy
}

/** How many of the bytes are whole characters, when the last may go on in the next piece. */
function wholeLength(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return bytes.length
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return back < length ? bytes.length - back : bytes.length
    }
  }
  return bytes.length
}

/**
 * Bytes 80 to 9F of windows-1252 as the WHATWG Encoding Standard has them (index-windows-1252). Some versions of Node
 * decode them as if they were ISO 8859-1.
 */
const HIGH =
  '\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F' +
  '\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178'

/** The text of bytes in windows-1252, in which every byte is a character. */
export function fromWindows1252(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  return text.replace(/[\u0080-\u009F]/g, (c) => HIGH[c.charCodeAt(0) - 0x80] ?? c)
}
