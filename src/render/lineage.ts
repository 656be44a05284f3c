import { DEEPEST, restingOn, treesFrom, type TreeRow } from '../evidence/derivation-tree.ts'
import { counted } from '../evidence/enumeration.ts'
import { originsOf, type Lineage, type Origins } from '../evidence/origins.ts'
import type { DerivationRecord, SourceRecord } from '../model/records.ts'
import { styled, type Line, type Span, type Styled } from './document.ts'

/** A title longer than that is cut: the tree is read across. */
const TITLE = 60

/** No more documents than that are named in a sentence, and no more circles. */
const MOST = 20

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
  const below = restingOn(lineage)
  return treesFrom([sourceId], below).flatMap((row) => {
    const [first = [], ...rest] = rowLines(row, lineage, { brief, claimed })
    const step = row.level > DEEPEST ? [styled('dim', `(${String(row.level)}) `)] : []
    const how = row.by === undefined ? [] : [HOW[row.by.how], ' ']
    return [
      [strokes(row.last), ...step, ...how, ...first],
      ...rest.map((line, i): Line => [strokes([...row.last, i === rest.length - 1]), ...line]),
    ]
  })
}

export interface Claimed {
  readonly by: string
  readonly counted: ReadonlySet<string>
}

/** What stands before a row of a tree: one stroke for each level. */
export function strokes(last: readonly boolean[]): Styled {
  const own = last.length - 1
  return styled(
    'tree',
    last.map((isLast, i) => (i < own ? (isLast ? '   ' : '│  ') : isLast ? '└─ ' : '├─ ')).join(''),
  )
}

/** The line of a document, and those that hang below it of themselves. */
function rowLines(
  { id, as, isLeaf, cycle }: TreeRow,
  lineage: Lineage,
  { brief, claimed }: { brief: boolean; claimed: Claimed | undefined },
): Line[] {
  const source = lineage.sources.get(id)
  if (source === undefined)
    return [[styled('key', id), styled('warn', '  not in the case: counts as no origin')]]
  if (as === 'cycle') return [[styled('key', id), styled('bad', `  cycle: ${cycle.join(' → ')}`)]]
  const head = nodeOf(source, lineage, brief)
  if (source.lineage === 'original') {
    // What it also repeats is no part of what it is cited for, and so ends here.
    const also = (lineage.parents.get(id) ?? []).map((parent): Line => [
      HOW[parent.how],
      ' ',
      styled('key', parent.from),
      styled('dim', '  not counted: it is first-hand itself'),
    ])
    const origin = originSpan(source, lineage, claimed)
    return brief ? [[...head, '  ', origin]] : [head, [origin], ...also]
  }
  if (isLeaf) {
    const none = styled('warn', missing(source))
    return brief ? [[...head, '  ', none]] : [head, [none]]
  }
  return [as === 'again' ? [...head, styled('dim', '  (see above)')] : head]
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
  const names = origins.map(({ name }) => name).join(', ')
  const uncounted = unrooted.slice(0, MOST).map(({ source, why }) => `${source} (${why})`)
  const others = unrooted.length > MOST ? ` and ${String(unrooted.length - MOST)} more` : ''
  return [
    [
      `${counted(documents, 'document')} ${documents === 1 ? 'rests' : 'rest'} on ${counted(origins.length, 'origin')}${names === '' ? '' : `: ${names}`}.`,
    ],
    ...(unrooted.length === 0 ? [] : [[`Counted as no origin: ${uncounted.join(', ')}${others}.`]]),
    ...cycles
      .slice(0, MOST)
      .map((cycle) => [styled('bad', `A derivation goes in a circle: ${cycleText(cycle)}.`)]),
    ...(cycles.length > MOST
      ? [[styled('bad', `${String(cycles.length - MOST)} more derivations go in a circle.`)]]
      : []),
  ]
}

/** @param cycle closed by its first document again; of a long one the middle is left out */
export function cycleText(cycle: readonly string[]): string {
  const shown = cycle.length > MOST ? [...cycle.slice(0, MOST - 1), '…', ...cycle.slice(-1)] : cycle
  return shown.join(' → ')
}
