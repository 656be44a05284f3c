import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { entriesIn } from './cases.ts'
import { tempFolder, trace, traced } from './harness.ts'

test.each([
  ['in a pipe', {}],
  ['on a terminal', { tty: 100 }],
])('trace demo makes a case and prints its traced route, %s', (_, where) => {
  const cwd = tempFolder()
  const { code, stdout, stderr } = trace(['demo'], { cwd, ...where })
  expect(code).toBe(0)
  expect(stdout).toContain('rajin-dunai')
  expect(stdout).toContain('Contents were not identified on any leg.')
  expect(stderr).toContain(join(cwd, 'orient-express'))
  expect(stderr).toContain('cd orient-express')
  expect(existsSync(join(cwd, 'orient-express', 'case.db'))).toBe(true)
})

test('trace demo takes a folder, and says when the example is there already', () => {
  const cwd = tempFolder()
  traced(['demo', 'try-it', '--quiet'], { cwd })
  const again = trace(['demo', 'try-it'], { cwd })
  expect(again.code).toBe(0)
  expect(again.stdout).toContain('rajin-dunai')
  expect(again.stderr).toMatch(/is in \S+try-it already: 61 observations/)
  expect(entriesIn(join(cwd, 'try-it'))).toBe(24)
})

test('trace demo leaves another case alone', () => {
  const cwd = tempFolder()
  traced(['init', 'mine'], { cwd })
  const { code, stderr } = trace(['demo', 'mine'], { cwd })
  expect(code).toBe(2)
  expect(stderr).toContain('There is a case already.')
})

test('the case of trace demo comes back from its package the same', () => {
  const cwd = tempFolder()
  traced(['demo', 'one'], { cwd })
  traced(['--case', 'one', 'export', '--all', '-f', 'datapackage', '-o', 'package'], { cwd })
  traced(['import', 'package', 'two'], { cwd })
  const rows = (kase: string) => traced(['--case', kase, 'export', '--all', '-f', 'ndjson'], { cwd })
  expect(rows('two')).toBe(rows('one'))
})

test('trace demo has examples', () => {
  expect(traced(['demo', '--help'])).toContain('$ trace demo')
})
