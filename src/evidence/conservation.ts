import { compare } from '../model/order.ts'
import type { ConversionRecord, LegRecord, ObservationRecord } from '../model/records.ts'
import { compared, type Compared } from './conservation-compared.ts'
import { passedBetween, type Figure, type Passed } from './conservation-figures.ts'
import { conservationSentence, unfitSentence } from './conservation-sentence.ts'
import { used, type Finding, type Names } from './finding.ts'
import { intervalOf, product, type Interval } from './interval.ts'
import { unitKey } from './units.ts'

/** How many observations a finding names that says only that there is nothing to compare. */
const NAMED = 10

/** Rule 7, conservation: what came out of a leg against what went into the next. */
export interface Conservation extends Finding {
  readonly rule: 'conservation'
  readonly verdict: 'consistent' | 'shortfall' | 'excess' | 'not-comparable'
  readonly legs: readonly [string, string]
  /** What both are given in. */
  readonly unit: string | undefined
  readonly out: Interval | undefined
  readonly into: Interval | undefined
  /** Ids of the conversions used. */
  readonly conversions: readonly string[]
}

/**
 * Rule 7, conservation: quantities out of a leg against quantities into the next, as intervals over overlapping windows.
 *
 * Which figures count is told in {@link passedBetween}, what follows from two of them in {@link compared}. Units are the same
 * as {@link unitKey} has it: in one or several, and by another name of a measure. Other units are compared by the conversions of the case
 * that join them in one step, each on its own: they are assumptions, and which one a result used is said with it. A
 * factor that is an interval widens the result.
 *
 * Goods go on after they came, so a window of what went in that ends with that of what came out may miss the last of
 * them; the sentences say over which windows they speak, and that some may have stayed.
 *
 * @param next a leg that starts where the first one ends
 * @param observations any: those linked to the two legs are looked for among them
 * @returns per unit; one finding that says why when nothing can be compared, none when nothing was observed of either end
 */
export function conservationOf(
  leg: LegRecord,
  next: LegRecord,
  observations: readonly ObservationRecord[],
  conversions: readonly ConversionRecord[],
  names: Names,
): Conservation[] {
  const passed = passedBetween(leg, next, observations)
  if (passed.observations.length === 0) return []
  const found = comparisonsOf(passed, conversions).flatMap(({ out, into, unit, conversion }) =>
    compared(out, into).map((result): Conservation => {
      const sentence = conservationSentence(leg, next, result, { passed, unit, conversion }, names)
      return {
        ...headOf(leg, next, result.verdict, sentence),
        records: used(result.out.observation, result.into.observation, conversion),
        unit,
        out: result.out.interval,
        into: result.into.interval,
        conversions: conversion === undefined ? [] : [conversion.id],
      }
    }),
  )
  if (found.length > 0) return found
  return [
    {
      ...headOf(leg, next, 'not-comparable', unfitSentence(leg, next, passed, names)),
      records: used(...passed.observations.toSorted((a, b) => compare(a.id, b.id)).slice(0, NAMED)),
      unit: undefined,
      out: undefined,
      into: undefined,
      conversions: [],
    },
  ]
}

function headOf(
  leg: LegRecord,
  next: LegRecord,
  verdict: Compared['verdict'],
  sentence: string,
): Pick<Conservation, 'rule' | 'verdict' | 'sentence' | 'legs'> {
  return { rule: 'conservation', verdict, sentence, legs: [leg.id, next.id] }
}

interface Comparison {
  readonly unit: string
  readonly out: readonly Figure[]
  readonly into: readonly Figure[]
  readonly conversion: ConversionRecord | undefined
}

/** Figures of both sides in one unit: as recorded first, then by each conversion. */
function comparisonsOf({ out, into }: Passed, conversions: readonly ConversionRecord[]): Comparison[] {
  const [outBy, intoBy] = [out, into].map((figures) => Map.groupBy(figures, ({ unitKey }) => unitKey))
  if (outBy === undefined || intoBy === undefined) return []
  const same = [...outBy.keys()]
    .filter((key) => intoBy.has(key))
    .sort(compare)
    .map((key) => ({
      unit: unitOf(outBy.get(key)),
      out: outBy.get(key) ?? [],
      into: intoBy.get(key) ?? [],
      conversion: undefined,
    }))
  const converted = conversions
    .toSorted((a, b) => compare(a.id, b.id))
    .flatMap((conversion): Comparison[] => {
      const [from, to] = [unitKey(conversion.from), unitKey(conversion.to)]
      if (from === to) return []
      const between = (
        source: ReadonlyMap<string, readonly Figure[]>,
        target: ReadonlyMap<string, readonly Figure[]>,
        make: (converted: readonly Figure[], plain: readonly Figure[]) => Pick<Comparison, 'out' | 'into'>,
      ): Comparison[] => {
        const [raw, plain] = [source.get(from), target.get(to)]
        if (raw === undefined || plain === undefined) return []
        return [
          {
            unit: unitOf(plain),
            conversion,
            ...make(
              raw.map((one) => convert(one, conversion)),
              plain,
            ),
          },
        ]
      }
      return [
        ...between(outBy, intoBy, (changed, plain) => ({ out: changed, into: plain })),
        ...between(intoBy, outBy, (changed, plain) => ({ out: plain, into: changed })),
      ]
    })
  return [...same, ...converted]
}

/** The unit as it is written by most, or by the first in order. */
function unitOf(figures: readonly Figure[] = []): string {
  const [first] = figures.map(({ unit }) => unit).sort(compare)
  return first ?? ''
}

function convert(figure: Figure, { factor }: ConversionRecord): Figure {
  return { ...figure, interval: product(figure.interval, intervalOf(factor)) }
}
