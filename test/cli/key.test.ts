import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readSigner, verifierText } from '../../src/custody/note.ts'
import { HOSTILE, isHarmless } from './cases.ts'
import { smallCase } from './example.ts'
import { BIN, tempFolder, trace, traced } from './harness.ts'
import { idOf, keyed, keyFile } from './keyed.ts'

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)
const VERIFIER = /^kim\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}$/

/** Checks that a command is refused, with nothing printed as data. */
function isRefused(argv: readonly string[], env: Record<string, string>, message: RegExp): string {
  const { code, stdout, stderr } = trace(argv, { env })
  expect(stderr).toMatch(message)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(isHarmless(stderr)).toBe(true)
  return stderr
}

describe('trace key new', () => {
  test('makes a key that only its owner can read, and says what to publish', () => {
    const home = join(tempFolder(), 'configuration')
    const env = { TRACE_CONFIG: home }
    const { code, stdout, stderr } = trace(['key', 'new', '--name', 'kim'], { env })
    expect(code).toBe(0)
    const [heading, row] = stdout.trimEnd().split('\n')
    expect(heading).toBe('name\tid\tverifier\tfile')
    const [name, id, verifier = '', file] = row?.split('\t') ?? []
    expect({ name, file }).toEqual({ name: 'kim', file: join(home, 'key') })
    expect(verifier).toMatch(VERIFIER)
    expect(id).toBe(idOf(verifier))
    expect(stderr).toContain('Publish the verifier')
    expect([home, join(home, 'key')].map(modeOf)).toEqual(['700', '600'])
    expect(readdirSync(home)).toEqual(['key'])
    expect(verifierText(readSigner(readFileSync(join(home, 'key'), 'utf8')))).toBe(verifier)
    // The private half is printed nowhere.
    expect(stdout + stderr).not.toContain('PRIVATE')
  })

  test('makes another each time, in a folder that is there too', () => {
    const [one, other] = [keyed('kim'), keyed('kim')]
    expect(one.verifier).not.toBe(other.verifier)
    expect(keyFile(one)).not.toBe(keyFile(other))
  })

  test('keeps it from others whatever the umask', () => {
    const before = process.umask(0)
    try {
      const home = join(tempFolder(), 'configuration')
      traced(['key', 'new'], { env: { TRACE_CONFIG: home } })
      expect([home, join(home, 'key')].map(modeOf)).toEqual(['700', '600'])
    } finally {
      process.umask(before)
    }
  })

  test.each<[string, (home: string) => Record<string, string>, string]>([
    ['TRACE_CONFIG', (home) => ({ TRACE_CONFIG: `${home}/own`, XDG_CONFIG_HOME: `${home}/xdg` }), 'own/key'],
    [
      'XDG_CONFIG_HOME',
      (home) => ({ XDG_CONFIG_HOME: `${home}/xdg`, HOME: `${home}/home` }),
      'xdg/trace/key',
    ],
    ['HOME', (home) => ({ HOME: `${home}/home` }), 'home/.config/trace/key'],
    [
      'HOME, when the others are empty',
      (home) => ({ TRACE_CONFIG: '', XDG_CONFIG_HOME: '', HOME: home }),
      '.config/trace/key',
    ],
  ])('puts it where %s says', (_which, environment, file) => {
    const home = tempFolder()
    const env = environment(home)
    traced(['key', 'new', '--name', 'kim'], { env })
    expect(
      readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('key')),
    ).toEqual([file])
    expect(JSON.parse(traced(['key', 'show', '--json'], { env }))).toMatchObject({ file: join(home, file) })
  })

  test('never writes over one', () => {
    const kim = keyed('kim')
    const before = keyFile(kim)
    for (const argv of [
      ['key', 'new'],
      ['key', 'new', '--name', 'lee', '--json'],
    ]) {
      const said = isRefused(
        argv,
        kim.env,
        /^trace: You have a key already; it was not changed\.\n {2}at .*\/key\n/,
      )
      expect(said).toContain('trace key show')
    }
    expect(keyFile(kim)).toBe(before)
    expect(readdirSync(kim.folder)).toEqual(['key'])
  })

  test('at the same moment as another makes one key, and says so to the other', async () => {
    const home = tempFolder()
    const made = (name: string) =>
      new Promise<number | null>((resolve) => {
        spawn(process.execPath, [BIN, 'key', 'new', '--name', name], {
          stdio: 'ignore',
          env: { PATH: process.env.PATH, HOME: tmpdir(), TRACE_CONFIG: home },
        }).on('close', resolve)
      })
    const codes = await Promise.all(['kim', 'lee', 'okafor', 'park'].map(made))
    expect(codes.toSorted()).toEqual([0, 2, 2, 2])
    expect(readdirSync(home)).toEqual(['key'])
    expect(['kim', 'lee', 'okafor', 'park'].filter((_, i) => codes[i] === 0)).toEqual([
      readSigner(readFileSync(join(home, 'key'), 'utf8')).name,
    ])
  })

  test.each([
    ['the analyst', ['--analyst', 'J. Kim'], 'J.-Kim'],
    ['the analyst in other letters', ['--analyst', '김 정\u3000은'], '김-정-은'],
    ['an analyst with a plus', ['--analyst', 'kim + lee'], 'kim-lee'],
    ['the environment', [], 'tester'],
    ['--name', ['--name', 'example.org/kim', '--analyst', 'lee'], 'example.org/kim'],
  ])('bears the name of %s', (_whose, argv, name) => {
    const env = { TRACE_CONFIG: tempFolder() }
    expect(JSON.parse(traced(['key', 'new', ...argv, '--json'], { env }))).toMatchObject({ name })
  })

  test('bears the name of the user when no analyst is named', () => {
    const env = { TRACE_CONFIG: tempFolder(), TRACE_ANALYST: '' }
    const { name } = JSON.parse(traced(['key', 'new', '--json'], { env })) as { name: string }
    expect(name).toBe(userInfo().username.replace(/[\s+]+/g, '-'))
  })

  test.each([
    ['a blank', 'j kim', /^trace: "j kim" cannot be the name of a key/],
    ['a plus', 'kim+lee', /^trace: "kim\+lee" cannot be the name of a key/],
    ['a line break', 'kim\nlee', /^trace: "kim ⏎ lee" cannot be/],
    ['an escape sequence', 'kim\u001b[31m', /^trace: "kim\\u001B\[31m" cannot be/],
    ['a mark that turns the reading order', 'kim\u202emik', /^trace: "kim\\u202Emik" cannot be/],
    ['all of these', HOSTILE, /cannot be the name of a key/],
    ['nothing', '', /^trace: A key needs a name\./],
  ])('with %s in its name is refused, and nothing is made', (_what, name, message) => {
    const home = join(tempFolder(), 'configuration')
    expect(isRefused(['key', 'new', '--name', name], { TRACE_CONFIG: home }, message)).toContain(
      '--name j.kim',
    )
    expect(existsSync(home)).toBe(false)
  })

  test('where no folder can be made says where', () => {
    const home = tempFolder()
    writeFileSync(join(home, 'notes.txt'), 'mine')
    isRefused(
      ['key', 'new'],
      { TRACE_CONFIG: join(home, 'notes.txt') },
      /There is a file where a folder is needed\.\n {2}at .*notes\.txt\/key\n/,
    )
    mkdirSync(join(home, 'key'))
    isRefused(['key', 'new'], { TRACE_CONFIG: home }, /You have a key already/)
  })
})

describe('trace key show and export', () => {
  test('print the public half, and only that', () => {
    const kim = keyed('kim')
    const id = idOf(kim.verifier)
    const file = join(kim.folder, 'key')
    const show = (...argv: string[]) => traced(['key', 'show', ...argv], { env: kim.env })
    expect(show()).toBe(`name\tid\tverifier\tfile\nkim\t${id}\t${kim.verifier}\t${file}\n`)
    expect(show('--csv', '--no-header')).toBe(`kim,${id},${kim.verifier},${file}\r\n`)
    expect(JSON.parse(show('--json'))).toEqual({ name: 'kim', id, verifier: kim.verifier, file })
    const seen = traced(['key', 'show'], { env: kim.env, tty: 200 })
    expect(seen).toBe(`name      kim\nid        ${id}\nverifier  ${kim.verifier}\nkept in   ${file}\n`)
    expect(traced(['key', 'export'], { env: kim.env })).toBe(`${kim.verifier}\n`)
    expect(kim.verifier).toMatch(VERIFIER)
  })

  test('export writes a file, and over another only when told to', () => {
    const kim = keyed('kim')
    const where = { env: kim.env, cwd: tempFolder() }
    const file = join(where.cwd, 'kim.vkey')
    expect(traced(['key', 'export', '-o', 'kim.vkey'], where)).toBe('')
    expect(readFileSync(file, 'utf8')).toBe(`${kim.verifier}\n`)
    writeFileSync(file, 'mine')
    expect(trace(['key', 'export', '-o', 'kim.vkey'], where)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('There is a file of that name already') as string,
    })
    expect(readFileSync(file, 'utf8')).toBe('mine')
    traced(['key', 'export', '-o', 'kim.vkey', '--force'], where)
    expect(readFileSync(file, 'utf8')).toBe(`${kim.verifier}\n`)
  })

  test('say so when there is none', () => {
    const home = tempFolder()
    for (const verb of ['show', 'export']) {
      const said = isRefused(
        ['key', verb],
        { TRACE_CONFIG: home },
        /^trace: You have no key to sign with\.\n {2}at .*\/key\n/,
      )
      expect(said).toContain('→ Make one with: trace key new')
    }
    expect(readdirSync(home)).toEqual([])
  })
})

describe('a key', () => {
  test.each(['640', '604', '660', '644', '620', '601'])(
    'that others can reach (%s) signs nothing',
    (mode) => {
      const kim = keyed('kim')
      const file = join(kim.folder, 'key')
      chmodSync(file, parseInt(mode, 8))
      const said = isRefused(
        ['key', 'show'],
        kim.env,
        /^trace: Others can read your key, so it proves nothing\./,
      )
      expect(said).toContain(`chmod 600 ${file}`)
      const { folder } = smallCase()
      expect(trace(['seal'], { cwd: folder, env: kim.env })).toMatchObject({ code: 2, stdout: '' })
      chmodSync(file, 0o400)
      expect(trace(['key', 'show'], { env: kim.env }).code).toBe(0)
    },
  )

  test.each<[string, (key: string) => string | Buffer, RegExp]>([
    ['emptied', () => '', /This is no private key of a note\./],
    ['cut short', (key) => key.slice(0, -10), /This is no private key of a note\./],
    ['exchanged for its public half', () => 'kim+00000000+AAAA', /This is no private key of a note\./],
    [
      'changed in its name',
      (key) => key.replace('kim', 'lee'),
      /The id in this key is not that of the key\./,
    ],
    ['changed in its id', (key) => key.replace(/\+[0-9a-f]{8}\+/, '+00000000+'), /The id in this key is not/],
    ['no text', () => Buffer.of(0xff, 0xfe), /This is no text in UTF-8\./],
    ['far too large', () => 'x'.repeat(20_000), /far larger than what it should be/],
    ['full of what a terminal acts on', () => HOSTILE, /This is no private key of a note\./],
  ])('that is %s is refused, and stays as it is', (_how, damaged, message) => {
    const kim = keyed('kim')
    const file = join(kim.folder, 'key')
    const after = damaged(keyFile(kim))
    writeFileSync(file, after)
    isRefused(['key', 'show'], kim.env, message)
    isRefused(['key', 'export'], kim.env, message)
    isRefused(['key', 'new'], kim.env, /You have a key already/)
    expect(readFileSync(file)).toEqual(Buffer.from(after))
  })
})

describe('trace key', () => {
  test.each([
    [[], /^trace: Say what to do with the key: new, show, export\./],
    [['expotr'], /^trace: There is no "trace key expotr"\.\n {2}→ Did you mean trace key export\?/],
    [['sing'], /^trace: There is no "trace key sing"\./],
    [[HOSTILE], /^trace: There is no "trace key Rajin\\u001B/],
    [['new', '--nmae', 'kim'], /Unknown option '--nmae'/],
    [['export', '--json'], /Unknown option '--json'/],
    [['new', '--name'], /argument missing/],
  ])('%j is refused', (argv, message) => {
    isRefused(['key', ...argv], { TRACE_CONFIG: tempFolder() }, message)
  })

  test('needs no case', () => {
    const kim = keyed('kim')
    expect(traced(['key', 'export'], { env: kim.env, cwd: '/' })).toBe(`${kim.verifier}\n`)
  })
})
