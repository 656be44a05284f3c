import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../src/custody/canonical.ts'
import { contentId as idOf } from '../../src/custody/content-id.ts'
import type { ObservationRecord } from '../../src/model/records.ts'
import { recordOf } from '../model/arbitraries.ts'

const contentId = (record: object) => idOf(record as Parameters<typeof idOf>[0])

const COUNT: ObservationRecord = {
  type: 'observation',
  id: '0123456789abcdef',
  revision: 1,
  kind: 'railcar-count',
  place: 'tumangang',
  observed: {
    text: '2023-10-05',
    earliest: '2023-10-05T00:00:00.000Z',
    latest: '2023-10-05T23:59:59.999Z',
    stated: 'on Thursday',
  },
  outcome: 'seen',
  quantity: { text: '~73', low: 66, best: 73, high: 80, qualifier: 'about', stated: 'around 73' },
  unit: 'railcars',
  details: { cars: { boxcar: 60, flat: 13 }, tarped: true },
  shows: [{ leg: 'rajin-dunai', stage: 'loaded' }],
}
const id = contentId(COUNT)

describe('a content id', () => {
  test('is Crockford base32 of the first 80 bits of the SHA-256 of what was typed', () => {
    const typed = {
      type: 'observation',
      kind: 'railcar-count',
      place: 'tumangang',
      observed: { text: '2023-10-05', stated: 'on Thursday' },
      outcome: 'seen',
      quantity: { text: '~73', stated: 'around 73' },
      unit: 'railcars',
      details: { cars: { boxcar: 60, flat: 13 }, tarped: true },
      shows: [{ leg: 'rajin-dunai', stage: 'loaded' }],
    }
    const hex = createHash('sha256').update(canonicalJson(typed)).digest('hex').slice(0, 20)
    const CROCKFORD = '0123456789abcdefghjkmnpqrstvwxyz'
    const expected = [...Array(16).keys()]
      .map((i) => CROCKFORD[Number((BigInt(`0x${hex}`) >> BigInt(75 - 5 * i)) & 31n)])
      .join('')
    expect(id).toBe(expected)
  })

  test('stays the same for ever', () => {
    // Ids are printed in reports. When this fails, an old case would record the same thing twice.
    expect(id).toBe('p15brec677mwdkt7')
  })

  test.each<[what: string, record: object]>([
    ['its key', { ...COUNT, id: 'fedcba9876543210' }],
    ['its revision', { ...COUNT, revision: 7 }],
    ['why it was corrected', { ...COUNT, reason: 'misread' }],
    ['that it was retracted', { ...COUNT, retracted: true }],
    ['the bounds of its date', { ...COUNT, observed: { text: '2023-10-05', stated: 'on Thursday' } }],
    ['the interval of its quantity', { ...COUNT, quantity: { ...COUNT.quantity, low: 60, high: 90 } }],
    ['a field that is undefined', { ...COUNT, note: undefined }],
    ['the order of its fields', Object.fromEntries(Object.entries(COUNT).reverse())],
  ])('does not depend on %s', (_what, record) => {
    expect(contentId(record)).toBe(id)
  })

  test.each<[what: string, record: object]>([
    ['its kind', { ...COUNT, kind: 'statement' }],
    ['its place', { ...COUNT, place: 'rajin' }],
    ['the text of its date', { ...COUNT, observed: { ...COUNT.observed, text: '2023-10-05~' } }],
    ['the wording of its date', { ...COUNT, observed: { ...COUNT.observed, stated: 'on 5 October' } }],
    ['its having a date', { ...COUNT, observed: undefined }],
    ['the text of its quantity', { ...COUNT, quantity: { ...COUNT.quantity, text: '73' } }],
    ['the wording of its quantity', { ...COUNT, quantity: { ...COUNT.quantity, stated: '73' } }],
    ['its unit', { ...COUNT, unit: 'wagons' }],
    ['a detail', { ...COUNT, details: { ...COUNT.details, tarped: false } }],
    ['one count of its details', { ...COUNT, details: { cars: { boxcar: 61, flat: 13 }, tarped: true } }],
    ['the stage it shows', { ...COUNT, shows: [{ leg: 'rajin-dunai', stage: 'arrived' }] }],
    ['a note', { ...COUNT, note: 'synthetic' }],
    ['the composition of a letter', { ...COUNT, place: 'rasŏn'.normalize('NFD') }],
  ])('depends on %s', (_what, record) => {
    expect(contentId(record)).not.toBe(id)
  })

  test('depends on a count whose name is "text"', () => {
    const cars = (counts: Record<string, number>) => ({ ...COUNT, details: { cars: counts } })
    expect(contentId(cars({ text: 1, boxcar: 60 }))).not.toBe(contentId(cars({ text: 1, boxcar: 61 })))
  })

  test('of a quotation depends on its words, and not on where they stand', () => {
    const quoting = (quote: object) => contentId({ type: 'citation', source: 'csis-2023-10-06', quote })
    const words = quoting({ exact: 'around 73' })
    expect(quoting({ exact: 'around 73', start: 7, end: 16 })).toBe(words)
    expect(quoting({ exact: 'around 37', start: 7, end: 16 })).not.toBe(words)
    expect(quoting({ exact: 'around 73', unverified: true })).not.toBe(words)
  })

  test('depends on what kind of record it is', () => {
    const derivation = {
      type: 'derivation',
      id: '',
      revision: 1,
      source: 'yonhap-2023-10-17',
      from: 'rusi-2023-10-16',
      how: 'summary',
    }
    expect(contentId(derivation)).not.toBe(
      contentId({ ...derivation, source: derivation.from, from: derivation.source }),
    )
    expect(contentId(derivation)).not.toBe(contentId({ ...derivation, how: 'quotation' }))
  })
})

describe('any content id', () => {
  const content = fc.oneof(
    recordOf('observation'),
    recordOf('citation'),
    recordOf('relation'),
    recordOf('derivation'),
  )

  test('is sixteen characters that leave out i, l, o and u', () => {
    fc.assert(
      fc.property(content, (record) => {
        expect(contentId(record)).toMatch(/^[0-9a-hjkmnp-tv-z]{16}$/)
      }),
    )
  })

  test('is the same after a revision and another when anything is added', () => {
    fc.assert(
      fc.property(content, fc.nat(), (record, revision) => {
        expect(contentId({ ...record, revision, reason: 'misread' })).toBe(contentId(record))
        expect(contentId({ ...record, note: `${record.note ?? ''}.` })).not.toBe(contentId(record))
      }),
    )
  })
})
