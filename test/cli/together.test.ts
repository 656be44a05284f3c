import { expect, test } from 'vitest'
import { smallCase } from './example.ts'
import { BIN, type Ran } from './harness.ts'
import { started, twoWriters, WRITERS } from './writers.ts'

test('two processes that record 500 observations each lose none, and neither fails', async () => {
  const small = smallCase()
  const before = small.entries()
  expect(await twoWriters(small.folder, 500)).toEqual([])
  expect(small.entries() - before).toBe(1000)
  const listed = small.json(['list', '--limit', '2000']) as { note: string; citations: unknown[] }[]
  for (const analyst of WRITERS)
    expect(listed.filter(({ note }) => note === `counted by ${analyst}`)).toHaveLength(500)
  expect(listed.every(({ citations }) => citations.length === 1)).toBe(true)
})

function correct(folder: string, id: string, count: number): Promise<Ran> {
  const argv = ['correct', id, '--count', String(count), '--because', `count ${String(count)}`]
  return started([BIN, ...argv, '--json', '-q'], folder)
}

test('of two processes that correct one record at once, each is in its history or was told it came too late', async () => {
  const small = smallCase()
  const { id } = small.json([
    ...['record', 'container-count', '--at', 'rajin', '--no-leg'],
    ...['--count', '1', '--source', 'csis-2023-10-06'],
  ]) as { id: string }
  const landed = new Map<number, number>()
  const late: number[] = []
  for (let round = 1; round <= 8; round += 1) {
    const counts = [round * 10, round * 10 + 1]
    const outcomes = await Promise.all(counts.map((count) => correct(small.folder, id, count)))
    for (const [i, { code, stdout, stderr }] of outcomes.entries()) {
      const count = counts[i] ?? 0
      if (code === 0) landed.set((JSON.parse(stdout) as { entry: number }).entry, count)
      else {
        expect({ code, stdout, stderr }).toMatchObject({
          code: 2,
          stdout: '',
          stderr: expect.stringMatching(/Somebody else (?:changed|wrote).* in the meantime/) as string,
        })
        late.push(count)
      }
    }
    expect(outcomes.some(({ code }) => code === 0)).toBe(true)
  }
  expect(landed.size + late.length).toBe(16)
  const history = (small.json(['log', id]) as { revision: number; entry: number; reason?: string }[]).slice(1)
  expect(history.map(({ revision }) => revision)).toEqual(history.map((_, i) => i + 2))
  expect(history.map(({ entry, reason }) => [entry, reason])).toEqual(
    [...landed].sort(([a], [b]) => a - b).map(([entry, count]) => [entry, `count ${String(count)}`]),
  )
})
