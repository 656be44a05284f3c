import { Readable } from 'node:stream'

/*
 * A workbook without its rows, made by the library: what stands around the rows of its one sheet, and the other parts of
 * the archive. (A workbook is a zip archive of XML files: ECMA-376, part 2.)
 */

export interface WorkbookFrame {
  /** The other parts, by their names in the archive. */
  readonly parts: ReadonlyMap<string, Buffer>
  /** Name of the sheet in the archive. */
  readonly sheet: string
  /** Its XML up to the first row below the heading. */
  readonly before: string
  /** Its XML after the last row. @param rows how many rows there are, with the heading */
  readonly after: (rows: number) => string
  /** The style of a cell that is a date. */
  readonly dateStyle: string
}

const SHEET = 'xl/worksheets/sheet1.xml'
/** Stands for all the rows: a date, since its style is wanted. */
const SAMPLE = /<row r="2">.*?\bs="(\d+)".*?<\/row>/s
const WIDTH = 16

/** @param modified the time it is said to have been made */
export async function workbookFrame(heading: readonly string[], modified: Date): Promise<WorkbookFrame> {
  const { writeXlsx, rangeRef } = await import('hucre/xlsx')
  const filtered = (rows: number) => rangeRef(0, 0, Math.max(rows - 1, 0), heading.length - 1)
  const bytes = await writeXlsx({
    properties: { creator: 'trace', created: modified, modified },
    sheets: [
      {
        name: 'trace',
        columns: heading.map(() => ({ width: WIDTH })),
        rows: [[...heading], [new Date(Date.UTC(2000, 0, 1))]],
        freezePane: { rows: 1 },
        autoFilter: { range: filtered(2) },
      },
    ],
  })
  const parts = await partsOf(Buffer.from(bytes))
  const xml = parts
    .get(SHEET)
    ?.toString('utf8')
    .replace(/<dimension [^>]*>/, '')
  const sample = xml === undefined ? null : SAMPLE.exec(xml)
  if (xml === undefined || sample === null)
    throw new TypeError('The library made a workbook of another form.')
  parts.delete(SHEET)
  return {
    parts,
    sheet: SHEET,
    before: xml.slice(0, sample.index),
    after: (rows) => xml.slice(sample.index + sample[0].length).replace(filtered(2), filtered(rows)),
    dateStyle: sample[1] ?? '',
  }
}

async function partsOf(archive: Buffer): Promise<Map<string, Buffer>> {
  const { fromBufferPromise } = await import('yauzl')
  const zip = await fromBufferPromise(archive)
  const parts = new Map<string, Buffer>()
  for await (const entry of zip.eachEntry()) {
    const pieces: Buffer[] = []
    for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(piece as Buffer)
    parts.set(entry.fileName, Buffer.concat(pieces))
  }
  return parts
}

/** The same bytes at any time and place: a day without a time, which the archive has without a zone. */
const FIXED = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true }

/** The bytes of the archive, as they are asked for. */
export async function* archiveParts(
  parts: ReadonlyMap<string, Buffer>,
  sheet: string,
  xml: AsyncIterable<string>,
): AsyncGenerator<Uint8Array> {
  const { ZipFile } = await import('yazl')
  const zip = new ZipFile()
  const output = zip.outputStream as NodeJS.ReadableStream & { destroy(error: Error): void }
  zip.on('error', (error: Error) => {
    output.destroy(error)
  })
  for (const [name, bytes] of parts) zip.addBuffer(bytes, name, FIXED)
  const source = Readable.from(xml, { objectMode: false })
  source.on('error', (error) => {
    output.destroy(error)
  })
  zip.addReadStreamLazy(sheet, { ...FIXED, compressionLevel: 4 }, (give) => {
    give(null, source)
  })
  zip.end()
  try {
    for await (const piece of output) yield piece as Buffer
  } finally {
    source.destroy()
  }
}
