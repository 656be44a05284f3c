import { foldName } from '../model/names.ts'
import { compare } from '../model/order.ts'
import type { PlaceRecord, When } from '../model/records.ts'
import { leastKm } from './apart.ts'
import {
  againstWords,
  atOdds,
  isDrift,
  merged,
  named,
  observationWords,
  originWords,
  voiceOf,
  voicesOf,
  type Disagreement,
  type Position,
  type Voice,
} from './conflict-sides.ts'
import { capital } from './enumeration.ts'
import type { Names } from './finding.ts'
import type { Lineage } from './origins.ts'
import type { Supported } from './support.ts'
import { overlaps, windowOf, type Window } from './window.ts'

/* Rule 10, stances, dates and places: what the documents cited for one observation say of it that cannot all be true. */

/** A document contradicts what another supports. */
export function stanceOf(supported: Supported, lineage: Lineage, names: Names): Disagreement | undefined {
  const { observation, citations } = supported
  const against = citations.filter(({ stance }) => stance === 'contradicts')
  if (against.length === 0) return undefined
  const supporting = voicesOf(supported, lineage)
  if (supporting.length === 0) return undefined
  const contradicting = against.map((citation) => voiceOf(citation, observation, lineage))
  const side = (text: string, voices: readonly Voice[], stated: string): Position<string> => ({
    value: text,
    text: `${text}${stated}`,
    records: [
      { type: 'observation', id: observation.id },
      ...voices.map(({ citation: { id } }) => ({ type: 'citation' as const, id })),
    ],
    voices,
  })
  const positions = [
    side('it is so', supporting, ''),
    side('it is not', contradicting, statedInstead(contradicting)),
  ]
  const documents = (voices: readonly Voice[]) =>
    named([...new Set(voices.map(({ citation }) => citation.source))].sort(compare)).join(', ')
  const isOne = new Set(against.map(({ source }) => source)).size === 1
  return {
    kind: 'stance',
    positions,
    // Whoever recorded it says that the document contradicts: that is more than a figure that changed on its way.
    drift: false,
    sentence: `${capital(observationWords(observation, names))}, is supported by ${documents(supporting)} and contradicted by ${documents(contradicting)}${statedInstead(contradicting) === '' ? '' : `, which ${isOne ? 'states' : 'state'}${statedInstead(contradicting).replace(/^, but/, '')}`}${originWords(positions, false)}.`,
    observations: [observation],
  }
}

/** What those who contradict say instead: `, but ~6700 containers`. */
function statedInstead(voices: readonly Voice[]): string {
  const stated = voices.flatMap(({ citation: { states } }) => {
    const figure = [states?.quantity?.text, states?.quantity === undefined ? undefined : states.unit]
      .filter((part) => part !== undefined)
      .join(' ')
    const said = [figure, states?.words === undefined ? '' : `“${states.words}”`].filter(
      (part) => part !== '',
    )
    if (states?.observed !== undefined)
      said.push(`${said.length === 0 ? 'the date' : 'dated'} ${states.observed.text}`)
    return said.length === 0 ? [] : [said.join(', ')]
  })
  const each = [...new Set(stated)].sort(compare)
  return each.length === 0 ? '' : `, but ${named(each).join('; ')}`
}

/** Documents that support it date it to windows that do not meet, or to one that does not meet the recorded one. */
export function datesOf(supported: Supported, lineage: Lineage, names: Names): Disagreement | undefined {
  const stated = (voice: Voice) => voice.citation.states?.observed
  const positions = positionsOf(supported, lineage, supported.observation.observed, stated, dated)
  const sides = atOdds(
    merged(positions).sort((a, b) => byWindow(a.value, b.value) || compare(a.text, b.text)),
    areApart,
  )
  return within('dates', 'the dates do not meet', sides, areApart, supported, lineage, names)
}

function dated(when: When): { value: Window; text: string } {
  return { value: windowOf(when) ?? { from: -Infinity, to: Infinity }, text: when.text }
}

function areApart(a: Window, b: Window): boolean {
  return !overlaps(a, b)
}

function byWindow(a: Window, b: Window): number {
  return compare(a.from, b.from) || compare(a.to, b.to)
}

/** Finds the place of the case that a document names; undefined when there is none, or more than one of that name. */
export type PlaceNamed = (name: string) => PlaceRecord | undefined

export function placeNamedIn(places: ReadonlyMap<string, PlaceRecord>): PlaceNamed {
  const byName = new Map<string, PlaceRecord | 'several'>()
  const add = (name: string, place: PlaceRecord) => {
    const known = byName.get(name)
    byName.set(name, known === undefined || known === place ? place : 'several')
  }
  for (const place of places.values())
    for (const name of [place.id, place.name, ...(place.aliases ?? [])]) add(foldName(name), place)
  return (name) => {
    const found = byName.get(foldName(name))
    return found === 'several' ? undefined : found
  }
}

/** Documents that support it name different places of the case, or another than the recorded one. */
export function placesOf(
  supported: Supported,
  places: ReadonlyMap<string, PlaceRecord>,
  placeNamed: PlaceNamed,
  lineage: Lineage,
  names: Names,
): Disagreement | undefined {
  const { place } = supported.observation
  const stated = ({ citation: { states } }: Voice) =>
    states?.place === undefined ? undefined : placeNamed(states.place)
  const recorded = place === undefined ? undefined : places.get(place)
  const positions = positionsOf(supported, lineage, recorded, stated, (one) => ({
    value: one,
    text: one.name === one.id ? one.id : `${one.name} (${one.id})`,
  }))
  const sides = atOdds(
    merged(positions).sort((a, b) => compare(a.value.id, b.value.id)),
    areElsewhere,
  )
  return within('places', 'these are different places', sides, areElsewhere, supported, lineage, names)
}

/** Whether two places cannot be the same one: an area holds others, and what lies close together may be one site. */
function areElsewhere(a: PlaceRecord, b: PlaceRecord): boolean {
  if (a.id === b.id || a.kind === 'area' || b.kind === 'area') return false
  return (leastKm(a, b) ?? Infinity) > 0
}

/** The observation as recorded, and each document that states something of its own. */
function positionsOf<S, T>(
  supported: Supported,
  lineage: Lineage,
  recorded: S | undefined,
  stated: (voice: Voice) => S | undefined,
  read: (value: S) => { value: T; text: string },
): Position<T>[] {
  const { observation, citations } = supported
  if (citations.every(({ states }) => states === undefined)) return []
  const voices = voicesOf(supported, lineage)
  const silent = voices.filter((voice) => stated(voice) === undefined)
  return [
    ...(recorded === undefined
      ? []
      : [
          {
            ...read(recorded),
            records: [{ type: 'observation' as const, id: observation.id }],
            voices: silent,
          },
        ]),
    ...voices.flatMap((voice) => {
      const own = stated(voice)
      return own === undefined
        ? []
        : [
            {
              ...read(own),
              records: [{ type: 'citation' as const, id: voice.citation.id }],
              voices: [voice],
            },
          ]
    }),
  ]
}

function within<T>(
  kind: 'dates' | 'places',
  why: string,
  sides: readonly Position<T>[],
  excludes: (a: T, b: T) => boolean,
  { observation, citations }: Supported,
  lineage: Lineage,
  names: Names,
): Disagreement | undefined {
  if (sides.length < 2) return undefined
  const cited = new Set(citations.map(({ source }) => source))
  const drift = isDrift(sides, excludes, cited, lineage)
  return {
    kind,
    positions: sides,
    drift,
    sentence: `${capital(observationWords(observation, names))}: ${againstWords(sides)}; ${why}${originWords(sides, drift)}.`,
    observations: [observation],
  }
}
