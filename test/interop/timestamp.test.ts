import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readTimestamp } from '../../src/custody/timestamp.ts'
import type { TestCase } from '../cli/cases.ts'
import { smallCase } from '../cli/example.ts'
import { BIN, tempFolder } from '../cli/harness.ts'
import { TimeAuthority } from './time-authority.ts'

/*
 * Time stamps by an authority, which is OpenSSL's own.
 */

const authority = new TimeAuthority()

const CHECKPOINT = 'trace-case/synthetic\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n'

/** A file, and the reply of the authority about it. */
function stamped(contents: string, query: readonly string[]) {
  const folder = tempFolder()
  const file = join(folder, 'checkpoint')
  const request = join(folder, 'request.tsq')
  const answer = join(folder, 'reply.tsr')
  writeFileSync(file, contents)
  execFileSync('openssl', ['ts', '-query', '-data', file, ...query, '-out', request], { stdio: 'pipe' })
  authority.answer(request, answer)
  return { file, request, answer }
}

/** Whether OpenSSL takes a reply for a stamp of the authority on a file. */
function isTrusted(answer: string, file: string): boolean {
  const trusting = ['-CAfile', authority.root, '-untrusted', authority.certificate]
  return spawnSync('openssl', ['ts', '-verify', '-in', answer, '-data', file, ...trusting]).status === 0
}

describe('a reply by OpenSSL', () => {
  test.each([
    ['sha256', []],
    ['sha256', ['-cert']],
    ['sha384', ['-cert', '-no_nonce']],
    ['sha512', ['-cert']],
  ])('over %s, asked for with %j, reads back', (algorithm, more) => {
    const before = Math.floor(Date.now() / 1000)
    const { file, answer } = stamped(CHECKPOINT, [`-${algorithm}`, ...more])
    const stamp = readTimestamp(readFileSync(answer))
    expect(stamp).toMatchObject({
      hashAlgorithm: algorithm,
      imprint: new Uint8Array(createHash(algorithm).update(CHECKPOINT).digest()),
      policy: '1.2.3.4.1',
      authority: 'Synthetic time, Synthetic Watch',
    })
    const time = Date.parse(stamp.time) / 1000
    expect(time).toBeGreaterThanOrEqual(before)
    expect(time).toBeLessThanOrEqual(Date.now() / 1000)

    const text = execFileSync('openssl', ['ts', '-reply', '-in', answer, '-text'], {
      encoding: 'utf8',
      stdio: 'pipe',
    })
    expect(text).toContain(`Serial number: 0x${stamp.serial.toUpperCase().padStart(2, '0')}\n`)
    expect(isTrusted(answer, file)).toBe(true)
    writeFileSync(file, CHECKPOINT.replace('2', '3'))
    expect(isTrusted(answer, file)).toBe(false)
  })

  test('says the same as its token alone', () => {
    const { request, answer } = stamped(CHECKPOINT, ['-sha256', '-cert'])
    const token = `${answer}.token`
    execFileSync('openssl', ['ts', '-reply', '-in', answer, '-token_out', '-out', token], { stdio: 'pipe' })
    expect(readTimestamp(readFileSync(token))).toEqual(readTimestamp(readFileSync(answer)))
    expect(() => readTimestamp(readFileSync(request))).toThrow('This is a request for a time stamp')
  })

  test('that refuses is refused with its reason', () => {
    const { answer } = stamped(CHECKPOINT, ['-sha1'])
    expect(() => readTimestamp(readFileSync(answer))).toThrow(
      'The authority refused to stamp: Message digest algorithm is not supported.',
    )
  })
})

describe('a checkpoint', () => {
  /** A case with a key, and what is run in its folder as it would be in a shell. */
  function sealed() {
    const kase: TestCase = smallCase()
    const env = { TRACE_CONFIG: tempFolder() }
    const ran = (...argv: string[]) => kase.trace(argv, { env })
    expect(ran('key', 'new', '--name', 'kim').code).toBe(0)
    return {
      kase,
      ran,
      at: (name: string) => join(kase.folder, name),
      shell: (command: string) =>
        execFileSync('sh', ['-ec', command], { cwd: kase.folder, stdio: 'pipe', encoding: 'utf8' }),
    }
  }

  /** The command that a notice names, as it is printed. */
  function printed(stderr: string, start: string): string {
    const line = stderr.split('\n').find((one) => one.trim().startsWith(start))
    if (line === undefined) throw new Error(`it prints no ${start}: ${stderr}`)
    return line.trim()
  }

  test.each([
    ['checkpoint.txt', 'checkpoint.tsq'],
    ["Kim's checkpoint of 5 May.txt", "Kim's checkpoint of 5 May.tsq"],
  ])('in the file %j is stamped by the command that is printed, and the stamp is kept', (file, query) => {
    const { kase, ran, at, shell } = sealed()
    const { size, root } = kase.json(['log', '--limit', '1'])[0]
    const seal = ran('seal', '-o', file)
    expect(seal.code).toBe(0)
    shell(printed(seal.stderr, 'openssl ts -query'))
    authority.answer(at(query), at('answer.tsr'))
    // The reply comes when the log has gone on.
    kase.traced(['place', 'add', 'Vostochny'])

    const attach = ran('seal', '--attach', 'answer.tsr', '--json')
    expect(attach.code).toBe(0)
    const { id, checkpoint, source } = JSON.parse(attach.stdout)
    const { time } = readTimestamp(readFileSync(at('answer.tsr')))
    expect(source).toMatchObject({
      published: { text: time },
      file: { mediaType: 'application/timestamp-reply' },
      timestamp: { size, root, time, authority: 'Synthetic time, Synthetic Watch' },
    })
    const stamps = kase.json(['log']).filter((entry: { stamps: unknown[] }) => entry.stamps.length > 0)
    expect(stamps).toEqual([
      expect.objectContaining({
        size,
        root,
        stamps: [{ source: id, time, authority: 'Synthetic time, Synthetic Watch' }],
      }),
    ])
    expect(kase.traced(['log'])).toContain(`${time} by Synthetic time, Synthetic Watch (${id})`)

    expect(kase.traced(['log'], { tty: 200 })).toContain(`${time} by`)

    // Both come out as they went in, and OpenSSL takes the one for a stamp of the other, as is printed.
    writeFileSync(at('AUTHORITY.pem'), readFileSync(authority.root))
    const [takeOut, verify] = [
      printed(attach.stderr, 'trace source file').replaceAll(
        'trace source',
        `trace -C '${kase.folder}' source`,
      ),
      printed(attach.stderr, 'openssl ts -verify'),
    ]
    mkdirSync(at('elsewhere'))
    shell(`cd elsewhere; PATH="${binFolder()}:$PATH"; ${takeOut}; cp ../AUTHORITY.pem .; ${verify}`)
    expect(readFileSync(at('elsewhere/stamp.tsr'))).toEqual(readFileSync(at('answer.tsr')))
    expect(readFileSync(at('elsewhere/checkpoint.txt'))).toEqual(readFileSync(at(file)))
    expect(checkpoint.file.bytes).toBe(readFileSync(at(file)).length)
    expect(ran('verify', '--against', 'elsewhere/checkpoint.txt').code).toBe(0)
  })

  test('that was printed is stamped by its digest', () => {
    const { kase, ran, at, shell } = sealed()
    const seal = ran('seal')
    shell(printed(seal.stderr, 'openssl ts -query'))
    authority.answer(at('checkpoint.tsq'), at('checkpoint.tsr'))
    writeFileSync(at('checkpoint.txt'), seal.stdout)
    expect(isTrusted(at('checkpoint.tsr'), at('checkpoint.txt'))).toBe(true)
    expect(ran('seal', '--attach', 'checkpoint.tsr').code).toBe(0)
    const before = kase.entries()
    const again = ran('seal', '--attach', 'checkpoint.tsr')
    expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('in the case already') as string })
    expect(kase.entries()).toBe(before)
  })

  test('is not what another stamp is of', () => {
    const { kase, ran } = sealed()
    const { file, answer } = stamped(CHECKPOINT, ['-sha256', '-cert'])
    const before = kase.entries()
    const files = readdirSync(join(kase.folder, 'files'))
    for (const argv of [
      ['seal', '--attach', answer],
      ['seal', '--attach', answer, '--checkpoint', file],
      ['seal', '--attach', file],
    ])
      expect(ran(...argv)).toMatchObject({ code: 2, stdout: '' })
    expect(kase.entries()).toBe(before)
    expect(readdirSync(join(kase.folder, 'files'))).toEqual(files)
  })
})

/** A folder with `trace` in it, for a shell. */
function binFolder(): string {
  const folder = tempFolder()
  writeFileSync(join(folder, 'trace'), `#!/bin/sh\nexec "${process.execPath}" "${BIN}" "$@"\n`, {
    mode: 0o755,
  })
  return folder
}
