import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { PlannedBatch } from '../../src/case/import-batches.ts'
import { recordsOf } from '../../src/case/import-bytes.ts'
import { sheetField } from '../../src/case/import-fields.ts'
import { planBeside, planHere, type PlanJob } from '../../src/case/import-rows.ts'
import type { PlanSettings } from '../../src/case/import-plan.ts'
import { openSheet } from '../../src/exchange/sheet.ts'
import { refused } from '../model/refusal.ts'

/* The same rows are planned in this thread and in one of its own. */

const FIELDS = ['kind', 'place', 'observed', 'quantity', 'unit', 'source', 'note', 'quote_exact']
const ROWS = 3000

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trace-rows-'))
  path = join(folder, 'counts.csv')
  const rows = Array.from({ length: ROWS }, (_, n) => {
    const place = n % 100 === 99 ? 'vostochny' : 'tumangang'
    return `railcar-count,${place},2023-10-05,${String(n + 1)},railcars,yard-book,Сводка ${String(n)} „тент“,`
  })
  // One row asks for the words of its document.
  rows.splice(5, 0, 'railcar-count,tumangang,2023-10-06,7,railcars,yard-book,,seven railcars')
  writeFileSync(path, `${[FIELDS.join(','), ...rows].join('\n')}\n`)
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

function settings(columns: readonly string[]): PlanSettings {
  return {
    as: 'observations',
    columns,
    fields: FIELDS.flatMap((name, i) => {
      const field = sheetField('observations', name)
      return field === undefined ? [] : [{ field, columns: [i], fixed: undefined }]
    }),
    values: {},
    isOwn: false,
    pointMayGroup: false,
    create: [],
    directory: {
      known: [
        { type: 'place', id: 'tumangang', names: ['Tumangang'], title: 'Tumangang' },
        { type: 'source', id: 'yard-book', names: [], title: 'Yard book', hasText: true },
      ],
      gone: [],
      corrected: [],
      derivations: [],
    },
    unverified: false,
    restore: false,
  }
}

async function job(change: Partial<PlanJob> = {}): Promise<PlanJob> {
  const sheet = await openSheet(path)
  return {
    sheet,
    path,
    options: {},
    settings: settings(sheet.columns),
    textOf: () => Promise.resolve('There were seven railcars.'),
    ...change,
  }
}

async function all(batches: AsyncIterable<PlannedBatch>): Promise<PlannedBatch[]> {
  const list: PlannedBatch[] = []
  for await (const batch of batches) list.push(batch)
  return list
}

describe('rows', () => {
  test('are the same records in both threads, in the same order, with the same hashes and rejections', async () => {
    const [here, beside] = [planHere(await job()), planBeside(await job())]
    const [ours, theirs] = [await all(here.batches), await all(beside.batches)]
    const flat = (batches: PlannedBatch[]) =>
      batches.flatMap((batch) =>
        [...recordsOf(batch.records)].map(({ record, body, leaf }) => ({
          record,
          body,
          leaf: Buffer.from(leaf).toString('hex'),
        })),
      )
    expect(flat(theirs)).toEqual(flat(ours))
    expect(flat(ours).length).toBe(2 * (ROWS + 1 - ROWS / 100))
    const rejected = (batches: PlannedBatch[]) => batches.flatMap((batch) => batch.rejected)
    expect(rejected(theirs)).toEqual(rejected(ours))
    expect(rejected(ours)).toHaveLength(ROWS / 100)
    expect(beside.outcome()).toEqual(here.outcome())
  })

  test('of a file that was changed in between are refused', async () => {
    const changed = await job()
    writeFileSync(path, 'kind,place\nrailcar-count,tumangang\n')
    expect(await refused(all(planBeside(changed).batches))).toMatchObject({
      code: 'changed-meanwhile',
      where: path,
    })
  })

  test('of a file that is gone are refused with what the thread says', async () => {
    const gone = await job()
    rmSync(path)
    writeFileSync(join(folder, 'other.csv'), '')
    expect(await refused(all(planBeside(gone).batches))).toMatchObject({
      code: 'unreadable-file',
      where: path,
    })
  })

  test('end their thread when nobody reads on, or what they ask for fails', async () => {
    for await (const batch of planBeside(await job()).batches) {
      expect(batch.rows).toBeGreaterThan(0)
      break
    }
    const failing = await job({ textOf: () => Promise.reject(new RangeError('no such document')) })
    await expect(all(planBeside(failing).batches)).rejects.toThrow('no such document')
  })
})
