import { open } from 'node:fs/promises'
import { readFailure } from '../io/file-failures.ts'
import { Failure } from '../model/failure.ts'

/**
 * Reads a file that should be small: a key, a checkpoint, a proof.
 * @param most bytes; one that is larger is not read
 * @throws Failure `unreadable-file`
 */
export async function readSmallFile(path: string, most: number): Promise<Buffer> {
  try {
    const handle = await open(path, 'r')
    try {
      const found = await handle.stat()
      if (!found.isFile() && !found.isFIFO()) {
        throw new Failure('unreadable-file', 'This is not a file.', { where: path, hint: 'Name one file.' })
      }
      const bytes = await readUpTo(handle, most + 1)
      if (bytes.length <= most) return bytes
      throw new Failure('unreadable-file', 'This file is far larger than what it should be.', {
        where: path,
        hint: `At most ${String(most)} bytes are read. Check that it is the file you mean.`,
      })
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw readFailure(error, path)
  }
}

async function readUpTo(
  handle: { read: (to: Buffer, at: number, length: number, from: null) => Promise<{ bytesRead: number }> },
  most: number,
): Promise<Buffer> {
  const pieces: Buffer[] = []
  const chunk = Buffer.alloc(1 << 16)
  for (let length = 0; length < most;) {
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, null)
    if (bytesRead === 0) break
    pieces.push(Buffer.from(chunk.subarray(0, bytesRead)))
    length += bytesRead
  }
  // Put together once: after every piece, the time for a large file would grow with its square.
  return Buffer.concat(pieces)
}

/** Like {@link readSmallFile}, as UTF-8. @throws Failure `unreadable-file`, also when it is not UTF-8 */
export async function readSmallText(path: string, most: number): Promise<string> {
  const bytes = await readSmallFile(path, most)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new Failure('unreadable-file', 'This is no text in UTF-8.', {
      where: path,
      hint: 'Check that it is the file you mean.',
      cause,
    })
  }
}
