import { execFileSync } from 'node:child_process'
import { onTestFinished } from 'vitest'
import { tempFolder } from '../cli/harness.ts'

/** A disk of its own, gone after the test. Only root may mount one, and not in every container. */
export function disk(size: string): string {
  const folder = tempFolder()
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'pipe' })
  } catch (cause) {
    throw new Error(
      'Run this as root on Linux, where a small disk can be mounted; in a container it takes --cap-add SYS_ADMIN.',
      { cause },
    )
  }
  onTestFinished(() => {
    execFileSync('umount', [folder])
  })
  return folder
}
