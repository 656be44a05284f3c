import {
  BaseStringBlock,
  BitString,
  Constructed,
  fromBER,
  GeneralizedTime,
  Integer,
  ObjectIdentifier,
  OctetString,
  Primitive,
  type BaseBlock,
  type FromBerResult,
} from 'asn1js'
import { Failure } from '../model/failure.ts'

/*
 * Time stamps of an authority (RFC 3161): what it says was shown to it, and when. Only what is written in the reply is
 * read. Whether the authority signed it, and whether its certificate is to be trusted, is not checked here:
 * `openssl ts -verify` does that.
 */

/** What a reply says of itself; nothing of it is proved. Names come from outside. */
export interface Timestamp {
  /** What the imprint was made with, by its name in OpenSSL (`sha256`); one without a name here is a dotted OID. */
  readonly hashAlgorithm: string
  /** The digest that was stamped. */
  readonly imprint: Uint8Array
  /** RFC 3339, UTC, with as many digits of a second as the authority gives. */
  readonly time: string
  /** Number of the stamp at its authority, in hexadecimal, without zeros in front. */
  readonly serial: string
  /** Dotted OID of the rules the authority says it kept. */
  readonly policy: string
  /** Name of the authority, when the reply has it. */
  readonly authority?: string
}

/** The most that is read, in bytes: a reply with a chain of certificates has ten thousand. */
export const MAX_TIMESTAMP = 1 << 17
/** Certificates nest a dozen deep and have a hundred parts each. */
const LIMITS = { maxDepth: 40, maxNodes: 20_000, maxContentLength: MAX_TIMESTAMP, parseEmbedded: false }
/** Names and refusals longer than that are cut; numbers longer than that are none. */
const MAX_TEXT = 200

/** RFC 5652 section 5.1. */
const SIGNED_DATA = '1.2.840.113549.1.7.2'
/** RFC 3161 section 2.4.2. */
const TST_INFO = '1.2.840.113549.1.9.16.1.4'
/** RFC 5280 appendix A.1: commonName and organizationName. */
const NAMES = ['2.5.4.3', '2.5.4.10']

/** Digests by OID (RFC 8017 appendix B.1, NIST's Computer Security Objects Register), and their length in bytes. */
const DIGESTS: Readonly<Record<string, readonly [name: string, bytes: number]>> = {
  '1.3.14.3.2.26': ['sha1', 20],
  '2.16.840.1.101.3.4.2.4': ['sha224', 28],
  '2.16.840.1.101.3.4.2.1': ['sha256', 32],
  '2.16.840.1.101.3.4.2.2': ['sha384', 48],
  '2.16.840.1.101.3.4.2.3': ['sha512', 64],
  '2.16.840.1.101.3.4.2.6': ['sha512-256', 32],
  '2.16.840.1.101.3.4.2.8': ['sha3-256', 32],
  '2.16.840.1.101.3.4.2.9': ['sha3-384', 48],
  '2.16.840.1.101.3.4.2.10': ['sha3-512', 64],
}

/** Why an authority refuses, by bit (RFC 3161 section 2.4.2, PKIFailureInfo). */
const REASONS: Readonly<Record<number, string>> = {
  0: 'it does not take this digest',
  2: 'the request is not permitted',
  5: 'the request is malformed',
  14: 'it has no time at the moment',
  15: 'it has no such policy',
  16: 'it does not take this extension',
  17: 'it cannot say what was asked for',
  25: 'it is out of order',
}

/**
 * Reads the reply of a time-stamping authority, or the token in it. The signature in it is not checked.
 * @param reply a TimeStampResp (RFC 3161 section 2.4.2) or a TimeStampToken, in DER, or in BER, which CMS allows for it
 * @throws Failure `bad-timestamp` for anything else, and for a reply by which the authority refuses
 */
export function readTimestamp(reply: Uint8Array): Timestamp {
  const [version, policy, imprint, serial, time, ...more] = partsOf(
    decode(contentsOf(tokenIn(decode(reply)))),
  )
  if (!(version instanceof Integer)) throw notATimestamp()
  const authority = partsOf(tagged(0, more))[0]
  const name = authority === undefined ? undefined : generalName(authority)
  return {
    ...readImprint(imprint),
    time: readTime(time),
    serial: readSerial(serial),
    policy: oid(policy) ?? refuse('does not say by which rules it was made'),
    ...(name === undefined ? {} : { authority: name }),
  }
}

/** @throws Failure `bad-timestamp` for anything but one value, whole, with nothing after it */
function decode(bytes: Uint8Array): BaseBlock {
  if (bytes.length > MAX_TIMESTAMP) throw notATimestamp()
  const { offset, result } = parsed(bytes)
  if (offset !== bytes.length) throw notATimestamp()
  return result
}

/** The library answers most of what is wrong with an offset of -1; a malformed time, or a text too long, it throws at. */
function parsed(bytes: Uint8Array): FromBerResult {
  try {
    return fromBER(bytes, LIMITS)
  } catch (error) {
    throw notATimestamp(error)
  }
}

/** TimeStampResp: a status, and the token if it was granted. A token on its own begins with its type. */
function tokenIn(root: BaseBlock): BaseBlock {
  const [first, token] = partsOf(root)
  if (first instanceof ObjectIdentifier) return root
  if (first instanceof Integer) {
    throw badTimestamp(
      'This is a request for a time stamp, not the reply to it.',
      'Send it to a time-stamping authority, and attach what it answers.',
    )
  }
  const [status, ...words] = partsOf(first)
  if (!(status instanceof Integer)) throw notATimestamp()
  // granted, and granted with changes
  if (!['00', '01'].includes(Buffer.from(status.valueBlock.valueHexView).toString('hex')))
    throw refused(words)
  return token ?? refuse('is granted, but not there')
}

function refused(words: readonly BaseBlock[]): Failure {
  const said = words.flatMap(partsOf).flatMap((text) => textOf(text) ?? [])
  const bits = words.find((part) => part instanceof BitString)?.valueBlock.valueHexView ?? new Uint8Array()
  const reasons = Object.entries(REASONS).flatMap(([bit, reason]) =>
    ((bits[Number(bit) >> 3] ?? 0) << (Number(bit) & 7)) & 0x80 ? [reason] : [],
  )
  const why = said.length > 0 ? said : reasons
  return badTimestamp(
    `The authority refused to stamp${why.length === 0 ? '' : `: ${cut(why.join('; ')).replace(/\.$/, '')}`}.`,
    'Ask again, or ask another authority.',
  )
}

/** The bytes of a token's TSTInfo (RFC 5652 sections 3, 5.1 and 5.2). */
function contentsOf(token: BaseBlock): Uint8Array {
  const [type, signed] = partsOf(token)
  const [contents] = partsOf(partsOf(signed)[0]).filter((part) => oid(partsOf(part)[0]) === TST_INFO)
  const bytes = partsOf(partsOf(contents)[1])[0]
  if (oid(type) !== SIGNED_DATA || !(bytes instanceof OctetString)) throw notATimestamp()
  return new Uint8Array(bytes.getValue())
}

function readImprint(imprint: BaseBlock | undefined): Pick<Timestamp, 'hashAlgorithm' | 'imprint'> {
  const [algorithm, digest] = partsOf(imprint)
  const id = oid(partsOf(algorithm)[0])
  if (id === undefined || !(digest instanceof OctetString)) return refuse('does not say what was stamped')
  const bytes = new Uint8Array(digest.getValue())
  const [hashAlgorithm, length] = (Object.hasOwn(DIGESTS, id) ? DIGESTS[id] : undefined) ?? [id, bytes.length]
  if (bytes.length === 0 || bytes.length !== length) return refuse('has a digest of the wrong length')
  return { hashAlgorithm, imprint: bytes }
}

/** An integer of any length, at least of 160 bits (RFC 3161 section 2.4.2). */
function readSerial(serial: BaseBlock | undefined): string {
  const bytes = serial instanceof Integer ? serial.valueBlock.valueHexView : new Uint8Array()
  const digits = Buffer.from(bytes)
    .toString('hex')
    .replace(/^0+(?=.)/, '')
  return digits === '' || digits.length > MAX_TEXT ? refuse('has no number') : digits
}

/** GeneralizedTime as RFC 3161 section 2.4.2 has it: with seconds, perhaps parts of one, and always UTC. */
function readTime(time: BaseBlock | undefined): string {
  const written = time instanceof GeneralizedTime ? asciiOf(time.valueBlock.valueHexView) : ''
  const [, year, month, day, hour, minute, second, parts = ''] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{1,9})?Z$/.exec(written) ?? []
  const whole = `${[year, month, day].join('-')}T${[hour, minute, second].join(':')}`
  const date = new Date(`${whole}Z`)
  // What is not in the calendar comes back as another day, or not at all.
  if (Number.isNaN(date.getTime()) || !date.toISOString().startsWith(whole))
    return refuse('does not say when it was made')
  return `${whole}${parts}Z`
}

/** A GeneralName (RFC 5280 section 4.2.1.6) as one reads it: the name of a directory entry, or an address. */
function generalName(name: BaseBlock): string | undefined {
  const said = namesIn(name).flatMap((text) => text.trim() || [])
  return said.length === 0 ? undefined : cut(said.join(', '))
}

function namesIn(name: BaseBlock): string[] {
  const { tagNumber } = name.idBlock
  // rfc822Name, dNSName and uniformResourceIdentifier
  if (name instanceof Primitive && [1, 2, 6].includes(tagNumber))
    return [asciiOf(name.valueBlock.valueHexView)]
  if (tagNumber !== 4) return []
  const attributes = partsOf(partsOf(name)[0]).flatMap(partsOf).map(partsOf)
  return NAMES.flatMap((wanted) =>
    attributes.flatMap(([type, text]) => (oid(type) === wanted ? (textOf(text) ?? []) : [])),
  )
}

/** What a value that is made of others is made of; nothing for any other. */
function partsOf(value: BaseBlock | undefined): readonly BaseBlock[] {
  return value instanceof Constructed ? value.valueBlock.value : []
}

/** The part with a context-specific tag. */
function tagged(tag: number, parts: readonly BaseBlock[]): BaseBlock | undefined {
  return parts.find(({ idBlock }) => idBlock.tagClass === 3 && idBlock.tagNumber === tag)
}

/** An object identifier, dotted; none has more than a dozen numbers. */
function oid(value: BaseBlock | undefined): string | undefined {
  const dotted = value instanceof ObjectIdentifier ? value.getValue() : ''
  return dotted === '' || dotted.length > MAX_TEXT ? undefined : dotted
}

function textOf(value: BaseBlock | undefined): string | undefined {
  return value instanceof BaseStringBlock ? value.getValue() : undefined
}

function asciiOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}

function cut(text: string): string {
  return (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text).toWellFormed()
}

function refuse(what: string): never {
  throw badTimestamp(`This time stamp ${what}.`, 'Ask the authority again, or another one.')
}

function notATimestamp(cause?: unknown): Failure {
  return badTimestamp(
    'This is no time stamp.',
    'It has to be the whole reply of a time-stamping authority, unchanged; openssl ts -reply -text -in FILE shows one.',
    cause,
  )
}

function badTimestamp(message: string, hint: string, cause?: unknown): Failure {
  return new Failure('bad-timestamp', message, { hint, cause })
}
