import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foldText } from '../../src/model/folded-text.ts'
import { checkQuote, findQuote, quoteStatus, type FoundQuote } from '../../src/model/quotation.ts'

const REPORT = [
  'CSIS Beyond Parallel\n\nAround 73 freight rail-\ncars stood in the yard, “mostly” under tarpau\u00adlins.',
  'The ice-\nbreaker lay at Najin’s pier  2 — un\u00adder guard. Around 73 were counted again.',
  '두만강역에 화차가 있었다. 停泊在\n罗津港的船 ﬁrst…',
].join('\f')

/** The part of a text between two code points. */
function between(text: string, start: number, end: number): string {
  return [...text].slice(start, end).join('')
}

function found(text: string, typed: string, around = {}): FoundQuote {
  const quote = findQuote(text, typed, around)
  if (!quote.isThere) throw new Error(`${JSON.stringify(typed)} is not in ${JSON.stringify(text)}`)
  return quote
}

/** The form of a text as a string, with the dashes within words left out. */
function form(text: string): string {
  return String.fromCharCode(...foldText(text, true).units)
}

describe('a quotation is found', () => {
  test.each<[typed: string, exact: string, page: number]>([
    ['Around 73 freight railcars', 'Around 73 freight railcars', 1],
    ['73 freight\n  rail-\n  cars stood', '73 freight railcars stood', 1],
    ['73 freight rail- cars', '73 freight railcars', 1],
    ['yard, "mostly" under', 'yard, “mostly” under', 1],
    ["yard, ''mostly'' under", 'yard, “mostly” under', 1],
    ['under tarpaulins', 'under tarpaulins', 1],
    ['The ice-breaker lay', 'The ice-breaker lay', 2],
    ['The icebreaker lay', 'The icebreaker lay', 2],
    ["Najin's pier\u00a02 -- under guard", 'Najin’s pier 2 — under guard', 2],
    ['  pier 2\t– under', 'pier 2 — under', 2],
    ['두만강역에 화차가'.normalize('NFD'), '두만강역에 화차가', 3],
    ['停泊在罗津港', '停泊在罗津港', 3],
    ['first...', 'ﬁrst…', 3],
    ['irst', 'ﬁrst', 3],
  ])('%j', (typed, exact, page) => {
    const quote = found(REPORT, typed)
    expect(quote).toMatchObject({ exact, page, occurrences: 1 })
    expect(form(between(REPORT, quote.start, quote.end))).toBe(form(exact))
  })

  test('with what stands around it, cut between words', () => {
    expect(found(REPORT, '73 freight railcars')).toEqual({
      isThere: true,
      exact: '73 freight railcars',
      prefix: 'CSIS Beyond Parallel Around ',
      suffix: ' stood in the yard, “mostly”',
      start: 29,
      end: 50,
      page: 1,
      occurrences: 1,
    })
    expect(found('73 railcars', '73 railcars')).toEqual({
      isThere: true,
      exact: '73 railcars',
      start: 0,
      end: 11,
      page: undefined,
      occurrences: 1,
    })
  })

  test('by code point', () => {
    expect(found('🚂🚃 at Tumangang', 'Tumangang')).toMatchObject({ start: 6, end: 15, prefix: '🚂🚃 at ' })
  })

  test('where its surroundings say, else first', () => {
    expect(found(REPORT, 'Around 73')).toMatchObject({ occurrences: 2, page: 1 })
    for (const around of [
      { prefix: 'under guard.' },
      { suffix: 'were counted' },
      { prefix: 'guard. ', suffix: ' were' },
    ]) {
      expect(found(REPORT, 'Around 73', around)).toMatchObject({ occurrences: 1, page: 2 })
    }
    expect(findQuote(REPORT, 'Around 73', { prefix: 'Tumangang' })).toMatchObject({
      isThere: false,
      because: 'surroundings',
    })
  })
})

describe('a quotation is not found', () => {
  test.each<[typed: string, words: number, because: string, instead: RegExp | undefined]>([
    ['Around 74 freight railcars', 1, 'words', /^Around 73 freight railcars stood/],
    ['Around 73 freight railcar stood', 3, 'words', /^Around 73 freight railcars stood/],
    ['around 73 freight railcars', 4, 'case', /^Around 73 freight/],
    ['Around 73 freight rail-cars-stood', 3, 'words', /^Around 73/],
    ['Tumangang', 0, 'words', undefined],
    ['in-the yard', 0, 'words', undefined],
    ['화차가 있었댜', 1, 'words', /^화차가 있었다/],
    ['—', 0, 'words', undefined],
    ['', 0, 'words', undefined],
  ])('%j', (typed, words, because, instead) => {
    const quote = findQuote(REPORT, typed)
    expect(quote).toMatchObject({ isThere: false, words, because })
    expect(quote.isThere ? '' : quote.instead).toEqual(
      instead === undefined ? undefined : expect.stringMatching(instead),
    )
  })

  test.each<[text: string, typed: string]>([
    ['73² railcars', '732 railcars'],
    ['café', 'cafe'],
    ['cafe\u0301', 'cafe'],
    ['난', '나'],
    ['re-sign', 'resign'],
    ['resign', 're-sign'],
    ['1½', '11'],
    ['Rajin', 'rajin'],
  ])('in %j: %j', (text, typed) => {
    expect(findQuote(text, typed).isThere).toBe(false)
  })

  test('for want of a hyphen, which is said', () => {
    expect(findQuote('they had to re-sign it', 'had to resign it')).toMatchObject({
      because: 'hyphens',
      words: 4,
      instead: 'had to re-sign it',
    })
  })
})

const LETTERS = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzABCÄéñж나강港73')
const WORD = fc.string({ unit: LETTERS, minLength: 1, maxLength: 8 })
/** A text in which there is something that can be looked up. */
const TEXT = fc
  .tuple(
    fc.array(
      fc.oneof(
        { weight: 6, arbitrary: WORD },
        fc.constantFrom('“Najin”', 'Rajin’s', 'ice-breaker', 'fi', '2023–10', '—', '…', '(', '73,', '🚢'),
      ),
      { maxLength: 30 },
    ),
    WORD,
  )
  .map(([words, last]) => [...words, last].join(' '))

/** Puts something made of chance in the place of what matches. */
function mangled(text: string, chances: readonly number[]): string {
  let next = 0
  const one = (choices: readonly string[]) =>
    choices[(chances[next++ % chances.length] ?? 0) % choices.length] ?? ''
  return text
    .replace(/\p{L}(?=\p{L})/gu, (letter) => letter + one(['', '', '', '', '', '\u00ad', '\u200b']))
    .replace(/[“”]/g, () => one(['“', '”', '"', '«', '„', "''"]))
    .replace(/’/g, () => one(['’', "'", '`', 'ʼ']))
    .replace(/—/g, () => one(['—', '–', '--', '-']))
    .replace(/ /g, () => one([' ', '\n', '\u00a0', '\t \r\n', '\f', '\u2009']))
    .normalize(one(['NFC', 'NFD']))
}

/** Parts words at the end of lines, as a typesetter does. */
function set(text: string, chances: readonly number[]): string {
  let next = 0
  return text.replace(/(?<=[a-z])(?=[a-z])/g, () =>
    (chances[next++ % chances.length] ?? 0) % 5 === 0 ? '-\n' : '',
  )
}

const chances = fc.array(fc.nat(1000), { minLength: 1, maxLength: 60 })
const segmenter = new Intl.Segmenter()
const graphemes = (text: string) => [...segmenter.segment(text)].map(({ segment }) => segment)

/** A letter or figure; a few letters are fillers that nobody sees. */
const VISIBLE = /(?!\p{Default_Ignorable_Code_Point})[\p{L}\p{N}]/u

/** A part of a text, between letters, with something in it that can be looked up. */
function partOf(text: string) {
  const all = graphemes(text)
  return fc
    .tuple(fc.nat(all.length), fc.nat(all.length))
    .map(([a, b]) => all.slice(Math.min(a, b), Math.max(a, b)).join(''))
    .filter((part) => VISIBLE.test(part))
}

describe('any quotation', () => {
  const anyText = fc
    .array(
      fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom(' ', '\n', '-', '- ', '-\n', '“', '—', 'a', '73'),
      ),
    )
    .map((parts) => parts.join(''))
    .filter((text) => VISIBLE.test(text))

  test('is found in the text it is a part of, and its place is where it says', () => {
    fc.assert(
      fc.property(
        anyText.chain((text) => fc.tuple(fc.constant(text), partOf(text))),
        ([text, part]) => {
          const quote = found(text, part)
          // Words that begin within a ligature begin with it.
          expect(form(between(text, quote.start, quote.end))).toContain(form(part))
          expect(quoteStatus(quote, text)).toBe('verified')
        },
      ),
      { numRuns: 1000 },
    )
  })

  test('is found however it and the text are set', () => {
    const cases = TEXT.chain((text) =>
      fc.record({
        text: fc.constant(text),
        part: partOf(text),
        forText: chances,
        forLines: chances,
        forQuote: chances,
      }),
    )
    fc.assert(
      fc.property(
        cases.filter(({ part }) => VISIBLE.test(part)),
        ({ text, part, forText, forLines, forQuote }) => {
          const document = mangled(set(text, forLines), forText)
          const quote = found(document, mangled(part, forQuote))
          expect(form(between(document, quote.start, quote.end))).toBe(form(part))
          expect(form(quote.exact)).toBe(form(part))
          expect(quote.exact).not.toMatch(/\s\s|[\n\t\u00a0\u00ad]/)
          // What is kept is found again, in this text and as the text that it is.
          expect(quoteStatus(quote, document)).toBe('verified')
          expect(quoteStatus(quote, `${'Ω '.repeat(document.length)}${document}`)).toBe('moved')
        },
      ),
      { numRuns: 1000 },
    )
  })

  test('is not found once a letter or a figure of it is another', () => {
    fc.assert(
      fc.property(
        TEXT.chain((text) => fc.tuple(fc.constant(text), partOf(text), fc.nat())),
        ([text, part, chance]) => {
          const letters = graphemes(part)
          const places = letters.flatMap((letter, i) => (/^[\p{L}\p{N}]/u.test(letter) ? [i] : []))
          letters[places[chance % places.length] ?? 0] = 'ß'
          const changed = letters.join('')
          expect(findQuote(text, changed)).toMatchObject({ isThere: false })
          const kept = { ...found(text, part), exact: changed }
          expect(quoteStatus(kept, text)).toBe('missing')
        },
      ),
      { numRuns: 500 },
    )
  })

  test('stands with its surroundings in the text', () => {
    fc.assert(
      fc.property(
        TEXT.chain((text) => fc.tuple(fc.constant(text), partOf(text))),
        ([text, part]) => {
          const { prefix = '', exact, suffix = '' } = found(text, part)
          expect(text).toContain(prefix + exact + suffix)
          for (const side of [prefix, suffix]) expect([...side].length).toBeLessThanOrEqual(33)
        },
      ),
    )
  })
})

describe('a kept quotation', () => {
  const quote = found(REPORT, 'Around 73 were counted')

  test('is where it was, elsewhere, or gone', () => {
    expect(quoteStatus(quote, REPORT)).toBe('verified')
    expect(quoteStatus(quote, REPORT.replace('CSIS', 'RUSI and CSIS'))).toBe('moved')
    expect(quoteStatus(quote, REPORT.replace('were counted', 'are counted'))).toBe('missing')
    expect(quoteStatus(quote, '')).toBe('missing')
    expect(quoteStatus(quote, undefined)).toBe('no-text')
  })

  test('that nobody found is not verified, whatever there is', () => {
    for (const unverified of [{ exact: '73' }, { exact: '73', unverified: true as const }]) {
      expect(quoteStatus(unverified, REPORT)).toBe('unverified')
      expect(quoteStatus(unverified, undefined)).toBe('unverified')
    }
  })

  test('whose place is nonsense is looked for', () => {
    for (const [start, end] of [
      [5, 5],
      [9, 3],
      [0, 2 ** 40],
      [2 ** 40, 2 ** 41],
    ]) {
      expect(quoteStatus({ exact: 'Around 73', start, end }, REPORT)).toBe('moved')
    }
  })

  test.each<[what: string, kept: Parameters<typeof checkQuote>[0], text: string | undefined, check: object]>([
    ['where it was', quote, REPORT, { status: 'verified', page: 2 }],
    ['in a text without pages', { exact: '73', start: 0, end: 2 }, '73', { status: 'verified' }],
    ['elsewhere', { ...quote, start: 1 }, REPORT, { status: 'moved', page: 2 }],
    ['gone', quote, 'Rajin', { status: 'missing' }],
    ['without a text', quote, undefined, { status: 'no-text' }],
    ['insisted on', { exact: '73', unverified: true }, REPORT, { status: 'unverified', why: 'insisted' }],
    ['never looked up', { exact: 'Around 73' }, REPORT, { status: 'verified', page: 1 }],
    ['never there', { exact: 'Around 74' }, REPORT, { status: 'unverified', why: 'not there' }],
    ['never checked', { exact: '73' }, undefined, { status: 'unverified', why: 'no text' }],
  ])('is said to be so: %s', (_what, kept, text, check) => {
    expect(checkQuote(kept, text)).toEqual(check)
  })
})

// Each would keep a search that looks back busy for hours, and this test until its time is up.
describe('a text that is made to take long', () => {
  const MANY = 1 << 20
  test.each<[what: string, text: string, typed: string]>([
    ['one letter', 'a'.repeat(MANY), `${'a'.repeat(50_000)}b`],
    ['one letter, the other at the front', 'a'.repeat(MANY), `b${'a'.repeat(50_000)}`],
    ['hyphens', 'a-'.repeat(MANY), 'a'.repeat(50_000)],
    ['hyphens at the end of lines', 'a-\n'.repeat(MANY), `${'a'.repeat(50_000)}-b`],
    ['white space', `a-${' '.repeat(MANY)}`, 'a b'],
    ['dashes', '-'.repeat(MANY), '- -'],
    ['marks', `a${'\u0301\u0323'.repeat(MANY)}`, `a${'\u0323\u0301'.repeat(1000)}x`],
    ['quotation marks', '"'.repeat(MANY), '"a"'],
    ['pages', '\f'.repeat(MANY), 'a'],
    ['ligatures', '\ufdfa'.repeat(MANY / 16), 'a'],
  ])('%s', (_what, text, typed) => {
    expect(findQuote(text, typed, { prefix: 'a'.repeat(10_000) }).isThere).toBe(false)
  })
})
