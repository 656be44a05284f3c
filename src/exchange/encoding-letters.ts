import { analyse } from 'chardet'
import { Failure } from '../model/failure.ts'
import { decodes } from './encoding.ts'

/*
 * Which encoding a text of single bytes or of an East Asian code is in, by the words it would have. chardet says how
 * usual the sequences of letters are; most of a table is digits and ASCII, by which it is misled, so that it is asked of
 * the words with other letters too, and what no language writes is left out: Latin and Cyrillic letters in one word,
 * capitals after small letters, forms of the end of a word within one, words of accented letters alone, control
 * characters. When two answers remain that read differently and are about as usual, neither is taken.
 */

/** A better answer has to be that much more usual than the next. */
const LEAD = 1.3
/** And that much where the words have no letter of ASCII and there are few of them; one word tells nothing. */
const LEAD_OF_FEW = 1.8
const FEW = 40
const TOO_FEW = 18
/** What chardet says of texts too short to tell anything by. */
const NOTHING = 10
/** What share of the words may look wrong: there are misspellings and trade names. */
const MOST_ODD = 0.2
/** Asked of in any case: the encodings of most old spreadsheets. */
const CYRILLIC = 'windows-1251'
const USUAL = ['windows-1252', CYRILLIC]
/** Of this chardet is sure. */
const SURE = 60
const LATIN = /^(?:windows-125[0247]|iso-8859-(?:1|2|9))$/

interface Reading {
  /** All encodings that read the words this way, the most usual first. */
  encoding: string
  words: readonly string[]
  confidence: number
}

/**
 * @param head the start of a text that is not UTF-8
 * @param where named in a failure
 * @throws Failure `ambiguous` when it cannot be told
 */
export function encodingByLetters(head: Uint8Array, where: string): string {
  const words = otherWords(head)
  const readings = readingsOf(head, words).sort((a, b) => b.confidence - a.confidence)
  const [best, next] = readings
  if (best !== undefined && isClear(best, next, readings, words)) return best.encoding
  throw new Failure('ambiguous', 'The encoding of this file cannot be told: it is not UTF-8.', {
    where,
    hint: `Say which it is: ${candidates(readings)}.`,
  })
}

function isClear(
  best: Reading,
  next: Reading | undefined,
  all: readonly Reading[],
  words: Uint8Array,
): boolean {
  if (next === undefined) return true
  const isMixed = areMixed(words)
  const letters = words.filter((byte) => byte >= 0x80).length
  if (!isMixed && letters < TOO_FEW) return false
  // What could as well be Cyrillic is not Greek or Hebrew by a little.
  if (
    best.encoding !== CYRILLIC &&
    best.confidence < SURE &&
    all.some(({ encoding }) => encoding === CYRILLIC)
  )
    return false
  return best.confidence >= (!isMixed && letters < FEW ? LEAD_OF_FEW : LEAD) * next.confidence
}

/** `--encoding windows-1252 ("für") or windows-1250 ("fur")`, by the words that differ. */
function candidates(readings: readonly Reading[]): string {
  const shown = readings.slice(0, 4)
  if (shown.length === 0) return '--encoding windows-1252, windows-1251 or another'
  const at =
    shown[0]?.words.findIndex((word, i) => shown.every((one, j) => j === 0 || one.words[i] !== word)) ?? -1
  const said = shown.map(({ encoding, words }) => {
    const word = words[Math.max(at, 0)] ?? ''
    return `--encoding ${encoding} (it reads "${[...word].slice(0, 20).join('')}")`
  })
  return said.join(', or ')
}

function readingsOf(head: Uint8Array, words: Uint8Array): Reading[] {
  const confidence = new Map(USUAL.map((label) => [label, NOTHING]))
  const hear = (bytes: Uint8Array, ofLatin: boolean) => {
    for (const { name, confidence: said } of analyse(bytes)) {
      const label = labelOf(name)
      if (label === undefined || LATIN.test(label) !== ofLatin) continue
      confidence.set(label, Math.max(confidence.get(label) ?? 0, said))
    }
  }
  // What is usual in Latin letters is told by ASCII ones; it says something of the others only where they stand in one word.
  if (areMixed(words)) hear(head, true)
  hear(words, false)
  const readings: Reading[] = []
  for (const [encoding, said] of confidence) {
    const text = decodes(encoding, words, true)
    if (text === undefined || said === 0 || decodes(encoding, head, false) === undefined) continue
    const read = text.trim().split(' ')
    if (read.filter(isOdd).length > MOST_ODD * read.length) continue
    const same = readings.find((one) => one.words.join(' ') === read.join(' '))
    if (same === undefined) readings.push({ encoding, words: read, confidence: said })
    else same.confidence = Math.max(same.confidence, said)
  }
  return readings
}

/** The name in the Encoding Standard; undefined for what no table is in. */
function labelOf(name: string): string | undefined {
  if (/^(?:ascii|utf|iso-2022)/i.test(name)) return undefined
  try {
    return new TextDecoder(name).encoding
  } catch {
    return undefined
  }
}

function isOdd(word: string): boolean {
  return (
    /[\p{Cc}\p{Co}\p{Cn}\uFFFD]/u.test(word) ||
    /\p{Ll}\p{Lu}/u.test(word) ||
    // Forms that Greek and Hebrew letters have at the end of a word only.
    /[ςךםןףץ](?=\p{L})/u.test(word) ||
    (/\p{Script=Latin}/u.test(word) && /(?!\p{Script=Latin})\p{L}/u.test(word)) ||
    (/^[^A-Za-z]*$/.test(word) && (word.match(/\p{Script=Latin}/gu)?.length ?? 0) > 2)
  )
}

const isLetter = (byte: number) =>
  byte >= 0x80 || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a)

/** Whether half of the words have letters of ASCII too. */
function areMixed(words: Uint8Array): boolean {
  const all = new TextDecoder('latin1').decode(words).trim().split(' ')
  return all.filter((word) => /[A-Za-z]/.test(word)).length * 2 >= all.length
}

/** The words that have a byte beyond ASCII, with a space after each. */
function otherWords(bytes: Uint8Array): Uint8Array {
  const words: number[] = []
  let start = -1
  let isOther = false
  for (let i = 0; i <= bytes.length; i++) {
    const byte = bytes[i] ?? 0
    if (isLetter(byte)) {
      if (start < 0) start = i
      isOther ||= byte >= 0x80
    } else if (start >= 0) {
      if (isOther) {
        for (let j = start; j < i; j++) words.push(bytes[j] ?? 0)
        words.push(0x20)
      }
      start = -1
      isOther = false
    }
  }
  return Uint8Array.from(words)
}
