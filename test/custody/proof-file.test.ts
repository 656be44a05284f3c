import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkpointText } from '../../src/custody/checkpoint.ts'
import { leafHash } from '../../src/custody/merkle.ts'
import { noteText, signatureLine, signerFrom } from '../../src/custody/note.ts'
import { proofText, provesInclusion, readProof } from '../../src/custody/proof-file.ts'
import { Failure } from '../../src/model/failure.ts'
import { refusal } from '../model/refusal.ts'
import { PlainTree } from './merkle-proofs.ts'

const KIM = signerFrom('kim', Buffer.alloc(32, 1))
const CONTENTS = ['Rajin', '라진', '{"name":"Rajin"}', 'Dunai', 'Тихорецк'].map((name) =>
  name.startsWith('{') ? name : `{"id":"${name}"}`,
)
const TREE = new PlainTree(CONTENTS.map((contents) => leafHash(contents)))
const SIZE = CONTENTS.length

function checkpointOf(size: number, root = TREE.root(0, size)): string {
  const text = checkpointText({ origin: 'trace-case/synthetic', size, root })
  return noteText(text, [signatureLine(text, KIM)])
}

function proofOf(index: number, size = SIZE): string {
  const contents = CONTENTS[index] ?? ''
  return proofText({ contents, index, hashes: TREE.path(index, 0, size) }, checkpointOf(size))
}

const PROOF = proofOf(1)

describe('a proof', () => {
  test('is a heading, what was recorded, its index, the hashes, and the checkpoint (C2SP tlog-proof)', () => {
    const [heading, extra, index, ...rest] = PROOF.split('\n')
    expect([heading, index]).toEqual(['c2sp.org/tlog-proof@v1', 'index 1'])
    expect(Buffer.from(extra?.replace('extra ', '') ?? '', 'base64').toString()).toBe(CONTENTS[1])
    const hashes = TREE.path(1, 0, SIZE).map((hash) => hash.toString('base64'))
    expect(rest.slice(0, hashes.length + 1)).toEqual([...hashes, ''])
    expect(PROOF.endsWith(`\n\n${checkpointOf(SIZE)}`)).toBe(true)
  })

  test('of any leaf of any tree is read as it was written, and proves it', () => {
    for (let size = 1; size <= SIZE; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const proof = readProof(proofOf(index, size))
        expect(proof).toMatchObject({ contents: CONTENTS[index], index, checkpoint: { size } })
        expect(proof.hashes).toEqual(TREE.path(index, 0, size))
        expect(provesInclusion(proof)).toBe(true)
      }
    }
  })

  test.each([
    ['other contents', { contents: '{"id":"Rason"}' }],
    ['another index', { index: 2 }],
    ['an index that is not in the tree', { index: SIZE }],
    ['an index beyond 32 bits', { index: 1 + 2 ** 32 }],
    ['a hash less', { hashes: TREE.path(1, 0, SIZE).slice(1) }],
    ['a hash more', { hashes: [...TREE.path(1, 0, SIZE), leafHash('Rajin')] }],
    ['no hashes', { hashes: [] }],
  ])('with %s proves nothing', (_what, other) => {
    expect(provesInclusion({ ...readProof(PROOF), ...other })).toBe(false)
  })

  test('with the checkpoint of another tree proves nothing', () => {
    const { contents, index, hashes } = readProof(PROOF)
    for (const checkpoint of [checkpointOf(4), checkpointOf(SIZE, leafHash('Rajin'))])
      expect(provesInclusion(readProof(proofText({ contents, index, hashes }, checkpoint)))).toBe(false)
  })

  test('keeps what was recorded to the byte, a byte order mark too', () => {
    for (const contents of ['\ufeff{}', '{"note":"\u0000\\u001b"}', 'é'.repeat(100_000)]) {
      const text = proofText({ contents, index: 0, hashes: [] }, checkpointOf(1, leafHash(contents)))
      expect(readProof(text).contents).toBe(contents)
      expect(provesInclusion(readProof(text))).toBe(true)
    }
  })

  const first = Buffer.from(TREE.path(1, 0, SIZE)[0] ?? '').toString('base64')
  const damaged = (part: string): string => `This proof is damaged: ${part} cannot be read.`
  test.each<[string, string | RegExp, string, string]>([
    ['nothing', /.*/s, '', 'This is no proof of a log.'],
    ['a checkpoint alone', /.*/s, checkpointOf(SIZE), 'This is no proof of a log.'],
    ['a proof of a later version', '@v1', '@v2', 'This is no proof of a log.'],
    ['a blank line in front', 'c2sp', '\n\nc2sp', 'This is no proof of a log.'],
    ['line breaks of Windows', /\n/g, '\r\n', 'This is no proof of a log.'],
    ['no contents', /\nextra .*/, '', damaged('what was recorded')],
    ['empty contents', /\nextra .*/, '\nextra ', damaged('what was recorded')],
    ['contents twice', /(\nextra .*)/, '$1$1', damaged('its index')],
    ['contents that are no Base64', 'extra ', 'extra *', damaged('what was recorded')],
    ['contents that are no UTF-8', /\nextra .*/, '\nextra /w==', damaged('what was recorded')],
    ['no index', /\nindex .*/, '', damaged('its index')],
    ['an index with a zero in front', 'index 1', 'index 01', damaged('its index')],
    ['an index below none', 'index 1', 'index -1', damaged('its index')],
    ['an index that is no number', 'index 1', 'index one', damaged('its index')],
    ['an index that is no exact number', 'index 1', 'index 9007199254740993', damaged('its index')],
    ['a hash that is cut short', first, first.slice(4), damaged('its hashes')],
    ['a hash that is no Base64', first, first.replace(/./, '*'), damaged('its hashes')],
    ['a hash with a blank', first, `${first} `, damaged('its hashes')],
    ['more hashes than any log needs', first, `${first}\n`.repeat(65).trimEnd(), damaged('its hashes')],
    ['no checkpoint', /\n\n.*/s, '\n\n', 'This is no signed note.'],
    ['no blank line', /\n\n.*/s, '\n', 'This is no proof of a log.'],
    [
      'two blank lines before the checkpoint',
      '\n\n',
      '\n\n\n',
      'This note is no checkpoint: it needs an origin, a size and a root.',
    ],
    ['more after its checkpoint', /$/, 'Rajin\n', 'This is no signed note.'],
    ['far more after its checkpoint', /$/, 'x'.repeat(200_000), 'This is no signed note.'],
  ])('is not read from %s', (_what, before, after, message) => {
    const failure = refusal(() => readProof(PROOF.replace(before, after)))
    expect(failure.message).toBe(message)
    expect(['bad-proof', 'bad-checkpoint']).toContain(failure.code)
  })

  test('that was changed anywhere is refused, or proves nothing, or says the same', () => {
    const letters = [...new Set(PROOF), '\u0000', '\r', '\ud800']
    const edits = fc.array(fc.tuple(fc.nat(PROOF.length), fc.nat(2), fc.constantFrom('', ...letters)), {
      minLength: 1,
      maxLength: 3,
    })
    const original = readProof(PROOF)
    fc.assert(
      fc.property(edits, (edits) => {
        const text = edits.reduce(
          (one, [at, cut, put]) => one.slice(0, at) + put + one.slice(at + cut),
          PROOF,
        )
        try {
          const proof = readProof(text)
          const isSame =
            proof.contents === original.contents &&
            proof.checkpoint.note.text === original.checkpoint.note.text
          if (!isSame)
            expect(
              provesInclusion(proof) &&
                proof.checkpoint.origin === original.checkpoint.origin &&
                proof.checkpoint.size === SIZE,
            ).toBe(false)
        } catch (error) {
          expect(error).toBeInstanceOf(Failure)
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('is refused as none whatever else stands there', () => {
    const line = fc.oneof(
      fc.constantFrom(...PROOF.split('\n'), 'index 0', 'extra e30='),
      fc.string({ unit: 'binary', maxLength: 8 }),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.boolean(), (lines, headed) => {
        try {
          readProof(`${headed ? 'c2sp.org/tlog-proof@v1\n' : ''}${lines.join('\n')}\n`)
        } catch (error) {
          expect(error).toBeInstanceOf(Failure)
        }
      }),
      { numRuns: 1000 },
    )
  })
})
