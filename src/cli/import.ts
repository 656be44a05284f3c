import { resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { CREATABLE, DATE_ORDERS, DECIMALS, SHEET_TYPES } from '../exchange/mapping.ts'
import { SHEET_FORMATS } from '../exchange/sheet.ts'
import { isFolder } from '../io/file-failures.ts'
import { Failure } from '../model/failure.ts'
import { LINEAGES } from '../model/vocabulary.ts'
import { offering } from './choices.ts'
import type { Context } from './context.ts'
import type { SheetOptionsTyped } from './import-options.ts'
import { isPackageName, runPackageImport } from './import-package.ts'
import { addOutputOptions } from './output.ts'

const EXAMPLES = `
A spreadsheet: the rows become records of this case, as one entry. Columns that are called as the columns of trace export
are (or as the flags of trace record) need no --map; for others a mapping is proposed, and on a terminal asked about.
Nothing is guessed: what reads two ways, or names what the case does not have, is rejected with its row and the reason.
Rows that are in the case already are counted, so a file can be imported again.

A data package: a new case is made of it; its entries keep their own times and analysts, and every hash it gives is
checked. A package made by hand needs only its tables.

Examples:
  $ trace import railcars.csv --dry-run
  $ trace import railcars.xlsx --map place=Site --map observed="Date seen" --set kind=railcar-count --dates dmy
  $ trace import railcars.csv --mapping railcars.mapping.json --partial
  $ trace import sites.csv --as places
  $ trace import links.csv --map source=Link --create sources --set source_kind=article --yes
  $ trace import counts.ndjson --cite-file --title "Synthetic counts, sheet of J. Park" --lineage original
  $ trace import orient-express-package my-copy`

export function build(command: Command, context: Context): void {
  command
    .description('Take in a spreadsheet, or make a new case of a data package.')
    .argument(
      '[SOURCE]',
      'a .csv, .tsv, .xlsx, .json or .ndjson file; or a folder with a datapackage.json, or a .zip of one',
    )
    .argument('[FOLDER]', 'for a data package: folder for the new case (else the name of the package)')
    .optionsGroup('What the rows are:')
    .addOption(
      offering(new Option('--as <TYPE>', `what each row is: ${SHEET_TYPES.join(', ')}`), SHEET_TYPES),
    )
    .addOption(several(new Option('--map <FIELD=COLUMN>', 'the column that holds a field (repeatable)')))
    .addOption(several(new Option('--set <FIELD=VALUE>', 'the same value in every row (repeatable)')))
    .addOption(
      several(new Option('--values <FIELD:THEIRS=OURS>', 'what a word of theirs is here (repeatable)')),
    )
    .addOption(
      offering(new Option('--dates <ORDER>', 'order of dates in figures: dmy, mdy or ymd'), DATE_ORDERS),
    )
    .option('--zone <OFFSET>', 'time zone of times that name none: Z (UTC), or an offset such as +09:00')
    .addOption(offering(new Option('--decimal <MARK>', 'mark before decimals: point or comma'), DECIMALS))
    .option('--mapping <FILE>', 'all of this from a file (see trace schema mapping); flags go before it')
    .option('--save-mapping <FILE>', 'write the mapping to a file')
    .option('--yes', 'agree to the mapping that is proposed')
    .optionsGroup('The file:')
    .addOption(
      offering(new Option('--format <FORMAT>', `format: ${SHEET_FORMATS.join(', ')}`), SHEET_FORMATS),
    )
    .option('--sheet <NAME>', 'sheet of a workbook (else the first that is not hidden)')
    .option('--encoding <NAME>', 'encoding, such as utf-8 or windows-1251 (else it is found out)')
    .optionsGroup('What is written:')
    .addOption(
      offering(
        new Option(
          '--create [WHAT]',
          `make what rows name and the case does not have: all, or ${CREATABLE.join(',')}`,
        ),
        ['all', ...CREATABLE],
      ),
    )
    .option('--cite-file [FILE]', 'archive the file as a source, and cite each row from it')
    .option('--title <TITLE>', 'title of that source (else the name of the file)')
    .addOption(
      offering(new Option('--lineage <WORD>', `lineage of that source: ${LINEAGES.join(', ')}`), LINEAGES),
    )
    .option('--unverified', 'record quotations also when they are not in the archived document')
    .option('--restore', 'bring back what was retracted, when a row says it again')
    .option('--dry-run', 'say what would happen, and write nothing')
    .option('--partial', 'take the good rows, and write the rejected ones to a file')
    .option('--rejects <FILE>', 'that file (else FILE.rejected.csv)')
    .option('--force', 'write over the files of rejected rows and of the mapping')
  addOutputOptions(command)
  command.addHelpText('after', EXAMPLES)
  command.action(
    async (source: string | undefined, folder: string | undefined, _options: unknown, self: Command) => {
      await runImport(context, source, folder, self.optsWithGlobals())
    },
  )
}

function several(option: Option): Option {
  return option.argParser((word: string, before: string[] | undefined) => [...(before ?? []), word])
}

export async function runImport(
  context: Context,
  typed: string | undefined,
  folder: string | undefined,
  given: SheetOptionsTyped,
): Promise<void> {
  const { source, options } = sourceOf(typed, given)
  if (isPackage(context, source)) {
    const flag = Object.keys(given).find((name) => SHEET_ONLY.has(name))
    if (flag === undefined) return runPackageImport(context, source, folder, options)
    throw new Failure('usage', `--${dashed(flag)} is for a spreadsheet, and this is a data package.`, {
      hint: 'Leave it out, or name a table of the package: trace import FOLDER/places.csv --as places',
    })
  }
  if (folder !== undefined) {
    throw new Failure('usage', 'A spreadsheet is imported into the case that is open, not into a folder.', {
      hint: 'Leave the folder out, and name the case with --case FOLDER.',
    })
  }
  const { runSheetImport } = await import('./import-sheet.ts')
  return runSheetImport(context, source, options)
}

/** Options that a data package has no use for. */
const SHEET_ONLY = new Set(
  'as map set values dates zone decimal mapping saveMapping yes format sheet encoding create citeFile title lineage unverified restore dryRun partial rejects force'.split(
    ' ',
  ),
)

const dashed = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

function isPackage(context: Context, source: string): boolean {
  return isPackageName(source) || isFolder(resolve(context.cwd, source))
}

/** The file, also where an option that may go without a value stands before it and took it. */
function sourceOf(
  typed: string | undefined,
  options: SheetOptionsTyped,
): { source: string; options: SheetOptionsTyped } {
  if (typed !== undefined) return { source: typed, options }
  const { create, citeFile } = options
  if (typeof citeFile === 'string') return { source: citeFile, options: { ...options, citeFile: true } }
  const words: readonly string[] = ['all', ...CREATABLE]
  if (typeof create === 'string' && !create.split(',').some((word) => words.includes(word)))
    return { source: create, options: { ...options, create: true } }
  throw new Failure('usage', 'Nothing was named to import.', {
    hint: 'Name a file or a data package: trace import FILE',
  })
}
