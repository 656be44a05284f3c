import type { Quantity } from '../model/records.ts'
import type { Departure } from './departure.ts'
import { intervalOf, isWithin, meet, numberText, type Interval } from './interval.ts'
import { factorBetween, isSameUnit } from './units.ts'

/*
 * How a figure departs from another one of the same thing. A figure that only became less precise has lost something, but
 * says nothing that the other does not allow: it is no departure. One that became more precise claims to know more.
 */

/**
 * How far a figure in one unit may be from the same figure in another and still count as a conversion of it. A number that is
 * rounded to two digits is off by at most one in twenty (10 for 10.5): 120 miles for 200 km are off by one in thirty.
 */
const CONVERSION_ROUNDING = 0.05

/** A quantity with the unit it is in, when that is known. */
export interface Figure {
  readonly quantity: Quantity
  readonly unit: string | undefined
}

/** Where a quantity has its bound, if that is all it has. */
type Side = 'neither' | 'lower' | 'upper'

/** @returns nothing when the two may be the same figure; the unit and the number may both have changed */
export function figureDepartures(before: Figure, after: Figure): Departure[] {
  const [was, is] = [before.quantity, after.quantity]
  const [from, to] = [before.unit, after.unit]
  if (from === undefined || to === undefined || isSameUnit(from, to)) return numberDepartures(was, is)
  const factor = factorBetween(to, from)
  if (namesSameNumber(was, is)) {
    if (factor !== undefined && (is.best ?? is.high) === 0) return []
    return [
      {
        field: 'unit',
        verdict: 'changed-unit',
        how:
          factor === undefined
            ? `the number is the same, and whether “${to}” are “${from}” is not on record`
            : `the number is the same and the unit is not${converted(is, to, factor, from)}`,
      },
      ...numberDepartures(was, is),
    ]
  }
  // Railcars and trains, containers and metres: figures of different things, of which neither departs from the other.
  if (factor === undefined) return []
  return numberDepartures(was, inUnitOf(was, is, factor)).map((departure) => ({
    ...departure,
    how: `${departure.how}${converted(is, to, factor, from)}`,
  }))
}

/** ` (290 miles are 467 km)`, when a number is named. */
function converted({ best }: Quantity, unit: string, factor: number, into: string): string {
  if (best === undefined) return ''
  const product = best * factor
  // Four digits are more than a figure in words has.
  const rounded = Number(product.toPrecision(product < 1000 ? 3 : 4))
  return ` (${numberText(best)} ${unit} are ${numberText(rounded)} ${into})`
}

function numberDepartures(was: Quantity, is: Quantity): Departure[] {
  const departs = (verdict: Departure['verdict'], how: string): Departure[] => [
    { field: 'quantity', verdict, how },
  ]
  const isSameNumber = was.best !== undefined && was.best === is.best
  const [from, to] = [intervalOf(was), intervalOf(is)]
  const [wasBound, isBound] = [sideOf(was), sideOf(is)]
  if (!isSameNumber && !meet(from, to)) return departs('changed-figure', 'no number fits both')
  if (wasBound !== isBound) {
    if (wasBound === 'neither') return departs('flipped-bound', 'a figure became a bound')
    if (isBound !== 'neither') return departs('flipped-bound', 'the bound is turned round')
    if (isWithin(to, from) || (isSameNumber && is.qualifier === 'exact'))
      return departs('lost-hedge', 'the bound is gone')
    return departs('flipped-bound', 'the bound became another hedge')
  }
  if (isSameNumber && was.qualifier === is.qualifier) return []
  if (!isNarrower(to, from)) return []
  if (isBound !== 'neither')
    return isSameNumber
      ? [] // "At least 20" and "more than 20" differ by no more than the 20 itself.
      : departs('changed-figure', 'the bound is moved, and says more than what it derives from')
  return is.qualifier === 'exact'
    ? departs('lost-hedge', 'the hedge is gone')
    : departs('lost-hedge', 'it is more precise than what it derives from')
}

function isNarrower(a: Interval, b: Interval): boolean {
  return isWithin(a, b) && !isWithin(b, a)
}

function sideOf({ qualifier }: Quantity): Side {
  switch (qualifier) {
    case 'at-least':
    case 'more-than':
      return 'lower'
    case 'at-most':
    case 'less-than':
      return 'upper'
    default:
      return 'neither'
  }
}

function namesSameNumber(a: Quantity, b: Quantity): boolean {
  if (a.best !== undefined || b.best !== undefined) return a.best === b.best
  return a.low === b.low && a.high === b.high
}

/** A quantity in the unit of another; as that other, when it is no more than a rounded conversion of it. */
function inUnitOf(other: Quantity, quantity: Quantity, factor: number): Quantity {
  const { qualifier, text } = quantity
  const times = (n: number | undefined, by: number, near: number | undefined): number | undefined => {
    if (n === undefined) return undefined
    const product = n * by
    return near !== undefined && isNear(product, near) ? near : product
  }
  // Its bounds follow the number it names.
  const { best } = quantity
  const to = times(best, factor, other.best)
  const by = best === undefined || to === undefined || best === 0 ? factor : to / best
  const low = times(quantity.low, by, other.low)
  const high = times(quantity.high, by, other.high)
  return {
    text,
    qualifier,
    ...(low === undefined ? {} : { low }),
    ...(to === undefined ? {} : { best: to }),
    ...(high === undefined ? {} : { high }),
  }
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= CONVERSION_ROUNDING * Math.max(a, b)
}
