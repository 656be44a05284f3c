import type { Creatable, SheetType } from '../exchange/mapping.ts'
import type { SheetRow } from '../exchange/sheet.ts'
import { Failure, type FailureCode } from '../model/failure.ts'
import type { AnyRecord } from '../model/records.ts'
import type { RecordType } from '../model/vocabulary.ts'
import type { Directory, Known } from './import-directory.ts'
import { recordTypeOf, ROW_COLUMN, sheetField } from './import-fields.ts'
import { Maker } from './import-make.ts'
import { Names } from './import-names.ts'
import { observationRow, type Surroundings } from './import-observation.ts'
import { ownRow } from './import-own.ts'
import { RowReader, type FieldSource } from './import-row.ts'
import { SeenRows } from './import-seen.ts'
import { TextShelf, WantsText } from './import-texts.ts'
import type { CellSettings } from './import-values.ts'

/*
 * Rows of a sheet as records. Everything here is plain data in and plain data out, one row after the other, so that it can
 * run in a thread of its own.
 */

/** What a planner is made of; survives a structured clone. */
export interface PlanSettings extends CellSettings {
  readonly as: SheetType
  /** Headings of the sheet. */
  readonly columns: readonly string[]
  /** Our fields, and where they are read from. */
  readonly fields: readonly FieldSource[]
  readonly create: readonly Creatable[]
  readonly directory: Directory
  /** Key of the source that the file itself is: each row is cited from it, with `row N` as the place. */
  readonly citeFile?: string
  /** Records quotations also when they are not in the document. */
  readonly unverified: boolean
  /** Brings back what was retracted, when a row says it again. */
  readonly restore: boolean
}

/** Why a row is not taken. */
export interface Rejection {
  /** As a person sees it in their program. */
  readonly line: number
  /** Heading of the column, or the field that is fixed for all rows; undefined when it is the row as a whole. */
  readonly column?: string
  /** What stands there. */
  readonly value?: string
  readonly code: FailureCode
  /** One sentence. */
  readonly reason: string
  /** What to do about it. */
  readonly hint?: string
}

/** What came of one row. */
export type Planned =
  | {
      readonly fate: 'accepted'
      readonly line: number
      /** In an order in which references hold; some may be in the case already. */
      readonly records: readonly AnyRecord[]
      /** Types of records that are known to be in the case already, and were left out. */
      readonly repeated: readonly RecordType[]
    }
  | { readonly fate: 'rejected'; readonly line: number; readonly rejection: Rejection }
  /** A heading that is repeated, or a row in which nothing stands. */
  | { readonly fate: 'skipped'; readonly line: number; readonly why: 'heading' | 'empty' }
  /** The words of this source have to be given (see {@link Planner.giveText}) before the row can be planned again. */
  | { readonly fate: 'wants-text'; readonly line: number; readonly source: string }

/** What was made beside the rows' own records. */
export interface Made {
  readonly type: RecordType
  readonly id: string
  readonly title: string
  /** The row that named it first. */
  readonly line: number
}

export interface Planner {
  plan(row: SheetRow): Planned
  /** The words of the archived document of a source; undefined when it has none after all. */
  giveText(source: string, text: string | undefined): void
  /** What was made because of `create`, in the order of the rows. */
  made(): readonly Made[]
  /** What is to be said of rows that were taken, with how many. */
  notes(): ReadonlyMap<string, number>
}

/** How much of a cell is kept for saying why its row was rejected. */
const SHOWN = 200

/** Makes a planner; rows are to be given in the order of the sheet. */
export function plannerOf(settings: PlanSettings): Planner {
  return new RowPlanner(settings)
}

function brokenText(column: string | undefined): Failure {
  return new Failure(
    'bad-value',
    'There is half of a sign in this text (a lone surrogate), which is no Unicode.',
    {
      ...(column === undefined ? {} : { where: column }),
      hint: 'Mend the text, or export the file anew from where it comes.',
    },
  )
}

class RowPlanner implements Planner {
  readonly #settings: PlanSettings
  readonly #maker: Maker
  readonly #texts: TextShelf
  readonly #rows: RowReader
  readonly #seen = new SeenRows()
  readonly #notes = new Map<string, number>()
  readonly #around: Surroundings
  readonly #rowColumn: number
  readonly #retractedColumn: number
  readonly #citationColumn: number
  #line = 0
  /** Notes of the row that is planned. */
  #rowNotes: string[] = []

  constructor(settings: PlanSettings) {
    const { directory, create, restore, fields, columns, as } = settings
    const names = new Names(directory)
    this.#settings = settings
    this.#maker = new Maker(names, create, restore, recordTypeOf(as))
    this.#texts = new TextShelf(names)
    this.#rows = new RowReader(fields, settings)
    this.#rowColumn = columns.indexOf(ROW_COLUMN)
    this.#retractedColumn = as === 'observations' ? -1 : columns.indexOf('retracted')
    this.#citationColumn = settings.isOwn ? columns.indexOf('citation') : -1
    const lines = new Map<Known, number>()
    const derivesFrom = new Map<string, readonly string[]>()
    for (const [source, from] of directory.derivations)
      derivesFrom.set(source, [...(derivesFrom.get(source) ?? []), from])
    this.#around = {
      settings,
      maker: this.#maker,
      texts: this.#texts,
      corrected: new Map(directory.corrected),
      derivesFrom,
      note: (text) => this.#rowNotes.push(text),
      remember: (known) => lines.set(known, this.#line),
      lineOf: (known) => lines.get(known),
    }
  }

  plan(row: SheetRow): Planned {
    const { line } = row
    this.#line = line
    this.#rowNotes = []
    if (row.problem !== undefined) return this.#reject(row, new Failure('bad-value', row.problem))
    const broken = row.cells.findIndex((cell) => !cell.isWellFormed())
    if (broken !== -1) return this.#reject(row, brokenText(this.#settings.columns[broken]))
    const skipped = this.#skipped(row)
    if (skipped !== undefined) return { fate: 'skipped', line, why: skipped }
    this.#maker.begin(line)
    try {
      return this.#accept(row)
    } catch (error) {
      this.#maker.drop()
      if (error instanceof WantsText) return { fate: 'wants-text', line, source: error.source }
      if (error instanceof Failure) return this.#reject(row, error)
      throw error
    }
  }

  #accept(row: SheetRow): Planned {
    const { line } = row
    if (/^(?:true|yes|1)$/i.test(row.cells[this.#retractedColumn] ?? '')) {
      throw new Failure('retracted', 'The row was retracted where it comes from.', {
        where: 'retracted',
        hint: 'Leave the row out.',
      })
    }
    const drafts = this.#rows.read(row)
    const number = Number(row.cells[this.#rowColumn] ?? '')
    const shown = Number.isInteger(number) && number > 0 ? number : line
    const { records, repeated, id } =
      this.#settings.as === 'observations'
        ? observationRow(drafts, { line: shown, citation: row.cells[this.#citationColumn] }, this.#around)
        : ownRow(drafts, this.#around)
    const name = this.#settings.as === 'observations' ? 'observation' : 'id'
    const own = drafts.words.get(name)?.trim()
    if (own !== undefined) this.#checkNumber(own, id, line, name)
    for (const note of this.#rowNotes) this.#notes.set(note, (this.#notes.get(note) ?? 0) + 1)
    return { fate: 'accepted', line, records: [...this.#maker.taken(), ...records], repeated }
  }

  /** Two rows with one number are one thing twice, or a mistake. */
  #checkNumber(number: string, id: string, line: number, where: string): void {
    const before = this.#seen.note(number, id, line)
    if (before === undefined || before.isSame) return
    throw new Failure(
      'already-exists',
      `Row ${String(before.line)} has the number "${number}" too, with other contents.`,
      { where, hint: 'Mend one of the two rows, or give it a number of its own.' },
    )
  }

  #skipped({ cells }: SheetRow): 'heading' | 'empty' | undefined {
    if (cells.every((cell) => cell.trim() === '')) return 'empty'
    const isHeading = this.#settings.columns.every((column, i) => {
      const cell = (cells[i] ?? '').trim()
      return (
        cell === column.trim() ||
        (cell === '' && /^column \d+$/i.test(column)) ||
        column.startsWith(`${cell} (`)
      )
    })
    return isHeading ? 'heading' : undefined
  }

  #reject({ line, cells }: SheetRow, failure: Failure): Planned {
    const { where, code, message, hint } = failure
    const named =
      where === undefined ? undefined : sheetField(this.#settings.as, where.replace(/^--/, ''))?.name
    const source =
      where === undefined
        ? undefined
        : (this.#settings.fields.find(({ field }) => field.name === named) ??
          this.#settings.fields.find(({ field }) => field.name === where) ??
          this.#settings.fields.find(({ field }) => field.field?.column === where))
    const column = source?.columns.map((at) => this.#settings.columns[at]).join(' + ')
    const called = column === undefined || column === '' ? (source?.field.name ?? named ?? where) : column
    const value = source?.columns.map((at) => cells[at] ?? '').join(' ') ?? source?.fixed
    return {
      fate: 'rejected',
      line,
      rejection: {
        line,
        ...(called === undefined ? {} : { column: called }),
        // A cell is cut from a piece of the file, all of which it would keep.
        ...(value === undefined || value === ''
          ? {}
          : { value: Buffer.from(value.slice(0, SHOWN)).toString() }),
        code,
        reason: message,
        ...(hint === undefined ? {} : { hint }),
      },
    }
  }

  giveText(source: string, text: string | undefined): void {
    this.#texts.put(source, text)
  }

  made(): readonly Made[] {
    return this.#maker.made
  }

  notes(): ReadonlyMap<string, number> {
    return this.#notes
  }
}
