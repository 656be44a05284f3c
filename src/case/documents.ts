import { readFile, stat } from 'node:fs/promises'
import { archivedPath, type ArchivedFile } from '../custody/archive.ts'
import { archivedDocument } from '../custody/archived-document.ts'
import { errnoOf, readFailure } from '../io/file-failures.ts'
import {
  documentText,
  hasText,
  HTML_FORM,
  MAX_SEARCHED_BYTES,
  MAX_TEXT_BYTES,
} from '../exchange/document-text.ts'
import type { PdfTrouble } from '../exchange/pdf-text.ts'
import { composed } from '../model/composed.ts'
import type { AnyRecord, SourceRecord } from '../model/records.ts'

/*
 * The words of archived documents. What a library or a rule of ours takes from a PDF or a web page is archived beside
 * the document when it is added, so that what was found in it is found again, whatever reads PDFs by then.
 */

const PDF = 'application/pdf'

/** Why nothing can be looked up in a document of a type that could have words. */
export type Unsearched = PdfTrouble | 'unknown encoding' | 'no words'

/** The words of a document. */
export interface TakenText {
  readonly text: string
  /** What took them from it, with its version; undefined when the document is its own text. */
  readonly by: string | undefined
}

/**
 * Takes the words from a document that is being added.
 * @param path where it can be read
 * @returns the reason when there are none; undefined for a document of a type without words
 */
export async function takeText(
  { mediaType, bytes }: ArchivedFile,
  path: string,
): Promise<TakenText | Unsearched | undefined> {
  if (mediaType === PDF) return takePdfText(bytes, path)
  if (!hasText(mediaType)) return undefined
  if (bytes > MAX_SEARCHED_BYTES) return 'too large'
  const text = documentText(await readFile(path), mediaType)
  if (text === undefined) return 'unknown encoding'
  return mediaType === 'text/html' ? kept(text, HTML_FORM) : { text, by: undefined }
}

async function takePdfText(bytes: number, path: string): Promise<TakenText | Unsearched> {
  // Starting a thread, and what is needed for it, is for those who add a PDF.
  const { MAX_PDF_BYTES, pdfText } = await import('../exchange/pdf-text.ts')
  if (bytes > MAX_PDF_BYTES) return 'too large'
  const reading = await pdfText(path)
  return reading.text === undefined ? reading.why : kept(reading.text, reading.by)
}

/** A text in the form in which it is archived: composed, without NUL, and nothing that UTF-8 cannot say. */
function kept(taken: string, by: string): TakenText | Unsearched {
  const text = composed(taken.replaceAll('\u0000', ' ').toWellFormed())
  if (text.trim() === '') return 'no words'
  return Buffer.byteLength(text) > MAX_TEXT_BYTES ? 'too large' : { text, by }
}

/**
 * The words of a source's archived document: those that were taken from it when it was added, else those it is made of.
 *
 * @param archive folder of the archived files
 * @returns undefined for a source without a document, for a document without words, too large or in an encoding that is
 *   not told, and for one whose file is missing: that is for checking, not for reading
 */
export async function textOfSource(archive: string, { file }: SourceRecord): Promise<string | undefined> {
  if (file === undefined) return undefined
  const { text, mediaType } = file
  if (text !== undefined) {
    const bytes = text.bytes > MAX_TEXT_BYTES ? undefined : await readArchived(archive, text.sha256)
    return bytes === undefined ? undefined : decode(bytes)
  }
  if (!hasText(mediaType) || file.bytes > MAX_SEARCHED_BYTES) return undefined
  const bytes = await readArchived(archive, file.sha256)
  return bytes === undefined ? undefined : documentText(bytes, mediaType)
}

/** @returns undefined when there is no such file, or it is larger than what is read */
async function readArchived(archive: string, sha256: string): Promise<Buffer | undefined> {
  const path = archivedPath(archive, sha256)
  try {
    // Asked before it is opened: opening a pipe would wait for somebody to write into it.
    const found = await stat(path)
    return found.isFile() && found.size <= MAX_TEXT_BYTES ? await readFile(path) : undefined
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined
    throw readFailure(error, path)
  }
}

/**
 * Makes sure that the words of a source are those that were archived: others, or none, would stay in the index for good.
 * @throws Failure `case-damaged`
 */
async function refuseChanged(archive: string, { id, file }: SourceRecord): Promise<void> {
  if (file === undefined || (file.text === undefined && !hasText(file.mediaType))) return
  const { sha256 } = file.text ?? file
  const pieces = archivedDocument(archive, sha256, id)
  while ((await pieces.next()).done !== true);
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/**
 * The text of the archived documents of some sources, by key of the source: what each new revision of a source is
 * indexed with, so that search still finds the document after a correction.
 *
 * @param archive folder of the archived files
 * @throws Failure `case-damaged` for a document that is missing or not what was archived
 */
export async function documentsOf(
  archive: string,
  records: readonly AnyRecord[],
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>()
  for (const record of records) {
    if (record.type !== 'source' || record.retracted === true) continue
    await refuseChanged(archive, record)
    const text = await textOfSource(archive, record)
    if (text !== undefined) texts.set(record.id, text)
  }
  return texts
}
