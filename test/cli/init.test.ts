import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { entriesIn, isHarmless, killedAtAnyMoment } from './cases.ts'
import { tempFolder, trace, traced } from './harness.ts'

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)

describe('trace init', () => {
  test.each([
    {
      tty: false,
      printed: /^id\ttype\tentry\ttitle\tfolder\n[0-9a-z]{16}\tcase\t1\tmy-case\t\/.*my-case\n$/,
    },
    { tty: true, printed: /^id +type +entry +title +folder\n[0-9a-z]{16} +case +1 +my-case +\/.*my-case\n$/ },
  ])('makes a case and says so (terminal: $tty)', ({ tty, printed }) => {
    const cwd = tempFolder()
    const { code, stdout, stderr } = trace(['init', 'my-case'], { cwd, tty: tty ? 300 : false })
    expect(code).toBe(0)
    expect(stdout).toMatch(printed)
    expect(stderr).toContain('Started the case "my-case"')
    expect(stderr).toContain('cd my-case')
    expect(readdirSync(join(cwd, 'my-case')).sort()).toEqual(['case.db', 'files'])
    expect(entriesIn(join(cwd, 'my-case'))).toBe(1)
  })

  test('takes the current folder, and keeps what is in it', () => {
    const cwd = tempFolder()
    writeFileSync(join(cwd, 'notes.txt'), 'mine')
    const result = JSON.parse(traced(['init', '--title', ' Rail traffic ', '--json'], { cwd })) as Record<
      string,
      unknown
    >
    expect(result).toMatchObject({
      type: 'case',
      entry: 1,
      title: 'Rail traffic',
      record: { title: 'Rail traffic' },
    })
    expect(readdirSync(cwd).sort()).toEqual(['case.db', 'files', 'notes.txt'])
  })

  test.each(['000', '022', '077', '777'])(
    'is readable to its owner alone, whatever the umask (%s)',
    (mask) => {
      const cwd = tempFolder()
      const before = process.umask(parseInt(mask, 8))
      try {
        traced(['init', 'my-case'], { cwd })
      } finally {
        process.umask(before)
      }
      const folder = join(cwd, 'my-case')
      expect([folder, join(folder, 'case.db'), join(folder, 'files')].map(modeOf)).toEqual([
        '700',
        '600',
        '700',
      ])
    },
  )

  test('keeps the note of --message with its entry', () => {
    const cwd = tempFolder()
    traced(['init', 'my-case', '-m', 'asked for by the desk'], { cwd })
    expect(JSON.parse(traced(['log', '--json'], { cwd: join(cwd, 'my-case') }))).toMatchObject([
      { entry: 1, note: 'asked for by the desk' },
    ])
  })

  test('never over another case', () => {
    const cwd = tempFolder()
    traced(['init', 'my-case'], { cwd })
    const { code, stdout, stderr } = trace(['init', 'my-case'], { cwd })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('There is a case already.')
    expect(entriesIn(join(cwd, 'my-case'))).toBe(1)
  })

  test.each([
    ['a file', 'notes.txt'],
    ['a folder in a file', 'notes.txt/case'],
    ['a name that is too long', 'x'.repeat(300)],
    ['a folder whose place for documents is a file', 'taken'],
  ])('refuses %s, and leaves nothing behind', (_what, folder) => {
    const cwd = tempFolder()
    writeFileSync(join(cwd, 'notes.txt'), '')
    mkdirSync(join(cwd, 'taken'))
    writeFileSync(join(cwd, 'taken', 'files'), '')
    const { code, stderr } = trace(['init', folder], { cwd })
    expect(code).toBe(2)
    expect(stderr).toMatch(/^trace: .+\n {2}at .+\n {2}→ .+\n$/)
    expect(readdirSync(cwd).sort()).toEqual(['notes.txt', 'taken'])
    expect(readdirSync(join(cwd, 'taken'))).toEqual(['files'])
  })

  test('prints a title from outside harmlessly', () => {
    const { stdout, stderr } = trace(['init', 'my-case', '--title', 'Rajin\u001b[2J\u202e'], {
      cwd: tempFolder(),
      tty: true,
    })
    expect(stdout).toContain(String.raw`Rajin\u001B[2J\u202E`)
    expect([stdout, stderr].map(isHarmless)).toEqual([true, true])
  })

  test('killed at any moment leaves a whole case or none', async () => {
    const cwd = tempFolder()
    const folder = (n: number): string => join(cwd, `case-${String(n)}`)
    await killedAtAnyMoment(
      20,
      cwd,
      (n) => ['init', folder(n)],
      (n) => {
        if (existsSync(join(folder(n), 'case.db'))) expect(entriesIn(folder(n))).toBe(1)
        else traced(['init', folder(n)])
        expect(traced(['place', 'list', '--json'], { cwd: folder(n) })).toBe('[]\n')
      },
    )
  })
})
