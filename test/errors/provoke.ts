import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { reportError } from '../../src/cli/report.ts'
import type { Output } from '../../src/io/streams.ts'
import { EXIT } from '../../src/model/failure.ts'
import { START, type Exhibit } from './gallery.ts'

const BIN = fileURLToPath(new URL('../../bin/trace.js', import.meta.url))

export interface Provocation {
  exitCode: number | null
  /** What was printed on standard error, with the same paths and times on every machine. */
  printed: string
  /** Whether anything on disk was other afterwards. */
  wrote: boolean
}

let template: string | undefined

/** Brings about the failure of one exhibit, in folders of its own. */
export async function provoke(exhibit: Exhibit): Promise<Provocation> {
  template ??= prepared()
  const home = temporary()
  try {
    cpSync(template, home, { recursive: true })
    for (const [name, text] of Object.entries(exhibit.texts ?? {})) writeFileSync(join(home, name), text)
    for (const argv of exhibit.before ?? []) works(argv, join(home, 'case'))
    exhibit.arrange?.(home)
    const before = state(home)
    const ran =
      'argv' in exhibit
        ? run(exhibit.argv, join(home, exhibit.cwd ?? 'case'))
        : await called(exhibit.call, home)
    return {
      exitCode: ran.code,
      printed: ran.stderr
        .replaceAll(home, '/home/kim')
        .replace(/trace-case\/[0-9a-z]{16}/g, 'trace-case/4f2k9w0x7m1c8b3d')
        .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '2026-11-21T12:00:00.000Z'),
      // Of a call only the failure is of interest: it stands for what two people did.
      wrote: 'argv' in exhibit && state(home) !== before,
    }
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

function prepared(): string {
  const folder = temporary()
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true })
  })
  for (const argv of START) works(argv, folder)
  return folder
}

function temporary(): string {
  return mkdtempSync(join(realpathSync(tmpdir()), 'trace-gallery-'))
}

function works(argv: readonly string[], cwd: string): void {
  const { code, stderr } = run(argv, cwd)
  if (code !== 0) throw new Error(`trace ${argv.join(' ')} ended with ${String(code)}\n${stderr}`)
}

function run(argv: readonly string[], cwd: string) {
  const { status, stderr } = spawnSync(process.execPath, [BIN, ...argv], {
    cwd,
    // The key of the user stands beside the case.
    env: {
      PATH: process.env.PATH ?? '',
      HOME: tmpdir(),
      TRACE_ANALYST: 'kim',
      TRACE_CONFIG: '../configuration',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  })
  return { code: status, stderr }
}

async function called(
  call: (home: string) => Promise<unknown>,
  home: string,
): Promise<{ code: number; stderr: string }> {
  let stderr = ''
  const output = {
    write: (text: string) => {
      stderr += text
    },
    isTTY: false,
    columns: 80,
    colour: false,
    unicode: true,
  } as Output
  try {
    await call(home)
    return { code: EXIT.done, stderr }
  } catch (error) {
    return { code: await reportError(error, output), stderr }
  }
}

/** Everything a folder holds, in brief. Of a case what is in it: SQLite may tidy up its files while reading. */
function state(home: string): string {
  const hash = createHash('sha256')
  for (const name of readdirSync(home, { recursive: true, encoding: 'utf8' }).sort()) {
    if (/case\.db-(?:wal|shm)$/.test(name)) continue
    const file = join(home, name)
    hash.update(`${name}\n`).update(name.endsWith('case.db') ? contents(file) : bytes(file))
  }
  return hash.digest('hex')
}

function contents(file: string): string | Buffer {
  let db: Database.Database | undefined
  try {
    db = new Database(file, { readonly: true })
    return JSON.stringify(
      db
        .prepare('SELECT position, leaf FROM record UNION ALL SELECT position, root FROM entry ORDER BY 1')
        .raw()
        .all(),
    )
  } catch {
    return readFileSync(file)
  } finally {
    db?.close()
  }
}

function bytes(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch {
    return Buffer.from('folder')
  }
}
