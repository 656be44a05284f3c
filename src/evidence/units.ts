import { foldName } from '../model/names.ts'

/*
 * Units of length and mass that sources use for one another. Everything else that is counted (railcars, round trips) is
 * compared by its word alone, whether it is one or several.
 */

/**
 * What one of each unit is in metres or kilograms, exactly. SI prefixes and the tonne: BIPM, SI Brochure (9th ed., 2019),
 * tables 7 and 8. Foot, yard, mile and pound: international yard and pound agreement of 1959. Nautical mile: 1852 m,
 * International Extraordinary Hydrographic Conference, Monaco, 1929. Short and long ton: 2000 and 2240 pounds (NIST SP 811,
 * appendix B.8). A "ton" alone is not here: it may be any of three.
 */
const UNITS: readonly {
  readonly of: 'length' | 'mass'
  readonly is: number
  readonly names: readonly string[]
}[] = [
  { of: 'length', is: 1, names: ['m', 'metre', 'meter'] },
  { of: 'length', is: 1000, names: ['km', 'kilometre', 'kilometer'] },
  { of: 'length', is: 0.3048, names: ['ft', 'foot', 'feet'] },
  { of: 'length', is: 0.9144, names: ['yd', 'yard'] },
  { of: 'length', is: 1609.344, names: ['mi', 'mile', 'statutemile'] },
  { of: 'length', is: 1852, names: ['nmi', 'nauticalmile'] },
  { of: 'mass', is: 1, names: ['kg', 'kilogram', 'kilogramme'] },
  { of: 'mass', is: 1000, names: ['t', 'tonne', 'metricton'] },
  { of: 'mass', is: 0.45359237, names: ['lb', 'pound'] },
  { of: 'mass', is: 907.18474, names: ['shortton'] },
  { of: 'mass', is: 1016.0469088, names: ['longton'] },
]

/** What a unit given in one word is in another, for instance 1.609344 from miles to km. Undefined when that is not known. */
export function factorBetween(from: string, to: string): number | undefined {
  const [one, other] = [unitNamed(from), unitNamed(to)]
  if (one?.of !== other?.of || one === undefined || other === undefined) return undefined
  return one.is / other.is
}

/**
 * Whether two words name one unit: "rail cars" and "railcar", "km" and "kilometres", and also "shipping containers" and
 * "containers", of which one only says more.
 */
export function isSameUnit(a: string, b: string): boolean {
  const [one, other] = [unitNamed(a), unitNamed(b)]
  if (one !== undefined && other !== undefined) return one === other
  return joined(a) === joined(b) || lastWord(a) === lastWord(b)
}

/** Units are few, and figures many. */
const keys = new Map<string, string>()
const MANY_UNITS = 1000

/**
 * The same for two words when they are one unit: "railcar" and "Railcars" are, and so are "km" and "kilometres"; "km" and
 * "miles" are two, and so are "containers" and "lines of containers".
 */
export function unitKey(unit = ''): string {
  const known = keys.get(unit)
  if (known !== undefined) return known
  const key = unitNamed(unit)?.names[0] ?? foldName(unit).replace(/(?<=..)s$/, '')
  if (keys.size < MANY_UNITS) keys.set(unit, key)
  return key
}

function unitNamed(word: string): (typeof UNITS)[number] | undefined {
  const name = joined(word)
  return UNITS.find(({ names }) => names.includes(name))
}

function wordsIn(unit: string): string[] {
  // A pattern of all letters there are takes milliseconds to make, which units in plain letters need not wait for.
  const words = /^[ -~]*$/.test(unit)
    ? unit.toLowerCase().split(/[^a-z0-9]+/)
    : unit
        .normalize('NFKC')
        .toLowerCase()
        .split(/[^\p{L}\p{N}]+/u)
  return words.filter((word) => word !== '').map((word) => (word.length > 2 ? word.replace(/s$/, '') : word))
}

function joined(unit: string): string {
  return wordsIn(unit).join('')
}

function lastWord(unit: string): string {
  return wordsIn(unit).at(-1) ?? ''
}
