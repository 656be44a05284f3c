import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Papa from 'papaparse'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeExample } from '../exchange/example-case.ts'
import { tempFolder, trace, traced } from './harness.ts'

let root: string
let packed: string

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'trace-import-'))
  packed = join(root, 'package')
  await makeExample(join(root, 'case'), root)
  traced(['--case', join(root, 'case'), 'export', '--all', '-f', 'datapackage', '-o', packed])
})
afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

describe('trace import', () => {
  test.each([
    ['in a pipe', {}],
    ['on a terminal', { tty: 100 }],
  ])('makes a case in a folder of the name of the package, %s', (_, where) => {
    const cwd = tempFolder()
    const { code, stdout, stderr } = trace(['import', packed], { cwd, ...where })
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toContain(
      'A new case in railcars-2023. Entries: 6, revisions: 17, observations: 3, documents: 1.',
    )
    expect(readdirSync(join(cwd, 'railcars-2023'))).toEqual(expect.arrayContaining(['case.db', 'files']))
    const columns = ['export', '--all', '--columns', 'quantity,note,analyst']
    expect(traced(columns, { cwd: join(cwd, 'railcars-2023') })).toBe(
      traced(columns, { cwd: join(root, 'case') }),
    )
  })

  test('takes the descriptor for the package, and another folder', () => {
    const cwd = tempFolder()
    traced(['import', join(packed, 'datapackage.json'), 'copy'], { cwd })
    traced(['--case', 'copy', 'export', '--all', '-f', 'datapackage', '-o', 'again'], { cwd })
    expect(readFileSync(join(cwd, 'again', 'entries.csv'))).toEqual(readFileSync(join(packed, 'entries.csv')))
  })

  test('says of a package without its hashes that it cannot tell whether it was changed', () => {
    const cwd = tempFolder()
    const said = /does not give the root of its log: whether anything in it was changed cannot be told/
    expect(trace(['import', packed, 'whole'], { cwd }).stderr).not.toMatch(said)
    cpSync(packed, join(cwd, 'bare'), { recursive: true })
    for (const name of readdirSync(join(cwd, 'bare')).filter((file) => file.endsWith('.csv'))) {
      const path = join(cwd, 'bare', name)
      const { data } = Papa.parse<string[]>(readFileSync(path, 'utf8').trimEnd())
      const [heading = []] = data
      const kept = heading.flatMap((column, i) =>
        ['leaf', 'position', 'size', 'root'].includes(column) ? [] : [i],
      )
      writeFileSync(path, Papa.unparse(data.map((row) => kept.map((i) => row[i]))))
    }
    const { code, stderr } = trace(['import', 'bare', 'copy'], { cwd })
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(said) as string })
  })

  test('leaves a case alone that is there', () => {
    const cwd = tempFolder()
    traced(['import', packed, 'copy'], { cwd })
    const before = readFileSync(join(cwd, 'copy', 'case.db'))
    const { code, stderr } = trace(['import', packed, 'copy'], { cwd })
    expect(code).toBe(2)
    expect(stderr).toContain('There is a case already.')
    expect(readFileSync(join(cwd, 'copy', 'case.db'))).toEqual(before)
  })

  test('says which tables it left alone', () => {
    const cwd = tempFolder()
    const resources = [
      { name: 'places', path: 'places.csv' },
      { name: '\u001b[2Jphotos', path: 'photos.zip' },
    ]
    writeFileSync(join(cwd, 'datapackage.json'), JSON.stringify({ name: '../Up', resources }))
    writeFileSync(join(cwd, 'places.csv'), 'id,name\nrajin,Rajin\n')
    const { code, stderr } = trace(['import', '.'], { cwd })
    expect(code).toBe(0)
    expect(stderr).toContain(String.raw`left alone: \u001B[2Jphotos`)
    expect(existsSync(join(cwd, 'up', 'case.db'))).toBe(true)
  })

  test.each([
    ['no such archive', 'nowhere.zip', 'There is no such file or folder.'],
    ['a folder that is no package', 'empty', 'There is no datapackage.json in the package.'],
    ['an archive that is none', 'sheet.zip', 'no zip archive'],
    ['a row that does not fit', 'wrong', 'places.csv, line 3, lat'],
  ])('refuses %s, and leaves nothing behind', (_, source, said) => {
    const cwd = tempFolder()
    mkdirSync(join(cwd, 'empty'))
    writeFileSync(join(cwd, 'sheet.zip'), 'a,b\n')
    mkdirSync(join(cwd, 'wrong'))
    writeFileSync(
      join(cwd, 'wrong', 'datapackage.json'),
      '{"name":"wrong-case","resources":[{"name":"places","path":"places.csv"}]}',
    )
    writeFileSync(join(cwd, 'wrong', 'places.csv'), 'id,name,lat\nrajin,Rajin,42\ndunai,Dunai,142\n')
    const before = readdirSync(cwd)
    const { code, stdout, stderr } = trace(['import', source], { cwd })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(said)
    expect(readdirSync(cwd)).toEqual(before)
  })

  test.each([
    ['a link in a circle', ['import', 'circle']],
    ['one that is called as a table', ['import', 'circle.csv']],
    ['one that is called as an archive', ['import', 'circle.zip']],
    ['one that is to be merged', ['merge', 'circle']],
    ['one that is called as an archive, to be merged', ['merge', 'circle.zip']],
  ])('refuses %s', (_, argv) => {
    const cwd = tempFolder()
    traced(['init', '.', '--title', 'Orient Express'], { cwd })
    for (const name of ['circle', 'circle.csv', 'circle.zip']) symlinkSync(name, join(cwd, name))
    const { code, stdout, stderr } = trace(argv, { cwd })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^trace: This is a link that leads nowhere\.\n {2}at .*circle.*\n {2}→ /)
  })

  test('refuses a folder in the place of a mapping', () => {
    const cwd = tempFolder()
    traced(['init', '.', '--title', 'Orient Express'], { cwd })
    writeFileSync(join(cwd, 'railcars.csv'), 'place,count\nrajin,3\n')
    const { code, stderr } = trace(['import', 'railcars.csv', '--mapping', 'files'], { cwd })
    expect(code).toBe(2)
    expect(stderr).toContain('This is a folder, not a file.')
  })

  test('keeps the note of --message where the entry is its own, and says so where it is not', () => {
    const cwd = tempFolder()
    writeFileSync(
      join(cwd, 'datapackage.json'),
      '{"name":"by-hand","resources":[{"name":"places","path":"places.csv"}]}',
    )
    writeFileSync(join(cwd, 'places.csv'), 'id,name\nrajin,Rajin\n')
    traced(['import', '.', 'by-hand', '-m', 'typed from a list'], { cwd })
    const notes = (name: string) =>
      (JSON.parse(traced(['log', '--json'], { cwd: join(cwd, name) })) as { note?: string }[]).map(
        ({ note }) => note,
      )
    expect(notes('by-hand')).toEqual(['typed from a list'])
    const { code, stderr } = trace(['import', packed, 'copy', '-m', 'from a colleague'], { cwd })
    expect(code).toBe(0)
    expect(stderr).toContain(
      'warning: the entries of the package keep their own notes; --message was not used',
    )
    expect(notes('copy')).not.toContain('from a colleague')
  })

  test('has examples', () => {
    expect(traced(['import', '--help'])).toContain('$ trace import orient-express-package my-copy')
  })
})
