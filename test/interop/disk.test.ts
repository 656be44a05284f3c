import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { smallCase } from '../cli/example.ts'
import { BIN, tempFolder, trace, traced, type Ran } from '../cli/harness.ts'
import { disk } from './small-disk.ts'

/*
 * Disks that are full or cannot be written. Needs root, to mount them.
 */

/** Leaves no room on a disk. */
function fill(folder: string): void {
  const file = join(folder, 'ballast')
  for (let [size, written] = [1 << 20, 0]; size >= 1;) {
    try {
      writeFileSync(file, Buffer.alloc(size), { flag: 'a' })
      written += size
    } catch {
      size = Math.floor(size / 4)
    }
    if (written > 1 << 30) throw new Error(`${folder} does not fill up`)
  }
}

function record(cwd: string, note: string): Ran {
  return trace(
    [
      'record',
      'ship-sighting',
      '--at',
      'rajin',
      '--on',
      '2023-10-05',
      '--count',
      '2',
      '--source',
      'csis-2023-10-06',
      '--no-leg',
      '--note',
      note,
    ],
    { cwd },
  )
}

function count(cwd: string): number {
  return (JSON.parse(traced(['list', '--json', '--limit', '1000'], { cwd })) as unknown[]).length
}

function log(cwd: string): string {
  return traced(['log', '--limit', '1000'], { cwd })
}

describe('a full disk', () => {
  test('says so, writes nothing, and the case still opens', () => {
    const folder = join(disk('4m'), 'case')
    cpSync(smallCase().folder, folder, { recursive: true })
    expect(record(folder, 'before').code).toBe(0)
    const before = log(folder)
    fill(join(folder, '..'))

    const { code, stdout, stderr } = record(folder, 'x'.repeat(100_000))
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^trace: The disk is full; nothing was written\.\n {2}at .*\n {2}→ Make room/)
    expect(count(folder)).toBe(1)
    expect(log(folder)).toBe(before)

    rmSync(join(folder, '..', 'ballast'))
    expect(record(folder, 'after').code).toBe(0)
    expect(count(folder)).toBe(2)
    expect(log(folder)).toContain(before.split('\n')[1] ?? '?')
  })

  test('fills up between one entry and the next, again and again', () => {
    const folder = join(disk('2m'), 'case')
    cpSync(smallCase().folder, folder, { recursive: true })
    let done = 0
    for (;;) {
      const { code, stderr } = record(folder, `${String(done)} ${'x'.repeat(40_000)}`)
      if (code !== 0) {
        expect({ code, stderr }).toMatchObject({
          code: 2,
          stderr: expect.stringContaining('The disk is full; nothing was written.') as string,
        })
        break
      }
      done += 1
    }
    expect(done).toBeGreaterThan(3)
    expect(count(folder)).toBe(done)
  })

  test('no case is left half made', () => {
    const small = disk('64k')
    const { code, stderr } = trace(['init', 'new'], { cwd: small })
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('The disk is full') as string,
    })
    expect(existsSync(join(small, 'new', 'case.db'))).toBe(false)
  })

  test('a case made of a package is whole, or it is not there', () => {
    const { folder } = smallCase()
    const rows = Array.from(
      { length: 2500 },
      (_, n) =>
        `ship-sighting,rajin,2023-10-05,${String(n + 1)},ships,csis-2023-10-06,synthetic ${'x'.repeat(100)}`,
    )
    const sheet = join(tempFolder(), 'rows.csv')
    writeFileSync(sheet, ['kind,place,observed,quantity,unit,source,note', ...rows, ''].join('\n'))
    traced(['import', sheet], { cwd: folder })
    const packed = join(tempFolder(), 'package')
    traced(['export', '--all', '-f', 'datapackage', '-o', packed], { cwd: folder })
    const fates = new Set<number | null>()
    // Where the file of the case fits, and not the log that is written before it, or not both of them.
    for (let kib = 2500; kib <= 8500; kib += 500) {
      const small = disk(`${String(kib)}k`)
      const { code, stderr } = trace(['import', packed, 'new'], { cwd: small })
      fates.add(code)
      if (code === 0) {
        expect(readdirSync(join(small, 'new')).sort()).toEqual(['case.db', 'files'])
        expect(count(join(small, 'new'))).toBe(1000)
        expect(traced(['verify', '--case', join(small, 'new'), '-q'], { cwd: small })).toContain(
          'Everything is as it was recorded',
        )
      } else {
        expect(stderr, String(kib)).toContain('The disk is full')
        expect(existsSync(join(small, 'new', 'case.db'))).toBe(false)
      }
    }
    expect([...fates].sort()).toEqual([0, 2])
  })

  test('no row is taken when there is no room for those that were rejected', () => {
    const { folder } = smallCase()
    const before = log(folder)
    const sheet = join(tempFolder(), 'rows.csv')
    const row = 'ship-sighting,rajin,2023-10-05,2,ships,csis-2023-10-06'
    const rejected = Array.from({ length: 2000 }, () => row.replace('rajin', `nowhere ${'x'.repeat(80)}`))
    writeFileSync(sheet, ['kind,place,observed,quantity,unit,source', row, ...rejected, ''].join('\n'))
    const small = disk('64k')
    const rejects = join(small, 'rejected.csv')
    const { code, stderr } = trace(['import', sheet, '--partial', '--rejects', rejects], { cwd: folder })
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('The disk is full; nothing was written.') as string,
    })
    expect(log(folder)).toBe(before)
    expect(readdirSync(small)).toEqual([])
  })

  test('a document that does not fit is not added', () => {
    const folder = join(disk('4m'), 'case')
    cpSync(smallCase().folder, folder, { recursive: true })
    const report = join(tempFolder(), 'report.bin')
    writeFileSync(report, Buffer.alloc(8 << 20))
    const before = log(folder)
    const { code, stderr } = trace(
      ['source', 'add', report, '--kind', 'report', '--title', 'Too large', '--lineage', 'original'],
      { cwd: folder },
    )
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('The disk is full') as string,
    })
    expect(log(folder)).toBe(before)
    expect(filesIn(join(folder, 'files'))).toEqual([])
  })

  test('a working copy that does not fit leaves no half of it', () => {
    const { folder } = smallCase()
    const report = join(tempFolder(), 'report.bin')
    writeFileSync(report, Buffer.alloc(100_000))
    traced(['source', 'add', report, '--kind', 'report', '--id', 'large', '-q'], { cwd: folder })
    const small = disk('64k')
    expect(trace(['source', 'file', 'large', '-o', join(small, 'copy.bin')], { cwd: folder })).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('The disk is full; nothing was written.') as string,
    })
    expect(readdirSync(small)).toEqual([])
  })

  test('a table that does not fit leaves no half of it', () => {
    const { folder } = smallCase()
    for (let i = 0; i < 5; i += 1) expect(record(folder, `${String(i)} ${'x'.repeat(20_000)}`).code).toBe(0)
    const small = disk('64k')
    const { code, stderr } = trace(['export', '--all', '-f', 'csv', '-o', join(small, 'all.csv')], {
      cwd: folder,
    })
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('The disk is full') as string,
    })
    expect(readdirSync(small)).toEqual([])
  })
})

test('output to a full disk says that it is not complete', () => {
  const { folder } = smallCase()
  const full = disk('64k')
  fill(full)
  const { stdout } = spawnSync(
    'sh',
    ['-c', `'${process.execPath}' '${BIN}' log 2>&1 >'${join(full, 'log.txt')}'; echo $?`],
    { cwd: folder, encoding: 'utf8' },
  )
  expect(stdout).toBe(
    'trace: The disk is full; what was printed is not complete.\n  → Make room, and repeat the command.\n2\n',
  )
})

describe('a disk that cannot be written', () => {
  function readOnly(): string {
    const mounted = disk('8m')
    cpSync(smallCase().folder, join(mounted, 'case'), { recursive: true })
    expect(record(join(mounted, 'case'), 'before').code).toBe(0)
    execFileSync('mount', ['-o', 'remount,ro', mounted])
    return join(mounted, 'case')
  }

  test('can be read from', () => {
    const folder = readOnly()
    expect(count(folder)).toBe(1)
    expect(traced(['route', 'orient-express'], { cwd: folder })).toContain('rajin-dunai')
    expect(log(folder)).toContain('record ship-sighting')
  })

  test.each(['case.db-wal', 'case.db-journal'])(
    'is not read where %s says that there is more to it',
    (name) => {
      const mounted = disk('8m')
      const folder = join(mounted, 'case')
      cpSync(smallCase().folder, folder, { recursive: true })
      writeFileSync(join(folder, name), Buffer.alloc(4096, 1))
      execFileSync('mount', ['-o', 'remount,ro', mounted])
      const { code, stdout, stderr } = trace(['list'], { cwd: folder })
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(stderr).toContain('The case cannot be written here')
    },
  )

  test('can be verified, but for the full-text index, which is said', () => {
    const { code, stdout, stderr } = trace(['verify'], { cwd: readOnly() })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Everything is as it was recorded: /)
    expect(stderr).toMatch(
      /^warning: the full-text index was not checked, as the case cannot be written here; .*\n$/,
    )
  })

  test.each([
    { argv: ['place', 'add', 'Vostochny'] },
    { argv: ['retract', 'angara', '--because', 'not the ship'] },
    { argv: ['correct', 'rajin', '--country', 'KP', '--because', 'found out'] },
  ])('is not written to: $argv', ({ argv }) => {
    const folder = readOnly()
    const { code, stdout, stderr } = trace(argv, { cwd: folder })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(
      /^trace: The case cannot be written here; nothing was written\.\n {2}at .*\n {2}→ Check who owns/,
    )
  })

  test('holds no new case', () => {
    const folder = readOnly()
    const { code, stderr } = trace(['init', 'another'], { cwd: folder })
    expect(code).toBe(2)
    expect(stderr).toContain('cannot be written')
  })
})

test('what is said beside the data may go unheard; the work and its exit code stand', () => {
  const small = smallCase()
  const before = small.entries()
  const said = (command: string) =>
    spawnSync('sh', ['-c', `'${process.execPath}' '${BIN}' ${command} 2>/dev/full; echo $?`], {
      cwd: small.folder,
      encoding: 'utf8',
    })
      .stdout.trim()
      .split('\n')
      .at(-1)
  expect(said('nosuch')).toBe('2')
  expect(said('place add Vostochny')).toBe('0')
  expect(small.entries()).toBe(before + 1)
})

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  )
}
