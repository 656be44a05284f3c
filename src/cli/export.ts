import { Option, type Command } from 'commander'
import { resolve } from 'node:path'
import { refuseOwnFiles, type ReadingOptions } from '../case/case.ts'
import { newTally, type Tally } from '../case/export.ts'
import { chosenObservations, type Scope } from '../case/export-scope.ts'
import { counted } from '../evidence/enumeration.ts'
import { sealedColumns } from '../exchange/sealed-columns.ts'
import { Failure } from '../model/failure.ts'
import { offering } from './choices.ts'
import type { Context } from './context.ts'
import { noticeCredibility } from './credibility.ts'
import { chosenColumns, listColumns } from './export-columns.ts'
import { FORMATS, formatOf } from './export-format.ts'
import { addHandlingOption, handlingLimit, noticeHandling, type HandlingOptions } from './export-handling.ts'
import { newLosses, noticeLosses } from './export-losses.ts'
import { RECORD_TABLES } from './export-tables.ts'
import { exportPackage, type PackageOptions } from './export-package.ts'
import { rowPieces, type RowFormat } from './export-rows.ts'
import { sealedFor, writeSeal } from './export-sealed.ts'
import { refuseOnTerminal, writeOut } from './export-write.ts'
import { addFilterOptions, isFiltered, typedFilter, type FilterOptions } from './filters.ts'
import { noticeLeftOut } from './left-out.ts'
import { addReadingOptions, notice, withReading } from './session.ts'

export function build(command: Command, context: Context): void {
  command
    .description(
      'Write the evidence of a route or a leg: one row per observation and citation, with every field a report needs, as a table, a workbook or a map; or the route as a report. The whole case, with its history and documents, is written as a data package that `trace import` makes a case of again.',
    )
    .argument('[ROUTE|LEG]', 'key or name')
    .option('--all', 'every observation of the case')
    .addOption(
      offering(
        new Option(
          '--as <TYPE>',
          `with --all: the records of one type, a row each (\`trace import\` takes them again, but for routes and judgements): ${RECORD_TABLES.join(', ')}`,
        ),
        RECORD_TABLES,
      ),
    )
    .option(
      '-f, --format <FORMAT>',
      `${FORMATS.join(', ')} (else by the end of the file name; csv when there is none)`,
    )
    .option(
      '-o, --output <FILE>',
      'file to write, whole or not at all (else standard output); for a data package a folder or FILE.zip',
    )
    .option('--columns <NAMES>', 'only these columns, in this order, separated by commas')
    .option('--list-columns', 'print the columns with what they mean')
    .option(
      '--sealed',
      'verify and seal the case: add the leaf of each record and the root as columns, and write the checkpoint to FILE.checkpoint',
    )
    .option('--force', 'replace an existing file')
  command.optionsGroup('Filters, of which every one given has to hold, and one given twice may be either:')
  addFilterOptions(command)
  addReadingOptions(command)
  addHandlingOption(command)
  command.addHelpText(
    'after',
    `
csv is RFC 4180 in UTF-8. A text that a spreadsheet would run as a formula has an apostrophe before it, and control
characters are written \\u001B; trace undoes both when it reads its own export. tsv has tabs and line breaks in cells
written so too. xlsx has texts as texts, numbers as numbers, and a date only where it is a calendar day.
geojson (RFC 7946) has a point for each row, and each leg as a line; kml has a folder for each leg, and a placemark with
its span of time for each observation. markdown is a report: the legs, the matrix, the observations and their sources.
What a format cannot hold is counted and said.

The label of a row is the strictest of the observation's, its document's, and those of the documents that one repeats. With
--tlp-max, origin_count counts only what is written. What has no label is never withheld.

Examples:
  $ trace export orient-express -f csv -o chain.csv
  $ trace export rajin-dunai --columns observed,place_name,quantity,source_title,source_url
  $ trace export --all --place tumangang --observed 2023-10 -o tumangang.xlsx
  $ trace export --all --where originator=RUSI -f tsv
  $ trace export orient-express -o route.geojson               for QGIS; route.kml for Google Earth
  $ trace export orient-express -o report.md
  $ trace export --all --as sources -o sources.csv
  $ trace export --all --public-by 2023-10-10 -f ndjson | jq .origins
  $ trace export orient-express --tlp-max GREEN -o to-publish.csv
  $ trace export orient-express --sealed -o chain.csv
  $ trace export --all -f datapackage -o orient-express-package
  $ trace export --all -o orient-express.zip`,
  )
  command.action(async (name: string | undefined, _options: unknown, self: Command) => {
    await runExport(context, name, self.optsWithGlobals())
  })
}

export interface ExportOptions extends HandlingOptions, ReadingOptions, FilterOptions, PackageOptions {
  all?: boolean
  as?: string
  format?: string
  listColumns?: boolean
}

export async function runExport(
  context: Context,
  name: string | undefined,
  options: ExportOptions,
): Promise<void> {
  if (options.listColumns === true) {
    await listColumns(context, options.as)
    return
  }
  const scope = scopeOf(name, options)
  const format = formatOf(options)
  if (format === 'datapackage') {
    refuseFilters('A data package holds the whole case.', options)
    await exportPackage(context, scope, options)
  } else if (options.as !== undefined) {
    const { exportRecords } = await import('./export-records.ts')
    await exportRecords(context, scope, format, { ...options, as: options.as })
  } else if (format === 'markdown') {
    refuseFilters('A report is of a whole route or leg.', options)
    const { exportReport } = await import('./export-report.ts')
    await exportReport(context, scope, options)
  } else await exportRows(context, scope, format, options)
}

/** One row per observation and citation. */
async function exportRows(
  context: Context,
  scope: Scope,
  format: RowFormat,
  options: ExportOptions,
): Promise<void> {
  const columns = chosenColumns(options.columns)
  const limit = handlingLimit(options)
  if (format === 'xlsx') refuseOnTerminal(context, options)
  await withReading(context, options, async (kase, reading) => {
    if (options.output !== undefined) refuseOwnFiles(kase, resolve(context.cwd, options.output))
    const chosen = await chosenObservations(kase.store, scope, typedFilter(options), reading)
    const checkpoint = await sealedFor(context, options, kase)
    const all = [...columns, ...(checkpoint === undefined ? [] : sealedColumns(checkpoint))]
    const tally = newTally()
    const losses = newLosses()
    const given = { store: kase.store, reading, chosen, tally, losses, columns: all, limit }
    const { pieces, of } = await rowPieces(format, given)
    await writeOut(context, options, pieces, { unit: 'observations', of, done: () => tally.done })
    await report(context, options, tally)
    await noticeUndated(context, options, chosen.undated)
    await noticeLosses(context, options, losses)
    await writeSeal(context, options, checkpoint)
  })
}

function scopeOf(name: string | undefined, { all }: ExportOptions): Scope {
  if (name !== undefined && all === true) {
    throw new Failure('usage', `Either ${name} or --all can be exported, not both.`, {
      hint: 'Leave one of them out.',
    })
  }
  if (name !== undefined) return { name }
  if (all === true) return 'all'
  throw new Failure('usage', 'Nothing was named to export.', {
    hint: 'Name a route or a leg (see them with: trace route), or give --all for every observation of the case.',
  })
}

/** @throws Failure `usage` */
function refuseFilters(what: string, options: ExportOptions): void {
  if (isFiltered(options))
    throw new Failure('usage', what, {
      hint: 'Leave the filters out, or choose a format of rows, such as csv or xlsx.',
    })
}

async function noticeUndated(context: Context, options: ExportOptions, undated: number): Promise<void> {
  if (undated > 0) await notice(context, options, `${String(undated)} undated left out by --observed.`)
}

async function report(context: Context, options: ExportOptions, tally: Tally): Promise<void> {
  const where = options.output === undefined ? '' : ` written to ${options.output}`
  await notice(
    context,
    options,
    `${counted(tally.rows, 'row')}${where}, of ${counted(tally.observations, 'observation')}.`,
  )
  await noticeHandling(context, options, tally)
  await noticeCredibility(context, options, tally.unconfirmed)
  if (options.publicBy === undefined) return
  const { observations, citations } = tally.notPublic
  await notice(
    context,
    options,
    `Left out, as not certainly public by ${options.publicBy}: ${counted(observations, 'observation')}, ${counted(citations, 'citation')}.`,
  )
  await noticeLeftOut(context, options, {
    undated: [...tally.undated].sort(),
    uncertain: [...tally.uncertain].sort(),
  })
}
