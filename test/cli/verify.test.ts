import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Context } from '../../src/cli/context.ts'
import { progressLine } from '../../src/cli/progress.ts'
import { checked, runVerify } from '../../src/cli/verify.ts'
import { noteText, readSigner, signatureLine } from '../../src/custody/note.ts'
import { SqliteStore } from '../../src/store/sqlite/store.ts'
import { MIGRATIONS } from '../store/sqlite-case.ts'
import { Editor } from '../store/tampering.ts'
import { HOSTILE, isHarmless, type TestCase } from './cases.ts'
import { orientExpress, smallCase } from './example.ts'
import { BIN, tempFolder, type Ran } from './harness.ts'
import { idOf, keyed, keyFile, type Keyed } from './keyed.ts'
import { started, twoWriters } from './writers.ts'

let kim: Keyed
let lee: Keyed
/** Somebody without a key. */
let none: { TRACE_CONFIG: string }
beforeAll(() => {
  kim = keyed('kim')
  lee = keyed('lee')
  none = { TRACE_CONFIG: join(kim.folder, 'none') }
})

const HEADING = 'kind\tname\tentry\tposition\twhat\n'
const DO_NOT_WRITE =
  'Do not write to this case. Keep it as it is, and restore the newest backup: trace restore BACKUP FOLDER\n'
/** What the editor leaves. */
const UNGUARDED =
  'warning: 24 triggers of the database that refuse changes were taken away: somebody has been in it with another program\n'

function newest(kase: TestCase): { entry: number; size: number; root: string } {
  return kase.json(['log', '--limit', '1'])[0] as never
}

/** Changes a case as somebody would with another program. */
function tampered(kase: TestCase, change: (editor: Editor) => void): TestCase {
  const editor = new Editor(kase.folder)
  change(editor)
  editor.close()
  return kase
}

function documentOf(kase: TestCase): { name: string; path: string } {
  const [name = ''] = readdirSync(join(kase.folder, 'files')).sort()
  return { name, path: join(kase.folder, 'files', name) }
}

describe('trace verify of a case that is as it was recorded', () => {
  test('says so, with what was looked at, in every form', () => {
    const kase = orientExpress()
    const { entry, size, root } = newest(kase)
    const ran = kase.trace(['verify'], { env: none })
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    const [verdict, head] = ran.stdout.trimEnd().split('\n')
    expect(verdict).toMatch(
      /^Everything is as it was recorded: 24 entries, \d+ records, \d+ files \(\d+ kB\), \d+ quotations \(\d+ found in (?:its document|their documents)\) {2}\d+\.\d s$/,
    )
    expect(head).toBe(`entry ${String(entry)}, ${String(size)} leaves, root ${root}`)

    const seen = kase.trace(['verify'], { env: none, tty: 160 })
    expect(seen.code).toBe(0)
    expect(seen.stdout).toContain('Everything is as it was recorded')
    expect(isHarmless(seen.stdout)).toBe(true)

    expect(kase.traced(['verify', '--csv'])).toBe('kind,name,entry,position,what\r\n')
    expect(kase.traced(['verify', '--csv', '--no-header'])).toBe('')
    const data = kase.json(['verify'], { env: none }) as Record<string, unknown>
    expect(data).toMatchObject({
      ok: true,
      entries: entry,
      entry,
      size,
      root,
      faults: [],
      moreFaults: 0,
      strays: [],
    })
    expect(data).toMatchObject({ searchChecked: true, records: size - entry })
    expect(data).not.toHaveProperty('checkpoint')
    expect(data.seconds).toBeGreaterThan(0)
    expect(JSON.parse(kase.traced(['verify', '--ndjson']))).toMatchObject({ ok: true })
  })

  test('leaves it as it was', () => {
    const kase = smallCase()
    const before = [newest(kase), readdirSync(kase.folder)]
    kase.traced(['verify'])
    expect([newest(kase), readdirSync(kase.folder)]).toEqual(before)
  })

  test('names files that belong to no source, which are no fault', () => {
    const kase = orientExpress()
    const stray = 'ab'.repeat(32)
    writeFileSync(join(kase.folder, 'files', stray), 'left behind')
    writeFileSync(join(kase.folder, 'files', 'notes.txt'), 'mine')
    const { code, stderr } = kase.trace(['verify'])
    expect(code).toBe(0)
    expect(stderr).toBe(`1 file in files/ belongs to no source, as an interrupted add leaves: ${stray}\n`)
    expect(kase.json(['verify'])).toMatchObject({ ok: true, strays: [stray] })
    expect(kase.trace(['verify', '--quiet']).stderr).toBe('')
  })
})

describe('trace verify of a case that is not as it was recorded', () => {
  test('names what differs, in every form, and says what to do', () => {
    const kase = orientExpress()
    const { name, path } = documentOf(kase)
    chmodSync(path, 0o600)
    writeFileSync(path, 'changed')
    tampered(kase, (editor) => {
      const rajin = editor.row('record', "id = 'rajin' AND type = 'place'")
      editor.set('record', rajin, 'body', String(rajin.body).replace('"KP"', '"KR"'))
    })
    const { code, stdout, stderr } = kase.trace(['verify'])
    expect(code).toBe(1)
    expect(stderr).toBe(`${UNGUARDED}${DO_NOT_WRITE}`)
    expect(stdout).toMatch(/^2 faults in 24 entries, /)
    const rows = stdout
      .slice(stdout.indexOf(HEADING) + HEADING.length)
      .trimEnd()
      .split('\n')
    expect(rows.map((row) => row.split('\t').slice(0, 2))).toEqual([
      ['record', 'place rajin'],
      ['file', `file ${name}`],
    ])
    expect(rows[0]).toMatch(/\t2\t2\tits contents are not those that were recorded$/)
    expect(rows[1]).toMatch(/\t\t\tThe archived document of the source .* was changed$/)
    expect(kase.trace(['verify', '--quiet']).stderr).toBe('')

    const json = kase.trace(['verify', '--json'])
    expect(json.code).toBe(1)
    expect(JSON.parse(json.stdout)).toMatchObject({
      ok: false,
      faults: [
        { kind: 'record', name: 'place rajin', entry: 2, position: 2, what: [expect.any(String)] },
        { kind: 'file', name: `file ${name}` },
      ],
    })
    const csv = kase.trace(['verify', '--csv'])
    expect(csv.code).toBe(1)
    expect(csv.stdout).toMatch(/^kind,name,entry,position,what\r\nrecord,place rajin,2,2,.*\r\nfile,file /)
    expect(csv.stdout.trimEnd().split('\r\n')).toHaveLength(3)
    // On a terminal nothing is cut off.
    const seen = kase.trace(['verify'], { tty: 100 }).stdout
    expect(seen).toContain('2 faults in 24 entries')
    expect(seen.replace(/\s+/g, '')).toContain(name.slice(0, 20))
    expect(seen).not.toContain('…')
  })

  test('says one fault of one', () => {
    const kase = orientExpress()
    rmSync(documentOf(kase).path)
    const { code, stdout } = kase.trace(['verify'])
    expect(code).toBe(1)
    expect(stdout).toMatch(/^1 fault in /)
    expect(stdout).toMatch(/is missing$/m)
  })

  test('prints nothing that a terminal acts on, whatever somebody wrote into it', () => {
    const kase = tampered(smallCase(), (editor) => {
      editor.set('record', editor.row('record', "id = 'rajin'"), 'id', HOSTILE)
      editor.insert('migration', { number: 99, name: HOSTILE, sha256: HOSTILE })
    })
    for (const [argv, where] of [
      [[], {}],
      [['--json'], {}],
      [['--csv'], {}],
      [[], { tty: 120 }],
    ] as const) {
      const { code, stdout, stderr } = kase.trace(['verify', ...argv], where)
      // A schema it does not know, it leaves alone.
      expect(code).toBeGreaterThan(0)
      expect(isHarmless(stdout.replaceAll('\r\n', '\n') + withoutProgress(stderr))).toBe(true)
    }
    const renamed = tampered(smallCase(), (editor) => {
      editor.set('record', editor.row('record', "id = 'rajin'"), 'id', HOSTILE)
      editor.set('migration', editor.row('migration', 'number = 1'), 'name', HOSTILE)
    })
    for (const where of [{}, { tty: 120 }]) {
      const { code, stdout, stderr } = renamed.trace(['verify'], where)
      expect(code).toBe(1)
      expect(stdout).toContain('Rajin\\u001B[31m')
      expect(isHarmless(stdout + withoutProgress(stderr))).toBe(true)
    }
  })

  test('names a thousand faults one by one, and counts the others', () => {
    const kase = tampered(smallCase(), (editor) => {
      const row = editor.row('name', "folded = 'rajin'")
      for (let n = 1; n <= 1005; n += 1) editor.insert('name', { ...row, folded: `nowhere ${String(n)}` })
    })
    const { code, stdout, stderr } = kase.trace(['verify', '--json'])
    expect(code).toBe(1)
    const { faults, moreFaults } = JSON.parse(stdout) as { faults: unknown[]; moreFaults: number }
    expect([faults.length, moreFaults]).toEqual([1000, 5])
    expect(stderr).toBe(`warning: 5 faults beyond those that are named.\n${UNGUARDED}${DO_NOT_WRITE}`)
    expect(kase.trace(['verify']).stdout).toMatch(/^1005 faults in /)
  })
})

describe('trace verify --against', () => {
  let kase: TestCase
  let checkpoint: string
  beforeAll(() => {
    kase = smallCase()
    checkpoint = kim.traced(kase, ['seal', '-o', 'checkpoint.txt', '--quiet'])
    checkpoint = readFileSync(join(kase.folder, 'checkpoint.txt'), 'utf8')
  })

  const against = (who: Keyed | undefined, text: string, ...argv: string[]): Ran => {
    writeFileSync(join(kase.folder, 'given.txt'), text)
    const words = ['verify', '--against', 'given.txt', ...argv]
    return who === undefined ? kase.trace(words, { env: none }) : who.trace(kase, words)
  }
  const dataOf = (ran: Ran) =>
    JSON.parse(ran.stdout) as {
      ok: boolean
      checkpoint: Record<string, unknown>
      faults: { what: string[] }[]
    }
  /** The same text with something else in it, signed by kim again. */
  const resigned = (from: RegExp | string, to: string): string => {
    const text = checkpoint.slice(0, checkpoint.indexOf('\n\n') + 1).replace(from, to)
    return noteText(text, [signatureLine(text, readSigner(keyFile(kim)))])
  }

  test('one that the log begins with says so, and whose signature fits', () => {
    const { size, root } = newest(kase)
    const signed = `checkpoint of ${String(size)} leaves: the log still begins with exactly these\n  signed by kim ${idOf(kim.verifier)}  the signature fits\n`
    const file = join(kase.folder, 'kim.vkey')
    writeFileSync(file, `${kim.verifier}\n`)
    for (const ran of [
      against(undefined, checkpoint, '--key', kim.verifier),
      against(undefined, checkpoint, '--key', file),
      // One's own key is taken by itself.
      against(kim, checkpoint),
    ]) {
      expect(ran).toMatchObject({ code: 0, stderr: '' })
      expect(ran.stdout).toContain(signed)
    }
    expect(dataOf(against(kim, checkpoint, '--json'))).toMatchObject({
      ok: true,
      checkpoint: {
        size,
        root,
        consistent: true,
        signatures: [{ name: 'kim', keyId: idOf(kim.verifier), status: 'good' }],
      },
    })
    const seen = kim.trace(kase, ['verify', '--against', 'checkpoint.txt'], { tty: 120 })
    expect(seen.code).toBe(0)
    expect(isHarmless(seen.stdout)).toBe(true)
  })

  test('without a key says that no signature was checked', () => {
    for (const who of [undefined, lee]) {
      const ran = against(who, checkpoint)
      expect(ran).toMatchObject({
        code: 0,
        stderr: 'warning: no signature was checked: name the key of who signed with --key VERIFIER\n',
      })
      expect(ran.stdout).toContain(`  signed by kim ${idOf(kim.verifier)}  not checked\n`)
    }
  })

  test('one that the key did not sign is a fault of the checkpoint, and not of the case', () => {
    const id = idOf(lee.verifier)
    const ran = against(undefined, checkpoint, '--key', lee.verifier)
    expect(ran).toMatchObject({ code: 1, stderr: '' })
    expect(ran.stdout).toContain(`it is not signed by the key ${id} of lee\n`)
    expect(ran.stdout).toContain('the log still begins with exactly these')
    const both = against(undefined, checkpoint, '--key', kim.verifier, '--key', lee.verifier, '--json')
    expect(both.code).toBe(1)
    expect(dataOf(both)).toMatchObject({
      ok: false,
      checkpoint: { consistent: true, signatures: [{ status: 'good' }] },
    })
    // The key of another of the same name.
    const namesake = keyed('kim')
    expect(against(namesake, checkpoint, '--key', namesake.verifier)).toMatchObject({ code: 1 })
  })

  test('one whose signature does not fit is refused by its key', () => {
    const forged = checkpoint.replace(
      /(— kim \S{20})(\S)/,
      (_all, before: string, letter: string) => `${before}${letter === 'A' ? 'B' : 'A'}`,
    )
    for (const ran of [against(kim, forged), against(undefined, forged, '--key', kim.verifier)]) {
      expect(ran).toMatchObject({ code: 1, stderr: '' })
      expect(ran.stdout).toContain('the signature of kim does not fit it\n')
      expect(ran.stdout).toContain('  the signature does not fit\n')
    }
  })

  test('one of another case says whose it is', () => {
    const other = smallCase()
    kim.traced(other, ['seal', '-o', 'checkpoint.txt', '--quiet'])
    const ran = against(kim, readFileSync(join(other.folder, 'checkpoint.txt'), 'utf8'))
    expect(ran.code).toBe(0)
    const foreign = against(kim, resigned('trace-case/', 'trace-case/another-'))
    expect(foreign).toMatchObject({ code: 1, stderr: '' })
    expect(foreign.stdout).toMatch(
      /it is of another log, trace-case\/another-\w+; this one is trace-case\/\w+\n/,
    )
    expect(
      dataOf(against(kim, resigned('trace-case/', 'trace-case/another-'), '--json')).checkpoint.consistent,
    ).toBeNull()
  })

  test('one of more than the log has says that the last entries were taken away', () => {
    const ran = against(kim, resigned(/\n(\d+)\n/, '\n9$1\n'))
    expect(ran).toMatchObject({ code: 1, stderr: DO_NOT_WRITE })
    expect(ran.stdout).toMatch(
      /it is of 9\d+ leaves, and the log has \d+: the last entries were taken away\n/,
    )
  })

  test('one of another history says so', () => {
    for (const text of [
      resigned(/\n\S{43}=\n/, `\n${Buffer.alloc(32).toString('base64')}\n`),
      resigned(/\n\d+\n/, '\n5\n'),
      resigned(/\n\d+\n/, '\n0\n'),
    ]) {
      const ran = against(kim, text)
      expect(ran).toMatchObject({ code: 1, stderr: DO_NOT_WRITE })
      expect(ran.stdout).toContain('the log does not begin with what it is of: its history is another\n')
      expect(ran.stdout).toContain('the log could not be shown to begin with these')
    }
  })

  test('one of an earlier entry fits when more was recorded since', () => {
    const later = smallCase()
    kim.traced(later, ['seal', '-o', 'checkpoint.txt', '--quiet'])
    for (const name of ['Vostochny', 'Khasan', 'Tumangang']) later.traced(['place', 'add', name])
    const { code, stdout } = kim.trace(later, ['verify', '--against', 'checkpoint.txt'])
    expect(code).toBe(0)
    expect(stdout).toContain('the log still begins with exactly these')
  })

  test('is still held against when a document is missing, and cannot be when the log does not fit itself', () => {
    const damaged = orientExpress()
    kim.traced(damaged, ['seal', '-o', 'checkpoint.txt', '--quiet'])
    rmSync(documentOf(damaged).path)
    const argv = ['verify', '--against', 'checkpoint.txt']
    const missing = kim.trace(damaged, [...argv, '--json'])
    expect(missing.code).toBe(1)
    expect(dataOf(missing)).toMatchObject({ faults: [{ kind: 'file' }], checkpoint: { consistent: true } })
    tampered(damaged, (editor) => {
      const record = editor.row('record', "type = 'case'")
      editor.set('record', record, 'body', 'no longer readable')
    })
    const torn = kim.trace(damaged, [...argv, '--json'])
    expect(torn.code).toBe(1)
    expect(dataOf(torn).checkpoint.consistent).toBeNull()
    expect(dataOf(torn).faults.map(({ what }) => what.join('; '))).toEqual([
      expect.stringContaining('its contents are not those that were recorded'),
      expect.stringContaining('is missing'),
      'the log cannot be held against it, as it does not fit itself',
    ])
  })

  test('is refused what cannot be checked, and nothing is printed', () => {
    for (const [argv, message] of [
      [['verify', '--key', kim.verifier], /^trace: --key goes with --against\./],
      [['verify', '--against', 'nowhere.txt'], /There is no such file/],
      [
        ['verify', '--against', 'checkpoint.txt', '--key', 'kim+12'],
        /^trace: This is no verifier key\.\n {2}at --key/,
      ],
      [
        ['verify', '--against', 'checkpoint.txt', '--key', kim.verifier.slice(0, -2)],
        /^trace: This is no verifier key/,
      ],
      [
        ['verify', '--against', 'checkpoint.txt', '--key', keyFile(kim).trim()],
        /^trace: This is a private key/,
      ],
      [
        ['verify', '--against', 'checkpoint.txt', '--key', 'checkpoint.txt'],
        /^trace: This is no verifier key\.\n {2}at .*checkpoint\.txt/,
      ],
      [['verify', '--against', 'kim.vkey'], /^trace: This is no signed note\.\n {2}at .*kim\.vkey\n/],
      [['verify', 'checkpoint.txt'], /[Tt]oo many arguments/],
    ] as const) {
      const { code, stdout, stderr } = kase.trace(argv, { env: none })
      expect(stderr).toMatch(message)
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    }
    // One's own key is only read when it is needed, and then it has to be in order.
    const broken = { TRACE_CONFIG: tempFolder() }
    writeFileSync(join(broken.TRACE_CONFIG, 'key'), 'damaged', { mode: 0o600 })
    expect(kase.trace(['verify'], { env: broken }).code).toBe(0)
    expect(kase.trace(['verify', '--against', 'checkpoint.txt'], { env: broken }).stderr).toMatch(
      /^trace: This is no private key/,
    )
  })
})

/** What is left of standard error when the lines that say how far it has come were taken away. */
function withoutProgress(stderr: string): string {
  return stderr.replace(/\r\u001b\[K(?:Checking: [^\r\n]*)?/g, '')
}

describe('the line that says how far it has come', () => {
  /** A terminal, or none, and a clock on which every look at it takes a second. */
  function watched(
    isTTY: boolean,
    columns = 80,
  ): { context: Context; said: () => string; printed: () => string } {
    let [said, printed, seconds] = ['', '', 0]
    const output = (write: (text: string) => void) => ({
      write,
      isTTY,
      columns,
      colour: false,
      unicode: true,
    })
    const context = {
      stdout: output((text) => (printed += text)),
      stderr: output((text) => (said += text)),
      env: none,
      cwd: '/',
      argv: [],
      now: () => new Date((seconds += 1) * 1000),
      openStore: (file: string) => Promise.resolve(new SqliteStore({ file, migrations: MIGRATIONS })),
      answerNo: () => undefined,
    } as unknown as Context
    return { context, said: () => said, printed: () => printed }
  }

  test('stands on a terminal while a case is checked, and is erased', async () => {
    const { folder } = orientExpress()
    const { context, said, printed } = watched(true, 40)
    await runVerify(context, { case: folder, plain: true })
    expect(said()).toMatch(/\r\u001b\[KChecking: \d+ of \d+ leaves\r\u001b\[K/)
    expect(said()).toMatch(/Checking: \d+ of \d+ leaves, \d+/)
    expect(said().endsWith('\r\u001b[K')).toBe(true)
    expect(withoutProgress(said())).toBe('')
    for (const line of said().split('\r\u001b[K')) expect(line.length).toBeLessThan(40)
    expect(printed()).toMatch(/^Everything is as it was recorded: /)
  })

  test.each([
    ['in a pipe', false, {}],
    ['with --quiet', true, { quiet: true }],
  ])('is not there %s', async (_where, isTTY, options) => {
    const { folder } = smallCase()
    const { context, said } = watched(isTTY)
    await runVerify(context, { case: folder, ...options })
    expect(said()).toBe('')
  })

  test('is erased when the check fails', async () => {
    const { context, said } = watched(true)
    const failing = checked(context, {}, (onProgress) => {
      onProgress({ done: 1, of: 2, bytes: 0 })
      return Promise.reject(new Error('the disk is gone'))
    })
    await expect(failing).rejects.toThrow('the disk is gone')
    expect(said()).toBe('\r\u001b[KChecking: 1 of 2 leaves\r\u001b[K')
  })

  test('is there after half a second, and drawn ten times a second at most', () => {
    let time = 0
    const drawn: number[] = []
    const stderr = { write: () => drawn.push(time), isTTY: true, columns: 80 }
    const line = progressLine({ stderr, now: () => new Date(time) } as unknown as Context, {})
    for (; time < 1000; time += 10) line.show(() => 'Checking')
    expect(drawn).toEqual([500, 600, 700, 800, 900])
  })
})

describe('trace verify while others write', () => {
  test('finds no fault, and neither of them fails', async () => {
    const { folder } = smallCase()
    const verify = () => started([BIN, 'verify', '--json'], folder, none)
    let writing = true
    const writers = twoWriters(folder, 150).finally(() => (writing = false))
    const areWriting = () => writing
    const sizes = new Set<number>()
    let meanwhile = 0
    while (areWriting()) {
      const { code, stdout, stderr } = await verify()
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      const { faults, records } = JSON.parse(stdout) as { faults: unknown[]; records: number }
      expect(faults).toEqual([])
      sizes.add(records)
      if (areWriting()) meanwhile += 1
    }
    expect(await writers).toEqual([])
    expect(meanwhile).toBeGreaterThan(0)
    expect(sizes.size).toBeGreaterThan(1)
    expect(existsSync(join(folder, 'case.db'))).toBe(true)
    const last = await verify()
    expect(JSON.parse(last.stdout)).toMatchObject({ ok: true, entries: 11 + 300 })
  })
})
