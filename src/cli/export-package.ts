import { resolve } from 'node:path'
import type { ReadingOptions } from '../case/case.ts'
import type { Scope } from '../case/export.ts'
import { writePackage } from '../case/package-out.ts'
import { isPackageFolder } from '../exchange/package.ts'
import { makeWholeFolder } from '../io/whole-file.ts'
import { Failure } from '../model/failure.ts'
import type { Context } from './context.ts'
import { strictestOf, type HandlingOptions } from './export-handling.ts'
import { notice, withReading } from './session.ts'

export interface PackageOptions extends HandlingOptions, ReadingOptions {
  output?: string
  columns?: string
  sealed?: boolean
  force?: boolean
}

/** Writes the whole case as a data package; what would leave something out of it is refused. */
export async function exportPackage(context: Context, scope: Scope, options: PackageOptions): Promise<void> {
  const { output, force = false } = options
  const refuse = (message: string, hint: string) => new Failure('usage', message, { hint })
  if (scope !== 'all') throw refuse('A data package holds the whole case.', 'Give --all instead of a name.')
  if (output === undefined) throw refuse('A data package is a folder.', 'Name it with -o FOLDER.')
  if (options.columns !== undefined)
    throw refuse('A data package has all columns.', 'Leave --columns out, or choose csv.')
  if (options.sealed === true)
    throw refuse(
      'A data package has every leaf and root.',
      'Leave --sealed out, and seal the case with: trace seal',
    )
  if (options.publicBy !== undefined)
    throw refuse('A data package has the whole history.', 'Leave --public-by out, or choose csv.')
  if (options.tlpMax !== undefined)
    throw refuse('A data package has the whole history.', 'Leave --tlp-max out, or choose csv.')
  await withReading(context, options, async (kase, reading) => {
    const { entries, records, files, handling } = await makeWholeFolder(
      resolve(context.cwd, output),
      (folder) => writePackage(kase, reading, folder),
      { force, mayReplace: isPackageFolder, now: context.now() },
    )
    const said = `Entries: ${String(entries)}, revisions: ${String(records)}, documents: ${String(files)}; written to ${output}.`
    await notice(context, options, said, `Make a case of it with: trace import ${output}`)
    if (handling !== undefined)
      await notice(context, options, `${strictestOf(handling)}, earlier revisions included.`)
  })
}
