import { resolve } from 'node:path'
import { importPackage, type Unpacked } from '../case/package-in.ts'
import { readPackage, type DataPackage } from '../case/package-read.ts'
import { Failure } from '../model/failure.ts'
import { slugify } from '../model/identifiers.ts'
import type { Context } from './context.ts'
import { newCaseSettings, notice, warning, type GlobalOptions } from './session.ts'

/**
 * Makes a new case from a data package, and says what is in it.
 * @param source path of the package, as it was typed
 * @param folder for the new case; else the name of the package
 */
export async function runPackageImport(
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
