import { resolve } from 'node:path'
import type { SheetImported, SheetJob } from '../case/import-sheet.ts'
import { readChoice } from '../model/choice.ts'
import { Failure, locate } from '../model/failure.ts'
import { shellWord } from '../model/shell-word.ts'
import { LINEAGES } from '../model/vocabulary.ts'
import type { Context } from './context.ts'
import type { SheetOptionsTyped } from './import-options.ts'
import { notice, warning } from './session.ts'

/** The file that the rows are cited from, when that was asked for. @param path of the sheet. @throws Failure `usage`, `bad-choice` */
export function citedFile(
  context: Context,
  path: string,
  options: SheetOptionsTyped,
): Pick<SheetJob, 'citeFile'> {
  const { citeFile, title, lineage } = options
  if (citeFile === undefined) {
    if (title === undefined && lineage === undefined) return {}
    throw new Failure(
      'usage',
      `--${title === undefined ? 'lineage' : 'title'} is said of the file, and goes with --cite-file.`,
      {
        hint: 'For the documents that rows name: --set source_title=… or --set source_lineage=…',
      },
    )
  }
  return {
    citeFile: {
      path: citeFile === true ? path : resolve(context.cwd, citeFile),
      ...(title === undefined ? {} : { title }),
      ...(lineage === undefined
        ? {}
        : { lineage: locate('--lineage', () => readChoice(lineage, LINEAGES)) as (typeof LINEAGES)[number] }),
    },
  }
}

/** Says of the source that the file is what is to be done about it, and what was told of it and not taken. */
export async function noticeCited(
  context: Context,
  { record, isKnown }: NonNullable<SheetImported['cited']>,
  entry: SheetImported['entry'],
  options: SheetOptionsTyped,
): Promise<void> {
  const { id, lineage, title } = record
  for (const [name, told, there] of [
    ['title', options.title, title],
    ['lineage', options.lineage, lineage],
  ] as const) {
    if (!isKnown || told === undefined || told === there) continue
    await warning(
      context,
      options,
      `the file is the source ${id} already, and its ${name} stays "${there}". If it is "${told}": trace correct ${id} --${name} ${shellWord(told)} --because "…"`,
    )
  }
  if (lineage !== 'unknown' || options.lineage !== undefined || entry === undefined) return
  await notice(
    context,
    options,
    `The file is the source ${id}. Unless it is said whether it is first-hand, it counts as no origin: trace correct ${id} --lineage original --because "…"`,
  )
}
