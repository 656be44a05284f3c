import type { Readable } from 'node:stream'
import type { Entry, ZipFile } from 'yauzl'
import { Failure } from '../model/failure.ts'
import { decodeText, NotText } from './encoding.ts'
import type { SheetBytes } from './sheet-bytes.ts'
import { XmlFault, XmlScanner, type XmlHandler } from './xml-scanner.ts'

/*
 * The parts of a workbook, which are files of XML in a zip archive (ECMA-376, part 2). What a part says that it unpacks to is
 * held against limits before it is unpacked, and the archive's reader holds it against what it does unpack to.
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
      const parts = new Map<string, Entry>()
      for await (const entry of zip.eachEntry()) parts.set(entry.fileName.toLowerCase(), entry)
      return new WorkbookArchive(file.path, zip, parts)
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
   * @throws Failure `unreadable-file`
   */
  async *scan(part: string, handler: XmlHandler, most = Number.POSITIVE_INFINITY): AsyncGenerator<undefined> {
    const entry = this.#entry(part, most)
    const scanner = new XmlScanner(handler)
    let stream: Readable | undefined
    try {
      stream = await this.#zip.openReadStreamPromise(entry)
      for await (const text of decodeText(this.#counted(stream, entry), 'utf-8')) {
        scanner.scan(text)
        yield undefined
      }
      scanner.end()
    } catch (error) {
      if (error instanceof Failure) throw error
      if (error instanceof XmlFault)
        throw refusal(this.#path, `Its part ${part} cannot be read. ${error.message}`, error)
      if (error instanceof NotText) throw refusal(this.#path, `Its part ${part} is not UTF-8.`, error)
      throw refusal(this.#path, `Its part ${part} is damaged, or not of the size that it says.`, error)
    } finally {
      stream?.destroy()
    }
  }

  async *#counted(stream: Readable, entry: Entry): AsyncGenerator<Uint8Array> {
    const ratio = entry.compressedSize / Math.max(entry.uncompressedSize, 1)
    for await (const piece of stream as AsyncIterable<Uint8Array>) {
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

/** @param message says of "it" what is wrong with the workbook */
export function refusal(path: string, message: string, cause?: unknown): Failure {
  return new Failure('unreadable-file', `This workbook cannot be read. ${message}`, {
    where: path,
    hint: 'Open it in a spreadsheet program and save it as .xlsx anew, or as CSV (UTF-8).',
    ...(cause === undefined ? {} : { cause }),
  })
}
