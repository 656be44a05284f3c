import { originsOf, type Lineage } from '../evidence/origins.ts'
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
 */
export function lineageTree(sourceId: string, lineage: Lineage): Line[] {
  return draw(sourceId, lineage, { path: [], drawn: new Set() })
}

interface State {
  /** From the first source down to the one above. */
  path: readonly string[]
  /** Sources whose parents have been drawn already. */
  drawn: Set<string>
}

function draw(id: string, lineage: Lineage, { path, drawn }: State): Line[] {
  const source = lineage.sources.get(id)
  if (source === undefined)
    return [[styled('key', id), styled('warn', '  not in the case: counts as no origin')]]
  const head = nodeOf(source, lineage)
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
    return branch(head, [
      [[styled('good', `origin: ${originName(source, lineage)}`)]],
      ...also.map((line) => [line]),
    ])
  }
  if (parents.length === 0) return branch(head, [[[styled('warn', missing(source))]]])
  if (drawn.has(id)) return [[...head, styled('dim', '  (see above)')]]
  drawn.add(id)
  return branch(
    head,
    parents.map((parent) => {
      const [first = [], ...rest] = draw(parent.from, lineage, { path: [...path, id], drawn })
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
        styled('dim', j > 0 ? (isLast ? '   ' : '│  ') : isLast ? '└─ ' : '├─ '),
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
function nodeOf(source: SourceRecord, lineage: Lineage): Line {
  const who =
    source.publisher ??
    (source.originator === undefined ? undefined : lineage.organisationName(source.originator))
  const spans: Span[] = [
    styled('key', source.id),
    `  ${who === undefined ? '' : `${flat(who)}, `}“${shortened(source.title)}”`,
  ]
  return [...spans, styled('dim', `  ${source.published?.text ?? 'undated'}`)]
}

function originName(source: SourceRecord, lineage: Lineage): string {
  const [origin] = originsOf([source.id], lineage).origins
  return shortened(origin?.name ?? source.title)
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
