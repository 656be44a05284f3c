import { Failure } from './failure.ts'
import type { Quantity } from './records.ts'

/*
 * Quantities keep their hedge. The intervals below are conventions of this program, chosen once and written down here:
 * a source that says "around 73" gives no width, so every rule that needs one uses the same.
 */

/** "About n" allows one tenth either way. For a whole n only the whole numbers inside count: ~73 is 66 to 80. */
export const ABOUT = 0.1

/** What the vague words allow, both ends inclusive. They have no best value. */
export const VAGUE = {
  several: [3, 9],
  dozens: [24, 99],
  hundreds: [200, 999],
  thousands: [2000, 9999],
} as const satisfies Record<string, readonly [number, number]>

const NUMBER = String.raw`\d+(?:\.\d+)?`
const FORMS =
  'Write 73, ~73 (about), 60..73, >=1000, >1000, <=20, <20, or several, dozens, hundreds, thousands.'

/**
 * Reads a quantity with its qualifier.
 *
 * @param text one of `73`, `~73`, `60..73`, `>=1000`, `>1000`, `<=20`, `<20`, `several`, `dozens`, `hundreds`, `thousands`.
 * @param stated the words of the source, when they are worth keeping ("around 73").
 * @returns `low` and `high` bound the value (left out where there is no bound), `best` is the number named. For
 *   `more-than` and `less-than` the named number itself is excluded; the qualifier says so.
 * @throws Failure `bad-quantity`, `negative-quantity`, `quantity-backwards`.
 */
export function parseQuantity(text: string, stated?: string): Quantity {
  const typed = text.trim()
  const wording = stated === undefined || stated.trim() === '' ? {} : { stated: stated.trim() }
  return { text: typed, ...interval(typed), ...wording }
}

function interval(typed: string): Omit<Quantity, 'text' | 'stated'> {
  const word = typed.toLowerCase()
  if (isVague(word)) return { low: VAGUE[word][0], high: VAGUE[word][1], qualifier: 'vague' }
  const range = new RegExp(`^(${NUMBER})\\.\\.(${NUMBER})$`).exec(typed)
  if (range !== null) {
    const [low, high] = [number(range[1], typed), number(range[2], typed)]
    if (high < low) {
      throw new Failure('quantity-backwards', `"${typed}" ends below its start.`, {
        hint: `Did you mean ${range[2]}..${range[1]}?`,
      })
    }
    return { low, high, qualifier: 'range' }
  }
  const match = new RegExp(`^(~|>=|>|<=|<|≥|≤)?\\s*(${NUMBER})$`).exec(typed)
  if (match === null) throw notAQuantity(typed)
  const n = number(match[2], typed)
  switch (match[1]) {
    case undefined:
      return { low: n, best: n, high: n, qualifier: 'exact' }
    case '~':
      return { ...about(n), best: n, qualifier: 'about' }
    case '>=':
    case '≥':
      return { low: n, best: n, qualifier: 'at-least' }
    case '>':
      return { low: n, best: n, qualifier: 'more-than' }
    case '<=':
    case '≤':
      return { low: 0, best: n, high: n, qualifier: 'at-most' }
    default:
      if (n === 0) throw new Failure('negative-quantity', `"${typed}" is below nothing.`, { hint: FORMS })
      return { low: 0, best: n, high: n, qualifier: 'less-than' }
  }
}

function isVague(word: string): word is keyof typeof VAGUE {
  return Object.hasOwn(VAGUE, word)
}

function number(digits: string | undefined, typed: string): number {
  const n = Number(digits)
  if (!Number.isFinite(n) || n > Number.MAX_SAFE_INTEGER) {
    throw new Failure('bad-quantity', `"${typed}" is too large to be kept exactly.`, {
      hint: 'Use a larger unit, for instance tonnes instead of grams.',
    })
  }
  return n
}

function about(n: number): { low: number; high: number } {
  const [low, high] = [n * (1 - ABOUT), n * (1 + ABOUT)]
  if (Number.isInteger(n)) return { low: Math.ceil(round(low)), high: Math.floor(round(high)) }
  // Rounding must not push the bounds of a tiny number past the number itself.
  return { low: Math.min(n, round(low)), high: Math.max(n, round(high)) }
}

/** Floating point leaves 10 × 1.1 a hair above 11; six decimals are more than any count needs. */
function round(n: number): number {
  return Math.round(n * 1e6) / 1e6
}

function notAQuantity(typed: string): Failure {
  // What a shell leaves of: --count >1000 --unit containers
  if (/^-+[a-z]/i.test(typed)) {
    return new Failure('bad-quantity', `"${typed}" is no quantity.`, {
      hint: 'Quote the quantity, because the shell takes > < ~ for itself: ">1000".',
    })
  }
  if (/^[~<>=≥≤]*\s*[-−]/.test(typed)) {
    return new Failure('negative-quantity', `"${typed}" is negative, and a count cannot be.`, { hint: FORMS })
  }
  if (/^[~<>=]*\s*\d{1,3}([, .'’\u00a0\u202f]\d{3})+$/.test(typed)) {
    return new Failure('bad-quantity', `"${typed}" can be read as thousands or as a decimal.`, {
      hint: `Write the digits without a separator, for instance ${typed.replace(/[, .'’\u00a0\u202f]/g, '')}.`,
    })
  }
  const meant = inForms(typed)
  return new Failure('bad-quantity', `"${typed}" is no quantity.`, {
    hint: meant === undefined ? FORMS : `Did you mean "${meant}"?`,
  })
}

/** How people write what has a form here; it is proposed, and never read so without being asked. */
const WORDINGS: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`^(${NUMBER})\\s*(?:-|–|—|to|\\.{3}|…)\\s*(${NUMBER})$`), '$1..$2'],
  [new RegExp(`^between (${NUMBER}) and (${NUMBER})$`), '$1..$2'],
  [
    new RegExp(`^(?:about|around|approximately|approx\\.?|circa|ca\\.?|c\\.|some|roughly|≈)\\s*(${NUMBER})$`),
    '~$1',
  ],
  [new RegExp(`^(${NUMBER})\\s*~$`), '~$1'],
  [new RegExp(`^(?:over|more than|above)\\s+(${NUMBER})$`), '>$1'],
  [new RegExp(`^(?:at least|no fewer than|no less than)\\s+(${NUMBER})$`), '>=$1'],
  [new RegExp(`^(${NUMBER})\\s*\\+$`), '>=$1'],
  [new RegExp(`^(?:under|less than|fewer than|below)\\s+(${NUMBER})$`), '<$1'],
  [new RegExp(`^(?:up to|at most|no more than)\\s+(${NUMBER})$`), '<=$1'],
]

/** The form for a quantity in words, if that is one. */
function inForms(typed: string): string | undefined {
  const words = typed.toLowerCase().replace(/\s+/g, ' ')
  const [wording, form] = WORDINGS.find(([pattern]) => pattern.test(words)) ?? []
  if (wording === undefined || form === undefined) return undefined
  const meant = words.replace(wording, form)
  try {
    interval(meant)
    return meant
  } catch {
    return undefined
  }
}
