import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { smallCase } from '../cli/example.ts'
import { tempFolder, trace, traced } from '../cli/harness.ts'
import { disk } from './small-disk.ts'

/*
 * Backups on disks of their own: full ones, and ones that cannot be written. Needs root, to mount them.
 */

/** A case with a document of a megabyte. */
function caseWithDocument(): string {
  const small = smallCase()
  const image = join(tempFolder(), 'synthetic-image.tif')
  writeFileSync(image, randomBytes(1 << 20))
  small.traced(['source', 'add', image, '--kind', 'image', '--id', 'synthetic-image'])
  return small.folder
}

function rootOf(folder: string): string {
  const said = JSON.parse(traced(['verify', '--json', '-C', folder])) as { ok: boolean; root: string }
  expect(said.ok).toBe(true)
  return said.root
}

const remount = (folder: string, how: 'ro' | 'rw'): void => {
  execFileSync('mount', ['-o', `remount,${how}`, folder])
}

describe('a backup', () => {
  // Too small for the database, for what SQLite needs beside it, and for the document.
  test.each(['64k', '160k', '240k', '1100k'])(
    'that does not fit on a disk of %s leaves nothing there',
    (size) => {
      const cwd = caseWithDocument()
      const small = disk(size)
      expect(trace(['backup', join(small, 'backup')], { cwd })).toEqual({
        code: 2,
        stdout: '',
        stderr: expect.stringMatching(
          /^trace: The disk is full; nothing was written\.\n {2}at [^\n]*\/backup\n {2}→ Make room/,
        ) as string,
      })
      expect(readdirSync(small)).toEqual([])
    },
  )

  test('fits on a disk that is large enough, and on no other takes the place of the one before', () => {
    const cwd = caseWithDocument()
    const target = join(disk('2000k'), 'backup')
    traced(['backup', target], { cwd })
    const root = rootOf(target)
    traced(['place', 'add', 'Vostochny'], { cwd })
    const { code, stderr } = trace(['backup', '--force', target], { cwd })
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('The disk is full') as string,
    })
    expect(rootOf(target)).toBe(root)
  })

  test('is not made on a disk that cannot be written', () => {
    const cwd = caseWithDocument()
    const mounted = disk('8m')
    remount(mounted, 'ro')
    const { code, stderr } = trace(['backup', join(mounted, 'backup')], { cwd })
    remount(mounted, 'rw')
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('cannot be written here; nothing was written') as string,
    })
  })

  test('does not take the place of a disk', () => {
    const cwd = caseWithDocument()
    const mounted = disk('8m')
    expect(trace(['backup', mounted], { cwd })).toEqual({
      code: 2,
      stdout: '',
      stderr: `trace: This folder is a disk of its own, and nothing can take its place.\n  at ${mounted}\n  → Name a new folder in it.\n`,
    })
    traced(['backup', join(mounted, 'backup')], { cwd })
    expect(rootOf(join(mounted, 'backup'))).toBe(rootOf(cwd))
  })

  test('is made of a case on a disk that cannot be written', () => {
    const mounted = disk('8m')
    traced(['backup', join(mounted, 'case')], { cwd: caseWithDocument() })
    const root = rootOf(join(mounted, 'case'))
    remount(mounted, 'ro')
    const target = join(tempFolder(), 'backup')
    traced(['backup', target, '-C', join(mounted, 'case')])
    remount(mounted, 'rw')
    expect(rootOf(target)).toBe(root)
  })
})

describe('restoring', () => {
  test('from a disk that cannot be written makes a case that can be', () => {
    const mounted = disk('8m')
    traced(['backup', join(mounted, 'backup')], { cwd: caseWithDocument() })
    const root = rootOf(join(mounted, 'backup'))
    remount(mounted, 'ro')
    const restored = join(tempFolder(), 'restored')
    traced(['restore', join(mounted, 'backup'), restored])
    remount(mounted, 'rw')
    expect(rootOf(restored)).toBe(root)
    traced(['place', 'add', 'Vostochny', '-C', restored])
    const db = new Database(join(restored, 'case.db'))
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
    db.close()
  })

  test('to a disk that is too small leaves nothing there', () => {
    const small = disk('800k')
    mkdirSync(join(small, 'empty'))
    const { code, stderr } = trace(['restore', caseWithDocument(), join(small, 'empty')])
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('The disk is full') as string,
    })
    expect(readdirSync(small)).toEqual(['empty'])
    expect(existsSync(join(small, 'empty', 'case.db'))).toBe(false)
  })
})
