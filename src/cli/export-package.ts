import { rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { refuseOwnFiles, type Case, type Reading, type ReadingOptions } from '../case/case.ts'
import type { Scope } from '../case/export-scope.ts'
import { writePackage, zipPackage, type OnPacked, type Packed } from '../case/package-out.ts'
import { isZipName } from '../case/package-read.ts'
import { isPackageFolder } from '../exchange/package-folder.ts'
import { folderBeside, makeWholeFolder, writeWhole } from '../io/whole-file.ts'
import { Failure } from '../model/failure.ts'
import type { Context } from './context.ts'
import { strictestOf, type HandlingOptions } from './export-handling.ts'
import { progressLine } from './progress.ts'
import { rateText } from './rate.ts'
import { notice, withReading } from './session.ts'

export interface PackageOptions extends HandlingOptions, ReadingOptions {
  output?: string
  columns?: string
  sealed?: boolean
  force?: boolean
  quiet?: boolean
}

/** Writes the whole case as a data package, a folder or a zip archive; what would leave something out of it is refused. */
export async function exportPackage(context: Context, scope: Scope, options: PackageOptions): Promise<void> {
  const output = checked(scope, options)
  const { interrupted } = context
  await withReading(context, options, async (kase, reading) => {
    const progress = progressLine(context, options)
    const start = context.now().getTime()
    const onPacked: OnPacked = (done, of) => {
      interrupted.throwIfAborted()
      progress.show(() => rateText('records', done, of, context.now().getTime() - start))
    }
    const path = resolve(context.cwd, output)
    refuseOwnFiles(kase, path)
    const replacing = { force: options.force === true, now: context.now() }
    const write = isZipName(output) ? writeZip : writeFolder
    try {
      const { entries, records, files, handling } = await write(kase, reading, path, replacing, onPacked)
      progress.end()
      const said = `Entries: ${String(entries)}, revisions: ${String(records)}, documents: ${String(files)}; written to ${output}.`
      await notice(context, options, said, `Make a case of it with: trace import ${output}`)
      if (handling !== undefined)
        await notice(context, options, `${strictestOf(handling)}, earlier revisions included.`)
    } finally {
      progress.end()
    }
  })
}

/** The path to write to. @throws Failure `usage` for what a package cannot leave out */
function checked(scope: Scope, options: PackageOptions): string {
  const refuse = (message: string, hint: string) => new Failure('usage', message, { hint })
  if (scope !== 'all') throw refuse('A data package holds the whole case.', 'Give --all instead of a name.')
  if (options.output === undefined)
    throw refuse(
      'A data package is a folder, or a zip archive of one.',
      'Name it with -o FOLDER or -o FILE.zip.',
    )
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
  return options.output
}

type Write = (
  kase: Case,
  reading: Reading,
  path: string,
  replacing: { force: boolean; now: Date },
  onPacked: OnPacked,
) => Promise<Packed>

const writeFolder: Write = (kase, reading, path, replacing, onPacked) =>
  makeWholeFolder(path, (folder) => writePackage(kase, reading, folder, onPacked), {
    ...replacing,
    mayReplace: isPackageFolder,
  })

const writeZip: Write = async (kase, reading, path, replacing, onPacked) => {
  let packed: Packed | undefined
  const pieces = async function* () {
    const folder = await folderBeside(path)
    try {
      yield* zipPackage(kase, reading, folder, (done) => (packed = done), onPacked)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
  await writeWhole(path, pieces(), replacing)
  if (packed === undefined) throw new Error('nothing was packed')
  return packed
}
