import { compare } from '../model/order.ts'
import type { Quantity } from '../model/records.ts'
import type { Scope } from '../model/vocabulary.ts'
import {
  againstWords,
  atOdds,
  isDrift,
  merged,
  observationWords,
  originWords,
  voicesOf,
  type Disagreement,
  type Position,
} from './conflict-sides.ts'
import { capital } from './enumeration.ts'
import type { Names } from './finding.ts'
import { intervalOf, intervalWords, isBelow, meet, type Interval } from './interval.ts'
import type { Lineage } from './origins.ts'
import type { Supported } from './support.ts'
import { unitKey } from './units.ts'

/*
 * Rule 10, figures: numbers of which not all can be true. What may both be so is no conflict: "at least four" and "at
 * least six", figures in different units (a unit that changed on its way is drift, rule 2), counts of different moments.
 */

export interface Figure {
  readonly interval: Interval
  readonly unit: string
  readonly scope: Scope | undefined
}

/** Units of length: it does not matter on which day they are stated, for a length does not change from day to day. */
export const LENGTHS: ReadonlySet<string> = new Set(['m', 'km', 'ft', 'yd', 'mi', 'nmi'])

/**
 * Whether two figures of one thing cannot both be true: their intervals do not meet. One event is part of a total, so
 * it may be less, and not more.
 */
export function figuresExclude(a: Figure, b: Figure): boolean {
  if (a.unit !== b.unit) return false
  if (a.scope !== undefined && b.scope !== undefined && a.scope !== b.scope) {
    const [total, event] = a.scope === 'total' ? [a, b] : [b, a]
    return isBelow(total.interval, event.interval)
  }
  return !meet(a.interval, b.interval)
}

export function figureOf(quantity: Quantity, unit: string | undefined, scope: Scope | undefined): Figure {
  return { interval: intervalOf(quantity), unit: unitKey(unit), scope }
}

/** `more than 1000 containers`, `~73 railcars (66 to 80)`; what it stands for where only some of them say so. */
export function figureText(quantity: Quantity, unit: string | undefined, scope: Scope | undefined): string {
  const words = intervalWords(intervalOf(quantity))
  const { qualifier, text } = quantity
  const hedge = qualifier === 'about' || qualifier === 'vague'
  const figure = [hedge ? text : words, ...(unit === undefined ? [] : [unit])].join(' ')
  return `${figure}${hedge ? `, that is ${words}` : ''}${scope === undefined ? '' : scope === 'total' ? ' in total' : ' at one time'}`
}

export function byFigure(a: Position<Figure>, b: Position<Figure>): number {
  const [x, y] = [a.value.interval, b.value.interval]
  return x.low - y.low || compare(x.high, y.high) || compare(a.text, b.text)
}

/** Figures for one observation: as recorded, and as each document that supports it states it. */
export function figuresWithin(
  supported: Supported,
  lineage: Lineage,
  names: Names,
): Disagreement | undefined {
  const { observation, citations } = supported
  const states = citations.some(
    ({ stance, states }) => stance === 'supports' && states?.quantity !== undefined,
  )
  if (!states || observation.outcome !== 'seen') return undefined
  const sides = atOdds(merged(positionsWithin(supported, lineage)).sort(byFigure), figuresExclude)
  if (sides.length < 2) return undefined
  const cited = new Set(citations.map(({ source }) => source))
  const drift = isDrift(sides, figuresExclude, cited, lineage)
  return {
    kind: 'figures',
    positions: sides,
    drift,
    sentence: `${capital(observationWords(observation, names))}: ${againstWords(sides)}; no number fits ${sides.length === 2 ? 'both' : 'all'}${originWords(sides, drift)}.`,
    observations: [observation],
  }
}

function positionsWithin(supported: Supported, lineage: Lineage): Position<Figure>[] {
  const { observation } = supported
  const { quantity, unit, scope } = observation
  const voices = voicesOf(supported, lineage)
  const isSilent = (voice: (typeof voices)[number]) => voice.citation.states?.quantity === undefined
  const recorded =
    quantity === undefined
      ? []
      : [
          {
            value: figureOf(quantity, unit, scope),
            text: figureText(quantity, unit, scope),
            records: [{ type: 'observation' as const, id: observation.id }],
            voices: voices.filter(isSilent),
          },
        ]
  const stated = voices.flatMap((voice) => {
    const { id, states } = voice.citation
    if (states?.quantity === undefined) return []
    // What a document leaves out is as it was recorded.
    const [own, of] = [states.unit ?? unit, states.scope ?? scope]
    return [
      {
        value: figureOf(states.quantity, own, of),
        text: figureText(states.quantity, own, of),
        records: [{ type: 'citation' as const, id }],
        voices: [voice],
      },
    ]
  })
  return [...recorded, ...stated]
}
