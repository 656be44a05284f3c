import { originsOf, type Lineage, type Origins } from '../evidence/origins.ts'
import type { DerivationRecord, SourceRecord } from '../model/records.ts'
import { styled, type Line, type Span } from './document.ts'

/** A title longer than that is cut: the tree is read across. */
const TITLE = 60

/** How a derivation is read upwards: "reprint of …". */
const HOW: Readonly<Record<DerivationRecord['how'], string>> = {
  reprint: 'reprint of',
  quotation: 'quotation from',
  summary: 'summary of',
  translation: 'translation of',
  analysis: 'analysis of',
}

/**
 * Where a source has it from, as a tree that grows from the source to the documents it rests on. Each branch ends in
 * the origin it counts for, or in why it counts for none.
 *
 * @param sourceId key of the source to start from
 * @param lineage holds that source and all it derives from
 * @param brief leaves out the titles, and puts the origin on the line of the document
 * @param claimed the claimant, and the keys of the origins that count because it is among them: the others do not
 */
export function lineageTree(
  sourceId: string,
  lineage: Lineage,
  { brief = false, claimed }: { brief?: boolean; claimed?: Claimed | undefined } = {},
): Line[] {
  return draw(sourceId, lineage, { path: [], drawn: new Set(), brief, claimed })
}

export interface Claimed {
  readonly by: string
  readonly counted: ReadonlySet<string>
}

interface State {
  /** From the first source down to the one above. */
  path: readonly string[]
  /** Sources whose parents have been drawn already. */
  drawn: Set<string>
  readonly brief: boolean
  readonly claimed: Claimed | undefined
}

function draw(id: string, lineage: Lineage, { path, drawn, brief, claimed }: State): Line[] {
  const source = lineage.sources.get(id)
  if (source === undefined)
    return [[styled('key', id), styled('warn', '  not in the case: counts as no origin')]]
  const head = nodeOf(source, lineage, brief)
  const parents = lineage.parents.get(id) ?? []
  if (path.includes(id))
    return [
      [styled('key', id), styled('bad', `  cycle: ${[...path.slice(path.indexOf(id)), id].join(' → ')}`)],
    ]
  if (source.lineage === 'original') {
    // What it also repeats is no part of what it is cited for, and so ends here.
    const also = parents.map((parent): Line => [
      HOW[parent.how],
      ' ',
      styled('key', parent.from),
      styled('dim', '  not counted: it is first-hand itself'),
    ])
    const origin = originSpan(source, lineage, claimed)
    return brief ? [[...head, '  ', origin]] : branch(head, [[[origin]], ...also.map((line) => [line])])
  }
  if (parents.length === 0 || source.lineage === 'unknown') {
    const none = styled('warn', missing(source))
    return brief ? [[...head, '  ', none]] : branch(head, [[[none]]])
  }
  if (drawn.has(id)) return [[...head, styled('dim', '  (see above)')]]
  drawn.add(id)
  return branch(
    head,
    parents.map((parent) => {
      const [first = [], ...rest] = draw(parent.from, lineage, { path: [...path, id], drawn, brief, claimed })
      return [[HOW[parent.how], ' ', ...first], ...rest]
    }),
  )
}

/** A line with its branches below it. */
function branch(head: Line, branches: readonly (readonly Line[])[]): Line[] {
  return [
    head,
    ...branches.flatMap((lines, i) => {
      const isLast = i === branches.length - 1
      return lines.map((line, j): Line => [
        styled('tree', j > 0 ? (isLast ? '   ' : '│  ') : isLast ? '└─ ' : '├─ '),
        ...line,
      ])
    }),
  ]
}

function missing({ lineage }: SourceRecord): string {
  return lineage === 'unknown'
    ? 'lineage unknown: counts as no origin'
    : 'from what is not recorded: counts as no origin'
}

/** Key, who published it under which title, and when. */
function nodeOf(source: SourceRecord, lineage: Lineage, brief: boolean): Line {
  const who =
    source.publisher ??
    (source.originator === undefined ? undefined : lineage.organisationName(source.originator))
  if (brief)
    return [
      styled('key', source.id),
      who === undefined ? '' : `  ${flat(who)}`,
      styled('dim', `  ${source.published?.text ?? 'undated'}`),
    ]
  const spans: Span[] = [
    styled('key', source.id),
    `  ${who === undefined ? '' : `${flat(who)}, `}“${shortened(source.title)}”`,
  ]
  return [...spans, styled('dim', `  ${source.published?.text ?? 'undated'}`)]
}

function originSpan(source: SourceRecord, lineage: Lineage, claimed: Claimed | undefined): Span {
  const [origin] = originsOf([source.id], lineage).origins
  const name = `origin: ${shortened(origin?.name ?? source.title)}`
  return claimed === undefined || origin === undefined || claimed.counted.has(origin.key)
    ? styled('good', name)
    : styled('dim', `${name} (not counted: ${flat(claimed.by)} claims it)`)
}

function shortened(text: string): string {
  const characters = [...flat(text)]
  return characters.length <= TITLE
    ? characters.join('')
    : `${characters
        .slice(0, TITLE - 1)
        .join('')
        .trimEnd()}…`
}

/** On one line: a line break in a title must not look like a line of the tree. */
export function flat(text: string): string {
  return text.replace(/\s*(?:\r\n|[\r\n])\s*/g, ' ⏎ ')
}

/** How few origins some documents rest on, and which documents count for none. */
export function restSentences(documents: number, { origins, unrooted, cycles }: Origins): Line[] {
  if (documents === 0) return []
  const counted = (n: number, noun: string): string => `${String(n)} ${noun}${n === 1 ? '' : 's'}`
  const names = origins.map(({ name }) => name).join(', ')
  return [
    [
      `${counted(documents, 'document')} ${documents === 1 ? 'rests' : 'rest'} on ${counted(origins.length, 'origin')}${names === '' ? '' : `: ${names}`}.`,
    ],
    ...(unrooted.length === 0
      ? []
      : [[`Counted as no origin: ${unrooted.map(({ source, why }) => `${source} (${why})`).join(', ')}.`]]),
    ...cycles.map((cycle) => [styled('bad', `A derivation goes in a circle: ${cycle.join(' → ')}.`)]),
  ]
}
