import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { caseAt, type TestCase } from './cases.ts'
import { tempFolder, traced } from './harness.ts'

/** Makes a case once for each test file, and gives every test a copy of its own. */
function copied(make: (folder: string) => void): () => TestCase {
  let original: string | undefined
  return () => {
    if (original === undefined) {
      const home = mkdtempSync(join(tmpdir(), 'trace-example-'))
      process.once('exit', () => {
        rmSync(home, { recursive: true, force: true })
      })
      original = join(home, 'case')
      make(original)
    }
    const folder = join(tempFolder(), 'case')
    cpSync(original, folder, { recursive: true })
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
    ['source', 'add', '--kind', 'report', '--title', 'Synthetic report A', '--originator', 'csis', '--published', '2023-10-06', '--lineage', 'original'],
    ['source', 'add', '--kind', 'report', '--title', 'Synthetic report B', '--originator', 'rusi', '--published', '2023-10-16', '--lineage', 'original'],
  ]) {
    traced(argv, { cwd: folder })
  }
})
