import type { SheetRow } from '../exchange/sheet.ts'
import type { Creatable, DateOrder, Decimal, SheetType } from '../exchange/mapping.ts'
import type { FailureCode } from '../model/failure.ts'
import type { AnyRecord } from '../model/records.ts'
import type { RecordType } from '../model/vocabulary.ts'
import type { Directory } from './import-directory.ts'

/*
 * Rows of a sheet as records. Everything here is plain data in and plain data out, one row after the other, so that it can
 * run in a thread of its own.
 */

/** One of our fields, and the columns of the sheet it is read from. */
export interface MappedField {
  readonly field: string
  /** Places of the columns in a row, from 0. */
  readonly columns: readonly number[]
}

/** What a planner is made of; survives a structured clone. */
export interface PlanSettings {
  readonly as: SheetType
  /** Headings of the sheet. */
  readonly columns: readonly string[]
  readonly mapped: readonly MappedField[]
  /** Values that every row has, by field. */
  readonly set: Readonly<Record<string, string>>
  /** Their words and ours, by field; theirs are compared folded. */
  readonly values: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly dates?: DateOrder
  readonly decimal?: Decimal
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
  /** Heading of the column; undefined when it is the row as a whole. */
  readonly column?: string
  /** What stands there. */
  readonly value?: string
  readonly code: FailureCode
  /** One sentence; the same for alike rows as far as possible, so that they can be grouped. */
  readonly reason: string
  /** What to do about it. */
  readonly hint?: string
}

/** What came of one row. */
export type Planned =
  | { readonly fate: 'accepted'; readonly line: number; readonly records: readonly AnyRecord[] }
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
}
