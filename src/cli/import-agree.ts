import { newest, type Case } from '../case/case.ts'
import { directoryOf } from '../case/import-directory.ts'
import { recordTypeOf } from '../case/import-fields.ts'
import { fieldsFrom, namedAsOurs } from '../case/import-mapping.ts'
import { Names } from '../case/import-names.ts'
import { filledCells, proposeColumns, takenAtItsWord, type ColumnProposal } from '../case/import-propose.ts'
import { writeMapping, type Mapping, type SheetType } from '../exchange/mapping.ts'
import type { SheetRow } from '../exchange/sheet.ts'
import { Failure } from '../model/failure.ts'
import { shellWord } from '../model/shell-word.ts'
import { canAsk } from './ask.ts'
import type { Context } from './context.ts'
import type { SheetOptionsTyped } from './import-options.ts'
import { askForMapping, mapFlags, notAgreed, renderProposal } from './import-proposal.ts'
import { print } from './output.ts'
import { notice } from './session.ts'
import { writeText } from './text-file.ts'

/**
 * The mapping to import by: the one that was told, else one that is proposed and agreed to.
 * @returns undefined when it is not to be imported now
 */
export async function agreed(
  context: Context,
  kase: Case,
  typed: string,
  told: Mapping,
  columns: readonly string[],
  rows: readonly SheetRow[],
  options: SheetOptionsTyped,
): Promise<Mapping | undefined> {
  const as = told.as ?? 'observations'
  if (told.map !== undefined) return withOurs(told, as, columns, rows, options)
  const view = await newest(kase.store)
  const names = new Names(await directoryOf(kase.store, view, recordTypeOf(as)))
  const proposed = proposeColumns(as, columns, rows, names)
  const used = proposed.filter(({ field }) => field !== undefined && told.set?.[field] === undefined)
  const mapping: Mapping = {
    ...told,
    as,
    map: Object.fromEntries(used.map(({ field, column }): [string, string] => [field ?? '', column])),
  }
  if (used.length > 0 && used.every(({ isCertain }) => isCertain)) return mapping
  return agree(context, typed, proposed, mapping, rows.length, options)
}

/** With flags alone, columns that are called as our fields are used too; a mapping file says all there is. */
function withOurs(
  told: Mapping,
  as: SheetType,
  columns: readonly string[],
  rows: readonly SheetRow[],
  options: SheetOptionsTyped,
): Mapping {
  if (options.mapping !== undefined) return { ...told, as }
  const named = new Set(fieldsFrom({ ...told, as }, columns).map(({ field }) => field.name))
  const taken = new Set(Object.values(told.map ?? {}).flat())
  const ours = Object.entries(namedAsOurs(as, columns)).filter(
    ([field, column]) =>
      !named.has(field) &&
      !taken.has(column) &&
      takenAtItsWord(as, column, filledCells(rows, columns.indexOf(column))) !== undefined,
  )
  return { ...told, as, map: { ...told.map, ...Object.fromEntries(ours) } }
}

async function agree(
  context: Context,
  typed: string,
  proposed: readonly ColumnProposal[],
  mapping: Mapping,
  looked: number,
  options: SheetOptionsTyped,
): Promise<Mapping | undefined> {
  const rendering = renderProposal(proposed, looked)
  const isUsable = proposed.some(({ field }) => field !== undefined)
  if (options.yes === true && isUsable) return mapping
  const saveAs = options.saveMapping ?? `${typed}.mapping.json`
  if (options.saveMapping !== undefined && isUsable) {
    await print(rendering, options, context.stdout)
    await saveMapping(context, mapping, saveAs, options)
    await notice(
      context,
      options,
      `Nothing was imported. Mend the mapping, and then: trace import ${shellWord(typed)} --mapping ${shellWord(saveAs)}`,
    )
    return undefined
  }
  if (options.dryRun === true && isUsable) {
    if (options.quiet !== true) await print(rendering, {}, context.stderr)
    await notice(
      context,
      options,
      `This is tried with the mapping that is proposed. To import so, agree with --yes, or say it, mended where it is wrong: ${mapFlags(proposed)}`,
    )
    return mapping
  }
  if (!canAsk(context) || !isUsable) {
    await print(rendering, options, context.stdout)
    throw notAgreed(proposed)
  }
  await print(rendering, { ...options, table: true }, context.stderr)
  const answer = await askForMapping(context, saveAs)
  if (answer === 'import') return mapping
  if (answer === 'save') {
    await saveMapping(context, mapping, saveAs, options)
    return undefined
  }
  throw new Failure('usage', 'Broken off; nothing was imported.')
}

export async function saveMapping(
  context: Context,
  mapping: Mapping,
  path: string,
  options: SheetOptionsTyped,
): Promise<void> {
  await writeText(context, writeMapping(mapping), {
    output: path,
    ...(options.force === true ? { force: true } : {}),
  })
  await notice(context, options, `The mapping is in ${path}.`)
}
