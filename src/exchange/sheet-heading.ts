import type { SheetRow } from './sheet.ts'

/*
 * What the columns of a sheet are called, and the cells of a row under them.
 */

export interface Heading {
  readonly columns: readonly string[]
  readonly notes: readonly string[]
}

/**
 * Names of the columns from the cells of the heading. White space around a name is taken off. A name that is there
 * already gets ` (2)`, ` (3)` …; a cell without a name is called `column N`, unless no named one follows, where it
 * is none.
 */
export function headingOf(cells: readonly string[]): Heading {
  const named = cells.map((cell) => cell.trim())
  const width = named.findLastIndex((name) => name !== '') + 1
  const taken = new Set(named)
  const seen = new Set<string>()
  const notes: string[] = []
  const columns = named.slice(0, width).map((name, i) => {
    const wanted = name === '' ? `column ${String(i + 1)}` : name
    const isNew = name !== '' && !seen.has(name)
    const column = isNew ? name : freeName(wanted, name === '' ? 1 : 2, taken)
    seen.add(column)
    taken.add(column)
    if (name === '')
      notes.push(`Column ${String(i + 1)} has no name in the heading; it is called "${column}".`)
    else if (!isNew)
      notes.push(`The heading has "${name}" more than once; column ${String(i + 1)} is called "${column}".`)
    return column
  })
  return { columns, notes }
}

function freeName(wanted: string, from: number, taken: ReadonlySet<string>): string {
  for (let n = from; ; n++) {
    const name = n === 1 ? wanted : `${wanted} (${String(n)})`
    if (!taken.has(name)) return name
  }
}

/** The cells of a row, one for each column, and what is wrong with their number. */
export function underHeading(
  cells: string[],
  width: number,
): Pick<SheetRow, 'problem' | 'surplus'> & { cells: string[] } {
  if (cells.length === width) return { cells }
  if (cells.length < width) {
    while (cells.length < width) cells.push('')
    return { cells }
  }
  const last = cells.findLastIndex((cell) => cell.trim() !== '')
  const kept = cells.slice(0, width)
  if (last < width) return { cells: kept }
  return {
    cells: kept,
    surplus: cells.slice(width, last + 1),
    problem: `This row has ${String(last + 1)} cells and the heading ${String(width)}: is a separator or a line break in one of them not quoted?`,
  }
}

export const isBlank = (cells: readonly string[]): boolean =>
  cells.every((cell) => cell === '' || cell.trim() === '')
