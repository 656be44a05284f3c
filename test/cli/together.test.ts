import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { smallCase } from './example.ts'

const BIN = fileURLToPath(new URL('../../bin/trace.js', import.meta.url))

function ended(command: string, argv: readonly string[]): Promise<number | null> {
  return new Promise((resolve) => {
    spawn(command, argv, { stdio: 'inherit' }).on('close', resolve)
  })
}

test('two processes that record 500 observations each lose none, and neither fails', async () => {
  const small = smallCase()
  const before = small.entries()
  const recorder = fileURLToPath(new URL('recorder.ts', import.meta.url))
  const codes = await Promise.all(
    ['first', 'second'].map((analyst) => ended(process.execPath, [recorder, small.folder, analyst, '500'])),
  )
  expect(codes).toEqual([0, 0])
  expect(small.entries() - before).toBe(1000)
  const listed = small.json(['list', '--limit', '2000']) as { note: string; citations: unknown[] }[]
  for (const analyst of ['first', 'second'])
    expect(listed.filter(({ note }) => note === `counted by ${analyst}`)).toHaveLength(500)
  expect(listed.every(({ citations }) => citations.length === 1)).toBe(true)
})

interface Corrected {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

function correct(folder: string, id: string, count: number): Promise<Corrected> {
  return new Promise((resolve) => {
    const argv = [
      'correct',
      id,
      '--count',
      String(count),
      '--because',
      `count ${String(count)}`,
      '--json',
      '-q',
    ]
    const child = spawn(process.execPath, [BIN, ...argv], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, TRACE_ANALYST: 'tester' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    child.on('close', (code) => {
      resolve({ code, stdout, stderr })
    })
  })
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
