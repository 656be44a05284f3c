import Database from 'better-sqlite3'
import { join } from 'node:path'
import { INDEX_COLUMNS } from '../../src/store/sqlite/rows.ts'

/* Changes a case as somebody would with an editor for SQLite files: triggers dropped, nothing checked. */

/** A value of a row as SQLite keeps it. */
export type Value = number | string | Buffer | null

/** The tables of a case with their columns, in their order; what the full-text index keeps for itself among them. */
export const TABLES: Readonly<Record<string, readonly string[]>> = {
  entry: [
    'number',
    'position',
    'recorded_at',
    'clock',
    'analyst',
    'command',
    'note',
    'records',
    'size',
    'root',
    'peaks',
  ],
  record: ['position', 'entry', 'type', 'id', 'revision', 'supersedes', 'retracted', 'body', 'leaf'],
  ...INDEX_COLUMNS,
  migration: ['number', 'name', 'sha256'],
  search_data: ['id', 'block'],
  search_idx: ['segid', 'term', 'pgno'],
  search_docsize: ['id', 'sz'],
  search_config: ['k', 'v'],
}

export class Editor {
  readonly db: Database.Database

  /** @param folder of the case */
  constructor(folder: string) {
    this.db = new Database(join(folder, 'case.db'))
    this.db.unsafeMode(true)
    this.db.pragma('foreign_keys = OFF')
    this.db.pragma('ignore_check_constraints = ON')
    this.db.pragma('writable_schema = ON')
    const triggers = this.db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'trigger'`).all() as {
      name: string
    }[]
    for (const { name } of triggers) this.db.exec(`DROP TRIGGER ${name}`)
  }

  /** A row, by the place it has in its table. */
  row(table: string, where: string): Record<string, Value> {
    const row = this.db.prepare(`SELECT * FROM ${table} WHERE ${where}`).get() as
      Record<string, Value> | undefined
    if (row === undefined) throw new Error(`no row of ${table} has ${where}`)
    return row
  }

  /**
   * Sets one column of a row to another value.
   * @returns sets it back
   */
  set(table: string, row: Readonly<Record<string, Value>>, column: string, value: Value): () => void {
    const columns = Object.keys(row)
    const match = (than: Readonly<Record<string, Value>>) => ({
      sql: columns.map((name) => `${name} IS ?`).join(' AND '),
      values: columns.map((name) => than[name] ?? null),
    })
    const change = (from: Readonly<Record<string, Value>>, to: Value): void => {
      const { sql, values } = match(from)
      const { changes } = this.db.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${sql}`).run(to, ...values)
      if (changes !== 1) throw new Error(`${String(changes)} rows of ${table} were changed`)
    }
    change(row, value)
    return () => {
      change({ ...row, [column]: value }, row[column] ?? null)
    }
  }

  /** Takes a row away. @returns puts it back */
  delete(table: string, row: Readonly<Record<string, Value>>): () => void {
    const columns = Object.keys(row)
    const { changes } = this.db
      .prepare(`DELETE FROM ${table} WHERE ${columns.map((name) => `${name} IS ?`).join(' AND ')}`)
      .run(...Object.values(row))
    if (changes !== 1) throw new Error(`${String(changes)} rows of ${table} were deleted`)
    return () => {
      this.insert(table, row)
    }
  }

  insert(table: string, row: Readonly<Record<string, Value>>): void {
    const columns = Object.keys(row)
    this.db
      .prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`)
      .run(...Object.values(row))
  }

  close(): void {
    this.db.close()
  }
}

/**
 * A value with one bit of it flipped, so that SQLite still takes it for one of its type: a text stays UTF-8.
 * @param at which bit, of any number: it wraps around
 */
export function flipped(value: Value, at: number): Value {
  if (typeof value === 'number') {
    if (!Number.isInteger(value)) return flippedReal(value)
    // Integers are small here; a high bit makes them large without leaving what a number holds exactly.
    return Number(BigInt(value) ^ (1n << BigInt(at % 40)))
  }
  if (Buffer.isBuffer(value)) {
    const bytes = Buffer.from(value)
    const byte = Math.floor(at / 8) % bytes.length
    bytes[byte] = (bytes[byte] ?? 0) ^ (1 << (at % 8))
    return bytes
  }
  if (value === null) return 1
  const characters = [...value]
  // Only in ASCII, the lowest bits: what comes out is another character of ASCII.
  const places = characters.flatMap((character, i) => (/[ -~]/.test(character) ? [i] : []))
  const place = places[at % places.length] ?? 0
  const code = (characters[place] ?? 'x').charCodeAt(0) ^ (1 << (Math.floor(at / places.length) % 3))
  characters[place] = String.fromCharCode(code)
  return characters.join('')
}

function flippedReal(value: number): number {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleBE(value)
  bytes[7] = (bytes[7] ?? 0) ^ 1
  return bytes.readDoubleBE()
}
