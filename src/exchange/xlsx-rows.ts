import { fromCell } from './csv.ts'
import type { Workbook } from './xlsx-workbook.ts'
import { TextCollector } from './xlsx-workbook.ts'
import { dateText, decodeEscapes, isHeld, numberText } from './xlsx-values.ts'
import { XmlFault, type XmlAttributes, type XmlHandler } from './xml-scanner.ts'
import { isTrue, lettersOf } from './xlsx-cells.ts'

/** A row of a worksheet, cells by their columns from 0; what is empty is ''. */
export interface WorksheetRow {
  readonly line: number
  readonly cells: string[]
  readonly problem?: string
}

const MAX_COLUMNS = 16_384
/** What spreadsheets show where a result has not come yet. */
const NO_RESULT = '#GETTING_DATA'

/** Makes rows of the XML of a worksheet (ECMA-376, part 1, section 18.3.1). */
export class WorksheetReader implements XmlHandler {
  readonly #book: Workbook
  /** Rows read since they were last taken. */
  #rows: WorksheetRow[] = []
  #line = 0
  #cells: string[] = []
  #problem: string | undefined
  #column = -1
  /** The last row in which each column had a cell. */
  readonly #used = new Float64Array(MAX_COLUMNS)
  #type = ''
  #style = 0
  #value = ''
  #isValue = false
  #hasValue = false
  #isFormula = false
  #inline: TextCollector | undefined
  #isData = false
  hiddenRows = 0
  hiddenColumns = 0
  mergedCells = 0
  /** In how many cells a sign of ours was taken off. */
  undone = 0

  constructor(book: Workbook) {
    this.#book = book
  }

  take(): WorksheetRow[] {
    const rows = this.#rows
    this.#rows = []
    return rows
  }

  readonly open = (name: string, attributes: XmlAttributes): void => {
    if (this.#inline !== undefined) this.#inline.open(name)
    else if (name === 'c' && this.#isData) this.#openCell(attributes)
    else if (name === 'v') this.#isValue = true
    else if (name === 'f') this.#isFormula = true
    else if (name === 'is') this.#inline = new TextCollector()
    else if (name === 'row' && this.#isData) this.#openRow(attributes)
    else if (name === 'sheetData') this.#isData = true
    else if (name === 'mergeCell') this.mergedCells++
    else if (name === 'col') this.#hideColumns(attributes)
  }

  readonly text = (text: string): void => {
    if (this.#inline !== undefined) this.#inline.text(text)
    else if (this.#isValue) this.#value += text
  }

  readonly close = (name: string): void => {
    if (name === 'is' && this.#inline !== undefined) {
      this.#value = this.#inline.take()
      this.#hasValue = true
      this.#inline = undefined
    } else if (this.#inline !== undefined) this.#inline.close(name)
    else if (name === 'v') {
      this.#isValue = false
      this.#hasValue = true
    } else if (name === 'c' && this.#isData) this.#closeCell()
    else if (name === 'row' && this.#isData) this.#closeRow()
    else if (name === 'sheetData') this.#isData = false
  }

  #openRow({ r, hidden }: XmlAttributes): void {
    const said = Number(r ?? this.#line + 1)
    if (!Number.isSafeInteger(said) || said <= this.#line) throw new XmlFault('Its rows are not in order.')
    this.#line = said
    this.#cells = []
    this.#problem = undefined
    this.#column = -1
    if (isTrue(hidden)) this.hiddenRows++
  }

  #openCell({ r, t, s }: XmlAttributes): void {
    this.#column = r === undefined ? this.#column + 1 : columnOf(r)
    if (this.#column >= MAX_COLUMNS) throw new XmlFault('It has a cell beyond the last column there can be.')
    if (this.#used[this.#column] === this.#line) throw new XmlFault(`It has the cell ${this.#place()} twice.`)
    this.#used[this.#column] = this.#line
    this.#type = t ?? 'n'
    this.#style = Number(s ?? 0)
    this.#value = ''
    this.#hasValue = false
    this.#isFormula = false
  }

  #closeCell(): void {
    const text = this.#cellText()
    if (text === '') return
    while (this.#cells.length < this.#column) this.#cells.push('')
    this.#cells[this.#column] = text
  }

  #cellText(): string {
    if (!this.#hasValue) {
      if (this.#isFormula)
        return this.#refuse(
          'is a formula whose result is not in the file: open and save it in a spreadsheet program',
          NO_RESULT,
        )
      return ''
    }
    switch (this.#type) {
      case 's':
        return this.#own(
          this.#book.texts[Number(this.#value)] ??
            this.#refuse('stands for a text that is not in the file', '#REF!'),
        )
      case 'str':
        return this.#own(decodeEscapes(this.#value))
      case 'inlineStr':
        return this.#own(this.#value)
      case 'b':
        return this.#value === '1' || this.#value === 'true' ? 'true' : 'false'
      case 'e':
        return this.#refuse(`has the error ${this.#value}`, this.#value)
      case 'd':
        return this.#value.replace(/T00:00:00(?:\.0+)?$/, '')
      default:
        return this.#numberText()
    }
  }

  #numberText(): string {
    const value = this.#value.trim()
    if (value === '') return ''
    const { date, percent } = this.#book.formats[this.#style] ?? {}
    if (date !== undefined) {
      return (
        dateText(Number(value), date, this.#book.is1904) ??
        this.#refuse(`has the number ${value}, which is no day`, value)
      )
    }
    const text = numberText(value, percent)
    if (text === undefined) return this.#refuse(`has the number ${value}, which is no number`, value)
    if (!isHeld(value)) {
      return this.#refuse(
        `has the number ${value}, which spreadsheets do not keep to its last digit: write it as a text`,
        value,
      )
    }
    // As it is shown, and as a CSV file has it: 0.7 would be taken for another figure.
    return percent === undefined ? text : `${text}%`
  }

  /** A text as it was before our export wrote it. */
  #own(text: string): string {
    const bare = fromCell(text)
    if (bare !== text) this.undone++
    return bare
  }

  /** @param cell what stands for it where the row is given back */
  #refuse(what: string, cell: string): string {
    this.#problem ??= `Cell ${this.#place()} ${what}.`
    return cell
  }

  #place(): string {
    return `${lettersOf(this.#column)}${String(this.#line)}`
  }

  #closeRow(): void {
    const row = { line: this.#line, cells: this.#cells }
    this.#rows.push(this.#problem === undefined ? row : { ...row, problem: this.#problem })
  }

  #hideColumns({ min, max, hidden }: XmlAttributes): void {
    const [from, to] = [Number(min), Number(max)]
    // To the last column there can be: what is hidden is that there is nothing.
    if (isTrue(hidden) && to < MAX_COLUMNS) this.hiddenColumns += to - from + 1
  }
}

/** `C5` is column 2. */
function columnOf(place: string): number {
  let column = 0
  for (let i = 0; i < place.length; i++) {
    const letter = place.charCodeAt(i) - 0x40
    if (letter < 1 || letter > 26) break
    column = column * 26 + letter
  }
  if (column === 0) throw new XmlFault(`It has a cell in "${place}", which is no place.`)
  return column - 1
}
