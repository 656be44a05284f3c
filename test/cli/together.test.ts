import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { smallCase } from './example.ts'

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
