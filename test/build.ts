import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Builds the program, because the command-line tests start what is shipped; and gives all tests one folder for what they make, since the
 * processes that run them are ended before they could put it away.
 */
export default function setUp(): () => void {
  execFileSync(process.execPath, ['esbuild.config.js'], { stdio: 'inherit' })
  const folder = mkdtempSync(join(tmpdir(), 'trace-tests-'))
  process.env.TMPDIR = folder
  return () => {
    rmSync(folder, { recursive: true, force: true })
  }
}
