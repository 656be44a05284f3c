import { Failure } from '../model/failure.ts'
import { readValue } from '../model/field-reader.ts'
import { splitTexts } from '../model/field-text.ts'
import { readLooseDate } from '../model/loose-date.ts'
import { plainDigits } from '../model/loose-number.ts'
import { readLooseQuantity } from '../model/loose-quantity.ts'
import { parseQuantity } from '../model/quantity.ts'
import { saysNone, saysNothing, tidy } from '../model/loose-text.ts'
import { foldName } from '../model/names.ts'
import { nearest } from '../model/nearest.ts'
import { shellWord } from '../model/shell-word.ts'
import type { DateOrder, Decimal } from '../exchange/mapping.ts'
import type { SheetField } from './import-fields.ts'

/** What is told of the cells of a sheet. */
export interface CellSettings {
  /** Their words and ours, by field. */
  readonly values: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly dates?: DateOrder
  /** Time zone of times that name none, as RFC 3339 writes it. */
  readonly zone?: string
  readonly decimal?: Decimal
  /** Whether the sheet is one of our own exports: then a text that is "-" is that text. */
  readonly isOwn: boolean
  /** Whether a point with three digits behind it may group thousands, as in text that was typed. */
  readonly pointMayGroup: boolean
}

/** The value of a field, and the unit when that stood in the cell of a quantity. */
export interface CellValue {
  readonly value: unknown
  readonly unit?: string
}

/** Texts that are kept as they came, white space and all. */
const AS_IT_CAME = /(?:^|_)(?:exact|prefix|suffix|words|note|caveats|coverage|judgement|stated|title)$/
/** Values that are remembered for each field; most cells say what another one said. */
const REMEMBERED = 4000

/** Reads the cells of one field. */
export class CellReader {
  readonly field: SheetField
  readonly #settings: CellSettings
  readonly #table: ReadonlyMap<string, string>
  readonly #asItCame: boolean
  readonly #isFixed: boolean
  /** A text costs less to read than to remember. */
  readonly #isRemembered: boolean
  readonly #seen = new Map<string, CellValue | null>()

  /** @param isFixed whether what is read is a value that was typed for all rows, and no cell */
  constructor(field: SheetField, settings: CellSettings, isFixed = false) {
    this.field = field
    this.#isFixed = isFixed
    this.#settings = settings
    this.#table = new Map(
      Object.entries(settings.values[field.name] ?? {}).map(([theirs, ours]) => [foldName(theirs), ours]),
    )
    const { form, ref } = field.field ?? {}
    this.#asItCame =
      field.statedOf !== undefined || (form === 'text' && ref === undefined && AS_IT_CAME.test(field.name))
    this.#isRemembered = !this.#asItCame && form !== undefined && form !== 'text'
  }

  /**
   * The value of a cell.
   * @returns undefined when nothing stands in it
   * @throws Failure of the value, naming the field
   */
  read(cell: string): CellValue | undefined {
    if (!this.#isRemembered) return this.#read(cell)
    const seen = this.#seen.get(cell)
    if (seen !== undefined) return seen ?? undefined
    const value = this.#read(cell)
    if (this.#seen.size >= REMEMBERED) this.#seen.clear()
    // A cell is cut from a piece of the file, all of which it would keep.
    this.#seen.set(Buffer.from(cell).toString(), value ?? null)
    return value
  }

  /** What a cell says, in our words where it was told which; undefined when it says nothing. */
  told(cell: string): string | undefined {
    const typed = tidy(cell)
    return this.#ours(typed) ?? (saysNothing(typed) ? undefined : cell)
  }

  /** Our word for theirs, where a table of values has one. */
  #ours(typed: string): string | undefined {
    return this.#table.size === 0 ? undefined : this.#table.get(foldName(typed))
  }

  #read(cell: string): CellValue | undefined {
    const typed = tidy(cell)
    const told = this.#ours(typed)
    const text = told ?? typed
    if (text === '') return undefined
    try {
      return this.#valueOf(told ?? cell, text)
    } catch (error) {
      throw error instanceof Failure ? error.at(this.field.name) : error
    }
  }

  #valueOf(cell: string, text: string): CellValue | undefined {
    const { field, statedOf } = this.field
    const { dates, zone, decimal, isOwn, pointMayGroup } = this.#settings
    if (this.#asItCame || statedOf !== undefined)
      return isOwn || !saysNothing(text) ? { value: cell } : undefined
    if (field?.form === 'choice') return this.#choice(text)
    if (field?.form === 'quantity' && saysNone(text)) return readQuantity()
    if (saysNothing(text) && (!isOwn || field?.form !== 'text')) return undefined
    switch (field?.form) {
      case undefined:
        return { value: text }
      case 'when':
        return { value: readLooseDate(text, dates, zone) }
      case 'quantity':
        return readQuantity()
      case 'number':
        return { value: this.#number(text) }
      case 'boolean':
        return { value: readValue(field, [text.replace(/^y$/i, 'yes').replace(/^n$/i, 'no')]) }
      case 'texts':
      case 'counts':
      case 'shows':
        return listed(readValue(field, [severalIn(cell)]))
      case 'text':
        return { value: field.column === 'country' ? text.toUpperCase() : text }
    }

    function readQuantity(): CellValue {
      // Of nothing one would be none; nobody had to look for that.
      if (field?.column === 'factor' && saysNone(text)) return { value: parseQuantity(text) }
      const { quantity, unit } = readLooseQuantity(text, decimal, pointMayGroup)
      return { value: quantity, ...(unit === undefined ? {} : { unit }) }
    }
  }

  /** A word of the vocabulary, also with spaces where it has hyphens. What says nothing is none, unless it is such a word. */
  #choice(text: string): CellValue | undefined {
    const { field } = this.field
    const choices = field?.choices ?? []
    const plain = (word: string) =>
      word
        .toLowerCase()
        .replace(/^tlp:/, '')
        .replace(/[\s_-]+/g, '-')
    const found = choices.find((choice) => plain(choice) === plain(text))
    if (found !== undefined) return { value: found }
    if (saysNothing(text)) return undefined
    if (field === undefined) throw new TypeError(`${this.field.name} has no words`)
    try {
      return { value: readValue(field, [text]) }
    } catch (error) {
      if (!(error instanceof Failure) || this.#isFixed) throw error
      throw new Failure(error.code, error.message, {
        hint: `Say with --values ${shellWord(`${this.field.name}:${text}=${suggested(text, choices)}`)} what each such word of theirs is here.`,
      })
    }
  }

  #number(text: string): number {
    const [, sign = '', figures = ''] = /^([+-]?)\s*(.*)$/s.exec(text.replace(/[−–]/g, '-')) ?? []
    const n = Number(plainDigits(figures, this.#settings.decimal))
    return sign === '-' ? -n : n
  }
}

/** The word of ours that has most to do with theirs, else a blank to be filled in. */
function suggested(text: string, choices: readonly string[]): string {
  const words = text.toLowerCase().split(/[^\p{L}]+/u)
  const stems = words.filter((word) => word.length > 3).map((word) => word.replace(/s$/, ''))
  const sharing = choices.filter((choice) => stems.some((stem) => choice.includes(stem)))
  const [only, another] = sharing
  return nearest(text, choices) ?? (another === undefined ? only : undefined) ?? 'WORD'
}

/** Line breaks in a cell separate values too. */
function severalIn(cell: string): string {
  return cell
    .replace(/[\r\n]+/g, ';')
    .split(';')
    .map((part) => part.replace(/[^\S\\]+/gu, ' '))
    .join(';')
}

function listed(value: unknown): CellValue | undefined {
  const isEmpty = Array.isArray(value) ? value.length === 0 : Object.keys(value as object).length === 0
  return isEmpty ? undefined : { value }
}

/** The texts of a cell that holds several. */
export function textsIn(cell: string): string[] {
  return splitTexts(severalIn(cell)).map(tidy)
}
