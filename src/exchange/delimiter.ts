import { CsvFault, RowScanner, type RawRow } from './csv-rows.ts'

/** What may stand between two cells, in the order in which it is taken when there is nothing to choose by. */
const DELIMITERS = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'vertical bars' } as const
export type Delimiter = keyof typeof DELIMITERS

export const delimiterName = (delimiter: Delimiter): string => DELIMITERS[delimiter]

/** How many rows are looked at. */
const ROWS = 100

export interface DelimiterFound {
  readonly delimiter: Delimiter
  /** Whether the first line says so (`sep=;`, which Excel understands) and is no heading. */
  readonly isSaid: boolean
}

/**
 * What separates the cells: what the first line says; else what gives the heading most cells, and at least four rows in
 * five as many.
 * @param start the start of the text
 * @param isAll whether that is all of it
 */
export function delimiterOf(start: string, isAll: boolean): DelimiterFound {
  const said = /^"?sep=([,;\t|])"?(?:\r|\n|$)/i.exec(start)?.[1]
  if (said !== undefined) return { delimiter: said as Delimiter, isSaid: true }
  let best = { delimiter: ',' as Delimiter, width: 1, fits: false }
  for (const delimiter of Object.keys(DELIMITERS) as Delimiter[]) {
    const { width, share } = formOf(start, isAll, delimiter)
    const fits = share >= 0.8
    if (width > 1 && (fits === best.fits || best.width === 1 ? width > best.width : fits))
      best = { delimiter, width, fits }
  }
  return { delimiter: best.delimiter, isSaid: false }
}

/** How many cells the heading would have, and what share of the rows would have as many. */
function formOf(start: string, isAll: boolean, delimiter: Delimiter): { width: number; share: number } {
  const rows: RawRow[] = []
  try {
    const scanner = new RowScanner(delimiter)
    scanner.scan(start, rows)
    if (isAll) rows.push(...scanner.end())
  } catch (error) {
    if (!(error instanceof CsvFault)) throw error
  }
  const filled = rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== '')).slice(0, ROWS + 1)
  const width = filled[0]?.cells.length ?? 1
  const below = filled.slice(1)
  const alike = below.filter(({ cells }) => cells.length === width).length
  return { width, share: below.length === 0 ? 1 : alike / below.length }
}
