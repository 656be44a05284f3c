import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MAX_TIMESTAMP, readTimestamp, type Timestamp } from '../../src/custody/timestamp.ts'
import { Failure } from '../../src/model/failure.ts'
import {
  der,
  DIGEST,
  explicit,
  granted,
  integer,
  octets,
  oid,
  rejected,
  sequence,
  set,
  SHA256,
  signedData,
  stampInfo,
  token,
  utf8,
} from './timestamp-reply.ts'

/** What a reply is refused with. */
function refusal(reply: Uint8Array): Failure {
  try {
    readTimestamp(reply)
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('it was read')
}

const ascii = (tag: number, text: string) => der(tag, Buffer.from(text, 'latin1'))
const attribute = (type: string, value: Uint8Array) => set(sequence(oid(type), value))
const directory = (...names: readonly Uint8Array[]) => explicit(4, sequence(...names))

describe('a reply that grants', () => {
  test('says what was stamped, when, and by whose rules', () => {
    expect(readTimestamp(granted())).toEqual({
      hashAlgorithm: 'sha256',
      imprint: new Uint8Array(DIGEST),
      time: '2026-11-21T12:00:00Z',
      serial: 'aff',
      policy: '1.2.3.4.1',
    })
  })

  test('may do so with changes, and a token alone says the same', () => {
    expect(readTimestamp(granted(token(), 1))).toEqual(readTimestamp(granted()))
    expect(readTimestamp(token())).toEqual(readTimestamp(granted()))
  })

  test('may have its contents in pieces, and of no stated length, as BER allows', () => {
    const info = stampInfo()
    const pieces = der(0x24, octets(info.subarray(0, 20)), octets(info.subarray(20)))
    expect(readTimestamp(signedData(pieces))).toEqual(readTimestamp(granted()))
    const [open, end] = [Buffer.of(0x24, 0x80), Buffer.of(0, 0)]
    expect(readTimestamp(signedData(Buffer.concat([open, octets(info), end])))).toEqual(
      readTimestamp(granted()),
    )
  })

  test.each([
    ['20261121120000Z', '2026-11-21T12:00:00Z'],
    ['20240229235959.25Z', '2024-02-29T23:59:59.25Z'],
    ['19991231000000.123456789Z', '1999-12-31T00:00:00.123456789Z'],
  ])('of %s was made at %s', (time, rfc3339) => {
    expect(readTimestamp(granted(token(stampInfo({ time })))).time).toBe(rfc3339)
  })

  test.each([
    ['sha1', '1.3.14.3.2.26', 20],
    ['sha384', '2.16.840.1.101.3.4.2.2', 48],
    ['sha512', '2.16.840.1.101.3.4.2.3', 64],
    ['1.2.840.113549.2.5', '1.2.840.113549.2.5', 16],
  ])('may be over a digest of %s', (name, algorithm, length) => {
    const digest = Buffer.alloc(length, 7)
    expect(readTimestamp(granted(token(stampInfo({ algorithm, digest }))))).toMatchObject({
      hashAlgorithm: name,
      imprint: new Uint8Array(digest),
    })
  })

  test.each([
    [Buffer.of(0), '0'],
    [Buffer.of(0, 0xff), 'ff'],
    [Buffer.alloc(20, 0x7f), '7f'.repeat(20)],
  ])('has the number %j', (serial, hex) => {
    expect(readTimestamp(granted(token(stampInfo({ serial })))).serial).toBe(hex)
  })

  test.each([
    [
      'a directory name',
      directory(
        attribute('2.5.4.6', ascii(0x13, 'CH')),
        attribute('2.5.4.10', utf8('Synthetic Watch')),
        attribute('2.5.4.3', ascii(0x13, 'Time stamps')),
      ),
      'Time stamps, Synthetic Watch',
    ],
    ['an organisation alone', directory(attribute('2.5.4.10', utf8('Rasŏn'))), 'Rasŏn'],
    ['an address', ascii(0x86, 'https://tsa.example.org/'), 'https://tsa.example.org/'],
    ['a host', ascii(0x82, 'tsa.example.org'), 'tsa.example.org'],
    ['a name of a country alone', directory(attribute('2.5.4.6', ascii(0x13, 'CH'))), undefined],
    ['a number', der(0x88, Buffer.of(0x2a)), undefined],
    ['an empty address', ascii(0x86, ''), undefined],
    ['a blank name', directory(attribute('2.5.4.3', utf8('  '))), undefined],
    ['a name too long', directory(attribute('2.5.4.3', utf8('x'.repeat(5000)))), `${'x'.repeat(200)}…`],
    ['half a character', directory(attribute('2.5.4.3', der(0x1e, Buffer.of(0xd8, 0x3d)))), '\ufffd'],
  ])('names its authority by %s', (_how, authority, name) => {
    expect(readTimestamp(granted(token(stampInfo({ authority })))).authority).toBe(name)
  })
})

describe('a reply that refuses', () => {
  test.each([
    [['The clock is being set.'], undefined, 'The authority refused to stamp: The clock is being set.'],
    [['first', 'second'], 0, 'The authority refused to stamp: first; second.'],
    [[], 0, 'The authority refused to stamp: it does not take this digest.'],
    [[], 14, 'The authority refused to stamp: it has no time at the moment.'],
    [[], 25, 'The authority refused to stamp: it is out of order.'],
    [[], undefined, 'The authority refused to stamp.'],
    [['x'.repeat(5000)], undefined, `The authority refused to stamp: ${'x'.repeat(200)}….`],
  ])('%j, bit %j', (texts, bit, message) => {
    expect(refusal(rejected(texts, bit))).toMatchObject({ code: 'bad-timestamp', message })
  })

  test('is refused even when there is a token behind it', () => {
    for (const status of [2, 3, 4, 5, 127]) {
      expect(refusal(granted(token(), status)).message).toBe('The authority refused to stamp.')
    }
    expect(refusal(sequence(sequence(integer(1, 0)), token())).message).toBe(
      'The authority refused to stamp.',
    )
  })
})

describe('what is no time stamp', () => {
  test.each([
    ['nothing', Buffer.alloc(0)],
    ['a page', Buffer.from('<html><title>502 Bad Gateway</title></html>')],
    ['a token in Base64', Buffer.from(token().toString('base64'))],
    ['half a reply', granted().subarray(0, 60)],
    ['a reply with something behind it', Buffer.concat([granted(), Buffer.of(0)])],
    ['two replies', Buffer.concat([granted(), granted()])],
    ['a number', integer(1)],
    ['an empty sequence', sequence()],
    ['a status that is no number', sequence(sequence(utf8('granted')), token())],
    ['a signature over something else', signedData(octets(stampInfo()), '1.2.840.113549.1.7.1')],
    ['a signature over nothing', signedData(Buffer.alloc(0))],
    ['a signature over text', signedData(utf8('stamped'))],
    ['contents that are no value', token(Buffer.from('stamped'))],
    ['contents with something behind', token(Buffer.concat([stampInfo(), Buffer.of(5, 0)]))],
    ['contents without a version', token(sequence(oid('1.2.3')))],
    ['a time with a comma', token(stampInfo({ time: '20261121120000,5Z' }))],
    ['a time with a line break', token(stampInfo({ time: '20261121120000Z\n' }))],
    ['a time that is empty', token(stampInfo({ time: '' }))],
    ['a token of another type', granted(sequence(oid('1.2.840.113549.1.7.1'), explicit(0, octets(DIGEST))))],
  ])('is refused: %s', (_what, reply) => {
    expect(refusal(reply)).toMatchObject({ code: 'bad-timestamp', message: 'This is no time stamp.' })
  })

  test('such as the request for one, is called what it is', () => {
    const request = sequence(integer(1), sequence(sequence(oid(SHA256)), octets(DIGEST)))
    expect(refusal(request).message).toBe('This is a request for a time stamp, not the reply to it.')
  })

  test.each([
    ['is granted, but not there', sequence(sequence(integer(0)))],
    ['does not say by which rules it was made', token(stampInfo({ policy: utf8('rules') }))],
    [
      'does not say what was stamped',
      token(sequence(integer(1), oid('1.2.3'), sequence(), integer(1), ascii(0x18, '20261121120000Z'))),
    ],
    ['has a digest of the wrong length', token(stampInfo({ digest: DIGEST.subarray(1) }))],
    ['has no number', token(stampInfo({ serial: Buffer.alloc(101, 0x55) }))],
    ['has no number', token(stampInfo({ serial: Buffer.alloc(0) }))],
    ['has a digest of the wrong length', token(stampInfo({ algorithm: '1.2.3', digest: Buffer.alloc(0) }))],
  ])('%s', (what, reply) => {
    expect(refusal(reply)).toMatchObject({ code: 'bad-timestamp', message: `This time stamp ${what}.` })
  })

  test.each([
    '20261121120000',
    '20261121120000+0900',
    '202611211200Z',
    '20260230120000Z',
    '20261321120000Z',
    '20261121240000Z',
    '20261121126000Z',
    '20261121120060Z',
    '20261121120000.Z',
    '261121120000Z',
  ])('does not say when it was made: %j', (time) => {
    expect(refusal(token(stampInfo({ time }))).message).toBe('This time stamp does not say when it was made.')
  })
})

describe('whatever is handed over', () => {
  /** Bytes of what is large, and still read. */
  const LARGE = MAX_TIMESTAMP - 500

  /** Reads it, and checks that it is a time stamp or no time stamp. */
  function isReadOrRefused(reply: Uint8Array): void {
    let stamp: Timestamp
    try {
      stamp = readTimestamp(reply)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      expect(error.code).toBe('bad-timestamp')
      expect(error.message.length).toBeLessThan(300)
      expect(error.message.isWellFormed()).toBe(true)
      return
    }
    expect(stamp.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/)
    expect(stamp.imprint.length).toBeGreaterThan(0)
    expect(stamp.serial).toMatch(/^[0-9a-f]{1,200}$/)
    for (const text of [stamp.authority ?? '', stamp.hashAlgorithm, stamp.policy]) {
      expect(text.isWellFormed()).toBe(true)
      expect(text.length).toBeLessThanOrEqual(201)
    }
  }

  const replies = [
    granted(token(stampInfo({ authority: directory(attribute('2.5.4.3', utf8('Rasŏn'))) }))),
    rejected(['The clock is being set.'], 14),
    signedData(der(0x24, octets(stampInfo().subarray(0, 20)), octets(stampInfo().subarray(20)))),
  ]

  test('any one byte other than it was', () => {
    for (const reply of replies) {
      for (let at = 0; at < reply.length; at += 1) {
        for (let bit = 0; bit < 8; bit += 1) {
          const changed = Buffer.from(reply)
          changed[at] = (reply[at] ?? 0) ^ (1 << bit)
          isReadOrRefused(changed)
        }
      }
    }
  })

  test('cut short anywhere', () => {
    for (const reply of replies) for (let at = 0; at < reply.length; at += 1) refusal(reply.subarray(0, at))
  })

  test('pieces put in, taken out and written over', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...replies),
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 20 }), fc.uint8Array({ maxLength: 12 })), {
          minLength: 1,
          maxLength: 4,
        }),
        (reply, changes) => {
          let changed: Buffer = reply
          for (const [position, length, bytes] of changes) {
            const at = position % (changed.length + 1)
            changed = Buffer.concat([changed.subarray(0, at), bytes, changed.subarray(at + length)])
          }
          isReadOrRefused(changed)
        },
      ),
      { numRuns: 5000 },
    )
  })

  test('any bytes, and any contents of a token', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200, size: 'max' }), (bytes) => {
        isReadOrRefused(bytes)
        isReadOrRefused(token(Buffer.from(bytes)))
        isReadOrRefused(granted(Buffer.from(bytes)))
      }),
      { numRuns: 2000 },
    )
  })

  test.each([
    ['nested too deep', () => nested(20_000)],
    ['nested too deep, of no stated length', () => Buffer.alloc(MAX_TIMESTAMP, Buffer.of(0x30, 0x80))],
    ['of too many parts', () => sequence(Buffer.alloc(LARGE, Buffer.of(0x05, 0x00)))],
    ['of many parts', () => sequence(Buffer.alloc(30_000, Buffer.of(0x05, 0x00)))],
    ['with a policy without end', () => withPolicy(Buffer.concat([Buffer.alloc(LARGE, 0xff), Buffer.of(1)]))],
    ['with a policy of many numbers', () => withPolicy(Buffer.alloc(LARGE, 1))],
    ['with a number without end', () => token(stampInfo({ serial: Buffer.alloc(LARGE, 0x55) }))],
    ['with a time without end', () => token(stampInfo({ time: '2'.repeat(LARGE) }))],
    ['with a digest in many pieces', () => inPieces(Buffer.alloc(60_000, Buffer.of(0x04, 0x01, 0x30)))],
    ['with a text of many pieces', () => rejected(Array(40_000).fill('no') as string[])],
    ['that is too large', () => Buffer.alloc(MAX_TIMESTAMP + 1, 0x30)],
  ])('is answered at once: a reply %s', (_what, make) => {
    // What grows with the square of the length would not end before the test is given up.
    isReadOrRefused(make())
  })

  function nested(depth: number): Buffer {
    return depth === 0
      ? integer(1)
      : Buffer.concat([Buffer.alloc(depth * 2, Buffer.of(0x30, 0x80)), integer(1)])
  }

  /** A token that lacks nothing, with these bytes for its policy. */
  function withPolicy(arcs: Uint8Array): Buffer {
    return token(stampInfo({ policy: der(0x06, arcs) }))
  }

  function inPieces(pieces: Uint8Array): Buffer {
    return signedData(der(0x24, pieces))
  }
})
