import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sideBySide, type Direction, type Row } from '../../src/evidence/side-by-side.ts'
import { parseQuantity } from '../../src/model/quantity.ts'
import type { CitationRecord } from '../../src/model/records.ts'
import { parseWhen } from '../../src/model/when.ts'
import { cites, observation, place } from './synthetic.ts'

interface Said {
  count?: string
  unit?: string
  on?: string
  change?: 'built' | 'expanded'
  place?: string
  stance?: CitationRecord['stance']
}

function says(from: string, said: Said, again = ''): CitationRecord {
  const { count, on, stance, ...rest } = said
  const citation = cites('seen', from, stance)
  return {
    ...citation,
    id: `${citation.id}${again}`,
    states: {
      ...(count === undefined ? {} : { quantity: parseQuantity(count) }),
      ...(on === undefined ? {} : { observed: parseWhen(on) }),
      ...rest,
    },
  }
}

const DUNAI = { ...place('dunai', 42.9, 132.3), name: 'Dunai' }
const seen = observation('seen', { unit: 'containers', place: 'dunai' })

function compared(first: readonly Said[], second: readonly Said[], direction: Direction = 'neither'): Row[] {
  return sideBySide(
    seen,
    { citations: first.map((said, i) => says('yonhap', said, String(i))), isOriginal: false },
    { citations: second.map((said, i) => says('crywnews', said, String(i))), isOriginal: false },
    direction,
    new Map([[DUNAI.id, DUNAI]]),
  )
}

describe('two documents side by side', () => {
  test('over 1,000 and up to 1,000 differ in their bound; which is the copy nobody can say', () => {
    expect(compared([{ count: '>1000' }], [{ count: '<=1000' }])).toEqual([
      {
        field: 'quantity',
        first: '>1000 containers',
        second: '<=1000 containers',
        relation: 'differs',
        how: ['bound'],
      },
    ])
  })

  test.each<[Said, Said, Direction, Row['relation'], string[]]>([
    [{ count: '~73' }, { count: '73' }, 'second-repeats-first', 'differs', ['lost-hedge']],
    [{ count: '73' }, { count: '~73' }, 'first-repeats-second', 'differs', ['lost-hedge']],
    [{ count: '73' }, { count: '~73' }, 'second-repeats-first', 'compatible', []],
    [{ count: '73' }, { count: '~73' }, 'neither', 'differs', ['hedge']],
    [{ count: '~73' }, { count: '~73' }, 'neither', 'same', []],
    [{ count: '~73' }, { count: '~80' }, 'neither', 'compatible', []],
    [{ count: '~290', unit: 'km' }, { count: '290', unit: 'miles' }, 'neither', 'differs', ['unit', 'hedge']],
    [{ count: '290', unit: 'km' }, { count: '180', unit: 'miles' }, 'neither', 'compatible', []],
    [{ change: 'expanded' }, { change: 'built' }, 'second-repeats-first', 'differs', ['changed-change']],
    [{ place: 'Dunai' }, { place: 'Danube' }, 'neither', 'differs', ['place']],
    [{ on: '2023-10-05' }, { on: '2023-10-06' }, 'neither', 'differs', ['date']],
    [{ on: '2023-10-05' }, {}, 'neither', 'only-first', []],
    [{}, { on: '2023-10-05' }, 'neither', 'only-second', []],
  ])('%j beside %j, %s: %s %j', (first, second, direction, relation, how) => {
    expect(compared([first], [second], direction)).toMatchObject([{ relation, how }])
  })

  test('what one of them says twice differs only when both times do', () => {
    expect(compared([{ count: '73' }, { count: '~73' }], [{ count: '~73' }])).toMatchObject([
      { first: '73 containers; ~73 containers', relation: 'compatible' },
    ])
    expect(compared([{ count: '20' }, { count: '30' }], [{ count: '73' }])).toMatchObject([
      { relation: 'differs', how: ['figure'] },
    ])
  })

  test('a stance has a row where it differs', () => {
    expect(compared([{}], [{ stance: 'contradicts' }])).toEqual([
      { field: 'stance', first: 'supports', second: 'contradicts', relation: 'differs', how: ['stance'] },
    ])
    expect(compared([{}], [{}])).toEqual([])
  })

  test('where neither repeats the other it does not matter which is named first', () => {
    const said = fc.record<Said>(
      {
        count: fc.constantFrom('73', '~73', '>=70', '<=20', '290', 'dozens'),
        unit: fc.constantFrom('km', 'miles'),
        on: fc.constantFrom('2023-10-05', '2023-10', '2023-10~'),
        change: fc.constantFrom('built' as const, 'expanded' as const),
        place: fc.constantFrom('Dunai', 'Danube', 'Dunai port'),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(said, said, (a, b) => {
        const turned = { 'only-first': 'only-second', 'only-second': 'only-first' } as const
        const differing = ({ field, relation }: Row) => [field, relation]
        expect(compared([a], [b]).map(differing)).toEqual(
          compared([b], [a])
            .map((row) => ({
              ...row,
              relation: row.relation in turned ? turned[row.relation as keyof typeof turned] : row.relation,
            }))
            .map(differing),
        )
        expect(compared([a], [a]).every(({ relation }) => relation === 'same')).toBe(true)
      }),
      { numRuns: 200 },
    )
  })
})

describe('an original of which nothing is kept that it states', () => {
  const counted = observation('seen', { on: '2023-10-05', count: '~40', unit: 'containers' })
  const copy = { citations: [says('lens-copy', { count: '40' })], isOriginal: false }
  const rows = (stance: CitationRecord['stance'], isOriginal: boolean): Row[] =>
    sideBySide(
      counted,
      { citations: [cites('seen', 'lens', stance)], isOriginal },
      copy,
      'second-repeats-first',
      new Map(),
    )

  test('is taken to state what was recorded, and that is said', () => {
    expect(rows('supports', true)).toEqual([
      {
        field: 'quantity',
        first: '~40 containers (as recorded)',
        second: '40 containers',
        relation: 'differs',
        how: ['lost-hedge'],
      },
      {
        field: 'observed',
        first: '2023-10-05 (as recorded)',
        second: undefined,
        relation: 'only-first',
        how: [],
      },
    ])
  })

  test('is not, where it does not support it or repeats another', () => {
    expect(rows('mentions', true).map(({ field, relation }) => [field, relation])).toEqual([
      ['stance', 'differs'],
      ['quantity', 'only-second'],
    ])
    expect(rows('supports', false).map(({ relation }) => relation)).toEqual(['only-second'])
  })
})
