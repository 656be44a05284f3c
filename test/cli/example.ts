import { cpSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { caseAt, type TestCase } from './cases.ts'
import { traced } from './harness.ts'

/** Makes a case once for each test file, and gives everyone who asks a copy of their own. */
function copied(make: (folder: string) => void): () => TestCase {
  let home: string | undefined
  let copies = 0
  return () => {
    if (home === undefined) {
      home = mkdtempSync(join(tmpdir(), 'trace-example-'))
      make(join(home, 'original'))
    }
    copies += 1
    const folder = join(home, `case-${String(copies)}`)
    cpSync(join(home, 'original'), folder, { recursive: true })
    return caseAt(folder)
  }
}

/** The worked example. */
export const orientExpress = copied((folder) => {
  traced(['demo', folder])
})

/** A case with a route of two legs and two first-hand documents, and nothing observed yet. */
export const smallCase = copied((folder) => {
  traced(['init', folder])
  for (const argv of [
    ['organisation', 'add', 'CSIS'],
    ['organisation', 'add', 'RUSI'],
    ['place', 'add', 'Rajin', '--aliases', 'Najin', '--lat', '42.25559', '--lon', '130.28308'],
    ['place', 'add', 'Dunai', '--lat', '42.87879', '--lon', '132.33542'],
    ['place', 'add', 'Tikhoretsk depot'],
    ['vessel', 'add', 'Angara', '--imo', '9179842'],
    ['leg', 'add', 'Orient Express', 'rajin', 'dunai', '--mode', 'sea'],
    ['leg', 'add', 'orient-express', 'dunai', 'tikhoretsk-depot', '--mode', 'rail'],
    [
      'source',
      'add',
      '--kind',
      'report',
      '--title',
      'Synthetic report A',
      '--originator',
      'csis',
      '--published',
      '2023-10-06',
      '--lineage',
      'original',
    ],
    [
      'source',
      'add',
      '--kind',
      'report',
      '--title',
      'Synthetic report B',
      '--originator',
      'rusi',
      '--published',
      '2023-10-16',
      '--lineage',
      'original',
    ],
  ]) {
    traced(argv, { cwd: folder })
  }
})
