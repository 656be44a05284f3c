import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { Failure } from '../../src/model/failure.ts'
import { openSheet, type Sheet, type SheetOptions, type SheetRow } from '../../src/exchange/sheet.ts'

export interface WholeSheet extends Omit<Sheet, 'rows'> {
  readonly rows: readonly SheetRow[]
}

/** A folder for the tests of one file, gone after them. */
export function sheetFolder(): {
  /** Writes a file and says where it is. */
  file: (name: string, contents: string | Uint8Array) => string
  /** Writes a file and reads it as a sheet to its end. */
  read: (name: string, contents: string | Uint8Array, options?: SheetOptions) => Promise<WholeSheet>
  /** The failure of doing so. */
  refused: (name: string, contents: string | Uint8Array, options?: SheetOptions) => Promise<Failure>
} {
  const folder = mkdtempSync(join(tmpdir(), 'trace-sheet-'))
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  const file = (name: string, contents: string | Uint8Array): string => {
    const path = join(folder, name)
    writeFileSync(path, contents)
    return path
  }
  const read = async (name: string, contents: string | Uint8Array, options?: SheetOptions) =>
    wholeSheet(file(name, contents), options)
  return {
    file,
    read,
    refused: async (name, contents, options) => {
      try {
        await read(name, contents, options)
      } catch (error) {
        if (error instanceof Failure) return error
        throw error
      }
      throw new Error('nothing was refused')
    },
  }
}

export async function wholeSheet(path: string, options?: SheetOptions): Promise<WholeSheet> {
  const sheet = await openSheet(path, options)
  const rows: SheetRow[] = []
  for await (const batch of sheet.rows) rows.push(...batch)
  return { ...sheet, rows }
}

/** Bytes of a text in a single-byte encoding. */
export function encoded(encoding: string, text: string): Uint8Array {
  const decoder = new TextDecoder(encoding)
  const bytes = new Map(
    Array.from({ length: 256 }, (_, byte) => [decoder.decode(new Uint8Array([byte])), byte]),
  )
  return Uint8Array.from(text, (character) => {
    const byte = bytes.get(character)
    if (byte === undefined) throw new Error(`${encoding} has no ${character}`)
    return byte
  })
}

/** UTF-16 of a text. */
export function wide(text: string, isBig: boolean): Buffer {
  const bytes = Buffer.from(text, 'utf16le')
  return isBig ? bytes.swap16() : bytes
}
