import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foldName, namesOf, searchTextsOf, titleOf } from '../../src/model/names.ts'
import type { AnyRecord } from '../../src/model/records.ts'
import { anyRecord } from './arbitraries.ts'

describe('a folded name', () => {
  test.each([
    ['case', 'RAJIN', 'rajin'],
    ['diacritics', 'Rasŏn', 'rason'],
    ['diacritics on their own', 'Rasŏn'.normalize('NFD'), 'rason'],
    ['white space', '  Orient \t\n Express ', 'orient express'],
    ['no-break spaces', 'Orient\u00a0Express', 'orient express'],
    ['full-width letters', 'ＲＵＳＩ', 'rusi'],
    ['Cyrillic', 'Тихорецкий', 'тихорецкии'],
    ['Hangul', '두만강', '두만강'],
    ['Hangul taken apart', '두만강'.normalize('NFD'), '두만강'],
    ['Chinese', '图们', '图们'],
  ])('loses %s', (_what, name, folded) => {
    expect(foldName(name)).toBe(folded)
  })

  test('does not care how a name is composed, nor for the white space around it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        expect(foldName(name.normalize('NFD'))).toBe(foldName(name.normalize('NFC')))
        expect(foldName(`\t ${name}\n`)).toBe(foldName(name))
      }),
    )
  })
})

const ANGARA: AnyRecord = {
  type: 'vessel',
  id: 'angara',
  revision: 1,
  name: 'Angara',
  formerNames: ['Karaganda'],
  imo: '9179842',
  mmsi: '273000000',
  note: 'seen at Dunai',
}
const RUSI: AnyRecord = {
  type: 'source',
  id: 'rusi-2023-10-16',
  revision: 1,
  kind: 'report',
  title: 'The Orient Express',
  lineage: 'original',
  publisher: 'Royal United Services Institute',
  author: 'A. Analyst',
  url: 'https://example.org/orient-express',
  note: 'the first report',
}
const COUNT: AnyRecord = {
  type: 'observation',
  id: '0123456789abcdef',
  revision: 1,
  kind: 'container-count',
  outcome: 'seen',
  quantity: { text: '~300', low: 270, best: 300, high: 330, qualifier: 'about', stated: 'some 300' },
  observed: { text: '2023-09', stated: 'in September' },
  judgement: 'munitions',
  caveats: 'tarpaulins',
  coverage: 'north pier only',
  note: 'stacked',
  details: { colour: 'blue', size: '20ft' },
}

describe('what a record may be called by', () => {
  test.each<[string, AnyRecord, string[]]>([
    ['a vessel: its names and numbers', ANGARA, ['Angara', 'Karaganda', '9179842', '273000000']],
    ['a source: its title and address', RUSI, ['The Orient Express', 'https://example.org/orient-express']],
    [
      'a place: its name and aliases',
      { type: 'place', id: 'rajin', revision: 1, name: 'Rajin', aliases: ['Najin', '라진'] },
      ['Rajin', 'Najin', '라진'],
    ],
    [
      'an organisation: its name and aliases',
      {
        type: 'organisation',
        id: 'rusi',
        revision: 1,
        name: 'RUSI',
        aliases: ['Royal United Services Institute'],
      },
      ['RUSI', 'Royal United Services Institute'],
    ],
    [
      'a route: its name',
      { type: 'route', id: 'orient-express', revision: 1, name: 'Orient Express' },
      ['Orient Express'],
    ],
    ['an observation: nothing', COUNT, []],
  ])('%s', (_what, record, names) => {
    expect(namesOf(record)).toEqual(names)
  })
})

describe('what is searched', () => {
  test.each<[string, AnyRecord, string[]]>([
    ['a vessel', ANGARA, ['angara', 'Angara', 'Karaganda', '9179842', '273000000', 'seen at Dunai']],
    [
      'a source',
      RUSI,
      [
        'The Orient Express',
        'https://example.org/orient-express',
        'Royal United Services Institute',
        'A. Analyst',
        'the first report',
      ],
    ],
    [
      'an observation',
      COUNT,
      ['stacked', 'munitions', 'tarpaulins', 'north pier only', 'some 300', 'in September', 'blue', '20ft'],
    ],
    ['a case', { type: 'case', id: '00000000', revision: 1, title: 'Rajin to Dunai' }, ['Rajin to Dunai']],
    [
      'a citation',
      {
        type: 'citation',
        id: '0123456789abcdef',
        revision: 1,
        about: 'fedcba9876543210',
        source: 'rusi-2023-10-16',
        stance: 'supports',
        quote: { exact: 'several hundred containers' },
        states: {
          words: 'hundreds of containers',
          quantity: { text: 'hundreds', low: 200, high: 999, qualifier: 'vague', stated: 'hundreds' },
        },
        note: 'page 4',
      },
      ['several hundred containers', 'hundreds of containers', 'hundreds', 'page 4'],
    ],
  ])('of %s', (_what, record, texts) => {
    expect(searchTextsOf(record)).toEqual(texts)
  })
})

describe('what to call a record in a sentence', () => {
  test.each([
    ['its name', ANGARA, 'Angara'],
    ['its title', RUSI, 'The Orient Express'],
    ['else its key', COUNT, '0123456789abcdef'],
  ])('%s', (_what, record, title) => {
    expect(titleOf(record)).toBe(title)
  })

  test('is there for every record', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        expect(titleOf(record)).not.toBe('')
      }),
    )
  })
})
