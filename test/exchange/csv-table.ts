import { CsvFault, RowScanner } from '../../src/exchange/csv-rows.ts'
import { fromCell } from '../../src/exchange/csv.ts'

export interface CsvTable {
  columns: string[]
  /** Texts by column, empty ones left out, with the line of the file. */
  rows: { line: number; cells: Record<string, string> }[]
  /** What is not as our own export writes it. */
  problems: { line: number; message: string }[]
}

/** What our own export wrote, by the program's reader. */
export function csvTable(text: string): CsvTable {
  const scanner = new RowScanner(',')
  const table: CsvTable = { columns: [], rows: [], problems: [] }
  try {
    const [heading, ...rows] = [...scanner.scan(text), ...scanner.end()]
    table.columns = heading?.cells ?? []
    for (const { line, cells } of rows) {
      if (cells.length !== table.columns.length)
        table.problems.push({ line, message: `${String(cells.length)} cells` })
      const named = table.columns.map((column, i) => [column, fromCell(cells[i] ?? '')] as const)
      table.rows.push({ line, cells: Object.fromEntries(named.filter(([, cell]) => cell !== '')) })
    }
  } catch (error) {
    if (!(error instanceof CsvFault)) throw error
    table.problems.push({ line: error.line, message: error.message })
  }
  return table
}
