import type { TracedLeg } from '../evidence/appraisal.ts'
import type { Drift } from '../evidence/drift.ts'
import { originsOf } from '../evidence/origins.ts'
import { originsOfCitation, type Supported } from '../evidence/support.ts'
import type { CitationRecord, ObservationRecord } from '../model/records.ts'
import { saidLines, STANCE_TONES } from './citation.ts'
import { lines, styled, type Line, type LinesBlock, type Rendering } from './document.ts'
import { driftLines } from './drift.ts'
import { explanation } from './explain.ts'
import { lineageTree, type Claimed } from './lineage.ts'
import { gradeText, intervalText, likelihoodText, whatText } from './phrases.ts'
import {
  coverageTable,
  disputes,
  heading,
  legData,
  legTimeLine,
  restsOn,
  shortIdIn,
  type RouteView,
} from './route.ts'

/** How many observations are shown to a person; CSV and JSON have all. */
const MOST_SHOWN = 200

/** Ids of the observations of a leg that are shown, and of what is said of them. */
export function namedOn({ supported }: TracedLeg): string[] {
  return supported
    .slice(0, MOST_SHOWN)
    .flatMap(({ observation, citations }) => [observation.id, ...citations.map(({ id }) => id)])
}

/** One leg: what was observed in order of time, who says so, and where they have it from. */
export function renderLeg(view: RouteView): Rendering {
  const [traced] = view.legs
  if (traced === undefined) return { blocks: [], data: null }
  const { leg, length, strength, supported, findings } = traced
  const name = (place: string) => view.places.get(place)?.name ?? place
  const km =
    length === undefined
      ? 'length not stated'
      : `${String(Math.round(length.km))} km ${length.basis === 'stated' ? 'stated' : 'great circle'}`
  const about = lines(
    [styled('key', leg.id), `  ${name(leg.from)} → ${name(leg.to)}, ${leg.mode}, ${km}`],
    [strength.strength, ...(strength.why === '' ? [] : [`: ${strength.why}`]), '.'],
    ...restsOn(view),
    ...disputes(view.conflicts, leg.id),
    ...findings.credibility.map(({ sentence }) => [styled('warn', 'warning: '), sentence]),
  )
  const rest = supported.length - MOST_SHOWN
  const drawn = legTimeLine(traced, view)
  const drifts = Map.groupBy(findings.drift, (drift) => drift.about)
  return {
    blocks: [
      heading(view),
      about,
      coverageTable(view.legs),
      ...(drawn === undefined ? [] : [drawn]),
      // Where many copies of copies are cited there are more lines than a call takes arguments.
      ...supported.slice(0, MOST_SHOWN).map((one): LinesBlock => ({
        kind: 'lines',
        lines: observationLines(one, view, traced, drifts),
      })),
      ...(rest > 0
        ? [
            lines(
              `And ${String(rest)} more observations: trace route ${leg.id} --csv, or trace list --leg ${leg.id}`,
            ),
          ]
        : []),
      ...(supported.length === 0 ? [lines('Nobody has recorded an observation of this leg.')] : []),
      ...(view.screen.explain ? [explanation(traced, shortIdIn(view))] : []),
    ],
    get rows() {
      return legRows(traced)
    },
    get data() {
      return legData(traced)
    },
  }
}

function observationLines(
  { observation, citations, origins }: Supported,
  view: RouteView,
  { leg }: TracedLeg,
  drifts: ReadonlyMap<string, readonly Drift[]>,
): Line[] {
  const stages = (observation.shows ?? [])
    .filter((show) => show.leg === leg.id)
    .flatMap(({ stage }) => stage ?? [])
  const reliabilities = citations
    .filter(({ stance }) => stance === 'supports')
    .map(({ source }) => view.lineage.sources.get(source)?.reliability)
  const grade = gradeText(reliabilities, observation.credibility)
  const where =
    observation.place === undefined
      ? []
      : [` at ${view.places.get(observation.place)?.name ?? observation.place}`]
  const what = whatText(observation)
  const interval = observation.quantity === undefined ? undefined : intervalText(observation.quantity)
  return [
    [
      styled('strong', observation.observed?.text ?? 'undated'),
      `  ${observation.kind}`,
      ...where,
      ...(observation.vessels === undefined ? [] : [`, ${observation.vessels.join(', ')}`]),
      ...(what === ''
        ? []
        : [
            ': ',
            styled('strong', what),
            ...(interval === undefined ? [] : [styled('dim', ` (${interval})`)]),
          ]),
      ...(grade === '' ? [] : [`  [${grade}]`]),
      styled('dim', `  ${view.shortIds.get(observation.id) ?? observation.id}`),
    ],
    [
      styled('dim', '  shows    '),
      stages.length === 0 ? 'no stage' : stages.join(', '),
      styled('dim', '   rests on  '),
      origins.origins.map(({ name }) => name).join(', ') || styled('warn', 'no known origin'),
      ...(observation.claimedBy === undefined
        ? []
        : [styled('dim', '   claimed by  '), view.lineage.organisationName(observation.claimedBy)]),
    ],
    ...remark('judged', judgementText(observation)),
    ...remark('caveats', observation.caveats),
    ...citations.flatMap((citation) => citationLines(citation, observation, view)),
    ...driftLines(drifts.get(observation.id) ?? [], (id) => view.shortIds.get(id) ?? id).map((line): Line => [
      styled('warn', '  drift       '),
      ...line,
    ]),
  ]
}

function remark(label: string, text: string | undefined): Line[] {
  return text === undefined ? [] : [[styled('dim', `  ${label.padEnd(9)}`), text]]
}

/** A judgement with its likelihood, kept apart from what was seen. */
function judgementText({ judgement, likelihood }: ObservationRecord): string | undefined {
  return judgement === undefined || likelihood === undefined
    ? judgement
    : `${judgement} (${likelihoodText(likelihood)})`
}

function citationLines(citation: CitationRecord, observation: ObservationRecord, view: RouteView): Line[] {
  const [first = [], ...rest] = lineageTree(citation.source, view.lineage, {
    brief: true,
    claimed: claimedOf(citation, observation, view.lineage),
  })
  return [
    [styled(STANCE_TONES[citation.stance], `  ${citation.stance.padEnd(12)}`), ...first],
    ...saidLines(citation).map((line) => [' '.repeat(14), ...line]),
    ...rest.map((line) => [' '.repeat(14), ...line]),
  ]
}

/** Which origins of a document count, when that is not all of them because the observation says who claims it. */
function claimedOf(
  citation: CitationRecord,
  observation: ObservationRecord,
  lineage: RouteView['lineage'],
): Claimed | undefined {
  const counted = originsOfCitation(citation, observation, lineage).origins
  if (observation.claimedBy === undefined) return undefined
  if (counted.length === originsOf([citation.source], lineage).origins.length) return undefined
  return {
    by: lineage.organisationName(observation.claimedBy),
    counted: new Set(counted.map(({ key }) => key)),
  }
}

/** One row per observation and citation, for CSV and pipes. */
function legRows({ leg, supported }: TracedLeg): NonNullable<Rendering['rows']> {
  return {
    columns: [
      'leg',
      'observation',
      'observed',
      'kind',
      'place',
      'outcome',
      'quantity',
      'unit',
      'stages',
      'credibility',
      'origins',
      'stance',
      'source',
      'locator',
      'quote',
      'states_quantity',
      'states_unit',
    ],
    rows: supported.flatMap(({ observation, citations, origins }) => {
      const own = [
        leg.id,
        observation.id,
        observation.observed?.text,
        observation.kind,
        observation.place,
        observation.outcome,
        observation.quantity?.text,
        observation.unit,
        (observation.shows ?? [])
          .filter((show) => show.leg === leg.id)
          .flatMap(({ stage }) => stage ?? [])
          .join('; '),
        observation.credibility,
        origins.origins.map(({ name }) => name).join('; '),
      ]
      return citations.map(({ stance, source, locator, quote, states }) => [
        ...own,
        stance,
        source,
        locator,
        quote?.exact,
        states?.quantity?.text,
        states?.unit,
      ])
    }),
  }
}
