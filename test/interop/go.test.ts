import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Context } from '../../src/cli/context.ts'
import { runCheckProof } from '../../src/cli/check-proof.ts'
import { Failure } from '../../src/model/failure.ts'
import { newCase, type TestCase } from '../cli/cases.ts'
import { orientExpress } from '../cli/example.ts'
import { tempFolder } from '../cli/harness.ts'
import { Notes } from './notes.ts'

/*
 * Checkpoints and proofs by Go's golang.org/x/mod/sumdb, which nobody here wrote: what trace makes, it accepts; what
 * it signs, trace accepts; and what was altered, both refuse.
 */

const notes = new Notes()

/** A case with a key to seal it. */
interface Sealed {
  readonly kase: TestCase
  /** Public key. */
  readonly verifier: string
  /** The private one, as it is kept. */
  readonly signer: string
  /** Runs a command with that key, which has to work. */
  traced(...argv: string[]): string
  ran(...argv: string[]): { code: number | null; stdout: string; stderr: string }
}

function withKey(kase: TestCase): Sealed {
  const env = { TRACE_CONFIG: tempFolder() }
  const traced = (...argv: string[]) => kase.traced(argv, { env })
  traced('key', 'new', '--name', 'example.org/kim')
  return {
    kase,
    traced,
    ran: (...argv) => kase.trace(argv, { env }),
    verifier: traced('key', 'export').trim(),
    signer: readFileSync(join(env.TRACE_CONFIG, 'key'), 'utf8').trim(),
  }
}

/** The newest entry of the log. */
function newest({ kase }: Sealed): { entry: number; size: number; root: string } {
  return kase.json(['log', '--limit', '1'])[0] as never
}

describe('Go accepts', () => {
  test('checkpoints of a log as it grows, and proofs of its first, last and middle leaves', () => {
    const sealed = withKey(newCase())
    const proofs: string[] = []
    const proved: unknown[] = []
    const sizes = new Set<number>()
    const prove = (expected: unknown, ...argv: string[]) => {
      proofs.push(sealed.traced('prove', ...argv))
      proved.push(expect.objectContaining(expected as object))
    }
    for (let n = 1; n <= 9; n += 1) {
      const { entry, size, root } = newest(sealed)
      const checkpoint = sealed.traced('seal')
      expect(notes.checkpoint(checkpoint, sealed.verifier)).toEqual({
        size,
        root: Buffer.from(root, 'hex').toString('base64'),
      })
      const [, id = ''] = /^trace-case\/(.+)\n/.exec(checkpoint) ?? []
      prove({ type: 'case', id }, id)
      prove({ type: 'entry', number: entry }, '--entry', String(entry))
      prove({ type: 'entry', number: Math.ceil(entry / 2) }, '--entry', String(Math.ceil(entry / 2)))
      if (n > 1) prove({ type: 'place', name: `Place ${String(n)}` }, `place-${String(n)}`)
      sizes.add(size)
      sealed.traced('place', 'add', `Place ${String(n + 1)}`)
      // Three leaves, so that sizes are odd from then on.
      if (n === 5) sealed.traced('leg', 'add', 'Route', 'place-2', 'place-3', '--mode', 'sea')
    }
    expect([...sizes]).toEqual([2, 4, 6, 8, 10, 15, 17, 19, 21])
    expect(proofs.filter((proof) => proof.includes('\nindex 0\n'))).toHaveLength(9)
    const accepted = notes.proofs(proofs, sealed.verifier)
    expect(accepted.map((record) => JSON.parse(record ?? 'null') as unknown)).toEqual(proved)
  })

  test('proofs of records and entries of the worked example, by one checkpoint', () => {
    const sealed = withKey(orientExpress())
    const published = join(sealed.kase.folder, 'published.txt')
    sealed.traced('seal', '-o', published)
    sealed.traced('place', 'add', 'Recorded after it was published')
    const records = ['rajin', 'angara', 'rusi-2023-10-16', 'tumangang-khasan', '91j0', 'k2rs']
    const proofs = [
      ...records.map((id) => [id]),
      ...Array.from({ length: 19 }, (_, i) => ['--entry', String(i + 1)]),
    ].map((what) => sealed.traced('prove', ...what, '--checkpoint', published))
    const accepted = notes.proofs(proofs, sealed.verifier)
    for (const [i, id] of records.entries())
      expect(JSON.parse(accepted[i] ?? '')).toMatchObject({ id: expect.stringMatching(`^${id}`) as string })
    expect(accepted.slice(records.length).map((entry) => JSON.parse(entry ?? '').number)).toEqual(
      Array.from({ length: 19 }, (_, i) => i + 1),
    )
  })
})

describe('trace accepts', () => {
  test('a checkpoint that Go signed', () => {
    const sealed = withKey(orientExpress())
    const { signer, verifier } = notes.key('go.example.org')
    const own = sealed.traced('seal')
    const text = own.slice(0, own.indexOf('\n\n') + 1)
    const signed = notes.sign(text, signer)
    const file = join(sealed.kase.folder, 'by-go.txt')
    writeFileSync(file, signed)
    sealed.traced('place', 'add', 'Recorded after it was sealed')

    expect(sealed.ran('verify', '--against', file, '--key', verifier)).toMatchObject({ code: 0 })
    expect(sealed.ran('verify', '--against', file, '--key', sealed.verifier)).toMatchObject({ code: 1 })
    const proof = sealed.traced('prove', 'rajin', '--checkpoint', file)
    expect(notes.proofs([proof], verifier)[0]).toContain('"id":"rajin"')
    writeFileSync(join(sealed.kase.folder, 'proof'), proof)
    expect(sealed.ran('check-proof', 'proof', '--key', verifier)).toMatchObject({ code: 0 })
    expect(sealed.ran('check-proof', 'proof', '--key', sealed.verifier)).toMatchObject({ code: 1 })

    const both = sealed.traced('seal', '--cosign', file)
    expect(notes.checkpoint(both, verifier)).toEqual(notes.checkpoint(signed, verifier))
    expect(notes.checkpoint(both, sealed.verifier)).toEqual(notes.checkpoint(signed, verifier))

    writeFileSync(file, notes.sign(text.replace(/\n\d+\n/, '\n3\n'), signer))
    expect(sealed.ran('verify', '--against', file, '--key', verifier)).toMatchObject({ code: 1 })
  })

  test('its own key in the hands of Go, which signs the same', () => {
    const sealed = withKey(newCase())
    const own = sealed.traced('seal')
    expect(notes.sign(own.slice(0, own.indexOf('\n\n') + 1), sealed.signer)).toBe(own)
  })
})

describe('one altered byte', () => {
  /** A bit that is another, wherever it is: the place, and the text with it. */
  function* alterations(text: string, bits = 8): Generator<{ at: number; altered: Buffer }> {
    const bytes = Buffer.from(text)
    for (let at = 0; at < bytes.length; at += 1) {
      for (let bit = 0; bit < bits; bit += 1) {
        const altered = Buffer.from(bytes)
        altered[at] = bytes.readUInt8(at) ^ (1 << bit)
        yield { at, altered }
      }
    }
  }

  /** Whether trace takes a proof. @throws what is not a refusal */
  async function isTaken(file: string, key: string): Promise<boolean> {
    let isTrue = true
    const stdout = { write: () => undefined, isTTY: false, columns: 80, colour: false, unicode: true }
    const answerNo = () => {
      isTrue = false
    }
    const context = { cwd: '/', env: {}, stdout, stderr: stdout, answerNo } as unknown as Context
    try {
      await runCheckProof(context, file, { key: [key], json: true })
      return isTrue
    } catch (error) {
      if (error instanceof Failure) return false
      throw error
    }
  }

  function proofOf(sealed: Sealed): { proof: string; file: string } {
    const proof = sealed.traced('prove', 'place-2')
    const file = join(sealed.kase.folder, 'altered.tlog-proof')
    writeFileSync(file, proof)
    return { proof, file }
  }

  const places = (kase: TestCase) => {
    for (const name of ['Place 1', 'Place 2', 'Place 3']) kase.traced(['place', 'add', name])
  }

  test('of a proof is refused by both, whichever bit it is', async () => {
    const sealed = withKey(newCase(places))
    const { proof, file } = proofOf(sealed)
    expect(await isTaken(file, sealed.verifier)).toBe(true)
    expect(notes.proofs([proof], sealed.verifier)[0]).toContain('"id":"place-2"')

    const all = [...alterations(proof)]
    const byGo = notes.proofs(
      all.map(({ altered }) => altered),
      sealed.verifier,
    )
    const taken = new Set<string>()
    for (const [i, { at, altered }] of all.entries()) {
      writeFileSync(file, altered)
      if (await isTaken(file, sealed.verifier)) taken.add(`trace takes byte ${String(at)}`)
      if (byGo[i] !== undefined && !isSameSignature(proof, altered)) taken.add(`Go takes byte ${String(at)}`)
    }
    expect([...taken]).toEqual([])
  })

  /**
   * Whether only the last letter before the padding of the signature is another, by bits that stand for nothing. Go reads
   * over those: it is the same signature, written otherwise. trace takes it in the one way only.
   */
  function isSameSignature(proof: string, altered: Buffer): boolean {
    const text = altered.toString()
    const end = proof.length - '=\n'.length - 1
    const signatureOf = (one: string) => Buffer.from(one.slice(one.lastIndexOf(' ') + 1), 'base64')
    return text.slice(0, end) === proof.slice(0, end) && signatureOf(text).equals(signatureOf(proof))
  }

  test('of the verifier key is refused by both', async () => {
    const sealed = withKey(newCase(places))
    const { proof, file } = proofOf(sealed)
    const takenByGo = (key: string): boolean => {
      try {
        return notes.proofs([proof], key)[0] !== undefined
      } catch {
        return false
      }
    }
    // Seven bits: what is no UTF-8, and NUL, cannot be handed over as a word.
    const keys = [...alterations(sealed.verifier, 7)].map(({ altered }) => altered.toString())
    const taken: string[] = []
    for (const key of keys.filter((one) => !one.includes('\0'))) {
      if (await isTaken(file, key)) taken.push(`trace: ${key}`)
      // The key id in capitals is the same number to Go.
      if (takenByGo(key) && key.toLowerCase() !== sealed.verifier.toLowerCase()) taken.push(`Go: ${key}`)
    }
    expect(taken).toEqual([])
  })

  test('of a checkpoint is refused by both', () => {
    const sealed = withKey(newCase(places))
    const checkpoint = sealed.traced('seal')
    const file = join(sealed.kase.folder, 'checkpoint.txt')
    const isTakenByGo = (note: Buffer): boolean => {
      try {
        return notes.checkpoint(note, sealed.verifier).size > 0
      } catch {
        return false
      }
    }
    const exitCode = (note: Buffer): number | null => {
      writeFileSync(file, note)
      return sealed.ran('verify', '--against', file, '--key', sealed.verifier).code
    }
    expect([isTakenByGo(Buffer.from(checkpoint)), exitCode(Buffer.from(checkpoint))]).toEqual([true, 0])
    const all = [...alterations(checkpoint)]
    // Every bit by Go, and every 61st, which falls on each of the eight in turn, by the command.
    const taken = all.filter(({ altered }) => isTakenByGo(altered) && !isSameSignature(checkpoint, altered))
    expect(taken).toEqual([])
    for (const { altered } of all.filter((_, i) => i % 61 === 0)) expect([1, 2]).toContain(exitCode(altered))
  })

  test.each([
    ['the heading', 'c2sp.org/tlog-proof@v1', 'c2sp.org/tlog-proof@v2'],
    ['the record', 'extra eyJ', 'extra eyK'],
    ['the index', /index (\d+)/, 'index 1$1'],
    ['a hash', /(index \d+\n)./, '$1-'],
    ['the order of the hashes', /(index \d+\n)(.*\n)(.*\n)/, '$1$3$2'],
    ['one hash less', /(index \d+\n).*\n/, '$1'],
    ['the origin', '\ntrace-case/', '\ntrace-casf/'],
    ['the size', /\n(\d+)\n/, '\n1$1\n'],
    ['the root', /(\n\d+\n)./, '$1-'],
    ['the name of who signed', '— example.org/kim', '— example.org/kin'],
    ['the signature', /(\n— \S+ .{40})./, '$1-'],
    ['the last line break', /\n$/, ''],
    ['a line break more', /$/, '\n'],
  ])('in %s is told by the command', (_where, before, after) => {
    const sealed = withKey(newCase(places))
    const { proof, file } = proofOf(sealed)
    const altered = proof.replace(before, after)
    expect(altered).not.toBe(proof)
    writeFileSync(file, altered)
    const { code, stdout, stderr } = sealed.ran('check-proof', file, '--key', sealed.verifier, '--json')
    expect([1, 2]).toContain(code)
    if (code === 1) expect(JSON.parse(stdout)).toMatchObject({ ok: false })
    else
      expect({ stdout, stderr }).toEqual({
        stdout: '',
        stderr: expect.stringMatching(/^trace: .+\n/) as string,
      })
    expect(notes.proofs([altered], sealed.verifier)).toEqual([undefined])
  })
})
