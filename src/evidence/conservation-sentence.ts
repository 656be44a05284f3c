import { compare } from '../model/order.ts'
import type { ConversionRecord, LegRecord } from '../model/records.ts'
import type { Compared } from './conservation-compared.ts'
import type { Figure, Passed } from './conservation-figures.ts'
import { counted, enumerated } from './enumeration.ts'
import type { Names } from './finding.ts'
import { intervalOf, intervalWords } from './interval.ts'
import { unitKey } from './units.ts'
import { seenWhen } from './window-text.ts'

/** How many units of a side a sentence names. */
const UNITS_NAMED = 5

interface Beside {
  readonly passed: Passed
  readonly unit: string
  readonly conversion: ConversionRecord | undefined
}

/** What two figures come to, with both of them and the windows they stand for. */
export function conservationSentence(
  leg: LegRecord,
  next: LegRecord,
  result: Compared,
  { passed, unit, conversion }: Beside,
  names: Names,
): string {
  const { out, into } = result
  const came = passed.outIsDeparture
    ? `left ${names.place(leg.from)} on leg ${leg.id} (${seenWhen(out.observation)}; what arrived is not counted)`
    : `came out of leg ${leg.id} (${seenWhen(out.observation)})`
  const went = `went into leg ${next.id} (${seenWhen(into.observation)})`
  const assumed =
    conversion === undefined
      ? ''
      : `, taking ${intervalWords(intervalOf(conversion.factor))} ${conversion.to} for one of ${conversion.from}, an assumption recorded from ${conversion.source}`
  return `${figureText(out, unit, conversion)} ${came} and ${figureText(into, unit, conversion)} ${went}${assumed}: ${conclusion(result)}.`
}

function conclusion({ verdict, out, into, windows, more }: Compared): string {
  const others =
    more === 0 ? '' : `, and ${counted(more, 'other figure')} ${more === 1 ? 'says' : 'say'} so too`
  switch (verdict) {
    case 'shortfall':
      return `less went on than came out within the window of what went on, so some stayed, went another way or is not counted${others}`
    case 'excess':
      return `more went on than came out within the window of what came out, so some was there before, came another way or is not counted${others}`
    case 'consistent':
      return windows === 'overlapping' && out.isTotal && into.isTotal
        ? 'the intervals meet, over windows that overlap and are not the same'
        : out.isTotal && into.isTotal
          ? 'the intervals meet'
          : out.isTotal || into.isTotal
            ? 'the intervals meet, the single count being a lower bound of what passed'
            : 'nothing contradicts, but both are single counts and bound from below alone'
    case 'not-comparable':
      return windows === 'overlapping'
        ? 'the intervals do not meet, but the windows overlap only in part, so the two may have counted different days'
        : [out, into].some(({ window }) => window === undefined)
          ? 'they cannot be compared, as not both are dated'
          : 'they cannot be compared, as their windows do not overlap'
  }
}

/** `270 to 330 containers in all`, `at least 270 containers`; converted with what it was. */
function figureText(
  { interval, isTotal, unit: own, observation }: Figure,
  unit: string,
  conversion: ConversionRecord | undefined,
): string {
  const isConverted = conversion !== undefined && unitKey(own) === unitKey(conversion.from)
  const amount = `${intervalWords(interval)} ${unit}`
  const was = isConverted ? ` (${observation.quantity?.text ?? 'no'} ${own})` : ''
  return isTotal ? `${amount}${was} in all` : `${amount}${was}`
}

/** Why nothing could be compared. */
export function unfitSentence(leg: LegRecord, next: LegRecord, passed: Passed, names: Names): string {
  const { out, into } = passed
  const at = `At ${names.place(leg.to)}, what came out of leg ${leg.id} and what went into leg ${next.id} cannot be compared`
  const none = (what: string) => `no figure with a unit is recorded of ${what}`
  if (out.length === 0 && into.length === 0) return `${at}: ${none('either')}.`
  if (out.length === 0) return `${at}: ${none('what came out')}.`
  if (into.length === 0) return `${at}: ${none('what went in')}.`
  const [outUnits, intoUnits] = [unitsText(out), unitsText(into)]
  return `${at}: the one is given in ${outUnits}, the other in ${intoUnits}, and no conversion between them is recorded.`
}

function unitsText(figures: readonly Figure[]): string {
  const units = new Map(figures.map(({ unitKey, unit }) => [unitKey, unit])).values()
  return enumerated([...units].sort(compare), UNITS_NAMED)
}
