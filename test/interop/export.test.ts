import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { TestCase } from '../cli/cases.ts'
import { smallCase } from '../cli/example.ts'
import { trace } from '../cli/harness.ts'
import { disk } from './small-disk.ts'

/*
 * Exports to a disk that takes only a part of the last piece: a write says then that it took less than it was given,
 * and fails only when the rest is written.
 */

/** A case whose observations take so many characters, in pieces of one write. */
function withNotes(...lengths: readonly number[]): TestCase {
  const small = smallCase()
  for (const [i, length] of lengths.entries()) {
    const note = `${String(i)} ${'x'.repeat(length)}`
    const what = ['container-count', '--at', 'rajin', '--on', '2023-10-05', '--count', '2', '--note', note]
    small.traced(['record', ...what, '--source', 'csis-2023-10-06', '--no-leg'])
  }
  return small
}

describe('a disk that takes a part of the last piece', () => {
  test.each([
    ['the only piece of a table', 'all.csv', 'csv', '32k', [50_000]],
    ['the second piece of a table', 'all.csv', 'csv', '96k', [70_000, 50_000]],
    ['a list of objects', 'all.json', 'json', '32k', [50_000]],
    ['a data package', 'package', 'datapackage', '96k', [30_000, 30_000, 30_000]],
  ])('leaves no half of %s', (_what, name, format, size, lengths) => {
    const small = withNotes(...lengths)
    const target = disk(size)
    const argv = ['export', '--all', '-f', format, '-o', join(target, name)]
    const { code, stdout, stderr } = trace(argv, { cwd: small.folder })
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('trace: The disk is full; nothing was written.') as string,
    })
    expect(readdirSync(target)).toEqual([])
    expect(trace([...argv.slice(0, -1), join(disk('4m'), name)], { cwd: small.folder }).code).toBe(0)
  })
})
