import { basename, resolve } from 'node:path'
import { importPackage, type Unpacked } from '../case/package-in.ts'
import { isZipName, readPackage, type DataPackage } from '../case/package-read.ts'
import { DESCRIPTOR } from '../exchange/package.ts'
import { Failure } from '../model/failure.ts'
import { slugify } from '../model/identifiers.ts'
import type { Context } from './context.ts'
import { progressLine } from './progress.ts'
import { rateText } from './rate.ts'
import { newCaseSettings, notice, warning, type GlobalOptions } from './session.ts'

/** Whether a path is named like a package: its descriptor or an archive of it. (A folder is one, too.) */
export function isPackageName(path: string): boolean {
  return basename(path) === DESCRIPTOR || isZipName(path)
}

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
  const target = folder ?? (await folderFor(read))
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

/** Makes the case, and closes the package; also what `trace demo` does. */
export async function unpack(
  context: Context,
  source: DataPackage,
  folder: string,
  options: GlobalOptions,
): Promise<Unpacked> {
  const { interrupted } = context
  const progress = progressLine(context, options)
  const start = context.now().getTime()
  const onProgress = () => {
    interrupted.throwIfAborted()
    progress.show(() => {
      // What was put in order first was read by then, and starts anew.
      const [done, of] = [Math.min(source.read(), source.bytes), source.bytes].map((bytes) =>
        Math.ceil(bytes / 1000),
      ) as [number, number]
      return rateText('kB', done, of, context.now().getTime() - start)
    })
  }
  let unpacked: Unpacked
  try {
    unpacked = await importPackage(source, newCaseSettings(context, options, folder), onProgress)
  } finally {
    progress.end()
  }
  if (options.message !== undefined && source.entries !== undefined)
    await warning(context, options, 'the entries of the package keep their own notes; --message was not used')
  if (source.entries !== undefined && !unpacked.isRooted) {
    await warning(
      context,
      options,
      'the package does not give the root of its log: whether anything in it was changed cannot be told from it',
    )
  }
  return unpacked
}

/** The name of a package as that of a folder here, and nothing else. */
async function folderFor({ about, files }: DataPackage): Promise<string> {
  const name = slugify(about.name ?? about.title ?? '')
  if (name !== undefined) return name
  await files.close()
  throw new Failure('usage', 'The package has no name to call the folder by.', {
    hint: 'Name one: trace import PACKAGE FOLDER',
  })
}
