import { resolve } from 'node:path'
import type { Command } from 'commander'
import { backupCase } from '../case/backup.ts'
import type { Context } from './context.ts'
import { copying, printCopy, refuseHere } from './copying.ts'
import { addOutputOptions, type OutputOptions } from './output.ts'
import { withCase, type GlobalOptions } from './session.ts'

type BackupOptions = GlobalOptions & OutputOptions & { force?: boolean }

export function build(command: Command, context: Context): void {
  command
    .description(
      'Copy the case as it is at one moment, while others may go on writing: its database and every file that it names. The copy is ' +
        'verified as trace verify does, and only then is it there, whole. It is a case itself: it can be read where it is, and ' +
        'trace restore makes a case of it again.',
    )
    .argument('<FOLDER>', 'folder for the copy, new or empty; best on another disk')
    .option('--force', 'replace an earlier backup of the same case, when this one has all that it has')
  addOutputOptions(command)
  command.addHelpText(
    'after',
    `
A case that does not verify is not backed up, and the backups you have are left alone. What else lies in the folder of the
case, such as exports, is not part of it.

Examples:
  $ trace backup /mnt/backup/orient-express
  $ trace backup --force /mnt/backup/orient-express
  $ trace --case /mnt/backup/orient-express list
  $ trace backup ~/backups/2023-11-04 --json | jq -r .root`,
  )
  command.action(async (folder: string, _options: unknown, self: Command) => {
    await runBackup(context, folder, self.optsWithGlobals())
  })
}

export async function runBackup(context: Context, folder: string, options: BackupOptions): Promise<void> {
  const target = resolve(context.cwd, folder)
  refuseHere(context, target)
  const copy = await withCase(context, options, (kase) =>
    copying(context, options, (told) => backupCase(kase, target, { ...told, force: options.force === true })),
  )
  await printCopy(context, options, copy, 'Backed up')
}
