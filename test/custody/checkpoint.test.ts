import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkpointText, originOf, readCheckpoint } from '../../src/custody/checkpoint.ts'
import { checkSignature, noteText, signatureLine, signerFrom } from '../../src/custody/note.ts'
import { Failure } from '../../src/model/failure.ts'
import { refusal } from '../model/refusal.ts'

const KIM = signerFrom('kim', Buffer.alloc(32, 1))
const ROOT = Buffer.alloc(32, 7)
const BASE64 = ROOT.toString('base64')

/** A text as a note signed by kim. */
const signed = (text: string): string => noteText(text, [signatureLine(text, KIM)])

describe('a checkpoint', () => {
  test('is read as it was written', () => {
    const origin = fc.string({ minLength: 1 }).filter((text) => /^[ -~]+$/.test(text))
    const root = fc.uint8Array({ minLength: 32, maxLength: 32 })
    fc.assert(
      fc.property(origin, fc.nat(10 ** 9), root, (origin, size, root) => {
        const text = signed(checkpointText({ origin, size, root }))
        const checkpoint = readCheckpoint(text)
        expect(checkpoint).toMatchObject({ origin, size, root: Buffer.from(root), text })
        expect(checkSignature(checkpoint.note, KIM)).toBe('good')
      }),
    )
  })

  // C2SP tlog-checkpoint; its key is not published with it.
  test('of the specification is read', () => {
    const example = `example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
`
    expect(readCheckpoint(example)).toMatchObject({
      origin: 'example.com/behind-the-sofa',
      size: 20_852_163,
      root: Buffer.from('0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62', 'hex'),
      note: { signatures: [{ name: 'example.com/behind-the-sofa', keyId: '033de0ae' }] },
    })
  })

  test('of a case says whose it is', () => {
    expect(originOf('6g2k')).toBe('trace-case/6g2k')
  })

  test.each([
    ['of the empty log', `log\n0\n${BASE64}\n`, 0],
    ['of more leaves than 32 bits can count', `log\n999999999999999\n${BASE64}\n`, 999_999_999_999_999],
    ['with further lines', `log\n3\n${BASE64}\nwhat others add\n—\n`, 3],
    ['with blanks in its origin', `a log of mine\n3\n${BASE64}\n`, 3],
  ])('%s is one', (_what, text, size) => {
    expect(readCheckpoint(signed(text))).toMatchObject({ size, root: ROOT, note: { text } })
  })

  test.each([
    ['without an origin', `\n3\n${BASE64}\n`],
    ['without a root', 'log\n3\n'],
    ['with nothing but an origin', 'log\n'],
    ['of a size with a zero in front', `log\n03\n${BASE64}\n`],
    ['of a size with a sign', `log\n+3\n${BASE64}\n`],
    ['of less than none', `log\n-3\n${BASE64}\n`],
    ['of a size with a blank', `log\n3 \n${BASE64}\n`],
    ['of a size with a point', `log\n3.0\n${BASE64}\n`],
    ['of a size in other digits', `log\n٣\n${BASE64}\n`],
    ['of a size that is no exact number', `log\n9007199254740993\n${BASE64}\n`],
    ['with a root that is too short', `log\n3\n${ROOT.subarray(1).toString('base64')}\n`],
    ['with a root that is too long', `log\n3\n${Buffer.alloc(33).toString('base64')}\n`],
    ['with a root in hexadecimal', `log\n3\n${ROOT.toString('hex')}\n`],
    ['with a blank line', `log\n3\n${BASE64}\n\nwhat others add\n`],
    ['with a blank line at its end', `log\n3\n${BASE64}\n\n`],
    ['with a blank line in front', `\nlog\n3\n${BASE64}\n`],
  ])('%s is none', (_what, text) => {
    expect(refusal(() => readCheckpoint(signed(text)))).toMatchObject({
      code: 'bad-checkpoint',
      message: 'This note is no checkpoint: it needs an origin, a size and a root.',
    })
  })

  test('that nobody signed is none', () => {
    expect(refusal(() => readCheckpoint(`log\n3\n${BASE64}\n`)).message).toBe('This is no signed note.')
  })

  test('is refused as none whatever else stands there', () => {
    const line = fc.oneof(
      fc.constantFrom('log', '3', '03', BASE64, '', '—', 'x'),
      fc.string({ unit: 'binary', maxLength: 8 }),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
        const text = signed(`${lines.join('\n')}\n`)
        try {
          const { origin, size, root } = readCheckpoint(text)
          expect(text.startsWith(checkpointText({ origin, size, root }))).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(Failure)
        }
      }),
      { numRuns: 1000 },
    )
  })
})
