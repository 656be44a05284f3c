import { describe, expect, test } from 'vitest'
import { newCase, type TestCase } from './cases.ts'

const SENTENCE =
  'Credibility 1 of the Admiralty code means “confirmed by other independent sources”, but it rests on 1 origin, RUSI.'

/** One report, a paper on it, a second report, and what the first two say with credibility 1. */
function graded(kase: TestCase): void {
  for (const name of ['RUSI', 'CSIS']) kase.traced(['organisation', 'add', name, '-q'])
  kase.traced(['place', 'add', 'Rajin', '--kind', 'port', '-q'])
  kase.traced(['place', 'add', 'Dunai', '--kind', 'port', '-q'])
  kase.traced(['leg', 'add', 'Orient Express', 'Rajin', 'Dunai', '--mode', 'sea', '-q'])
  const add = (id: string, ...more: string[]) =>
    kase.traced([
      'source',
      'add',
      '--kind',
      'report',
      '--title',
      `Synthetic ${id}`,
      '--id',
      id,
      ...more,
      '-q',
    ])
  add('rusi-1', '--originator', 'RUSI', '--lineage', 'original')
  add('csis-1', '--originator', 'CSIS', '--lineage', 'original')
  add('paper', '--from', 'rusi-1', '--as', 'summary')
}

const RECORD = [
  'record',
  'container-count',
  '--at',
  'Rajin',
  '--on',
  '2023-10-05',
  '--count',
  '300',
  '--unit',
  'containers',
]
const LEG = ['--leg', 'rajin-dunai:loaded']

function recorded(): { kase: TestCase; id: string } {
  const kase = newCase(graded)
  const { id } = kase.json([...RECORD, ...LEG, '--source', 'rusi-1', '--credibility', '1', '-q']) as {
    id: string
  }
  return { kase, id }
}

describe('credibility 1 on fewer than two origins', () => {
  test('is recorded, with a warning', () => {
    const kase = newCase(graded)
    const { code, stderr } = kase.trace([...RECORD, ...LEG, '--source', 'rusi-1', '--credibility', '1'])
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(`warning: ${SENTENCE}\n`) as string,
    })
    expect(kase.trace([...RECORD, ...LEG, '--source', 'csis-1', '--credibility', '2']).stderr).not.toContain(
      'warning',
    )
    const said = kase.json([...RECORD, ...LEG, '--source', 'csis-1', '--credibility', '1', '--note', 'again'])
    expect(said).toMatchObject({ warnings: [{ verdict: 'not-confirmed', about: said.id }] })
  })

  test('stays so with a second paper on the same report, and not with a second origin', () => {
    const { kase, id } = recorded()
    const paper = kase.trace(['link', id, 'paper', '--json'])
    expect(paper.stderr).toContain(`warning: ${SENTENCE}\n`)
    expect(JSON.parse(paper.stdout)).toMatchObject({ warnings: [{ sentence: SENTENCE }] })
    const csis = kase.trace(['link', id, 'csis-1', '--json'])
    expect(csis.stderr).not.toContain('warning')
    expect(JSON.parse(csis.stdout)).toMatchObject({ warnings: [] })
  })

  test('is said of a correction of the observation and of its citation', () => {
    const { kase, id } = recorded()
    const correct = (what: string, ...more: string[]) =>
      kase.trace(['correct', what, ...more, '--because', 'read again'])
    expect(correct(id, '--credibility', '2').stderr).not.toContain('warning')
    expect(correct(id, '--credibility', '1').stderr).toContain(`warning: ${SENTENCE}\n`)
    const { id: citation } = kase.json(['link', id, 'csis-1', '-q']) as { id: string }
    expect(correct(citation, '--stance', 'mentions').stderr).toContain(`warning: ${SENTENCE}\n`)
    expect(correct('rajin', '--country', 'KP').stderr).not.toContain('warning')
  })

  test.each([{ tty: false }, { tty: 100 }])('is said by show (terminal: $tty)', ({ tty }) => {
    const { kase, id } = recorded()
    expect(kase.traced(['show', id], { tty })).toMatch(
      /^ {2}warning {2}Credibility 1 of the Admiralty code means “confirmed by other independent sources”, but\s+it rests on/m,
    )
    expect(kase.json(['show', id])).toMatchObject({ warnings: [{ sentence: SENTENCE }] })
  })

  test('is marked in a list, with a notice of how many', () => {
    const { kase, id } = recorded()
    kase.traced([...RECORD, ...LEG, '--source', 'csis-1', '--credibility', '2', '-q'])
    const table = kase.trace(['list'], { tty: 100 })
    expect(table.stdout.match(/–\d!?/g)?.toSorted()).toEqual(['–1!', '–2'])
    expect(table.stderr).toContain(
      `warning: 1 observation of credibility 1, “confirmed by other independent sources”, rests on fewer than two origins, and is marked !: ${id.slice(0, 4)}`,
    )
    const pipe = kase.trace(['list'])
    expect(pipe.stdout).not.toContain('!')
    expect(pipe.stderr).toContain('rests on fewer than two origins: ')
    const rows = kase.json(['list']) as { credibility: number; warnings: unknown[] }[]
    expect(rows.map(({ credibility, warnings }) => [credibility, warnings.length]).sort()).toEqual([
      [1, 1],
      [2, 0],
    ])
    kase.traced(['link', id, 'csis-1', '-q'])
    expect(kase.trace(['list'], { tty: 100 }).stderr).toBe('')
  })

  test('is said of what is exported', () => {
    const { kase, id } = recorded()
    expect(kase.trace(['export', '--all']).stderr).toContain(`rests on fewer than two origins: ${id}.`)
    kase.traced(['link', id, 'csis-1', '-q'])
    expect(kase.trace(['export', '--all']).stderr).not.toContain('warning')
    // What is withheld confirms nothing of what is written.
    kase.traced(['correct', 'csis-1', '--handling', 'RED', '--because', 'asked for', '-q'])
    expect(kase.trace(['export', '--all', '--tlp-max', 'GREEN']).stderr).toContain(
      `rests on fewer than two origins: ${id}.`,
    )
  })
})
