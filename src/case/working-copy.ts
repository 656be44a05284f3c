import { join } from 'node:path'
import type { ArchivedFile } from '../custody/archive.ts'
import { archivedDocument } from '../custody/archived-document.ts'
import { Failure } from '../model/failure.ts'
import type { SourceRecord } from '../model/records.ts'
import { ARCHIVE, newest, type Case } from './case.ts'
import { resolve } from './resolve.ts'

/** The archived document of a source, to be copied. */
export interface Document {
  readonly source: SourceRecord
  readonly file: ArchivedFile
  /** Its bytes, from the start each time; see {@link archivedDocument}. */
  readonly bytes: () => AsyncIterable<Buffer>
}

/**
 * Finds the document of a source, of one that was retracted too: it is archived all the same.
 * @param word key or title of the source
 * @throws Failure `no-document`, and those of the name
 */
export async function archivedDocumentOf(
  { folder, store }: Pick<Case, 'folder' | 'store'>,
  word: string,
): Promise<Document> {
  const { record } = await resolve(store, word, ['source'], await newest(store), { retracted: true })
  const { id, file } = record
  if (file === undefined) throw withoutDocument(record)
  return { source: record, file, bytes: () => archivedDocument(join(folder, ARCHIVE), file.sha256, id) }
}

function withoutDocument({ id, url, archivedUrl }: SourceRecord): Failure {
  const address = archivedUrl ?? url
  const kept = 'A file is archived with: trace source add FILE'
  return new Failure('no-document', `No document was archived with ${id}: it is known by its fields alone.`, {
    hint: address === undefined ? kept : `Its address is ${address}, which is never fetched. ${kept}`,
  })
}
