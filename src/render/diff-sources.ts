import type { Drift } from '../evidence/drift.ts'
import type { Direction, Row } from '../evidence/side-by-side.ts'
import type { Origin } from '../evidence/origins.ts'
import type { ObservationRecord, PlaceRecord, SourceRecord } from '../model/records.ts'
import { lines, styled, table, type Block, type Line, type Rendering, type Tone } from './document.ts'
import { flat } from './lineage.ts'

export interface SourcesView {
  readonly first: SourceRecord
  readonly second: SourceRecord
  readonly direction: Direction
  readonly through: readonly string[]
  readonly firstHand: boolean
  readonly sharedOrigins: readonly Origin[]
  readonly compared: readonly {
    readonly observation: ObservationRecord
    readonly shortId: string
    readonly rows: readonly Row[]
    readonly drifts: readonly Drift[]
  }[]
  readonly only: { readonly first: number; readonly second: number }
  readonly places: ReadonlyMap<string, PlaceRecord>
}

const TONES: Readonly<Record<Row['relation'], Tone>> = {
  same: 'good',
  compatible: 'good',
  differs: 'bad',
  'only-first': 'dim',
  'only-second': 'dim',
}

/** Two documents side by side: what each states of the observations that both are cited for. */
export function renderSources(view: SourcesView): Rendering {
  const { first, second, compared, only } = view
  const rows = compared.flatMap(({ observation, shortId, rows: own }) =>
    own.map((row) => ({ observation, shortId, row })),
  )
  const blocks: Block[] = [
    lines(headLine('A', first), headLine('B', second)),
    lines(derivationLine(view), ...originLine(view)),
  ]
  if (rows.length > 0) blocks.push(rowTable(rows, view))
  const sentences = compared.flatMap(({ drifts }) => drifts.map(({ sentence }) => flat(sentence)))
  if (sentences.length > 0) blocks.push(lines(...sentences))
  blocks.push(lines(...summaryLines(view)))
  return {
    blocks,
    rows: {
      columns: ['observation', 'observed', 'kind', 'place', 'field', 'first', 'second', 'relation', 'how'],
      rows: rows.map(({ observation, row }) => [
        observation.id,
        observation.observed?.text,
        observation.kind,
        observation.place,
        row.field,
        row.first,
        row.second,
        row.relation,
        row.how.join('; '),
      ]),
    },
    data: {
      first: first.id,
      second: second.id,
      direction: view.direction,
      through: view.through,
      firstHand: view.firstHand,
      sharedOrigins: view.sharedOrigins.map(({ key, name }) => ({ key, name })),
      observations: compared.map(({ observation, rows: own, drifts }) => ({
        observation,
        fields: own,
        drifts,
      })),
      only,
    },
  }
}

function headLine(letter: string, { id, title, publisher, published }: SourceRecord): Line {
  return [
    styled('strong', letter),
    '  ',
    styled('key', id),
    `  ${publisher === undefined ? '' : `${flat(publisher)}, `}“${flat(title)}”`,
    styled('dim', `  ${published?.text ?? 'undated'}`),
  ]
}

/** How the one has it from the other, as far as that is on record. */
function derivationLine({ direction, through, firstHand }: SourcesView): Line {
  if (direction === 'neither') return ['Neither is on record as deriving from the other.']
  const [child, parent] = direction === 'second-repeats-first' ? ['B', 'A'] : ['A', 'B']
  const between = through.slice(1, -1)
  const way = between.length === 0 ? '' : ` through ${between.join(', ')}`
  return [
    firstHand
      ? `${child} takes up ${parent}${way}, and is first-hand itself: where they differ it is not a copy that changed.`
      : `${child} derives from ${parent}${way}.`,
  ]
}

function originLine({ sharedOrigins }: SourcesView): Line[] {
  return sharedOrigins.length === 0
    ? []
    : [[`Both rest on ${sharedOrigins.map(({ name }) => flat(name)).join(', ')}.`]]
}

function rowTable(
  rows: readonly { observation: ObservationRecord; shortId: string; row: Row }[],
  { places }: SourcesView,
): Block {
  const what = ({ observed, kind, place }: ObservationRecord): string =>
    `${observed?.text ?? 'undated'} ${kind}${place === undefined ? '' : ` at ${flat(places.get(place)?.name ?? place)}`}`
  return table(
    [
      { key: 'observation' },
      { key: 'what', flexible: 'last' },
      { key: 'field' },
      { key: 'A', flexible: true },
      { key: 'B', flexible: true },
      { key: 'relation', title: '' },
      { key: 'how' },
    ],
    rows.map(({ observation, shortId, row }, i) => {
      // What several rows are about is said once.
      const isFirst = rows[i - 1]?.observation.id !== observation.id
      return [
        isFirst ? styled('key', shortId) : '',
        isFirst ? what(observation) : '',
        row.field === 'observed' ? 'date' : row.field,
        row.first === undefined ? styled('dim', '·') : flat(row.first),
        row.second === undefined ? styled('dim', '·') : flat(row.second),
        styled(TONES[row.relation], RELATION_WORDS[row.relation]),
        row.how.join(', '),
      ]
    }),
    { wrap: true },
  )
}

const RELATION_WORDS: Readonly<Record<Row['relation'], string>> = {
  same: 'same',
  compatible: 'compatible',
  differs: 'differs',
  'only-first': 'A alone',
  'only-second': 'B alone',
}

function summaryLines({ compared, only }: SourcesView): Line[] {
  const both = compared
    .flatMap(({ rows }) => rows)
    .filter(({ first, second }) => first !== undefined && second !== undefined)
  const of = (relation: Row['relation']): number => both.filter((row) => row.relation === relation).length
  return [
    [
      `Both are cited for ${String(compared.length)} ${compared.length === 1 ? 'observation' : 'observations'}, A alone for ${String(only.first)}, B alone for ${String(only.second)}.`,
    ],
    [
      both.length === 0
        ? 'Nothing is on record that both of them state.'
        : `Of what both state, ${String(of('same'))} same, ${String(of('compatible'))} compatible, ${String(of('differs'))} ${of('differs') === 1 ? 'differs' : 'differ'}.`,
    ],
  ]
}
