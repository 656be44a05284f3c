/*
 * Copies every row of a case into an empty database of the same schema, through prepared statements and in one
 * transaction, and prints how many milliseconds that took: what SQLite itself needs for those rows. Without any check,
 * hash, parsing or reference; what it reads them with is counted too.
 *
 * node raw-inserts.ts CASE.DB NEW.DB
 */
import Database from 'better-sqlite3'

const [from = '', to = ''] = process.argv.slice(2)
const source = new Database(from, { readonly: true, fileMustExist: true })
const target = new Database(to)
target.pragma('journal_mode = WAL')
target.pragma('synchronous = FULL')
target.pragma('foreign_keys = OFF')

/** Those of the full-text index make themselves. */
const parts = source
  .prepare<[], { type: string; name: string; sql: string }>(
    `SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'search\\_%' ESCAPE '\\' OR name = 'search_text'`,
  )
  .all()
const inOrder = ['table', 'index', 'trigger']
for (const { sql } of parts.toSorted((a, b) => inOrder.indexOf(a.type) - inOrder.indexOf(b.type)))
  target.exec(sql)

const started = process.hrtime.bigint()
target.exec('BEGIN IMMEDIATE')
const tables = parts.filter(({ type, name }) => type === 'table' && name !== 'search').map(({ name }) => name)
for (const table of ['entry', ...tables.filter((name) => name !== 'entry')]) {
  const columns = source.prepare(`SELECT * FROM ${table}`).columns().length
  const insert = target.prepare(`INSERT INTO ${table} VALUES (${Array(columns).fill('?').join(', ')})`)
  const isText = table === 'search_text'
  const search = target.prepare('INSERT INTO search (rowid, words) VALUES (?, ?)')
  for (const values of source.prepare<[], unknown[]>(`SELECT * FROM ${table}`).raw().iterate()) {
    insert.run(...values)
    if (isText) search.run(...values)
  }
}
target.exec('COMMIT')
target.close()
process.stdout.write(`${String(Number(process.hrtime.bigint() - started) / 1e6)}\n`)
