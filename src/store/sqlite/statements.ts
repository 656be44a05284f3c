import type Database from 'better-sqlite3'

/** Gives the statement of an SQL text. */
export type Run = (sql: string) => Database.Statement

/** Prepares each statement once. */
export function statementsOf(db: Database.Database): Run {
  const statements = new Map<string, Database.Statement>()
  return (sql) => {
    let statement = statements.get(sql)
    if (statement === undefined) {
      statement = db.prepare(sql)
      statements.set(sql, statement)
    }
    return statement
  }
}
