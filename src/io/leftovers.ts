import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** What nobody has touched for that long belongs to no program that still runs. */
const STALE_MS = 24 * 60 * 60 * 1000

/**
 * Removes what interrupted commands left in a folder, and nobody has touched for a day. What cannot be removed stays.
 * @param isLeftover whether a name is one that only this program gives
 */
export async function removeLeftovers(
  folder: string,
  isLeftover: (name: string) => boolean,
  now: Date,
): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (!isLeftover(name)) continue
    const path = join(folder, name)
    const age = await stat(path).then(
      ({ mtimeMs }) => now.getTime() - mtimeMs,
      () => 0,
    )
    if (age > STALE_MS) await rm(path, { recursive: true, force: true }).catch(() => undefined)
  }
}
