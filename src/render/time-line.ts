import stringWidth from 'string-width'
import type { Bracket } from '../evidence/brackets.ts'
import { counted } from '../evidence/enumeration.ts'
import type { Names } from '../evidence/finding.ts'
import { momentaryWindow } from '../evidence/looks.ts'
import { DAY, type Window } from '../evidence/window.ts'
import { compare } from '../model/order.ts'
import type { ObservationRecord } from '../model/records.ts'
import { joined, padded, tame, wrapped } from './chart-text.ts'
import { styled, type Line, type LinesBlock, type Span, type Tone } from './document.ts'
import { columnOf, scaleText, spanOf, ticksOf, type Scale } from './time-axis.ts'

/*
 * When places were looked at and what was seen, drawn to scale on lines of text. A look of one day is a mark; one that
 * was made at some moment of a longer window is a line as long as that window. What a bracket allows for an arrival or a
 * departure stands below its place.
 */

const SIGNS = {
  unicode: {
    marks: { seen: '●', none: '○', both: '◐', blind: '×' },
    lines: { seen: '━', none: '╌', blind: '┈' },
    bracket: '─',
    narrow: '│',
    tick: '│',
    cut: '…',
  },
  ascii: {
    marks: { seen: '#', none: 'o', both: '%', blind: 'x' },
    lines: { seen: '=', none: '-', blind: '~' },
    bracket: '.',
    narrow: '|',
    tick: '|',
    cut: '~',
  },
} as const
type Signs = (typeof SIGNS)['unicode' | 'ascii']

type Mark = keyof Signs['marks']
type Stretch = keyof Signs['lines']

const MARK_TONES: Readonly<Record<Mark, Tone>> = { seen: 'good', none: 'warn', both: 'strong', blind: 'dim' }
const MARK_WORDS: Readonly<Record<Mark, string>> = {
  seen: 'seen',
  none: 'none seen',
  both: 'seen and none seen',
  blind: 'not visible',
}
const LINE_WORDS: Readonly<Record<Stretch, string>> = {
  seen: 'seen at some moment of it',
  none: 'none seen at some moment of it',
  blind: 'not visible at some moment of it',
}

/** What stands left of the chart takes at most so much of the width: the dates need the rest. */
const LABEL_SHARE = 0.3
/** Brackets drawn at one place; more would bury its looks. */
const MOST_BRACKETS = 6

export interface TimeLineOptions {
  /** Columns; at least 40 for the chart to say anything. */
  readonly width: number
  readonly unicode: boolean
  /** Keys of the places to draw, in that order; all of them by key when left out. */
  readonly places?: readonly string[]
}

interface Look {
  readonly window: Window
  readonly shows: Stretch
}

interface Row {
  readonly label: string
  readonly chart: readonly Span[]
}

/**
 * A time line with a row for each place, one for what was seen under way, the brackets, an axis with dates and a legend.
 * No line is wider than `width`. It is correct in a pipe too: tones carry nothing that signs do not.
 *
 * @param observations in any order
 * @returns undefined when nothing is dated
 */
export function timeLine(
  observations: readonly ObservationRecord[],
  brackets: readonly Bracket[],
  names: Names,
  { width, unicode, places }: TimeLineOptions,
): LinesBlock | undefined {
  const { byPlace, underWay, left } = sorted(observations, places)
  const drawn = [...byPlace.values(), underWay].flat()
  const span = spanOf(drawn.map(({ window }) => window))
  if (span === undefined) return undefined
  const signs = unicode ? SIGNS.unicode : SIGNS.ascii
  const at = Map.groupBy(brackets, ({ place }) => place)
  const labels = [...byPlace.keys()].flatMap((place) => [
    names.place(place),
    ...groupsOf(at.get(place) ?? [], names).shown.map(([label]) => label),
  ])
  if (underWay.length > 0) labels.push(UNDER_WAY)
  const widest = Math.max(...labels.map((label) => stringWidth(tame(label, unicode))))
  const labelWidth = Math.min(widest, Math.floor(width * LABEL_SHARE))
  const scale: Scale = { ...span, columns: Math.max(1, width - labelWidth - 2) }
  const used = new Used()
  const rows: Row[] = []
  let hidden = 0
  for (const [place, looks] of byPlace) {
    rows.push({ label: names.place(place), chart: looksChart(looks, scale, signs, used) })
    const { shown, more } = groupsOf(at.get(place) ?? [], names)
    for (const [label, group] of shown)
      rows.push({ label, chart: [styled('key', bracketChart(group, scale, signs))] })
    for (const [, group] of shown) for (const { verdict } of group) used.brackets.add(verdict)
    hidden += more
  }
  if (underWay.length > 0) rows.push({ label: UNDER_WAY, chart: looksChart(underWay, scale, signs, used) })
  const blank = ' '.repeat(labelWidth + 2)
  return {
    kind: 'lines',
    lines: [
      ...rows.map(({ label, chart }): Line => [
        `${padded(tame(label, unicode), labelWidth, signs.cut)}  `,
        ...chart,
      ]),
      [blank, styled('dim', axis(scale, signs))],
      ...wrapped(
        [[styled('dim', scaleText(scale))], ...used.legend(signs), ...notDrawn(left, hidden)],
        width,
      ),
    ],
  }
}

const UNDER_WAY = 'under way'

/** What is not drawn, by the reason. */
interface Left {
  readonly undated: number
  readonly summaries: number
  readonly elsewhere: number
}

/** The dated looks by place; what is not drawn is counted. */
function sorted(
  observations: readonly ObservationRecord[],
  places: readonly string[] | undefined,
): { byPlace: ReadonlyMap<string, Look[]>; underWay: Look[]; left: Left } {
  const byPlace = new Map<string, Look[]>((places ?? []).map((place) => [place, []]))
  const underWay: Look[] = []
  const left = { undated: 0, summaries: 0, elsewhere: 0 }
  for (const observation of observations) {
    const { place, along, observed } = observation
    if (place === undefined ? along === undefined : places?.includes(place) === false) {
      left.elsewhere += 1
      continue
    }
    const window = momentaryWindow(observation)
    if (window === undefined) {
      left[observed === undefined ? 'undated' : 'summaries'] += 1
      continue
    }
    const look = { window, shows: showsOf(observation) }
    if (place !== undefined) {
      const looks = byPlace.get(place) ?? []
      byPlace.set(place, looks)
      looks.push(look)
    } else underWay.push(look)
  }
  const order = places === undefined ? [...byPlace].sort(([a], [b]) => compare(a, b)) : [...byPlace]
  return { byPlace: new Map(order.filter(([, looks]) => looks.length > 0)), underWay, left }
}

/** A ship that is seen to be absent was looked for and not there. */
function showsOf(observation: ObservationRecord): Stretch {
  if (observation.outcome === 'not-visible') return 'blind'
  const absent = observation.kind === 'ship-sighting' && observation.details?.activity === 'absent'
  return observation.outcome === 'none-seen' || absent ? 'none' : 'seen'
}

/** What was drawn, so that the legend explains that and no more. */
class Used {
  readonly marks = new Set<Mark>()
  readonly lines = new Set<Stretch>()
  readonly brackets = new Set<Bracket['verdict']>()

  legend(signs: Signs): Line[] {
    const keys = <K extends string>(words: Readonly<Record<K, string>>) => Object.keys(words) as K[]
    const line = signs.bracket.repeat(2)
    return [
      ...keys(MARK_WORDS)
        .filter((mark) => this.marks.has(mark))
        .map((mark): Line => [styled(MARK_TONES[mark], signs.marks[mark]), ` ${MARK_WORDS[mark]}`]),
      ...keys(LINE_WORDS)
        .filter((stretch) => this.lines.has(stretch))
        .map((stretch): Line => [signs.lines[stretch].repeat(2), ` ${LINE_WORDS[stretch]}`]),
      ...(this.brackets.has('arrival') || this.brackets.has('change')
        ? [[styled('key', `(${line}]`), ' came or changed within'] as Line]
        : []),
      ...(this.brackets.has('departure') ? [[styled('key', `[${line})`), ' left within'] as Line] : []),
    ]
  }
}

/** One place: lines for windows, and over them marks for days. */
function looksChart(looks: readonly Look[], scale: Scale, signs: Signs, used: Used): Span[] {
  const kinds = ['seen', 'none', 'blind'] as const
  const marked = kinds.map(() => new Uint8Array(scale.columns))
  // How many lines start at a column, less those that end before it.
  const changes = kinds.map(() => new Int32Array(scale.columns + 1))
  for (const { window, shows } of looks) {
    const kind = kinds.indexOf(shows)
    const [first, last] = [columnOf(window.from, scale), columnOf(window.to, scale)]
    if (first === last || window.to - window.from < DAY) {
      // A day ends a millisecond before the next.
      const middle = columnOf((window.from + window.to + 1) / 2, scale)
      const own = marked[kind]
      if (own !== undefined) own[first === last ? first : middle] = 1
    } else {
      const own = changes[kind]
      if (own === undefined) continue
      own[first] = (own[first] ?? 0) + 1
      own[last + 1] = (own[last + 1] ?? 0) - 1
    }
  }
  const open = kinds.map(() => 0)
  const cells: Span[] = []
  for (let column = 0; column < scale.columns; column += 1) {
    for (const [kind, own] of changes.entries()) open[kind] = (open[kind] ?? 0) + (own[column] ?? 0)
    const [seen, none, blind] = marked.map((own) => own[column] === 1)
    const mark: Mark | undefined =
      seen === true
        ? none === true
          ? 'both'
          : 'seen'
        : none === true
          ? 'none'
          : blind === true
            ? 'blind'
            : undefined
    const stretch = kinds.find((_, kind) => (open[kind] ?? 0) > 0)
    if (mark !== undefined) {
      used.marks.add(mark)
      cells.push(styled(MARK_TONES[mark], signs.marks[mark]))
    } else if (stretch !== undefined) {
      used.lines.add(stretch)
      cells.push(signs.lines[stretch])
    } else cells.push(' ')
  }
  return joined(cells)
}

/** The brackets of one place by what came, left or changed; those of one label never overlap. */
function groupsOf(
  brackets: readonly Bracket[],
  names: Names,
): { shown: [string, Bracket[]][]; more: number } {
  const words = { arrival: 'came', departure: 'left', change: 'changed' } as const
  const groups = [
    ...Map.groupBy(brackets, ({ verdict, subject }) => {
      const what = 'vessel' in subject ? names.vessel(subject.vessel) : (subject.unit ?? subject.change ?? '')
      return `  ${words[verdict]}${what === '' ? '' : `: ${what}`}`
    }),
  ]
  const hidden = groups.slice(MOST_BRACKETS).flatMap(([, group]) => group)
  return { shown: groups.slice(0, MOST_BRACKETS), more: hidden.length }
}

function bracketChart(brackets: readonly Bracket[], scale: Scale, signs: Signs): string {
  const cells = new Array<string>(scale.columns).fill(' ')
  for (const { after, by, verdict } of brackets) {
    const [first, last] = [columnOf(after, scale), columnOf(by, scale)]
    if (first === last) {
      cells[first] = signs.narrow
      continue
    }
    cells.fill(signs.bracket, first, last)
    cells[first] = after === -Infinity ? '<' : verdict === 'departure' ? '[' : '('
    cells[last] = by === Infinity ? '>' : verdict === 'departure' ? ')' : ']'
  }
  return cells.join('').trimEnd()
}

function axis(scale: Scale, signs: Signs): string {
  let text = ''
  for (const tick of ticksOf(scale)) text = `${text.padEnd(tick.column)}${signs.tick}${tick.text}`
  return text
}

function notDrawn({ undated, summaries, elsewhere }: Left, brackets: number): Line[] {
  const parts = [
    ...(undated === 0 ? [] : [`${String(undated)} undated`]),
    ...(summaries === 0
      ? []
      : [`${String(summaries)} that state${summaries === 1 ? 's' : ''} totals or what was usual`]),
    ...(elsewhere === 0 ? [] : [`${String(elsewhere)} elsewhere`]),
    ...(brackets === 0 ? [] : [counted(brackets, 'more bracket')]),
  ]
  return parts.length === 0 ? [] : [[styled('dim', `not drawn: ${parts.join(', ')}`)]]
}
