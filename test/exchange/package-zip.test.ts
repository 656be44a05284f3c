import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { buffer } from 'node:stream/consumers'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { ZipFile } from 'yazl'
import { importPackage, type Unpacked } from '../../src/case/package-in.ts'
import { zipPackage } from '../../src/case/package-out.ts'
import { readPackage } from '../../src/case/package-read.ts'
import { zipPieces } from '../../src/exchange/package-zip-out.ts'
import { tempFolder } from '../cli/harness.ts'
import { refused } from '../model/refusal.ts'
import { inCase, makeExample, newCaseIn } from './example-case.ts'

let folder: string
let archive: string

beforeEach(async () => {
  folder = tempFolder()
  archive = join(folder, 'case.zip')
  await makeExample(join(folder, 'case'), folder)
  writeFileSync(archive, await packed('case'))
})

function packed(name: string): Promise<Buffer> {
  const scratch = join(folder, `scratch-of-${name}`)
  rmSync(scratch, { recursive: true, force: true })
  mkdirSync(scratch)
  return inCase(join(folder, name), (kase, reading) =>
    buffer(zipPackage(kase, reading, scratch, () => undefined)),
  )
}

async function unpack(path = archive, name = 'copy'): Promise<Unpacked> {
  return importPackage(
    await readPackage(path),
    newCaseIn(join(folder, name), () => new Date('2024-01-01T00:00:00.000Z')),
  )
}

/** An archive made by another program of the files of a package, each under another name. */
async function archiveOf(
  rename: (name: string) => string,
  more: Partial<Parameters<ZipFile['addFile']>[2]> = {},
): Promise<string> {
  const source = join(folder, 'loose')
  const { files } = await readPackage(archive)
  const names = [...readdirSync(join(folder, 'scratch-of-case')), ...documents()]
  const zip = new ZipFile()
  for (const name of names) {
    mkdirSync(join(source, 'files'), { recursive: true })
    writeFileSync(join(source, name), await buffer(files.pieces(name)))
    zip.addFile(join(source, name), rename(name), more)
  }
  await files.close()
  zip.end()
  const path = join(folder, 'other.zip')
  writeFileSync(path, await buffer(zip.outputStream))
  return path
}

function documents(): string[] {
  return readdirSync(join(folder, 'case', 'files')).map((name) => `files/${name}`)
}

/** Where the central directory (APPNOTE.TXT 4.3.12) speaks of a file. */
function directoryEntryOf(bytes: Buffer, name: string): number {
  for (let at = bytes.indexOf('PK\u0001\u0002'); at >= 0; at = bytes.indexOf('PK\u0001\u0002', at + 1)) {
    if (bytes.toString('latin1', at + 46, at + 46 + bytes.readUInt16LE(at + 28)) === name) return at
  }
  throw new Error(`no ${name}`)
}

function edit(change: (bytes: Buffer) => void): void {
  const bytes = readFileSync(archive)
  change(bytes)
  writeFileSync(archive, bytes)
}

describe('a package in a zip archive', () => {
  test('becomes the same case again, and the same archive of that', async () => {
    expect(await unpack()).toEqual({ entries: 6, records: 17, files: 1, observations: 3, isRooted: true })
    expect((await packed('copy')).equals(readFileSync(archive))).toBe(true)
    expect(readdirSync(join(folder, 'copy', 'files'))).toEqual(readdirSync(join(folder, 'case', 'files')))
  })

  test('may stand in a folder in the archive, and beside what a Mac adds', async () => {
    const path = await archiveOf((name) =>
      name === 'routes.csv' ? '__MACOSX/my case/._x' : `my case/${name}`,
    )
    // The table that went elsewhere is missed.
    expect(await refused(unpack(path))).toMatchObject({ code: 'bad-package', where: path })
    expect(await unpack(await archiveOf((name) => `my case/${name}`))).toMatchObject({ entries: 6 })
  })

  test('needs no ending to its name', async () => {
    renameSync(archive, join(folder, 'from-a-colleague'))
    expect(await unpack(join(folder, 'from-a-colleague'))).toMatchObject({ entries: 6 })
  })
})

describe('an archive is refused, and no case is made', () => {
  const lie = (name: string, at: number, value: number) => () => {
    edit((bytes) => bytes.writeUInt32LE(value, directoryEntryOf(bytes, name) + at))
    return Promise.resolve(archive)
  }
  const rename = (from: string, to: string) => async () => {
    const path = await archiveOf((name) => (name === 'case.csv' ? from : name))
    const bytes = readFileSync(path)
    for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from)) bytes.write(to, at)
    writeFileSync(path, bytes)
    return path
  }
  test.each<[string, () => Promise<string>, RegExp]>([
    ['leads up', rename('AAAcase.csv', '../case.csv'), /would not stay in its folder/],
    ['leads to the root', rename('Acase.csv', '/case.csv'), /would not stay in its folder/],
    ['leads to a drive', rename('AAAcase.csv', 'C:/case.csv'), /would not stay in its folder/],
    ['has a backslash', rename('AAAcase.csv', '..\\case.csv'), /would not stay in its folder/],
    ['names a table twice', rename('AAAA.csv', 'legs.csv'), /holds "legs\.csv" twice/],
    ['is of links', () => archiveOf((name) => name, { mode: 0o120777 }), /not an ordinary file/],
    ['has no descriptor', () => archiveOf((name) => `x${name}`), /There is no datapackage\.json in it/],
    [
      'has a descriptor too deep',
      () => archiveOf((name) => `a/b/${name}`),
      /There is no datapackage\.json in it/,
    ],
    [
      'has two packages',
      () => archiveOf((name) => (name === 'case.csv' ? 'b/datapackage.json' : `a/${name}`)),
      /more than one data package/,
    ],
    [
      'is encrypted',
      () => {
        edit((bytes) => {
          const at = directoryEntryOf(bytes, 'case.csv') + 8
          bytes.writeUInt16LE(bytes.readUInt16LE(at) | 1, at)
        })
        return Promise.resolve(archive)
      },
      /encrypted/,
    ],
    [
      'is packed in an odd way',
      () => {
        edit((bytes) => bytes.writeUInt16LE(14, directoryEntryOf(bytes, 'case.csv') + 10))
        return Promise.resolve(archive)
      },
      /method 14/,
    ],
    [
      'says that it holds far more than it can',
      lie('case.csv', 24, 0xf0000000),
      /more than 250 times as much/,
    ],
    ['holds more than it says', lie('citations.csv', 24, 100), /damaged/],
    ['holds less than it says', lie('citations.csv', 24, 100_000), /damaged/],
    ['has another checksum', lie('citations.csv', 16, 1), /damaged.*checksum/],
    [
      'has another byte',
      () => {
        edit((bytes) => (bytes[bytes.indexOf('citations.csv') + 40]! ^= 0xff))
        return Promise.resolve(archive)
      },
      /damaged/,
    ],
    [
      'is cut off',
      () => {
        writeFileSync(archive, readFileSync(archive).subarray(0, 3000))
        return Promise.resolve(archive)
      },
      /damaged or cut off/,
    ],
    [
      'is none',
      () => {
        writeFileSync(archive, 'no archive')
        return Promise.resolve(archive)
      },
      /no zip archive/,
    ],
    [
      'is empty',
      () => {
        writeFileSync(archive, '')
        return Promise.resolve(archive)
      },
      /no zip archive/,
    ],
  ])('that %s', async (_, make, said) => {
    const path = await make()
    const failure = await refused(unpack(path))
    expect(failure.code).toBe('bad-package')
    expect(failure.message).toMatch(said)
    expect(existsSync(join(folder, 'copy'))).toBe(false)
  })

  test('whose document is another', async () => {
    const [name = ''] = documents()
    const loose = await archiveOf((one) => one)
    expect(await unpack(loose, 'whole')).toMatchObject({ files: 1 })
    const zip = new ZipFile()
    for (const one of [...readdirSync(join(folder, 'loose')).filter((file) => file !== 'files'), name]) {
      const path = join(folder, 'loose', one)
      zip.addBuffer(one === name ? Buffer.from('another document') : readFileSync(path), one)
    }
    zip.end()
    writeFileSync(loose, await buffer(zip.outputStream))
    expect(await refused(unpack(loose))).toMatchObject({
      code: 'bad-package',
      where: 'sources.csv, line 2, file_sha256',
    })
    expect(existsSync(join(folder, 'copy'))).toBe(false)
  })
})

describe('packing', () => {
  const pieces = (text: string) => () =>
    (async function* () {
      yield await Promise.resolve(Buffer.from(text))
    })()

  test('hands on what goes wrong with a file, wherever it stands', async () => {
    const failing = (): AsyncGenerator<Buffer> =>
      (async function* () {
        yield await Promise.resolve(Buffer.from('first'))
        throw new Error('the disk fails')
      })()
    for (const order of [
      [failing, pieces('a')],
      [pieces('a'), failing],
    ]) {
      const files = order.map((one, i) => ({ name: String(i), pieces: one, isText: true }))
      await expect(buffer(zipPieces(files))).rejects.toThrow('the disk fails')
    }
  })

  test('stops when nobody wants more', async () => {
    let ended = false
    const endless = (): AsyncGenerator<Buffer> =>
      (async function* () {
        try {
          for (;;) yield await Promise.resolve(Buffer.alloc(65536, 1))
        } finally {
          ended = true
        }
      })()
    for await (const piece of zipPieces([{ name: 'a', pieces: endless, isText: false }])) {
      if (piece.length > 1000) break
    }
    await new Promise((resolve) => setImmediate(resolve))
    expect(ended).toBe(true)
  })

  test('does not mix up pieces that share their memory', async () => {
    const shared = Buffer.alloc(4)
    const sharing = (): AsyncGenerator<Buffer> =>
      (async function* () {
        for (let i = 0; i < 1000; i += 1) {
          shared.writeUInt32LE(i)
          yield await Promise.resolve(shared)
        }
      })()
    const bytes = await buffer(zipPieces([{ name: 'a', pieces: sharing, isText: false }]))
    const from = bytes.indexOf('a') + 1
    expect(Array.from({ length: 1000 }, (_, i) => bytes.readUInt32LE(from + i * 4))).toEqual(
      Array.from({ length: 1000 }, (_, i) => i),
    )
  })
})

test('a case in the folder is left alone', async () => {
  cpSync(join(folder, 'case'), join(folder, 'copy'), { recursive: true })
  expect(await refused(unpack())).toMatchObject({ code: 'case-exists' })
})
