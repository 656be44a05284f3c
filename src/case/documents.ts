import { readFile } from 'node:fs/promises'
import { archivedPath } from '../custody/archive.ts'
import { errnoOf } from '../io/file-failures.ts'
import { documentText, hasText, MAX_SEARCHED_BYTES } from '../exchange/document-text.ts'
import type { AnyRecord } from '../model/records.ts'

/**
 * The text of the archived documents of some sources, by key of the source: what each new revision of a source is
 * indexed with, so that search still finds the document after a correction.
 *
 * @param archive folder of the archived files
 * @returns nothing for a document without text, or whose file is missing: that is for checking, not for searching
 */
export async function documentsOf(
  archive: string,
  records: readonly AnyRecord[],
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>()
  for (const record of records) {
    if (record.type !== 'source' || record.file === undefined || record.retracted === true) continue
    const { sha256, bytes, mediaType } = record.file
    if (!hasText(mediaType) || bytes > MAX_SEARCHED_BYTES) continue
    const file = await readFile(archivedPath(archive, sha256)).catch((error: unknown) => {
      if (errnoOf(error) === 'ENOENT') return undefined
      throw error
    })
    const text = file === undefined ? undefined : documentText(file, mediaType)
    if (text !== undefined) texts.set(record.id, text)
  }
  return texts
}
