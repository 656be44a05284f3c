import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { chmod, mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { syncFolder, writeAll } from '../io/durable.ts'
import { errnoOf, readFailure, writeFailure } from '../io/file-failures.ts'
import { removeLeftovers } from '../io/leftovers.ts'
import { Failure } from '../model/failure.ts'

/*
 * The documents of a case: each stands under its SHA-256 in `files/`, read-only. A file is copied under another name
 * first and takes its own only when it is whole and on the disk, so whatever interrupts it, a file under a hash is
 * that file.
 */

/** What a source record keeps of its document. */
export interface ArchivedFile {
  /** SHA-256 of what was copied, in hexadecimal. */
  readonly sha256: string
  readonly bytes: number
  /** By the end of its name. */
  readonly mediaType: string
  /** The name it had. */
  readonly name: string
}

/** A copy that is whole but not yet part of the archive: exactly one of `keep` and `discard` ends it. */
export interface Staged {
  readonly file: ArchivedFile
  /** Where the copy can be read until then. */
  readonly path: string
  /** Puts it under its hash; a second time does nothing. @throws Failure `cannot-write`, `disk-full` */
  keep(): Promise<void>
  /** Takes the copy away, unless it was kept. */
  discard(): Promise<void>
}

/** Text of a document that is to be archived beside it. */
export type StagedText = Omit<Staged, 'file'> & { readonly sha256: string; readonly bytes: number }

export interface Tools {
  readonly now: () => Date
  readonly randomBytes: (length: number) => Buffer
}

/** Start of the name of a copy that is not whole yet. */
const INCOMING = '.incoming-'
const CHUNK = 1 << 20

/** Where a document stands. @param archive the case's `files` folder */
export function archivedPath(archive: string, sha256: string): string {
  return join(archive, sha256)
}

/**
 * Copies a file beside the archive, hashing what is written. Memory use does not depend on the file's size.
 * @param file path of the file to add; a link is followed
 * @param archive the case's `files` folder, made when it is missing
 * @throws Failure `unreadable-file`, `cannot-write`, `disk-full`; nothing is left behind then
 */
export async function stageFile(file: string, archive: string, tools: Tools): Promise<Staged> {
  const source = await openDocument(file)
  try {
    const { sha256, bytes, ...staged } = await stage(archive, tools, (take) => eachPiece(source, file, take))
    const name = basename(file)
    return { ...staged, file: { sha256, bytes, mediaType: mediaTypeOf(name), name } }
  } finally {
    await source.close()
  }
}

/**
 * Writes the text that was taken from a document beside the archive, as {@link stageFile} does with the document.
 * @returns with the hash and the length of its UTF-8
 * @throws Failure `cannot-write`, `disk-full`; nothing is left behind then
 */
export function stageText(text: string, archive: string, tools: Tools): Promise<StagedText> {
  return stage(archive, tools, (take) => take(Buffer.from(text)))
}

/**
 * Writes what comes in pieces beside the archive, as {@link stageFile} does with a file.
 * @returns with the hash and the length of all of it
 * @throws Failure `cannot-write`, `disk-full`; whatever the pieces throw. Nothing is left behind then.
 */
export function stagePieces(
  pieces: AsyncIterable<Uint8Array>,
  archive: string,
  tools: Tools,
): Promise<StagedText> {
  return stage(archive, tools, async (take) => {
    for await (const piece of pieces)
      await take(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength))
  })
}

/**
 * Writes a text of any length beside the archive, a piece at a time.
 * @returns with the hash and the length of its UTF-8
 * @throws Failure `cannot-write`, `disk-full`, and whatever making the pieces throws; nothing is left behind then
 */
export function stageTexts(texts: AsyncIterable<string>, archive: string, tools: Tools): Promise<StagedText> {
  return stage(archive, tools, async (take) => {
    for await (const text of texts) await take(Buffer.from(text))
  })
}

type Take = (piece: Buffer) => Promise<void>

/** @param pieces hands over what is to be written, piece by piece */
async function stage(
  archive: string,
  { now, randomBytes }: Tools,
  pieces: (take: Take) => Promise<void>,
): Promise<StagedText> {
  await makeArchive(archive)
  await removeLeftovers(archive, (name) => name.startsWith(INCOMING), now())
  const path = join(archive, `${INCOMING}${randomBytes(8).toString('hex')}`)
  const discard = (): Promise<void> => rm(path, { force: true })
  try {
    const { sha256, bytes } = await writeHashing(path, pieces)
    let kept: Promise<void> | undefined
    return {
      sha256,
      bytes,
      path,
      keep: () => (kept ??= settle(path, archivedPath(archive, sha256), archive)),
      discard,
    }
  } catch (error) {
    // Where nothing may be looked at, nothing can be taken away either: what is told is why it could not be written.
    await discard().catch(() => undefined)
    throw writeFailure(error, archive)
  }
}

async function openDocument(file: string): Promise<FileHandle> {
  try {
    // Asked before it is opened: opening a pipe would wait for somebody to write into it.
    checkIsFile(await stat(file), file)
    const handle = await open(file, constants.O_RDONLY)
    checkIsFile(await handle.stat(), file)
    return handle
  } catch (error) {
    throw readFailure(error, file)
  }
}

function checkIsFile(found: { isFile: () => boolean; isDirectory: () => boolean }, file: string): void {
  if (found.isFile()) return
  throw new Failure(
    'unreadable-file',
    found.isDirectory() ? 'This is a folder, not a file.' : 'This is not a regular file.',
    {
      where: file,
      hint: found.isDirectory()
        ? 'Name one file; a folder of files is added file by file.'
        : 'Save it as a file first, then add that.',
    },
  )
}

async function makeArchive(archive: string): Promise<void> {
  try {
    if ((await mkdir(archive, { recursive: true, mode: 0o700 })) !== undefined) await chmod(archive, 0o700)
  } catch (error) {
    throw writeFailure(error, archive)
  }
}

/** Writes and hashes in one pass; the copy is on the disk and read-only when it returns. */
async function writeHashing(
  path: string,
  pieces: (take: Take) => Promise<void>,
): Promise<{ sha256: string; bytes: number }> {
  const target = await open(path, 'wx', 0o600)
  try {
    const digest = createHash('sha256')
    let bytes = 0
    await pieces(async (piece) => {
      digest.update(piece)
      await writeAll(target, piece)
      bytes += piece.length
    })
    await target.chmod(0o400)
    await target.sync()
    return { sha256: digest.digest('hex'), bytes }
  } finally {
    await target.close()
  }
}

async function eachPiece(source: FileHandle, file: string, take: Take): Promise<void> {
  const chunk = Buffer.allocUnsafe(CHUNK)
  for (;;) {
    const { bytesRead } = await source.read(chunk, 0, CHUNK, null).catch((error: unknown) => {
      throw readFailure(error, file)
    })
    if (bytesRead === 0) return
    await take(chunk.subarray(0, bytesRead))
  }
}

async function settle(from: string, to: string, archive: string): Promise<void> {
  try {
    await rename(from, to)
    await syncFolder(archive)
  } catch (error) {
    await rm(from, { force: true })
    throw writeFailure(error, errnoOf(error) === 'EISDIR' ? to : archive)
  }
}

/** Media types by the end of a name: what researchers archive. Anything else is bytes. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  txt: 'text/plain',
  md: 'text/markdown',
  html: 'text/html',
  htm: 'text/html',
  pdf: 'application/pdf',
  csv: 'text/csv',
  json: 'application/json',
  xml: 'application/xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  tsr: 'application/timestamp-reply',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  gif: 'image/gif',
  webp: 'image/webp',
  mp4: 'video/mp4',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  zip: 'application/zip',
}

export function mediaTypeOf(name: string): string {
  const end = extname(name).slice(1).toLowerCase()
  return Object.hasOwn(MEDIA_TYPES, end) ? (MEDIA_TYPES[end] ?? '') : 'application/octet-stream'
}
