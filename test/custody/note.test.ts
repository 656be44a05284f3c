import { hash, sign } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  checkSignature,
  fromBase64,
  isKeyName,
  MAX_NOTE,
  noteText,
  readNote,
  readSigner,
  readVerifier,
  signatureLine,
  signerFrom,
  signerText,
  verifierText,
} from '../../src/custody/note.ts'
import { Failure } from '../../src/model/failure.ts'
import { refusal } from '../model/refusal.ts'

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex')
const KIM = signerFrom('kim', Buffer.alloc(32, 1))
const LEE = signerFrom('example.org/lee', Buffer.alloc(32, 2))
const TEXT = 'trace-case/synthetic\n3\n'
const NOTE = noteText(TEXT, [signatureLine(TEXT, KIM)])

/** The signature on a line of a note, without the id of the key. */
function signatureOn(line: string): string {
  return Buffer.from(line.trimEnd().split(' ').at(-1) ?? '', 'base64')
    .subarray(4)
    .toString('hex')
}

/** The type and the key in a verifier. */
function rawKeyOf(verifier: string): Buffer {
  return Buffer.from(verifier.split('+').slice(2).join('+'), 'base64')
}

/** The line of a key without any tie to what is signed. */
function lineOf(name: string, keyId: string, signature: Uint8Array = Buffer.alloc(64)): string {
  return `— ${name} ${Buffer.concat([bytes(keyId), signature]).toString('base64')}\n`
}

describe('Ed25519', () => {
  test.each([
    [
      'TEST 1',
      '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
      '',
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    ],
    [
      'TEST 2',
      '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
      '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
      '72',
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    ],
    [
      'TEST 3',
      'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
      'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
      'af82',
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
    ],
  ])('%s of RFC 8032, section 7.1', (_name, seed, publicKey, message, signature) => {
    const signer = signerFrom('kim', bytes(seed))
    expect(rawKeyOf(verifierText(signer)).toString('hex')).toBe(`01${publicKey}`)
    expect(sign(null, bytes(message), signer.privateKey).toString('hex')).toBe(signature)
    // The last of the three is no text.
    const text = bytes(message).toString()
    if (bytes(message).equals(Buffer.from(text)))
      expect(signatureOn(signatureLine(text, signer))).toBe(signature)
  })

  test.each([
    ['a seed that is too short', 'kim', 31],
    ['a seed that is too long', 'kim', 33],
    ['no name', '', 32],
    ['a name with a blank', 'j kim', 32],
  ])('%s makes no key', (_what, name, length) => {
    expect(() => signerFrom(name, Buffer.alloc(length))).toThrow(RangeError)
  })
})

/* The example that the documentation of Go's golang.org/x/mod/sumdb/note signs and checks. */
describe('the example of Go', () => {
  const signer = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz'
  const verifier = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
  const text = `If you think cryptography is the answer to your problem,
then you don't know what your problem is.
`
  const line =
    '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n'

  test('is signed the same, and its keys are written the same', () => {
    const key = readSigner(signer)
    expect(signatureLine(text, key)).toBe(line)
    expect([signerText(key), verifierText(key)]).toEqual([signer, verifier])
  })

  test('is taken with its key, and not without a letter of it', () => {
    const key = readVerifier(verifier)
    expect(checkSignature(readNote(`${text}\n${line}`), key)).toBe('good')
    expect(checkSignature(readNote(`${text.replace('answer', 'anwser')}\n${line}`), key)).toBe('bad')
  })
})

describe('a key', () => {
  test('is read as it was written, under any name it can have', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1 }).filter(isKeyName)
    fc.assert(
      fc.property(name, fc.uint8Array({ minLength: 32, maxLength: 32 }), (name, seed) => {
        const signer = signerFrom(name, seed)
        expect(readSigner(signerText(signer)).seed).toEqual(Buffer.from(seed))
        const verifier = readVerifier(` ${verifierText(signer)}\n`)
        expect(verifier).toMatchObject({ name, keyId: signer.keyId })
        const note = readNote(noteText(TEXT, [signatureLine(TEXT, signer)]))
        expect(checkSignature(note, verifier)).toBe('good')
      }),
    )
  })

  test('has the id of its name and its public half (signed-note, "Ed25519 signatures")', () => {
    const raw = rawKeyOf(verifierText(LEE))
    expect(raw).toHaveLength(33)
    const id = hash('sha256', Buffer.concat([Buffer.from('example.org/lee\n'), raw])).slice(0, 8)
    expect(LEE.keyId).toBe(id)
    expect(signerFrom('lee', LEE.seed).keyId).not.toBe(id)
  })

  test.each([
    ['kim', true],
    ['example.org/kim', true],
    ['김정', true],
    ['', false],
    ['j kim', false],
    ['j\u00a0kim', false],
    ['j\u3000kim', false],
    ['kim+lee', false],
    ['kim\n', false],
    ['kim\u001b[31m', false],
    ['kim\u0085', false],
    ['kim\u202emik', false],
    ['kim\u2067', false],
    ['kim\ufeff', false],
    ['kim\ud800', false],
  ])('can be called %j: %s', (name, can) => {
    expect(isKeyName(name)).toBe(can)
  })

  const verifier = verifierText(KIM)
  const [name = '', id = '', ...encoded] = verifier.split('+')
  const key = encoded.join('+')
  const other = (type: number, length: number): string =>
    Buffer.concat([Buffer.of(type), Buffer.alloc(length, 1)]).toString('base64')

  test.each([
    ['nothing', '', 'This is no verifier key.'],
    ['a name alone', 'kim', 'This is no verifier key.'],
    ['the private half', signerText(KIM), 'This is a private key, which nobody else should have.'],
    ['the id of another', `${name}+00000000+${key}`, 'The id in this key is not that of the key.'],
    ['another name', `lee+${id}+${key}`, 'The id in this key is not that of the key.'],
    ['an id in capitals', `${name}+ABCDEF01+${key}`, 'This is no verifier key.'],
    ['an id that is too short', `${name}+${id.slice(1)}+${key}`, 'This is no verifier key.'],
    ['a name with a blank', `j kim+${id}+${key}`, 'This is no verifier key.'],
    ['a name with an escape sequence', `k\u001b[2Jim+${id}+${key}`, 'This is no verifier key.'],
    ['no key', `${name}+${id}+`, 'This is no verifier key.'],
    ['a key of another type', `${name}+${id}+${other(4, 32)}`, 'This is no verifier key.'],
    ['a key that is too short', `${name}+${id}+${other(1, 31)}`, 'This is no verifier key.'],
    ['a key that is too long', `${name}+${id}+${other(1, 33)}`, 'This is no verifier key.'],
    ['a key without its padding', `${name}+${id}+${key.replace(/=*$/, '')}?`, 'This is no verifier key.'],
    ['two keys', `${verifier}\n${verifier}`, 'This is no verifier key.'],
  ])('is not read from %s', (_what, text, message) => {
    expect(refusal(() => readVerifier(text))).toMatchObject({ code: 'bad-key', message })
  })

  test.each([
    ['nothing', '', 'This is no private key of a note.'],
    ['the public half', verifier, 'This is no private key of a note.'],
    [
      'the id of another',
      signerText(KIM).replace(id, '00000000'),
      'The id in this key is not that of the key.',
    ],
    ['half of it', signerText(KIM).slice(0, -8), 'This is no private key of a note.'],
    ['another type', `PRIVATE+KEY+kim+${id}+${other(2, 32)}`, 'This is no private key of a note.'],
  ])('to sign with is not read from %s', (_what, text, message) => {
    expect(refusal(() => readSigner(text))).toMatchObject({ code: 'bad-key', message })
  })
})

describe('a note', () => {
  test('is a text, a blank line, and a line for each signature', () => {
    const text = noteText(TEXT, [signatureLine(TEXT, KIM), signatureLine(TEXT, LEE)])
    const note = readNote(text)
    expect(text).toMatch(/^trace-case\/synthetic\n3\n\n— kim \S+\n— example\.org\/lee \S+\n$/)
    expect(note).toMatchObject({
      text: TEXT,
      signatures: [
        { name: 'kim', keyId: KIM.keyId },
        { name: 'example.org/lee', keyId: LEE.keyId },
      ],
    })
    expect([KIM, LEE].map((key) => checkSignature(note, key))).toEqual(['good', 'good'])
  })

  // The example of the specification (C2SP signed-note), whose key is not published with it.
  test('with blank lines in its text ends at the last of them', () => {
    const poem = 'Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n'
    const line =
      '— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n'
    expect(readNote(`${poem}\n${line}`)).toMatchObject({
      text: poem,
      signatures: [{ name: 'quasimodo.example/salvatore', keyId: '367ba04b' }],
    })
    const gaps = 'sera\n\n\n'
    expect(readNote(noteText(gaps, [signatureLine(gaps, KIM)])).text).toBe(gaps)
    expect(checkSignature(readNote(noteText(gaps, [signatureLine(gaps, KIM)])), KIM)).toBe('good')
  })

  test('of any text that can be one is read as it was written', () => {
    const line = fc
      .string({ unit: 'grapheme', maxLength: 20 })
      .filter((text) => !/[\p{Cc}\p{Bidi_C}]/u.test(text))
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), (parts) => {
        const text = `${parts.join('\n')}\n`
        fc.pre(!/[\u2028\u2029\ufeff\ufff9-\ufffb]/.test(text))
        const note = readNote(noteText(text, [signatureLine(text, KIM)]))
        expect(note.text).toBe(text)
        expect(checkSignature(note, KIM)).toBe('good')
      }),
    )
  })

  test('may have a hundred signatures', () => {
    const signers = Array.from({ length: 100 }, (_, i) =>
      signerFrom(`witness-${String(i)}`, Buffer.alloc(32, i)),
    )
    const note = readNote(
      noteText(
        TEXT,
        signers.map((signer) => signatureLine(TEXT, signer)),
      ),
    )
    expect(note.signatures).toHaveLength(100)
    expect(new Set(signers.map((signer) => checkSignature(note, signer)))).toEqual(new Set(['good']))
  })

  test.each([
    ['nothing', ''],
    ['blank lines', '\n\n\n'],
    ['a text alone', TEXT],
    ['a text and a blank line', `${TEXT}\n`],
    ['signatures alone', signatureLine(TEXT, KIM)],
    ['no line break at its end', NOTE.slice(0, -1)],
    ['a line break more at its end', `${NOTE}\n`],
    ['line breaks of Windows', NOTE.replaceAll('\n', '\r\n')],
    ['a tab', NOTE.replace('synthetic', 'syn\tthetic')],
    ['an escape sequence', NOTE.replace('synthetic', '\u001b[31msynthetic')],
    ['a control character of eight bits', NOTE.replace('synthetic', '\u009bsynthetic')],
    ['a mark that turns the reading order', NOTE.replace('synthetic', 'syn\u202ethetic')],
    ['a separator of lines', NOTE.replace('synthetic', 'syn\u2028thetic')],
    ['a byte order mark', `\ufeff${NOTE}`],
    ['half a character', NOTE.replace('synthetic', '\ud800')],
    ['a hyphen for the dash', NOTE.replace('—', '-')],
    ['two blanks after the dash', NOTE.replace('— ', '—  ')],
    ['a blank at the end of a line', NOTE.replace(/\n$/, ' \n')],
    ['a line without a name', NOTE.replace('— kim ', '— ')],
    ['a name with a plus', NOTE.replace('— kim ', '— kim+lee ')],
    ['a name with a wide blank', NOTE.replace('— kim ', '— kim\u3000lee ')],
    ['a signature that is no Base64', NOTE.replace(/(— kim .)./, '$1*')],
    ['a signature in Base64 for addresses', `${TEXT}\n— kim ${'_-8A'.repeat(4)}\n`],
    ['a signature without padding', `${TEXT}\n— kim AAAAAAE\n`],
    ['a signature with bits to spare', `${TEXT}\n— kim AAAAAAF=\n`],
    ['the id of a key and nothing more', `${TEXT}\n— kim AAAAAA==\n`],
    ['something else among the signatures', `${NOTE}lee agrees\n`],
    ['more than is read', noteText('x'.repeat(MAX_NOTE), [signatureLine(TEXT, KIM)])],
  ])('is not %s', (_what, text) => {
    expect(refusal(() => readNote(text))).toMatchObject({
      code: 'bad-checkpoint',
      message: 'This is no signed note.',
    })
  })
})

describe('a signature', () => {
  const check = (...lines: string[]) => checkSignature(readNote(noteText(TEXT, lines)), KIM)
  const good = signatureLine(TEXT, KIM)

  test('of another text, or with a bit flipped, does not fit', () => {
    expect(check(signatureLine(TEXT.replace('3', '4'), KIM))).toBe('bad')
    const signature = Buffer.from(bytes(signatureOn(good)))
    for (const at of [0, 31, 32, 63]) {
      const other = Buffer.from(signature)
      other[at] = (other[at] ?? 0) ^ 1
      expect(check(lineOf('kim', KIM.keyId, other))).toBe('bad')
    }
    expect(check(lineOf('kim', KIM.keyId, signature))).toBe('good')
  })

  test('that is longer or shorter than one does not fit', () => {
    const signature = bytes(signatureOn(good))
    expect(check(lineOf('kim', KIM.keyId, signature.subarray(0, 63)))).toBe('bad')
    expect(check(lineOf('kim', KIM.keyId, Buffer.concat([signature, Buffer.of(0)])))).toBe('bad')
  })

  test('of a key that is not known is left alone, also when it has the name or the id of one that is', () => {
    expect(check(lineOf('lee', '01020304'), good)).toBe('good')
    expect(check(good, lineOf('kim', '01020304'), lineOf('lee', KIM.keyId))).toBe('good')
    // Signatures of other types are longer.
    expect(check(good, lineOf('kim', '01020304', Buffer.alloc(5000)))).toBe('good')
    expect(check(lineOf('kim', '01020304'), lineOf('lee', KIM.keyId))).toBe('absent')
  })

  test('that does not fit spoils another of the same key that does', () => {
    expect(check(good, good)).toBe('good')
    expect(check(good, lineOf('kim', KIM.keyId))).toBe('bad')
    expect(check(lineOf('kim', KIM.keyId), good)).toBe('bad')
  })
})

describe('Base64', () => {
  test('is read in the one way it is written', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), (some) => {
        expect(fromBase64(Buffer.from(some).toString('base64'))).toEqual(Buffer.from(some))
      }),
    )
  })
  test.each(['', '=', 'AA', 'AA=', 'AB==', 'AA==\n', ' AA==', 'A A=', '-_8=', 'AA==AA=='])(
    'is not %j',
    (text) => {
      expect(fromBase64(text)).toBeUndefined()
    },
  )
})

describe('any text', () => {
  const letters = [
    ...NOTE,
    ...verifierText(KIM),
    '\n',
    '\n\n',
    '—',
    '+',
    '=',
    '\u0000',
    '\ud800',
    '\u202e',
    'é',
  ]
  const changed = (text: string) =>
    fc
      .array(fc.tuple(fc.nat(text.length), fc.nat(3), fc.constantFrom('', ...letters)), {
        minLength: 1,
        maxLength: 4,
      })
      .map((edits) =>
        edits.reduce((one, [at, cut, put]) => one.slice(0, at) + put + one.slice(at + cut), text),
      )
  const any = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom(...letters)).map((some) => some.join('')),
    changed(NOTE),
    changed(verifierText(KIM)),
    changed(signerText(KIM)),
  )

  test.each([
    ['a note', readNote],
    ['a verifier', readVerifier],
    ['a private key', readSigner],
  ])('is %s, or refused as none', (_what, read) => {
    fc.assert(
      fc.property(any, (text) => {
        try {
          read(text)
        } catch (error) {
          expect(error).toBeInstanceOf(Failure)
        }
      }),
      { numRuns: 1000 },
    )
  })

  test('that was changed is not what was signed', () => {
    fc.assert(
      fc.property(changed(NOTE), (text) => {
        fc.pre(text !== NOTE)
        const verdict = (() => {
          try {
            const note = readNote(text)
            return note.text === TEXT ? 'same text' : checkSignature(note, KIM)
          } catch (error) {
            expect(error).toBeInstanceOf(Failure)
            return 'refused'
          }
        })()
        expect(verdict).not.toBe('good')
      }),
      { numRuns: 1000 },
    )
  })
})
