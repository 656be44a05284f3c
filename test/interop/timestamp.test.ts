import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readTimestamp } from '../../src/custody/timestamp.ts'
import { tempFolder } from '../cli/harness.ts'
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

    const text = execFileSync('openssl', ['ts', '-reply', '-in', answer, '-text'], { encoding: 'utf8' })
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
