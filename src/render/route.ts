import type { TracedLeg } from '../evidence/appraisal.ts'
import { branches, legsWithoutContents, weakestOf } from '../evidence/chain.ts'
import { isOpen, type Conflict } from '../evidence/conflicts.ts'
import { counted } from '../evidence/enumeration.ts'
import type { Names, Used } from '../evidence/finding.ts'
import { joinOrigins, type Lineage } from '../evidence/origins.ts'
import type { Strength } from '../evidence/strength.ts'
import type { Telling } from '../evidence/telling.ts'
import type { PlaceRecord, RouteRecord } from '../model/records.ts'
import { STAGES } from '../model/vocabulary.ts'
import {
  lines,
  styled,
  table,
  type Line,
  type LinesBlock,
  type Rendering,
  type Span,
  type TableBlock,
  type Tone,
} from './document.ts'
import { explanation } from './explain.ts'
import { conflictData, findingsData } from './findings-data.ts'
import { restSentences } from './lineage.ts'
import { timeLine } from './time-line.ts'

/** What it is drawn on, and what is wanted of it. */
export interface Screen {
  /** Columns. */
  readonly width: number
  readonly unicode: boolean
  readonly explain: boolean
  readonly timeLine: boolean
}

/** A traced route, and up to when it was read. */
export interface RouteView {
  route: RouteRecord
  legs: readonly TracedLeg[]
  places: ReadonlyMap<string, PlaceRecord>
  lineage: Lineage
  names: Names
  conflicts: readonly Conflict[]
  telling: Telling | undefined
  screen: Screen
  /** The shortest unique prefix of the id of each record that is named. */
  shortIds: ReadonlyMap<string, string>
  entry: { number: number; recordedAt: string }
  publicBy: string | undefined
}

/** Nothing is known of a cell that no observation shows. */
const BLANK = styled('dim', '·')

/** A route: its legs, the coverage matrix, and what has to be said of them. */
export function renderRoute(view: RouteView): Rendering {
  return {
    blocks: [
      heading(view),
      legTable(view.legs),
      coverageTable(view.legs),
      lines(...remarks(view)),
      ...(view.screen.timeLine ? view.legs.flatMap((traced) => titledTimeLine(traced, view)) : []),
      ...(view.screen.explain ? view.legs.map((traced) => explanation(traced, shortIdIn(view))) : []),
    ],
    // Everything every rule found, which only JSON asks for.
    get data() {
      return routeData(view)
    },
  }
}

export function heading({ route, entry, publicBy }: RouteView): LinesBlock {
  const seen = publicBy === undefined ? '' : `, public by ${publicBy.slice(0, 10)}`
  return lines([
    styled('strong', route.name),
    styled('dim', `   as of entry ${String(entry.number)}, ${entry.recordedAt.slice(0, 10)}${seen}`),
  ])
}

/** The legs of a route, with how strong each makes the chain. */
export function legTable(legs: readonly TracedLeg[]): TableBlock {
  return table(
    [
      { key: 'n', title: ' ', align: 'right' },
      { key: 'leg' },
      { key: 'mode' },
      { key: 'km', align: 'right', grouped: true },
      { key: 'observed', flexible: true },
      { key: 'obs', align: 'right' },
      { key: 'origins', flexible: true },
      { key: 'chain', flexible: true },
    ],
    legs.map((traced, i) => [
      i + 1,
      styled('key', traced.leg.id),
      traced.leg.mode,
      traced.length === undefined ? styled('dim', '–') : Math.round(traced.length.km),
      observedSpan(traced),
      traced.supported.length,
      traced.origins.origins.map(({ name }) => name).join(', ') || styled('dim', '–'),
      strengthText(traced),
    ]),
    { wrap: true },
  )
}

/** What a record is called where findings name it. */
export function shortIdIn({ shortIds }: Pick<RouteView, 'shortIds'>): (record: Pick<Used, 'id'>) => string {
  return ({ id }) => shortIds.get(id) ?? id
}

function titledTimeLine(traced: TracedLeg, view: RouteView): LinesBlock[] {
  const line = legTimeLine(traced, view)
  return line === undefined ? [] : [lines([styled('key', traced.leg.id)], ...line.lines)]
}

/** When a leg was looked at, and what was seen; undefined when nothing is dated. */
export function legTimeLine(
  { leg, sightings, findings }: TracedLeg,
  { names, screen }: RouteView,
): LinesBlock | undefined {
  return timeLine(sightings, findings.brackets, names, { ...screen, places: [leg.from, leg.to] })
}

function observedSpan({ observed, undated }: TracedLeg): Span {
  if (observed === undefined) return undated === 0 ? styled('dim', '–') : `${String(undated)} undated`
  const span =
    observed.first === observed.last ? observed.first : `${observed.first || '…'} … ${observed.last || '…'}`
  return undated === 0 ? span : `${span} +${String(undated)} undated`
}

const TONES: Record<Strength, Tone> = {
  'no evidence': 'bad',
  contested: 'bad',
  thin: 'warn',
  corroborated: 'good',
  strong: 'good',
}

function strengthText({ strength: { strength, why } }: TracedLeg): Line {
  const explained = why !== '' && strength !== 'corroborated' && strength !== 'strong'
  return [styled(TONES[strength], strength), ...(explained ? [`: ${why}`] : [])]
}

/** Leg × stage; each cell the number of independent origins. Blank cells are shown: nobody has shown that stage. */
export function coverageTable(legs: readonly TracedLeg[]): TableBlock {
  return table(
    [
      { key: 'n', title: ' ', align: 'right' },
      { key: 'leg', title: ' ' },
      ...STAGES.map((stage) => ({ key: stage, title: stage.replace('-', ' '), align: 'center' as const })),
    ],
    legs.map(({ leg, coverage }, i) => [
      i + 1,
      styled('key', leg.id),
      ...coverage.map(({ origins }) => (origins.length === 0 ? BLANK : origins.length)),
    ]),
    { wrap: true },
  )
}

/** What has to be said of a route: its weakest leg, where it branches, what it rests on, what is at odds. */
export function remarks(view: Omit<RouteView, 'screen' | 'entry'>): Line[] {
  const { legs, places } = view
  const number = (leg: TracedLeg) => `${String(legs.indexOf(leg) + 1)} ${leg.leg.id}`
  if (legs.length === 0) return [['This route has no legs.']]
  const weakest = weakestOf(legs)
  const [first] = weakest
  const said: Line[] = [
    [
      `Weakest leg${weakest.length === 1 ? '' : 's'}: ${weakest.map(number).join(', ')} (${first?.strength.strength ?? ''}). `,
      contentsSentence(legs, number),
    ],
  ]
  for (const { place, legs: meeting, how } of branches(legs.map(({ leg }) => leg))) {
    const named = legs.filter(({ leg }) => meeting.includes(leg.id)).map(number)
    said.push([`The route ${how} at ${places.get(place)?.name ?? place}: ${named.join(', ')}.`])
  }
  const circles = legs.filter(({ length }) => length?.basis === 'great-circle')
  if (circles.length > 0)
    said.push([
      `The km of ${circles.map(number).join(', ')} ${circles.length === 1 ? 'is the great circle' : 'are great circles'}, the shortest a ship can sail.`,
    ])
  said.push(...restsOn(view), ...disputes(view.conflicts, view.route.id))
  if (view.telling !== undefined) said.push([view.telling.sentence])
  return said
}

/** What is at odds, counted, and where to read of it. @param of the key of the route or leg they are counted of */
export function disputes(conflicts: readonly Conflict[], of: string): Line[] {
  if (conflicts.length === 0) return []
  const open = conflicts.filter(isOpen).length
  const settled = conflicts.length - open
  return [
    [
      styled(open > 0 ? 'warn' : 'dim', counted(open, 'conflict')),
      ` ${open === 1 ? 'is' : 'are'} open${settled === 0 ? '' : `, ${String(settled)} settled`}: trace conflicts ${of}`,
    ],
  ]
}

function contentsSentence(legs: readonly TracedLeg[], number: (leg: TracedLeg) => string): string {
  const without = legsWithoutContents(legs)
  if (without.length === legs.length)
    return `Contents were not identified on ${legs.length === 1 ? 'this leg' : 'any leg'}.`
  return without.length === 0
    ? 'Contents were identified on every leg.'
    : `Contents were not identified on ${without.map(number).join(', ')}.`
}

/** How few the documents rest on, and which of them count for nothing. */
export function restsOn({ legs }: Pick<RouteView, 'legs'>): Line[] {
  const documents = new Set(
    legs.flatMap(({ supported }) =>
      supported.flatMap(({ citations }) => citations.map(({ source }) => source)),
    ),
  )
  return restSentences(
    documents.size,
    joinOrigins(legs.flatMap(({ supported }) => supported.map(({ origins }) => origins))),
  )
}

/** Everything of a route for `--json`. */
function routeData(view: RouteView): unknown {
  const { route, legs, entry, publicBy } = view
  const without = new Set(legsWithoutContents(legs))
  return {
    route,
    asOf: {
      entry: entry.number,
      recordedAt: entry.recordedAt,
      ...(publicBy === undefined ? {} : { publicBy }),
    },
    legs: legs.map(legData),
    weakest: weakestOf(legs).map(({ leg }) => leg.id),
    contentsIdentifiedOn: legs.filter((leg) => !without.has(leg)).map(({ leg }) => leg.id),
    branches: branches(legs.map(({ leg }) => leg)),
    conflicts: view.conflicts.map(conflictData),
    telling: view.telling,
  }
}

export function legData(traced: TracedLeg): unknown {
  return {
    ...traced.leg,
    length: traced.length,
    observed: traced.observed,
    undated: traced.undated,
    origins: traced.origins,
    coverage: traced.coverage,
    strength: traced.strength,
    findings: findingsData(traced.findings),
    observations: traced.supported.map(({ observation, citations, origins, against }) => ({
      ...observation,
      origins,
      ...(against.origins.length + against.unrooted.length === 0 ? {} : { against }),
      citations,
    })),
  }
}
