import { existsSync } from 'node:fs'
import { lstat, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { FILES } from '../exchange/package.ts'
import { badRow, type PackageRow } from '../exchange/package-table.ts'
import { archivedPath, stagePieces, type Tools } from '../custody/archive.ts'
import { filesOf, type NamedFile } from '../model/archived-files.ts'
import type { AnyRecord } from '../model/records.ts'
import { ARCHIVE, DATABASE } from './case.ts'
import type { DataPackage } from './package-read.ts'

/** Takes the documents of a package into the archive of the case that is made of it, each once. */
export class DocumentCopies {
  readonly #source: DataPackage
  readonly #archive: string
  readonly #tools: Tools
  readonly #database: string
  /** Lengths by hash. */
  readonly #copied = new Map<string, number>()
  /** Hashes of those of which there was nothing before. */
  readonly #added: string[] = []

  constructor(source: DataPackage, folder: string, tools: Tools) {
    this.#source = source
    this.#archive = join(folder, ARCHIVE)
    this.#database = join(folder, DATABASE)
    this.#tools = tools
  }

  get count(): number {
    return this.#copied.size
  }

  /**
   * Copies what a record keeps in the archive, unless it is there, checking that it has the hash and length the row gives.
   * @returns whether it keeps anything
   * @throws Failure `bad-package`, naming the row; `cannot-write`, `disk-full`
   */
  async copy(record: AnyRecord, row: PackageRow): Promise<boolean> {
    const named = filesOf(record)
    for (const file of named) {
      const { sha256, bytes, column } = file
      const length = this.#copied.get(sha256) ?? (await this.#copyOne(file, row))
      if (length !== bytes)
        throw badRow(row, `${column}_bytes`, `The file has ${String(length)} bytes, not ${String(bytes)}.`)
      this.#copied.set(sha256, length)
    }
    return named.length > 0
  }

  /** Takes away what it put there, for a case that was not made. What cannot be removed stays. */
  async takeBack(): Promise<void> {
    // Somebody else made a case here meanwhile, and these may be its documents.
    if (existsSync(this.#database)) return
    for (const sha256 of this.#added)
      await rm(archivedPath(this.#archive, sha256), { force: true }).catch(() => undefined)
  }

  async #copyOne({ sha256, column }: NamedFile, row: PackageRow): Promise<number> {
    const where = `${column}_sha256`
    const { files } = this.#source
    // The schema lets only 64 hexadecimal digits be a hash, so this is a plain name.
    const name = `${FILES}/${sha256}`
    const found = await files.find(name)
    if (found === 'special') throw badRow(row, where, `${name} is not an ordinary file of the package.`)
    if (found === 'missing') throw badRow(row, where, `There is no ${name} in the package.`)
    const staged = await stagePieces(files.pieces(name), this.#archive, this.#tools)
    try {
      if (staged.sha256 !== sha256) {
        throw badRow(
          row,
          where,
          `The file in ${FILES} has another hash: ${staged.sha256}.`,
          'Restore the file from where the package came from.',
        )
      }
      const path = archivedPath(this.#archive, sha256)
      const isNew = await lstat(path).then(
        () => false,
        () => true,
      )
      await staged.keep()
      if (isNew) this.#added.push(sha256)
      return staged.bytes
    } finally {
      await staged.discard()
    }
  }
}
