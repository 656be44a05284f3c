import { createHash } from 'node:crypto'

/*
 * Replies of a time-stamping authority, written out by the rules of DER (ITU-T X.690) and RFC 3161, without the library
 * that reads them. Nobody signed them: there is an empty set where the signatures would be.
 */

/** Digest that was stamped when a test does not say otherwise. */
export const DIGEST = createHash('sha256').update('a checkpoint').digest()

export const SHA256 = '2.16.840.1.101.3.4.2.1'

/** One value: its tag, its length in the shortest form, its contents. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(contents)
  const length = Buffer.from([body.length >>> 16, (body.length >>> 8) & 255, body.length & 255])
  const digits = length.subarray(length.findIndex((byte) => byte !== 0))
  const size = body.length < 128 ? [body.length] : [128 + digits.length, ...digits]
  return Buffer.concat([Buffer.from([tag, ...size]), body])
}

export const sequence = (...parts: readonly Uint8Array[]) => der(0x30, ...parts)
export const set = (...parts: readonly Uint8Array[]) => der(0x31, ...parts)
export const integer = (...bytes: readonly number[]) => der(0x02, Buffer.from(bytes))
export const octets = (bytes: Uint8Array) => der(0x04, bytes)
export const utf8 = (text: string) => der(0x0c, Buffer.from(text))
/** Context-specific, holding a value. */
export const explicit = (tag: number, ...parts: readonly Uint8Array[]) => der(0xa0 + tag, ...parts)

/** An object identifier from its dotted form. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const arcs = [first * 40 + second, ...rest]
  return der(0x06, Buffer.from(arcs.flatMap(base128)))
}

function base128(arc: number): number[] {
  const digits = [arc % 128]
  for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
    digits.unshift((left % 128) + 128)
  return digits
}

export interface Stamp {
  /** GeneralizedTime, as it is written. */
  readonly time?: string
  readonly digest?: Uint8Array
  /** Dotted OID of the digest. */
  readonly algorithm?: string
  readonly serial?: Uint8Array
  /** An object identifier, as it is written. */
  readonly policy?: Uint8Array
  /** A GeneralName. */
  readonly authority?: Uint8Array
}

/** TSTInfo (RFC 3161 section 2.4.2), with an accuracy and a nonce, as most have them. */
export function stampInfo({
  time = '20261121120000Z',
  digest = DIGEST,
  algorithm = SHA256,
  serial = Buffer.of(0x0a, 0xff),
  policy = oid('1.2.3.4.1'),
  authority,
}: Stamp = {}): Buffer {
  return sequence(
    integer(1),
    policy,
    sequence(sequence(oid(algorithm), der(0x05)), octets(digest)),
    der(0x02, serial),
    der(0x18, Buffer.from(time)),
    sequence(integer(1)),
    integer(0x68, 0xf7),
    ...(authority === undefined ? [] : [explicit(0, authority)]),
  )
}

/** The token around it (RFC 5652 sections 3 and 5.1). */
export function token(info: Uint8Array = stampInfo()): Buffer {
  return signedData(octets(info))
}

/** A token whose contents are not, or not only, a TSTInfo in one piece. */
export function signedData(contents: Uint8Array, type = '1.2.840.113549.1.9.16.1.4'): Buffer {
  return sequence(
    oid('1.2.840.113549.1.7.2'),
    explicit(
      0,
      sequence(
        integer(3),
        set(sequence(oid(SHA256), der(0x05))),
        sequence(oid(type), explicit(0, contents)),
        set(),
      ),
    ),
  )
}

/** The reply that grants it. */
export function granted(what: Uint8Array = token(), status = 0): Buffer {
  return sequence(sequence(integer(status)), what)
}

/**
 * The reply that does not.
 * @param texts what the authority says
 * @param bit of PKIFailureInfo
 */
export function rejected(texts: readonly string[], bit?: number): Buffer {
  const failure =
    bit === undefined
      ? []
      : [der(0x03, Buffer.from([7 - (bit % 8), ...Array(bit >> 3).fill(0), 0x80 >> (bit % 8)]))]
  return sequence(
    sequence(integer(2), ...(texts.length === 0 ? [] : [sequence(...texts.map(utf8))]), ...failure),
  )
}
