import { spawnSync } from 'node:child_process'

/**
 * Fails when a program is not there: what is not tested is not known to work.
 * @param debian what to install on Debian to have it
 */
export function needs(program: string, debian = program): void {
  if (spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program]).status !== 0)
    throw new Error(`Install ${program}, which this is tested with (on Debian: apt-get install ${debian}).`)
}
