import { extname } from 'node:path'
import { Failure } from '../model/failure.ts'
import { TABLE_FORMATS } from './export-text.ts'

/** What an export is written as: a table, a map, a report, or a folder or archive with the whole case. */
export const FORMATS = [...TABLE_FORMATS, 'geojson', 'kml', 'markdown', 'datapackage'] as const
export type Format = (typeof FORMATS)[number]

/** Formats by the end of a file name. */
const BY_ENDING: Readonly<Record<string, Format>> = {
  '': 'csv',
  '.csv': 'csv',
  '.tsv': 'tsv',
  '.tab': 'tsv',
  '.xlsx': 'xlsx',
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.geojson': 'geojson',
  '.kml': 'kml',
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.zip': 'datapackage',
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
