import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeExample } from '../exchange/example-case.ts'
import { tempFolder, trace, traced } from './harness.ts'

/* Where a package becomes a case, and where it does not. */

let root: string
let packed: string

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'trace-import-package-'))
  packed = join(root, 'package')
  await makeExample(join(root, 'case'), root)
  traced(['--case', join(root, 'case'), 'export', '--all', '-f', 'datapackage', '-o', packed])
})
afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

const contents = (folder: string) => readdirSync(folder, { recursive: true }).sort()

describe('an import that is refused', () => {
  test.each([
    ['nothing of the package', false],
    ['one of its documents', true],
  ])('leaves a folder with documents as it was, which had %s', (_, isThere) => {
    const cwd = tempFolder()
    const tampered = join(cwd, 'package')
    cpSync(packed, tampered, { recursive: true })
    appendFileSync(join(tampered, 'entries.csv'), '9,99,2023-11-02T12:00:00.000Z,,lee,trace,,1,9,00\r\n')
    const files = join(cwd, 'new', 'files')
    mkdirSync(files, { recursive: true })
    writeFileSync(join(files, 'mine'), 'mine')
    if (isThere) cpSync(join(packed, 'files'), files, { recursive: true })
    const before = contents(join(cwd, 'new'))
    const { code, stderr } = trace(['import', 'package', 'new'], { cwd })
    expect(stderr).toContain('entries.csv')
    expect(code).toBe(2)
    expect(contents(join(cwd, 'new'))).toEqual(before)
  })
})

describe('a package', () => {
  test.each([
    ['among the documents of a case', 'case/files/new', /^trace: This belongs to the case/],
    ['deep among them', 'case/files/a/b', /^trace: This belongs to the case/],
    ['in the folder of the package', 'package', /^trace: This belongs to the package/],
    ['there, as a link leads to it', 'link', /^trace: This belongs to the package/],
    ['among the documents of the package', 'package/files/new', /^trace: This belongs to the package/],
    ['in the folder of its name, which is the package', undefined, /^trace: This belongs to the package/],
  ])('becomes no case %s', (_, folder, said) => {
    const cwd = tempFolder()
    const name = folder === undefined ? 'railcars-2023' : 'package'
    cpSync(packed, join(cwd, name), { recursive: true })
    symlinkSync(name, join(cwd, 'link'))
    traced(['init', 'case'], { cwd })
    const before = contents(cwd)
    const { code, stderr } = trace(['import', name, ...(folder === undefined ? [] : [folder])], { cwd })
    expect(stderr).toMatch(said)
    expect(stderr).toMatch(/\n {2}→ /)
    expect(code).toBe(2)
    expect(contents(cwd)).toEqual(before)
  })
})

test.each([
  ['init', ['init', 'case/files/new']],
  ['demo', ['demo', 'case/files/new']],
  ['restore', ['restore', 'other', 'case/files/new']],
  ['backup', ['backup', '--case', 'other', 'case/files/new']],
])('%s makes no case among the documents of another', (_, argv) => {
  const cwd = tempFolder()
  for (const name of ['case', 'other']) traced(['init', name], { cwd })
  const { code, stderr } = trace(argv, { cwd })
  expect(stderr).toContain('This belongs to the case, and is not written over.')
  expect(code).toBe(2)
  expect(readdirSync(join(cwd, 'case', 'files'))).toEqual([])
})
