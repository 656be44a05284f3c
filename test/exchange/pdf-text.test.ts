import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pdfText } from '../../src/exchange/pdf-text.ts'
import { tempFolder } from '../cli/harness.ts'
import { pdfBomb, pdfCircle, pdfEncrypted, pdfNested, pdfNestedObject, pdfOf } from './pdfs.ts'

/** Reads a PDF as it stands in a file. */
function reading(bytes: Buffer, milliseconds?: number) {
  const file = join(tempFolder(), 'report.pdf')
  writeFileSync(file, bytes)
  return pdfText(file, milliseconds)
}

const REPORT = pdfOf([
  ['Around 73 freight rail-', 'cars stood in the yard (tarped).'],
  ['The second page'],
  [],
  ['\x93Najin\x94 \x96 \xe9t\xe9'],
])

describe('the text of a PDF', () => {
  test('has its lines and its pages, and says what took it', async () => {
    expect(await reading(REPORT)).toEqual({
      text: 'Around 73 freight rail-\ncars stood in the yard (tarped).\fThe second page\f\f“Najin” – été',
      by: expect.stringMatching(/^trace pdf 1, pdf\.js \d+\.\d+\.\d+$/),
    })
  })

  test('is empty where there are no words', async () => {
    expect(await reading(pdfOf([[]]))).toMatchObject({ text: '' })
  })
})

describe('a PDF that cannot be read', () => {
  test.each<[what: string, bytes: Buffer, why: string]>([
    ['no PDF at all', Buffer.from('73 railcars'), 'damaged'],
    ['nothing', Buffer.alloc(0), 'damaged'],
    ['its first half', REPORT.subarray(0, REPORT.length / 2), 'damaged'],
    ['one that asks for a password', pdfEncrypted('tumangang'), 'encrypted'],
    ['objects in objects', pdfNestedObject(1_000_000), 'damaged'],
    ['a tree of pages that goes in a circle', pdfCircle(), 'damaged'],
    ['a few bytes that become too many', pdfBomb(600 << 20), 'too large'],
  ])('%s', async (_what, bytes, why) => {
    expect(await reading(bytes)).toEqual({ why })
  })

  test('one that asks for no password is read', async () => {
    expect(await reading(pdfEncrypted(''))).toMatchObject({ text: expect.any(String) })
  })

  test('one that is only lists in lists has no words', async () => {
    expect(await reading(pdfNested(2_000_000))).toMatchObject({ text: '' })
  })

  test('one that takes too long is left alone', async () => {
    expect(await reading(pdfOf(Array.from({ length: 2000 }, () => ['Rajin'])), 20)).toEqual({
      why: 'too slow',
    })
  })

  test('a file that is not there', async () => {
    expect(await pdfText(join(tempFolder(), 'none.pdf'))).toEqual({ why: 'damaged' })
  })

  test('any change of one byte gives a text or a reason', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(REPORT.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const bytes = Buffer.from(REPORT)
        bytes[at] = (bytes[at] ?? 0) ^ change
        const read = await reading(bytes)
        expect(['string', 'undefined']).toContain(typeof read.text)
        expect('why' in read).toBe(read.text === undefined)
      }),
      { numRuns: 25 },
    )
  })
})
