import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeWholeFolder, writeWhole } from '../../src/io/whole-file.ts'
import { tempFolder } from '../cli/harness.ts'
import { refused } from '../model/refusal.ts'

async function* pieces(...texts: (string | Buffer | Error)[]): AsyncGenerator<string | Buffer> {
  for (const text of texts) {
    await Promise.resolve()
    if (text instanceof Error) throw text
    yield text
  }
}

describe('a file', () => {
  test('appears with all of its pieces, and nothing beside it', async () => {
    const folder = tempFolder()
    await writeWhole(join(folder, 'chain.csv'), pieces('leg\r\n', 'rajin-dunai · 나진\r\n'))
    expect(readFileSync(join(folder, 'chain.csv'), 'utf8')).toBe('leg\r\nrajin-dunai · 나진\r\n')
    expect(readdirSync(folder)).toEqual(['chain.csv'])
  })

  test('may be of bytes that are no text, in memory that is used again', async () => {
    const file = join(tempFolder(), 'rajin.tif')
    async function* reusing(): AsyncGenerator<Buffer> {
      const chunk = Buffer.alloc(2)
      for (const bytes of [
        [0xff, 0x00],
        [0xc3, 0x28],
      ]) {
        chunk.set(bytes)
        await Promise.resolve()
        yield chunk
      }
    }
    await writeWhole(file, reusing())
    expect([...readFileSync(file)]).toEqual([0xff, 0x00, 0xc3, 0x28])
  })

  test('is not there when a piece fails, and the one before it stays as it was', async () => {
    const folder = tempFolder()
    const file = join(folder, 'chain.csv')
    await expect(writeWhole(file, pieces('leg', new Error('the case is damaged')))).rejects.toThrow(
      'the case is damaged',
    )
    expect(readdirSync(folder)).toEqual([])
    writeFileSync(file, 'before')
    await expect(writeWhole(file, pieces('leg', new Error('again')), { force: true })).rejects.toThrow(
      'again',
    )
    expect(readFileSync(file, 'utf8')).toBe('before')
    expect(readdirSync(folder)).toEqual(['chain.csv'])
  })

  test('does not take the place of another without force', async () => {
    const file = join(tempFolder(), 'chain.csv')
    writeFileSync(file, 'before')
    expect(await refused(writeWhole(file, pieces('after')))).toMatchObject({
      code: 'file-exists',
      where: file,
    })
    expect(readFileSync(file, 'utf8')).toBe('before')
    await writeWhole(file, pieces('after'), { force: true })
    expect(readFileSync(file, 'utf8')).toBe('after')
  })

  test('does not take the place of one that came while it was written', async () => {
    const file = join(tempFolder(), 'chain.csv')
    async function* slowly(): AsyncGenerator<string> {
      yield 'ours'
      writeFileSync(file, 'theirs')
      await Promise.resolve()
    }
    expect(await refused(writeWhole(file, slowly()))).toMatchObject({ code: 'file-exists' })
    expect(readFileSync(file, 'utf8')).toBe('theirs')
  })

  test('replaces what a link leads to, and keeps the link', async () => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'real.csv'), 'before')
    symlinkSync(join(folder, 'real.csv'), join(folder, 'link.csv'))
    await writeWhole(join(folder, 'link.csv'), pieces('after'), { force: true })
    expect(readFileSync(join(folder, 'real.csv'), 'utf8')).toBe('after')
  })

  test.each([
    ['a folder', ''],
    ['a device', '/dev/null'],
  ])('does not take the place of %s, even with force', async (_, path) => {
    expect(
      await refused(writeWhole(path === '' ? tempFolder() : path, pieces('x'), { force: true })),
    ).toMatchObject({ code: 'cannot-write' })
  })

  test('needs a folder', async () => {
    const file = join(tempFolder(), 'reports', 'chain.csv')
    expect(await refused(writeWhole(file, pieces('x')))).toMatchObject({
      code: 'cannot-write',
      hint: 'Make the folder first.',
    })
  })
})

describe('a folder', () => {
  const fill = (text: string) => (folder: string) => {
    writeFileSync(join(folder, 'a.csv'), text)
    return Promise.resolve(text)
  }
  const mayReplace = (_folder: string, names: readonly string[]) => names.every((name) => name === 'a.csv')

  test('appears with what was made in it', async () => {
    const folder = tempFolder()
    expect(await makeWholeFolder(join(folder, 'package'), fill('x'))).toBe('x')
    expect(readFileSync(join(folder, 'package', 'a.csv'), 'utf8')).toBe('x')
    expect(readdirSync(folder)).toEqual(['package'])
  })

  test('may be an empty one that is there', async () => {
    const folder = tempFolder()
    await makeWholeFolder(folder, fill('x'))
    expect(readdirSync(folder)).toEqual(['a.csv'])
  })

  test('is not there when the work fails', async () => {
    const folder = tempFolder()
    const fails = (at: string) => fill('x')(at).then(() => Promise.reject(new Error('no')))
    await expect(makeWholeFolder(join(folder, 'package'), fails)).rejects.toThrow('no')
    expect(readdirSync(folder)).toEqual([])
  })

  test('replaces one of its own kind with force, and no other', async () => {
    const folder = tempFolder()
    const target = join(folder, 'package')
    await makeWholeFolder(target, fill('before'))
    expect(await refused(makeWholeFolder(target, fill('after'), { mayReplace }))).toMatchObject({
      code: 'file-exists',
    })
    await makeWholeFolder(target, fill('after'), { mayReplace, force: true })
    expect(readFileSync(join(target, 'a.csv'), 'utf8')).toBe('after')
    expect(readdirSync(folder)).toEqual(['package'])
    const somebody = (at: string) => {
      writeFileSync(join(target, 'mine.txt'), 'mine')
      return fill('later')(at)
    }
    expect(await refused(makeWholeFolder(target, somebody, { mayReplace, force: true }))).toMatchObject({
      message: 'The folder holds other things and is not replaced.',
    })
    expect(readFileSync(join(target, 'mine.txt'), 'utf8')).toBe('mine')
    expect(readdirSync(folder)).toEqual(['package'])
    mkdirSync(join(folder, 'photos'))
    writeFileSync(join(folder, 'photos', 'yard.jpg'), '')
    expect(
      await refused(makeWholeFolder(join(folder, 'photos'), fill('x'), { mayReplace, force: true })),
    ).toMatchObject({ code: 'file-exists' })
    expect(existsSync(join(folder, 'photos', 'yard.jpg'))).toBe(true)
  })
})
