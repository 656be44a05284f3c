import { resolve } from 'node:path'
import { realPlace, refuseOwnFiles, type Case } from '../case/case.ts'
import {
  checkFixed,
  fieldsFrom,
  isOwnExport,
  requireFields,
  unusedColumns,
  valuesFrom,
} from '../case/import-mapping.ts'
import { importSheet, type SheetImported, type SheetJob } from '../case/import-sheet.ts'
import { counted } from '../evidence/enumeration.ts'
import type { Mapping } from '../exchange/mapping.ts'
import { openSheet, type Sheet, type SheetOptions, type SheetRow } from '../exchange/sheet.ts'
import { Failure } from '../model/failure.ts'
import { styled } from '../render/document.ts'
import type { Context } from './context.ts'
import { agreed, saveMapping } from './import-agree.ts'
import { citedFile, noticeCited } from './import-cited.ts'
import { mappingTold, type SheetOptionsTyped } from './import-options.ts'
import { checkRejects, rejectsTo, type Rejects, type RejectsPlace } from './import-rejects.ts'
import { renderImport } from './import-report.ts'
import { print } from './output.ts'
import { progressLine } from './progress.ts'
import { rateText } from './rate.ts'
import { notice, warning, withCase } from './session.ts'

/** Rows looked at for a proposal, at most. */
const LOOKED = 200
/** Columns that are not used and are named one by one; `--json` has all. */
const NAMED = 20

/**
 * Imports a sheet into the case, or says why not.
 * @param typed path of the file, as it was typed
 * @throws Failure `rows-rejected` when rows are rejected and nothing is written
 */
export async function runSheetImport(
  context: Context,
  typed: string,
  options: SheetOptionsTyped,
): Promise<void> {
  const path = resolve(context.cwd, typed)
  const told = await mappingTold(context, options)
  const place = rejectsPlace(context, path, options)
  if (options.partial === true && options.dryRun !== true) checkRejects(place)
  await withCase(context, options, async (kase) => {
    const saveAs = options.saveMapping === undefined ? undefined : resolve(context.cwd, options.saveMapping)
    if (saveAs !== undefined) refuseWriting(kase, path, saveAs)
    if (options.partial === true) {
      refuseWriting(kase, path, place.path)
      for (const mapping of [saveAs, options.mapping]) {
        if (mapping !== undefined) refuseSame(place.path, resolve(context.cwd, mapping))
      }
    }
    const { columns, format, rows } = await headOf(path, optionsFor(told))
    const mapping = await agreed(context, kase, typed, told, columns, rows, options)
    if (mapping === undefined) return
    const as = mapping.as ?? 'observations'
    const fields = fieldsFrom(mapping, columns)
    const citesFile = options.citeFile !== undefined
    if (citesFile && as !== 'observations') throw onlyObservations()
    requireFields(as, fields, citesFile)
    const settings: SheetJob['settings'] = {
      as,
      fields,
      values: valuesFrom(mapping),
      ...(mapping.dates === undefined ? {} : { dates: mapping.dates }),
      ...(mapping.zone === undefined ? {} : { zone: mapping.zone }),
      ...(mapping.decimal === undefined ? {} : { decimal: mapping.decimal }),
      isOwn: isOwnExport(as, columns),
      pointMayGroup: (format === 'csv' || format === 'tsv') && !isOwnExport(as, columns),
      create: mapping.create ?? [],
      unverified: options.unverified === true,
      restore: options.restore === true,
    }
    checkFixed(fields, settings)
    if (options.saveMapping !== undefined) await saveMapping(context, mapping, options.saveMapping, options)
    const job = { path, options: optionsFor(mapping), settings }
    const { imported, rejects } = await runJob(context, kase, job, columns, place, options)
    const missing = await keptOrWhyNot(rejects)
    const written = rejects === undefined || missing !== undefined ? undefined : place.path
    await report(context, imported, unusedColumns(as, fields, columns), written, options)
    if (missing !== undefined) throw missing
  })
}

/** Refuses to write over the case, or over the sheet that is imported. */
function refuseWriting(kase: Case, sheet: string, path: string): void {
  refuseOwnFiles(kase, path)
  if (realPlace(path) !== realPlace(sheet)) return
  throw new Failure('usage', 'This is the file that is imported, and is not written over.', {
    where: path,
    hint: 'Choose another name.',
  })
}

/** Rejected rows in the place of the mapping would leave no mapping. */
function refuseSame(rejects: string, mapping: string): void {
  if (realPlace(rejects) !== realPlace(mapping)) return
  throw new Failure('usage', 'The mapping and the rejected rows cannot be one file.', {
    where: rejects,
    hint: 'Choose another name for one of them.',
  })
}

function optionsFor({ format, sheet, encoding }: Mapping): SheetOptions {
  return {
    ...(format === undefined ? {} : { format }),
    ...(sheet === undefined ? {} : { sheet }),
    ...(encoding === undefined ? {} : { encoding }),
  }
}

function rejectsPlace(context: Context, path: string, { rejects, force }: SheetOptionsTyped): RejectsPlace {
  return {
    path: rejects === undefined ? `${path}.rejected.csv` : resolve(context.cwd, rejects),
    force: force === true,
    now: context.now(),
  }
}

function onlyObservations(): Failure {
  return new Failure('usage', 'Only observations are cited from the file itself.', {
    where: '--cite-file',
    hint: 'Leave it out, or add the file as a source: trace source add --file FILE',
  })
}

/** The heading of a sheet, and some of its rows. */
async function headOf(
  path: string,
  options: SheetOptions,
): Promise<Pick<Sheet, 'columns' | 'format'> & { rows: readonly SheetRow[] }> {
  const sheet = await openSheet(path, options)
  try {
    for await (const rows of sheet.rows) {
      return {
        columns: sheet.columns,
        format: sheet.format,
        rows: rows.filter(({ cells }) => cells.some((cell, i) => cell !== sheet.columns[i])).slice(0, LOOKED),
      }
    }
    return { columns: sheet.columns, format: sheet.format, rows: [] }
  } finally {
    await sheet.close()
  }
}

async function runJob(
  context: Context,
  kase: Case,
  job: Pick<SheetJob, 'path' | 'options' | 'settings'>,
  columns: readonly string[],
  place: RejectsPlace,
  options: SheetOptionsTyped,
): Promise<{ imported: SheetImported; rejects: Rejects | undefined }> {
  const isPartial = options.partial === true
  const isDryRun = options.dryRun === true
  const rejects = isPartial && !isDryRun ? rejectsTo(columns, place) : undefined
  const progress = progressLine(context, options)
  const started = context.now().getTime()
  try {
    const imported = await importSheet(
      kase,
      {
        ...job,
        ...citedFile(context, job.path, options),
        partial: isPartial,
        dryRun: isDryRun,
        ...(rejects === undefined
          ? {}
          : { onRejected: (row) => rejects.add(row), onRead: () => rejects.finish() }),
        onProgress: ({ rows, read, bytes }) => {
          context.interrupted.throwIfAborted()
          progress.show(() => {
            const of = read === 0 ? rows : Math.round((rows * bytes) / Math.min(read, bytes))
            return rateText('rows', rows, Math.max(of, rows), context.now().getTime() - started)
          })
        },
      },
      { now: context.now, randomBytes: context.randomBytes },
    )
    return { imported, rejects }
  } catch (error) {
    await rejects?.drop()
    throw error
  } finally {
    progress.end()
  }
}

/** The entry is written by then, so what keeps the file of the rejected rows from its place is said after that. */
async function keptOrWhyNot(rejects: Rejects | undefined): Promise<Error | undefined> {
  try {
    await rejects?.keep()
    return undefined
  } catch (error) {
    return error as Error
  }
}

async function report(
  context: Context,
  imported: SheetImported,
  unused: readonly string[],
  rejects: string | undefined,
  options: SheetOptionsTyped,
): Promise<void> {
  const isDryRun = options.dryRun === true
  const isPartial = options.partial === true
  const written = imported.rejected > 0 ? rejects : undefined
  await print(renderImport(imported, { isDryRun, unused, rejects: written }), options, context.stdout)
  for (const note of imported.notes) await notice(context, options, note)
  if (unused.length > 0) await notice(context, options, `Not used: ${named(unused)}.`)
  if (imported.rejected > 0 && !isPartial) throw rejectedRows(imported, isDryRun)
  if (written !== undefined) {
    await warning(
      context,
      options,
      `${counted(imported.rejected, 'rejected row')} ${imported.rejected === 1 ? 'is' : 'are'} in ${written}: mend what is there and import that file. Its columns trace_row and trace_reason are passed over.`,
    )
  }
  if (imported.cited !== undefined) await noticeCited(context, imported.cited, imported.entry, options)
  const { entry } = imported
  await notice(
    context,
    options,
    styled(
      'dim',
      isDryRun
        ? 'Nothing was imported: this was a dry run.'
        : entry === undefined
          ? imported.accepted === 0
            ? 'There was no row to take; nothing was written.'
            : 'All of it was in the case already; nothing was written.'
          : `Recorded as entry ${String(entry.number)}. To take it back: trace undo ${String(entry.number)}`,
    ),
  )
}

function named(columns: readonly string[]): string {
  const more = columns.length - NAMED
  const some = columns.slice(0, NAMED).map((name) => `"${name}"`)
  return [...some, ...(more > 0 ? [`and ${String(more)} more`] : [])].join(', ')
}

function rejectedRows({ rejected, rows }: SheetImported, isDryRun: boolean): Failure {
  return new Failure(
    'rows-rejected',
    `${String(rejected)} of ${String(rows)} rows ${isDryRun ? 'would be' : 'were'} rejected; nothing was written.`,
    {
      hint: 'Mend them, or take the others with --partial, which writes the rejected ones to a file of their own.',
    },
  )
}
