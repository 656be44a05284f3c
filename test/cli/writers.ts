import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Ran } from './harness.ts'

/** Starts a program of Node in a folder, as analyst `tester`, and does not wait for it. */
export function started(
  argv: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, argv, {
      cwd,
      env: { PATH: process.env.PATH, HOME: cwd, TRACE_ANALYST: 'tester', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => {
      resolve({ code, stdout, stderr })
    })
  })
}

/** Who {@link twoWriters} are. */
export const WRITERS = ['first', 'second']

/**
 * Lets two processes record observations in one case at once, each as an analyst of its own.
 * @param count how many each of them records
 * @returns when both are done: what each of them has to say for itself, nothing when it did not fail
 */
export async function twoWriters(folder: string, count: number): Promise<string[]> {
  const recorder = fileURLToPath(new URL('recorder.ts', import.meta.url))
  const ran = await Promise.all(
    WRITERS.map((analyst) => started([recorder, folder, analyst, String(count)], folder)),
  )
  return ran.flatMap(({ code, stderr }) => (code === 0 ? [] : [`ended with ${String(code)}\n${stderr}`]))
}
