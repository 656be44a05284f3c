import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { newCase, type TestCase } from './cases.ts'
import { tempFolder } from './harness.ts'

/* Files from outside, and files of the case that were put there by somebody else. */

test('a proof as large as one may be is read in a moment', () => {
  const file = join(tempFolder(), 'lines.tlog-proof')
  writeFileSync(file, '\n'.repeat(16_000_000))
  const { code, stderr } = newCase().trace(['check-proof', file, '--key', KEY])
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('This is no proof of a log.') })
})

/** Of the signed-note specification. */
const KEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'

describe('an archived document that is no longer a file', () => {
  const withDocument = (kase: TestCase): void => {
    writeFileSync(join(kase.folder, 'page.txt'), 'Synthetic document.')
    kase.traced([
      'source',
      'add',
      'page.txt',
      '--id',
      'page',
      '--kind',
      'report',
      '--title',
      'Page',
      '--lineage',
      'original',
    ])
  }

  test.each([
    ['a pipe', (path: string) => execFileSync('mkfifo', [path])],
    [
      'a folder',
      (path: string) => {
        mkdirSync(path)
      },
    ],
    [
      'a device without an end',
      (path: string) => {
        symlinkSync('/dev/zero', path)
      },
    ],
  ])('but %s keeps no command waiting, and nothing is written', (_what, put) => {
    const kase = newCase(withDocument)
    const [name = ''] = readdirSync(join(kase.folder, 'files'))
    const path = join(kase.folder, 'files', name)
    rmSync(path)
    put(path)
    const before = kase.entries()
    const { code, stderr } = kase.trace(['correct', 'page', '--note', 'later', '--because', 'synthetic'])
    expect(stderr).toContain('The archived document of the source page is no longer a file.')
    expect(code).not.toBe(0)
    expect(code).not.toBe(70)
    expect(kase.entries()).toBe(before)
  })
})
