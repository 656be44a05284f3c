import { Readable } from 'node:stream'

/*
 * A data package as a zip archive (APPNOTE.TXT 6.3.10). The same files give the same bytes: they stand in the order in which
 * they are given, without a time or an owner of their own, and are packed in one way. (How zlib packs may differ between
 * versions of Node and processors, what is packed does not.)
 */

export interface Packed {
  readonly name: string
  /** Asked for once, when it is its turn. */
  readonly pieces: () => AsyncIterable<Uint8Array>
  /** False for what is stored as it is: most documents are packed already, and none must look like an attack. */
  readonly isText: boolean
}

/** zlib's own middle between speed and size. */
const LEVEL = 6
/** Before the first time that an archive can hold, and so written as that one (APPNOTE.TXT 4.4.6): 1980-01-01. */
const NO_TIME = new Date(0)
/** An ordinary file that everybody may read. */
const MODE = 0o100644

/**
 * Packs files one after the other, in constant memory.
 * @throws whatever their pieces throw
 */
export async function* zipPieces(files: Iterable<Packed>): AsyncGenerator<Buffer> {
  const { ZipFile } = await import('yazl')
  const zip = new ZipFile()
  const out = zip.outputStream as NodeJS.ReadableStream & { destroy(error?: Error): unknown }
  zip.on('error', (error: Error) => out.destroy(error))
  let current: Readable | undefined
  for (const { name, pieces, isText } of files) {
    const options = {
      mtime: NO_TIME,
      mode: MODE,
      forceDosTimestamp: true,
      compressionLevel: isText ? LEVEL : 0,
    }
    zip.addReadStreamLazy(name, options, (give) => {
      current = Readable.from(copies(pieces()), { objectMode: false })
      current.on('error', (error) => out.destroy(error))
      give(null, current)
    })
  }
  zip.end()
  try {
    for await (const piece of out) yield piece as Buffer
  } finally {
    current?.destroy()
    out.destroy()
  }
}

/** Pieces may share their memory, and streams keep some of them. */
async function* copies(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) yield Uint8Array.from(piece)
}
