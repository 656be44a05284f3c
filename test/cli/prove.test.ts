import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { provesInclusion, readProof, type ReadProof } from '../../src/custody/proof-file.ts'
import { Editor } from '../store/tampering.ts'
import { HOSTILE, isHarmless, type TestCase } from './cases.ts'
import { smallCase } from './example.ts'
import { tempFolder } from './harness.ts'
import { keyed, type Keyed } from './keyed.ts'

let kim: Keyed
/** A case with a place that was corrected, one that was taken back, and a checkpoint from before that. */
let kase: TestCase
const early = (): string => join(kase.folder, 'early.txt')

beforeAll(() => {
  kim = keyed('kim')
  kase = smallCase()
  kim.traced(kase, ['seal', '-o', 'early.txt', '--quiet'])
  kase.traced(['correct', 'rajin', '--country', 'KP', '--because', 'the port is there'])
  kase.traced(['place', 'add', 'Vostochny'])
  kase.traced(['retract', 'vostochny', '--because', 'entered by mistake'])
  kase.traced(['place', 'add', 'Orient Express', '--id', 'orient-express-yard'])
})

/** The proof that was printed, which has to lead to the root. */
function proved(...argv: string[]): { proof: ReadProof; record: Record<string, unknown> } {
  const proof = readProof(kim.traced(kase, ['prove', ...argv]))
  expect(provesInclusion(proof)).toBe(true)
  return { proof, record: JSON.parse(proof.contents) as Record<string, unknown> }
}

function refused(argv: readonly string[], exitCode: number, message: RegExp): string {
  const { code, stdout, stderr } = kim.trace(kase, ['prove', ...argv])
  expect(stderr).toMatch(message)
  expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' })
  expect(isHarmless(stderr)).toBe(true)
  return stderr
}

describe('trace prove', () => {
  test('proves the revision that counts, by key, by name and by alias', () => {
    for (const word of ['rajin', 'Rajin', 'Najin'])
      expect(proved(word).record).toMatchObject({ type: 'place', id: 'rajin', revision: 2, country: 'KP' })
    const { size } = kase.json(['log', '--limit', '1'])[0] as { size: number }
    expect(proved('dunai').proof.checkpoint.size).toBe(size)
  })

  test('proves an earlier revision, and the one that took a record back', () => {
    const first = proved('rajin', '--revision', '1')
    expect(first.record).toMatchObject({ id: 'rajin', revision: 1 })
    expect(first.record).not.toHaveProperty('country')
    expect(proved('vostochny').record).toMatchObject({
      revision: 2,
      retracted: true,
      reason: 'entered by mistake',
    })
    expect(proved('vostochny', '--revision', '1').record).toMatchObject({ name: 'Vostochny' })
  })

  test('proves who wrote an entry, when, and with which command', () => {
    const { record, proof } = proved('--entry', '3')
    const entry = (
      kase.json(['log', '--limit', '100']) as { entry: number; recordedAt: string; size: number }[]
    ).find(({ entry }) => entry === 3)
    expect(record).toMatchObject({
      type: 'entry',
      number: 3,
      analyst: 'tester',
      recordedAt: entry?.recordedAt,
    })
    expect(record.command).toMatch(/^trace organisation add RUSI/)
    expect(proof.index).toBe((entry?.size ?? 0) - 1)
  })

  test('with a checkpoint proves what it covers, by its own text', () => {
    const checkpoint = readFileSync(early(), 'utf8')
    const { proof, record } = proved('rajin', '--checkpoint', early())
    expect(proof.checkpoint.text).toBe(checkpoint)
    expect(record).toMatchObject({ id: 'rajin', revision: 1 })
    // It needs no key: the checkpoint has been signed.
    const env = { TRACE_CONFIG: tempFolder() }
    expect(kim.trace(kase, ['prove', 'rajin', '--checkpoint', early()], { env }).code).toBe(0)
    refused(
      ['vostochny', '--checkpoint', early()],
      2,
      /^trace: The place vostochny was recorded after this checkpoint\./,
    )
    refused(
      ['rajin', '--revision', '2', '--checkpoint', early()],
      2,
      /^trace: The place rajin has no revision 2 there\.\n {2}→ It has 1/,
    )
    refused(
      ['--entry', '14', '--checkpoint', early()],
      2,
      /^trace: Entry 14 was written after this checkpoint\./,
    )
  })

  test('writes a file, and over another only when told to', () => {
    const { code, stdout, stderr } = kim.trace(kase, ['prove', 'dunai', '-o', 'dunai.tlog-proof'])
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toMatch(
      /^Leaf \d+ of \d+ leaves, proved in dunai\.tlog-proof\. It holds the record itself: /,
    )
    const file = join(kase.folder, 'dunai.tlog-proof')
    expect(readFileSync(file, 'utf8')).toBe(kim.traced(kase, ['prove', 'dunai']))
    refused(['dunai', '-o', 'dunai.tlog-proof'], 2, /There is a file of that name already/)
    kim.traced(kase, ['prove', 'rajin', '-o', 'dunai.tlog-proof', '--force'])
    expect(readProof(readFileSync(file, 'utf8')).contents).toContain('"rajin"')
    refused(['dunai', '-o', 'case.db', '--force'], 2, /This belongs to the case/)
    const quiet = kim.trace(kase, ['prove', '--entry', '1', '--quiet'], { tty: true })
    expect(quiet.stderr).toBe('')
    expect(kim.trace(kase, ['prove', '--entry', '1']).stderr).toContain('It holds the entry itself')
  })

  test.each([
    ['nothing', [], /^trace: Nothing was named to prove\./],
    ['both', ['rajin', '--entry', '3'], /^trace: Either a record or an entry can be proved, not both\./],
    ['a revision of an entry', ['--entry', '3', '--revision', '1'], /^trace: An entry has no revisions\./],
    ['a record there is none of', ['rajn'], /Did you mean rajin\?/],
    ['a name that fits two', ['Orient Express'], /^trace: "Orient Express" .*\n {2}→ /],
    ['an entry there is none of', ['--entry', '99'], /^trace: There is no entry 99\./],
    [
      'a revision there is none of',
      ['rajin', '--revision', '3'],
      /has no revision 3 there\.\n {2}→ It has 2/,
    ],
    ['no number', ['--entry', 'three'], /It has to be a whole number from 1/],
    ['a checkpoint that is none', ['rajin', '--checkpoint', 'case.db'], /far larger than what it should be/],
    ['a hostile name', [HOSTILE], /^trace: There is no record "Rajin\\u001B/],
  ])('of %s is refused', (_what, argv, message) => {
    refused(argv, 2, message)
  })

  test('with a checkpoint that the log does not fit is refused', () => {
    const checkpoint = readFileSync(early(), 'utf8')
    const file = join(kase.folder, 'wrong.txt')
    for (const [from, to, message] of [
      [
        'trace-case/',
        'trace-case/another-',
        /^trace: Nothing here can be proved with this checkpoint: it is of another log, trace-case\/another-/,
      ],
      [
        /\n(\d+)\n/,
        '\n9$1\n',
        /^trace: Nothing here can be proved with this checkpoint: it is of 9\d+ leaves, and the log has \d+\./,
      ],
      [
        /\n\S{43}=\n/,
        `\n${Buffer.alloc(32).toString('base64')}\n`,
        /^trace: The log of this case does not begin with what the checkpoint is of\./,
      ],
      [/\n\d+\n/, '\n0\n', /recorded after this checkpoint/],
    ] as const) {
      writeFileSync(file, checkpoint.replace(from, to))
      refused(['dunai', '--checkpoint', file], 2, message)
    }
    writeFileSync(file, checkpoint.replace(/\n(\d+)\n/, '\n9$1\n'))
    refused(['--entry', '2', '--checkpoint', file], 2, /it is of 9\d+ leaves/)
  })
})

describe('a case that is not as it was recorded', () => {
  test('proves nothing that a root does not fit, and is not sealed for it', () => {
    const damaged = smallCase()
    const checkpoint = join(damaged.folder, 'checkpoint.txt')
    kim.traced(damaged, ['seal', '-o', checkpoint, '--quiet'])
    const editor = new Editor(damaged.folder)
    const rajin = editor.row('record', "id = 'rajin'")
    const given = ['prove', 'rajin', '--checkpoint', checkpoint]
    const changed = editor.set('record', rajin, 'body', String(rajin.body).replace('Rajin', 'Rason'))
    expect(kim.trace(damaged, ['prove', 'rajin'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^trace: Nothing was signed: .* place rajin: its contents/) as string,
    })
    expect(kim.trace(damaged, given)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('does not begin with what the checkpoint is of') as string,
    })
    changed()
    expect(kim.trace(damaged, given).code).toBe(0)
    editor.delete('record', rajin)
    expect(kim.trace(damaged, ['prove', 'dunai', '--checkpoint', checkpoint])).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringContaining('The log of this case has a gap') as string,
    })
    editor.close()
  })
})
