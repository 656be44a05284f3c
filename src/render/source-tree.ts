import {
  DEEPEST,
  forestOf,
  repeating,
  restingIn,
  restingOn,
  startsTree,
  treesFrom,
  type TreeRow,
} from '../evidence/derivation-tree.ts'
import { counted } from '../evidence/enumeration.ts'
import { originsOf, type Lineage, type Origins } from '../evidence/origins.ts'
import type { SourceRecord } from '../model/records.ts'
import {
  lines,
  styled,
  table,
  type Block,
  type Line,
  type Rendering,
  type Span,
  type TableBlock,
} from './document.ts'
import { flat, restSentences, strokes } from './lineage.ts'

/** What is drawn: see `case/source-tree.ts`. */
export interface SourceTreeView {
  readonly lineage: Lineage
  readonly subject: SourceRecord | undefined
  readonly notPublic: ReadonlySet<string>
}

/** A tree, and which way it grows. */
interface Part {
  readonly part: 'all' | 'rests on' | 'repeated by'
  readonly rows: readonly TreeRow[]
}

/** Derivations as trees: of all documents from the originals down, or of one up to what it rests on and down to what repeats it. */
export function renderSourceTree(view: SourceTreeView): Rendering {
  const { lineage, subject } = view
  const parts =
    subject === undefined ? [{ part: 'all' as const, rows: forestOf(lineage) }] : around(subject.id, lineage)
  const documents = subject === undefined ? [...lineage.sources.keys()] : [subject.id]
  const restsOn = originsOf(documents, lineage)
  return {
    blocks: [
      ...parts.flatMap((part) => partBlocks(part, view)),
      lines(...endLines(parts, documents.length, restsOn)),
    ],
    rows: rowsOf(parts, view),
    data: dataOf(parts, view, restsOn),
  }
}

function around(id: string, lineage: Lineage): Part[] {
  const startsItself = (one: string) => startsTree(one, lineage)
  return [
    { part: 'rests on', rows: treesFrom([id], restingOn(lineage)) },
    { part: 'repeated by', rows: treesFrom([id], repeating(lineage), { startsItself }) },
  ]
}

const HEADINGS = { all: undefined, 'rests on': 'What it rests on', 'repeated by': 'What repeats it' } as const

function partBlocks({ part, rows }: Part, view: SourceTreeView): Block[] {
  if (rows.length === 0) return []
  const heading = HEADINGS[part]
  const isAlone = part === 'repeated by' && rows.length === 1
  return [
    ...(heading === undefined ? [] : [lines(styled('strong', heading))]),
    isAlone ? lines('  nothing in the case') : treeTable(rows, view),
  ]
}

function treeTable(rows: readonly TreeRow[], view: SourceTreeView): TableBlock {
  return table(
    [
      { key: 'id', title: 'source' },
      { key: 'publisher', flexible: true },
      { key: 'published', flexible: true },
      { key: 'how' },
      { key: 'origin', flexible: 'last' },
    ],
    rows.map((row) => {
      const source = view.lineage.sources.get(row.id)
      return [
        [
          strokes(row.last),
          ...(row.level > DEEPEST ? [styled('dim', `(${String(row.level)}) `)] : []),
          styled('key', row.id),
        ],
        source === undefined ? undefined : publisherOf(source, view.lineage),
        source === undefined ? undefined : publishedCell(source),
        row.by?.how,
        originCell(row, view),
      ]
    }),
  )
}

function publisherOf(
  { publisher, originator }: SourceRecord,
  { organisationName }: Lineage,
): string | undefined {
  const name = publisher ?? (originator === undefined ? undefined : organisationName(originator))
  return name === undefined ? undefined : flat(name)
}

/** The day alone: the time of day is in the document's own record. */
function publishedCell({ published }: SourceRecord): Span {
  return published?.text.replace(/T[^/]*/g, '') ?? styled('dim', 'undated')
}

/** What a document counts for, or that it was drawn before. */
function originCell(row: TreeRow, { lineage, notPublic, subject }: SourceTreeView): Line {
  const hidden = notPublic.has(row.id) ? [styled('warn', ', not certainly public then')] : []
  if (row.as === 'cycle') return [styled('bad', 'goes in a circle')]
  if (row.as === 'again') return [styled('dim', 'see above'), ...hidden]
  const source = lineage.sources.get(row.id)
  if (source?.lineage === 'original') {
    const own = row.as === 'elsewhere' ? [styled('dim', ' (first-hand itself)')] : []
    return [styled('good', flat(originName(source, lineage))), ...own, ...hidden]
  }
  // Of all trees a derived document starts only one that no other leads to but a circle.
  const isCircle = subject === undefined && row.level === 0
  const none = noOrigin(source, lineage) ?? (isCircle ? 'in a circle' : undefined)
  return [none === undefined ? styled('dim', 'derived') : styled('warn', `none: ${none}`), ...hidden]
}

function originName({ id, title }: SourceRecord, lineage: Lineage): string {
  return originsOf([id], lineage).origins[0]?.name ?? title
}

/** Why a document counts as none by itself; undefined when that depends on what it repeats. */
function noOrigin(source: SourceRecord | undefined, { parents }: Lineage): string | undefined {
  if (source === undefined) return 'not in the case'
  if (source.lineage === 'unknown') return 'lineage unknown'
  return (parents.get(source.id) ?? []).length === 0 ? 'from what is not recorded' : undefined
}

function endLines(parts: readonly Part[], documents: number, restsOn: Origins): Line[] {
  const rows = parts.flatMap((part) => part.rows)
  const repeated = parts.find(({ part }) => part === 'repeated by')
  const n = repeated === undefined ? 0 : restingIn(repeated.rows)
  return [
    ...restSentences(documents, restsOn),
    ...(n === 0
      ? []
      : [[`${counted(n, 'document')} ${n === 1 ? 'repeats' : 'repeat'} it, directly or through others.`]]),
    ...(rows.some(({ level }) => level > DEEPEST)
      ? [[styled('dim', 'A number in brackets says how many steps below the first row a document is.')]]
      : []),
  ]
}

function rowsOf(
  parts: readonly Part[],
  { lineage, notPublic }: SourceTreeView,
): NonNullable<Rendering['rows']> {
  return {
    columns: [
      'part',
      'level',
      'source',
      'publisher',
      'published',
      'how',
      'above',
      'lineage',
      'origin',
      'drawn',
      'public',
      'title',
    ],
    rows: parts.flatMap(({ part, rows }) =>
      rows.map((row) => {
        const source = lineage.sources.get(row.id)
        return [
          part,
          row.level,
          row.id,
          source?.publisher,
          source?.published?.text,
          row.by?.how,
          row.above,
          source?.lineage ?? 'not in the case',
          source?.lineage === 'original' ? originName(source, lineage) : undefined,
          row.as,
          notPublic.has(row.id) ? 'not certain' : undefined,
          source?.title,
        ]
      }),
    ),
  }
}

/** Nodes and edges, each once, in the order in which they are drawn. */
function dataOf(
  parts: readonly Part[],
  { lineage, subject, notPublic }: SourceTreeView,
  restsOn: Origins,
): unknown {
  const rows = parts.flatMap((part) => part.rows)
  const edges = new Map(rows.flatMap(({ by }) => (by === undefined ? [] : [[by.id, by] as const])))
  const repeated = parts.find(({ part }) => part === 'repeated by')
  return {
    ...(subject === undefined ? {} : { source: subject.id }),
    nodes: [...new Set(rows.map(({ id }) => id))].map((id) => {
      const source = lineage.sources.get(id)
      if (source === undefined) return { id, missing: true }
      const { kind, title, publisher, originator, published } = source
      const [origin] = source.lineage === 'original' ? originsOf([id], lineage).origins : []
      return {
        id,
        kind,
        title,
        publisher,
        originator,
        published,
        lineage: source.lineage,
        origin: origin === undefined ? undefined : { key: origin.key, name: origin.name },
        countsAsNone:
          noOrigin(source, lineage) === undefined || origin !== undefined
            ? undefined
            : noOrigin(source, lineage),
        public: notPublic.has(id) ? false : undefined,
      }
    }),
    edges: [...edges.values()].map(({ id, source, from, how }) => ({ id, source, from, how })),
    documents: subject === undefined ? lineage.sources.size : 1,
    ...(repeated === undefined ? {} : { repeatedBy: restingIn(repeated.rows) }),
    restsOn,
  }
}
