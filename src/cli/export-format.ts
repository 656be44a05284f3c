import { extname } from 'node:path'
import { Failure } from '../model/failure.ts'
import { TEXT_FORMATS } from './export-text.ts'

/** What an export is written as: text, a row at a time, or a folder. */
export const FORMATS = [...TEXT_FORMATS, 'datapackage'] as const
type Format = (typeof FORMATS)[number]

/** Formats by the end of a file name. */
const BY_ENDING: Readonly<Record<string, Format>> = {
  '': 'csv',
  '.csv': 'csv',
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
}

/** @throws Failure `usage` for an unknown format, and for a file name with an ending that is none */
export function formatOf({ format, output }: { format?: string; output?: string }): Format {
  const end = extname(output ?? '').toLowerCase()
  const found = format === undefined ? BY_ENDING[end] : FORMATS.find((one) => one === format.toLowerCase())
  if (found !== undefined) return found
  throw format === undefined
    ? new Failure('usage', `No format is known by the end of its name, ${end}.`, {
        where: output ?? '',
        hint: `Say which with -f: ${FORMATS.join(', ')}.`,
      })
    : new Failure('usage', `There is no format "${format}".`, {
        hint: `Choose one of ${FORMATS.join(', ')}.`,
      })
}
