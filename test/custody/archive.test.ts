import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { archivedPath, mediaTypeOf, stageFile, stageText, stageTexts } from '../../src/custody/archive.ts'
import { Failure } from '../../src/model/failure.ts'
import { killedAtAnyMoment } from '../cli/cases.ts'
import { tempFolder, traced } from '../cli/harness.ts'
import { refused } from '../model/refusal.ts'

const NOW = new Date('2023-11-02T12:00:00Z')
const tools = { now: () => NOW, randomBytes }
const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex')

/** A file of these contents, and an archive that is not there yet. */
function place(contents: Buffer | string, name = 'report.txt'): { file: string; archive: string } {
  const folder = tempFolder()
  const file = join(folder, name)
  writeFileSync(file, contents)
  return { file, archive: join(folder, 'files') }
}

describe('archiving a document', () => {
  test('puts it under its hash, read-only, and tells what it was', async () => {
    const { file, archive } = place('73 railcars at Tumangang', 'CSIS report.PDF')
    const staged = await stageFile(file, archive, tools)
    expect(staged.file).toEqual({
      sha256: sha256('73 railcars at Tumangang'),
      bytes: 24,
      mediaType: 'application/pdf',
      name: 'CSIS report.PDF',
    })
    await staged.keep()
    const stored = archivedPath(archive, staged.file.sha256)
    expect(readFileSync(stored, 'utf8')).toBe('73 railcars at Tumangang')
    expect((statSync(stored).mode & 0o777).toString(8)).toBe('400')
    expect((statSync(archive).mode & 0o777).toString(8)).toBe('700')
  })

  test('keeps the text that was taken from one in the same way', async () => {
    const { archive } = place('')
    const text = 'Дунай, 나진'
    const staged = await stageText(text, archive, tools)
    expect(staged).toMatchObject({ sha256: sha256(text), bytes: Buffer.byteLength(text) })
    expect(existsSync(archivedPath(archive, staged.sha256))).toBe(false)
    await staged.keep()
    await staged.discard()
    expect(readFileSync(archivedPath(archive, staged.sha256), 'utf8')).toBe(text)
    expect((statSync(archivedPath(archive, staged.sha256)).mode & 0o777).toString(8)).toBe('400')
    await (await stageText('taken back', archive, tools)).discard()
    expect(readdirSync(archive)).toEqual([sha256(text)])
  })

  test('keeps any contents byte for byte, also around the size of a chunk', async () => {
    const { file, archive } = place('')
    const sizes = fc.oneof(
      fc.nat(3000),
      fc.integer({ min: (1 << 20) - 2, max: (1 << 20) + 2 }),
      fc.constant(3 << 20),
    )
    await fc.assert(
      fc.asyncProperty(sizes, async (size) => {
        const contents = randomBytes(size)
        writeFileSync(file, contents)
        const staged = await stageFile(file, archive, tools)
        await staged.keep()
        expect(staged.file).toMatchObject({ bytes: size, sha256: sha256(contents) })
        expect(readFileSync(archivedPath(archive, sha256(contents))).equals(contents)).toBe(true)
      }),
      { numRuns: 25 },
    )
  })

  test('keeps one of the same file added twice, also at once', async () => {
    const { file, archive } = place('twice')
    await Promise.all(Array.from({ length: 5 }, async () => (await stageFile(file, archive, tools)).keep()))
    const again = await stageFile(file, archive, tools)
    await again.keep()
    await again.keep()
    await again.discard()
    expect(readdirSync(archive)).toEqual([sha256('twice')])
  })

  test('mends a stored file that is no longer itself', async () => {
    const { file, archive } = place('whole')
    mkdirSync(archive)
    writeFileSync(archivedPath(archive, sha256('whole')), 'half')
    await (await stageFile(file, archive, tools)).keep()
    expect(readFileSync(archivedPath(archive, sha256('whole')), 'utf8')).toBe('whole')
  })

  test('leaves nothing of a copy that is discarded', async () => {
    const { file, archive } = place('never mind')
    await (await stageFile(file, archive, tools)).discard()
    expect(readdirSync(archive)).toEqual([])
  })

  test('takes away what was left half-done a day ago, and nothing younger', async () => {
    const { file, archive } = place('new')
    mkdirSync(archive)
    const left = (name: string, hoursAgo: number): void => {
      writeFileSync(join(archive, name), '')
      const at = new Date(NOW.getTime() - hoursAgo * 3_600_000)
      utimesSync(join(archive, name), at, at)
    }
    left('.incoming-old', 25)
    left('.incoming-young', 23)
    left('mine.txt', 1000)
    await (await stageFile(file, archive, tools)).keep()
    expect(readdirSync(archive).sort()).toEqual(['.incoming-young', sha256('new'), 'mine.txt'].sort())
  })

  test.each([
    ['a file that is not there', (folder: string) => join(folder, 'missing.pdf'), 'There is no such file.'],
    ['a folder', (folder: string) => folder, 'This is a folder, not a file.'],
    ['a file inside a file', (folder: string) => join(folder, 'report.txt', 'x'), 'There is no such file.'],
  ])('refuses %s', async (_what, path, message) => {
    const { file, archive } = place('x')
    const failure = await refused(stageFile(path(join(file, '..')), archive, tools))
    expect(failure).toMatchObject({ code: 'unreadable-file', message })
    expect(failure.where).toBe(path(join(file, '..')))
    expect(existsSync(archive)).toBe(false)
  })

  test('refuses a pipe instead of waiting for it', async () => {
    const { file, archive } = place('x')
    const pipe = join(file, '..', 'pipe')
    execFileSync('mkfifo', [pipe])
    expect(await refused(stageFile(pipe, archive, tools))).toMatchObject({
      code: 'unreadable-file',
      message: 'This is not a regular file.',
    })
  })

  test('refuses an archive that is a file', async () => {
    const { file, archive } = place('x')
    writeFileSync(archive, '')
    expect(await refused(stageFile(file, archive, tools))).toMatchObject({
      code: 'cannot-write',
      where: archive,
    })
  })

  test('refuses to put one in the place of a folder', async () => {
    const { file, archive } = place('73 railcars at Tumangang')
    const taken = join(archive, sha256('73 railcars at Tumangang'))
    mkdirSync(taken, { recursive: true })
    const staged = await stageFile(file, archive, tools)
    expect(await refused(staged.keep())).toMatchObject({
      code: 'cannot-write',
      message: 'There is a folder where a file is needed.',
      where: taken,
    })
    expect(readdirSync(archive)).toEqual([basename(taken)])
  })

  test('tells what went wrong also when it cannot take away what it wrote', async () => {
    const { archive } = place('')
    const texts = async function* () {
      yield await Promise.resolve('73 railcars')
      renameSync(archive, `${archive}-before`)
      symlinkSync(archive, archive)
      throw new Failure('bad-package', 'This document was changed.')
    }
    expect(await refused(stageTexts(texts(), archive, tools))).toMatchObject({ code: 'bad-package' })
  })

  test('killed at any moment leaves no file under a hash that is not that file', async () => {
    const folder = tempFolder()
    traced(['init', folder])
    const files = join(folder, 'files')
    const archived = (): string[] => readdirSync(files).filter((name) => !name.startsWith('.incoming-'))
    await killedAtAnyMoment(
      24,
      folder,
      (n) => {
        const document = join(folder, `scan-${String(n)}.pdf`)
        writeFileSync(document, randomBytes(12 << 20))
        return ['source', 'add', document, '--kind', 'report']
      },
      () => {
        for (const name of archived()) expect(sha256(readFileSync(join(files, name)))).toBe(name)
        for (const name of archived()) rmSync(join(files, name))
      },
    )
  })

  test('every source that was recorded has its document, whenever it was killed', async () => {
    const folder = tempFolder()
    traced(['init', folder])
    await killedAtAnyMoment(
      16,
      folder,
      (n) => {
        writeFileSync(join(folder, `page-${String(n)}.txt`), `page ${String(n)}`)
        return ['source', 'add', join(folder, `page-${String(n)}.txt`), '--kind', 'note']
      },
      () => undefined,
    )
    const sources = JSON.parse(traced(['source', 'list', '--json'], { cwd: folder })) as {
      file: { sha256: string }
    }[]
    expect(sources.length).toBeGreaterThan(0)
    for (const { file } of sources) expect(existsSync(join(folder, 'files', file.sha256))).toBe(true)
  })
})

describe('media types', () => {
  test.each([
    ['notes.txt', 'text/plain'],
    ['page.HTM', 'text/html'],
    ['scene.tiff', 'image/tiff'],
    ['photo.jpeg', 'image/jpeg'],
    ['register.xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    ['archive.tar.gz', 'application/octet-stream'],
    ['README', 'application/octet-stream'],
    ['.constructor', 'application/octet-stream'],
    ['x.constructor', 'application/octet-stream'],
  ])('%s is %s', (name, mediaType) => {
    expect(mediaTypeOf(name)).toBe(mediaType)
  })
})
