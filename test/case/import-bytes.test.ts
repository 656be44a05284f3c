import fc from 'fast-check'
import { expect, test } from 'vitest'
import { recordsOf, RecordBytesWriter } from '../../src/case/import-bytes.ts'
import { bodyAndLeaf } from '../../src/custody/record-leaf.ts'
import { anyRecord } from '../model/arbitraries.ts'

test('records come out of bytes as they went in, each with its canonical form and its leaf', () => {
  fc.assert(
    fc.property(fc.array(anyRecord, { maxLength: 20 }), fc.nat(4), (records, times) => {
      const writer = new RecordBytesWriter()
      // More than there was room for at first.
      const all = Array.from({ length: times ** 3 }, () => records).flat()
      for (const record of all) writer.add(record)
      const read = [...recordsOf(writer.end())]
      expect(read.map(({ record }) => record)).toEqual(all)
      expect(read.map(({ body, leaf }) => ({ body, leaf: Buffer.from(leaf) }))).toEqual(
        all.map((record) => bodyAndLeaf(record)),
      )
    }),
    { numRuns: 100 },
  )
})

test('a record larger than all the room there is has room made for it', () => {
  const large = {
    type: 'route' as const,
    id: 'long',
    revision: 1,
    name: '가'.repeat(200_000),
  }
  const writer = new RecordBytesWriter()
  writer.add(large)
  writer.add({ ...large, id: 'longer' })
  expect([...recordsOf(writer.end())].map(({ record }) => record)).toEqual([
    large,
    { ...large, id: 'longer' },
  ])
})
