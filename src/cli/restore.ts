import { existsSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import type { Command } from 'commander'
import { restoreCase } from '../case/backup.ts'
import { DATABASE } from '../case/case.ts'
import { Failure } from '../model/failure.ts'
import { shellWord } from '../model/shell-word.ts'
import type { Context } from './context.ts'
import { copying, printCopy, refuseHere } from './copying.ts'
import { addOutputOptions, type OutputOptions } from './output.ts'
import { notice, type GlobalOptions } from './session.ts'

type RestoreOptions = GlobalOptions & OutputOptions

export function build(command: Command, context: Context): void {
  command
    .description(
      'Make a case from a backup, with the same entries and hashes. What came out is verified as trace verify does, and only then is ' +
        'it there, whole. The backup stays as it is, and may be on a disk that cannot be written.',
    )
    .argument('<BACKUP>', 'folder of the backup; that of any other case will do')
    .argument('<FOLDER>', 'folder for the case, new or empty')
  addOutputOptions(command)
  command.addHelpText(
    'after',
    `
It is never made over a case. Move a damaged one aside and keep it: it is evidence too, and something recorded after the
backup may be read from it yet.

Examples:
  $ trace restore /mnt/backup/orient-express orient-express
  $ mv orient-express orient-express.damaged && trace restore /mnt/backup/orient-express orient-express`,
  )
  command.action(async (backup: string, folder: string, _options: unknown, self: Command) => {
    await runRestore(context, backup, folder, self.optsWithGlobals())
  })
}

export async function runRestore(
  context: Context,
  backup: string,
  folder: string,
  options: RestoreOptions,
): Promise<void> {
  const source = resolve(context.cwd, backup)
  const target = resolve(context.cwd, folder)
  if (!existsSync(join(source, DATABASE))) {
    throw new Failure('no-case', 'There is no backup here.', {
      where: source,
      hint: 'Name the folder that trace backup made, the one with a case.db in it.',
    })
  }
  // A case that is there is refused as such, whoever is in it.
  if (!existsSync(join(target, DATABASE))) refuseHere(context, target)
  const copy = await copying(context, options, (told) => restoreCase(source, target, told))
  await printCopy(context, options, copy, 'Restored')
  await notice(context, options, `Work in it with: cd ${shellWord(relative(context.cwd, target))}`)
}
