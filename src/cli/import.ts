import type { Command } from 'commander'
import { resolve } from 'node:path'
import { importPackage, type Unpacked } from '../case/package-in.ts'
import { readPackage, type DataPackage } from '../case/package-read.ts'
import { Failure } from '../model/failure.ts'
import { slugify } from '../model/identifiers.ts'
import type { Context } from './context.ts'
import { newCaseSettings, notice, warning, type GlobalOptions } from './session.ts'

export function build(command: Command, context: Context): void {
  command
    .description(
      'Make a new case from a data package, such as `trace export --all -f datapackage` writes: its entries are replayed with their own times and analysts, and every hash it gives is checked. Nothing is left behind when something does not fit.',
    )
    .argument('<PACKAGE>', 'folder with a datapackage.json')
    .argument('[FOLDER]', 'folder for the new case (else the name of the package)')
  command.addHelpText(
    'after',
    `
A package made by hand needs only its tables: times, ids, bounds and hashes that are left out are worked out.

Examples:
  $ trace import orient-express-package
  $ trace import orient-express-package my-copy
  $ trace import from-a-colleague/datapackage.json their-case --analyst "A. Kim"`,
  )
  command.action(async (source: string, folder: string | undefined, _options: unknown, self: Command) => {
    await runImport(context, source, folder, self.optsWithGlobals())
  })
}

export async function runImport(
  context: Context,
  source: string,
  folder: string | undefined,
  options: GlobalOptions,
): Promise<void> {
  const read = await readPackage(resolve(context.cwd, source))
  const target = folder ?? folderFor(read)
  const { entries, records, observations, files } = await unpack(context, read, target, options)
  if (read.about.others.length > 0) {
    await warning(
      context,
      options,
      `a case has no place for these, which were left alone: ${read.about.others.join(', ')}`,
    )
  }
  await notice(
    context,
    options,
    `A new case in ${target}. Entries: ${String(entries)}, revisions: ${String(records)}, observations: ${String(observations)}, documents: ${String(files)}.`,
    `Work in it with: cd ${target}`,
  )
}

/** Makes the case; also what `trace demo` does. */
export async function unpack(
  context: Context,
  source: DataPackage,
  folder: string,
  options: GlobalOptions,
): Promise<Unpacked> {
  const unpacked = await importPackage(source, newCaseSettings(context, options, folder))
  if (options.message !== undefined && source.entries !== undefined)
    await warning(context, options, 'the entries of the package keep their own notes; --message was not used')
  return unpacked
}

/** The name of a package as that of a folder here, and nothing else. */
function folderFor({ about }: DataPackage): string {
  const name = slugify(about.name ?? about.title ?? '')
  if (name !== undefined) return name
  throw new Failure('usage', 'The package has no name to call the folder by.', {
    hint: 'Name one: trace import PACKAGE FOLDER',
  })
}
