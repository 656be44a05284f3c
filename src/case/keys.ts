import { existsSync } from 'node:fs'
import { chmod, link, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { readSigner, signerFrom, signerText, type Signer } from '../custody/note.ts'
import { syncFolder, writeAll } from '../io/durable.ts'
import { errnoOf, writeFailure } from '../io/file-failures.ts'
import { Failure, locate } from '../model/failure.ts'
import { readSmallText } from './small-file.ts'

/*
 * The key an analyst signs with: one file in the configuration folder of the user, which nobody else may read.
 */

/** Name of the file in the configuration folder. */
const KEY_FILE = 'key'
/** The most a key file has. */
const MOST = 10_000

export function keyPath(configuration: string): string {
  return join(configuration, KEY_FILE)
}

/**
 * Makes a key, and the folder when it is missing. A key that is there is never written over: what it signed could be
 * signed by nobody any more.
 * @param seed 32 random bytes
 * @throws Failure `key-exists`, `cannot-write`, `disk-full`; nothing is left behind then
 */
export async function makeKey(configuration: string, name: string, seed: Uint8Array): Promise<Signer> {
  const signer = signerFrom(name, seed)
  const path = keyPath(configuration)
  if (existsSync(path)) throw keyExists(path)
  try {
    await mkdir(configuration, { recursive: true, mode: 0o700 })
    const beside = `${path}.${signer.keyId}`
    const handle = await open(beside, 'wx', 0o600)
    try {
      await handle.chmod(0o600)
      await writeAll(handle, `${signerText(signer)}\n`)
      await handle.sync()
    } finally {
      await handle.close()
    }
    try {
      await appear(beside, path)
    } finally {
      await rm(beside, { force: true })
    }
    await syncFolder(configuration)
    return signer
  } catch (error) {
    throw errnoOf(error) === 'EEXIST' && existsSync(path) ? keyExists(path) : writeFailure(error, path)
  }
}

/** Gives the key its name, never over another. */
async function appear(beside: string, path: string): Promise<void> {
  try {
    await link(beside, path)
  } catch (error) {
    // Some file systems know no second name for a file.
    if (errnoOf(error) === 'EEXIST' || existsSync(path)) throw error
    await rename(beside, path)
    await chmod(path, 0o600)
  }
}

function keyExists(path: string): Failure {
  return new Failure('key-exists', 'You have a key already; it was not changed.', {
    where: path,
    hint: 'See it with: trace key show. For another one, keep that file somewhere safe under another name first.',
  })
}

/** The key to sign with. @throws Failure `no-key`, `bad-key` for one that others can read or that is damaged */
export async function readKey(configuration: string): Promise<Signer> {
  const path = keyPath(configuration)
  if (!existsSync(path)) {
    throw new Failure('no-key', 'You have no key to sign with.', {
      where: path,
      hint: 'Make one with: trace key new',
    })
  }
  const { mode } = await stat(path)
  // Windows has no such bits.
  if ((mode & 0o077) !== 0 && sep === '/') {
    throw new Failure('bad-key', 'Others can read your key, so it proves nothing.', {
      where: path,
      hint: `If nobody has read it yet: chmod 600 ${path}. Else move it away and make a new one.`,
    })
  }
  const text = await readSmallText(path, MOST)
  return locate(path, () => readSigner(text))
}

/** The key to sign with, when there is one. @throws Failure `bad-key` */
export async function ownKey(configuration: string): Promise<Signer | undefined> {
  return existsSync(keyPath(configuration)) ? readKey(configuration) : undefined
}
