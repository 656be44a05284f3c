import { Failure } from '../model/failure.ts'
import { nearest } from '../model/nearest.ts'
import { refusal, type WorkbookArchive } from './xlsx-archive.ts'
import { cellFormatOf, decodeEscapes, type CellFormat } from './xlsx-values.ts'
import type { XmlHandler } from './xml-scanner.ts'
import { isTrue } from './xlsx-cells.ts'

/** What the parts around a worksheet say of it. */
export interface Workbook {
  /** Name of the worksheet and its part in the archive. */
  readonly sheet: string
  readonly part: string
  /** Names of the other worksheets that are not hidden. */
  readonly others: readonly string[]
  readonly is1904: boolean
  /** Texts by number. */
  readonly texts: readonly string[]
  /** What a cell's style says of its number, by number; undefined for styles of plain numbers. */
  readonly formats: readonly (CellFormat | undefined)[]
}

interface SheetEntry {
  readonly name: string
  readonly relation: string
  readonly isHidden: boolean
}

interface Relation {
  /** The last word of its type: `worksheet`, `sharedStrings`, `styles`. */
  readonly type: string
  readonly part: string
}

const nothing = (): void => undefined
const handler = (own: Partial<XmlHandler>): XmlHandler => ({
  open: nothing,
  close: nothing,
  text: nothing,
  ...own,
})

/**
 * @param wanted name of a worksheet; undefined: the first that is not hidden
 * @throws Failure `unreadable-file`, `unknown-name`
 */
export async function readWorkbook(
  archive: WorkbookArchive,
  wanted: string | undefined,
  path: string,
): Promise<Workbook> {
  const root = await relationsOf(archive, '')
  const book = [...root.values()].find(({ type }) => type === 'officeDocument')?.part
  if (book === undefined || !archive.has(book)) throw refusal(path, 'There is no workbook in it.')
  const { sheets, is1904 } = await readBook(archive, book)
  const relations = await relationsOf(archive, book)
  // A chart that has a sheet to itself is no worksheet.
  const worksheets = sheets.filter(({ relation }) => relations.get(relation)?.type === 'worksheet')
  const sheet = choose(worksheets, wanted, path)
  const related = [...relations.values()]
  const texts = related.find(({ type }) => type === 'sharedStrings')?.part
  const styles = related.find(({ type }) => type === 'styles')?.part
  return {
    sheet: sheet.name,
    part: relations.get(sheet.relation)?.part ?? '',
    others: worksheets.filter((one) => one !== sheet && !one.isHidden).map(({ name }) => name),
    is1904,
    texts: texts === undefined || !archive.has(texts) ? [] : await readTexts(archive, texts),
    formats: styles === undefined || !archive.has(styles) ? [] : await readFormats(archive, styles),
  }
}

function choose(sheets: readonly SheetEntry[], wanted: string | undefined, path: string): SheetEntry {
  const sheet = sheets.find(({ name, isHidden }) => (wanted === undefined ? !isHidden : name === wanted))
  if (sheet !== undefined) return sheet
  const names = sheets.map(({ name }) => name)
  if (wanted === undefined) throw refusal(path, 'There is no worksheet in it that is not hidden.')
  const near = nearest(wanted, names)
  throw new Failure('unknown-name', `There is no worksheet "${wanted}" in it.`, {
    where: path,
    hint: near === undefined ? `Its worksheets are: ${names.join(', ')}.` : `Did you mean ${near}?`,
  })
}

async function readBook(
  archive: WorkbookArchive,
  book: string,
): Promise<{ sheets: SheetEntry[]; is1904: boolean }> {
  const sheets: SheetEntry[] = []
  let is1904 = false
  await archive.readSmall(
    book,
    handler({
      open: (element, { date1904, name = '', id = '', state = 'visible' }) => {
        if (element === 'workbookPr') is1904 = isTrue(date1904)
        if (element === 'sheet') sheets.push({ name, relation: id, isHidden: state !== 'visible' })
      },
    }),
  )
  return { sheets, is1904 }
}

/** Relations of a part by their ids (ECMA-376, part 2, section 9.3). @param part '' for the archive as a whole */
async function relationsOf(archive: WorkbookArchive, part: string): Promise<Map<string, Relation>> {
  const [, folder = '', file = ''] = /^(.*\/)?([^/]*)$/.exec(part) ?? []
  const relations = new Map<string, Relation>()
  const own = `${folder}_rels/${file}.rels`
  if (!archive.has(own)) return relations
  await archive.readSmall(
    own,
    handler({
      open: (name, { Id = '', Type = '', Target = '' }) => {
        if (name !== 'Relationship') return
        relations.set(Id, {
          type: Type.replace(/^.*\//, ''),
          // Resolved as an address, which cannot lead out of the archive.
          part: decodeURI(new URL(Target, `zip:/${folder}`).pathname).slice(1),
        })
      },
    }),
  )
  return relations
}

/** The table of texts (section 18.4.9), without the readings that Japanese texts have above them. */
async function readTexts(archive: WorkbookArchive, part: string): Promise<string[]> {
  const texts: string[] = []
  const text = new TextCollector()
  await archive.readTexts(part, {
    open: (name) => {
      text.open(name)
    },
    text: (piece) => {
      text.text(piece)
    },
    close: (name) => {
      text.close(name)
      if (name === 'si') texts.push(text.take())
    },
  })
  return texts
}

/** Puts a text together that stands in one `t` or in runs of them. */
export class TextCollector {
  #text = ''
  #isText = false
  #isReading = false

  open(name: string): void {
    if (name === 't') this.#isText = !this.#isReading
    else if (name === 'rPh') this.#isReading = true
  }

  text(piece: string): void {
    if (this.#isText) this.#text += piece
  }

  close(name: string): void {
    if (name === 't') this.#isText = false
    else if (name === 'rPh') this.#isReading = false
  }

  /** The text so far; the next begins anew. */
  take(): string {
    const text = decodeEscapes(this.#text)
    this.#text = ''
    return text
  }
}

/** What each style of cells says of a number (section 18.8.10, `cellXfs`). */
async function readFormats(archive: WorkbookArchive, part: string): Promise<(CellFormat | undefined)[]> {
  const codes = new Map<number, string>()
  const formats: number[] = []
  let isCells = false
  await archive.readSmall(
    part,
    handler({
      open: (name, { numFmtId, formatCode = '' }) => {
        if (name === 'cellXfs') isCells = true
        else if (name === 'numFmt') codes.set(Number(numFmtId), formatCode)
        else if (name === 'xf' && isCells) formats.push(Number(numFmtId ?? 0))
      },
      close: (name) => {
        if (name === 'cellXfs') isCells = false
      },
    }),
  )
  return formats.map((id) => cellFormatOf(id, codes.get(id)))
}
