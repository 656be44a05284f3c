import type { Entry, ZipFile } from 'yauzl'
import { Failure } from '../model/failure.ts'
import { decodeText, NotText } from './encoding.ts'
import type { SheetBytes } from './sheet-bytes.ts'
import { XmlFault, XmlScanner, type XmlHandler } from './xml-scanner.ts'
import { entryPieces } from './zip-entry.ts'

/*
 * The parts of a workbook, which are files of XML in a zip archive (ECMA-376, part 2). What a part says that it unpacks to is
 * held against limits before it is unpacked; its size and its checksum are held against what it does unpack to, so that what
 * was read of a part counts only when it was read to its end.
 */

const MIB = 1 << 20
/** A workbook has a few dozen. */
const MAX_PARTS = 10_000
/** Parts that are read whole, in bytes: names of sheets, formats. */
const MAX_SMALL = 32 * MIB
/** Texts that are in memory while the rows are read, in bytes of XML. */
const MAX_TEXTS = 512 * MIB
/** Text shrinks to a twentieth or a fiftieth; what shrinks more is made to. */
const MAX_RATIO = 400
const RATIO_FROM = 64 * MIB

/** An archive whose parts can be read, one at a time. */
export class WorkbookArchive {
  readonly #path: string
  readonly #zip: ZipFile
  readonly #parts: ReadonlyMap<string, Entry>
  /** Bytes of the archive that were read, as near as can be told. */
  read = 0

  private constructor(path: string, zip: ZipFile, parts: ReadonlyMap<string, Entry>) {
    this.#path = path
    this.#zip = zip
    this.#parts = parts
  }

  /** @throws Failure `unreadable-file` */
  static async open(file: SheetBytes): Promise<WorkbookArchive> {
    const { fromFdPromise } = await import('yauzl')
    try {
      const zip = await fromFdPromise(file.handle.fd, { autoClose: false, lazyEntries: true })
      if (zip.entryCount > MAX_PARTS) throw refusal(file.path, 'It has more parts than any workbook.')
      return new WorkbookArchive(file.path, zip, await partsOf(zip, file.path))
    } catch (error) {
      throw error instanceof Failure
        ? error
        : refusal(file.path, 'The archive that it is cannot be unpacked.', error)
    }
  }

  has(part: string): boolean {
    return this.#parts.has(part.toLowerCase())
  }

  /** Reads a small part to its end. @throws Failure `unreadable-file` */
  async readSmall(part: string, handler: XmlHandler): Promise<void> {
    for await (const _ of this.scan(part, handler, MAX_SMALL)) {
      // It is the handler that keeps what is wanted.
    }
  }

  /** Reads the table of texts. @throws Failure `unreadable-file` */
  async readTexts(part: string, handler: XmlHandler): Promise<void> {
    for await (const _ of this.scan(part, handler, MAX_TEXTS)) {
      // As above.
    }
  }

  /**
   * Hands a part to a handler, piece by piece as the caller asks for the next.
   * @param most bytes that it may unpack to
   * @throws Failure `unreadable-file`, also after the last piece, when the part turns out to be damaged
   */
  async *scan(part: string, handler: XmlHandler, most = Number.POSITIVE_INFINITY): AsyncGenerator<undefined> {
    const entry = this.#entry(part, most)
    const scanner = new XmlScanner(handler)
    try {
      for await (const text of decodeText(this.#counted(entry), 'utf-8')) {
        scanner.scan(text)
        yield undefined
      }
      scanner.end()
    } catch (error) {
      if (error instanceof Failure) throw error
      if (error instanceof XmlFault)
        throw refusal(this.#path, `Its part ${part} cannot be read. ${error.message}`, error)
      if (error instanceof NotText) throw refusal(this.#path, `Its part ${part} is not UTF-8.`, error)
      throw refusal(
        this.#path,
        `Its part ${part} is damaged, or not of the size or the checksum that it says.`,
        error,
        COPY_AGAIN,
      )
    }
  }

  async *#counted(entry: Entry): AsyncGenerator<Uint8Array> {
    const ratio = entry.compressedSize / Math.max(entry.uncompressedSize, 1)
    for await (const piece of entryPieces(this.#zip, entry)) {
      this.read += piece.length * ratio
      yield piece
    }
  }

  #entry(part: string, most: number): Entry {
    const entry = this.#parts.get(part.toLowerCase())
    if (entry === undefined) throw refusal(this.#path, `Its part ${part} is missing.`)
    const { uncompressedSize: size, compressedSize } = entry
    if (entry.isEncrypted()) throw refusal(this.#path, 'It is protected by a password.')
    if (size > most) {
      throw new Failure(
        'unreadable-file',
        `Its part ${part} takes ${String(Math.ceil(size / MIB))} MiB, of which at most ${String(most / MIB)} can be read.`,
        {
          where: this.#path,
          hint: 'Save the sheet as CSV (UTF-8), which can be of any size.',
        },
      )
    }
    if (size > RATIO_FROM && size > MAX_RATIO * compressedSize)
      throw refusal(
        this.#path,
        `Its part ${part} unpacks to more than ${String(MAX_RATIO)} times its size, as no table does.`,
      )
    return entry
  }
}

/** By their names in small letters: two that differ in capitals alone are one name (ECMA-376, part 2, section 9.1.1). */
async function partsOf(zip: ZipFile, path: string): Promise<Map<string, Entry>> {
  const parts = new Map<string, Entry>()
  for await (const entry of zip.eachEntry()) {
    // Folders are no parts; some programs add them.
    if (entry.fileName.endsWith('/')) continue
    const name = entry.fileName.toLowerCase()
    if (parts.has(name))
      throw refusal(path, `It holds the part ${entry.fileName} twice.`, undefined, WHICH_COUNTS)
    parts.set(name, entry)
  }
  return parts
}

const SAVE_ANEW = 'Open it in a spreadsheet program and save it as .xlsx anew, or as CSV (UTF-8).'
/** A spreadsheet program may open it all the same, and would hide what is wrong. */
const COPY_AGAIN = 'Copy it again from where it came from.'
const WHICH_COUNTS = 'Which one counts cannot be told: ask whoever sent it for another copy.'

/** @param message says of "it" what is wrong with the workbook */
export function refusal(path: string, message: string, cause?: unknown, hint = SAVE_ANEW): Failure {
  return new Failure('unreadable-file', `This workbook cannot be read. ${message}`, {
    where: path,
    hint,
    ...(cause === undefined ? {} : { cause }),
  })
}
