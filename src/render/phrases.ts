import type { ObservationRecord, Quantity, When } from '../model/records.ts'
import { showText } from '../model/field-text.ts'
import { LIKELIHOOD_PER_CENT } from '../model/vocabulary.ts'

/** An instant in UTC as a person reads it: the day, and the minute when it is not the first or last of the day. */
function shortInstant(instant: string): string {
  return instant
    .replace(/T(00:00:00\.000|23:59:59\.999)Z$/, '')
    .replace(/T(\d\d:\d\d):\d\d\.\d{3}Z$/, ' $1 UTC')
}

/** The bounds a date allows: `2023-08-01 to 2023-10-31`, `until 2023-10-01`, `2023-10-05`. */
export function boundsText({ earliest, latest }: When): string {
  const [from, to] = [earliest, latest].map((instant) =>
    instant === undefined ? undefined : shortInstant(instant),
  )
  if (from === undefined) return to === undefined ? 'unknown' : `until ${to}`
  if (to === undefined) return `from ${from}`
  return from === to ? from : `${from} to ${to}`
}

/** A quantity with its unit, as it was typed: `~73 railcars`. */
export function quantityText(quantity: Quantity | undefined, unit: string | undefined): string {
  return [quantity?.text, unit].filter((part) => part !== undefined).join(' ')
}

/** The interval a hedged quantity stands for, with the reason: `66 to 80`. Undefined when the number is exact. */
export function intervalText(quantity: Quantity): string | undefined {
  const { qualifier, low, high } = quantity
  if (qualifier === 'exact') return undefined
  if (qualifier === 'more-than') return `more than ${String(low)}`
  if (qualifier === 'less-than') return `less than ${String(high)}`
  if (high === undefined) return `${String(low)} or more`
  if (low === high) return undefined
  return qualifier === 'at-most' ? `${String(high)} or fewer` : `${String(low)} to ${String(high)}`
}

/** What was seen, in one line: `~73 railcars`, `none seen`, `not visible`, or the kind when nothing was counted. */
export function whatText(observation: ObservationRecord): string {
  if (observation.outcome === 'none-seen') return ['none seen', observation.unit].filter(Boolean).join(': ')
  if (observation.outcome === 'not-visible')
    return ['not visible', observation.unit].filter(Boolean).join(': ')
  return quantityText(observation.quantity, observation.unit)
}

/** A likelihood with the interval it stands for: `likely, 55 to 80 % (ICD 203)`. */
export function likelihoodText(likelihood: keyof typeof LIKELIHOOD_PER_CENT): string {
  const [low, high] = LIKELIHOOD_PER_CENT[likelihood]
  return `${likelihood}, ${String(low)} to ${String(high)} % (ICD 203)`
}

/** Legs and stages an observation is linked to. */
export function showsText(observation: ObservationRecord): string {
  return (observation.shows ?? []).map((show) => showText(show)).join(', ')
}

/** The Admiralty code of an observation: reliability of its best source, and its own credibility. */
export function gradeText(
  reliabilities: readonly (string | undefined)[],
  credibility: number | undefined,
): string {
  const [best] = reliabilities.filter((letter) => letter !== undefined).sort()
  return `${best ?? (credibility === undefined ? '' : '–')}${credibility === undefined ? '' : String(credibility)}`
}
