import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { FAILURES, type FailureCode } from '../../src/model/failure.ts'
import { GALLERY, type Exhibit } from './gallery.ts'
import { page, provokeAll } from './page.ts'
import type { Provocation } from './provoke.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
let provoked: Map<Exhibit, Provocation>

beforeAll(async () => {
  provoked = await provokeAll()
})

describe('every failure', () => {
  const source = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && name !== join('model', 'failure.ts'))
    .map((name) => readFileSync(join(root, 'src', name), 'utf8'))
    .join('\n')

  test.each(Object.keys(FAILURES) as FailureCode[])('%s is in the gallery, and is really thrown', (code) => {
    expect(GALLERY.filter((exhibit) => exhibit.code === code)).not.toEqual([])
    expect(source).toMatch(
      new RegExp(String.raw`\bFailure\(\s*(?:[\w\s=!.()?:'-]*\? *)?'${code}'|'${code}',? *$`, 'm'),
    )
  })
})

describe.each(GALLERY.map((exhibit) => ({ title: `${exhibit.code}: ${exhibit.title}`, exhibit })))(
  '$title',
  ({ exhibit }) => {
    test('has its exit code, says what to do, and writes nothing', () => {
      const found = provoked.get(exhibit)
      expect(found).toMatchObject({ exitCode: FAILURES[exhibit.code], wrote: false })
      expect(found?.printed).toMatch(/^trace: [^\n]*[.?!]\n( {2}at [^\n]+\n)?( {2}→ [^\n]+\n)?$/)
      expect(found?.printed).not.toMatch(/undefined|\[object|NaN|ENOENT|Error:/)
    })
  },
)

test('GALLERY.md is what is printed (npm run gallery writes it)', () => {
  expect(readFileSync(new URL('GALLERY.md', import.meta.url), 'utf8')).toBe(page(provoked))
})
