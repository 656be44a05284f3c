import { opendir } from 'node:fs/promises'
import { archivedDocument } from '../custody/archived-document.ts'
import type { Fault } from '../model/fault.ts'
import { errnoOf, readFailure } from '../io/file-failures.ts'
import { Failure } from '../model/failure.ts'
import { Recent } from '../model/recent.ts'
import type { SourceRecord } from '../model/records.ts'
import { SHA256_HEX } from '../model/sha256-hex.ts'
import { textOfSource } from './documents.ts'

/** How many files are remembered as checked, so that one that several sources or revisions name is read once. */
const FILES = 50_000
/** How many texts of documents are kept for the quotations from them. */
const TEXTS = 4
/** How many files that belong to nothing are named. */
const STRAYS = 1000

/** Reads the archived documents of a case again, each once, and gives the texts of those that are as they were archived. */
export class DocumentCheck {
  readonly #archive: string
  readonly #checked = new Recent<boolean>(FILES)
  readonly #texts = new Recent<string | undefined>(TEXTS)
  readonly #onBytes: (bytes: number) => void
  readonly #onFault: (fault: Fault) => void
  files = 0
  bytes = 0

  /**
   * @param onBytes told of every piece that was read, with its length
   * @param onFault told of every file that is not as it was archived
   */
  constructor(archive: string, onBytes: (bytes: number) => void, onFault: (fault: Fault) => void) {
    this.#archive = archive
    this.#onBytes = onBytes
    this.#onFault = onFault
  }

  /** The text a source was indexed with; null when its files are not as they were archived. */
  async textOf(source: SourceRecord): Promise<string | null | undefined> {
    const { file } = source
    if (file === undefined) return undefined
    const parts = [file, ...(file.text === undefined ? [] : [file.text])]
    for (const { sha256, bytes } of parts) if (!(await this.#isSound(sha256, bytes, source.id))) return null
    // What was taken back is not searched in.
    if (source.retracted === true) return undefined
    return this.#read(source, file.text?.sha256 ?? file.sha256)
  }

  async #read(source: SourceRecord, sha256: string): Promise<string | undefined> {
    const known = this.#texts.get(sha256)
    if (known !== undefined) return known
    const text = await textOfSource(this.#archive, source)
    this.#texts.set(sha256, text)
    return text
  }

  async #isSound(sha256: string, bytes: number, source: string): Promise<boolean> {
    const known = this.#checked.get(sha256)
    if (known !== undefined) return known
    const what = await this.#differences(sha256, bytes, source)
    if (what !== undefined) this.#onFault({ kind: 'file', name: `file ${sha256}`, what: [what] })
    this.#checked.set(sha256, what === undefined)
    return what === undefined
  }

  async #differences(sha256: string, bytes: number, source: string): Promise<string | undefined> {
    let read = 0
    try {
      for await (const piece of archivedDocument(this.#archive, sha256, source)) {
        read += piece.length
        this.#onBytes(piece.length)
      }
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      return error.message.replace(/\.$/, '')
    }
    this.files += 1
    this.bytes += read
    return read === bytes
      ? undefined
      : `the source ${source} says that it has ${String(bytes)} bytes, and it has ${String(read)}`
  }

  /** Counts a file that is checked elsewhere, as one that is no stray. */
  expect({ sha256, bytes }: { readonly sha256: string; readonly bytes: number }): void {
    if (this.#checked.get(sha256) !== undefined) return
    this.#checked.set(sha256, true)
    this.files += 1
    this.bytes += bytes
  }

  /**
   * Files of the archive that nothing names: an add that was interrupted leaves one, or somebody put it there.
   * @returns undefined when there were too many documents to tell
   */
  async strays(): Promise<string[] | undefined> {
    if (!this.#checked.isComplete) return undefined
    const strays: string[] = []
    try {
      for await (const { name } of await opendir(this.#archive)) {
        if (SHA256_HEX.test(name) && this.#checked.get(name) === undefined && strays.length < STRAYS)
          strays.push(name)
      }
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw readFailure(error, this.#archive)
    }
    return strays.sort()
  }
}
