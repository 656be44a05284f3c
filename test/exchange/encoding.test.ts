import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeText, encodingOf, fromWindows1252, NotText } from '../../src/exchange/encoding.ts'
import { Failure } from '../../src/model/failure.ts'
import { encoded, sheetFolder, wide } from './sheet-files.ts'

const { read, refused } = sheetFolder()

const RUSSIAN =
  'Порт,Примечание\r\nРаджин,Контейнеры у причала под брезентом\r\nДунай,Разгрузка судна «Ангара»\r\n'
const GERMAN =
  'Ort,Bemerkung\r\nGüterbahnhof,zwölf überdeckte Wagen\r\nGroße Straße,Bahnübergang geschlossen\r\n'
const KOREAN = '장소,비고\r\n두만강역,화차 일흔세 량\r\n라진항,컨테이너 삼백 개\r\n'

const words = (script: string) =>
  fc.array(fc.string({ unit: fc.constantFrom(...script), minLength: 1, maxLength: 12 }), {
    minLength: 1,
    maxLength: 40,
  })
const someText = fc
  .oneof(
    words('абвгдежзийклмнопрстуфхцчшщъыьэюяАБВ №«»'),
    words('abcäöüßÄÖÜ €–„“'),
    words('두만강역라진항컨테이너 '),
    words('abc,;\t"\r\n0123'),
    words('𝕬🚢é́'),
  )
  .map((all) => all.join(' '))

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size))
}

async function textOf(bytes: Uint8Array, encoding: string, size: number): Promise<string> {
  let text = ''
  for await (const piece of decodeText(pieces(bytes, size), encoding)) text += piece
  return text
}

const told = async (bytes: Uint8Array) => (await encodingOf(bytes, true, undefined, 'a.csv')).encoding

describe('text comes back from its bytes, in pieces of any size', () => {
  const sizes = fc.integer({ min: 1, max: 9 })
  test.each([
    ['utf-8', (text: string) => Buffer.from(text)],
    ['utf-16le', (text: string) => wide(text, false)],
    ['utf-16be', (text: string) => wide(text, true)],
  ])('%s, with a mark and without', async (encoding, write) => {
    await fc.assert(
      fc.asyncProperty(someText, sizes, fc.boolean(), async (text, size, isMarked) => {
        expect(await textOf(write(isMarked ? `\uFEFF${text}` : text), encoding, size)).toBe(text)
      }),
    )
  })

  test.each(['windows-1251', 'windows-1252', 'koi8-r'])('%s', async (encoding) => {
    const all = new TextDecoder(encoding).decode(Uint8Array.from({ length: 256 }, (_, byte) => byte))
    expect(await textOf(encoded(encoding, all), encoding, 7)).toBe(all)
  })

  test('windows-1252 is not taken for ISO 8859-1', () => {
    expect(fromWindows1252(Uint8Array.from([0x80, 0x93, 0x94, 0x96, 0xe4, 0x41]))).toBe('€“”–äA')
  })
})

describe('an encoding is told', () => {
  test.each([
    ['UTF-8', Buffer.from(RUSSIAN), 'utf-8'],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${GERMAN}`), 'utf-8'],
    ['ASCII', Buffer.from('place,note\nrajin,x\n'), 'utf-8'],
    ['UTF-16 LE with a mark', wide(`\uFEFF${KOREAN}`, false), 'utf-16le'],
    ['UTF-16 BE with a mark', wide(`\uFEFF${KOREAN}`, true), 'utf-16be'],
    ['UTF-16 LE', wide(RUSSIAN, false), 'utf-16le'],
    ['UTF-16 BE', wide(KOREAN, true), 'utf-16be'],
    ['windows-1251', encoded('windows-1251', RUSSIAN), 'windows-1251'],
    ['windows-1252', encoded('windows-1252', GERMAN), 'windows-1252'],
    ['windows-1252 by one word', encoded('windows-1252', 'Ort,Zahl\nTumangang,für 73\n'), 'windows-1252'],
    ['KOI8-R', encoded('koi8-r', RUSSIAN.replace(/[«»]/g, '')), 'koi8-r'],
    // "장소,비고" and "두만강역,2023" of EUC-KR, for which there is no encoder here.
    [
      'EUC-KR',
      Buffer.from('c0e5bcd22cbaf1b0ed0ab5cec3b8b0adbfaa2c323032330ab6f3c1f8c7d72c323032340a', 'hex'),
      'euc-kr',
    ],
  ])('%s', async (_, bytes, encoding) => {
    expect(await told(bytes)).toBe(encoding)
  })

  test('UTF-8 and UTF-16 of any text are never taken for something else', async () => {
    await fc.assert(
      fc.asyncProperty(someText, async (text) => {
        expect(await told(Buffer.from(text))).toBe('utf-8')
        const table = `место,note 1\r\n${text}\r\n`
        expect(await told(wide(table, false))).toBe('utf-16le')
        expect(await told(wide(table, true))).toBe('utf-16be')
      }),
      { numRuns: 200 },
    )
  })

  test('Cyrillic and German of single bytes are read as they were written, or refused', async () => {
    const sentence = (all: string) =>
      fc.array(fc.constantFrom(...all.split(' ')), { minLength: 1, maxLength: 30 })
    const cyrillic = sentence(
      'Порт Раджин Дунай вагон вагоны контейнер под брезентом у причала на станции склад судно разгрузка и погрузка в Тихорецк ' +
        'Хасан Туманган платформа состав груз прибыл ушло стоит были видно около двадцати ЖЕЛЕЗНАЯ ДОРОГА снимок спутник',
    ).map((all) => all.join(' '))
    const german = sentence(
      'Güterbahnhof Straße für über zwölf Wagen überdeckt Bahnübergang geöffnet Schiffe Häfen Löschung Größe ungefähr am Kai ' +
        'März Österreich Übersicht fünf Anhänger außerhalb nördlich südlich',
    ).map((all) => `für ${all.join(' ')}`)
    const texts = fc.oneof(
      fc.tuple(fc.constant('windows-1251'), cyrillic),
      fc.tuple(fc.constant('windows-1252'), german),
    )
    await fc.assert(
      fc.asyncProperty(texts, async ([encoding, text]) => {
        const bytes = encoded(encoding, `place,note\r\nrajin,${text}\r\n`)
        try {
          expect(await textOf(bytes, await told(bytes), 64)).toContain(text)
        } catch (error) {
          expect(error).toBeInstanceOf(Failure)
          expect((error as Failure).code).toBe('ambiguous')
        }
      }),
      { numRuns: 100 },
    )
  })
})

describe('what cannot be told', () => {
  test('is refused with what each candidate would read', async () => {
    const failure = await refused('one.csv', encoded('windows-1251', 'place,note\nrajin,№ 73\n'))
    expect(failure.code).toBe('ambiguous')
    expect(failure.hint).toContain('--encoding windows-1251 (it reads "№")')
    expect(failure.hint).toContain('--encoding windows-1252 (it reads "¹")')
  })

  test('is read as it is said to be', async () => {
    const bytes = encoded('windows-1251', 'place,note\nrajin,№ 73\n')
    const { rows, encoding } = await read('one.csv', bytes, { encoding: 'cp1251' })
    expect(encoding).toBe('windows-1251')
    expect(rows[0]?.cells).toEqual(['rajin', '№ 73'])
  })

  test('an encoding that there is not has the nearest named', async () => {
    const failure = await refused('one.csv', 'a\nb\n', { encoding: 'utf-16l' })
    expect(failure).toMatchObject({ code: 'bad-choice', where: '--encoding' })
    expect(failure.hint).toBe('Did you mean utf-16le?')
  })

  test('a zero byte in UTF-8 does not make it UTF-16', async () => {
    expect(await refused('damaged.csv', 'id,note\nrajin,a\0b, of berth 2\nrajin,c\n')).toMatchObject({
      message: 'This is no text: there are zero bytes in it.',
    })
  })

  test('zero bytes are no text', async () => {
    expect(await refused('one.csv', Buffer.from('a,b\n\0\0\0\0\0x,y\n'))).toMatchObject({
      code: 'unreadable-file',
    })
  })
})

describe('a byte that does not belong', () => {
  const rows = 'rajin,x\n'.repeat(60_000)

  test('is named with its line, far into a file that began as UTF-8', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`place,note\n${rows}`),
      Buffer.from([0x72, 0xfc, 0x0a]),
      Buffer.from(rows),
    ])
    const failure = await refused('large.csv', bytes)
    expect(failure).toMatchObject({
      code: 'unreadable-file',
      message: 'There is a byte here that is not UTF-8.',
    })
    expect(failure.where).toMatch(/large\.csv, line 60002$/)
    expect(failure.hint).toContain('--encoding')
  })

  test('is named after a replacement character that stands in the text itself', async () => {
    const bytes = Buffer.concat([Buffer.from(`place,note\n${rows}a,\uFFFD\n`), Buffer.from([0xff, 0x0a])])
    expect((await refused('large.csv', bytes)).where).toMatch(/line 60003$/)
  })

  test('may be half a character at the end of the file', async () => {
    const bytes = Buffer.from(`place,note\n${rows}rajin,Ж`)
    expect((await refused('cut.csv', bytes.subarray(0, -1))).where).toMatch(/line 60002$/)
  })

  test('is no text, after all text before it', async () => {
    const seen: string[] = []
    const reading = async () => {
      for await (const text of decodeText(pieces(Buffer.from([0x61, 0x62, 0xff, 0x63]), 4), 'utf-8'))
        seen.push(text)
    }
    await expect(reading()).rejects.toBeInstanceOf(NotText)
    expect(seen).toEqual(['ab'])
  })
})
