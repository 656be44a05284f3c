import { ZipFile } from 'yazl'

/** The parts of a small workbook, to be changed by a test. */
export interface WorkbookText {
  /** XML between `<worksheet>` and `</worksheet>`. */
  readonly sheet: string
  /** XML of the table of texts, whole. */
  readonly texts?: string
  /** Codes of formats: a cell with `s="N"` has the Nth, from 1. Numbers are those that every workbook has. */
  readonly formats?: readonly (string | number)[]
  readonly is1904?: boolean
  /** Names and states of worksheets; the last is the one that `sheet` is of, and the others are empty. */
  readonly sheets?: readonly (readonly [name: string, state?: string])[]
  /** Parts that are there beside or in place of the others. */
  readonly parts?: Readonly<Record<string, string | Buffer>>
  /** Whether its parts are only stored, so that their texts can be found in its bytes. */
  readonly isStored?: boolean
}

const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
const RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
const TYPE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

const escapeXml = (text: string) => text.replace(/[&<>"]/g, (c) => `&#${String(c.charCodeAt(0))};`)

/** The bytes of a workbook. */
export async function workbook({
  sheet,
  texts,
  formats = [],
  is1904 = false,
  sheets = [['Sheet1']],
  parts = {},
  isStored = false,
}: WorkbookText): Promise<Buffer> {
  const codes = formats.map((format, i) => (typeof format === 'number' ? format : 164 + i))
  const own = formats
    .map((format, i) =>
      typeof format === 'string'
        ? `<numFmt numFmtId="${String(164 + i)}" formatCode="${escapeXml(format)}"/>`
        : '',
    )
    .join('')
  const all: Record<string, string | Buffer> = {
    '[Content_Types].xml': '<Types/>',
    '_rels/.rels': `<Relationships ${RELATIONS}><Relationship Id="r1" Type="${TYPE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<?xml version="1.0"?><x:workbook xmlns:x="m" xmlns:r="r"><x:workbookPr date1904="${is1904 ? '1' : '0'}"/><x:sheets>${sheets
      .map(
        ([name, state], i) =>
          `<x:sheet name="${escapeXml(name)}" sheetId="${String(i + 1)}" ${state === undefined ? '' : `state="${state}" `}r:id="s${String(i)}"/>`,
      )
      .join('')}</x:sheets></x:workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships ${RELATIONS}>${sheets
      .map(
        (_, i) =>
          `<Relationship Id="s${String(i)}" Type="${TYPE}/worksheet" Target="/xl/worksheets/sheet${String(i)}.xml"/>`,
      )
      .join(
        '',
      )}<Relationship Id="t" Type="${TYPE}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="y" Type="${TYPE}/styles" Target="styles.xml"/></Relationships>`,
    'xl/styles.xml': `<styleSheet ${MAIN}><numFmts>${own}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>${codes
      .map((code) => `<xf numFmtId="${String(code)}"/>`)
      .join('')}</cellXfs></styleSheet>`,
    ...Object.fromEntries(
      sheets.map((_, i) => [
        `xl/worksheets/sheet${String(i)}.xml`,
        `<?xml version="1.0" encoding="UTF-8"?>\n<worksheet ${MAIN}>${i === sheets.length - 1 ? sheet : '<sheetData/>'}</worksheet>`,
      ]),
    ),
    ...(texts === undefined ? {} : { 'xl/sharedStrings.xml': texts }),
    ...parts,
  }
  return zipped(all, { compress: !isStored })
}

/** A zip archive of texts. */
export async function zipped(
  parts: Readonly<Record<string, string | Buffer>>,
  options: { compress?: boolean } = {},
): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [name, contents] of Object.entries(parts)) zip.addBuffer(Buffer.from(contents), name, options)
  zip.end()
  const pieces: Buffer[] = []
  for await (const piece of zip.outputStream) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

/** `<sheetData>` of rows of cells, each as its XML without the place: ` t="b"><v>1</v>`, or a text. */
export function sheetData(rows: readonly (readonly string[])[]): string {
  const cell = (xml: string, column: number, row: number) => {
    const place = `${String.fromCharCode(65 + column)}${String(row + 1)}`
    if (xml === '') return ''
    return xml.startsWith(' ') || xml.startsWith('>')
      ? `<c r="${place}"${xml}</c>`
      : `<c r="${place}" t="inlineStr"><is><t>${escapeXml(xml)}</t></is></c>`
  }
  const all = rows.map(
    (cells, row) => `<row r="${String(row + 1)}">${cells.map((xml, i) => cell(xml, i, row)).join('')}</row>`,
  )
  return `<sheetData>${all.join('')}</sheetData>`
}
