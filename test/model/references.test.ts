import { describe, expect, test } from 'vitest'
import type { AnyRecord } from '../../src/model/records.ts'
import { referencesOf } from '../../src/model/references.ts'

describe('what a record names', () => {
  test.each<[string, AnyRecord, string[]]>([
    [
      'a source: its originator',
      {
        type: 'source',
        id: 'rusi-2023-10-16',
        revision: 1,
        kind: 'report',
        title: 'The Orient Express',
        lineage: 'original',
        originator: 'rusi',
      },
      ['originator: organisation rusi'],
    ],
    [
      'a source without one: nothing',
      {
        type: 'source',
        id: 'rusi-2023-10-16',
        revision: 1,
        kind: 'report',
        title: 'The Orient Express',
        lineage: 'original',
      },
      [],
    ],
    [
      'a derivation: both sources',
      {
        type: 'derivation',
        id: '0123456789abcdef',
        revision: 1,
        source: 'yonhap',
        from: 'rusi-2023-10-16',
        how: 'summary',
      },
      ['source: source yonhap', 'from: source rusi-2023-10-16'],
    ],
    [
      'a relation: a vessel and an organisation',
      {
        type: 'relation',
        id: '0123456789abcdef',
        revision: 1,
        subject: { type: 'vessel', id: 'angara' },
        predicate: 'owned-by',
        object: 'm-leasing-llc',
      },
      ['subject: vessel angara', 'object: organisation m-leasing-llc'],
    ],
    [
      'a relation: two organisations',
      {
        type: 'relation',
        id: '0123456789abcdef',
        revision: 1,
        subject: { type: 'organisation', id: 'm-leasing-llc' },
        predicate: 'sanctioned-by',
        object: 'ofac',
      },
      ['subject: organisation m-leasing-llc', 'object: organisation ofac'],
    ],
    [
      'a leg: its route and places',
      {
        type: 'leg',
        id: 'rajin-dunai',
        revision: 1,
        route: 'orient-express',
        from: 'rajin',
        to: 'dunai',
        mode: 'sea',
      },
      ['route: route orient-express', 'from: place rajin', 'to: place dunai'],
    ],
    [
      'an observation: all it may name',
      {
        type: 'observation',
        id: '0123456789abcdef',
        revision: 1,
        kind: 'ship-sighting',
        outcome: 'seen',
        place: 'dunai',
        along: 'rajin-dunai',
        claimedBy: 'white-house',
        vessels: ['angara', 'maria'],
        shows: [{ leg: 'rajin-dunai', stage: 'arrived' }, { leg: 'dunai-tikhoretsk' }],
      },
      [
        'place: place dunai',
        'along: leg rajin-dunai',
        'claimedBy: organisation white-house',
        'vessels: vessel angara',
        'vessels: vessel maria',
        'shows: leg rajin-dunai',
        'shows: leg dunai-tikhoretsk',
      ],
    ],
    [
      'an observation that names nothing',
      { type: 'observation', id: '0123456789abcdef', revision: 1, kind: 'statement', outcome: 'seen' },
      [],
    ],
    [
      'a citation: what it is about, and its source',
      {
        type: 'citation',
        id: '0123456789abcdef',
        revision: 1,
        about: 'fedcba9876543210',
        source: 'rusi-2023-10-16',
        stance: 'supports',
      },
      ['about: observation or relation fedcba9876543210', 'source: source rusi-2023-10-16'],
    ],
    ['a place: nothing', { type: 'place', id: 'rajin', revision: 1, name: 'Rajin' }, []],
    ['a vessel: nothing', { type: 'vessel', id: 'angara', revision: 1, name: 'Angara' }, []],
    ['an organisation: nothing', { type: 'organisation', id: 'rusi', revision: 1, name: 'RUSI' }, []],
    ['a route: nothing', { type: 'route', id: 'orient-express', revision: 1, name: 'Orient Express' }, []],
    ['the case: nothing', { type: 'case', id: '00000000', revision: 1, title: 'Rajin to Dunai' }, []],
  ])('%s', (_what, record, expected) => {
    expect(
      referencesOf(record).map(({ field, types, id }) => `${field}: ${types.join(' or ')} ${id}`),
    ).toEqual(expected)
  })
})
