import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestCase } from './cases.ts'
import { trace, traced, type Ran, type Where } from './harness.ts'

/** Somebody with a key of their own: no test sees that of another, nor that of whoever runs them. */
export interface Keyed {
  readonly name: string
  /** The configuration folder. */
  readonly folder: string
  readonly env: { readonly TRACE_CONFIG: string }
  /** The public key, as it is given to others. */
  readonly verifier: string
  /** Runs a command in a case, with that key. */
  trace(kase: TestCase, argv: readonly string[], where?: Where): Ran
  /** Runs one that has to work. */
  traced(kase: TestCase, argv: readonly string[], where?: Where): string
}

/** Makes a key, for one test or for all of a file. */
export function keyed(name: string): Keyed {
  const folder = mkdtempSync(join(tmpdir(), 'trace-key-'))
  const env = { TRACE_CONFIG: folder }
  traced(['key', 'new', '--name', name, '--quiet'], { env })
  const at = (kase: TestCase, where: Where = {}): Where => ({
    cwd: kase.folder,
    ...where,
    env: { ...env, ...where.env },
  })
  return {
    name,
    folder,
    env,
    verifier: traced(['key', 'export'], { env }).trim(),
    trace: (kase, argv, where) => trace(argv, at(kase, where)),
    traced: (kase, argv, where) => traced(argv, at(kase, where)),
  }
}

/** The private key as it is kept. */
export function keyFile({ folder }: Pick<Keyed, 'folder'>): string {
  return readFileSync(join(folder, 'key'), 'utf8')
}

/** The key id in a verifier. */
export function idOf(verifier: string): string {
  return verifier.split('+')[1] ?? ''
}
