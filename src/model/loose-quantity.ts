import { Failure } from './failure.ts'
import { FIGURE, plainDigits, type DecimalMark } from './loose-number.ts'
import { saysNone, tidy } from './loose-text.ts'
import { parseQuantity, VAGUE } from './quantity.ts'
import type { Quantity } from './records.ts'

/** A quantity as it was read, and the unit when that stood in the same cell. */
export interface LooseQuantity {
  readonly quantity: Quantity
  readonly unit?: string
}

const ABOUT =
  'about|around|approximately|approx\\.?|appr\\.?|circa|ca\\.?|c\\.|some|roughly|около|примерно|приблизительно|порядка|≈|~'
/** What stands before or around figures, and the form it has here: N and M are the figures. */
const WORDINGS: readonly (readonly [RegExp, string])[] = (
  [
    ['between N and N', '$1..$2'],
    ['от N до N', '$1..$2'],
    [`(?:(?:from|${ABOUT})\\s*)?N\\s*(?:\\.\\.|-|–|—|−|to)\\s*N`, '$1..$2'],
    [`(?:${ABOUT})\\s*N`, '~$1'],
    [
      `(?:>=|≥|at least|no fewer than|no less than|not fewer than|not less than|не менее|как минимум|minimum(?: of)?|min\\.?)\\s*N`,
      '>=$1',
    ],
    ['N\\s*(?:\\+|or more|and more|plus)', '>=$1'],
    ['(?:>|over|more than|above|in excess of|более|больше|свыше)\\s*N', '>$1'],
    ['(?:<=|≤|up to|at most|no more than|not more than|не более|до|maximum(?: of)?|max\\.?)\\s*N', '<=$1'],
    ['N\\s*or (?:fewer|less)', '<=$1'],
    ['(?:<|under|less than|fewer than|below|менее|меньше)\\s*N', '<$1'],
    ['N', '$1'],
  ] as const
).map(([wording, form]) => [new RegExp(`^${wording.replaceAll('N', `(${FIGURE})`)}$`, 'i'), form])

/** Letters after the figures: a unit of measure or what was counted. */
const WITH_UNIT = new RegExp(
  `^(.*?(?:${FIGURE})\\+?|${Object.keys(VAGUE).join('|')})\\s+(?:of\\s+)?(\\p{L}[\\p{L} ./²³-]*)$`,
  'iu',
)

/** Words after figures that are no unit: the month of a date among them. */
const NO_UNIT =
  /^(?:to|and|or|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|january|february|march|april|june|july|august|sept|september|october|november|december)\b/i

/**
 * Reads a quantity as people write it: `approx. 40`, `40-50`, `1 200`, `at least 40`, `40+`, `dozens`, `73 railcars`.
 *
 * @param text the cell
 * @param mark what is told of the mark before decimals, see {@link plainDigits}
 * @returns in a form of {@link parseQuantity}, with the words of the cell as `stated` when they were others
 * @throws Failure `bad-quantity`, `bad-number` with two readings, `zero-seen` for none, `negative-quantity`, `quantity-backwards`
 */
export function readLooseQuantity(text: string, mark?: DecimalMark, pointMayGroup = false): LooseQuantity {
  const typed = tidy(text)
  if (saysNone(typed)) throw zeroSeen(typed)
  const whole = formOf(typed, mark, pointMayGroup)
  if (whole !== undefined) return { quantity: inForm(whole, typed) }
  const [, figures = '', unit = ''] = WITH_UNIT.exec(typed) ?? []
  const form = figures === '' ? undefined : formOf(figures, mark, pointMayGroup)
  if (form === undefined || NO_UNIT.test(unit)) return { quantity: parseQuantity(typed) }
  return { quantity: inForm(form, typed === `${figures} ${unit}` ? figures : typed), unit }
}

function inForm(form: string, typed: string): Quantity {
  const quantity = parseQuantity(form, form === typed ? undefined : typed)
  if (quantity.high === 0) throw zeroSeen(typed)
  return quantity
}

function zeroSeen(typed: string): Failure {
  return new Failure('zero-seen', `A count of "${typed}" does not say whether anybody could have seen it.`, {
    hint: 'Give the row an outcome and leave the count empty: none-seen if somebody looked and would have seen it, not-visible if it could not have been seen. What all of them are can be said with --values quantity:0=none-seen.',
  })
}

function formOf(typed: string, mark: DecimalMark | undefined, pointMayGroup: boolean): string | undefined {
  if (Object.hasOwn(VAGUE, typed.toLowerCase())) return typed
  for (const [wording, form] of WORDINGS) {
    const match = wording.exec(typed)
    if (match === null) continue
    const [, first = '', second = ''] = match
    const read = (digits: string) => (digits === '' ? '' : plainDigits(digits, mark, pointMayGroup))
    return form.replace('$1', read(first)).replace('$2', read(second))
  }
  return undefined
}
