import { crc32 } from 'node:zlib'
import type { Entry, ZipFile } from 'yauzl'

/**
 * What an archive holds under one name, unpacked, in pieces. Its size is checked by the library as it is read (an archive is
 * opened with `validateEntrySizes`, as by default), and its checksum here, which the library leaves out (APPNOTE.TXT 6.3.10,
 * 4.4.7): a byte changed in what is only stored would go by in silence otherwise. Whoever stops before the end has nothing checked.
 * @throws Error after the last piece when the checksum is another, and what the library or the system says
 */
export async function* entryPieces(zip: ZipFile, entry: Entry): AsyncGenerator<Uint8Array> {
  let sum = 0
  for await (const piece of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
    sum = crc32(piece, sum)
    yield piece
  }
  if (sum !== entry.crc32) throw new Error('its checksum is another')
}
