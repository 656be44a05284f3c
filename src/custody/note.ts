import { createPrivateKey, createPublicKey, hash, sign, verify, type KeyObject } from 'node:crypto'
import { Failure } from '../model/failure.ts'

/*
 * Signed notes (C2SP signed-note): a text, a blank line, and a line for each signature. Only Ed25519 (type 0x01) is made
 * and checked; lines of other keys and types are left alone, as the specification asks. Keys are written as Go's
 * golang.org/x/mod/sumdb/note has them, so that its tools read them too.
 */

/** One signature line of a note. */
export interface NoteSignature {
  /** Name of the key. */
  readonly name: string
  /** Key id, eight hexadecimal digits. */
  readonly keyId: string
  readonly signature: Uint8Array
}

/** A note as it was read; nothing is known of its signatures yet. */
export interface Note {
  /** What is signed, with the line break at its end. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

/** A public key under its name. */
export interface Verifier {
  readonly name: string
  readonly keyId: string
  readonly key: KeyObject
}

/** A private key with its public half. */
export interface Signer extends Verifier {
  readonly privateKey: KeyObject
  /** 32 bytes (RFC 8032, section 5.1.5): the private key itself. */
  readonly seed: Uint8Array
}

const ED25519 = 1
const KEY_BYTES = 32
const SIGNATURE_BYTES = 64
const KEY_ID_BYTES = 4
/** The most that is read as a note; one with a hundred signatures has ten thousand. */
export const MAX_NOTE = 100_000
/** DER before the 32 bytes of an Ed25519 key (RFC 8410, sections 4 and 7). */
const PUBLIC_DER = Buffer.from('302a300506032b6570032100', 'hex')
const PRIVATE_DER = Buffer.from('302e020100300506032b657004220420', 'hex')
/** What a terminal acts on: controls, separators of lines and paragraphs, marks that turn the reading order. */
const UNSEEN = /[\p{Cc}\p{Bidi_Control}\u2028\u2029\uFEFF\uFFF9-\uFFFB]/u

/**
 * Whether a name can be that of a key: not empty, no Unicode spaces, no plus, no control characters (signed-note, "Format");
 * and none of the marks that turn the reading order, which the format would allow.
 */
export function isKeyName(name: string): boolean {
  return name !== '' && name.isWellFormed() && !/[\p{White_Space}+]/u.test(name) && isSeen(name)
}

/** Whether a text is read as it stands: it drives no terminal and turns no reading order. */
function isSeen(text: string): boolean {
  return !UNSEEN.test(text)
}

/** Key id (signed-note, "Signatures"): the first four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key). */
function keyIdOf(name: string, publicKey: Uint8Array): string {
  return hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(ED25519), publicKey])).slice(
    0,
    2 * KEY_ID_BYTES,
  )
}

/**
 * A signer from its secret.
 * @param seed 32 random bytes
 */
export function signerFrom(name: string, seed: Uint8Array): Signer {
  if (!isKeyName(name) || seed.length !== KEY_BYTES) throw new RangeError('no name or seed of a key')
  const privateKey = createPrivateKey({
    key: Buffer.concat([PRIVATE_DER, seed]),
    format: 'der',
    type: 'pkcs8',
  })
  const key = createPublicKey(privateKey)
  return { name, keyId: keyIdOf(name, rawKey(key)), key, privateKey, seed }
}

function rawKey(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' }).subarray(PUBLIC_DER.length)
}

/** The public key in the form of a note verifier: `NAME+ID+BASE64`. */
export function verifierText({ name, keyId, key }: Verifier): string {
  return `${name}+${keyId}+${Buffer.concat([Buffer.of(ED25519), rawKey(key)]).toString('base64')}`
}

/** The private key as it is kept: `PRIVATE+KEY+NAME+ID+BASE64`. */
export function signerText({ name, keyId, seed }: Signer): string {
  return `PRIVATE+KEY+${name}+${keyId}+${Buffer.concat([Buffer.of(ED25519), seed]).toString('base64')}`
}

/** Reads a verifier key. @throws Failure `bad-key` */
export function readVerifier(text: string): Verifier {
  const typed = text.trim()
  if (typed.startsWith('PRIVATE+KEY+')) {
    throw badKey(
      'This is a private key, which nobody else should have.',
      'Give its public half: trace key export',
    )
  }
  const [, name = '', keyId = '', encoded = ''] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/su.exec(typed) ?? []
  const bytes = fromBase64(encoded)
  if (!isKeyName(name) || bytes?.length !== 1 + KEY_BYTES || bytes[0] !== ED25519) throw notAKey()
  const raw = bytes.subarray(1)
  if (keyIdOf(name, raw) !== keyId)
    throw badKey('The id in this key is not that of the key.', 'It was not copied whole; ask for it again.')
  return { name, keyId, key: publicKeyFrom(raw) }
}

function publicKeyFrom(raw: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([PUBLIC_DER, raw]), format: 'der', type: 'spki' })
}

/** Reads a private key as {@link signerText} writes it. @throws Failure `bad-key` */
export function readSigner(text: string): Signer {
  const [, name = '', keyId = '', encoded = ''] =
    /^PRIVATE\+KEY\+([^+]+)\+([0-9a-f]{8})\+(.+)$/su.exec(text.trim()) ?? []
  const bytes = fromBase64(encoded)
  if (!isKeyName(name) || bytes?.length !== 1 + KEY_BYTES || bytes[0] !== ED25519)
    throw badKey(
      'This is no private key of a note.',
      'Put back the file from a copy; or move it away, and make a new key with: trace key new',
    )
  const signer = signerFrom(name, bytes.subarray(1))
  if (signer.keyId !== keyId)
    throw badKey(
      'The id in this key is not that of the key.',
      'The file was damaged: put it back from a copy.',
    )
  return signer
}

function notAKey(): Failure {
  return badKey(
    'This is no verifier key.',
    'It looks like NAME+1a2b3c4d+BASE64, as trace key export prints it; quote it for the shell.',
  )
}

function badKey(message: string, hint: string): Failure {
  return new Failure('bad-key', message, { hint })
}

/** Signs a text; the line to be put below it. @param text ends with a line break */
export function signatureLine(text: string, { name, keyId, privateKey }: Signer): string {
  const signature = sign(null, Buffer.from(text), privateKey)
  return `— ${name} ${Buffer.concat([Buffer.from(keyId, 'hex'), signature]).toString('base64')}\n`
}

/** A note as it stands in a file. @param lines signature lines, at least one */
export function noteText(text: string, lines: readonly string[]): string {
  return `${text}\n${lines.join('')}`
}

/**
 * Takes a note apart; nothing is checked but its form.
 * @throws Failure `bad-checkpoint`
 */
export function readNote(note: string): Note {
  // The form allows no control characters, so that what is signed is what is seen, and it is printed as it is.
  if (note.length > MAX_NOTE || !note.isWellFormed() || !isSeen(note.replaceAll('\n', ''))) throw notANote()
  const end = note.lastIndexOf('\n\n')
  const lines = note.slice(end + 2).split('\n')
  if (end < 0 || lines.pop() !== '' || lines.length === 0) throw notANote()
  return { text: note.slice(0, end + 1), signatures: lines.map(readSignature) }
}

function readSignature(line: string): NoteSignature {
  const [, name = '', encoded = ''] = /^— ([^ ]+) ([^ ]+)$/u.exec(line) ?? []
  const bytes = fromBase64(encoded)
  if (!isKeyName(name) || bytes === undefined || bytes.length <= KEY_ID_BYTES) throw notANote()
  return {
    name,
    keyId: bytes.subarray(0, KEY_ID_BYTES).toString('hex'),
    signature: bytes.subarray(KEY_ID_BYTES),
  }
}

function notANote(): Failure {
  return new Failure('bad-checkpoint', 'This is no signed note.', {
    hint: 'A checkpoint is the file that trace seal -o FILE wrote, unchanged.',
  })
}

/**
 * Whether a note is signed by a key: `absent` when it has no line of that name and id. A line that is there and does
 * not fit spoils the whole note (signed-note, "Signatures").
 */
export function checkSignature(note: Note, { name, keyId, key }: Verifier): 'good' | 'bad' | 'absent' {
  const own = note.signatures.filter((line) => line.name === name && line.keyId === keyId)
  if (own.length === 0) return 'absent'
  const isGood = ({ signature }: NoteSignature): boolean =>
    signature.length === SIGNATURE_BYTES && verify(null, Buffer.from(note.text), key, signature)
  return own.every(isGood) ? 'good' : 'bad'
}

/** Bytes of standard Base64 (RFC 4648, section 4), padded, and written in the one way it can be; else undefined. */
export function fromBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  return text !== '' && bytes.toString('base64') === text ? bytes : undefined
}
