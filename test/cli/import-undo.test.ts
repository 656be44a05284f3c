import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { newCase } from './cases.ts'

/** With a citation each they are more records than are named one by one. */
const ROWS = 5_100

test('an import of many rows is undone as one entry, and brought back', () => {
  const kase = newCase((one) => one.traced(['place', 'add', 'Tumangang']))
  const sheet = [
    'kind,place,observed,quantity,unit,note',
    ...Array.from(
      { length: ROWS },
      (_, n) => `railcar-count,tumangang,2023-10-05,${String(n + 1)},railcars,synthetic count ${String(n)}`,
    ),
  ]
  const file = join(kase.folder, 'counts.csv')
  writeFileSync(file, `${sheet.join('\n')}\n`)
  kase.traced(['import', file, '--cite-file'])
  expect(kase.json(['list', '--text', 'synthetic'])).toHaveLength(ROWS)

  expect(kase.json(['undo'])).toEqual({
    entry: 4,
    retracted: { citation: ROWS, observation: ROWS, source: 1 },
  })
  expect(kase.json(['list'])).toEqual([])
  kase.traced(['verify'])
  // In a pipe, and once more: an undo can be undone.
  expect(kase.traced(['undo'])).toMatch(/^type\tentry\tretracted$/m)
  expect(kase.json(['list', '--text', 'synthetic'])).toHaveLength(ROWS)
  kase.traced(['verify'])
})
