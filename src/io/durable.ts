import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { errnoOf } from './file-failures.ts'

/** Writes all of it: one write may take less than it was given, on a disk that fills up for instance. */
export async function writeAll(target: FileHandle, piece: Buffer | string): Promise<void> {
  const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await target.write(bytes, done, bytes.length - done)
    done += bytesWritten
  }
}

/** Makes a rename survive a power cut, where the system has a way to. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, constants.O_RDONLY)
    await handle.sync().finally(() => handle.close())
  } catch (error) {
    // Windows opens no folders, and some network file systems cannot sync them.
    if (!['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP'].includes(errnoOf(error) ?? '')) throw error
  }
}
