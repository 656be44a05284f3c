import type { Dirent } from 'node:fs'
import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readFailure } from '../io/file-failures.ts'
import { SHA256_HEX } from '../model/sha256-hex.ts'
import { DESCRIPTOR, FILES, isOwnDescriptor, isTableName, MAX_DESCRIPTOR } from './package.ts'

/**
 * Whether a folder holds a package that this program wrote and nothing else, at any depth, so that another may take its place.
 * @throws Failure `unreadable-file`
 */
export async function isPackageFolder(folder: string): Promise<boolean> {
  try {
    const found = await readdir(folder, { withFileTypes: true })
    const isOurs = ({ name, isFolder, isFile }: Named) =>
      name === FILES ? isFolder : isFile && (name === DESCRIPTOR || isTableName(name))
    if (!found.map(named).every(isOurs) || !(await isDescribed(folder))) return false
    if (!found.some(({ name }) => name === FILES)) return true
    const documents = await readdir(join(folder, FILES), { withFileTypes: true })
    return documents.map(named).every(({ name, isFile }) => isFile && SHA256_HEX.test(name))
  } catch (error) {
    throw readFailure(error, folder)
  }
}

interface Named {
  readonly name: string
  readonly isFolder: boolean
  readonly isFile: boolean
}

function named(found: Dirent): Named {
  return { name: found.name, isFolder: found.isDirectory(), isFile: found.isFile() }
}

async function isDescribed(folder: string): Promise<boolean> {
  const path = join(folder, DESCRIPTOR)
  const found = await lstat(path).catch(() => undefined)
  if (found?.isFile() !== true || found.size > MAX_DESCRIPTOR) return false
  return isOwnDescriptor(await readFile(path, 'utf8'))
}
