import type { Stats } from 'node:fs'
import { open, stat, type FileHandle } from 'node:fs/promises'
import { readFailure } from '../io/file-failures.ts'
import { Failure } from '../model/failure.ts'

/** What is read at once; with more, the rows of a piece no longer fit a processor's cache. */
const PIECE = 1 << 16

/** A file that is read once, from its start to its end. */
export interface SheetBytes {
  readonly path: string
  /** Size in bytes. */
  readonly size: number
  /** The start of the file, up to {@link HEAD} bytes. */
  readonly head: Uint8Array
  readonly handle: FileHandle
  /** The whole file, the start included. It is closed at the end. @throws Failure `unreadable-file` */
  readonly pieces: () => AsyncIterable<Uint8Array>
  /** Bytes handed out so far. */
  readonly read: () => number
  readonly close: () => Promise<void>
}

/** How much of a file is looked at to tell what it is. */
const HEAD = 1 << 18

/**
 * Opens an ordinary file. A pipe is refused, since a table is looked at before it is read, and a pipe can be read once.
 * @throws Failure `unreadable-file`
 */
export async function openBytes(path: string): Promise<SheetBytes> {
  let handle: FileHandle | undefined
  try {
    // Asked before it is opened, since opening a pipe waits for somebody to write into it.
    const found = await stat(path)
    if (!found.isFile()) throw noFile(path, found)
    handle = await open(path, 'r')
    const head = await readHead(handle)
    return bytesOf(path, handle, head, found.size)
  } catch (error) {
    await handle?.close()
    throw readFailure(error, path)
  }
}

function noFile(path: string, found: Stats): Failure {
  if (found.isFIFO()) {
    return new Failure('unreadable-file', 'This is a pipe, which can be read only once.', {
      where: path,
      hint: 'Save the table to a file first: it is looked at before it is read.',
    })
  }
  const message = found.isDirectory() ? 'This is a folder, not a table.' : 'This is not a file.'
  return new Failure('unreadable-file', message, {
    where: path,
    hint: 'Name one file: .csv, .tsv, .xlsx, .json or .ndjson.',
  })
}

async function readHead(handle: FileHandle): Promise<Uint8Array> {
  const head = Buffer.allocUnsafe(HEAD)
  let length = 0
  while (length < HEAD) {
    const { bytesRead } = await handle.read(head, length, HEAD - length, null)
    if (bytesRead === 0) break
    length += bytesRead
  }
  return head.subarray(0, length)
}

function bytesOf(path: string, handle: FileHandle, head: Uint8Array, size: number): SheetBytes {
  let done = 0
  let closed = false
  const close = async (): Promise<void> => {
    if (closed) return
    closed = true
    await handle.close()
  }
  async function* pieces(): AsyncGenerator<Uint8Array> {
    try {
      done += head.length
      if (head.length > 0) yield head
      for (;;) {
        const piece = Buffer.allocUnsafe(PIECE)
        const { bytesRead } = await handle.read(piece, 0, PIECE, null)
        if (bytesRead === 0) break
        done += bytesRead
        yield piece.subarray(0, bytesRead)
      }
    } catch (error) {
      throw readFailure(error, path)
    } finally {
      await close()
    }
  }
  return { path, size, head, handle, pieces, read: () => done, close }
}
