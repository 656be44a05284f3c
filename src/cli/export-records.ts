import { resolve } from 'node:path'
import { refuseOwnFiles } from '../case/case.ts'
import type { Scope } from '../case/export-scope.ts'
import { filterFrom } from '../case/list.ts'
import { counted } from '../evidence/enumeration.ts'
import { rowColumns } from '../exchange/rows.ts'
import { MAX_ROWS } from '../exchange/xlsx-out.ts'
import { Failure } from '../model/failure.ts'
import type { AnyRecord } from '../model/records.ts'
import type { RecordType } from '../model/vocabulary.ts'
import type { Store } from '../store/port.ts'
import type { Context } from './context.ts'
import type { ExportOptions } from './export.ts'
import { columnsNamed } from './export-columns.ts'
import type { Format } from './export-format.ts'
import { newLosses, noticeLosses } from './export-losses.ts'
import { tooManyRows } from './export-rows.ts'
import { recordTable } from './export-tables.ts'
import { TABLE_FORMATS, tablePieces, type TableFormat } from './export-text.ts'
import { refuseOnTerminal, writeOut } from './export-write.ts'
import { isFiltered, typedFilter } from './filters.ts'
import { notice, withReading } from './session.ts'

/**
 * Writes the current records of one type, a row each, in the columns that `trace import --as` takes.
 * @throws Failure `usage` for what such a table cannot be, `bad-choice`, `unknown-column`
 */
export async function exportRecords(
  context: Context,
  scope: Scope,
  format: Format,
  options: ExportOptions & { as: string },
): Promise<void> {
  const type = recordTable(options.as)
  checkTable(scope, type, options)
  const written = tableFormat(format)
  if (written === 'xlsx') refuseOnTerminal(context, options)
  const columns = columnsNamed(
    options.columns,
    rowColumns(type),
    `trace export --as ${options.as} --list-columns`,
  )
  await withReading(context, options, async (kase, reading) => {
    if (options.output !== undefined) refuseOwnFiles(kase, resolve(context.cwd, options.output))
    const which =
      type === 'observation' && isFiltered(options)
        ? await filterFrom(kase.store, typedFilter(options), reading)
        : type
    const positions = await kase.store.positions(which, reading)
    if (written === 'xlsx' && positions.length > MAX_ROWS) throw tooManyRows()
    const losses = newLosses()
    const headway = { done: 0 }
    const pieces = tablePieces(written, recordsAt(kase.store, positions, headway), columns, {
      losses,
      modified: new Date(reading.entry.recordedAt),
    })
    await writeOut(context, options, pieces, {
      unit: 'records',
      of: positions.length,
      done: () => headway.done,
    })
    const where = options.output === undefined ? '' : ` written to ${options.output}`
    await notice(context, options, `${counted(positions.length, 'row')}${where}, of ${options.as}.`)
    await noticeLosses(context, options, losses)
  })
}

/** How many records are held in memory at a time. */
const BATCH = 1000

async function* recordsAt(
  store: Store,
  positions: readonly number[],
  headway: { done: number },
): AsyncGenerator<readonly AnyRecord[]> {
  for (let i = 0; i < positions.length; i += BATCH) {
    const some = positions.slice(i, i + BATCH)
    yield (await store.at(some)).map(({ record }) => record)
    headway.done += some.length
  }
}

function checkTable(scope: Scope, type: RecordType, options: ExportOptions): void {
  const refuse = (message: string, hint: string) => {
    throw new Failure('usage', message, { hint })
  }
  const table = `A table of ${options.as ?? ''}`
  if (scope !== 'all') refuse(`${table} is of the whole case.`, 'Give --all instead of a name.')
  if (options.sealed === true)
    refuse(`${table} has no leaves.`, 'Leave --sealed out, or leave --as out for the rows of the evidence.')
  if (options.tlpMax !== undefined)
    refuse(
      `${table} cannot tell what its records are put together from.`,
      'Leave --tlp-max out, or leave --as out: the label of a row of evidence is the strictest of all it rests on.',
    )
  if (options.publicBy !== undefined)
    refuse(
      `${table} cannot tell what its records rest on.`,
      'Leave --public-by out, or leave --as out for the rows of the evidence.',
    )
  if (type !== 'observation' && isFiltered(options))
    refuse('The filters are on observations.', 'Leave them out, or give --as observations.')
}

function tableFormat(format: Format): TableFormat {
  const found = TABLE_FORMATS.find((one) => one === format)
  if (found !== undefined) return found
  throw new Failure('usage', `A table of records cannot be written as ${format}.`, {
    hint: `Choose one of ${TABLE_FORMATS.join(', ')}.`,
  })
}
