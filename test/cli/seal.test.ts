import { createHash } from 'node:crypto'
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readCheckpoint } from '../../src/custody/checkpoint.ts'
import { checkSignature, noteText, readSigner, readVerifier, signatureLine } from '../../src/custody/note.ts'
import { HOSTILE, isHarmless, type TestCase } from './cases.ts'
import { orientExpress, smallCase } from './example.ts'
import { tempFolder, type Where } from './harness.ts'
import { idOf, keyed, keyFile, type Keyed } from './keyed.ts'

let kase: TestCase
let kim: Keyed
beforeAll(() => {
  kim = keyed('kim')
})
beforeEach(() => {
  kase = smallCase()
})

/** The newest entry of the log. */
function newest(): { entry: number; size: number; root: string } {
  return kase.json(['log', '--limit', '1'])[0] as never
}

/** Everything in the folder of the case, and what the log ends with. */
function state(): string {
  return JSON.stringify([readdirSync(kase.folder, { recursive: true }), newest()])
}

/** Checks that nothing is signed, and nothing written. */
function isRefused(
  who: Keyed,
  argv: readonly string[],
  exitCode: number,
  message: RegExp,
  where?: Where,
): string {
  const before = state()
  const { code, stdout, stderr } = who.trace(kase, argv, where)
  expect(stderr).toMatch(message)
  expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' })
  expect(state()).toBe(before)
  return stderr
}

/** A file in the folder of the case. */
function file(name: string, text?: string): string {
  const path = join(kase.folder, name)
  if (text !== undefined) writeFileSync(path, text)
  return path
}

describe('trace seal', () => {
  test('prints the size and root of the log under the origin of the case, signed', () => {
    const { size, root } = newest()
    const { id } = kase.json([
      'show',
      JSON.parse(kim.traced(kase, ['seal', '--json'])).origin.slice('trace-case/'.length),
    ]).record as { id: string }
    for (const where of [{}, { tty: true }]) {
      const { code, stdout, stderr } = kim.trace(kase, ['seal'], where)
      expect(code).toBe(0)
      const checkpoint = readCheckpoint(stdout)
      expect(checkpoint).toMatchObject({ origin: `trace-case/${id}`, size })
      expect(Buffer.from(checkpoint.root).toString('hex')).toBe(root)
      expect(checkSignature(checkpoint.note, readVerifier(kim.verifier))).toBe('good')
      expect(stderr).toContain(`A checkpoint of ${String(size)} leaves, signed by kim.`)
      expect(isHarmless(stderr)).toBe(true)
    }
    const { stdout, stderr } = kim.trace(kase, ['seal', '--quiet'])
    expect(stderr).toBe('')
    // The same log and key give the same to the byte: it can be stamped now and looked for later.
    expect(stdout).toBe(kim.traced(kase, ['seal']))
  })

  test('writes nothing into the case', () => {
    const before = state()
    kim.traced(kase, ['seal'])
    expect(state()).toBe(before)
  })

  test('as JSON has the note and what it says', () => {
    const note = kim.traced(kase, ['seal'])
    const { size, root } = newest()
    const expected = { size, root, note, signatures: [{ name: 'kim', keyId: idOf(kim.verifier) }] }
    const printed = JSON.parse(kim.traced(kase, ['seal', '--json'])) as object
    expect(printed).toMatchObject(expected)
    expect(printed).not.toHaveProperty('file')
    expect(JSON.parse(kim.traced(kase, ['seal', '--ndjson']))).toEqual(printed)
    expect(JSON.parse(kim.traced(kase, ['seal', '--json', '-o', 'a.txt']))).toEqual({
      ...printed,
      file: 'a.txt',
    })
    expect(readFileSync(file('a.txt'), 'utf8')).toBe(note)
  })

  test('writes a file, over another only when told to, and over nothing of the case', () => {
    const note = kim.traced(kase, ['seal'])
    const { code, stdout, stderr } = kim.trace(kase, ['seal', '-o', 'checkpoint.txt'])
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toContain('leaves written to checkpoint.txt, signed by kim.')
    expect(readFileSync(file('checkpoint.txt'), 'utf8')).toBe(note)
    file('checkpoint.txt', 'mine')
    isRefused(kim, ['seal', '-o', 'checkpoint.txt'], 2, /There is a file of that name already/)
    kim.traced(kase, ['seal', '-o', 'checkpoint.txt', '--force'])
    expect(readFileSync(file('checkpoint.txt'), 'utf8')).toBe(note)
    for (const own of ['case.db', 'case.db-wal', 'files/checkpoint.txt'])
      isRefused(kim, ['seal', '--force', '-o', own], 2, /This belongs to the case, and is not written over/)
    isRefused(kim, ['seal', '-o', 'no/checkpoint.txt'], 2, /There is no folder to write into/)
  })

  test('prints the query for a time stamp of exactly what was written or printed', () => {
    const queryIn = (stderr: string): string => /^ {2}(openssl ts -query .*)$/m.exec(stderr)?.[1] ?? ''
    const printed = kim.trace(kase, ['seal'])
    const hash = createHash('sha256').update(printed.stdout).digest('hex')
    expect(queryIn(printed.stderr)).toContain(`-digest ${hash} -sha256 -cert -out checkpoint.tsq`)
    for (const [output, query] of [
      ['sealed.txt', 'sealed.tsq'],
      ['sealed', 'sealed.tsq'],
      ['.sealed', '.sealed.tsq'],
      ['sealed.tsq', 'sealed.tsq.tsq'],
      ['the seal.txt', `'the seal.tsq'`],
    ] as const) {
      const command = queryIn(kim.trace(kase, ['seal', '--force', '-o', output]).stderr)
      expect(command.endsWith(`-sha256 -cert -out ${query}`)).toBe(true)
      // Never the checkpoint itself, which OpenSSL would write over.
      expect(command).toContain(`-data ${output === 'the seal.txt' ? "'the seal.txt'" : output} `)
      expect(query).not.toBe(output)
    }
  })

  test('without a key says how to make one, before it looks at anything', () => {
    const env = { TRACE_CONFIG: tempFolder() }
    isRefused(
      kim,
      ['seal'],
      2,
      /^trace: You have no key to sign with\.\n {2}at .*\n {2}→ Make one with: trace key new\n$/,
      { env },
    )
  })

  test('is refused what does not go together, and what is not there', () => {
    const before = state()
    for (const [argv, message] of [
      [['seal', '--checkpoint', 'checkpoint.txt'], /--checkpoint goes with --attach/],
      [['seal', '--attach', 'reply.tsr', '-o', 'a.txt'], /--attach keeps a reply and signs nothing/],
      [['seal', '--attach', 'reply.tsr', '--cosign', 'a.txt'], /--attach keeps a reply and signs nothing/],
      [['seal', '--attach', 'reply.tsr'], /There is no such file/],
      [['seal', '--cosign', 'nowhere.txt'], /There is no such file/],
      [['seal', '--cosign', 'case.db'], /This file is far larger than what it should be/],
      [['seal', '--cosign', 'files'], /This is a folder|This is not a file/],
      [['seal', 'checkpoint.txt'], /too many arguments|Too many arguments/],
    ] as const) {
      const { code, stdout, stderr } = kim.trace(kase, argv)
      expect(stderr).toMatch(message)
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    }
    expect(state()).toBe(before)
  })
})

describe('a case that is not as it was recorded', () => {
  test('is not sealed, and what is wrong is named', () => {
    kase = orientExpress()
    const [name = ''] = readdirSync(join(kase.folder, 'files'))
    const path = join(kase.folder, 'files', name)
    chmodSync(path, 0o600)
    writeFileSync(path, 'changed')
    for (const argv of [['seal'], ['seal', '-o', 'checkpoint.txt'], ['seal', '--json']]) {
      const said = isRefused(
        kim,
        argv,
        1,
        /^trace: Nothing was signed: the case is not as it was recorded\. file [0-9a-f]{64}: /,
      )
      expect(said).toContain('→ See everything that does not fit with: trace verify\n')
    }
    expect(existsSync(file('checkpoint.txt'))).toBe(false)
  })
})

describe('trace seal --cosign', () => {
  let lee: Keyed
  let first: string
  beforeAll(() => {
    lee = keyed('example.org/lee')
  })
  beforeEach(() => {
    first = kim.traced(kase, ['seal'])
    file('first.txt', first)
  })

  test('adds the signature of a second analyst below the first, to the same text', () => {
    const { code, stdout, stderr } = lee.trace(kase, ['seal', '--cosign', 'first.txt', '-o', 'both.txt'])
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toContain('signed by kim, example.org/lee.')
    const both = readFileSync(file('both.txt'), 'utf8')
    expect(both.startsWith(first)).toBe(true)
    const { note } = readCheckpoint(both)
    for (const { verifier } of [kim, lee]) expect(checkSignature(note, readVerifier(verifier))).toBe('good')
    expect(lee.traced(kase, ['seal', '--cosign', 'first.txt'])).toBe(both)
    const argv = ['verify', '--against', 'both.txt', '--key', kim.verifier, '--key', lee.verifier]
    expect(lee.trace(kase, argv).code).toBe(0)
  })

  test('takes one of an earlier entry, and leaves it one of that entry', () => {
    const { size } = newest()
    kase.traced(['place', 'add', 'Vostochny'])
    const both = lee.traced(kase, ['seal', '--cosign', 'first.txt'])
    expect(both.startsWith(first)).toBe(true)
    expect(readCheckpoint(both).size).toBe(size)
    expect(readCheckpoint(lee.traced(kase, ['seal'])).size).toBe(size + 2)
  })

  test('by the same key adds nothing', () => {
    const { code, stdout, stderr } = kim.trace(kase, ['seal', '--cosign', 'first.txt'])
    expect({ code, stdout }).toEqual({ code: 0, stdout: first })
    expect(stderr).toContain('kim had signed it before; nothing was added.')
  })

  test('refuses what does not fit the case, and signs nothing', () => {
    const other = smallCase()
    other.traced(['place', 'add', 'Vostochny'])
    const signer = readSigner(keyFile(kim))
    const rewritten = (from: RegExp | string, to: string): string => {
      const text = first.slice(0, first.indexOf('\n\n') + 1).replace(from, to)
      return noteText(text, [signatureLine(text, signer)])
    }
    const anotherCase = rewritten('trace-case/', 'trace-case/another-')
    const longer = rewritten(/\n(\d+)\n/, '\n1$1\n')
    const anotherHistory = rewritten(/\n\S{43}=\n/, `\n${Buffer.alloc(32).toString('base64')}\n`)
    for (const [text, message] of [
      [
        anotherCase,
        /^trace: Nothing was signed: the checkpoint of \d+ leaves does not fit: it is of another log, trace-case\/another-/,
      ],
      [longer, /the last entries were taken away/],
      [anotherHistory, /the log does not begin with what it is of: its history is another/],
    ] as const) {
      file('wrong.txt', text)
      const said = isRefused(lee, ['seal', '--cosign', 'wrong.txt', '-o', 'both.txt'], 1, message)
      expect(said).toContain('trace verify --against CHECKPOINT')
    }
    // One's own signature that does not fit: somebody put it there.
    file(
      'wrong.txt',
      first.replace(
        /(— kim \S{20})\S/,
        (_all, line: string) => `${line}${first[first.indexOf(line) + line.length] === 'A' ? 'B' : 'A'}`,
      ),
    )
    isRefused(kim, ['seal', '--cosign', 'wrong.txt'], 1, /the signature of kim does not fit it/)
    file('wrong.txt', HOSTILE)
    expect(isHarmless(isRefused(lee, ['seal', '--cosign', 'wrong.txt'], 2, /This is no signed note/))).toBe(
      true,
    )
  })

  test('prints nothing that a terminal acts on, whoever signed before', () => {
    file('wrong.txt', first.replace('— kim', '— k\u202eim'))
    isRefused(lee, ['seal', '--cosign', 'wrong.txt'], 2, /This is no signed note/)
    file('strange.txt', `${first}— [31m=HYPERLINK("x") ${Buffer.alloc(68).toString('base64')}\n`)
    for (const where of [{}, { tty: 200 }]) {
      const { code, stdout, stderr } = lee.trace(kase, ['seal', '--cosign', 'strange.txt'], where)
      expect(code).toBe(0)
      expect(isHarmless(stdout + stderr)).toBe(true)
    }
  })
})
