import type { Run } from './statements.ts'

/** Rows in one statement, most first. Fewer statements for the same rows took two thirds of the time; more rows than that gain nothing. */
const ROWS = [32, 16, 8, 4, 2, 1]
/** After how many rows it is worth writing them. */
export const FULL = 32

/** Rows of a table that are written several at a time. */
export class RowBuffer {
  readonly #run: Run
  readonly #columns: readonly string[]
  readonly #sql: readonly string[]
  #values: unknown[] = []

  constructor(run: Run, table: string, columns: readonly string[]) {
    this.#run = run
    this.#columns = columns
    const row = `(${columns.map(() => '?').join(', ')})`
    this.#sql = ROWS.map(
      (rows) =>
        `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${Array.from({ length: rows }, () => row).join(', ')}`,
    )
  }

  /** @param values in the order of the columns */
  add(values: readonly unknown[]): void {
    for (const value of values) this.#values.push(value)
  }

  get rows(): number {
    return this.#values.length / this.#columns.length
  }

  /** Writes what is left to be written, in the order it came. */
  flush(): void {
    const values = this.#values
    if (values.length === 0) return
    this.#values = []
    const width = this.#columns.length
    let at = 0
    for (const [i, rows] of ROWS.entries()) {
      const length = rows * width
      for (; values.length - at >= length; at += length) {
        this.#run(this.#sql[i] ?? '').run(
          at === 0 && values.length === length ? values : values.slice(at, at + length),
        )
      }
    }
  }
}
