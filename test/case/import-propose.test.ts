import { describe, expect, test } from 'vitest'
import { Names } from '../../src/case/import-names.ts'
import { proposeColumns } from '../../src/case/import-propose.ts'
import type { SheetType } from '../../src/exchange/mapping.ts'

const NAMES = new Names({
  known: [
    { type: 'place', id: 'tumangang', names: ['Tumangang', 'Туманган'], title: 'Tumangang' },
    { type: 'vessel', id: 'angara', names: ['Angara', '9179842'], title: 'Angara' },
  ],
  gone: [],
  corrected: [],
  derivations: [],
})

/** What each column of a sheet is taken for; a hyphen where nothing is known. */
function fields(
  as: SheetType,
  columns: readonly string[],
  ...rows: readonly (readonly string[])[]
): string[] {
  const sheet = rows.map((cells, at) => ({ line: at + 2, cells: [...cells] }))
  return proposeColumns(as, columns, sheet, NAMES).map(({ field }) => field ?? '-')
}

describe('what columns are taken for', () => {
  test.each<[string, SheetType, string[], string[][], string[]]>([
    [
      'counts of cars',
      'observations',
      ['Date', 'Yard', 'Cars', 'What', 'Link', 'Analyst notes'],
      [['5 Oct 2023', 'Tumangang', 'approx. 70', 'flatcars', 'https://example.org/a', 'tarps']],
      ['observed', 'place', 'quantity', 'kind', 'source_url', 'note'],
    ],
    [
      'counts of each kind of car',
      'observations',
      ['observed', 'Cars'],
      [['2023-10-05', 'flatcar=3; gondola=4']],
      ['observed', 'details_cars'],
    ],
    [
      'answers to a form, which says when it was sent',
      'observations',
      ['Timestamp', 'When did you see it?', 'Where?', 'What did you see?', 'How many?', 'Link to source'],
      [['10/14/2023 9:14:03', '10/13/2023', 'Tumangang', 'Railcars', '73', 'https://example.org/a']],
      ['-', 'observed', 'place', 'kind', 'quantity', 'source_url'],
    ],
    [
      'the log of a machine, in which a time is when something was seen',
      'observations',
      ['timestamp', 'IMO', 'Ship'],
      [['2023-10-05T06:30Z', '9179842', 'Angara']],
      ['observed', '-', 'vessels'],
    ],
    [
      'dates of something else',
      'observations',
      ['Date added', 'Accessed', 'Publication date'],
      [['2023-10-05', '2023-10-06', '2023-10-07']],
      ['-', '-', 'source_published'],
    ],
    [
      'Russian headings',
      'observations',
      ['Дата', 'Станция', 'Количество вагонов', 'Источник', 'Примечание'],
      [['05.10.2023', 'Туманган', '73', 'https://example.org/a', 'под брезентом']],
      ['observed', 'place', 'quantity', 'source_url', 'note'],
    ],
    [
      'a source that is no address',
      'observations',
      ['Date', 'Источник'],
      [['2023-10-05', 'CSIS']],
      ['observed', 'source'],
    ],
    [
      'kinds under a heading that says nothing',
      'observations',
      ['Column 1', 'No. of wagons'],
      [['Railcar count', '73']],
      ['kind', 'quantity'],
    ],
    [
      'words that are not few are no kinds',
      'observations',
      ['What'],
      Array.from({ length: 20 }, (_, n) => [`${String(n)} cars under tarpaulins`]),
      ['-'],
    ],
    [
      'sources',
      'sources',
      ['Headline', 'Outlet', 'Link', 'Type', 'Posted'],
      [['Trains', 'Synthetic News', 'https://example.org/a', 'News article', '5 Oct 2023']],
      ['title', 'publisher', 'url', 'kind', 'published'],
    ],
    ['places', 'places', ['Site name', 'Type'], [['Khasan', 'station']], ['name', 'kind']],
    ['places of sorts we have no words for', 'places', ['Name', 'Type'], [['Khasan', 'halt']], ['name', '-']],
    [
      'vessels',
      'vessels',
      ['Vessel name', 'IMO number', 'MMSI number'],
      [['Angara', '9179842', '273395510']],
      ['name', 'imo', 'mmsi'],
    ],
  ])('%s', (_, as, columns, rows, expected) => {
    expect(fields(as, columns, ...rows)).toEqual(expected)
  })
})
