import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { checkpointText } from '../../src/custody/checkpoint.ts'
import { leafHash } from '../../src/custody/merkle.ts'
import { noteText, readSigner, signatureLine } from '../../src/custody/note.ts'
import { proofText, readProof } from '../../src/custody/proof-file.ts'
import { HOSTILE, isHarmless, type TestCase } from './cases.ts'
import { smallCase } from './example.ts'
import { BIN, tempFolder, trace, type Ran, type Where } from './harness.ts'
import { idOf, keyed, keyFile, type Keyed } from './keyed.ts'

let kase: TestCase
let kim: Keyed
let lee: Keyed
let proof: string
beforeAll(() => {
  kase = smallCase()
  kim = keyed('kim')
  lee = keyed('lee')
  proof = kim.traced(kase, ['prove', 'rajin'])
})

/** Checks a proof, by somebody who has no case and no key unless they are given. */
function check(
  text: string | Buffer,
  argv: readonly string[] = ['--key', kim.verifier],
  where: Where = {},
): Ran {
  const cwd = tempFolder()
  writeFileSync(join(cwd, 'a.tlog-proof'), text)
  return trace(['check-proof', 'a.tlog-proof', ...argv], { cwd, env: { TRACE_CONFIG: cwd }, ...where })
}

/** A proof that kim signed of a log with one leaf, whatever that is of. */
function proofOf(contents: string): string {
  const text = checkpointText({ origin: 'trace-case/synthetic', size: 1, root: leafHash(contents) })
  const checkpoint = noteText(text, [signatureLine(text, readSigner(keyFile(kim)))])
  return proofText({ contents, index: 0, hashes: [] }, checkpoint)
}

describe('trace check-proof', () => {
  test('of a good proof says whose log it is of, where in it, and what was recorded', () => {
    const { index, checkpoint } = readProof(proof)
    const root = Buffer.from(checkpoint.root).toString('hex')
    const { size, origin } = checkpoint
    const seen = check(proof, ['--key', kim.verifier], { tty: 120 })
    expect(seen).toMatchObject({ code: 0, stderr: '' })
    expect(seen.stdout).toContain(
      `Proved: this is leaf ${String(index)} of ${String(size)} leaves of the log ${origin}\n  signed by kim (${idOf(kim.verifier)})\n`,
    )
    expect(seen.stdout).toMatch(/^ {2}name {6}Rajin$/m)
    const { code, stdout, stderr } = check(proof)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.split('\n').slice(0, 8)).toEqual([
      'field\tvalue',
      'proved\tyes',
      `leaf\t${String(index)}`,
      `checkpoint_origin\t${origin}`,
      `checkpoint_size\t${String(size)}`,
      `checkpoint_root\t${root}`,
      `signed_by\tkim+${idOf(kim.verifier)}`,
      'aliases\t["Najin"]',
    ])
    expect(check(proof, ['--key', kim.verifier, '--csv']).stdout).toMatch(/^field,value\r\nproved,yes\r\n/)
    expect(JSON.parse(check(proof, ['--key', kim.verifier, '--json']).stdout)).toEqual({
      ok: true,
      problems: [],
      index,
      checkpoint: { origin, size, root },
      signedBy: [{ name: 'kim', keyId: idOf(kim.verifier) }],
      record: JSON.parse(readProof(proof).contents) as unknown,
    })
  })

  test('takes the key as a file, and one’s own when none is named', () => {
    const file = join(tempFolder(), 'kim.vkey')
    writeFileSync(file, `${kim.verifier}\n`)
    expect(check(proof, ['--key', file]).code).toBe(0)
    expect(check(proof, [], { env: kim.env }).code).toBe(0)
    expect(check(proof, [], { env: lee.env })).toMatchObject({
      code: 1,
      stdout: expect.stringContaining(
        `problem\tthe checkpoint is not signed by the key ${idOf(lee.verifier)} of lee\n`,
      ) as string,
    })
  })

  test('reads it from a pipe', () => {
    const command = `cat | '${process.execPath}' '${BIN}' check-proof /dev/stdin --key '${kim.verifier}'`
    const { status, stdout } = spawnSync('sh', ['-c', command], { input: proof, encoding: 'utf8' })
    expect(status).toBe(0)
    expect(stdout).toContain('\nid\trajin\n')
    // What a program hands over by a socket has no name to be opened by.
    expect(trace(['check-proof', '/dev/stdin', '--key', kim.verifier], { input: proof })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^trace: This is not a file\./) as string,
    })
  })

  test('needs the key of everybody who is named', () => {
    writeFileSync(join(kase.folder, 'first.txt'), readProof(proof).checkpoint.text)
    lee.traced(kase, ['seal', '--cosign', 'first.txt', '-o', 'both.txt'])
    const both = kim.traced(kase, ['prove', 'rajin', '--checkpoint', 'both.txt'])
    const keys = ['--key', kim.verifier, '--key', lee.verifier]
    expect(JSON.parse(check(both, [...keys, '--json']).stdout)).toMatchObject({
      ok: true,
      signedBy: [{ name: 'kim' }, { name: 'lee' }],
    })
    expect(JSON.parse(check(proof, [...keys, '--json']).stdout)).toMatchObject({
      ok: false,
      problems: [expect.stringMatching(/^the checkpoint is not signed by the key .* of lee$/)],
      signedBy: [{ name: 'kim' }],
    })
  })

  test('proves an entry, and what was taken back', () => {
    const entry = check(kim.traced(kase, ['prove', '--entry', '2']), ['--key', kim.verifier, '--json'])
    expect(JSON.parse(entry.stdout)).toMatchObject({
      ok: true,
      record: { type: 'entry', number: 2, analyst: 'tester' },
    })
    const other = smallCase()
    other.traced(['retract', 'angara', '--because', 'not the ship'])
    const taken = check(kim.traced(other, ['prove', 'angara']))
    expect(taken.code).toBe(0)
    expect(taken.stdout).toContain('\nretracted\ttrue\n')
  })
})

describe('a proof that was altered', () => {
  const swapped = (text: string): string => text.replace(/(index \d+\n)(.*\n)(.*\n)/, '$1$3$2')
  const signature = /(\n— kim \S{20})(\S)/
  test.each<[string, (text: string) => string, number, RegExp]>([
    ['in its heading', (text) => text.replace('@v1', '@v2'), 2, /This is no proof of a log/],
    [
      'in what was recorded',
      (text) => text.replace(/extra .*/, `extra ${Buffer.from('{"id":"rason"}').toString('base64')}`),
      1,
      /the hashes do not lead/,
    ],
    [
      'so that what was recorded cannot be read',
      (text) => text.replace('extra ', 'extra *'),
      2,
      /This proof is damaged: what was recorded cannot be read/,
    ],
    ['in its index', (text) => text.replace(/index \d+/, 'index 1'), 1, /the hashes do not lead/],
    [
      'to an index that is not in the log',
      (text) => text.replace(/index \d+/, 'index 999999'),
      1,
      /the hashes do not lead/,
    ],
    ['in the order of the hashes', swapped, 1, /the hashes do not lead/],
    ['by a hash less', (text) => text.replace(/(index \d+\n).*\n/, '$1'), 1, /the hashes do not lead/],
    ['by a hash more', (text) => text.replace(/(index \d+\n)(.*\n)/, '$1$2$2'), 1, /the hashes do not lead/],
    [
      'in the form of a hash',
      (text) => text.replace(/(index \d+\n)..../, '$1'),
      2,
      /its hashes cannot be read/,
    ],
    [
      'in its origin',
      (text) => text.replace('\ntrace-case/', '\ntrace-casf/'),
      1,
      /the signature of kim does not fit the checkpoint/,
    ],
    ['in its size', (text) => text.replace(/\n(\d+)\n/, '\n9$1\n'), 1, /the signature of kim does not fit/],
    [
      'in its root',
      (text) => text.replace(/(\n\d+\n)\S{43}=/, `$1${Buffer.alloc(32).toString('base64')}`),
      1,
      /the signature of kim does not fit/,
    ],
    [
      'in its signature',
      (text) =>
        text.replace(
          signature,
          (_all, before: string, letter: string) => `${before}${letter === 'A' ? 'B' : 'A'}`,
        ),
      1,
      /the signature of kim does not fit/,
    ],
    [
      'in the name of who signed',
      (text) => text.replace('— kim', '— kin'),
      1,
      /the checkpoint is not signed by the key/,
    ],
    ['by taking the signature away', (text) => text.replace(/— .*\n$/, ''), 2, /This is no signed note/],
    ['at its end', (text) => text.slice(0, -1), 2, /This is no signed note/],
    ['to nothing', () => '', 2, /This is no proof of a log/],
    ['to what a terminal acts on', () => HOSTILE, 2, /This is no proof of a log/],
  ])('%s is told', (_how, altered, exitCode, message) => {
    const text = altered(proof)
    expect(text).not.toBe(proof)
    const { code, stdout, stderr } = check(text)
    expect(code).toBe(exitCode)
    expect(stdout + stderr).toMatch(message)
    expect(isHarmless(stdout + stderr)).toBe(true)
    if (code === 2) expect(stdout).toBe('')
    else expect(stdout).toMatch(/^field\tvalue\nproved\tno\nproblem\t/)
  })

  test('says on a terminal that it is not proved, and every reason', () => {
    const text = proof.replace(/index \d+/, 'index 1').replace('\ntrace-case/', '\ntrace-casf/')
    const { code, stdout } = check(text, ['--key', kim.verifier], { tty: 120 })
    expect(code).toBe(1)
    expect(stdout).toMatch(
      /^Not proved: the signature of kim does not fit the checkpoint\nNot proved: the hashes do not lead /,
    )
    expect(stdout).not.toMatch(/^Proved/m)
  })
})

describe('what cannot be checked', () => {
  test.each<[string, readonly string[], RegExp]>([
    [
      'without a key',
      [],
      /^trace: It is not known whose signature should be believed\.\n {2}→ Name the public key .* --key VERIFIER\n$/,
    ],
    ['with no key', ['--key', 'kim+1234'], /^trace: This is no verifier key\.\n {2}at --key\n/],
    ['with a file that is not there', ['--key', 'kim.vkey'], /There is no such file/],
    [
      'with the proof as the key',
      ['--key', 'a.tlog-proof'],
      /^trace: This is no verifier key\.\n {2}at .*a\.tlog-proof\n/,
    ],
    ['with two forms at once', ['--json', '--csv'], /cannot be used with|cannot go with|goes/],
  ])('%s is refused', (_what, argv, message) => {
    const { code, stdout, stderr } = check(proof, argv)
    expect(stderr).toMatch(message)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })

  test('is refused with a private key, which is not repeated', () => {
    const { code, stdout, stderr } = check(proof, ['--key', keyFile(kim).trim()])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^trace: This is a private key, which nobody else should have\./)
    expect(stderr).not.toContain('PRIVATE+KEY')
  })

  test('is no file, or no text', () => {
    for (const [file, message] of [
      ['nowhere', /There is no such file/],
      ['/', /This is a folder|This is not a file/],
    ] as const) {
      const { code, stderr } = trace(['check-proof', file, '--key', kim.verifier])
      expect(code).toBe(2)
      expect(stderr).toMatch(message)
    }
    expect(check(Buffer.of(0xff, 0xfe, 0x00)).stderr).toMatch(/This is no text in UTF-8/)
  })
})

describe('what somebody else recorded', () => {
  test.each<[string, string]>([
    [
      'a hostile note',
      JSON.stringify({ type: 'place', note: HOSTILE, [HOSTILE]: [HOSTILE], '=1+1': '=1+1' }),
    ],
    ['no JSON', HOSTILE],
    ['a number', '73'],
    ['nothing', 'null'],
    ['a list', JSON.stringify([HOSTILE, {}])],
    ['a field of every object', '{"__proto__":{"ok":false},"constructor":1,"toString":2}'],
    ['more depth than can be printed', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    [
      'more fields than a function takes',
      JSON.stringify(
        Object.fromEntries(Array.from({ length: 200_000 }, (_, i) => [`field ${String(i)}`, i])),
      ),
    ],
    [
      'names that are very long',
      JSON.stringify({
        ['x'.repeat(300_000)]: 1,
        ...Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`field ${String(i)}`, i])),
      }),
    ],
  ])('is shown harmlessly when it is %s', (_what, contents) => {
    const text = proofOf(contents)
    for (const [argv, where] of [
      [[], {}],
      [['--csv'], {}],
      [['--json'], {}],
      [[], { tty: contents.length > 10_000 ? false : 60 }],
    ] as const) {
      const { code, stdout, stderr } = check(text, ['--key', kim.verifier, ...argv], where)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(isHarmless(argv[0] === '--csv' ? stdout.replaceAll('\r\n', '\n') : stdout)).toBe(true)
    }
  })

  test('is given back in JSON as it was recorded', () => {
    const record = { type: 'place', note: HOSTILE }
    const printed = check(proofOf(JSON.stringify(record)), ['--key', kim.verifier, '--json']).stdout
    expect((JSON.parse(printed) as { record: unknown }).record).toEqual(record)
  })
})
