import type { AnyRecord } from './records.ts'

/** A file of the archive, as a record names it. */
export interface NamedFile {
  /** Under which it stands, in hexadecimal. */
  readonly sha256: string
  readonly bytes: number
  /** The columns `…_sha256` and `…_bytes` that say so. */
  readonly column: 'file' | 'file_text' | 'log'
}

/** What a record keeps in the archive: a source its document and the text taken from it, a merge the log of the other case. */
export function filesOf(record: AnyRecord): NamedFile[] {
  if (record.type === 'merge') return [{ ...record.log, column: 'log' }]
  if (record.type !== 'source' || record.file === undefined) return []
  const { sha256, bytes, text } = record.file
  return [
    { sha256, bytes, column: 'file' },
    ...(text === undefined ? [] : [{ sha256: text.sha256, bytes: text.bytes, column: 'file_text' as const }]),
  ]
}
