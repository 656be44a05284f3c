/*
 * A text in the form in which quotations are compared with it. What a typesetter, a web page or a keyboard does to the same
 * words is taken off: white space is one blank, a word that was parted at the end of a line is whole, every quotation mark
 * and every dash is one, letters are decomposed (UAX #15), ligatures and wide letters are their letters, and what cannot be
 * seen is left out. Capital letters, accents, figures and punctuation stay: they can change what is said.
 */

/** A dash inside a word, which is no part of the form. */
export interface Hyphen {
  /** Index in the form of the letter after it. */
  readonly before: number
  /** Where it stands in the text, in UTF-16 code units. */
  readonly at: number
  /** Whether it belongs to the word; one at the end of a line may only part it. */
  readonly isOwn: boolean
}

export interface FoldedText {
  readonly text: string
  /** The form, in UTF-16 code units. */
  readonly units: Uint16Array
  /** For each unit where the letter it is from starts in the text, in UTF-16 code units. */
  readonly starts: Uint32Array
  /** By their place, in the text as in the form. */
  readonly hyphens: readonly Hyphen[]
}

export const BLANK = 0x20
const DASH = 0x2d
const QUOTE = 0x27

type Kind = 'blank' | 'dash' | 'quote' | 'letter' | 'mark' | 'figure' | 'other' | 'unseen'

const DASHES = new Set('-‐‑‒–—―⁃−﹘﹣－')
/** Dashes that part words at the end of a line. */
const HYPHENS = new Set('-‐')
const QUOTES = new Set('\'"`´‘’‚‛“”„‟′″‵‶‹›«»「」『』〝〞〟＂＇ʹʺʻʼʽˮ')
const BLANKS = /^[\s\u0085]$/
/** Ends a line, a paragraph or a page. */
const LINE_END = /[\n\r\f\v\u0085\u2028\u2029]/
const UNSEEN = /^\p{Default_Ignorable_Code_Point}$/u
const ALL_UNSEEN = /\p{Default_Ignorable_Code_Point}/gu
const LETTER = /^\p{L}$/u
const MARK = /^\p{M}$/u
const FIGURE = /^\p{N}$/u
/** Scripts that are written without blanks, with their punctuation. */
const CJK = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3001-\u303f\uff01-\uff60]$/u
/**
 * What stands for the letters it is decomposed into: ligatures, forms by position, wide and narrow forms, letters of
 * mathematics, radicals, the ellipsis. Not superscripts and fractions: a 73 with note 2 is not 732.
 */
const STANDS_FOR =
  /^[\ufb00-\ufdff\ufe70-\ufefc\uff01-\uffee\u2e80-\u2fdf\u{1d400}-\u{1d7ff}\u2026\u0132\u0133\u017f]$/u
/** At most so many marks are of one letter (UAX #15, stream-safe text): putting more in order takes for ever. */
const MARKS = /\p{M}{0,30}/uy
/** The letters of a Korean syllable after its first. */
const JAMO = /[\p{M}\u1160-\u11ff\ud7b0-\ud7fb]{0,30}/uy

function kindOf(letter: string): Kind {
  if (DASHES.has(letter)) return 'dash'
  if (QUOTES.has(letter)) return 'quote'
  if (BLANKS.test(letter)) return 'blank'
  if (UNSEEN.test(letter)) return 'unseen'
  if (LETTER.test(letter)) return 'letter'
  if (MARK.test(letter)) return 'mark'
  return FIGURE.test(letter) ? 'figure' : 'other'
}

/** What words are made of. */
const WORD: ReadonlySet<Kind> = new Set(['letter', 'mark', 'figure'])

/** What was asked before, by code point. */
const kinds: Kind[] = []
const decompositions = new Map<string, string>()

function kindAt(text: string, index: number): Kind {
  const code = text.codePointAt(index) ?? 0
  return (kinds[code] ??= kindOf(String.fromCodePoint(code)))
}

function letterAt(text: string, index: number): string {
  const code = text.codePointAt(index) ?? 0
  return code < 0x10000 ? (text[index] ?? '') : String.fromCodePoint(code)
}

/** The end of the letter that starts at an index, with its marks. */
export function endOfLetter(text: string, start: number): number {
  const first = text.codePointAt(start) ?? 0
  const after = start + (first < 0x10000 ? 1 : 2)
  const isSyllable =
    (first >= 0x1100 && first < 0x1160) ||
    (first >= 0xac00 && first < 0xd7a4) ||
    (first >= 0xa960 && first < 0xa97d)
  if (after >= text.length || (!isSyllable && kindAt(text, after) !== 'mark')) return after
  const marks = isSyllable ? JAMO : MARKS
  marks.lastIndex = after
  return after + (marks.exec(text)?.[0].length ?? 0)
}

/** Whether what stands at an index is of a script without blanks. */
export function isCjk(text: string, index: number): boolean {
  return CJK.test(letterAt(text, index))
}

/** Whether a letter stands for several, so that words may begin or end within it. */
export function standsForSeveral(text: string, start: number): boolean {
  return STANDS_FOR.test(letterAt(text, start))
}

/** Grows by doubling; what is not used is not handed out. */
class Units {
  #units = new Uint16Array(1 << 10)
  #starts = new Uint32Array(1 << 10)
  length = 0

  add(unit: number, start: number): void {
    if (this.length === this.#units.length) {
      const [units, starts] = [this.#units, this.#starts]
      this.#units = new Uint16Array(2 * this.length)
      this.#units.set(units)
      this.#starts = new Uint32Array(2 * this.length)
      this.#starts.set(starts)
    }
    this.#units[this.length] = unit
    this.#starts[this.length] = start
    this.length += 1
  }

  last(): number | undefined {
    return this.#units[this.length - 1]
  }

  all(length: number): Pick<FoldedText, 'units' | 'starts'> {
    return { units: this.#units.subarray(0, length), starts: this.#starts.subarray(0, length) }
  }
}

/** What stands between the last letter and the next. */
interface Between {
  /** Where white space starts, after the dash if there is one. */
  blank: number | undefined
  endsLine: boolean
  /** A dash that follows a letter at once. */
  dash: number | undefined
}

/**
 * Folds a text, in time and memory that grow with its length.
 * @param isTyped the words of a person: white space after a hyphen may be the end of a line in whatever they were copied
 *   from, and a dash at either end is left out
 */
export function foldText(text: string, isTyped = false): FoldedText {
  const units = new Units()
  const hyphens: Hyphen[] = []
  const between: Between = { blank: undefined, endsLine: false, dash: undefined }
  let lastKind: Kind = 'blank'
  let lastAt = 0

  /** Writes what stands before something that does not go on with a word. */
  const settle = (at: number): void => {
    const { dash, blank } = between
    if (dash !== undefined) units.add(DASH, dash)
    if (blank === undefined || units.length === 0) return
    const isOne = dash === undefined && isCjk(text, lastAt) && isCjk(text, at)
    if (!isOne) units.add(BLANK, blank)
  }

  for (let at = 0, end = 0; at < text.length; at = end) {
    const kind = kindAt(text, at)
    end = endOfLetter(text, at)
    if (kind === 'unseen') continue
    if (kind === 'blank') {
      between.blank ??= at
      between.endsLine ||= LINE_END.test(text[at] ?? '')
      continue
    }
    if (kind === 'dash') {
      end = pastDashes(text, end)
      const followsWord = WORD.has(lastKind) && between.blank === undefined && between.dash === undefined
      if (followsWord) {
        between.dash = at
        continue
      }
      settle(at)
      if (!isTyped || units.length > 0) units.add(DASH, at)
    } else if (kind === 'quote') {
      settle(at)
      if (units.last() !== QUOTE) units.add(QUOTE, at)
    } else {
      if (WORD.has(kind) && between.dash !== undefined) hyphens.push(hyphenBefore(units.length, kind))
      else settle(at)
      addLetter(units, text, at, end)
    }
    between.blank = undefined
    between.endsLine = false
    between.dash = undefined
    lastKind = kind
    lastAt = at
  }

  function hyphenBefore(before: number, kind: Kind): Hyphen {
    const at = between.dash ?? 0
    const partsWords =
      HYPHENS.has(text[at] ?? '') &&
      !DASHES.has(text[at + 1] ?? '') &&
      between.blank !== undefined &&
      (isTyped || between.endsLine) &&
      lastKind !== 'figure' &&
      kind !== 'figure'
    return { before, at, isOwn: !partsWords }
  }

  if (!isTyped && between.dash !== undefined) units.add(DASH, between.dash)
  const folded = units.all(units.length)
  let { length } = units
  while (isTyped && (folded.units[length - 1] === DASH || folded.units[length - 1] === BLANK)) length -= 1
  return { text, ...units.all(length), hyphens }
}

/** Several dashes in a row are one: two hyphens are how a typewriter has it. */
function pastDashes(text: string, from: number): number {
  let end = from
  while (end < text.length && DASHES.has(text[end] ?? '')) end += 1
  return end
}

/** A letter with its marks, decomposed. */
function addLetter(units: Units, text: string, at: number, end: number): void {
  const code = text.charCodeAt(at)
  if (code < 128 && end === at + 1) {
    units.add(code, at)
    return
  }
  const decomposed = decompose(text.slice(at, end), standsForSeveral(text, at))
  for (let i = 0; i < decomposed.length; i += 1) units.add(decomposed.charCodeAt(i), at)
}

function decompose(written: string, compatibly: boolean): string {
  const known = decompositions.get(written)
  if (known !== undefined) return known
  const decomposed = written.normalize(compatibly ? 'NFKD' : 'NFD').replace(ALL_UNSEEN, '')
  if (written.length === 1) decompositions.set(written, decomposed)
  return decomposed
}
