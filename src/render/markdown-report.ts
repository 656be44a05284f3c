import type { TracedLeg } from '../evidence/appraisal.ts'
import { isOpen, type Conflict } from '../evidence/conflicts.ts'
import type { Lineage } from '../evidence/origins.ts'
import type { Supported } from '../evidence/support.ts'
import type { CitationRecord, SourceRecord } from '../model/records.ts'
import { saidLines } from './citation.ts'
import { lines } from './document.ts'
import { md, mdAddress, mdLine, mdList, mdTable } from './markdown.ts'
import { boundsText, gradeText, intervalText, likelihoodText, whatText } from './phrases.ts'
import { coverageTable, legTable, remarks, type RouteView } from './route.ts'

/** A traced route or leg, for a report. */
export interface ReportView extends Omit<RouteView, 'screen' | 'entry'> {
  readonly title: string
  readonly entry: {
    readonly number: number
    readonly recordedAt: string
    readonly size: number
    readonly root: Uint8Array
  }
  /** The strictest label of what it holds. */
  readonly label: string | undefined
}

/**
 * A route as Markdown, ready for a report: what `trace route` says of it, the observations of each leg with the numbers of
 * their sources, and the numbered sources.
 */
export function* markdownReport(view: ReportView): Generator<string> {
  const sources = new SourceNumbers(view.lineage)
  yield `# ${md(view.title)}\n\n${asOf(view)}\n`
  yield `## Legs\n\n${mdTable(legTable(view.legs))}\n`
  yield `Independent origins that show each stage of a leg; · is a stage that nobody has shown.\n\n`
  yield `${mdTable(coverageTable(view.legs))}\n${mdList(lines(...remarks(view)))}\n`
  if (view.conflicts.length > 0) yield `## Conflicts\n\n${view.conflicts.map(conflictItem).join('')}\n`
  yield '## Observations\n\n'
  for (const [i, traced] of view.legs.entries()) {
    yield `### ${String(i + 1)}. ${legHeading(traced, view)}\n\n`
    if (traced.supported.length === 0) yield 'Nobody has recorded an observation of this leg.\n'
    for (const one of traced.supported) yield observationItem(one, traced, view, sources)
    yield '\n'
  }
  yield '## Sources\n\n'
  if (sources.size === 0) yield 'None.\n'
  yield* sources.items()
}

function asOf({ entry, publicBy, label }: ReportView): string {
  const root = Buffer.from(entry.root).toString('hex')
  const seen = publicBy === undefined ? '' : `, as far as it was public by ${publicBy.slice(0, 10)}`
  const strictest = label === undefined ? '' : `\n${label}.\n`
  return `As of entry ${String(entry.number)}, recorded ${entry.recordedAt}${seen}. The log then had ${String(entry.size)} leaves and the root \`${root}\`.\n${strictest}`
}

function conflictItem(conflict: Conflict): string {
  return `- ${isOpen(conflict) ? 'Open' : 'Settled'}: ${md(conflict.sentence)}\n`
}

function legHeading({ leg }: TracedLeg, { places }: ReportView): string {
  const name = (key: string) => places.get(key)?.name ?? key
  return md(`${leg.id}: ${name(leg.from)} → ${name(leg.to)}, ${leg.mode}`)
}

function observationItem(
  { observation, citations, origins }: Supported,
  { leg }: TracedLeg,
  view: ReportView,
  sources: SourceNumbers,
): string {
  const { observed, place, quantity, judgement, likelihood, caveats } = observation
  const what = whatText(observation)
  const interval = quantity === undefined ? undefined : intervalText(quantity)
  const stages = (observation.shows ?? [])
    .filter((show) => show.leg === leg.id)
    .flatMap(({ stage }) => stage ?? [])
  const cited = citations.filter(({ stance }) => stance === 'supports')
  const grade = gradeText(
    cited.map(({ source }) => view.lineage.sources.get(source)?.reliability),
    observation.credibility,
  )
  const when =
    observed === undefined
      ? 'undated'
      : `${observed.text}${isPlain(observed.text) ? '' : ` (${boundsText(observed)})`}`
  const head = [
    `**${md(when)}**`,
    md(observation.kind) + (place === undefined ? '' : ` at ${md(view.places.get(place)?.name ?? place)}`),
    ...(what === '' ? [] : [`**${md(what)}**${interval === undefined ? '' : ` (${md(interval)})`}`]),
    ...(observation.vessels === undefined
      ? []
      : [observation.vessels.map(view.names.vessel).map(md).join(', ')]),
    stages.length === 0 ? 'shows no stage' : `shows ${stages.join(', ')}`,
    `rests on ${origins.origins.map(({ name }) => md(name)).join(', ') || 'no known origin'}`,
    ...(grade === '' ? [] : [`graded ${grade}`]),
    `record ${md(view.shortIds.get(observation.id) ?? observation.id)}`,
  ].join('; ')
  const beneath = [
    ...(judgement === undefined
      ? []
      : [`Judged: ${md(judgement)}${likelihood === undefined ? '' : ` (${likelihoodText(likelihood)})`}`]),
    ...(caveats === undefined ? [] : [`Caveats: ${md(caveats)}`]),
    ...citations.map((citation) => citationText(citation, sources)),
  ]
  return `- ${head}.\n${beneath.map((text) => `  - ${text}\n`).join('')}`
}

/** A calendar date, or from one to another, says its bounds itself. */
function isPlain(date: string): boolean {
  return date.split('/').every((part) => /^\d{4}(?:-\d{2}){0,2}$/.test(part))
}

const STANCES = {
  supports: 'Supported by',
  contradicts: 'Contradicted by',
  mentions: 'Mentioned by',
} as const

function citationText(citation: CitationRecord, sources: SourceNumbers): string {
  const said = saidLines(citation).map(mdLine)
  return `${STANCES[citation.stance]} [${String(sources.numberOf(citation.source))}]${said.length === 0 ? '' : `: ${said.join('; ')}`}`
}

/** Numbers the sources in the order in which they are first named, and after those the ones that they repeat. */
class SourceNumbers {
  readonly #lineage: Lineage
  readonly #numbers = new Map<string, number>()

  constructor(lineage: Lineage) {
    this.#lineage = lineage
  }

  get size(): number {
    return this.#numbers.size
  }

  numberOf(source: string): number {
    const known = this.#numbers.get(source)
    if (known !== undefined) return known
    this.#numbers.set(source, this.#numbers.size + 1)
    return this.#numbers.size
  }

  *items(): Generator<string> {
    // What they repeat is put behind them while they are gone through.
    for (const [key, number] of this.#numbers)
      yield `${String(number)}. ${this.#text(key, this.#lineage.sources.get(key))}\n`
  }

  #text(key: string, source: SourceRecord | undefined): string {
    if (source === undefined) return `${md(key)}: not in the case.`
    const { originator, author, title, publisher, published, url, archivedUrl, accessed } = source
    const by = [
      ...(originator === undefined ? [] : [this.#lineage.organisationName(originator)]),
      ...(author === undefined ? [] : [author]),
    ]
    const date = published === undefined ? 'undated' : published.text
    return [
      ...(by.length === 0 ? [] : [`${md(by.join(', '))}.`]),
      `*${md(title)}*.`,
      `${[...(publisher === undefined ? [] : [md(publisher)]), md(date)].join(', ')}.`,
      ...(url === undefined ? [] : [mdAddress(url)]),
      ...(archivedUrl === undefined ? [] : [`Archived: ${mdAddress(archivedUrl)}`]),
      ...(accessed === undefined ? [] : [`Accessed ${md(accessed.text)}.`]),
      this.#lineageText(source),
    ].join(' ')
  }

  #lineageText({ id, lineage }: SourceRecord): string {
    const parents = this.#lineage.parents.get(id) ?? []
    if (lineage === 'original') return 'Lineage: original.'
    if (lineage === 'unknown' || parents.length === 0) return `Lineage: ${lineage}.`
    const repeated = parents.map(({ from, how }) => `[${String(this.numberOf(from))}] (${md(how)})`)
    return `Lineage: repeats ${repeated.join(', ')}.`
  }
}
