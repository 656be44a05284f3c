import { EVIDENCE_COLUMNS, type EvidenceColumn } from '../exchange/evidence-row.ts'
import { rowColumns } from '../exchange/rows.ts'
import { Failure } from '../model/failure.ts'
import { nearest } from '../model/nearest.ts'
import { table } from '../render/document.ts'
import type { Context } from './context.ts'
import { recordTable } from './export-tables.ts'
import { print } from './output.ts'

/** Prints the columns of an export with what they mean. @param as the table of records, when it is one of those */
export async function listColumns(context: Context, as: string | undefined): Promise<void> {
  const all = as === undefined ? EVIDENCE_COLUMNS : rowColumns(recordTable(as))
  const rows = all.map((column) => [column.name, column.type, column.description])
  const columns = [{ key: 'column' }, { key: 'type' }, { key: 'description', flexible: true }]
  await print({ blocks: [table(columns, rows)], data: rows }, {}, context.stdout)
}

/**
 * The columns of the evidence that are named, in that order; all of them when none is.
 * @param names separated by commas
 * @throws Failure `unknown-column` with the nearest
 */
export function chosenColumns(names: string | undefined): readonly EvidenceColumn[] {
  return columnsNamed(names, EVIDENCE_COLUMNS, 'trace export --list-columns')
}

/** @param seen the command that shows which there are */
export function columnsNamed<T extends { readonly name: string }>(
  names: string | undefined,
  columns: readonly T[],
  seen: string,
): readonly T[] {
  if (names === undefined) return columns
  const wanted = [...new Set(names.split(',').map((name) => name.trim().toLowerCase()))].filter(
    (name) => name !== '',
  )
  if (wanted.length === 0) {
    throw new Failure('usage', '--columns names no column.', { hint: `See them with: ${seen}` })
  }
  return wanted.map((name) => {
    const found = columns.find((column) => column.name === name)
    if (found !== undefined) return found
    const near = nearest(
      name,
      columns.map((column) => column.name),
    )
    throw new Failure('unknown-column', `There is no column "${name}".`, {
      where: '--columns',
      hint: `${near === undefined ? '' : `Did you mean ${near}? `}See them with: ${seen}`,
    })
  })
}
